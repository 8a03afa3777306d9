/*
 * Two servers at once, each with an operator of its own, and what else it asks: of one these fail, of the other they do not.
 *
 * The same subscribers come to both, and to each somebody writes whose messages are none of the operator's business. One
 * client writes these to the two in turn, so that whatever else the machine does hits both alike, and what is left is the failure.
 * The p99 of a cell is one message against another: what is held against the bound is the median of all cells' ratios, and
 * the ratio of the p99s of all cells' messages together.
 */
import { setTimeout } from 'node:timers/promises';
import { startFuji } from '../sockets/fuji.mjs';
import { scrape } from '../sockets/scrape.mjs';
import { Operator } from './operator.mjs';

const WARM_UP = 20;
const PAUSE_MS = 5;

class Site {
	times = [];
	#start;

	/* `start` says of a site how its server starts: { args, env }. */
	static async open(start, answers) {
		const site = new Site();

		for (const name of ['operator', 'outside']) { /* outside: what is asked and is not the operator */
			site[name] = await Operator.start();
			site[name].answer = answers[name];
		}
		site.#start = start;
		return site;
	}

	async serve({ data, env } = {}) {
		const { args, env: own } = this.#start(this);

		this.fuji = await startFuji({ data, demo: false, env: { ...own, ...env },
			args: ['--metrics-listen', '127.0.0.1:0', '--messages-per-second', '1000', ...args] });
		this.bystander = await this.fuji.chat();
	}

	async value(name) { return (await scrape(this.fuji)).get(name); }

	async write() {
		const begun = process.hrtime.bigint();

		await this.bystander.say('你好');
		await this.bystander.waitForText(/./);
		this.times.push(Number(process.hrtime.bigint() - begun) / 1e6);
	}

	async close() {
		await this.fuji.stop();
		await this.operator.stop();
		await this.outside.stop();
	}
}

export class Pair {
	/* `answers` are what their operator and what is outside say by themselves (operator.mjs), `prepare` is called before the
	 * servers start. */
	static async open(start, answers = {}, prepare = () => {}) {
		const pair = new Pair();

		pair.failing = await Site.open(start, answers);
		pair.calm = await Site.open(start, answers);
		await prepare(pair);
		await pair.#serve();
		return pair;
	}

	get sites() { return [this.failing, this.calm]; }

	async #serve() {
		await Promise.all(this.sites.map((site) => site.serve()));
		for (let i = 0; i < WARM_UP; i++)
			await this.#write(i);
		for (const site of this.sites)
			site.times = [];
	}

	async #write(i) {
		for (const site of i % 2 ? this.sites : this.sites.toReversed())
			await site.write();
	}

	/* What others wait, from now on until `over` is settled, of so many messages to each at least. */
	async measure(over, least) {
		let isOver = false;

		over.catch(() => {}).then(() => { isOver = true; });
		for (let i = 0; i < least || !isOver; i++) {
			await this.#write(i);
			await setTimeout(PAUSE_MS);
		}
		await over;
		return { failing: this.failing.times, calm: this.calm.times };
	}

	async close() {
		await Promise.all(this.sites.map((site) => site.close()));
	}
}

const part = (values, share) => values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)];

export const p99 = (times) => part(times, 0.99);
export const ratio = ({ failing, calm }) => p99(failing) / p99(calm);

/* Of all cells: the two figures that are held against the bound, and their distribution, printed. */
export function compare(cells) {
	const ratios = cells.map(ratio);
	const all = (of) => cells.flatMap((cell) => cell[of]);
	const ms = (of) => [0.5, 0.9, 0.99, 0.999].map((share) => part(all(of), share).toFixed(2)).join(', ');
	const result = { median: part(ratios, 0.5), pooled: ratio({ failing: all('failing'), calm: all('calm') }) };

	console.log(`others, p50, p90, p99, p99.9 of ${all('failing').length} messages each: ${ms('failing')} ms beside ${ms('calm')} ms, p99 x ${
		result.pooled.toFixed(2)}; of ${cells.length} cells p99 x ${[0, 0.25, 0.5, 0.75, 1].map((share) => part(ratios, share).toFixed(2)).join(', ')
	} (least, quarters, most)`);
	return result;
}
