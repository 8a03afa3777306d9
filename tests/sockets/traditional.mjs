/*
 * A dialogue in traditional characters over the socket: what is converted, and what comes back.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { call, generate, startServer } from '../directline/client.mjs';

let fuji;

before(async () => { fuji = await startServer(); });
after(() => fuji.stop());

function said(chat) {
	return chat.activities.filter((each) => each.type === 'message' && each.from.role !== 'user');
}

test('texts and titles are traditional, values and what the subscriber wrote are not touched', async () => {
	const chat = await fuji.chat({ locale: 'zh-Hant' });
	const echo = await chat.say('13800000003 为什么停机了');

	assert.equal(echo.text, '13800000003 为什么停机了');
	const { suggestedActions, locale } = await chat.waitForText(/核實/);
	const password = suggestedActions.actions.find(({ title }) => title === '服務密碼');

	assert.equal(locale, 'zh-Hant');
	assert.deepEqual(password.value, { choice: 'service_password' });
	await chat.say(password.text, { choice: password.value.choice });
	await chat.waitForText(/6 至 8 位/);
	await chat.say('246810');
	await chat.waitForText(/128\.00/);
	assert.doesNotMatch(JSON.stringify(said(chat).map((each) => [each.text, each.suggestedActions])), /[码费机号这请务]/);
	await chat.close();
});

test('an error is worded in the characters that are read, whoever found it', async () => {
	const client = await fuji.connect();
	const errorOf = async (frame) => {
		client.send(frame);
		return client.waitForError();
	};

	assert.match((await errorOf({ type: 'event', name: 'hello', value: { code: 'BCDF-GHJK', locale: 'zh-TW' } })).message, /這個碼不對/);
	await client.hello({ locale: 'zh-TW' });
	assert.match((await errorOf({ type: 'message', text: 'x'.repeat(4001) })).message, /^消息太長了/);
	assert.match((await errorOf({ type: 'event', name: 'identity', value: { identity: 'a.b.c' } })).message, /^沒能確認/);
	await client.close();
});

test('an error on a Direct Line stream is worded as its conversation is', async () => {
	for (const [locale, tooLong, notBelieved] of [['zh-TW', /^消息太長了/, /^沒能確認/], ['en', /too long/, /could not be confirmed/]]) {
		const { token } = await generate(fuji);
		const { body } = await call(fuji, 'POST', '/conversations', { token, body: { locale } });
		const { pathname, search } = new URL(body.streamUrl);
		const stream = await fuji.connect(`${pathname}${search}`, { protocol: null });

		await stream.waitFor((frame) => frame.watermark);
		stream.send({ type: 'message', text: 'x'.repeat(4001) });
		assert.match((await stream.waitForError()).message, tooLong);
		stream.send({ type: 'event', name: 'identity', value: { identity: 'a.b.c' } });
		assert.match((await stream.waitForError()).message, notBelieved);
		await stream.close();
	}
});

test('a message says anew in which characters its device reads', async () => {
	const chat = await fuji.chat({ locale: 'zh-CN' });
	const say = (text, locale) => chat.send({ type: 'message', text, locale });

	say('我手机怎么停机了', 'zh-HK');
	await chat.waitForText(/手機號碼/);
	say('再说一遍', 'zh-CN');
	await chat.waitForText(/手机号码/);
	await chat.close();
});
