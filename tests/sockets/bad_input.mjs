/*
 * What must not be let in, and what it is answered with; the server lives on.
 */
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, afterEach, before, describe, test } from 'node:test';
import { Client, startFuji } from './fuji.mjs';

let fuji;

before(async () => { fuji = await startFuji(); });
after(async () => {
	const { code } = await fuji.stop();

	assert.equal(code, 0, fuji.stderr);
});
afterEach(async () => {
	assert.equal((await fuji.fetch('/healthz')).status, 200, fuji.stderr);
});

function message(members = {}) {
	return { type: 'message', text: '你好', ...members };
}

/* A masked client frame: RFC 6455 section 5.2. */
function frame(opcode, payload, { fin = true } = {}) {
	const mask = crypto.randomBytes(4);
	const body = Buffer.from(payload).map((byte, i) => byte ^ mask[i % 4]);
	const length = body.length < 126 ? Buffer.from([0x80 | body.length])
		: body.length < 65536 ? Buffer.from([0x80 | 126, body.length >> 8, body.length & 255])
			: Buffer.from([0x80 | 127, 0, 0, 0, 0, ...bigEndian(body.length)]);

	return Buffer.concat([Buffer.from([(fin ? 0x80 : 0) | opcode]), length, mask, body]);
}

function bigEndian(n) {
	return [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];
}

