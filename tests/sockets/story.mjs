/*
 * The whole story over real sockets, in both languages: a dead number, who is asking, the cause,
 * a person who has been told all of it, the end.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startFuji } from './fuji.mjs';

const LINE = '13800000003';
const CONTACT = '13900000000';
const OTHER_LINE = '13800000002';
const MASKED = '138****0003';

const zh = {
	name: 'in Chinese, by service password',
	locale: 'zh-CN', language: 'zh',
	why: '我手机怎么停机了', asksLine: /手机号码/, line: LINE,
	menu: /短信验证码/, method: ['服务密码', 'service_password'], asksSecret: /服务密码/,
	secret: () => '246810',
	cause: /128\.00/, person: '转人工', handed: /案件编号 (F\d{8})/,
	summary: ['已验证：服务密码', '欠费 128.00元', '我手机怎么停机了', '客户要求'],
	joined: /已接入/, fromAgent: '您好，充值后半小时内恢复。', toAgent: `好的，我另一个号码是 ${OTHER_LINE}`,
	closed: /已处理完毕/,
};

const en = {
	name: 'in English, by text message',
	locale: 'en', language: 'en',
	why: 'why is my phone suspended', asksLine: /mobile number/i, line: '138 0000 0003',
	menu: /text message/, method: ['Text-message code', 'sms_code'],
	asksSecret: /code is on its way/,
	secret: codeOnContactPhone,
	cause: /128\.00 yuan/, person: 'agent', handed: /case number is (F\d{8})/,
	summary: ['verified by text-message code', 'owes 128.00 yuan', 'why is my phone suspended',
		'asked for'],
	joined: /has joined/, fromAgent: 'Hello, it will be back within half an hour of paying.',
	toAgent: 'Thanks, my other number is 138-0000-0002', closed: /is closed/,
};

let fuji;

before(async () => { fuji = await startFuji({ args: ['--carrier', 'sim:?code=135790'] }); });
after(() => fuji.stop());

/* The line itself cannot receive one: the code goes to the number that its owner left. */
async function codeOnContactPhone() {
	const { messages } = await (await fuji.fetch('/demo/phone')).json();

	assert.deepEqual(messages.map((message) => message.number), [CONTACT]);
	return /\d{6}/.exec(messages[0].text)[0];
}

/* What was told again counts once. */
function transcript(client) {
	const told = client.activities.filter((activity) => activity.id);

	return [...new Map(told.map((activity) => [activity.id, activity])).values()];
}

function seqOf(activity) {
	return activity.channelData['webchat:sequence-id'];
}

/* From the first question to the place in the line; the case's id. */
async function askForPerson(story, chat) {
	await chat.say(story.why);
	await chat.waitForText(story.asksLine);
	await chat.say(story.line);
	const menu = await chat.waitForText(story.menu);
	const choices = menu.suggestedActions.actions.map(({ value }) => value.choice);
	assert.ok(choices.includes(story.method[1]));
	assert.doesNotMatch(JSON.stringify(transcript(chat)), /128\.00/);

	await chat.say(story.method[0], { choice: story.method[1] });
	const prompt = await chat.waitForText(story.asksSecret);
	assert.equal(prompt.channelData['fuji:secret'], true);
	assert.equal((await chat.say(await story.secret())).text, '••••••');
	await chat.waitForText(story.cause);

	await chat.say(story.person);
	const handed = await chat.waitForText(story.handed);
	return story.handed.exec(handed.text)[1];
}

async function openCase(story, desk, id) {
	desk.send({ type: 'desk.snapshot' });
	const { cases } = await desk.waitFor((frame) => frame.type === 'snapshot');
	const row = cases.find((each) => each.id === id);

	assert.deepEqual([row.state, row.who, row.cause, row.language],
		['waiting', MASKED, 'ARREARS_FULL', story.language]);
	desk.send({ type: 'desk.open', case: id, watermark: '0', log_watermark: '0' });
	const { entries } = await desk.waitFor((frame) => frame.type === 'log');
	const { lines } = entries.findLast((entry) => entry.kind === 'summary').summary;
	return lines.map(({ text }) => text[story.language]).join('\n');
}

