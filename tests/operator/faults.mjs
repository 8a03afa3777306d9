/*
 * Each of an operator's APIs for which somebody waits, the server of its tokens and the provider of links to pay by fail in
 * each way: who meets it hears an honest word soon, nobody else is slowed (pair.mjs says how that is measured), it is left
 * alone after as many failures as there are to be, and once it is mended all goes as before. What nobody waits for: unheard.mjs.
 *
 * MATRIX=1 tries all; otherwise each way is met at one API, and each API in one way.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { PATIENCE_MS } from '../sockets/fuji.mjs';
import { until } from './chats.mjs';
import { FAULTS, REFUSED } from './operator.mjs';
import { compare, p99, Pair, ratio } from './pair.mjs';

const ALL = Number(process.env.MATRIX);
const WORD_MS = ALL ? 3_000 : PATIENCE_MS; /* among other tests, only that a word comes */
const SLOWER_MOST = ALL ? 1.2 : 3; /* a few cells among other tests tell no less */
const CHATS = 5; /* that meet the fault */
const PACE_MS = 200; /* from one of them to the next */
const PROBE_MS = 1_000;
const OTHERS = ALL ? 300 : 100; /* messages that are none of the operator's business, at least */
const checkout = path.resolve(import.meta.dirname, '../..');

/* Where each API is met: the path, how many requests it gets at once, and what is said until
 * then, each with what it is answered. */
const MENU = /请选一种方便的|请从这几种里选/;
const lookUp = [['我手机怎么停机了 13800000003', MENU], ['身份证', /最后六位|后六位/], ['张三 12345X']];
const atOperator = { server: 'operator', n: 1, say: lookUp, word: /没有回应|回得慢/, opened: 'fuji_breaker_opened_total{}', open: 'fuji_breaker_open{}',
	fine: /128\.00|受理号/, end: (chat) => chat.waitForActivity(({ value }) => value?.owner === 'waiting') };
const APIS = {
	product: { ...atOperator, below: '/productInventory/' },
	service: { ...atOperator, below: '/serviceInventory/' },
	customer: { ...atOperator, below: '/customerManagement/' },
	account: { ...atOperator, below: '/accountManagement/' },
	bill: { ...atOperator, below: '/customerBillManagement/' },
	prepay: { ...atOperator, below: '/prepayBalanceManagement/', n: 2 },
	payment: { ...atOperator, below: '/payment/v4/' },
	problem: { ...atOperator, below: '/serviceProblemManagement/' },
	identity: { ...atOperator, below: '/identity/', say: [['我手机怎么停机了 13800000003', MENU], ['服务密码', /服务密码/], ['246810']] },
	order: { ...atOperator, below: '/productOrderingManagement/',
		say: [['我要复机 13800000004', MENU], ['身份证', /最后六位|后六位/], ['张三 12345X', /确认一下/], ['确认恢复']] },
	/* Without one nothing is asked, and that is no answer either. Those who come together wait for one. */
	token: { ...atOperator, below: '/test/token', shared: true, needed: true },
	/* Nobody needs a person for it: the other ways to pay are said, and the cause all the same. */
	pay: { ...atOperator, below: '/pay', server: 'outside', word: /没能取到|回得慢/, opened: 'fuji_pay_breaker_opened_total{}',
		open: 'fuji_pay_breaker_open{}', fine: /b\/c7d2/,
		end: (chat) => until('the other ways to pay are said', () => chat.activities.some(({ text }) => /没能取到[^]*营业厅/.test(text ?? ''))) },
};

const cells = ALL
	? [...Object.keys(FAULTS).flatMap((fault) => Object.keys(APIS).map((api) => [fault, api])),
		...['product', 'identity', 'order', 'token', 'pay'].map((api) => [REFUSED, api])] /* with the whole server goes each of its APIs */
	: [[REFUSED, 'product'], ['black hole', 'identity'], ['30 s', 'order'], ['reset', 'bill'], ['half', 'payment'], ['500', 'prepay'],
		['wrong JSON', 'customer'], ['20 MB', 'problem'], ['500', 'account'], ['half', 'service'], ['reset', 'token'], ['500', 'pay']];

let folder;
let mapping;
const tried = [];

/* The account and the service are asked only where a cause stands there. */
before(() => {
	folder = mkdtempSync(path.join(os.tmpdir(), 'fuji-mapping-'));
	mapping = path.join(folder, 'tmf.yaml');
	writeFileSync(mapping, readFileSync(path.join(checkout, 'bot/carriers/tmf.yaml'), 'utf8')
		.replace('\n  # service:', '\n  service:')
		.replace('\ncauses:\n', '\ncauses:\n  - {in: account, attribute: state, values: {closed: stopped}}\n' +
			'  - {in: service, attribute: state, values: {active: none, suspended: stopped}}\n'));
});
after(() => rmSync(folder, { recursive: true }));