/* An upgrade request as text; a header set to null is left out. */
function upgrade(where = '/chat', headers = {}) {
	const all = {
		Host: `127.0.0.1:${fuji.port}`,
		Connection: 'Upgrade',
		Upgrade: 'websocket',
		'Sec-WebSocket-Version': '13',
		'Sec-WebSocket-Key': crypto.randomBytes(16).toString('base64'),
		'Sec-WebSocket-Protocol': 'chat.v1',
		...headers,
	};
	const lines = Object.entries(all).filter(([, value]) => value !== null)
		.flatMap(([name, value]) => [value].flat().map((each) => `${name}: ${each}\r\n`));

	return `GET ${where} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

function statusOf(answer) {
	return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0);
}

describe('frames on /chat', () => {
	const refused = [
		['no JSON', 'hello', 'bad_json'],
		['half JSON', '{"type":"message"', 'bad_json'],
		['bytes behind the end', '{"type":"typing"} x', 'bad_json'],
		['a byte-order mark', '\uFEFF{"type":"typing"}', 'bad_json'],
		['duplicate names', '{"type":"typing","type":"message","text":"x"}', 'bad_json'],
		['\\u0000', '{"type":"message","text":"a\\u0000b"}', 'bad_json'],
		['a raw NUL', '{"type":"message","text":"a\0b"}', 'bad_json'],
		['a lone surrogate', '{"type":"message","text":"\\ud800"}', 'bad_json'],
		['depth 17', `${'{"a":'.repeat(17)}1${'}'.repeat(17)}`, 'bad_json'],
		['depth 20,000', '['.repeat(20_000), 'bad_json'],
		['65 members', `{${Array.from({ length: 65 }, (_, i) => `"m${i}":1`)}}`, 'bad_json'],
		['an array', '[]', 'bad_activity'],
		['a number', '1', 'bad_activity'],
		['no type', '{}', 'bad_activity'],
		['an unknown type', '{"type":"delete"}', 'bad_activity'],
		['a type that is a number', '{"type":1}', 'bad_activity'],
		['an event without a name', '{"type":"event"}', 'bad_activity'],
		['text that is a number', '{"type":"message","text":1}', 'bad_activity'],
		['text that is a list', '{"type":"message","text":["x"]}', 'bad_activity'],
		['a value that is a text', '{"type":"message","text":"x","value":"y"}', 'bad_activity'],
		['a choice that is a number', '{"type":"message","value":{"choice":1}}', 'bad_activity'],
		['channelData that is a list', '{"type":"message","text":"x","channelData":[]}', 'bad_activity'],
		['a client id with blanks',
			'{"type":"message","text":"x","channelData":{"clientActivityID":"a b"}}', 'bad_activity'],
		['a client id of 65 characters',
			`{"type":"message","text":"x","channelData":{"clientActivityID":"${'a'.repeat(65)}"}}`,
			'bad_activity'],
		['a locale that is too long', `{"type":"message","text":"x","locale":"${'z'.repeat(99)}"}`,
			'bad_activity'],
		['neither text nor choice', '{"type":"message","text":""}', 'text_empty'],
		['a second hello', '{"type":"event","name":"hello"}', 'hello_twice'],
		['Type in another case', '{"Type":"message","text":"x"}', 'bad_activity'],
	];

	for (const [what, text, code] of refused) {
		test(`${what} is ${code}, and the connection stays`, async () => {
			const client = await fuji.chat();

			client.send(text);
			const error = await client.waitForError();
			assert.equal(error.code, code);
			assert.ok(error.message);
			await client.say('你好');
			await client.close();
		});
	}

	test('4,000 characters pass and 5,000 are text_too_long, by the name of the message', async () => {
		const client = await fuji.chat();

		await client.say('停'.repeat(4_000));
		client.send(message({ text: '停'.repeat(5_000), channelData: { clientActivityID: 'long-1' } }));
		const error = await client.waitForError('text_too_long');
		assert.equal(error.clientActivityID, 'long-1');
		await client.close();
	});

	test('a message before hello is hello_first and 4401', async () => {
		const client = await fuji.connect();

		client.send(message());
		await client.waitForError('hello_first');
		assert.equal(await client.closed, 4401);
	});

	test('a foreign token is token_invalid and 4401', async () => {
		const client = await fuji.connect();
		const good = await fuji.chat();
		const parts = good.token.split('.');

		parts[2] = parts[2].replace(/./, (first) => (first === 'a' ? 'b' : 'a'));
		client.send({ type: 'event', name: 'hello', value: { token: parts.join('.') } });
		await client.waitForError('token_invalid');
		assert.equal(await client.closed, 4401);
		await good.close();
	});

	test('the 21st message in a burst is too_fast and says when to come back', async () => {
		const client = await fuji.chat();

		for (let i = 0; i < 30; i++)
			client.send({ type: 'typing' });
		const error = await client.waitForError('too_fast');
		assert.ok(error.retry_after_ms > 0 && error.retry_after_ms <= 1_000);
		await client.close();
	});

	test('a message sent with the hello waits for the welcome', async () => {
		const client = await fuji.connect();

		client.send({ type: 'event', name: 'hello' });
		const echo = await client.say('你好');
		assert.equal(echo.text, '你好');
		await client.close();
	});

	test('a frame of 70 kB is 1009', async () => {
		const client = await fuji.chat();

		client.send(message({ text: 'x'.repeat(70_000) }));
		assert.equal(await client.closed, 1009);
	});

	test('100,000 tiny fragments are 1009', async () => {
		const client = await fuji.chat();

		client.write(frame(1, '{', { fin: false }));
		client.write(Buffer.concat(
			Array.from({ length: 100_000 }, () => frame(0, ' ', { fin: false }))));
		assert.equal(await client.closed, 1009);
	});

	test('100,000 empty fragments are 1009', async () => {
		const client = await fuji.chat();

		client.write(frame(1, '', { fin: false }));
		client.write(Buffer.concat(
			Array.from({ length: 100_000 }, () => frame(0, '', { fin: false }))));
		assert.equal(await client.closed, 1009);
	});

	test('64 fragments are one message', async () => {
		const client = await fuji.chat();
		const text = JSON.stringify(message({ channelData: { clientActivityID: 'pieces' } }));

		for (let i = 0; i < 64; i++) {
			const piece = Buffer.from(text).subarray(i * 2, i < 63 ? i * 2 + 2 : undefined);

			client.write(frame(i ? 0 : 1, piece, { fin: i === 63 }));
		}
		await client.waitForActivity((each) => each.channelData?.clientActivityID === 'pieces');
		await client.close();
	});

	test('empty frames are ignored', async () => {
		const client = await fuji.chat();

		client.send('');
		client.send('');
		await client.say('你好');
		await client.close();
	});

	for (const [what, bytes] of [['overlong', [0xc0, 0xaf]], ['cut', [0xe5, 0x81]],
		['surrogate', [0xed, 0xa0, 0x80]], ['beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80]]]) {
		test(`UTF-8 that is ${what} is 1007`, async () => {
			const client = await fuji.chat();

			client.write(frame(1, [0x22, ...bytes, 0x22]));
			assert.equal(await client.closed, 1007);
		});
	}

	test('a binary frame is 1003', async () => {
		const client = await fuji.chat();

		client.socket.send(Buffer.from('{}'));
		assert.equal(await client.closed, 1003);
	});

	test('who never reads is cut off, and others do not notice', async () => {
		const deaf = await fuji.chat();
		const other = await fuji.chat();
		const socket = deaf.socket._socket;
		const flood = Buffer.concat(Array.from({ length: 10_000 }, () => frame(1, '{"type":"typing"}')));

		/* Every frame past the burst is answered with an error that nobody takes. */
		deaf.socket.pause();
		while (!socket.destroyed) {
			socket.write(flood);
			await new Promise((resolve) => { setTimeout(resolve, 100); });
		}
		await other.say('你好');
		await other.close();
	});
});

describe('frames on /desk', () => {
	let desk;

	const refused = [
		['no JSON', 'x', 'bad_json'],
		['an unknown type', { type: 'desk.destroy' }, 'bad_activity'],
		['a case that is a number', { type: 'desk.open', case: 1 }, 'bad_activity'],
		['a watermark that is no number', { type: 'desk.open', case: 'x', watermark: '-1' }, 'bad_activity'],
		['a claim without a case', { type: 'desk.claim' }, 'bad_activity'],
		['an empty note', { type: 'desk.note', case: 'x', text: '' }, 'text_empty'],
		['a place before the list', { type: 'desk.snapshot', after: { priority: -1, row: 1 } },
			'bad_activity'],
	];

	before(async () => { desk = await fuji.desk(); });
	after(() => desk.close());

	for (const [what, text, code] of refused) {
		test(`${what} is ${code}`, async () => {
			desk.send(text);
			assert.equal((await desk.waitFor((each) => each.type === 'error')).code, code);
		});
	}

	test('nothing is answered before the log-in but login_first', async () => {
		const stranger = await fuji.connect('/desk', { origin: `http://127.0.0.1:${fuji.port}` });

		stranger.send({ type: 'desk.snapshot' });
		assert.equal((await stranger.waitFor((each) => each.type === 'error')).code, 'login_first');
		await stranger.close();
	});

	test('a wrong name and a wrong password read the same, and the sixth try is refused, whether there is that name or not', async () => {
		const stranger = await fuji.connect('/desk', { origin: `http://127.0.0.1:${fuji.port}` });
		const answers = [];

		for (const name of ['nobody', fuji.login.name, ...Array(6).fill('somebody')]) {
			stranger.send({ type: 'login', name, password: 'wrong-password' });
			answers.push(await stranger.waitFor((each) => each.type === 'error'));
		}
		const limited = answers.pop();

		assert.equal(new Set(answers.map((each) => JSON.stringify(each))).size, 1);
		assert.equal(answers[0].code, 'login_failed');
		assert.equal(limited.code, 'login_limited');
		assert.ok(limited.retry_after_ms > 0 && limited.retry_after_ms <= 15 * 60 * 1000);
		await stranger.close();
	});

	test('a chat token opens no desk', async () => {
		const chat = await fuji.chat();
		const stranger = await fuji.connect('/desk', { origin: `http://127.0.0.1:${fuji.port}` });

		stranger.send({ type: 'hello', token: chat.token });
		assert.equal((await stranger.waitFor((each) => each.type === 'error')).code, 'login_failed');
		await stranger.close();
		await chat.close();
	});

	test('a desk comes back with its token', async () => {
		const token = desk.frames.find((each) => each.type === 'session').token;
		const again = await fuji.connect('/desk', { origin: `http://127.0.0.1:${fuji.port}` });

		again.send({ type: 'hello', token });
		assert.equal((await again.waitFor((each) => each.type === 'session')).agent.name,
			fuji.login.name);
		await again.close();
	});
});

