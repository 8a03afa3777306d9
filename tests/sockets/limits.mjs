/*
 * Who comes to a limit of ws/LIMITS.md: he is told so with its code and when to come back, it is counted once, and what
 * was refused is not kept. Who is told by a proxy to be somebody else is not touched.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Client, startFuji } from './fuji.mjs';
import { scrape } from './scrape.mjs';

const BURST = 20;
const PDF = Buffer.from('%PDF-1.4\n%%EOF\n');
let fuji;

const start = (...args) => startFuji({ args: ['--metrics-listen', '127.0.0.1:0', '--trusted-proxy', '127.0.0.1', ...args] });

async function hits(limit, server = fuji) {
	return (await scrape(server)).get(`fuji_limit_hits_total{limit="${limit}"}`);
}

async function connect(address, where = '/chat') {
	const client = new Client(fuji.port, where, { origin: `http://127.0.0.1:${fuji.port}`, headers: { 'X-Forwarded-For': address } });

	await client.opened;
	return client;
}

const errorOf = (desk) => desk.waitFor(({ type }) => type === 'error');

async function logIn(address, name) {
	const desk = await connect(address, '/desk');

	desk.send({ type: 'login', name, password: 'wrong-password' });
	return errorOf(desk);
}

function assertComesBack({ retry_after_ms: wait }) {
	assert.ok(wait > 0, `when to come back: ${wait}`);
}

describe('of one address', () => {
	before(async () => { fuji = await start('--connects-per-minute', '1', '--connects-burst', '3', '--address-login-tries', '3'); });
	after(() => fuji.stop());

	test('connects_burst: the next one is told to come back, and who is in stays', async () => {
		const clients = [];

		for (let i = 0; i < 3; i++)
			clients.push(await connect('203.0.113.1'));
		const refused = await connect('203.0.113.1');

		assertComesBack(await refused.waitForError('too_many_connections'));
		assert.equal(await refused.closed, 1013);
		assert.equal(await hits('connect_rate'), 1);
		for (const client of clients)
			await client.hello();
		await (await connect('203.0.113.2')).hello();
	});

	test('address_login_tries: whatever names are tried, the next one is told to come back', async () => {
		const desk = await connect('203.0.113.3', '/desk');
		const codes = [];

		for (const name of ['an', 'bo', 'chen', 'ding']) {
			desk.send({ type: 'login', name, password: 'wrong-password' });
			codes.push(await errorOf(desk));
		}
		assert.deepEqual(codes.map(({ code }) => code), ['login_failed', 'login_failed', 'login_failed', 'login_limited']);
		assertComesBack(codes.at(-1));
		assert.equal(await hits('login_tries'), 1);
		assert.equal((await logIn('203.0.113.4', 'an')).code, 'login_failed');
	});
});

test('logins_waiting: more at once than may wait are told to come back, the others are answered', async (t) => {
	fuji = await start('--logins-waiting', '1');
	t.after(() => fuji.stop());
	const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => logIn(`203.0.113.${i}`, `name-${i}`)));
	const refused = answers.filter(({ code }) => code === 'overloaded');

	assert.ok(refused.length > 0 && refused.length < answers.length, `${refused.length} of ${answers.length}`);
	refused.forEach(assertComesBack);
	assert.ok(answers.every(({ code }) => ['overloaded', 'login_failed'].includes(code)));
	assert.equal(await hits('logins_waiting'), refused.length);
});

function upload({ token }) {
	return fuji.fetch('/chat/upload', { method: 'POST', body: PDF, headers: { authorization: `Bearer ${token}` } });
}

for (const [limit, most, args, status, code] of [
	['uploads_per_conversation', 2, ['--uploads-per-conversation', '2'], 429, 'TooManyRequests'],
	['uploads_total_bytes', 1, ['--uploads-total-bytes', `${PDF.length * 2 - 1}`], 503, 'ServiceUnavailable'],
]) {
	test(`${limit}: the next file is refused and counted`, async (t) => {
		fuji = await start(...args);
		t.after(() => fuji.stop());
		const chat = await fuji.chat();

		for (let i = 0; i < most; i++)
			assert.equal((await upload(chat)).status, 201);
		const refused = await upload(chat);

		assert.equal(refused.status, status);
		assert.equal((await refused.json()).error.code, code);
		assert.equal(await hits('uploads_kept'), 1);
	});
}

/* A client that has said hello, again if there was no room for it. */
async function greet() {
	const client = await fuji.connect();

	do
		client.send({ type: 'event', name: 'hello', value: {} });
	while (!(await client.waitFor(() => true)).token);
	client.token = client.frames.at(-1).token;
	return client;
}

/* Sends so many at once: the ids of those that were echoed, and the errors of the others. */
async function sendAtOnce(client, n) {
	const taken = [];
	const refused = [];

	for (let i = 0; i < n; i++)
		client.send({ type: 'message', text: `第 ${i} 句`, channelData: { clientActivityID: `m-${i}` } });
	while (taken.length + refused.length < n) {
		const { name, value, channelData } = await client.waitForActivity((each) =>
			each.value?.clientActivityID || each.channelData?.clientActivityID);

		if (name === 'error')
			refused.push(value);
		else
			taken.push(channelData.clientActivityID);
	}
	return { taken, refused };
}

async function assertKept(token, ids) {
	const reader = await fuji.chat({ token });

	await reader.waitForActivity(({ channelData }) => channelData?.clientActivityID === ids.at(-1));
	assert.deepEqual(reader.activities.map(({ channelData }) => channelData?.clientActivityID).filter(Boolean), ids);
	await reader.close();
}

for (const [limit, n, args, code, counted] of [
	['messages_burst', 30, ['--messages-burst', `${BURST}`], 'too_fast', 'message_rate'],
	['events_waiting', 500, ['--events-waiting', '1', '--messages-burst', '1000'], 'overloaded', 'events_waiting'],
]) {
	test(`${limit}: of ${n} messages at once those that are echoed are kept, and the others are not`, async (t) => {
		fuji = await start(...args);
		t.after(() => fuji.stop());
		const client = await greet();
		const before = await hits(counted);
		const { taken, refused } = await sendAtOnce(client, n);

		assert.ok(refused.length > 0);
		for (const error of refused) {
			assert.equal(error.code, code);
			assertComesBack(error);
		}
		const more = await hits(counted) - before - refused.length;

		/* What the server itself wants to have done finds no room either, and is counted. */
		assert.ok(limit === 'events_waiting' ? more >= 0 && more < 5 : more === 0, `${more} more were counted`);
		if (limit === 'messages_burst') /* the hello was one of them, and meanwhile there may be room for one more */
			assert.ok(taken.length >= BURST - 1 && taken.length <= BURST + 1, `${taken.length} were taken`);
		await assertKept(client.token, taken);
	});
}
