/*
 * Subscribers whom several tests have, and waiting for what becomes of them.
 */
import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { PATIENCE_MS } from '../sockets/fuji.mjs';

export async function until(what, holds) {
	for (const deadline = Date.now() + PATIENCE_MS; !await holds();) {
		assert.ok(Date.now() < deadline, what);
		await setTimeout(10);
	}
}

/* A chat that has left its case to be answered in writing; whether people are there hangs on the hour of the test. */
export async function leaveCase(fuji) {
	const chat = await fuji.chat();

	await chat.say('我要投诉');
	await chat.waitForText(/讲讲|说说|怎么|什么/);
	await chat.say('停机也不通知我，害我丢了一单生意');
	const { text } = await chat.waitForText(/现在不在线|案件编号 F\d{8}/);

	for (let i = 0; i < 2 && !/现在不在线/.test(text); i++) {
		await chat.say('人工');
		await chat.waitForText(/尽快接入/);
	}
	await chat.say('留在案件里');
	await chat.waitForText(/不用等在这里/);
	return chat;
}

/* A chat that has proven its line and was told why it is stopped. */
export async function hearCause(fuji) {
	const chat = await fuji.chat();

	await chat.say('我的号码为什么停机 13800000003');
	await chat.waitForText(/请选一种方便的|请从这几种里选/);
	await chat.say('服务密码');
	await chat.waitForText(/服务密码/);
	await chat.say('246810');
	await chat.waitForText(/128\.00/);
	return chat;
}

/* A chat whose line has paid, is still stopped, and waits to be restored. */
export async function waitForLine(fuji, line) {
	const chat = await fuji.chat();

	await chat.say(`我充了50块钱怎么还没开机 ${line}`);
	await chat.waitForText(/请选一种方便的|请从这几种里选/);
	await chat.say('服务密码');
	await chat.waitForText(/服务密码/);
	await chat.say('246810');
	await chat.waitForText(/再发一次恢复指令/);
	await chat.say('现在就发');
	await chat.waitForText(/受理号/);
	return chat;
}
