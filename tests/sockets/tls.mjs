/*
 * TLS of our own: what is spoken, what is refused, and a certificate that is changed meanwhile.
 * Certificates are made here: a root, one in the middle, and those that are shown.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chmod, copyFile, readFile, writeFile } from 'node:fs/promises';
import https from 'node:https';
import path from 'node:path';
import { after, before, test } from 'node:test';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { WebSocket } from 'ws';
import { PATIENCE_MS, runFuji, startFuji, temporaryFolder } from './fuji.mjs';

const run = promisify(execFile);
const EXTENSIONS = `
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:TRUE
[server]
subjectAltName = IP:127.0.0.1
`;
const ECDSA = ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
let folder;
let fuji;
let root;
let settings;

const at = (name) => path.join(folder, name);

/* name.pem and name.key; `ago` moves the clock back by so many days. */
async function certify(name, { as = 'server', by, key = ECDSA, days = 90, ago = 0 } = {}) {
	await run('faketime', ['-f', `-${ago}d`, 'openssl', 'req', '-x509', '-config', at('extensions'), '-extensions', as,
		'-subj', `/CN=${name}`, '-days', `${days}`, '-nodes', '-newkey', ...key, '-keyout', at(`${name}.key`),
		'-out', at(`${name}.pem`), ...(by ? ['-CA', at(`${by}.pem`), '-CAkey', at(`${by}.key`)] : [])]);
	if (as === 'server')
		await appendFile(at(`${name}.pem`), await readFile(at('middle.pem')));
}

async function use(certificate, key = certificate) {
	await copyFile(at(`${certificate}.pem`), at('used.pem'));
	await copyFile(at(`${key}.key`), at('used.key'));
}

before(async () => {
	folder = await temporaryFolder();
	await writeFile(at('extensions'), EXTENSIONS);
	await certify('root', { as: 'authority' });
	await certify('middle', { as: 'authority', by: 'root' });
	await Promise.all([certify('first', { by: 'middle' }), certify('second', { by: 'middle', key: ['rsa:2048'], days: 5 }),
		certify('ended', { by: 'middle', ago: 99 })]);
	root = await readFile(at('root.pem'));
	await use('first');
	settings = ['--tls-certificate', at('used.pem'), '--tls-key', at('used.key')];
	fuji = await startFuji({ args: ['--listen', '0.0.0.0:0', ...settings] }); /* as the world sees it */
});
after(() => fuji.stop());

/* A handshake, and what was agreed on; throws what it ended with. */
async function shake(options = {}) {
	const socket = tls.connect({ port: fuji.port, host: '127.0.0.1', ca: root, ...options });

	await once(socket, 'secureConnect');
	return { socket, version: socket.getProtocol(), cipher: socket.getCipher().standardName,
		alpn: socket.alpnProtocol, name: socket.getPeerCertificate().subject.CN };
}

async function shown() {
	const { socket, name } = await shake();

	socket.destroy();
	return name;
}

async function chat() {
	const socket = new WebSocket(`wss://127.0.0.1:${fuji.port}/chat`, 'chat.v1', { ca: root });

	await once(socket, 'open');
	return socket;
}

async function untilLogged(pattern) {
	const deadline = Date.now() + PATIENCE_MS;

	while (!pattern.test(fuji.stderr)) {
		assert.ok(Date.now() < deadline, `nothing like ${pattern} in ${fuji.stderr}`);
		await new Promise((resolve) => { setTimeout(resolve, 20); });
	}
}

test('1.3 and 1.2 are spoken, with ciphers that authenticate, and HTTP/1.1', async () => {
	for (const version of ['TLSv1.2', 'TLSv1.3']) {
		const agreed = await shake({ minVersion: version, maxVersion: version, ALPNProtocols: ['h2', 'http/1.1'] });

		agreed.socket.destroy();
		assert.equal(agreed.version, version);
		assert.match(agreed.cipher, /_GCM_|_POLY1305_/);
		assert.equal(agreed.alpn, 'http/1.1');
	}
});

