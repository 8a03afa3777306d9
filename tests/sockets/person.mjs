/*
 * The end of one person's data over real sockets: beside a running server, and without one.
 */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { runFuji, startFuji } from './fuji.mjs';

const LINE = '13800000003';
const UNHEARD = '阿巴阿巴鹤顶松';

let fuji;

before(async () => { fuji = await startFuji({ args: ['--carrier', 'sim:?code=135790'] }); });
after(() => fuji.stop());

/* A conversation that has proven the line, sent a file, and said what nobody understands. */
async function meet() {
	const chat = await fuji.chat({ locale: 'zh-CN' });

	await chat.say(UNHEARD);
	await chat.say('我手机怎么停机了');
	await chat.waitForText(/手机号码/);
	await chat.say(LINE);
	await chat.waitForText(/短信验证码/);
	await chat.say('服务密码', { choice: 'service_password' });
	await chat.waitForText(/服务密码/);
	await chat.say('246810');
	await chat.waitForText(/128\.00/);
	const { status } = await fuji.fetch('/chat/upload', {
		method: 'POST', headers: { authorization: `Bearer ${chat.token}` },
		body: Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n'),
	});
	assert.equal(status, 201);
	return chat;
}

function person(action, line = LINE) {
	return runFuji(['person', action, '--line', '-', '--data', fuji.data], { input: `${line}\n` });
}

async function assertDone(action, n) {
	const { code, stdout, stderr } = await person(action);

	assert.equal(code, 0, stderr);
	assert.equal(stdout, `${action}: ${n} conversations\n`);
}

async function assertRefused(action, pattern) {
	const { code, stderr } = await person(action);

	assert.equal(code, 1);
	assert.match(stderr, pattern);
}

async function missed() {
	return (await runFuji(['learn', '--all', '--json', '--data', fuji.data])).stdout;
}

test('the erased person is told, closed out and gone; a stranger talks on', async () => {
	const stranger = await fuji.chat({ locale: 'zh-CN' });
	const chat = await meet();

	assert.ok((await missed()).includes(UNHEARD));
	assert.equal((await readdir(path.join(fuji.data, 'uploads'))).length, 1);
	await assertDone('erase', 1);
	await chat.waitForError('conversation_gone');
	assert.equal(await chat.closed, 4403);
	assert.ok(!(await missed()).includes(UNHEARD));
	assert.deepEqual(await readdir(path.join(fuji.data, 'uploads')), []);

	const back = await fuji.connect();
	back.send({ type: 'event', name: 'hello', value: { token: chat.token } });
	await back.waitForError('conversation_gone');
	assert.equal((await stranger.say('你好')).text, '你好');
	await Promise.all([back.close(), stranger.close()]);
});

test('an open case comes first, and a hold', async () => {
	const chat = await meet();

	await chat.say('转人工');
	const [, id] = /案件编号 (F\d{8})/.exec((await chat.waitForText(/案件编号/)).text);
	await assertRefused('erase', new RegExp(`case ${id} of this number is open: close it first`));
	await assertDone('hold', 1);
	await assertRefused('erase', /held since/);
	await assertDone('release', 1);
	await assertRefused('erase', /is open/);
	await chat.close();
});

test('what is kept of a person is given out as JSON, with what the files hold', async () => {
	const { code, stdout, stderr } = await person('export');

	assert.equal(code, 0, stderr);
	const kept = JSON.parse(stdout);

	assert.equal(kept.line, LINE);
	const [conversation] = kept.conversations;
	assert.ok(conversation.activities.some(({ text }) => text === UNHEARD));
	assert.ok(!stdout.includes('246810'), 'a password was never kept');
	assert.equal(conversation.cases[0].case.state, 'waiting');
	assert.ok(conversation.cases[0].log[0].entries.length > 0);
	assert.match(Buffer.from(conversation.files[0].content, 'base64url').toString(), /^%PDF-1\.4/);
	assert.ok(!('key' in conversation.files[0]));
});

test('what is no number is refused, and who asks for nothing is told how', async () => {
	const { code, stderr } = await person('erase', '1380000000x');

	assert.equal(code, 1);
	assert.match(stderr, /a number is 11 digits/);
	const { code: none, stderr: silent } = await runFuji(['person', 'erase', '--line', '-', '--data', fuji.data]);
	assert.equal(none, 1);
	assert.match(silent, /there is no number on stdin/);
	assert.equal((await runFuji(['person', 'erase'])).code, 2);
	const { code: nowhere, stderr: why } = await runFuji(['person', 'erase', '--line', LINE, '--data', '/nonexistent']);
	assert.equal(nowhere, 3);
	assert.match(why, /is no data folder/);
});

test('without a server it is the same, and the log tells it without the number', async () => {
	const chat = await meet();

	await chat.say('谢谢');
	await fuji.stop();
	await assertDone('hold', 2);
	await assertRefused('erase', /held since/);
	const { stdout } = await runFuji(['audit', 'list', '--data', fuji.data]);
	assert.match(stdout, /person\.erase\t\tconversations: 1\n/);
	assert.ok(!stdout.includes(LINE) && !stdout.includes('138****0003'));
	const { stdout: whole } = await runFuji(['audit', 'verify', '--data', fuji.data]);
	assert.match(whole, /is whole/);
	const { code, stdout: checked } = await runFuji(['db', 'check', '--data', fuji.data]);
	assert.equal(code, 0, checked);
});