function waitForOwner(chat, owner) {
	return chat.waitForActivity(({ name, value }) =>
		name === 'fuji.owner' && value.owner === owner);
}

async function claim(desk, chat, story, id) {
	desk.send({ type: 'desk.claim', case: id });
	await desk.waitFor((frame) => frame.type === 'case' && frame.case.id === id &&
		frame.case.state === 'open' && frame.case.agent === 'demo');
	await chat.waitForText(story.joined);
	await waitForOwner(chat, 'agent');
}

/* Agent and subscriber, a sentence each, and nobody else. */
async function talk(desk, chat, story, id) {
	const message = {
		type: 'desk.message', case: id, text: story.fromAgent, clientActivityID: 'a-1',
	};

	desk.send({ ...message, watermark: '0' });
	await desk.waitFor((frame) => frame.code === 'unseen');
	const { watermark } = desk.frames.findLast((frame) => frame.type === 'activities');
	desk.send({ ...message, watermark });
	await desk.waitForActivity((activity) => activity.channelData.clientActivityID === 'a-1');
	const heard = await chat.waitForActivity((activity) => activity.text === story.fromAgent);
	assert.equal(heard.channelData['fuji:speaker'], 'agent');

	const said = await chat.say(story.toAgent);
	assert.equal(said.text, story.toAgent);
	await desk.waitForActivity((activity) => activity.id === said.id);
}

async function close(desk, chat, story, id) {
	for (const step of ['ARREARS_FULL.payment_found', 'ARREARS_FULL.resume_confirmed'])
		desk.send({ type: 'desk.step', case: id, step, state: 'done' });
	desk.send({ type: 'desk.close', case: id });
	await desk.waitFor((frame) =>
		frame.type === 'case' && frame.case.id === id && frame.case.state === 'closed');
	await chat.waitForText(story.closed);
	await waitForOwner(chat, 'closed');
}

/* Speakers from the claim on: the bot holds its tongue until it asks how it was. */
function speakersOfMessages(activities, since) {
	return activities.filter((each) => each.type === 'message' && seqOf(each) > since)
		.map((activity) => activity.channelData['fuji:speaker']);
}

/* However it is written. */
function assertShowsNoNumber(frames) {
	const digits = JSON.stringify(frames).replaceAll(/[ -]/g, '');

	for (const number of [LINE, CONTACT, OTHER_LINE])
		assert.ok(!digits.includes(number), `a desk was shown ${number}`);
}

for (const story of [zh, en]) {
	test(`the story ${story.name}`, async () => {
		const chat = await fuji.chat({ locale: story.locale });
		const desk = await fuji.desk();
		const id = await askForPerson(story, chat);
		const tab = await fuji.chat({ token: chat.token, watermark: '2' });

		const summary = await openCase(story, desk, id);
		for (const fact of [id, MASKED, 'ARREARS_FULL', ...story.summary])
			assert.ok(summary.includes(fact), `${fact} in ${summary}`);
		const since = seqOf(transcript(chat).at(-1));
		await claim(desk, chat, story, id);
		await talk(desk, chat, story, id);
		await close(desk, chat, story, id);

		const all = transcript(chat);
		assert.deepEqual(all.map(seqOf), all.map((_, i) => i + 1));
		assert.deepEqual(speakersOfMessages(all, since),
			['system', 'agent', 'subscriber', 'system', 'bot']);
		await tab.waitForActivity((activity) => activity.id === all.at(-1).id);
		assert.deepEqual(transcript(tab), all.slice(2));
		await desk.waitForActivity((activity) => activity.id === all.at(-1).id);
		assert.deepEqual(transcript(desk).map(seqOf), all.map(seqOf));
		assertShowsNoNumber(desk.frames);
		for (const client of [chat, tab, desk])
			await client.close();
	});
}
