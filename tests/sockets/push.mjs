/*
 * News for a phone that was put away: the app's back end is told, signed, and only where nobody
 * is connected; the SDK takes up what the phone then hands over.
 */
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { WebSocket } from 'ws';
import { Chat } from '../../ws/www/sdk/chat.js';
import { checkWebhook } from '../wire/documents.mjs';
import { startFuji, temporaryFolder } from './fuji.mjs';
import { HelpDesk, SECRET, signature } from './helpdesk.mjs';

const ISSUER = 'https://app.operator.example';
const { publicKey, privateKey } = crypto.generateKeyPairSync('ed25519');

globalThis.WebSocket = WebSocket;

let app; /* its back end takes webhooks as a help desk does */
let fuji;
let desk;

before(async () => {
	const folder = await temporaryFolder();
	const config = path.join(folder, 'fuji.yaml');

	await writeFile(config, `identity_issuer: ${ISSUER}\nidentity_keys: [${publicKey.export({ format: 'jwk' }).x}]\n`);
	app = await new HelpDesk().open();
	fuji = await startFuji({
		args: ['--config', config, '--push-url', app.url, '--idle-ping-seconds', '1', '--idle-cut-seconds', '3'],
		env: { FUJI_PUSH_SECRET: SECRET },
	});
	desk = await fuji.desk();
	desk.send({ type: 'desk.snapshot' });
});
after(async () => {
	await fuji.stop();
	for (const { event } of app.posts)
		checkWebhook('push', event);
	app.close();
});

function assertion(claims) {
	const now = Math.floor(Date.now() / 1000);
	const parts = [{ alg: 'EdDSA' }, {
		iss: ISSUER, aud: 'fuji', jti: crypto.randomUUID(), iat: now, exp: now + 120, auth_time: now - 60, ...claims,
	}].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));

	return [...parts, crypto.sign(null, Buffer.from(parts.join('.')), privateKey).toString('base64url')].join('.');
}

/* A subscriber who has asked for a person, with the case that this made. */
async function subscriber(value = {}) {
	const client = await fuji.chat({ locale: 'zh-CN', ...value });

	await client.say('转人工');
	const { value: owner } = await client.waitForActivity(({ name }) => name === 'fuji.owner');

	return { client, case: owner.caseId };
}

let nextId = 0;

function write(to, text) {
	desk.send({ type: 'desk.message', case: to, text, watermark: '1000', clientActivityID: `a-${++nextId}` });
}

async function pushesOf(conversation, fits = () => true) {
	const of = ({ conversation: id, data }) => id === conversation && fits(data);
	const events = await app.until((told) => told.some(of));

	return events.filter(of);
}

const isWritten = ({ kind }) => kind === 'agent_message';

test('who is away is told that a person has written, and not what', async () => {
	const { client, case: id } = await subscriber();

	await client.close();
	write(id, '13800000003 已经恢复');
	const [push] = await pushesOf(client.conversation, isWritten);
	const post = app.posts.find(({ event }) => event.id === push.id);

	assert.equal(post.headers['webhook-signature'], signature(post));
	assert.equal(push.type, 'push');
	assert.equal(push.case, id);
	assert.deepEqual(Object.keys(push.data), ['kind', 'title', 'language', 'watermark']);
	assert.equal(push.data.title, '人工客服给您发了消息');
	assert.doesNotMatch(post.body, /13800000003|恢复/);
});

test('he is named as the app has signed him', async () => {
	const identity = assertion({ sub: 'u-8841', phone_number: '13800000003' });
	const { client, case: id } = await subscriber({ identity });

	await client.close();
	write(id, '您好');
	const [push] = await pushesOf(client.conversation, isWritten);

	assert.equal(push.data.subscriber, 'u-8841');
	assert.doesNotMatch(JSON.stringify(push), /13800000003/);
});

test('who is connected reads it, in every tab, and is not woken', async () => {
	const { client, case: id } = await subscriber();
	const tab = await fuji.chat({ token: client.token });

	write(id, '您在看');
	for (const each of [client, tab])
		await each.waitForText(/您在看/);
	const { id: read } = await tab.activities.find(({ text }) => text === '您在看');

	/* Nothing comes for as long as it would take to find both gone; another one's comes behind it. */
	const other = await subscriber();
	const [away] = [other.client];

	away.socket._socket.pause();
	write(other.case, '您不在');
	await pushesOf(away.conversation, isWritten);
	await Promise.all([client.close(), tab.close()]);
	write(id, '您走了');
	const pushes = await pushesOf(client.conversation, isWritten);

	assert.deepEqual(pushes.map(({ data }) => Number(data.watermark) > Number(read.split('.')[1])), [true]);
});

test('a line that only looks connected is no reader', async () => {
	const { client, case: id } = await subscriber();

	client.socket._socket.pause(); /* answers no ping from here on */
	write(id, '还在吗');
	await pushesOf(client.conversation, isWritten);
	client.socket.terminate();
});

test('what was not taken comes again', async () => {
	const { client, case: id } = await subscriber();
	let refusals = 0;

	await client.close();
	app.answer = ({ event }) => event.conversation === client.conversation && refusals++ < 1 ? 500 : 204;
	write(id, '再试');
	await pushesOf(client.conversation, isWritten);
	assert.ok(refusals > 1);
});

test('the SDK that is handed a push has what it tells of', async () => {
	const storage = new Map();
	const options = {
		url: `ws://127.0.0.1:${fuji.port}/chat`, locale: 'zh-CN',
		storage: { getItem: (name) => storage.get(name) ?? null, setItem: (...pair) => storage.set(...pair), removeItem: (name) => storage.delete(name) },
	};
	const chat = new Chat(options);

	chat.start();
	chat.send('转人工');
	while (chat.owner.owner !== 'waiting')
		await once(chat, 'change');
	const conversation = storage.get('fuji-chat-token').split('.')[2];

	chat.stop(); /* the phone is put away */
	write(chat.owner.caseId, '查到了');
	const [{ data: push }] = await pushesOf(conversation, isWritten);

	assert.ok(!chat.messages.some(({ text }) => text === '查到了'));
	assert.equal(await chat.pushed({ conversation, watermark: push.watermark }), true);
	assert.ok(chat.messages.some(({ text }) => text === '查到了'));
	assert.equal(await chat.pushed({ conversation: 'another', watermark: '1' }), false);
	chat.stop();
	const restarted = new Chat(options); /* the app was ended meanwhile */

	assert.equal(await restarted.pushed({ conversation, watermark: push.watermark }), true);
	assert.ok(restarted.messages.some(({ text }) => text === '查到了'));
	restarted.stop();
});
