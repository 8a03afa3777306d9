/*
 * What a session is worth when time passes, and when the clock of a running server leaps.
 */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { startFuji, temporaryFolder } from './fuji.mjs';

const EXPIRED = 4403;
const REMINDED = /不急|我还在这里|对话已关闭/;

/* Plays on a server whose clock is what was last set, from the next reading on; what is counted from its start
 * goes on as ever. No token may stand in what it prints. */
async function onClock(args, play) {
	const file = path.join(await temporaryFolder(), 'clock');
	const set = (offset) => writeFile(file, `${offset}\n`);

	await set('+0');
	const fuji = await startFuji({ args, env: {
		LD_PRELOAD: '/usr/$LIB/faketime/libfaketimeMT.so.1', FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: '1',
		DONT_FAKE_MONOTONIC: '1',
		/* A build with sanitizers wants its own run-time before all else that is preloaded. */
		ASAN_OPTIONS: 'verify_asan_link_order=0' } });

	try {
		await play(fuji, set);
	} finally {
		await fuji.stop();
	}
	assert.ok(fuji.stderr.includes('event accepted'), 'it prints what it does');
	assert.doesNotMatch(fuji.stdout + fuji.stderr, /v1\.[\w-]+\.[\w-]/);
}

const tokenOf = (desk) => desk.frames.find(({ type }) => type === 'session').token;

/* How a desk is answered that comes with a token: 'session', or the error and the close code. */
async function comeBack(fuji, token) {
	const desk = await fuji.connect('/desk', { origin: `http://127.0.0.1:${fuji.port}` });

	desk.send({ type: 'hello', token });
	const { type, code } = await desk.waitFor((frame) => frame.type === 'session' || frame.type === 'error');

	if (type === 'error')
		return [code, await desk.closed];
	await desk.close();
	return type;
}

async function isExpired(fuji, token) {
	const client = await fuji.connect();

	client.send({ type: 'event', name: 'hello', value: { token } });
	await client.waitForError('token_expired');
	assert.equal(await client.closed, EXPIRED);
}

test('a subscriber’s token opens his conversation up to the end of its grace, an agent’s the desk up to its own',
	() => onClock(['--desk-idle-minutes', '10080'], async (fuji, set) => {
		const [chat, desk] = [await fuji.chat(), await fuji.desk()];

		await Promise.all([chat.close(), desk.close()]);
		await set('+11h');
		assert.equal(await comeBack(fuji, tokenOf(desk)), 'session');
		await set('+13h');
		assert.deepEqual(await comeBack(fuji, tokenOf(desk)), ['token_expired', EXPIRED]);
		await set('+73h');
		await (await fuji.chat({ token: chat.token })).close();
		await set('+75h');
		await isExpired(fuji, chat.token);
	}));

/* The bot's alarms have run, for all conversations and desks: places in the line are told by them. */
async function handOver(fuji, desk) {
	const chat = await fuji.chat({ locale: 'zh-CN' });

	await chat.say('转人工');
	await desk.waitFor(({ type, case: one }) => type === 'case' && one.state === 'waiting');
	return chat;
}

test('a clock that leaps a day ahead and back throws out nobody, keeps nobody for ever, and mixes nothing up',
	() => onClock([], async (fuji, set) => {
		const [chat, desk] = [await fuji.chat({ locale: 'zh-CN' }), await fuji.desk()];
		const others = [];

		await chat.say('我手机怎么停机了');
		await set('+1d');
		others.push(await handOver(fuji, desk));
		await chat.say('什么');
		const [later, back] = [await fuji.desk(), await fuji.chat({ token: chat.token })];

		await set('+0');
		others.push(await handOver(fuji, desk));
		await chat.say('13800000003');
		for (const token of [tokenOf(desk), tokenOf(later)])
			assert.equal(await comeBack(fuji, token), 'session');
		assert.equal((await fuji.chat({ token: back.token })).conversation, chat.conversation);

		for (const client of [chat, desk, later, back, ...others]) {
			const times = client.activities.filter(({ id }) => id).map(({ timestamp }) => timestamp);

			assert.equal(client.socket.readyState, client.socket.OPEN);
			assert.deepEqual(times, times.toSorted());
			assert.ok(!client.activities.some(({ text }) => REMINDED.test(text)));
		}
		await set('+37h');
		assert.deepEqual(await comeBack(fuji, tokenOf(later)), ['token_expired', EXPIRED]);
		await set('+99h');
		await isExpired(fuji, back.token);
	}));
