/*
 * Subscribers who order while the server is killed at random moments.
 *
 * Each ends the hold of a line of his own. Whatever happens to his connection, he comes back and
 * says next what the last words of the bot ask for, until the order is confirmed or a person has
 * it. What counts is the ledger of the operator, which outlives the server: see judge().
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from './fuji.mjs';

const SUBSCRIBERS = 20; /* at a time */
const LIFE_MS = 600; /* of a server, at most */

function lineOf(i) {
	return `138${String(10000000 + i)}`;
}

/* The lines of so many subscribers, as a file of `sim:`. Its path. */
export function writeLines(folder, n) {
	const file = path.join(folder, 'operator.yaml');
	const lines = Array.from({ length: n }, (_, i) => `  - {number: "${lineOf(i)}", ` +
		'balance: 10.00, holds: [{cause: VOLUNTARY_HOLD, since: 40d ago}]}\n');

	writeFileSync(file,
		'owners:\n  - {name: 张三, password: "246810", id_tail: 12345X, contact: "13900000000"}\n' +
		'defaults: {owner: 张三, carrier: demo, province: 四川, region: 成都}\n' +
		`lines:\n${lines.join('')}`);
	return file;
}

/* What to say to the bot's last words; null: nothing, it has the word. */
function replyTo(words, line) {
	const replies = [
		[/11 位/, line],
		[/请选一种方便的|请从这几种里选/, '身份证'],
		[/最后六位|后六位/, '张三 12345X'],
		[/确认一下/, '确认恢复'],
		[/您可以直接说出问题|想问/, '我要复机'],
	];

	return replies.find(([pattern]) => pattern.test(words))?.[1] ?? null;
}

class Subscriber {
	#token = null;
	#activities = new Map(); /* by id: they come again after each return */
	outcome = null;

	constructor(line) {
		this.line = line;
	}

	/* `server()` is the one that runs now. */
	async run(server) {
		while (!this.outcome) {
			const client = new Client(server().port, '/chat');

			if (await client.opened.then(() => true, () => false))
				await this.#talk(client);
			else
				await sleep(10);
		}
	}

	async #talk(client) {
		client.socket.on('message', (data) => this.#take(client, JSON.parse(data)));
		client.send({
			type: 'event', name: 'hello',
			value: this.#token ? { token: this.#token, watermark: '0' } : {},
		});
		await client.closed;
	}

	#take(client, frame) {
		for (const activity of frame.activities ?? [])
			if (activity.id)
				this.#activities.set(activity.id, activity);
		if (frame.token)
			this.#token = frame.token;
		this.#judge();
		if (this.outcome)
			client.close();
		else if (this.#token)
			this.#answer(client);
	}

	#spoken() {
		return [...this.#activities.values()].filter((each) => each.text);
	}

	hasHeard(pattern) {
		return this.#spoken().some(({ text }) => pattern.test(text));
	}

	#judge() {
		if (this.hasHeard(/受理号/))
			this.outcome = 'confirmed';
		else if ([...this.#activities.values()].some((each) => each.value?.owner === 'waiting'))
			this.outcome = 'handed';
	}

	/* Under an id that says which message it is, so that one that was sent before a kill and is
	 * sent again after it is the same one. */
	#answer(client) {
		const spoken = this.#spoken();
		const isMine = (each) => each.channelData['fuji:speaker'] === 'subscriber';
		const nMine = spoken.filter(isMine).length;
		const last = spoken.at(-1);
		const text = nMine === 0 ? '我要复机' : last && !isMine(last) && replyTo(last.text, this.line);

		if (text)
			client.send({
				type: 'message', text,
				channelData: { clientActivityID: `${this.line}-${nMine}` },
			});
	}
}

/* Has all of them order. `start(port)` starts the server, which is killed `kills` times, or until
 * all is done. */
export async function giveOrders({ orders, kills = Infinity, start }) {
	const all = Array.from({ length: orders }, (_, i) => new Subscriber(lineOf(i)));
	const waiting = [...all];
	let fuji = await start(0);
	let ending = false;
	let killed = 0;

	async function kill() {
		while (killed < kills) {
			await sleep(100 + Math.random() * LIFE_MS);
			if (ending)
				return;
			fuji.kill('SIGKILL');
			killed++;
			await fuji.ended;
			fuji = await start(fuji.port);
		}
	}

	const killing = kill();
	await Promise.all(Array.from({ length: SUBSCRIBERS }, async () => {
		for (let next = waiting.pop(); next; next = waiting.pop())
			await next.run(() => fuji);
	}));
	ending = true;
	await killing;
	await sleep(500); /* what is on its way to the operator arrives */
	await fuji.stop();
	return { all, killed };
}

const print = (total) => console.log(Object.entries(total).map(([name, n]) => `${name} ${n}`).join(', '));

/* The figures of several runs as one. */
export function printSum(totals) {
	print(Object.fromEntries(Object.keys(totals[0]).map((name) => [name, totals.reduce((sum, each) => sum + each[name], 0)])));
}

/* Holds what became of them against the operator's ledger: the figures. At least such a share of them
 * must have been confirmed. */
export function judge({ all, killed }, ledger, least = 0.5) {
	const total = { orders: all.length, confirmed: 0, handed: 0, kills: killed, ordered: 0, doubtful: 0 };
	const counts = new Map();

	for (const { line } of ledger)
		counts.set(line, (counts.get(line) ?? 0) + 1);
	for (const subscriber of all) {
		const { line, outcome } = subscriber;
		const n = counts.get(line) ?? 0;

		total[outcome]++;
		total.ordered += n;
		assert.ok(n <= 1, `${line} has ${n} orders`);
		if (outcome === 'confirmed')
			assert.equal(n, 1, `${line} was confirmed and has no order`);
		else if (n) {
			total.doubtful++;
			assert.ok(subscriber.hasHeard(/申请已经发出，但系统还没有回应/),
				`${line} has an order, and heard neither that it has nor that nobody knows`);
		}
	}
	print(total);
	assert.ok(total.confirmed >= all.length * least, `${total.confirmed} were confirmed`);
	return total;
}
