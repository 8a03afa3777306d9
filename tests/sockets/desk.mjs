/*
 * What a desk is told beside the cases themselves.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { runFuji, startFuji } from './fuji.mjs';

const PASSWORD = 'chrysanthemum-47';

let fuji;
let desk;

before(async () => {
	fuji = await startFuji();
	const made = await runFuji(['agent', 'add', 'an', '--capacity', '1', '--password-stdin', '--data', fuji.data],
		{ input: `${PASSWORD}\n` });

	assert.equal(made.code, 0, made.stderr);
	desk = await fuji.desk({ name: 'an', password: PASSWORD });
});
after(() => fuji.stop());

/* Somebody who waits for a person: { chat, id }. */
async function waiting() {
	const chat = await fuji.chat({ locale: 'en' });

	await chat.say('agent');
	const { value } = await chat.waitForActivity((each) => each.value?.owner === 'waiting');
	return { chat, id: value.caseId };
}

test('who follows a case sees that its subscriber is writing', async () => {
	const { chat, id } = await waiting();

	desk.send({ type: 'desk.open', case: id });
	await desk.waitFor((frame) => frame.type === 'opened');
	chat.send({ type: 'typing' });
	assert.deepEqual(await desk.waitFor((frame) => frame.type === 'typing'), { type: 'typing', case: id });
});

test('who claims more than his capacity gets it, and is told', async () => {
	const cases = [await waiting(), await waiting()];

	for (const { id } of cases)
		desk.send({ type: 'desk.claim', case: id });
	const notice = await desk.waitFor((frame) => frame.type === 'notice');

	assert.equal(notice.code, 'over_capacity');
	assert.equal(notice.case, cases[1].id);
	for (const { chat } of cases)
		await chat.waitForActivity((each) => each.value?.owner === 'agent');
});