describe('upgrades', () => {
	test('the exact request is let in', async () => {
		const answer = await fuji.raw(upgrade(), 500);

		assert.equal(answer, null, 'the connection stays open');
	});

	const refused = [
		['an unknown sub-protocol', '/chat', { 'Sec-WebSocket-Protocol': 'mqtt' }, 400],
		["another path's sub-protocol", '/chat', { 'Sec-WebSocket-Protocol': 'desk.v1' }, 400],
		['no sub-protocol', '/chat', { 'Sec-WebSocket-Protocol': null }, 400],
		['an unknown path', '/chatt', {}, 404],
		['version 8', '/chat', { 'Sec-WebSocket-Version': '8' }, 426],
		['version 99', '/chat', { 'Sec-WebSocket-Version': '99' }, 426],
		['no version', '/chat', { 'Sec-WebSocket-Version': null }, 426],
		['a short key', '/chat', { 'Sec-WebSocket-Key': 'x' }, 400],
		['no key', '/chat', { 'Sec-WebSocket-Key': null }, 400],
		['no Host', '/chat', { Host: null }, 403],
		['a foreign Host', '/chat', { Host: 'evil.example' }, 403],
		['two Hosts', '/chat', { Host: ['127.0.0.1', 'evil.example'] }, 403],
		['a desk without an Origin', '/desk', { 'Sec-WebSocket-Protocol': 'desk.v1' }, 403],
	];

	for (const [what, where, headers, status] of refused) {
		test(`${what} is refused`, async () => {
			assert.equal(statusOf(await fuji.raw(upgrade(where, headers))), status);
		});
	}

	test('two sub-protocols of which the first is of another path are refused', async () => {
		const answer = await fuji.raw(upgrade('/chat', { 'Sec-WebSocket-Protocol': 'desk.v1, chat.v1' }));

		assert.notEqual(answer, null);
		assert.notEqual(statusOf(answer), 101);
	});

	test('an upgrade by POST is refused', async () => {
		assert.equal(statusOf(await fuji.raw(upgrade().replace('GET', 'POST'))), 405);
	});

	test('only the exact origin is let in', async () => {
		const own = `http://127.0.0.1:${fuji.port}`;
		const foreign = ['null', 'http://evil.example', `${own}.evil.example`, `${own}/`,
			own.toUpperCase(), `http://127.0.0.1:${fuji.port + 1}`, 'http://127.0.0.1',
			`http://user@127.0.0.1:${fuji.port}`, `https://evil.example/?${own}`, `ws://127.0.0.1:${fuji.port}`,
			`http://evil.example#${own}`, `file://${own}`, `http://[::ffff:127.0.0.1]:${fuji.port}`,
			`http://127.0.0.1.:${fuji.port}`, `http://xn--127-0-0-1:${fuji.port}`,
			`http://localhost:${fuji.port}`, `${own} ${own}`, `${own}, ${own}`, '*',
			[own, 'http://evil.example']];

		for (const origin of foreign) {
			const status = statusOf(await fuji.raw(upgrade('/chat', { Origin: origin })));

			assert.equal(status, 403, `Origin: ${origin}`);
		}
		assert.equal(await fuji.raw(upgrade('/chat', { Origin: own }), 500), null);
	});
});

