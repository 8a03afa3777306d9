/*
 * An order is given to the operator once: while calls do not arrive, answers are lost, and the
 * server is killed at random moments.
 *
 * Each subscriber ends the hold of a line of his own. Whatever happens to his connection, he comes
 * back and says next what the last words of the bot ask for. What counts is the operator's ledger,
 * which outlives the server: no line has two orders, and no order that was confirmed is missing.
 *
 * $ORDERS says how many: 60, unless it is set.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, startFuji, temporaryFolder } from './fuji.mjs';

const ORDERS = Number(process.env.ORDERS ?? 60);
const SUBSCRIBERS = 20; /* at a time */
const LIFE_MS = 600; /* of a server, at most */

let fuji;
let ending = false;
const total = { orders: ORDERS, confirmed: 0, handed: 0, kills: 0 };

function lineOf(i) {
	return `138${String(10000000 + i)}`;
}

function writeOperator(folder) {
	const lines = Array.from({ length: ORDERS }, (_, i) => `  - {number: "${lineOf(i)}", ` +
		'balance: 10.00, holds: [{cause: VOLUNTARY_HOLD, since: 40d ago}]}\n');

	writeFileSync(path.join(folder, 'operator.yaml'),
		'owners:\n  - {name: 张三, password: "246810", id_tail: 12345X, contact: "13900000000"}\n' +
		'defaults: {owner: 张三, carrier: demo, province: 四川, region: 成都}\n' +
		`lines:\n${lines.join('')}`);
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

	async run() {
		while (!this.outcome) {
			const client = new Client(fuji.port, '/chat');

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

	#judge() {
		const all = this.#spoken().map((each) => each.text).join('\n');

		if (/受理号/.test(all))
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

async function kill(start) {
	while (!ending) {
		await sleep(100 + Math.random() * LIFE_MS);
		if (ending)
			return;
		fuji.kill('SIGKILL');
		total.kills++;
		await fuji.ended;
		fuji = await start();
	}
}

test(`${ORDERS} orders are given once each`, async () => {
	const folder = await temporaryFolder();
	/* The operator's own files name names: they are none that the server leaves. */
	const operator = mkdtempSync(path.join(os.tmpdir(), 'fuji-operator-'));
	const ledger = path.join(operator, 'ledger');
	const carrier = `sim:${operator}/operator.yaml?latency_ms=20&order_ms=3600000&fail=0.1&lose=0.3` +
		`&ledger=${ledger}`;
	const start = () => startFuji({
		data: path.join(folder, 'data'), demo: false,
		args: ['--listen', `127.0.0.1:${fuji?.port ?? 0}`, '--carrier', carrier],
		env: {},
	});
	const waiting = Array.from({ length: ORDERS }, (_, i) => new Subscriber(lineOf(i)));
	const all = [...waiting];

	writeOperator(operator);
	fuji = await start();
	const killing = kill(start);
	await Promise.all(Array.from({ length: SUBSCRIBERS }, async () => {
		for (let next = waiting.pop(); next; next = waiting.pop())
			await next.run();
	}));
	ending = true;
	await killing;
	await sleep(500); /* what is on its way to the operator arrives */
	await fuji.stop();

	const counts = new Map();
	for (const entry of readFileSync(ledger, 'utf8').trim().split('\n').map(JSON.parse))
		counts.set(entry.line, (counts.get(entry.line) ?? 0) + 1);
	for (const { line, outcome } of all) {
		total[outcome]++;
		assert.ok((counts.get(line) ?? 0) <= 1, `${line} has ${counts.get(line)} orders`);
		if (outcome === 'confirmed')
			assert.equal(counts.get(line), 1, `${line} was confirmed and has no order`);
	}
	console.log(Object.entries(total).map(([name, n]) => `${name} ${n}`).join(', '));
	assert.ok(total.confirmed > ORDERS / 2, 'most were confirmed');
	rmSync(operator, { recursive: true });
});