test('older versions are refused, and ciphers that do not authenticate or keep no secret forward', async () => {
	for (const version of ['TLSv1', 'TLSv1.1'])
		await assert.rejects(shake({ minVersion: version, maxVersion: version, ciphers: 'ALL:@SECLEVEL=0' }),
			{ code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' });
	for (const ciphers of ['ECDHE-ECDSA-AES128-SHA', 'ECDHE-ECDSA-AES128-SHA256', 'AES128-GCM-SHA256'])
		await assert.rejects(shake({ maxVersion: 'TLSv1.2', ciphers }), /handshake failure/, ciphers);
});

test('sslscan, which tries all that there is, finds nothing older or weaker', async () => {
	const { stdout } = await run('sslscan', ['--xml=-', '--show-sigs', `127.0.0.1:${fuji.port}`]);
	const found = (element) => [...stdout.matchAll(new RegExp(`<${element} [^>]*>`, 'g'))]
		.map(([tag]) => Object.fromEntries([...tag.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value])));
	const protocols = found('protocol').map(({ type, version, enabled }) => [`${type} ${version}`, enabled]);

	assert.deepEqual(protocols, [['ssl 2', '0'], ['ssl 3', '0'], ['tls 1.0', '0'], ['tls 1.1', '0'], ['tls 1.2', '1'], ['tls 1.3', '1']]);
	assert.deepEqual([...new Set(found('cipher').map(({ sslversion }) => sslversion))], ['TLSv1.3', 'TLSv1.2']);
	for (const { cipher, strength, bits } of found('cipher')) {
		assert.match(cipher, /GCM|POLY1305/);
		assert.match(strength, /^(strong|acceptable)$/, cipher);
		assert.ok(Number(bits) >= 128, cipher);
	}
	for (const { name, bits } of found('group'))
		assert.ok(Number(bits) >= 128, name);
	assert.doesNotMatch(found('connection-signature-algorithm').map(({ name }) => name).join(), /^$|sha1|md5/);
	assert.deepEqual(found('renegotiation').map(({ supported }) => supported), ['0']);
	assert.deepEqual(found('heartbleed').map(({ vulnerable }) => vulnerable), ['0', '0']);
});

test('keys are not negotiated again', async () => {
	const { socket } = await shake({ maxVersion: 'TLSv1.2' });

	await assert.rejects(new Promise((resolve, reject) => {
		socket.on('error', reject);
		socket.renegotiate({}, (error) => (error ? reject(error) : resolve()));
	}), /no renegotiation/);
});

test('who speaks plainly gets no answer', async () => {
	await assert.rejects(fuji.fetch('/'), /fetch failed/);
});

test('a subscriber talks, in frames of many records, and the page is told as https', async () => {
	const socket = await chat();

	socket.send(JSON.stringify({ type: 'event', name: 'hello', value: {} }));
	assert.match(String((await once(socket, 'message'))[0]), /"conversationId"/);
	socket.send(JSON.stringify({ type: 'message', text: 'x'.repeat(60_000), channelData: { clientActivityID: 'a' } }));
	assert.match(String((await once(socket, 'message'))[0]), /too_long/);
	socket.close();
	assert.match(fuji.stdout, /^demo +https:/m);
});

test('of far too many messages at once each is answered, be it that it was too fast', async () => {
	const socket = await chat();
	const answered = new Set();

	socket.send(JSON.stringify({ type: 'event', name: 'hello' }));
	for (let i = 0; i < 90; i++)
		socket.send(JSON.stringify({ type: 'message', text: '你好', channelData: { clientActivityID: `m-${i}` } }));
	while (answered.size < 90) {
		const [data] = await once(socket, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) });

		for (const { value, channelData } of JSON.parse(data).activities)
			answered.add(value?.clientActivityID ?? channelData?.clientActivityID ?? 'm-0');
	}
	socket.close();
});

test('browsers are told to come back over TLS alone, and no cookie is set', async () => {
	const headers = await new Promise((resolve, reject) => {
		https.get({ port: fuji.port, host: '127.0.0.1', path: '/widget/widget.js', ca: root },
			(answer) => { answer.resume(); resolve(answer.headers); }).on('error', reject);
	});

	assert.equal(headers['strict-transport-security'], 'max-age=31536000');
	assert.equal(headers['set-cookie'], undefined);
});

test('a page that was not fetched over TLS is foreign', async () => {
	const socket = new WebSocket(`wss://127.0.0.1:${fuji.port}/chat`, 'chat.v1',
		{ ca: root, origin: `http://127.0.0.1:${fuji.port}` });

	await assert.rejects(once(socket, 'open'), /403/);
});

test('a new certificate is shown after SIGHUP, of whatever kind, and who talks goes on; one that does not fit is not', async () => {
	const socket = await chat();

	await use('second');
	fuji.kill('SIGHUP');
	await untilLogged(/certificate reloaded/);
	assert.equal(await shown(), 'second');
	socket.send(JSON.stringify({ type: 'event', name: 'hello', value: {} }));
	assert.match(String((await once(socket, 'message'))[0]), /"conversationId"/);
	socket.close();

	await use('second', 'first');
	fuji.kill('SIGHUP');
	await untilLogged(/certificate not reloaded.*used\.key is not the key of the certificate/);
	assert.equal(await shown(), 'second');

	await use('ended');
	fuji.kill('SIGHUP');
	await untilLogged(/the certificate is not good now/);
});

test('doctor tells how long a certificate is good, and what to do', async () => {
	const examine = async (name) => (await runFuji(['doctor', '--data', fuji.data,
		'--tls-certificate', at(`${name}.pem`), '--tls-key', at(`${name}.key`)])).stdout;
	const [soon, past] = await Promise.all([examine('second'), examine('ended')]);

	assert.match(soon, /^warning +the certificate is good from \S+ to \S+\n +fix: put a new one/m);
	assert.match(past, /^problem +the certificate is good from \S+ to \S+\n +fix: put a new one/m);
});

test('what cannot be used keeps a server from starting, with a sentence that names it', async () => {
	const start = async () => {
		const { code, stderr } = await runFuji(['serve', '--data', at('none'), '--listen', '127.0.0.1:0', ...settings]);

		assert.equal(code, 1);
		return stderr;
	};

	await use('first', 'second');
	assert.match(await start(), /used\.key is not the key of the certificate in \S+used\.pem$/m);
	await use('first');
	await chmod(at('used.key'), 0o644);
	assert.match(await start(), /used\.key is open to others.*chmod o= /);
	await chmod(at('used.key'), 0o600);
	await writeFile(at('used.pem'), 'no certificate');
	assert.match(await start(), /used\.pem cannot be used as a certificate in PEM/);
	settings[1] = at('nowhere.pem');
	assert.match(await start(), /nowhere\.pem: No such file or directory/);
	settings.splice(0, 2);
	assert.match(await start(), /tls_certificate.*and tls_key are set both or neither/);
});

