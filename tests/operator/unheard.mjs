/*
 * What an operator and a gateway are given while nobody waits for it fails in each way: tickets, the log of talks, text
 * messages, and our wish to be told by the hubs. No subscriber hears of it and nobody is slowed (pair.mjs), a failing API is left
 * alone, nothing is lost though the server is started anew meanwhile, and once it is mended each is there, once.
 *
 * MATRIX=1 tries all; otherwise each is met in one way.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { runFuji } from '../sockets/fuji.mjs';
import { hearCause, leaveCase, until, waitForLine } from './chats.mjs';
import { FAULTS, REFUSED } from './operator.mjs';
import { compare, Pair, ratio } from './pair.mjs';

const ALL = Number(process.env.MATRIX);
const SLOWER_MOST = ALL ? 1.2 : 3; /* a few cells among other tests tell no less */
const CHATS = 5; /* whose things meet the fault */
const OTHERS = ALL ? 300 : 100;
const HUBS = 5;
const SECRET = 'a secret of the hubs alone';
const HOUR_MS = 3_600_000;
const NEWS = /没有回应|回得慢|没能|失败/;
/* When all has been tried again that was put off; an hour at most. */
const LATER = { LD_PRELOAD: '/usr/$LIB/faketime/libfaketime.so.1', FAKETIME: '+65m', DONT_FAKE_MONOTONIC: '1',
	ASAN_OPTIONS: 'verify_asan_link_order=0' }; /* a build with sanitizers wants its own run-time first */
const ALL_DAY = ['--reminders', '--reminder-from-hour', '0', '--reminder-to-hour', '24', '--reminder-off-from-hour', '0',
	'--reminder-off-to-hour', '24'];
const checkout = path.resolve(import.meta.dirname, '../..');
const lineOf = (i) => `1370000000${i}`;

const given = (name) => (site) => site.operator.world('w').given[name];
const asked = (site, { server, below }) => site[server].requests.filter((request) => request.path.includes(below)).length;

async function sayGoodbye(site, chat) {
	await chat.say('没有了，谢谢');
	await chat.waitForText(/1 到 5 分/);
	return chat;
}

/* His line is restored after he has gone: he is to get a text message. */
async function leave(site, i) {
	const chat = await waitForLine(site.fuji, lineOf(i));

	await chat.close();
	return chat;
}

let nextEvent = 0;

async function tellRestored(site, chat, i, row) {
	const notTaken = () => site.fuji.stderr.match(/text message not taken/g)?.length ?? 0; /* whoever is refused asks nobody */

	site.operator.ahead = 2 * HOUR_MS;
	while (asked(site, row) < CHATS && notTaken() < CHATS) { /* until the order's answer has come, nobody listens */
		const event = { eventId: `e-${++nextEvent}`, eventType: 'ProductStateChangeEvent', event: { product: { id: `P${lineOf(i)}`, status: 'active' } } };

		await site.fuji.fetch('/tmf-listener/product', { method: 'POST', body: JSON.stringify(event),
			headers: { 'content-type': 'application/json', authorization: `Bearer ${SECRET}` } });
		await setTimeout(200);
	}
	return chat;
}

/* How each is met, first up to what meets it, then that; and what is there once it is mended. `opens`: it has a breaker. */
const atOperator = { server: 'operator', opens: true, args: () => [], meet: (site, chat) => chat };
const ROWS = {
	ticket: { ...atOperator, below: '/troubleTicket/', given: given('troubleTicket'), come: () => undefined, meet: (site) => leaveCase(site.fuji) },
	talk: { ...atOperator, below: '/partyInteraction/', given: given('partyInteraction'), come: ({ fuji }) => hearCause(fuji), meet: sayGoodbye },
	message: { ...atOperator, below: '/communicationManagement/', given: given('communicationMessage'), come: leave, meet: tellRestored, tried: true,
		args: () => ['--sms-url', 'operator', ...ALL_DAY] },
	gateway: { ...atOperator, opens: false, server: 'outside', below: '/sms', given: (site) => site.outside.world('w').sms, come: leave, meet: tellRestored,
		tried: true, args: (site) => ['--sms-url', `${site.outside.address}/w/demo/sms`, '--sms-honours-keys', ...ALL_DAY] },
};

const cells = ALL
	? [...Object.keys(FAULTS).flatMap((fault) => Object.keys(ROWS).map((name) => [fault, name])),
		[REFUSED, 'ticket'], [REFUSED, 'talk'], [REFUSED, 'gateway']] /* without its operator's answer no message is written */
	: [[REFUSED, 'ticket'], ['half', 'talk'], ['500', 'message'], ['reset', 'gateway']];

let folder;
let file;
const times = [];
let things = 0; /* that were there in the end */

before(() => {
	folder = mkdtempSync(path.join(os.tmpdir(), 'fuji-lines-'));
	file = path.join(folder, 'lines.yaml');
	writeFileSync(file, readFileSync(path.join(checkout, 'bot/carriers/demo.yaml'), 'utf8') + Array.from({ length: CHATS }, (_, i) =>
		`  - {number: "${lineOf(i)}", balance: 15.00, paid: {amount: 50.00, at: 20m ago}, holds: [{cause: SYSTEM_FAULT, since: 20m ago}]}\n`).join(''));
});
after(() => rmSync(folder, { recursive: true }));

/* A gateway that honours keys. */
const answers = { outside: ({ world, body }) => {
	if (!world.sms.some(({ id }) => id === body.id))
		world.sms.push(body);
	return [202, {}];
} };

