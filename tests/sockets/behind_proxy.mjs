/*
 * Behind nginx and behind HAProxy, each set up as ws/PROXY.md shows it: only ports and the places of
 * files are others.
 */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { Client, PATIENCE_MS, startFuji, temporaryFolder } from './fuji.mjs';

const HOST = 'chat.example.com';
const TOOLS = path.resolve(import.meta.dirname, '../../build/tools');
const PAGE = path.resolve(import.meta.dirname, '../../ws/PROXY.md');
const MIB = 1 << 20;

let folder, page, fuji;

const at = (name) => path.join(folder, name);

/* What the page shows in that language, with each of these in place of what stands there. */
function example(language, replacements) {
	const [, shown] = new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(page);
	let text = shown;

	for (const [there, here] of replacements) {
		assert.equal(text.split(there).length, 2, `${there} once in the example for ${language}`);
		text = text.replace(there, here);
	}
	return text;
}

async function freePort() {
	const server = net.createServer().listen(0, '127.0.0.1');

	await once(server, 'listening');
	const { port } = server.address();

	await new Promise((resolve) => { server.close(resolve); });
	return port;
}

/* Where nginx of Debian keeps what it writes only its package makes folders for. */
async function startNginx(port) {
	const text = example('nginx', [
		['listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`],
		['/etc/ssl/chat.example.com.pem', at('chat.pem')],
		['/etc/ssl/private/chat.example.com.key', at('chat.key')],
		['127.0.0.1:8080', `127.0.0.1:${fuji.port}`],
	]);
	const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
		.map((what) => `${what}_temp_path ${at(what)};`).join('\n');

	await writeFile(at('nginx.conf'), `pid ${at('nginx.pid')};\nerror_log stderr warn;\nevents {}\n`
		+ `http {\naccess_log off;\n${temporary}\n${text}\n}\n`);
	return spawn(path.join(TOOLS, 'nginx'), ['-c', at('nginx.conf'), '-p', folder, '-g', 'daemon off; master_process off;']);
}

async function startHaproxy(port) {
	await writeFile(at('haproxy.cfg'), example('haproxy', [
		['bind :443', `bind 127.0.0.1:${port}`],
		['/etc/haproxy/chat.example.com.pem', at('both.pem')],
		['127.0.0.1:8080', `127.0.0.1:${fuji.port}`],
	]));
	return spawn(path.join(TOOLS, 'haproxy'), ['-db', '-f', at('haproxy.cfg')]);
}

async function untilListening(proxy, port) {
	const deadline = Date.now() + PATIENCE_MS;
	let said = '';

	proxy.stderr.on('data', (text) => { said += text; });
	for (;;) {
		const socket = net.connect(port, '127.0.0.1');

		if (await once(socket, 'connect').then(() => true, () => false)) {
			socket.destroy();
			return;
		}
		assert.ok(proxy.exitCode === null && Date.now() < deadline, `the proxy does not listen: ${said}`);
		await new Promise((resolve) => { setTimeout(resolve, 20); });
	}
}

before(async () => {
	folder = await temporaryFolder();
	page = await readFile(PAGE, 'utf8');
	await promisify(execFile)('openssl', ['req', '-x509', '-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256',
		'-subj', `/CN=${HOST}`, '-addext', `subjectAltName=DNS:${HOST}`, '-keyout', at('chat.key'), '-out', at('chat.pem')]);
	await writeFile(at('both.pem'), await readFile(at('chat.pem')));
	await appendFile(at('both.pem'), await readFile(at('chat.key')));
	await writeFile(at('fuji.yaml'), `${example('yaml', [])}connections_per_address: 1\n`);
	fuji = await startFuji({ args: ['--config', at('fuji.yaml')] });
});
after(() => fuji.stop());

/* One after the other: both lead to the same server, and a visitor has one connection. */
for (const [name, start] of [['nginx', startNginx], ['HAProxy', startHaproxy]]) describe(`behind ${name}`, () => {
	let proxy, options;

	before(async () => {
		const port = await freePort();

		proxy = await start(port);
		await untilListening(proxy, port);
		options = { host: '127.0.0.1', port, servername: HOST, ca: await readFile(at('chat.pem')) };
	});
	after(async () => {
		proxy.kill('SIGKILL');
		await once(proxy, 'exit');
	});

	/* The status of one request, and what was said to it; a body of that many bytes is announced, no more. */
	async function ask(where, { headers = {}, bytes = 0 } = {}) {
		const request = https.request({ ...options, path: where, method: bytes ? 'POST' : 'GET', agent: false,
			headers: { host: HOST, ...headers, ...(bytes && { 'content-length': bytes }) } });

		if (bytes)
			request.flushHeaders();
		else
			request.end();
		const [answer] = await once(request, 'response');
		let body = '';

		for await (const text of answer)
			body += text;
		request.on('error', () => {}).destroy();
		return { status: answer.statusCode, body };
	}

	async function chat(localAddress, { origin = `https://${HOST}`, headers = {} } = {}) {
		const client = new Client(options.port, '/chat',
			{ ...options, secure: true, origin, localAddress, headers: { host: HOST, ...headers } });

		await client.opened;
		return client;
	}

	test('a subscriber talks', async () => {
		const client = await chat('127.0.0.4');

		await client.hello();
		await client.say('我手机怎么停机了');
		await client.waitForText(/手机号码/);
		assert.equal(await client.close(), 1005);
	});

	test('the visitor is who calls the proxy, whatever he says himself', async () => {
		const first = await chat('127.0.0.2');
		const forged = await chat('127.0.0.2', { headers: { 'X-Forwarded-For': '203.0.113.9' } });
		const other = await chat('127.0.0.3');

		await forged.waitForError('too_many_connections');
		assert.equal(await forged.closed, 1013);
		await Promise.all([first, other].map((client) => client.hello()));
		await Promise.all([first, other].map((client) => client.close()));
	});

	test('a page of another site and another name are refused', async () => {
		await assert.rejects(chat('127.0.0.2', { origin: 'https://other.example' }), /403/);
		assert.equal((await ask('/healthz', { headers: { host: 'other.example' } })).status, 403);
		assert.equal((await ask('/healthz')).status, 200);
	});

	test('no upgrade but to WebSocket', async () => {
		const h2c = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABkAAQAAP__' };

		for (const upgrade of ['h2c', 'h2c, websocket', 'TLS/1.0'])
			assert.equal((await ask('/healthz', { headers: { ...h2c, upgrade } })).status, 400, upgrade);
	});

	test('neither figures nor demo pages are shown', async () => {
		const ours = await (await fuji.fetch('/metrics')).text();

		for (const where of ['/metrics', '/demo/', '/demo/index.html']) {
			const { status, body } = await ask(where);

			assert.equal(status, 404, where);
			assert.notEqual(body, ours, `${where} is the proxy’s to refuse`);
		}
		assert.equal((await fuji.fetch('/demo/')).status, 200, 'on loopback they are there');
	});

	test('a body that is larger than a file may be gets no further', async () => {
		const [fits, large] = await Promise.all([8 * MIB, 8 * MIB + 1].map((bytes) => ask('/', { bytes })));

		assert.equal(fits.status, 405, 'Fuji’s own answer');
		assert.equal(large.status, 413);
	});
});
