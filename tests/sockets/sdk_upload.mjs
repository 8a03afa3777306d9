/*
 * Files that the SDK sends outside of a browser: by fetch in Node, and as React Native has it.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, afterEach, before, test } from 'node:test';
import { WebSocket } from 'ws';
import { Chat } from '../../ws/www/sdk/chat.js';
import { startFuji } from './fuji.mjs';

const PHOTO = Buffer.from('ffd8ffc0000b080001000101011100ffda0008010100003f001234ffd9', 'hex');
const PATIENCE_MS = 60_000;

globalThis.WebSocket ??= WebSocket; /* from Node 22 on it has one of its own */

class Memory extends Map {
	getItem(name) { return this.get(name) ?? null; }
	setItem(name, value) { this.set(name, value); }
	removeItem(name) { this.delete(name); }
}

let fuji;
let chat;

before(async () => { fuji = await startFuji(); });
after(() => fuji.stop());
afterEach(() => {
	chat.stop();
	delete globalThis.XMLHttpRequest;
});

async function start() {
	chat = new Chat({ url: `ws://127.0.0.1:${fuji.port}/chat`, locale: 'en', storage: new Memory() });
	chat.start();
	await until(() => chat.connection === 'online');
}

/* The first message that fits, once there is one. */
async function until(fits) {
	const signal = AbortSignal.timeout(PATIENCE_MS);

	while (!fits())
		await once(chat, 'change', { signal });
	return fits();
}

function message(fits) {
	return until(() => chat.messages.find(fits));
}

for (const [what, file, name] of [
	['bytes with a name', new Uint8Array(PHOTO), 'visa.jpg'],
	['a blob with a name', new Blob([PHOTO], { type: 'image/jpeg' }), 'visa.jpg'],
	['a file', new File([PHOTO], 'visa.jpg', { type: 'image/jpeg' })],
])
	test(`${what}: it arrives, and the message has its name`, async () => {
		await start();
		chat.upload(file, name);
		const sent = await message((each) => each.state === 'sent' && each.file === 'visa.jpg');

		assert.equal(sent.upload.type, 'image/jpeg');
		assert.equal(sent.upload.size, PHOTO.length);
	});

test('what the server does not take fails with the reason, and what cannot be sent with `connection`', async () => {
	await start();
	chat.upload(new TextEncoder().encode('no photo'));
	assert.equal((await message((each) => each.file === 'file' && each.state === 'failed')).code, 'UnsupportedType');
	const { fetch } = globalThis;

	globalThis.fetch = () => Promise.reject(new TypeError('fetch failed'));
	chat.upload(PHOTO, 'later.jpg');
	const { key, code } = await message((each) => each.file === 'later.jpg' && each.state === 'failed');

	globalThis.fetch = fetch;
	assert.equal(code, 'connection');
	chat.retry(key);
	await message((each) => each.file === 'later.jpg' && each.state === 'sent');
});

/* React Native's own request takes {uri} for a body and reads the file itself, if it has a type. */
test('in React Native a file goes by its uri, with its type, and tells how much has left', async () => {
	const shares = [];
	const asked = [];

	globalThis.XMLHttpRequest = class {
		upload = {};
		headers = {};
		open(method, url) { this.url = url; }
		setRequestHeader(name, value) { this.headers[name] = value; }
		getResponseHeader() { return null; }
		async send(body) {
			asked.push({ body, type: this.headers['content-type'] });
			this.upload.onprogress({ loaded: 1, total: 2 });
			const response = await fetch(this.url, { method: 'POST', headers: this.headers, body: PHOTO });

			Object.assign(this, { status: response.status, response: await response.json() });
			this.onload();
		}
	};
	await start();
	chat.addEventListener('change', () => shares.push(chat.messages.at(-1).progress));
	chat.upload({ uri: 'file:///tmp/visa.jpg', type: 'image/jpeg', name: 'visa.jpg' });
	await message((each) => each.state === 'sent' && each.file === 'visa.jpg');
	assert.deepEqual(asked, [{ body: { uri: 'file:///tmp/visa.jpg' }, type: 'image/jpeg' }]);
	assert.ok(shares.includes(0.5), `${shares}`);
});
