/*
 * The subscriber's client against a server that loses, repeats and refuses: without a browser,
 * on a clock that the test moves.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { Chat } from '../../ws/www/sdk/chat.js';

const LONGEST_WAIT_MS = 30_000;
const ANSWER_DEADLINE_MS = 10_000;

/* The sockets that were dialled, oldest first. */
let sockets;
let storage;
let chat;

class FakeSocket extends EventTarget {
	static OPEN = 1;
	readyState = 0;
	sent = [];

	constructor() {
		super();
		sockets.push(this);
	}

	send(frame) {
		this.sent.push(JSON.parse(frame));
	}

	close() {
		this.readyState = 3;
	}

	open() {
		this.readyState = FakeSocket.OPEN;
		this.dispatchEvent(new Event('open'));
	}

	receive(set) {
		this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(set) }));
	}

	drop(code = 1006) {
		this.readyState = 3;
		this.dispatchEvent(Object.assign(new Event('close'), { code }));
	}
}

class FakeStorage extends Map {
	getItem(name) {
		return this.get(name) ?? null;
	}

	setItem(name, value) {
		this.set(name, value);
	}

	removeItem(name) {
		this.delete(name);
	}
}

const page = new EventTarget();

globalThis.WebSocket = FakeSocket;
globalThis.document = new EventTarget();
globalThis.addEventListener = page.addEventListener.bind(page);
mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] });

beforeEach(() => {
	sockets = [];
	storage = new FakeStorage();
});

afterEach(() => chat.stop());

function startChat(options) {
	chat = new Chat({ url: 'ws://127.0.0.1/chat', locale: 'zh-CN', storage, ...options });

	chat.start();
}

function latest() {
	return sockets.at(-1);
}

function welcome(activities = []) {
	latest().open();
	latest().receive({ conversationId: 'k', token: 'v1.token', expires_in: 7200, activities });
}

/* The line drops, and enough time passes for the next try. */
function reconnect(activities) {
	latest().drop();
	mock.timers.tick(LONGEST_WAIT_MS);
	welcome(activities);
}

function activity(seq, text, { speaker = 'bot', id, secret } = {}) {
	return {
		type: 'message',
		id: `k.${seq}`,
		timestamp: '2026-01-01T00:00:00.000Z',
		text,
		channelData: {
			'webchat:sequence-id': seq,
			'fuji:speaker': speaker,
			...(secret && { 'fuji:secret': true }),
			...(id && { clientActivityID: id }),
		},
	};
}

function refusal(code, clientActivityID, retryAfterMs = 0) {
	const value = { code, clientActivityID, retry_after_ms: retryAfterMs };

	return { activities: [{ type: 'event', name: 'error', value }] };
}

function messagesSent(socket) {
	return socket.sent.filter(({ type }) => type === 'message');
}

/* What has been promised has come about. */
function settled() {
	return new Promise((resolve) => { setImmediate(resolve); });
}

function identitiesSent(socket) {
	return socket.sent.map(({ value }) => value?.identity).filter(Boolean);
}

function texts() {
	return chat.messages.map(({ text }) => text);
}

function states() {
	return chat.messages.map(({ state }) => state);
}

test('a message that got no answer leaves again under the same id, and is shown once', () => {
	startChat();

	welcome();
	chat.send('停机了');
	const [first] = messagesSent(latest());
	const id = first.channelData.clientActivityID;

	reconnect();
	assert.deepEqual(messagesSent(latest()), [first]);
	latest().receive({ activities: [activity(1, '停机了', { speaker: 'subscriber', id })] });
	latest().receive({ activities: [activity(1, '停机了', { speaker: 'subscriber', id })] });
	assert.deepEqual(texts(), ['停机了']);
	assert.deepEqual(states(), ['sent']);
});

test('a message written before the connection stands leaves once it does', () => {
	startChat();

	chat.send('停机了');
	assert.deepEqual(states(), ['sending']);
	welcome();
	assert.equal(messagesSent(latest()).length, 1);
});

