/*
 * The SDK over lines that are cut, swallow what the server says, or fall silent: FAULTS=1000 of
 * them instead of 60; and over such lines to a server that is killed again and again. Microsoft's
 * client is in tests/directline/faults.mjs.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';
import { Chat } from '../../ws/www/sdk/chat.js';
import { startFuji, temporaryFolder } from './fuji.mjs';
import { Proxy, randomFault } from './proxy.mjs';

const FAULTS = Number(process.env.FAULTS ?? 60);
const TALKS = 10;
const KILLS = Math.ceil(FAULTS / 30);
const PATIENCE_MS = 120_000;

/* One that does not end the program when nobody listens to its errors, as in a browser. */
globalThis.WebSocket = class extends WebSocket {
	constructor(...how) {
		super(...how);
		this.on('error', () => {});
	}
};

class Memory extends Map {
	getItem(name) { return this.get(name) ?? null; }
	setItem(name, value) { this.set(name, value); }
	removeItem(name) { this.delete(name); }
}

let fuji;

before(async () => { fuji = await startFuji(); });
after(() => fuji.stop());

/* Resolves once `holds()`, which is looked at after each change. */
function until(chat, holds) {
	return new Promise((resolve, reject) => {
		const late = setTimeout(() => reject(new Error(`in vain: ${holds} ${JSON.stringify(chat.messages.slice(-3))}`)),
			PATIENCE_MS);
		const look = () => {
			if (!holds())
				return;
			clearTimeout(late);
			chat.removeEventListener('change', look);
			resolve();
		};

		chat.addEventListener('change', look);
		look();
	});
}

async function talkThroughFaults(server, n, onSaid = () => {}) {
	const proxy = new Proxy();
	const port = await proxy.listen(server.port);
	const storage = new Memory();
	const chat = new Chat({ url: `ws://127.0.0.1:${port}/chat`, locale: 'zh-CN', storage });
	const said = [];
	const mine = () => chat.messages.filter(({ speaker }) => speaker === 'subscriber');

	chat.start();
	for (let i = 0; i < n; i++) {
		const kind = randomFault(i);
		const isBefore = Math.random() < 0.5;

		await until(chat, () => chat.connection === 'online');
		if (isBefore)
			proxy.fault(kind);
		said.push(`第 ${i} 句`);
		chat.send(said.at(-1));
		onSaid();
		if (!isBefore)
			setImmediate(() => proxy.fault(kind));
		await until(chat, () => mine().length === said.length && mine().every(({ state }) => state === 'sent'));
	}
	const shown = mine().map(({ text }) => text);

	chat.stop();
	proxy.close();
	return { said, shown, token: storage.getItem('fuji-chat-token') };
}

/* What the server has of it, over a line without faults. */
async function keptOf(server, token) {
	const client = await server.chat({ token });
	const texts = () => client.activities.filter(({ from, type }) => type === 'message' && from.role === 'user');

	await client.say('完了', { id: 'the-end' });
	const kept = texts().map(({ text }) => text);

	await client.close();
	return kept.slice(0, kept.indexOf('完了'));
}

/* Answers the first connection's message with a frame about something else, and then not at all;
 * the second one's as it should. */
function answer(frame, isFirst) {
	if (frame.name === 'hello')
		return { conversationId: 'c', token: 't', expires_in: 60, activities: [], watermark: '0' };
	if (isFirst)
		return { activities: [{ type: 'typing' }] };
	return {
		activities: [{ ...frame, id: 'c.1', from: { id: 'me', role: 'user' }, timestamp: '2026-01-01T00:00:00.000Z',
			channelData: { ...frame.channelData, 'webchat:sequence-id': 1, 'fuji:speaker': 'subscriber' } }],
		watermark: '1',
	};
}

test('a line that falls silent behind an answer to something else is found', { timeout: 60_000 }, async (t) => {
	const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
	const lines = new Set();

	server.on('connection', (line) => {
		lines.add(line);
		line.on('message', (text) => line.send(JSON.stringify(answer(JSON.parse(text), lines.size === 1))));
	});
	await once(server, 'listening');
	t.mock.timers.enable({ apis: ['setTimeout'] });
	const chat = new Chat({ url: `ws://127.0.0.1:${server.address().port}/chat`, storage: new Memory() });

	chat.start();
	await until(chat, () => chat.connection === 'online');
	chat.send('在吗');
	await once(chat, 'typing');
	await new Promise(setImmediate); /* the frame was taken whole */
	t.mock.timers.tick(10_000); /* silence is a dead line */
	t.mock.timers.tick(500); /* and the next try */
	await until(chat, () => chat.messages.every(({ state }) => state === 'sent'));
	assert.equal(lines.size, 2);
	chat.stop();
	server.close();
	lines.forEach((line) => line.terminate());
});

test(`after ${FAULTS} faults of the line all is said once, in order, and shown as it is kept`, async () => {
	const talks = await Promise.all(Array.from({ length: TALKS }, () => talkThroughFaults(fuji, Math.ceil(FAULTS / TALKS))));

	for (const { said, shown, token } of talks) {
		assert.deepEqual(shown, said);
		assert.deepEqual(await keptOf(fuji, token), said);
	}
	console.log(`faults ${FAULTS}, messages ${talks.flatMap(({ said }) => said).length}`);
});

test(`and so it is when the server is killed ${KILLS} times among them, in the middle of turns`, async () => {
	const data = `${await temporaryFolder()}/data`;
	let server = await startFuji({ data });
	const { port } = server;
	let kills = 0;
	let life = Promise.resolve();
	let n = 0;

	/* Whatever was just said is in the middle of its turn, or on its way. */
	const mayKill = () => {
		if (++n % Math.floor(FAULTS / KILLS) || kills === KILLS)
			return;
		kills++;
		life = life.then(async () => {
			await server.stop('SIGKILL');
			server = await startFuji({ data, args: ['--listen', `127.0.0.1:${port}`] });
		});
	};
	const talks = await Promise.all(Array.from({ length: TALKS }, () =>
		talkThroughFaults({ port }, Math.ceil(FAULTS / TALKS), mayKill)));

	await life;
	assert.equal(kills, KILLS);
	for (const { said, shown, token } of talks) {
		assert.deepEqual(shown, said);
		assert.deepEqual(await keptOf(server, token), said);
	}
	await server.stop();
	console.log(`kills ${kills}, said among them ${talks.flatMap(({ said }) => said).length}`);
});
