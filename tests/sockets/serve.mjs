/*
 * Starting, refusing to start, stopping, and what works beside a running server.
 */
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { copyHome, runFuji, startFuji, temporaryFolder } from './fuji.mjs';

let folder;

before(async () => { folder = await temporaryFolder(); });
after(() => rm(folder, { recursive: true, force: true }));

/* Every file below a folder with a digest of its bytes. */
async function inventory(dir) {
	const entries = await readdir(dir, { recursive: true, withFileTypes: true });
	const lines = await Promise.all(entries.map(async (entry) => {
		const file = path.join(entry.parentPath, entry.name);
		const digest = entry.isFile()
			? crypto.createHash('sha256').update(await readFile(file)).digest('hex') : '';

		return `${path.relative(dir, file)} ${digest}`;
	}));

	return lines.sort();
}

function serve(data, ...args) {
	return runFuji(['serve', '--listen', '127.0.0.1:0', '--data', data, ...args]);
}

/* A copy of the words, with one file made worse. */
async function brokenHome() {
	const home = await copyHome();

	await writeFile(path.join(home, 'intents/packs/broken.yaml'), 'intent: x\nnonsense: 1\nrules: 7\n');
	return home;
}

describe('a server that cannot start says why in one sentence and leaves no trace', () => {
	async function refuses({ code, text, data = path.join(folder, 'new'), args = [], env = {} }) {
		const before = await inventory(folder);
		const result = await runFuji(['serve', '--listen', '127.0.0.1:0', '--data', data, ...args], { env });

		assert.equal(result.code, code, result.stderr);
		assert.match(result.stderr, text);
		assert.doesNotMatch(result.stderr, /listening/);
		assert.deepEqual(await inventory(folder), before);
		return result;
	}

	test('a port in use', async () => {
		const fuji = await startFuji();

		await refuses({ code: 3, text: /^fuji: cannot listen on 127\.0\.0\.1:\d+: .*--listen$/m,
			args: ['--listen', `127.0.0.1:${fuji.port}`] });
		await fuji.stop();
	});

	test('an address that is none', () => refuses({ code: 1, text: /--listen: .*HOST:PORT/, args: ['--listen', 'here'] }));

	test('a data folder below a file', async () => {
		await writeFile(path.join(folder, 'file'), '');
		await refuses({ code: 3, text: /data folder .*--data/, data: path.join(folder, 'file/data') });
	});

	test('a data folder in which nothing can be written', () =>
		refuses({ code: 3, text: /data folder \/proc: .*--data/, data: '/proc' }));

	test('a broken pack: every problem with its place', async () => {
		const env = { FUJI_HOME: await brokenHome() };
		const { stderr } = await refuses({ code: 1, text: /broken\.yaml:\d+:\d+: /, env });

		assert.match(stderr, /^fuji: \d+ problems?$/m);
	});

	test('a newer database', async () => {
		const fuji = await startFuji({ data: path.join(folder, 'newer') });

		await fuji.stop();
		const database = path.join(folder, 'newer/fuji.db');
		const bytes = await readFile(database);

		bytes.writeInt32BE(9_999, 60); /* user_version: https://sqlite.org/fileformat.html#user_version */
		await writeFile(database, bytes);
		await refuses({ code: 3, text: /newer/, data: path.join(folder, 'newer') });
	});

	test('a database whose key is missing', async () => {
		const data = path.join(folder, 'keyless');
		const fuji = await startFuji({ data });

		await fuji.stop();
		await rm(path.join(data, 'key'));
		await refuses({ code: 3, text: /key is missing.*put it back/, data });
	});

	test('a second server on the data folder', async () => {
		const data = path.join(folder, 'one');
		const fuji = await startFuji({ data });
		const { code, stderr } = await serve(data);

		assert.equal(code, 3);
		assert.match(stderr, /^fuji: the data folder .* is in use by another fuji; .*--data$/m);
		await fuji.stop();
	});

	test('the simulated operator for everyone', () => refuses({ code: 2, text: /simulation.*--demo/,
		args: ['--listen', '0.0.0.0:0'] }));

	test('an operator that nobody knows', () => refuses({ code: 2, text: /nobody/, args: ['--carrier', 'nobody:x'] }));

	test('an option that nobody knows', () => refuses({ code: 2, text: /fuji serve --help/, args: ['--port', '1'] }));

	test('a setting that nobody knows', async () => {
		await writeFile(path.join(folder, 'fuji.yaml'), 'lisden: 127.0.0.1:1\n');
		await refuses({ code: 1, text: /fuji\.yaml:1:1: .*listen/, args: ['--config', path.join(folder, 'fuji.yaml')] });
	});
});

