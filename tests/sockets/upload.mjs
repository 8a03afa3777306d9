/*
 * Files over real sockets: who may send one, what is taken, and what a crash leaves of it.
 */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { startFuji, temporaryFolder } from './fuji.mjs';

const PLACE = 'GPS 39.9N 116.4E';

/* A JPEG of one pixel, made by hand, with a place in its EXIF. */
function photo(mark = 0x12) {
	return Buffer.concat([
		Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, 8 + PLACE.length]), Buffer.from(`Exif\0\0${PLACE}`),
		Buffer.from([0xff, 0xc0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0]),
		Buffer.from([0xff, 0xda, 0, 8, 1, 1, 0, 0, 0x3f, 0, mark, 0x34, 0xff, 0xd9]),
	]);
}

let fuji;
let chat;

function upload(body, { token = chat.token, server = fuji } = {}) {
	return server.fetch('/chat/upload', {
		method: 'POST', body, headers: { ...(token && { authorization: `Bearer ${token}` }) },
	});
}

async function refusal(answer, status, code) {
	const { error } = await answer.json();

	assert.equal(answer.status, status);
	assert.equal(error.code, code);
	return error.message;
}

/* A request as it stands on the wire; resolves to what came back until the end. */
function raw(text) {
	return new Promise((resolve) => {
		const socket = net.connect(fuji.port, '127.0.0.1', () => socket.write(text));
		let answer = '';

		socket.on('data', (data) => { answer += data; });
		socket.on('close', () => resolve(answer));
		socket.on('error', () => {});
	});
}

before(async () => {
	fuji = await startFuji({ args: ['--upload-bytes', '65536'] });
	chat = await fuji.chat({ locale: 'en' });
});
after(() => fuji.stop());

test('a photo is taken, without its place, and lies sealed apart from the database', async () => {
	const answer = await upload(photo());
	const { id, contentType, size } = await answer.json();
	const folder = path.join(fuji.data, 'uploads');

	assert.equal(answer.status, 201);
	assert.match(id, /^[a-z2-7]{26}$/);
	assert.equal(contentType, 'image/jpeg');
	assert.equal(size, photo().length - PLACE.length - 10);
	assert.ok((await readdir(folder)).includes(id));
	assert.ok(!(await readFile(path.join(folder, id))).includes(Buffer.from([0xff, 0xd8])));
});

test('nobody sends a file without a token of a conversation', async () => {
	await refusal(await upload(photo(), { token: null }), 401, 'Unauthorized');
	await refusal(await upload(photo(), { token: `${chat.token}x` }), 401, 'Unauthorized');
});

test('what is no picture or PDF is not taken, whatever it is called', async () => {
	await refusal(await upload(Buffer.from('<svg onload="alert(1)">')), 415, 'UnsupportedType');
	await refusal(await upload(photo().subarray(0, -2)), 422, 'DamagedFile');
});

test('a file that is too large is refused before it has come', async () => {
	const answer = await raw('POST /chat/upload HTTP/1.1\r\nhost: 127.0.0.1\r\n' +
		`authorization: Bearer ${chat.token}\r\ncontent-length: 65537\r\n\r\n`);

	assert.match(answer, /^HTTP\/1\.1 413 .*the file is larger than 65536 bytes/s);
});

test('beyond a few at a time one is told to come again, and places are given back', async () => {
	const head = 'POST /chat/upload HTTP/1.1\r\nhost: 127.0.0.1\r\n' +
		`authorization: Bearer ${chat.token}\r\ncontent-length: 1000\r\n\r\n`;
	const sockets = [];

	for (let i = 0; i < 4; i++)
		sockets.push(net.connect(fuji.port, '127.0.0.1').on('error', () => {}));
	for (const socket of sockets)
		socket.write(head);
	let answer;
	do
		answer = await upload(photo(0x20));
	while (answer.status !== 503);
	assert.ok(Number(answer.headers.get('retry-after')) > 0);
	for (const socket of sockets)
		socket.destroy();
	do
		answer = await upload(photo(0x21));
	while (answer.status === 503);
	assert.equal(answer.status, 201);
});

async function sent(server = fuji, client = chat) {
	return (await upload(photo(), { token: client.token, server })).json();
}

function say(client, id, clientId, name = 'visa.jpg') {
	client.send({
		type: 'message', channelData: { clientActivityID: clientId },
		attachments: [{ contentType: 'text/html', name, content: { uploadId: id } }],
	});
}

test('a message brings a file once, and only the conversation that it is of', async () => {
	const { id, size } = await sent();
	const stranger = await fuji.chat({ locale: 'en' });

	say(stranger, id, 's-1');
	assert.equal((await stranger.waitForError('no_such_upload')).clientActivityID, 's-1');
	say(chat, id, 'u-1');
	const echo = await chat.waitForActivity((each) => each.channelData?.clientActivityID === 'u-1');
	assert.deepEqual(echo.attachments, [{ contentType: 'image/jpeg', name: 'visa.jpg',
		contentUrl: echo.attachments[0].contentUrl, thumbnailUrl: echo.attachments[0].contentUrl,
		content: { uploadId: id, size } }]);
	say(chat, id, 'u-1');
	const again = await chat.waitForActivity((each) => each.channelData?.clientActivityID === 'u-1');
	assert.equal(again.id, echo.id);
	say(chat, id, 'u-2');
	await chat.waitForError('no_such_upload');
	await stranger.close();
});

