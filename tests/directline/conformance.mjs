/*
 * What Direct Line's clients rely on, each with the real package (DIRECTLINE.md). CLOSES=1000
 * closes that many sockets in the middle of a conversation instead of 100.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { WebSocket } from 'ws';
import { temporaryFolder } from '../sockets/fuji.mjs';
import { begin, call, DirectLineClient, endAll, generate, message, packages, post, startServer,
	transcript } from './client.mjs';

const CLOSES = Number(process.env.CLOSES ?? 100);

let server;

before(async () => { server = await startServer(); });
after(async () => {
	endAll();
	assert.equal((await server.stop()).code, 0, server.stderr);
});

for (const name of packages) {
	describe(`${name}`, () => {
		const connect = (options, more) => new DirectLineClient(server, options, { name, ...more });

		test('starts a new conversation: 201 with four members, and the greeting comes', async () => {
			const { token, conversationId } = await generate(server);
			const started = await call(server, 'POST', '/conversations', { token, body: { locale: 'zh-CN' } });
			const client = connect({ token: started.body.token, conversationId,
				streamUrl: started.body.streamUrl });

			assert.equal(started.status, 201);
			assert.deepEqual(Object.keys(started.body).sort(),
				['conversationId', 'expires_in', 'streamUrl', 'token']);
			assert.equal(started.body.conversationId, conversationId);
			await client.untilText(/./);
			client.end();
		});

		test('starts with a token that was used: 200, the same conversation, and all of it again', async () => {
			const { token } = await generate(server);
			const first = connect({ token });
			const said = message('我手机怎么停机了');

			await first.untilText(/./);
			await first.post(said);
			await first.untilText(/号码/);
			first.end();
			const again = connect({ token });
			await again.untilText(/号码/);
			assert.deepEqual(transcript(again.activities), transcript(first.activities));
			assert.equal((await call(server, 'POST', '/conversations', { token })).status, 200);
			again.end();
		});

		test('gets the id of what it posts, and the echo has all that it needs', async () => {
			const client = connect({ token: (await generate(server)).token });
			const said = message('你好');
			const id = await client.post(said);
			const echo = await client.echoOf(said);

			assert.equal(echo.id, id);
			assert.equal(echo.text, '你好');
			assert.deepEqual(echo.from, { id: 'u-1001', role: 'user' });
			assert.match(echo.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
			assert.equal(typeof echo.channelData['webchat:sequence-id'], 'number');
			assert.equal(echo.conversation.id, id.split('.')[0]);
			client.end();
		});

		test('sees the echo before the reply, and the reply says what it replies to', async () => {
			const client = connect({ token: (await generate(server)).token });
			const said = message('我手机怎么停机了');

			const id = await client.post(said);
			const reply = await client.untilActivity((each) => each.replyToId === id);
			assert.ok(client.activities.findIndex((each) => each.id === id) < client.activities.indexOf(reply));
			client.end();
		});

		test('keeps the socket alive with empty frames, which come back and are nothing', async () => {
			const client = connect({ token: (await generate(server)).token }, { speed: 400 });

			await client.until(() => client.sent.filter((each) => each === '').length >= 3 &&
				client.received.includes(''));
			await client.post(message('你好'));
			assert.equal(client.sockets.length, 1);
			assert.equal(client.error, undefined);
			client.end();
		});

		test('is closed before the first message and loses nothing', async () => {
			const client = connect({ token: (await generate(server)).token });
			const said = message('你好');

			await client.until(() => client.sockets.length);
			client.sockets[0].terminate();
			await client.post(said);
			await client.echoOf(said);
			await client.until(() => transcript(client.activities).length >= 4);
			assert.deepEqual(transcript(client.activities).map((each) =>
				each.channelData['webchat:sequence-id']), [1, 2, 3, 4]);
			client.end();
		});

		test('gets a new token after 15 minutes; the old one and the socket stay good', async () => {
			const { token, conversationId } = await generate(server);
			const client = connect({ token }, { speed: 5_000 });

			await client.untilText(/./);
			const before = client.line.token;
			await client.until(() => client.line.token !== before);
			assert.equal(client.sockets.length, 1);
			assert.equal((await post(server, { conversationId, token }, message('你好'))).status, 200);
			assert.equal((await post(server, { conversationId, token: before }, message('在吗'))).status, 200);
			client.end();
		});

		test('polls where it may not have a socket', async () => {
			const client = connect({ token: (await generate(server)).token, webSocket: false,
				pollingInterval: 200 });
			const said = message('你好');

			await client.post(said);
			await client.echoOf(said);
			assert.equal(client.sockets.length, 0);
			client.end();
		});

		test('speaks in two tabs that see the same', async () => {
			const { token } = await generate(server);
			const tabs = [connect({ token }), connect({ token })];
			const said = tabs.map((_, i) => message(`你好 ${i}`));

			await Promise.all(tabs.map((tab) => tab.untilText(/./)));
			await Promise.all(tabs.map((tab, i) => tab.post(said[i])));
			for (const tab of tabs)
				await tab.until(() => transcript(tab.activities).length >= 7);
			assert.deepEqual(transcript(tabs[0].activities), transcript(tabs[1].activities));
			tabs.forEach((tab) => tab.end());
		});
	});
}

/* As fast as one conversation may speak, and cut off behind every other message. */
async function speakAndBeCutOff(closes) {
	const client = new DirectLineClient(server, { token: (await generate(server)).token }, { speed: 1_000 });
	const said = [];
	const open = () => client.sockets.find((each) => each.readyState === WebSocket.OPEN);

	for (let closed = 0; closed < closes; closed++) {
		await client.until(open);
		for (let i = 0; i < 2; i++) {
			said.push(message(`第 ${said.length} 句`));
			const posted = client.post(said.at(-1));
			if (i === Math.round(Math.random()))
				open()?.terminate();
			assert.match(await posted, /\.\d+$/);
		}
	}
	await client.until(() => said.every((each) => client.activities.some((activity) =>
		activity.channelData?.clientActivityID === each.channelData.clientActivityID)));
	client.end();
	return { said, all: transcript(client.activities) };
}