describe('settings', () => {
	test('a flag goes before the environment, the environment before the file', async () => {
		const file = path.join(folder, 'settings.yaml');

		await writeFile(file, 'carrier: "nobody:file"\norigins: [https://shop.example]\n');
		const fromFile = await serve(path.join(folder, 'a'), '--config', file);
		const fromEnvironment = await runFuji(['serve', '--listen', '127.0.0.1:0', '--config', file],
			{ env: { FUJI_CARRIER: 'nobody:environment' } });
		const fuji = await startFuji({ args: ['--config', file, '--carrier', 'sim:'],
			env: { FUJI_CARRIER: 'nobody:environment' } });

		assert.match(fromFile.stderr, /nobody:file/);
		assert.match(fromEnvironment.stderr, /nobody:environment/);
		await fuji.stop();
	});

	test('a listed site may connect and load the widget, others may not', async () => {
		const file = path.join(folder, 'origins.yaml');

		await writeFile(file, 'origins: [https://shop.example]\n');
		const fuji = await startFuji({ args: ['--config', file] });
		const client = await fuji.connect('/chat', { origin: 'https://shop.example' });
		const module = (origin) => fuji.fetch('/widget/widget.js', { headers: { origin } });

		await client.hello();
		await assert.rejects(fuji.connect('/chat', { origin: 'https://other.example' }));
		assert.equal((await module('https://shop.example')).headers.get('access-control-allow-origin'),
			'https://shop.example');
		assert.equal((await module('https://other.example')).headers.get('access-control-allow-origin'), null);
		await fuji.stop();
	});

	test('behind a trusted proxy the last hop that is no proxy is the visitor', async () => {
		const file = path.join(folder, 'proxy.yaml');

		await writeFile(file, 'trusted_proxy: [127.0.0.1, 10.0.0.1]\nconnections_per_address: 2\n');
		const fuji = await startFuji({ args: ['--config', file] });
		const from = (hops) => fuji.connect('/chat', { headers: { 'X-Forwarded-For': hops } });

		await from('203.0.113.9');
		await from('198.51.100.1, 203.0.113.9, 10.0.0.1');
		const third = await from('203.0.113.9');
		assert.ok((await third.waitForError('too_many_connections')).retry_after_ms > 0);
		assert.equal(await third.closed, 1013);
		await (await from('203.0.113.9, 198.51.100.7')).hello();
		await fuji.stop();
	});
});

describe('bounds on connections', () => {
	test('one past the bound of an address is refused, and room is given back', async () => {
		const file = path.join(folder, 'address.yaml');

		await writeFile(file, 'connections_per_address: 3\n');
		const fuji = await startFuji({ args: ['--config', file] });
		const clients = [await fuji.chat(), await fuji.chat(), await fuji.chat()];

		await assert.rejects(fuji.connect());
		await clients[0].close();
		await (await fuji.chat()).close();
		await fuji.stop();
	});

	test('all connections of an address share what it may say', async () => {
		const fuji = await startFuji({
			args: ['--address-messages-burst', '4', '--address-messages-per-second', '1'],
		});
		const one = await fuji.chat();
		const other = await fuji.chat();

		await one.say('你好');
		await other.say('你好');
		one.send({ type: 'message', text: '你好', channelData: { clientActivityID: 'fifth' } });
		const error = await one.waitForError('too_fast');
		assert.equal(error.clientActivityID, 'fifth');
		assert.ok(error.retry_after_ms > 0 && error.retry_after_ms <= 1000);
		await fuji.stop();
	});

	test('the eleventh connection to one conversation is told 1013', async () => {
		const fuji = await startFuji();
		const first = await fuji.chat();

		for (let i = 0; i < 9; i++)
			await fuji.chat({ token: first.token });
		const eleventh = await fuji.connect();
		eleventh.send({ type: 'event', name: 'hello', value: { token: first.token } });
		assert.ok((await eleventh.waitForError('too_many_connections')).retry_after_ms > 0);
		assert.equal(await eleventh.closed, 1013);
		await fuji.stop();
	});
});

