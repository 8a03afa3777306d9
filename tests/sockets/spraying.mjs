/*
 * Checks that fail are counted by the address that they come from, whatever the way in.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { begin, call, message, startServer } from '../directline/client.mjs';

const SPRAYER = '203.0.113.7';
const NEIGHBOUR = '203.0.113.8';
const LINE = '13800000003';
const PAUSED = /先不能从这里核对了/;

let fuji;

before(async () => {
	fuji = await startServer({ args: ['--trusted-proxy', '127.0.0.1', '--address-checks-per-hour', '3'] });
});
after(() => fuji.stop());

const from = (address) => ({ 'X-Forwarded-For': address });

async function chatFrom(address) {
	const chat = await fuji.connect('/chat', { headers: from(address) });

	await chat.hello({ locale: 'zh-CN' });
	return { say: (text) => chat.say(text), told: (text) => chat.waitForText(text), close: () => chat.close() };
}

/* Posts, and reads its stream. */
async function directLineFrom(address) {
	const { conversationId, token, streamUrl } = await begin(fuji);
	const stream = new URL(streamUrl);
	const client = await fuji.connect(stream.pathname + stream.search, { protocol: null, headers: from(address) });
	const say = async (text) => {
		const { status } = await call(fuji, 'POST', `/conversations/${conversationId}/activities`, {
			token, body: message(text, { locale: 'zh-CN' }), headers: from(address),
		});

		assert.equal(status, 200);
	};

	return { say, told: (text) => client.waitForText(text), close: () => client.close() };
}

async function nameLine(chat, number) {
	await chat.say('我手机怎么停机了');
	await chat.told(/手机号码/);
	await chat.say(number);
}

async function check(chat, number, password, result) {
	await nameLine(chat, number);
	await chat.told(/服务密码|核实/);
	await chat.say('服务密码');
	await chat.told(/6 至 8 位/);
	await chat.say(password);
	await chat.told(result);
	await chat.close();
}

test('three that fail from one address, over both ways in, are all for an hour', async () => {
	await check(await chatFrom(SPRAYER), '13800000001', '000000', /没有对上/);
	await check(await directLineFrom(SPRAYER), '13800000002', '000000', /没有对上/);
	await check(await chatFrom(SPRAYER), '13700000000', '000000', /没有对上/);
	for (const enter of [chatFrom, directLineFrom]) {
		const chat = await enter(SPRAYER);

		await nameLine(chat, LINE);
		await chat.told(PAUSED);
		await chat.close();
	}
});

test('another address is checked', async () => {
	await check(await chatFrom(NEIGHBOUR), LINE, '246810', /128\.00/);
	await check(await directLineFrom(NEIGHBOUR), LINE, '246810', /128\.00/);
});