test('silence after a message is a dead connection', () => {
	startChat();

	welcome();
	chat.send('停机了');
	mock.timers.tick(ANSWER_DEADLINE_MS);
	assert.equal(chat.connection, 'offline');
	mock.timers.tick(500);
	assert.equal(sockets.length, 2);
});

test('what could not be delivered for a minute has failed, and leaves again when asked to', () => {
	startChat();

	chat.send('停机了');
	mock.timers.tick(66_000);
	assert.deepEqual(states(), ['failed']);
	page.dispatchEvent(new Event('online'));
	welcome();
	assert.equal(messagesSent(latest()).length, 0);
	chat.retry(chat.messages[0].key);
	assert.equal(messagesSent(latest()).length, 1);
	assert.deepEqual(states(), ['sending']);
});

test('a hole is filled by a hello behind the watermark', () => {
	startChat();

	welcome([activity(1, '一')]);
	latest().receive({ activities: [activity(3, '三')] });
	assert.deepEqual(texts(), ['一']);
	latest().open();
	assert.equal(latest().sent[0].value.watermark, '1');
	assert.equal(latest().sent[0].value.token, 'v1.token');
	latest().receive({ token: 'v1.token', activities: [activity(2, '二'), activity(3, '三')] });
	assert.deepEqual(texts(), ['一', '二', '三']);
});

test('a refusal for now is followed by another try under the same id', () => {
	startChat();

	welcome();
	chat.send('停机了');
	const [first] = messagesSent(latest());

	latest().receive(refusal('too_fast', first.channelData.clientActivityID, 400));
	assert.deepEqual(states(), ['sending']);
	mock.timers.tick(400);
	assert.deepEqual(messagesSent(latest()), [first, first]);
});

test('a refusal for good shows the message as failed, with a way to try again where that may help', () => {
	startChat();

	welcome();
	for (const [code, retryable] of [['id_reused', true], ['text_too_long', false]]) {
		chat.send('停机了');
		latest().receive(refusal(code, messagesSent(latest()).at(-1).channelData.clientActivityID));
		assert.equal(chat.messages.at(-1).state, 'failed');
		assert.equal(chat.messages.at(-1).retryable, retryable, code);
	}
});

test('a refused token begins a new conversation, and a secret does not go along', () => {
	storage.setItem('fuji-chat-token', 'v1.old');
	startChat();

	chat.send('停机了');
	chat.send('246810', { secret: true });
	assert.deepEqual(texts(), ['停机了', '••••••']);
	latest().open();
	latest().drop(4401);
	mock.timers.tick(LONGEST_WAIT_MS);
	welcome();
	assert.equal(latest().sent[0].value.token, undefined);
	assert.deepEqual(
		messagesSent(latest()).map(({ text }) => text),
		['停机了'],
	);
});

test('a tab without a token takes that of another, unless it was just refused', async () => {
	const asked = [];

	globalThis.BroadcastChannel = class {
		constructor() { asked.push(this); }
		postMessage(data) { this.said = data; }
		close() {}
	};
	startChat({ tabs: 'chat' });
	latest().open();
	await settled();
	assert.deepEqual(asked[0].said, {});
	asked[0].onmessage({ data: { token: 'v1.theirs' } });
	await settled();
	assert.equal(latest().sent[0].value.token, 'v1.theirs');
	latest().drop(4401);
	mock.timers.tick(LONGEST_WAIT_MS);
	latest().open();
	await settled();
	asked[0].onmessage({ data: { token: 'v1.theirs' } });
	await settled();
	assert.equal(latest().sent[0].value.token, undefined);
});

test('a secret is expected as long as the bot’s last message asks for one', () => {
	startChat();

	welcome([activity(1, '请输入服务密码', { secret: true })]);
	assert.equal(chat.expectsSecret, true);
	latest().receive({ activities: [activity(2, '核验通过')] });
	assert.equal(chat.expectsSecret, false);
});

