/*
 * What must not be let in, and what it is answered with; the server lives on. Frames as such are in
 * frames.mjs, requests in requests.mjs.
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

	test('who goes on though he is too fast is told so as often as he may say at once, then left unread, and then read on', async () => {
		const client = await fuji.chat();
		const others = await fuji.chat();

		for (let i = 0; i < 60; i++)
			client.send(message({ channelData: { clientActivityID: `m-${i}` } }));
		for (let i = 0; i < 20; i++)
			await client.waitForError('too_fast');
		const answered = () => client.activities.filter((each) => each.channelData?.clientActivityID || each.name === 'error').length;

		await others.say('你好');
		assert.ok(answered() < 60, `${answered()} of 60 were answered at once`);
		await client.waitForActivity((each) => [each.channelData?.clientActivityID, each.value?.clientActivityID].includes('m-59'));
		await client.close();
		await others.close();
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
