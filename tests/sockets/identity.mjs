/*
 * Signed in at the operator's app: what its assertion opens over real sockets, and what a wrong
 * one does not. The operator's key is made here; the server has its public half in its settings.
 */
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { runFuji, startFuji, temporaryFolder } from './fuji.mjs';

const LINE = '13800000003';
const ISSUER = 'https://app.operator.example';
const { publicKey, privateKey } = crypto.generateKeyPairSync('ed25519');

let config;
let fuji;

function base64(value) {
	return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function signed(claims = {}, { header = { alg: 'EdDSA', typ: 'JWT' }, key = privateKey } = {}) {
	const now = Math.floor(Date.now() / 1000);
	const all = {
		iss: ISSUER, aud: 'fuji', sub: LINE, jti: crypto.randomUUID(), iat: now, exp: now + 120,
		auth_time: now - 3600, ...claims,
	};
	const text = `${base64(header)}.${base64(all)}`;

	return `${text}.${crypto.sign(null, Buffer.from(text), key).toString('base64url')}`;
}

async function settings(identity) {
	const file = path.join(await temporaryFolder(), 'fuji.yaml');

	await writeFile(file, identity);
	return file;
}

before(async () => {
	config = await settings(`identity_issuer: ${ISSUER}\nidentity_keys: [${publicKey.export({ format: 'jwk' }).x}]\n`);
	fuji = await startFuji({ args: ['--config', config, '--failed-checks-in-a-row', '1'] });
});
after(() => fuji.stop());

test('who says hello with an assertion asks once and is told the cause', async () => {
	const chat = await fuji.chat({ locale: 'zh-CN', identity: signed() });

	const echo = await chat.say('我手机怎么停机了');
	await chat.waitForText(/128\.00/);
	const answers = chat.activities.slice(chat.activities.indexOf(echo) + 1);

	for (const { text, suggestedActions } of answers) {
		assert.doesNotMatch(text ?? '', /手机号码|核实/);
		assert.doesNotMatch(JSON.stringify(suggestedActions ?? {}), /service_password/);
	}
	await chat.close();
});

test('what is said before the welcome is said by who is signed in', async () => {
	const chat = await fuji.connect();

	chat.send({ type: 'event', name: 'hello', value: { locale: 'en', identity: signed() } });
	chat.send({ type: 'message', text: 'why is my phone suspended' });
	await chat.waitForText(/128\.00/);
	await chat.close();
});

test('who signs in later is not asked any more', async () => {
	const chat = await fuji.chat({ locale: 'zh-CN' });

	await chat.say('我手机怎么停机了');
	await chat.waitForText(/手机号码/);
	chat.send({ type: 'event', name: 'identity', value: { identity: signed() } });
	await chat.waitForText(/128\.00/);
	await chat.close();
});

test('where a check failed too often, a log-in of the owner brings checks back', async () => {
	const line = '13800000002';
	const ask = async (result, ...secret) => {
		const chat = await fuji.chat({ locale: 'zh-CN' });

		for (const text of ['我手机怎么停机了', line, ...secret])
			await chat.say(text);
		await chat.waitForText(result);
		await chat.close();
	};

	await ask(/要由人工客服来核实身份了/, '服务密码', '000000');
	await ask(/要由人工客服来核实身份了/);
	await (await fuji.chat({ identity: signed({ sub: line }) })).close();
	await ask(/35\.60/, '服务密码', '246810');
});

describe('an error, no proof, and not a word about the number, for', () => {
	const now = Math.floor(Date.now() / 1000);
	const stranger = crypto.generateKeyPairSync('ed25519').privateKey;
	const once = signed();
	const wrong = {
		'an expired one': () => signed({ iat: now - 600, exp: now - 300 }),
		'one without a signature': () => `${signed().split('.').slice(0, 2).join('.')}.`,
		'one that says alg none': () => signed({}, { header: { alg: 'none' } }),
		'one for somebody else': () => signed({ aud: 'other' }),
		'one of another issuer': () => signed({ iss: 'https://evil.example' }),
		'one of a stranger': () => signed({}, { key: stranger }),
		'one that was used before': () => once,
		'any other text': () => 'x',
	};

	before(async () => { await (await fuji.chat({ identity: once })).close(); });
	for (const [name, make] of Object.entries(wrong))
		test(name, async () => {
			const chat = await fuji.chat({ locale: 'zh-CN', identity: make() });
			const { message } = await chat.waitForError('identity_refused');

			assert.doesNotMatch(message, /138|0003/);
			await chat.say('我手机怎么停机了');
			await chat.waitForText(/手机号码/);
			await chat.close();
		});
});

test('an event without an assertion is refused and the connection stays', async () => {
	const chat = await fuji.chat();

	chat.send({ type: 'event', name: 'identity' });
	await chat.waitForError('bad_activity');
	chat.send({ type: 'event', name: 'identity', value: { identity: 'x'.repeat(4097) } });
	await chat.waitForError('bad_activity');
	await chat.say('您好');
	await chat.close();
});

test('an assertion that was used before a crash is not good after it', async () => {
	const used = signed();
	const first = await startFuji({ args: ['--config', config] });
	const chat = await first.chat({ locale: 'zh-CN', identity: used });

	await chat.say('我手机怎么停机了');
	await chat.waitForText(/128\.00/);
	await first.stop('SIGKILL');
	const second = await startFuji({ data: first.data, args: ['--config', config] });
	const thief = await second.chat({ identity: used });

	await thief.waitForError('identity_refused');
	await second.stop();
});

test('the demo signs in at its simulated operator, and only there', async () => {
	const demo = await startFuji();
	const { identity } = await (await demo.fetch(`/demo/login?number=${LINE}`)).json();
	const chat = await demo.chat({ locale: 'zh-CN', identity });

	await chat.say('我手机怎么停机了');
	await chat.waitForText(/128\.00/);
	assert.equal((await demo.fetch('/demo/login')).status, 400);
	assert.equal((await demo.fetch('/demo/login?number=1380000000x')).status, 400);
	await demo.stop();
	assert.equal((await fuji.fetch(`/demo/login?number=${LINE}`)).status, 404);
});

describe('a face check on the operator\'s page', () => {
	const page = 'https://id.operator.example/face';
	let server;

	before(async () => {
		const key = publicKey.export({ format: 'jwk' }).x;
		const file = await settings(
			`identity_issuer: ${ISSUER}\nidentity_keys: [${key}]\nface_page: ${page}\n`);

		server = await startFuji({ args: ['--config', file] });
	});
	after(() => server.stop());

	function post(body) {
		return server.fetch('/checks/face/result', { method: 'POST', body,
			headers: { 'content-type': 'application/json' } });
	}

	function result(state, claims = {}) {
		const now = Math.floor(Date.now() / 1000);

		return signed({ acr: 'face', nonce: state, passed: true, auth_time: now, ...claims });
	}

	async function askForCheck() {
		const chat = await server.chat({ locale: 'zh-CN' });

		await chat.say(`我的号码为什么停机 ${LINE}`);
		await chat.waitForText(/人脸核验/);
		await chat.say('人脸核验', { choice: 'face' });
		const { text } = await chat.waitForText(/state=/);

		assert.ok(text.includes(`${page}?state=`) && !text.includes('0003'));
		return { chat, state: /state=([a-z0-9.]+)/.exec(text)[1] };
	}

	test('that was passed wakes the chat, which tells the cause', async () => {
		const { chat, state } = await askForCheck();
		const identity = result(state);

		assert.equal((await post(JSON.stringify({ identity }))).status, 200);
		await chat.waitForText(/128\.00/);
		assert.equal((await post(JSON.stringify({ identity }))).status, 400);
		await chat.close();
	});

	test('is not passed by what is not signed, not fresh, or says something else', async () => {
		const { chat, state } = await askForCheck();
		const now = Math.floor(Date.now() / 1000);
		const stranger = crypto.generateKeyPairSync('ed25519').privateKey;

		for (const identity of [
			signed({ acr: 'face', nonce: state, passed: true }),
			signed({ acr: 'face', nonce: state, passed: true, auth_time: now },
				{ key: stranger }),
			result(state, { acr: 'password' }),
			result('face.aaaaaaaaaaaaaaaaaaaaaaaaaa'),
			signed({ passed: true }),
			'x',
		])
			assert.equal((await post(JSON.stringify({ identity }))).status, 400);
		for (const body of ['', '{}', '[]', '{"identity":1}'])
			assert.equal((await post(body)).status, 400);
		assert.equal((await post(JSON.stringify({ identity: result(state, { passed: 'true' }) }))).status,
			200);
		await chat.waitForText(/没有通过/);
		await chat.close();
	});

	test('signs nobody in', async () => {
		const { chat, state } = await askForCheck();

		chat.send({ type: 'event', name: 'identity', value: { identity: result(state) } });
		await chat.waitForError('identity_refused');
		await chat.close();
	});
});

test('the demo plays the operator\'s page, and a real one has no such door', async () => {
	const demo = await startFuji();
	const chat = await demo.chat({ locale: 'zh-CN' });
	const ask = (server, body) => server.fetch('/demo/operator/face', { method: 'POST',
		headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

	await chat.say(`我的号码为什么停机 ${LINE}`);
	await chat.say('人脸核验', { choice: 'face' });
	const { text } = await chat.waitForText(/state=/);
	const link = new URL(/http:\S+/.exec(text)[0]);
	const body = { line: LINE, state: link.searchParams.get('state'), passed: true };

	assert.equal((await demo.fetch(link.pathname)).status, 200);
	assert.equal((await ask(demo, {})).status, 400);
	assert.equal((await ask(fuji, body)).status, 404);
	assert.equal((await ask(demo, body)).status, 200);
	await chat.waitForText(/128\.00/);
	await demo.stop();
});

test('settings that cannot be meant stop the start with a sentence', async () => {
	for (const [identity, sentence] of [
		[`identity_keys: [${'A'.repeat(43)}]\n`, /identity_issuer/],
		['identity_issuer: a\n', /both or neither/],
		['face_page: http://a.example\n', /https:/],
		['identity_issuer: a\nidentity_keys: [AAAA]\n', /must be an Ed25519 key/],
		['identity_issuer: a\nidentity_key: AAAA\n', /did you mean `identity_keys`/],
	]) {
		const { code, stderr } = await runFuji(['serve', '--config', await settings(identity)]);

		assert.notEqual(code, 0);
		assert.match(stderr, sentence);
	}
});