test('the waits between tries grow to half a minute and no further', () => {
	const waits = [];

	startChat();
	for (let i = 0; i < 9; i++) {
		const before = Date.now();
		const dialled = sockets.length;

		latest().drop();
		while (sockets.length === dialled)
			mock.timers.tick(50);
		waits.push(Date.now() - before);
	}
	assert.ok(waits[0] <= 500, `${waits}`);
	assert.ok(waits[8] >= 15_000 && waits[8] <= LONGEST_WAIT_MS + 50, `${waits}`);
});

test('an assertion given as text goes into the first hello, and into no other', async () => {
	startChat({ identity: 'a.b.c' });
	latest().open();
	await settled();
	assert.deepEqual(identitiesSent(latest()), ['a.b.c']);
	latest().receive({ conversationId: 'k', token: 'v1.token', expires_in: 7200 });
	reconnect();
	await settled();
	assert.deepEqual(identitiesSent(latest()), []);
});

test('a function is asked for a fresh assertion at each hello, and before a proof ends', async () => {
	let n = 0;

	startChat({ identity: async () => `a.b.${++n}` });
	latest().open();
	await settled();
	latest().receive({ conversationId: 'k', token: 'v1.token', expires_in: 7200 });
	mock.timers.tick(10 * 60_000);
	await settled();
	assert.deepEqual(identitiesSent(latest()), ['a.b.1', 'a.b.2']);
	latest().drop();
	mock.timers.tick(LONGEST_WAIT_MS);
	latest().open();
	await settled();
	assert.deepEqual(identitiesSent(latest()), ['a.b.3']);
});

test('who signs in while the chat is open is told of at once', async () => {
	startChat();
	welcome();
	chat.identity = () => 'a.b.c';
	await settled();
	assert.equal(latest().sent.at(-1).name, 'identity');
	assert.deepEqual(identitiesSent(latest()), ['a.b.c']);
});

test('the hello does not wait for an app that fails or is slow', async () => {
	startChat({ identity: () => Promise.reject(new Error('down')) });
	latest().open();
	await settled();
	assert.equal(latest().sent.length, 1);
	chat.stop();

	startChat({ identity: () => new Promise(() => {}) });
	latest().open();
	await settled();
	assert.equal(latest().sent.length, 0);
	mock.timers.tick(5_000);
	await settled();
	assert.equal(latest().sent.length, 1);
});

describe('a file', () => {
	let requests;

	class FakeRequest {
		upload = {};
		headers = {};
		constructor() { requests.push(this); }
		open(method, url) { Object.assign(this, { method, url }); }
		setRequestHeader(name, value) { this.headers[name] = value; }
		getResponseHeader() { return null; }
		send(body) { this.body = body; }
		answer(status, response) {
			Object.assign(this, { status, response });
			this.onload();
		}
	}

	beforeEach(() => {
		requests = [];
		globalThis.XMLHttpRequest = FakeRequest;
		startChat();
		welcome();
		chat.upload({ name: 'visa.jpg' });
	});

	test('goes over HTTP and tells how far it is, then a message brings it', async () => {
		assert.equal(requests[0].url, 'http://127.0.0.1/chat/upload');
		assert.equal(requests[0].headers.authorization, 'Bearer v1.token');
		requests[0].upload.onprogress({ loaded: 1, total: 4 });
		assert.equal(chat.messages[0].progress, 0.25);
		assert.deepEqual(messagesSent(latest()), []);

		requests[0].answer(201, { id: 'abc' });
		await settled();
		assert.deepEqual(messagesSent(latest())[0].attachments,
			[{ name: 'visa.jpg', content: { uploadId: 'abc' } }]);
		assert.equal(chat.messages[0].file, 'visa.jpg');
	});

	test('that is not taken says why, and can be tried again', async () => {
		requests[0].answer(413, { error: { code: 'TooLarge' } });
		await settled();
		assert.equal(chat.messages[0].code, 'TooLarge');
		chat.retry(chat.messages[0].key);
		assert.equal(requests.length, 2);
	});

	test('is not sent twice when the line drops in the middle of it', () => {
		reconnect();
		assert.equal(requests.length, 1);
	});
});