const start = ({ args }) => (site) => ({
	env: { FUJI_CARRIER_LISTENER_SECRET: SECRET },
	args: ['--carrier', `tmf:${site.operator.address}/w/lines`, '--call-tries', '1', '--breaker-failures', String(CHATS),
		'--breaker-probe-ms', '600000', ...args(site)],
});

function openWorlds({ sites }) {
	for (const { operator } of sites)
		operator.open('w', file, { extras: '1', order_ms: HOUR_MS });
}

/* A message that was taken is a call until its delivery is known: ten minutes, perhaps. */
async function untilAnswered(site, row) {
	await until('each is answered', async () => row.tried || await site.value('fuji_outbox_calls{kind="call"}') === 0);
}

async function untilFailed(site, row) {
	await until('each has failed', async () => !row.tried || !row.opens || await site.value('fuji_calls_failed_total{}') >= CHATS);
}

async function meetAll(site, row, chats) {
	const met = await Promise.all(chats.map((chat, i) => row.meet(site, chat, i, row)));

	await untilAnswered(site, row);
	return met;
}

/* What is tried again and again may have been asked for more often; what is left alone is not. */
async function judgeCounts(site, fault, row) {
	const isAnswer = fault === 'wrong JSON'; /* it is one, for whether it is there */
	const n = asked(site, row);

	if (fault === REFUSED)
		assert.equal(n, 0);
	else if (row.tried && (isAnswer || !row.opens))
		assert.ok(n >= CHATS, `${n} requests`);
	else
		assert.equal(n, CHATS);
	assert.equal(await site.value('fuji_breaker_opened_total{}'), row.opens && !isAnswer ? 1 : 0);
	return n;
}

const heard = (chats) => chats.flatMap(({ activities }) => activities.filter(({ text }) => NEWS.test(text ?? '')).map(({ text }) => text));

async function judgeMended(site, fault, row) {
	const isTaken = fault === 'wrong JSON' && !row.opens; /* a gateway's 2xx says so */
	const inDoubt = async () => (await runFuji(['outreach', 'list', '--data', site.fuji.data])).stdout.trim().split('\n').slice(1);

	await site.fuji.stop();
	await site[row.server].mend();
	site[row.server].requests.length = 0;
	await site.serve({ data: site.fuji.data, env: LATER });
	if (!isTaken)
		await until('each is given or asked for again', () => asked(site, row) >= CHATS);
	await untilAnswered(site, row);
	await until('each is there', () => row.given(site).length >= CHATS);
	if (row.tried)
		await until('none is in doubt', async () => (await inDoubt()).length === 0);
	assert.equal(row.given(site).length, CHATS);
}

async function tryCell(pair, fault, row) {
	const { failing, calm } = pair;
	const [met, spared] = await Promise.all(pair.sites.map((site) =>
		Promise.all(Array.from({ length: CHATS }, (_, i) => row.come(site, i)))));

	failing[row.server].requests.length = 0;
	await failing[row.server].break(fault, row.below);
	const meeting = meetAll(failing, row, met);
	const measured = await pair.measure(Promise.all([meeting, meetAll(calm, row, spared), untilFailed(failing, row)]), OTHERS);
	const n = await judgeCounts(failing, fault, row);

	assert.deepEqual(heard([failing.bystander, ...await meeting]), []);
	await until('each is there without it', () => row.given(calm).length >= CHATS);
	await judgeMended(failing, fault, row);
	return { n, measured };
}

for (const [fault, name] of cells) {
	test(`${fault} at ${name}`, { concurrency: false }, async () => {
		const pair = await Pair.open(start(ROWS[name]), answers, openWorlds);
		const { n, measured } = await tryCell(pair, fault, ROWS[name]).finally(() => pair.close());

		times.push(measured);
		things += CHATS;
		console.log(`${fault} at ${name}: ${n} requests, then ${CHATS} there, p99 of others x ${ratio(measured).toFixed(2)}`);
	});
}

/* The hubs are asked from the start, so they fail before it. */
for (const fault of ALL ? [...Object.keys(FAULTS), REFUSED] : ['20 MB']) {
	test(`${fault} at the hubs`, { concurrency: false }, async () => {
		const row = { ...atOperator, below: '/hub', args: () => ['--carrier-listener-url', 'https://us.example'] };
		const pair = await Pair.open(start(row), {}, async (opened) => {
			openWorlds(opened);
			await opened.failing.operator.break(fault, row.below);
		});
		const { failing } = pair;
		const agreed = () => /operator tells us of changes/.test(failing.fuji.stderr);

		try {
			times.push(await pair.measure(Promise.resolve(), OTHERS));
			assert.equal(agreed(), fault === 'wrong JSON'); /* 2xx is enough */
			await failing.operator.mend();
			await until('the hubs agree', agreed);
			assert.equal(new Set(failing.operator.world('w').callbacks).size, HUBS);
			assert.deepEqual(heard([failing.bystander]), []);
			assert.equal(await failing.value('fuji_breaker_opened_total{}'), 0);
			console.log(`${fault} at the hubs: ${asked(failing, row)} requests until they agreed, p99 of others x ${ratio(times.at(-1)).toFixed(2)}`);
		} finally {
			await pair.close();
		}
	});
}

test('nobody is slowed', () => {
	const { median, pooled } = compare(times);

	console.log(`faults ${times.length}, things ${things}, others slower ${pooled.toFixed(2)}, middle fault slower ${median.toFixed(2)}`);
	assert.ok(median <= SLOWER_MOST && pooled <= SLOWER_MOST, `p99 of others x ${median} and ${pooled}`);
});