describe('HTTP', () => {
	const get = (where, rest = '') => `GET ${where} HTTP/1.1\r\nHost: 127.0.0.1:${fuji.port}\r\n${rest}\r\n`;

	test('a second request with an odd Upgrade, pipelined, is not read', async () => {
		const answer = await fuji.raw(get('/healthz') + get('/healthz', 'Connection: Upgrade\r\nUpgrade: odd\r\n'));

		assert.equal(statusOf(answer), 200);
		assert.equal(answer.match(/HTTP\/1\.1/g).length, 1);
	});

	for (const odd of ['odd', 'websocket2', 'h2c', 'TLS/1.0', 'websocket, h2c']) {
		test(`Upgrade: ${odd} ends the connection`, async () => {
			const answer = await fuji.raw(get('/chat', `Connection: Upgrade\r\nUpgrade: ${odd}\r\n`));

			assert.notEqual(answer, null);
			assert.notEqual(statusOf(answer), 101);
		});
	}

	test('CONNECT ends the connection', async () => {
		assert.notEqual(await fuji.raw('CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\n\r\nraw bytes'), null);
	});

	test('HTTP/2 with prior knowledge ends the connection', async () => {
		assert.notEqual(await fuji.raw('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0'), null);
	});

	test('other methods are 405', async () => {
		for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
			const answer = await fuji.raw(get('/').replace('GET', method));

			assert.notEqual(answer, null, method);
			assert.equal(statusOf(answer), 405, method);
		}
	});

	test('no path leads out of the pages', async () => {
		for (const where of ['/demo/../../WIRE.md', '/demo/%2e%2e/%2e%2e/WIRE.md', '/..%2f..%2fetc/passwd',
			'/demo//index.html', '/demo/index.html%00.js', '/key', '/data/key']) {
			assert.notEqual(statusOf(await fuji.raw(get(where))), 200, where);
		}
	});

	test('a foreign Host gets no page', async () => {
		assert.equal(statusOf(await fuji.raw('GET /demo/ HTTP/1.1\r\nHost: evil.example\r\n\r\n')), 403);
		assert.equal(statusOf(await fuji.raw('GET /demo/ HTTP/1.1\r\n\r\n')), 403);
	});

	test('a header block that is too large ends the connection', async () => {
		assert.notEqual(await fuji.raw(get('/', `X-Long: ${'x'.repeat(10_000)}\r\n`)), null);
	});

	test('pages carry a policy and are not sent twice', async () => {
		const first = await fuji.fetch('/demo/');
		const again = await fuji.fetch('/demo/', { headers: { 'If-None-Match': first.headers.get('etag') } });

		assert.match(first.headers.get('content-security-policy'), /script-src 'self';.*frame-ancestors 'none'/);
		assert.equal(first.headers.get('x-content-type-options'), 'nosniff');
		assert.equal(first.headers.get('server'), null);
		assert.equal(again.status, 304);
		assert.equal((await fuji.fetch('/readyz')).headers.get('cache-control'), 'no-store');
	});
});

test('bytes at random end the connection or are ignored', async () => {
	for (let i = 0; i < 40; i++)
		await fuji.raw(crypto.randomBytes(300), 100);
	for (let i = 0; i < 20; i++) {
		const client = await fuji.chat();

		client.write(crypto.randomBytes(200));
		client.socket.terminate();
	}
});

test('the socket is bound to 127.0.0.1 and nothing else', async () => {
	const port = fuji.port.toString(16).toUpperCase().padStart(4, '0');
	const listening = (table) => table.split('\n').filter((line) => / 0A /.test(line))
		.map((line) => line.trim().split(/\s+/)[1]).filter((local) => local.endsWith(`:${port}`));

	assert.deepEqual(listening(await readFile('/proc/net/tcp', 'latin1')), [`0100007F:${port}`]);
	assert.deepEqual(listening(await readFile('/proc/net/tcp6', 'latin1')), []);
});

test('a client that the server does not know by sub-protocol sees no session', async () => {
	const client = new Client(fuji.port, '/chat', { protocol: null });

	await assert.rejects(client.opened);
});