test('a file is expected as long as the bot’s last message asks for one', () => {
	const asks = activity(1, '请发照片');

	startChat();
	asks.channelData['fuji:upload'] = true;
	welcome([asks]);
	assert.equal(chat.expectsFile, true);
	latest().receive({ activities: [activity(2, '收到了')] });
	assert.equal(chat.expectsFile, false);
});

describe('a long conversation', () => {
	const asked = () => latest().sent.filter(({ name }) => name === 'earlier').map(({ value }) => value);
	const shown = () => chat.messages.map(({ text }) => text);

	beforeEach(() => {
		startChat({ newest: 2 });
		welcome([activity(8, '八'), activity(9, '九')]);
	});

	test('opens with its end and is read back to its beginning', async () => {
		assert.equal(latest().sent[0].value.newest, 2);
		assert.equal(chat.hasEarlier, true);
		const read = chat.earlier();

		chat.earlier();
		assert.deepEqual(asked(), [{ before: '8', limit: 2 }]);
		latest().receive({ activities: [activity(6, '六'), activity(7, '七')], before: '8', more: true });
		await read;
		chat.earlier();
		latest().receive({ activities: [activity(5, '五')], before: '6' });
		assert.equal(chat.hasEarlier, false);
		latest().receive({ activities: [activity(10, '十')] });
		assert.deepEqual(shown(), ['五', '六', '七', '八', '九', '十']);
	});

	test('has each message once, whatever comes again', () => {
		const page = { activities: [activity(7, '七')], before: '8', more: true };

		chat.earlier();
		latest().receive(page);
		latest().receive(page);
		latest().receive({ activities: [activity(7, '七'), activity(9, '九')] });
		assert.deepEqual(shown(), ['七', '八', '九']);
	});

	test('is asked for on the next connection where the line dropped, and when nothing answers', async () => {
		const read = chat.earlier();

		reconnect([activity(10, '十')]);
		assert.equal(latest().sent[0].value.watermark, '9');
		assert.deepEqual(asked(), [{ before: '8', limit: 2 }]);
		mock.timers.tick(ANSWER_DEADLINE_MS);
		mock.timers.tick(LONGEST_WAIT_MS);
		welcome();
		latest().receive({ activities: [activity(7, '七')], before: '8', more: true });
		await read;
		assert.deepEqual(shown(), ['七', '八', '九', '十']);
	});

	test('that may not be read now says so, and may be asked for again', async () => {
		const read = chat.earlier();

		latest().receive(refusal('too_fast', 'earlier', 200));
		await assert.rejects(read, { code: 'too_fast', retryAfterMs: 200 });
		chat.earlier();
		assert.equal(asked().length, 2);
	});

	test('belongs to whom the server says, where that was said in front', () => {
		const owner = (value, seq) => ({ type: 'event', name: 'fuji.owner', value,
			...(seq && { channelData: { 'webchat:sequence-id': seq } }) });

		latest().receive({ activities: [owner({ owner: 'agent', agent: '小李' })] });
		chat.earlier();
		latest().receive({ activities: [owner({ owner: 'waiting' }, 7)], before: '8', more: true });
		assert.deepEqual(chat.owner, { owner: 'agent', agent: '小李' });
	});
});

test('the types name all that a chat and its messages have, and nothing else', () => {
	const types = readFileSync(new URL('../../ws/www/sdk/chat.d.ts', import.meta.url), 'utf8');
	const membersOf = (name) => [...types.match(new RegExp(`(?:class|interface) ${name} [^]*?\\n}`))[0]
		.matchAll(/^\t(?:readonly |set )?(\w+)[?(:]/gm)].map(([, member]) => member);

	startChat();
	chat.send('停机了');
	const [mine] = chat.messages;

	welcome([activity(1, '您好')]);
	const shown = Object.keys({ ...chat.messages[0], ...mine });
	const names = [...Object.getOwnPropertyNames(Chat.prototype), ...Object.keys(chat)];

	assert.deepEqual(membersOf('Message').sort(), shown.sort());
	assert.deepEqual([...new Set(membersOf('Chat'))].sort(), names.sort());
});