describe('stopping', () => {
	test('SIGTERM stores what was taken, tells 1001 and exits 0; the client goes on where it was', async () => {
		const data = path.join(folder, 'stopping');
		const fuji = await startFuji({ data });
		const client = await fuji.chat();

		await client.say('我手机怎么停机了', { id: 'before' });
		const started = Date.now();
		fuji.kill('SIGTERM');
		assert.equal(await client.closed, 1001);
		assert.deepEqual(await fuji.ended, { code: 0, signal: null });
		assert.ok(Date.now() - started < 5_000);

		const again = await startFuji({ data });
		const back = await again.connect();
		const welcome = await back.hello({ token: client.token });
		assert.equal(back.conversation, client.conversation);
		assert.ok(welcome.activities.some((each) => each.channelData?.clientActivityID === 'before'));
		await again.stop();
		await fuji.stop();
	});

	test('all who talk are told 1001 in turn, and find what was acknowledged', async () => {
		const data = path.join(folder, 'stopping-all');
		const fuji = await startFuji({ data, args: ['--stop-ms', '30000'] });
		const clients = await Promise.all(Array.from({ length: 60 }, () => fuji.chat()));
		const acknowledged = clients.map(() => []);
		const talking = Promise.allSettled(clients.map(async (client, i) => {
			for (let n = 0; n < 20; n++)
				acknowledged[i].push((await client.say(`第 ${n} 句`, { id: `m-${n}` })).channelData.clientActivityID);
		}));

		while (!acknowledged.flat().length)
			await new Promise((resolve) => { setTimeout(resolve, 20); });
		fuji.kill('SIGTERM');
		assert.deepEqual(new Set(await Promise.all(clients.map(({ closed }) => closed))), new Set([1001]));
		assert.deepEqual(await fuji.ended, { code: 0, signal: null });
		await talking;
		const told = [...fuji.stderr.matchAll(/"told to go","sessions":"(\d+)"/g)].map(([, n]) => Number(n));

		assert.equal(told.reduce((sum, n) => sum + n), clients.length);
		assert.ok(Math.max(...told) <= 4, `${told}`);

		const again = await startFuji({ data });

		for (const [i, client] of clients.entries()) {
			const back = await again.chat({ token: client.token });

			await back.close();
			for (const id of acknowledged[i])
				assert.ok(back.activities.some((each) => each.channelData?.clientActivityID === id), `${id} of ${i}`);
		}
		assert.ok(acknowledged.flat().length > 0);
		await again.stop();
	});

	test('/readyz says so to whoever was connected before', async () => {
		const fuji = await startFuji({ args: ['--stop-ms', '30000'] });
		const client = await fuji.chat();
		const socket = net.connect(fuji.port, '127.0.0.1');

		await once(socket, 'connect');
		await fuji.fetch('/healthz'); /* whoever came before was taken in */
		client.socket.pause();
		fuji.kill('SIGTERM');
		while (!/"stopping"/.test(fuji.stderr))
			await new Promise((resolve) => { setTimeout(resolve, 20); });
		socket.write(`GET /readyz HTTP/1.1\r\nHost: 127.0.0.1:${fuji.port}\r\n\r\n`);
		const [answer] = await once(socket, 'data');

		assert.match(answer.toString(), /^HTTP\/1\.1 503 [^]*\{"ready":false,"reasons":\["draining"\]\}$/);
		socket.destroy();
		client.socket.resume();
		assert.equal((await fuji.ended).code, 0);
	});

	test('a peer that does not read does not hold it up', async () => {
		const fuji = await startFuji();
		const client = await fuji.chat();

		client.socket.pause();
		const started = Date.now();
		fuji.kill('SIGTERM');
		assert.equal((await fuji.ended).code, 0);
		assert.ok(Date.now() - started < 5_000);
		client.socket.terminate();
		await fuji.stop();
	});
});