test('a client of the conversation gets it back by the address that it is told, and nobody by another', async () => {
	const client = await fuji.chat({ locale: 'en' });
	const { id } = await sent(fuji, client);
	const next = await sent(fuji, client);
	const linkOf = async (clientId) => {
		const { attachments } = await client.waitForActivity((each) => each.channelData?.clientActivityID === clientId);

		return new URL(attachments[0].contentUrl);
	};

	say(client, id, 'l-1');
	const link = await linkOf('l-1');
	const [version, key, file, conversation, expiry, mac] = link.searchParams.get('t').split('.');
	const foreign = (...parts) => `${link.origin}${link.pathname}?t=${parts.join('.')}`;
	const origin = `http://127.0.0.1:${fuji.port}`;

	assert.equal(link.origin, origin);
	assert.equal(link.pathname, `/chat/upload/${id}`);
	assert.deepEqual([version, file, conversation], ['v1', id, client.conversation]);
	assert.ok(Number(expiry) * 1000 - Date.now() <= 15 * 60_000);
	assert.ok(!client.token.includes(mac));
	const answer = await fetch(link, { headers: { origin, 'x-ms-bot-agent': 'x' } });
	const content = Buffer.from(await answer.arrayBuffer());

	assert.equal(answer.status, 200);
	assert.deepEqual(content.subarray(0, 2), Buffer.from([0xff, 0xd8]));
	for (const [name, value] of Object.entries({ 'content-type': 'image/jpeg', 'cache-control': 'no-store',
		'content-disposition': `attachment; filename="${id}.jpg"`, 'x-content-type-options': 'nosniff',
		'content-security-policy': "default-src 'none'; sandbox", 'cross-origin-resource-policy': 'cross-origin',
		'access-control-allow-origin': origin }))
		assert.equal(answer.headers.get(name), value, name);

	say(client, next.id, 'l-2');
	const other = (await linkOf('l-2')).searchParams.get('t');

	for (const bad of [link.origin + link.pathname, foreign(other), foreign(client.token),
		foreign(version, key, file, conversation, Number(expiry) + 1, mac),
		foreign(version, key, file, chat.conversation, expiry, mac)])
		await refusal(await fetch(bad), 404, 'NotFound');
	await client.close();
});

test('only the agent who has the case gets the file, to save, and that is written down', async () => {
	const client = await fuji.chat({ locale: 'en' });
	const { id } = await sent(fuji, client);
	const desk = await fuji.desk();
	const { token } = desk.frames.find((frame) => frame.type === 'session');
	const fetchFile = (bearer) => fuji.fetch(`/desk/upload/${id}`,
		{ headers: { ...(bearer && { authorization: `Bearer ${bearer}` }) } });

	say(client, id, 'd-1');
	await client.say('agent');
	const { value } = await client.waitForActivity((each) => each.value?.owner === 'waiting');
	const { caseId } = value;
	await refusal(await fetchFile(), 401, 'Unauthorized');
	await refusal(await fetchFile(client.token), 401, 'Unauthorized');
	await refusal(await fetchFile(token), 404, 'NotFound');
	desk.send({ type: 'desk.open', case: caseId });
	desk.send({ type: 'desk.claim', case: caseId });
	await client.waitForActivity((each) => each.value?.owner === 'agent');

	const answer = await fetchFile(token);
	const file = Buffer.from(await answer.arrayBuffer());
	assert.equal(answer.status, 200);
	assert.equal(answer.headers.get('content-disposition'), `attachment; filename="${id}.jpg"`);
	assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
	assert.match(answer.headers.get('content-security-policy'), /sandbox/);
	assert.deepEqual(file.subarray(0, 2), Buffer.from([0xff, 0xd8]));
	assert.ok(!file.includes(PLACE));
	await desk.waitFor((frame) => frame.type === 'log' &&
		frame.entries.some(({ kind, text }) => kind === 'fetched' && text === id));
	await desk.close();
	await client.close();
});

test('after a kill what was acknowledged is there', async () => {
	const data = path.join(await temporaryFolder(), 'data');
	let server = await startFuji({ data });
	const first = await server.chat({ locale: 'en' });
	const { id } = await (await upload(photo(), { token: first.token, server })).json();

	await server.stop('SIGKILL');
	server = await startFuji({ data });
	assert.deepEqual(await readdir(path.join(data, 'uploads')), [id]);
	const again = await server.connect();
	await again.hello({ token: first.token });
	say(again, id, 'k-1');
	await again.waitForActivity((each) => each.attachments?.[0].content.uploadId === id);
	await server.stop();
});