test(`sockets that are closed ${CLOSES} times at random lose nothing, repeat nothing, keep the order`, async () => {
	const each = 10; /* closes: as many messages as the rate lets through at once */

	let messages = 0;

	for (let closed = 0; closed < CLOSES; closed += 10 * each) {
		const talks = await Promise.all(Array.from({ length: 10 }, () => speakAndBeCutOff(each)));

		for (const { said, all } of talks) {
			messages += said.length;
			assert.deepEqual(all.filter((one) => one.from.role === 'user').map((one) => one.text),
				said.map((one) => one.text));
			assert.deepEqual(all.map((one) => one.channelData['webchat:sequence-id'])
				.filter((seq, i, seqs) => i && seq <= seqs[i - 1]), []);
		}
	}
	console.log(`closes ${CLOSES}, messages ${messages}`);
});

test('a server that is killed in the middle of a turn is the same conversation afterwards', async (t) => {
	const folder = path.join(await temporaryFolder(), 'data');
	const first = await startServer({ data: folder, args: ['--carrier', 'sim:?latency_ms=60000'] });
	const started = await begin(first);
	const acknowledged = await post(first, started, message('13800000002 为什么停机'));

	assert.equal(acknowledged.status, 200);
	first.kill();
	await first.ended;
	const second = await startServer({ data: folder });

	t.after(() => second.stop());
	const client = new DirectLineClient(second, { token: started.token,
		conversationId: started.conversationId, watermark: '' });
	await client.untilActivity((each) => each.id === acknowledged.body.id);
	await client.post(message('你好'));
	client.end();
});