describe('accounts', () => {
	test('are made, changed and disabled beside a running server', async () => {
		const fuji = await startFuji();
		const agent = (args, input) => runFuji(['agent', ...args, '--data', fuji.data], { input });
		const add = await agent(['add', 'li', '--password-stdin'], 'first-password\n');

		assert.equal(add.code, 0, add.stderr);
		assert.match((await agent(['list'])).stdout, /^li\tagent\tcapacity 4$/m);
		assert.equal((await agent(['set', 'li', '--teams', 'nowhere'])).code, 1);
		assert.equal((await agent(['set', 'li', '--capacity', '0'])).code, 2);
		assert.equal((await agent(['set', 'li', '--teams', 'fraud service', '--capacity', '2'])).code, 0);
		assert.match((await agent(['list'])).stdout, /^li\tagent\tcapacity 2\tteams fraud service$/m);
		const desk = await fuji.desk({ name: 'li', password: 'first-password' });
		const token = desk.frames[0].token;

		assert.equal((await agent(['add', 'li', '--password-stdin'], 'x-password\n')).code, 1);
		assert.equal((await agent(['passwd', 'li', '--password-stdin'], 'second-password\n')).code, 0);
		assert.equal(await desk.closed, 4403);
		const other = await fuji.desk({ name: 'li', password: 'second-password' });
		const old = await fuji.connect('/desk', { origin: `http://127.0.0.1:${fuji.port}` });
		old.send({ type: 'hello', token });
		assert.equal((await old.waitFor((each) => each.type === 'error')).code, 'login_failed');

		const leaving = await fuji.desk({ name: 'li', password: 'second-password' });
		const ended = leaving.frames[0].token;
		leaving.send({ type: 'desk.logout' });
		assert.deepEqual([await leaving.closed, await other.closed], [4403, 4403]);
		old.send({ type: 'hello', token: ended });
		assert.equal((await old.waitFor((each) => each.type === 'error')).code, 'login_failed');

		const last = await fuji.desk({ name: 'li', password: 'second-password' });
		assert.equal((await agent(['disable', 'li'])).code, 0);
		assert.equal(await last.closed, 4403);
		const audit = await runFuji(['audit', 'list', '--agent', 'li', '--data', fuji.data]);
		assert.deepEqual(audit.stdout.trim().split('\n').map((row) => row.split('\t')[4]),
			['login', 'login', 'login.failed', 'login', 'desk.logout', 'login.failed', 'login']);
		assert.equal((await runFuji(['audit', 'verify', '--data', fuji.data])).code, 0);
		assert.equal((await agent(['disable', 'nobody'])).code, 1);
		assert.match((await agent(['list'])).stdout, /^li\tagent.*\tdisabled$/m);
		assert.equal((await agent(['enable', 'li'])).code, 0);
		assert.doesNotMatch((await agent(['list'])).stdout, /disabled/);
		await fuji.desk({ name: 'li', password: 'second-password' });
		await fuji.stop();
	});

	test('are made without a server, in a folder that is then only its owner\'s', async () => {
		const data = path.join(folder, 'alone');
		const made = await runFuji(['agent', 'add', 'wang', '--role', 'supervisor', '--data', data]);
		const password = /^password of wang: (\S{20,})$/m.exec(made.stdout)?.[1];

		assert.ok(password, made.stderr);
		assert.equal((await stat(data)).mode & 0o777, 0o700);
		assert.equal((await stat(path.join(data, 'key'))).mode & 0o777, 0o600);
		const fuji = await startFuji({ data, demo: false });
		assert.equal((await stat(path.join(data, 'control.sock'))).mode & 0o777, 0o600);
		const desk = await fuji.desk({ name: 'wang', password });
		assert.equal(desk.frames[0].agent.role, 'supervisor');
		await fuji.stop();
	});

	test('refuse bad names, short passwords and unknown roles', async () => {
		const data = path.join(folder, 'refused');
		const add = (args, input) => runFuji(['agent', 'add', ...args, '--data', data], { input });

		await mkdir(data);
		assert.equal((await add(['a b', '--password-stdin'], 'long-password\n')).code, 1);
		assert.equal((await add(['li', '--password-stdin'], 'short\n')).code, 1);
		assert.equal((await add(['li', '--role', 'king'])).code, 1);
		assert.equal((await runFuji(['agent', 'remove', 'li'])).code, 2);
	});
});

test('leaves no picture of its memory, and what it makes is its own', async () => {
	const fuji = await startFuji({ data: path.join(folder, 'rights'), demo: false });
	const [status, limits] = await Promise.all(['status', 'limits'].map((name) => readFile(`/proc/${fuji.pid}/${name}`, 'utf8')));

	await fuji.stop();
	assert.match(status, /^Umask:\t0077$/m);
	assert.match(status, /^NoNewPrivs:\t1$/m);
	assert.match(limits, /^Max core file size +0 +0 /m);
});

describe('other commands', () => {
	test('an unknown command has a suggestion', async () => {
		const { code, stderr } = await runFuji(['sevre']);

		assert.equal(code, 2);
		assert.match(stderr, /did you mean `serve`/);
	});

	test('help lists the commands, and each explains itself', async () => {
		const { code, stdout } = await runFuji(['help']);
		const names = [...stdout.matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name);

		assert.equal(code, 0);
		assert.ok(names.includes('serve') && names.includes('match'));
		for (const name of names) {
			const help = await runFuji([name, '--help']);

			assert.equal(help.code, 0);
			assert.match(help.stdout, new RegExp(`fuji ${name}\\b`));
		}
	});

	test('check finds nothing in the product and everything in a broken copy', async () => {
		assert.equal((await runFuji(['check'])).code, 0);
		const { code, stderr } = await runFuji(['check', await brokenHome()]);

		assert.equal(code, 1);
		assert.match(stderr, /broken\.yaml:\d+:\d+: /);
	});

	test('match answers every line with one object, whatever is in it', async () => {
		const input = Buffer.concat([Buffer.from('我手机怎么停机了\n\n'), Buffer.from([0xff, 0xfe, 0x0a]),
			Buffer.from('a\0b\n帮我查一下13800000003')]);
		const { code, stdout } = await runFuji(['match', '--json'], { input });
		const lines = stdout.trimEnd().split('\n').map((line) => JSON.parse(line));

		assert.equal(code, 0);
		assert.equal(lines.length, 5);
		assert.equal(lines[0].intents[0].name, 'suspension_cause');
		assert.deepEqual(lines[1], { text: '', intents: [], slots: {}, lang: 'zh' });
		assert.deepEqual(lines[2].intents, []);
		assert.equal(lines[4].slots.line, '13800000003');
	});
});
