/*
 * A chat that goes on on another device, by a code that the first one shows: which conversation it
 * opens, what is proven there, who is told, and what a code that is no good is worth.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { runFuji, startFuji } from './fuji.mjs';

const TRIES = 20; /* address_login_tries */

let fuji;

before(async () => { fuji = await startFuji(); });
after(() => fuji.stop());

async function codeOf(chat) {
	chat.send({ type: 'event', name: 'move' });
	const { value } = await chat.waitForActivity((each) => each.name === 'fuji.move');

	assert.match(value.code, /^[B-Z]{4}-[B-Z]{4}$/);
	assert.equal(value.expires_in, 300);
	return value.code;
}

async function refused(code, server = fuji) {
	const client = await server.connect();

	client.send({ type: 'event', name: 'hello', value: { code, locale: 'en' } });
	const { value } = await client.waitForActivity((each) => each.name === 'error');

	return { client, error: value };
}

function texts(chat) {
	return chat.activities.filter((each) => each.text !== undefined).map((each) => each.text);
}

test('a code opens the same conversation, whole, and both devices hear what is said from then on', async () => {
	const first = await fuji.chat({ locale: 'zh-CN' });

	await first.say('我手机怎么停机了');
	await first.waitForText(/11 位/);
	const code = await codeOf(first);
	const second = await fuji.chat({ code: code.toLowerCase().replace('-', ' ') });

	assert.equal(second.conversation, first.conversation);
	assert.ok(texts(second).includes('我手机怎么停机了'));
	await first.waitForText(/另一台设备上打开/);
	await second.waitForText(/另一台设备上打开/);
	await second.say('13800000003');
	await first.waitForActivity((each) => each.text === '13800000003');
	const again = await fuji.chat({ token: second.token }); /* a session of its own */

	assert.equal(again.conversation, first.conversation);
	assert.equal(texts(again).filter((text) => /另一台设备上打开/.test(text)).length, 1, 'coming back is no move');
	for (const each of [first, second, again])
		await each.close();
});

test('the open prompt comes again behind the notice: its choices and what it hides still hold', async () => {
	const first = await fuji.chat({ locale: 'zh-CN' });

	await first.say('13800000003 为什么停机了');
	await first.waitForText(/核实/);
	await first.say('服务密码', { choice: 'service_password' });
	await first.waitForText(/6 至 8 位/);
	const second = await fuji.chat({ code: await codeOf(first) });

	for (const each of [first, second]) {
		await each.waitForText(/另一台设备上打开/);
		const prompt = await each.waitForText(/6 至 8 位/);

		assert.equal(prompt.channelData['fuji:secret'], true);
		await each.close();
	}
	const idle = await fuji.chat({ locale: 'en' });
	const third = await fuji.chat({ code: await codeOf(idle) });

	await third.waitForText(/opened on another device/);
	const { suggestedActions } = await third.waitForText(/./);

	assert.ok(suggestedActions.actions.length > 0);
	await idle.close();
	await third.close();
});

test('what is proven stays with the conversation, and goes to no other', async () => {
	const first = await fuji.chat({ locale: 'zh-CN' });

	await first.say('13800000003 为什么停机了');
	await first.waitForText(/核实/);
	await first.say('服务密码', { choice: 'service_password' });
	await first.waitForText(/6 至 8 位/);
	await first.say('246810');
	await first.waitForText(/128\.00/);
	const second = await fuji.chat({ code: await codeOf(first) });

	await second.waitForText(/另一台设备上打开/);
	await second.say('从头再来');
	await second.say('13800000003 为什么停机了');
	const answer = await second.waitForText(/128\.00|核实/);

	assert.match(answer.text, /128\.00/);
	const other = await fuji.chat({ locale: 'zh-CN' });
	const moved = await fuji.chat({ code: await codeOf(other) });

	await moved.waitForText(/另一台设备上打开/);
	await moved.say('13800000003 为什么停机了');
	assert.match((await moved.waitForText(/128\.00|核实/)).text, /核实/);
	for (const each of [first, second, other, moved])
		await each.close();
});

test('a code that was used, replaced or made up gets one answer, and hello may be said again', async () => {
	const first = await fuji.chat({ locale: 'en' });
	const used = await codeOf(first);

	await (await fuji.chat({ code: used })).close();
	const replaced = await codeOf(first);
	const good = await codeOf(first);
	const answers = [];

	for (const code of [used, replaced, 'BCDF-GHJK', 'x', '']) {
		const { client, error } = await refused(code);

		answers.push(error);
		assert.notEqual((await client.hello({ locale: 'en' })).conversationId, first.conversation);
		await client.close();
	}
	for (const answer of answers)
		assert.deepEqual(answer, answers[0]);
	assert.equal(answers[0].code, 'code_refused');
	await (await fuji.chat({ code: good })).close();
	await first.close();
});

test('an address has few tries, and then not even a good code opens anything', async () => {
	const server = await startFuji();
	const first = await server.chat();
	const good = await codeOf(first);
	const client = await server.connect();

	for (let i = 0; i < TRIES; i++) {
		client.send({ type: 'event', name: 'hello', value: { code: 'BCDF-GHJK' } });
		const error = await client.waitForError();

		if (error.code === 'too_fast') /* the rate of frames, which is another limit */
			i--;
		else
			assert.equal(error.code, 'code_refused');
	}
	const { client: last, error } = await refused(good, server);

	assert.equal(error.code, 'code_limited');
	assert.ok(error.retry_after_ms > 0);
	for (const each of [first, client, last])
		await each.close();
	await server.stop();
});

test('who has erased his data has no code that still opens it', async () => {
	const first = await fuji.chat({ locale: 'zh-CN' });

	await first.say('13800000019 为什么停机了');
	await first.waitForText(/核实/);
	await first.say('服务密码', { choice: 'service_password' });
	await first.waitForText(/6 至 8 位/);
	await first.say('135246');
	await first.waitForText(/66\.60/);
	const code = await codeOf(first);
	const { code: exit, stderr } = await runFuji(['person', 'erase', '--line', '-', '--data', fuji.data], { input: '13800000019\n' });

	assert.equal(exit, 0, stderr);
	await first.closed;
	const { client, error } = await refused(code);

	assert.equal(error.code, 'conversation_gone');
	await client.close();
});

test('the audit log has that a conversation was opened, and not by which code', async () => {
	const first = await fuji.chat();
	const code = await codeOf(first);
	const second = await fuji.chat({ code });

	await second.waitForText(/另一台设备上打开/);
	const { stdout } = await runFuji(['audit', 'list', '--data', fuji.data]);

	assert.ok(stdout.split('\n').some((row) => row.includes('chat.join') && row.includes(first.conversation)), stdout);
	assert.ok(!stdout.includes(code) && !fuji.stderr.includes(code));
	await first.close();
	await second.close();
});