/* A token is good for one call. */
const answers = {
	operator: ({ route }) => (route === 'POST /test/token' ? [200, { access_token: 'a-token', token_type: 'Bearer', expires_in: 0 }] : undefined),
	outside: () => [200, { url: 'https://pay.demo-mobile.example/b/c7d2' }],
};

const start = (name) => (site) => ({
	env: name === 'token' ? { FUJI_CARRIER_CLIENT_SECRET: 'a secret' } : {},
	args: ['--carrier', `tmf:${site.operator.address}/w/demo?mapping=${mapping}`, '--call-tries', '1',
		'--breaker-failures', String(CHATS * APIS[name].n), '--breaker-probe-ms', String(PROBE_MS),
		...(name === 'token' ? ['--carrier-client-id', 'fuji', '--carrier-token-url', `${site.operator.address}/w/demo/test/token`] : []),
		...(name === 'pay' ? ['--pay-url', `${site.outside.address}/w/demo/pay`] : [])],
});

/* A chat that has said all but the last, which meets the API. */
async function nearly(fuji, { say }) {
	const chat = await fuji.chat();

	for (const [text, answer] of say.slice(0, -1)) {
		await chat.say(text);
		await chat.waitForText(answer);
	}
	return chat;
}

/* The chats say their last, one after the other, and go on to their end; how long it took until each heard what fits. */
function meet(chats, { say }, word, end = () => {}) {
	return Promise.all(chats.map(async (chat, i) => {
		await setTimeout(i * PACE_MS);
		await chat.say(say.at(-1)[0]);
		const begun = Date.now();

		await chat.waitForText(word);
		const took = Date.now() - begun;

		await end(chat);
		return took;
	}));
}

async function judgeCounts(site, fault, api, asked) {
	const isAnswer = fault === 'wrong JSON' && !api.needed; /* it is one, for whether it is there */

	if (fault === REFUSED)
		assert.equal(asked, 0);
	else if (api.shared)
		assert.ok(asked >= 1 && asked <= CHATS, `${asked} requests`);
	else
		assert.equal(asked, CHATS * api.n);
	assert.equal(await site.value(api.opened), isAnswer ? 0 : 1);
	assert.equal(await site.value(api.open), isAnswer ? 0 : 1);
	assert.equal(await site.value('fuji_calls_failed_total{}'), CHATS);
}

async function judgeMended(site, api) {
	await setTimeout(PROBE_MS); /* of the breaker's own clock, which is nobody's to move */
	const healed = await nearly(site.fuji, api);

	await healed.say(api.say.at(-1)[0]);
	await healed.waitForText(api.fine);
	assert.equal(await site.value(api.open), 0);
	await until('nothing is stuck', async () => await site.value('fuji_outbox_calls{kind="call"}') === 0);
}

async function tryCell(pair, fault, api) {
	const { failing, calm } = pair;
	const server = failing[api.server];
	const [met, spared] = await Promise.all(pair.sites.map((site) =>
		Promise.all(Array.from({ length: CHATS }, () => nearly(site.fuji, api)))));

	server.requests.length = 0;
	await server.break(fault, api.below);
	const words = meet(met, api, api.word, api.end);
	const times = await pair.measure(Promise.all([words, meet(spared, api, api.fine)]), OTHERS);
	const word = Math.max(...await words);
	const asked = server.requests.filter((request) => request.path.includes(api.below)).length;

	assert.ok(word < WORD_MS, `a word after ${word} ms`);
	assert.ok(p99(times.failing) < WORD_MS, `others wait ${p99(times.failing)} ms`);
	await judgeCounts(failing, fault, api, asked);
	assert.equal(await calm.value('fuji_calls_failed_total{}'), 0);
	await server.mend();
	await judgeMended(failing, api);
	return { asked, word, times };
}

for (const [fault, name] of cells) {
	test(`${fault} at ${name}`, { concurrency: false }, async () => {
		const pair = await Pair.open(start(name), answers);
		const { asked, word, times } = await tryCell(pair, fault, APIS[name]).finally(() => pair.close());

		tried.push({ word, times });
		console.log(`${fault} at ${name}: a word after ${word} ms, ${asked} requests, p99 of others x ${ratio(times).toFixed(2)}`);
	});
}

test('nobody else is slowed', () => {
	const { median, pooled } = compare(tried.map(({ times }) => times));

	console.log(`faults ${tried.length}, slowest word ${Math.max(...tried.map(({ word }) => word))}, ` +
		`others slower ${pooled.toFixed(2)}, middle fault slower ${median.toFixed(2)}`);
	assert.ok(median <= SLOWER_MOST && pooled <= SLOWER_MOST, `p99 of others x ${median} and ${pooled}`);
});
