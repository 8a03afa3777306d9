/*
 * A new sealing key: beside a running server, without one, and killed in the middle.
 */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { chmod, copyFile, mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { before, test } from 'node:test';
import { promisify } from 'node:util';
import { program, runFuji, startFuji, temporaryFolder } from './fuji.mjs';

const PERSONS = 250; /* two steps of a walk */

let data;
let key;

before(async () => {
	data = path.join(await temporaryFolder(), 'data');
	await runFuji(['agent', 'add', 'li', '--data', data]);
	await promisify(execFile)(path.join(path.dirname(program), 'tests/bench/cases'), [data, `${PERSONS}`, '20', 'li']);
	key = path.join(data, 'key');
});

function rotate(...args) {
	return runFuji(['key', 'rotate', '--data', data, ...args]);
}

async function assertSound(...args) {
	const { code, stderr } = await runFuji(['db', 'check', '--data', data, ...args]);

	assert.equal(code, 0, stderr);
}

/* Rotates and is killed so soon after the new key has come into the file. */
async function rotateAndDie(ms) {
	const child = spawn(program, ['key', 'rotate', '--data', data], { cwd: path.resolve(import.meta.dirname, '../..') });
	const ended = once(child, 'exit');
	const watcher = watch(data, (_, name) => {
		if (name === 'key')
			setTimeout(() => child.kill('SIGKILL'), ms);
	});
	const [, signal] = await ended;

	watcher.close();
	return signal;
}

test('killed in the middle, everything opens, and the next time ends it', async () => {
	const old = path.join(data, '..', 'old-key');
	let kills = 0;

	await copyFile(key, old);
	for (const ms of [0, 2]) {
		kills += await rotateAndDie(ms) === 'SIGKILL';
		await assertSound();
	}
	assert.ok(kills > 0);
	const { code, stdout, stderr } = await rotate();

	assert.equal(code, 0, stderr);
	assert.match(stdout, /^\d+ sealed again, the key before is gone\n$/);
	assert.equal((await stat(key)).size, 64);
	await assertSound();
	await chmod(old, 0o600);
	const { code: refused, stderr: why } = await runFuji(['db', 'check', '--data', data, '--key-file', old]);

	assert.equal(refused, 1);
	assert.match(why, /does not open with this key/);
});

test('beside a server nobody is interrupted, and what was proven stays found', async () => {
	const fuji = await startFuji({ data });
	const client = await fuji.chat();

	await client.say('我手机怎么停机了', { id: 'before' });
	const { code, stdout, stderr } = await rotate();

	assert.equal(code, 0, stderr);
	assert.equal(stdout, `${PERSONS + 1} sealed again, the key before is gone\n`);
	await client.say('谢谢', { id: 'after' });
	await client.close();
	const back = await fuji.chat({ token: client.token, watermark: '0' });

	for (const id of ['before', 'after'])
		await back.waitForActivity((each) => each.channelData?.clientActivityID === id);
	await back.close();
	const { stdout: log } = await runFuji(['audit', 'list', '--data', data]);
	assert.match(log, /\tkey\.rotate\t\tbegun\n[^]*\tkey\.rotate\t\tdone\n/);
	assert.match((await runFuji(['doctor', '--data', data])).stdout, /^ok +.*key is its owner's alone$/m);
	await fuji.stop();
	assert.match((await runFuji(['audit', 'verify', '--data', data])).stdout, /is whole/);
	await assertSound();
});

test('the key may be a credential of systemd, which is read and not written', async () => {
	const credentials = path.join(data, '..', 'credentials');
	const handed = path.join(credentials, 'fuji.key');
	const env = { CREDENTIALS_DIRECTORY: credentials, FUJI_KEY_FILE: handed };

	await mkdir(credentials);
	await copyFile(key, handed);
	await chmod(handed, 0o440); /* as an access list looks */
	const fuji = await startFuji({ data, env });

	await (await fuji.chat()).close();
	await fuji.stop();
	await chmod(handed, 0o444);
	const { stderr } = await runFuji(['db', 'check', '--data', data], { env });

	assert.match(stderr, /is open to others/);
	assert.deepEqual(await readFile(handed), await readFile(key));
});
