/*
 * Before proof nothing tells one number from another: not the words, not the choices, not the
 * class of the time. The operator takes 30 ms for everything, so that an answer which waits for
 * the record of some numbers only would show.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startFuji } from './fuji.mjs';

const UNKNOWN = '13700000000';
const KNOWN = '13800000003';
const LINES = Array.from({ length: 19 }, (_, i) => `138000000${String(i + 1).padStart(2, '0')}`);
const ROUNDS = 60;
const NOISE_MS = 1.5; /* of a busy machine: without a look-up, an answer takes about 1 ms */

const zh = {
	locale: 'zh-CN', why: '我手机怎么停机了',
	method: 'service_password', title: '服务密码', wrong: '999999',
};
const en = {
	locale: 'en', why: 'why is my phone suspended',
	method: 'sms_code', title: 'Text-message code', wrong: '000000',
};

let fuji;

before(async () => {
	fuji = await startFuji({
		args: ['--carrier', 'sim:?latency_ms=30&code=135790', '--address-checks-per-hour', '1000',
			'--codes-per-day', '100'],
	});
});
after(() => fuji.stop());

/* A conversation that is about to name its number. */
async function begin({ locale, why }) {
	const chat = await fuji.chat({ locale });
	const { id } = await chat.say(why);

	await chat.waitForActivity((each) => each.replyToId === id && each.suggestedActions);
	return chat;
}

function nameLine(chat, { method }, number) {
	chat.send({ type: 'message', text: number });
	return chat.waitForActivity(({ suggestedActions }) =>
		suggestedActions?.actions.some(({ value }) => value.choice === method));
}

function chooseMethod(chat, { title, method }) {
	chat.send({ type: 'message', text: title, value: { choice: method } });
	return nextSecret(chat);
}

function nextSecret(chat) {
	return chat.waitForActivity(({ channelData }) => channelData?.['fuji:secret']);
}

/* All that can be read and pressed, but for the number itself. */
function words(activities, number) {
	const shown = activities.filter(({ id }) => id).map(({ type, text, suggestedActions }) =>
		({ type, text, choices: suggestedActions?.actions }));

	return JSON.stringify(shown, null, 1).replaceAll(number, 'NUMBER')
		.replaceAll(`${number.slice(0, 3)}****${number.slice(-4)}`, 'NUMBER');
}

async function wordsUpToWrongSecret(language, number) {
	const chat = await begin(language);

	await nameLine(chat, language, number);
	await chooseMethod(chat, language);
	await chat.say(language.wrong);
	await nextSecret(chat);
	await chat.close();
	return words(chat.activities, number);
}

for (const language of [zh, en]) {
	const { locale, method } = language;

	test(`${locale}: every number gets the same words, up to a wrong ${method}`, async () => {
		const expected = await wordsUpToWrongSecret(language, UNKNOWN);

		for (const number of LINES) {
			const got = await wordsUpToWrongSecret(language, number);

			assert.equal(got, expected, number);
		}
	});
}

async function timeOf(act) {
	const began = performance.now();

	await act();
	return performance.now() - began;
}

async function timesOf(number) {
	const chat = await begin(en);
	const menu = await timeOf(() => nameLine(chat, en, number));
	const prompt = await timeOf(() => chooseMethod(chat, en));

	await chat.close();
	return { menu, prompt };
}

function median(rounds, step) {
	return rounds.map((times) => times[step]).sort((a, b) => a - b)[Math.floor(rounds.length / 2)];
}

test('an unknown number is answered in the same class of time as a known one', async () => {
	const unknown = [];
	const known = [];

	for (let i = 0; i < ROUNDS; i++) {
		/* Whoever comes first, half a millisecond is its own. */
		const both = [[unknown, UNKNOWN], [known, KNOWN]];

		for (const [times, number] of i % 2 ? both : both.reverse())
			times.push(await timesOf(number));
	}
	for (const step of ['menu', 'prompt']) {
		const a = median(unknown, step);
		const b = median(known, step);
		const allowed = Math.max(a, b) / 10 + NOISE_MS;

		console.log(`${step}: unknown ${a.toFixed(2)} ms, known ${b.toFixed(2)} ms, the medians of ${ROUNDS}`);
		assert.ok(Math.abs(a - b) < allowed, `${step}: ${a} and ${b} ms`);
	}
});
