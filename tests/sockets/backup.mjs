/*
 * `fuji db`, beside a server that is written to.
 *
 * Writers note what was acknowledged before the backup began; a server on the folder that the
 * backup was restored to must show all of it. Among them is an owner who says who he is: the
 * copies stay, and secrets.mjs searches them.
 */
import assert from 'node:assert/strict';
import { copyFile, mkdir, open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { runFuji, startFuji, temporaryFolder } from './fuji.mjs';

const WRITERS = 6;
let folder, fuji, backup, owner;
let writing = true;
const writers = []; /* { token, acked: [text], client } */

const db = (...args) => runFuji(['db', ...args]);

async function write(writer) {
	for (let n = 0; writing; n++) {
		const text = `备份 ${n}`;

		await writer.client.say(text);
		writer.acked.push(text);
		if (n === 20)
			writer.underWay();
	}
}

/* With all that secrets.mjs looks for. */
async function tellAll() {
	const chat = await fuji.chat({ locale: 'zh-CN' });

	await chat.say('我的号码为什么停机 １３８０００００００３');
	await chat.waitForText(/短信验证码/);
	await chat.say('服务密码', { choice: 'service_password' });
	await chat.waitForText(/服务密码/);
	await chat.say('246810');
	await chat.waitForText(/128\.00/);
	await chat.say('我叫张三，号码 13800000003，也可以打 13900000001');
	return chat;
}

/* A folder with the key alone, as an operator keeps it apart. */
async function newHome(name) {
	const home = path.join(folder, name);

	await mkdir(home, { mode: 0o700 });
	await copyFile(path.join(fuji.data, 'key'), path.join(home, 'key'));
	return home;
}

before(async () => {
	folder = await temporaryFolder();
	backup = path.join(folder, 'backup.db');
	fuji = await startFuji({ args: ['--carrier', 'sim:?code=135790', '--messages-per-second', '1000', '--messages-burst', '1000'] });
	owner = await tellAll();
	for (let i = 0; i < WRITERS; i++) {
		const client = await fuji.chat();

		writers.push({ client, token: client.token, acked: [] });
	}
});
after(() => fuji.stop('SIGKILL'));

test('a backup under load has all that was acknowledged before it began', async () => {
	const underWay = writers.map((writer) =>
		new Promise((resolve) => { writer.underWay = resolve; }));
	const loads = writers.map(write);

	await Promise.all(underWay);
	const before = writers.map((writer) => [...writer.acked]);
	const made = await db('backup', backup, '--data', fuji.data);
	const written = writers.reduce((n, writer, i) => n + writer.acked.length - before[i].length, 0);

	assert.equal(made.code, 0, made.stderr);
	assert.match(made.stdout, /keep it apart/);
	writing = false;
	await Promise.all(loads);
	assert.ok(written > 0, 'nothing was written while the backup was made');
	assert.equal((await stat(backup)).mode & 0o777, 0o600);

	const home = await newHome('restored');
	const restored = await db('restore', backup, '--data', home);
	assert.equal(restored.code, 0, restored.stderr);

	const second = await startFuji({ data: home });
	for (const [i, writer] of writers.entries()) {
		const reader = await second.chat({ token: writer.token, watermark: '0' });

		for (const text of before[i])
			await reader.waitForActivity((activity) => activity.text === text);
	}
	const reader = await second.chat({ token: owner.token, watermark: '0' });
	await reader.waitForActivity(({ text }) => /128\.00/.test(text));
	await reader.waitForActivity(({ text }) => text?.startsWith('我叫张三'));
	await second.stop();
});

test('a backup is never written over a file, and a broken one leaves none', async () => {
	const again = await db('backup', backup, '--data', fuji.data);
	const nowhere = await db('backup', path.join(folder, 'none/backup.db'), '--data', fuji.data);

	assert.equal(again.code, 3);
	assert.match(again.stderr, /there already/);
	assert.equal(nowhere.code, 3);
	assert.deepEqual((await readdir(folder)).filter((name) => name.includes('.part')), []);
});

test('a backup is put back only with its key, into a folder that is free and empty', async () => {
	const empty = path.join(folder, 'no-key');
	const home = path.join(folder, 'restored');

	await mkdir(empty);
	assert.match((await db('restore', backup, '--data', empty)).stderr, /key is missing/);
	assert.match((await db('restore', backup, '--data', fuji.data)).stderr, /in use/);
	assert.match((await db('restore', backup, '--data', home)).stderr, /--replace/);
	assert.equal((await db('restore', backup, '--data', home, '--replace')).code, 0);
	assert.ok((await stat(path.join(home, 'fuji.db.replaced'))).size > 0);
});

test('another key and damage are found', async () => {
	const home = await newHome('damaged');
	const damaged = path.join(folder, 'damaged.db');

	await copyFile(backup, damaged);
	const key = await open(path.join(home, 'key'), 'r+');
	await key.write(Buffer.alloc(8, 7), 0, 8, 32); /* of the one that seals */
	await key.close();
	const foreign = await db('check', backup, '--data', home);
	assert.equal(foreign.code, 1);
	assert.match(foreign.stderr, /does not open with this key/);

	const file = await open(damaged, 'r+');
	await file.write(Buffer.alloc(4096 * 3, 0xff), 0, 4096 * 3, 4096 * 2);
	await file.close();
	assert.match((await db('check', damaged, '--data', fuji.data)).stderr, /damaged/);
	assert.equal((await db('check', '--data', fuji.data)).code, 0);
});
