/*
 * Each of an operator's APIs fails in each way: who meets it hears an honest word soon, nobody
 * else is slowed, the API is left alone after as many failures as there are to be, and once it is
 * mended all goes as before.
 *
 * MATRIX=1 tries all; otherwise each way is met at one API, and each API in one way.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { PATIENCE_MS, startFuji } from '../sockets/fuji.mjs';
import { scrape } from '../sockets/scrape.mjs';
import { FAULTS, Operator } from './operator.mjs';

const ALL = Number(process.env.MATRIX);
const WORD_MS = ALL ? 3_000 : PATIENCE_MS; /* among other tests, only that a word comes */
const CHATS = 5; /* that meet the fault */
const PROBE_MS = 2_000;
const OTHERS = 100; /* messages that are none of the operator's business */
const HONEST = /没有回应|回得慢/;
const checkout = path.resolve(import.meta.dirname, '../..');

/* Where each API is met: the path, how many requests it gets at once, and what is said until
 * then, each with what it is answered. */
const MENU = /请选一种方便的|请从这几种里选/;
const lookUp = [['我手机怎么停机了 13800000003', MENU], ['身份证', /最后六位|后六位/], ['张三 12345X']];
const APIS = {
	product: { below: '/productInventory/', n: 1, say: lookUp },
	customer: { below: '/customerManagement/', n: 1, say: lookUp },
	account: { below: '/accountManagement/', n: 1, say: lookUp },
	bill: { below: '/customerBillManagement/', n: 1, say: lookUp },
	prepay: { below: '/prepayBalanceManagement/', n: 2, say: lookUp },
	payment: { below: '/payment/v4/', n: 1, say: lookUp },
	problem: { below: '/serviceProblemManagement/', n: 1, say: lookUp },
	identity: { below: '/identity/', n: 1, say: [['我手机怎么停机了 13800000003', MENU], ['服务密码', /服务密码/], ['246810']] },
	order: { below: '/productOrderingManagement/', n: 1, 
		say: [['我要复机 13800000004', MENU], ['身份证', /最后六位|后六位/], ['张三 12345X', /确认一下/], ['确认恢复']] },
};
const REFUSED = 'refused'; /* of the whole operator, whichever API is next */

const cells = ALL
	? [...Object.keys(FAULTS).flatMap((fault) => Object.keys(APIS).map((api) => [fault, api])),
		...['product', 'identity', 'order'].map((api) => [REFUSED, api])]
	: [[REFUSED, 'product'], ['black hole', 'identity'], ['30 s', 'order'], ['reset', 'bill'], ['half', 'payment'],
		['500', 'prepay'], ['wrong JSON', 'customer'], ['20 MB', 'problem'], ['500', 'account']];

let folder;
let mapping;
const tried = [];

/* The account is asked only where a cause stands there. */
before(() => {
	folder = mkdtempSync(path.join(os.tmpdir(), 'fuji-mapping-'));
	mapping = path.join(folder, 'tmf.yaml');
	writeFileSync(mapping, readFileSync(path.join(checkout, 'bot/carriers/tmf.yaml'), 'utf8')
		.replace('\ncauses:\n', '\ncauses:\n  - {in: account, attribute: state, values: {closed: stopped}}\n'));
});
after(() => {
	const most = (name) => Math.max(...tried.map((cell) => cell[name])).toFixed(2);

	console.log(`faults ${tried.length}, slowest word ${most('word')}, others slower ${most('ratio')}`);
	rmSync(folder, { recursive: true });
});

async function until(what, holds) {
	for (const deadline = Date.now() + PATIENCE_MS; !await holds();) {
		assert.ok(Date.now() < deadline, what);
		await setTimeout(20);
	}
}

/* A chat that has said all but the last, which meets the API. */
async function nearly(fuji, { say }) {
	const chat = await fuji.chat();

	for (const [text, answer] of say.slice(0, -1)) {
		await chat.say(text);
		await chat.waitForText(answer);
	}
	return chat;
}

/* How long it takes until it is said that something is amiss. */
async function meet(chat, { say }) {
	await chat.say(say.at(-1)[0]);
	const begun = Date.now();

	await chat.waitForText(HONEST);
	return Date.now() - begun;
}

/* How long others wait for their answers, sorted. */
async function others(chat) {
	const times = [];

	for (let i = 0; i < OTHERS; i++) {
		const begun = process.hrtime.bigint();

		await chat.say('你好');
		await chat.waitForText(/./);
		times.push(Number(process.hrtime.bigint() - begun) / 1e6);
		await setTimeout(10);
	}
	return times.toSorted((a, b) => a - b);
}

const p99 = (times) => times[Math.ceil(times.length * 0.99) - 1];

async function tryCell(fault, name) {
	const api = APIS[name];
	const operator = await Operator.start();
	const fuji = await startFuji({ demo: false, args: ['--carrier', `tmf:${operator.address}/w/demo?mapping=${mapping}`,
		'--metrics-listen', '127.0.0.1:0', '--call-tries', '1', '--breaker-failures', String(CHATS * api.n),
		'--breaker-probe-ms', String(PROBE_MS), '--messages-per-second', '1000'] });
	const value = async (sample) => (await scrape(fuji)).get(sample);
	const chats = await Promise.all(Array.from({ length: CHATS }, () => nearly(fuji, api)));
	const bystander = await fuji.chat();
	const before = await others(bystander);

	operator.requests.length = 0;
	if (fault === REFUSED)
		await operator.refuse();
	else
		operator.fault = { below: api.below, spoil: FAULTS[fault] };
	const [during, ...met] = await Promise.all([others(bystander), ...chats.map((chat) => meet(chat, api))]);

	assert.ok(p99(during) < WORD_MS, `others wait ${p99(during)} ms`);
	assert.ok(Math.max(...met) < WORD_MS, `a word after ${met} ms`);
	await Promise.all(chats.map((chat) => chat.waitForActivity((each) => each.value?.owner === 'waiting')));
	const asked = operator.requests.filter((request) => request.path.includes(api.below)).length;
	const opens = fault === 'wrong JSON' ? 0 : 1; /* an answer is one, for whether it is there */

	assert.equal(asked, fault === REFUSED ? 0 : CHATS * api.n);
	assert.equal(await value('fuji_breaker_opened_total{}'), opens);
	assert.equal(await value('fuji_calls_failed_total{}'), CHATS);

	operator.fault = undefined;
	if (fault === REFUSED)
		await operator.accept();
	await setTimeout(PROBE_MS); /* of the breaker's own clock, which is nobody's to move */
	const healed = await nearly(fuji, api);
	await healed.say(api.say.at(-1)[0]);
	await healed.waitForText(/128\.00|受理号/);
	assert.equal(await value('fuji_breaker_open{}'), 0);
	await until('nothing is stuck', async () => await value('fuji_outbox_calls{kind="call"}') === 0);
	await fuji.stop();
	await operator.stop();
	return { asked, word: Math.max(...met), ratio: p99(during) / p99(before) };
}

for (const [fault, api] of cells) {
	test(`${fault} at ${api}`, { concurrency: false }, async () => {
		const cell = await tryCell(fault, api);
		const { asked, word, ratio } = cell;

		tried.push(cell);
		console.log(`${fault} at ${api}: a word after ${word} ms, ${asked} requests, p99 of others x ${ratio.toFixed(2)}`);
	});
}
