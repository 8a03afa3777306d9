/*
 * By when a case is due, as desks hear it over real sockets.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startFuji } from './fuji.mjs';

const MINUTE_MS = 60_000;

/* What knowledge/due.yaml has for an ordinary case of the team that takes whatever is left. */
const FIRST_MS = 5 * MINUTE_MS;
const NEXT_MS = 10 * MINUTE_MS;
const RESOLVE_MS = 2880 * MINUTE_MS;

let fuji;
let desk;
let chat;

before(async () => {
	fuji = await startFuji();
	desk = await fuji.desk();
	chat = await fuji.chat({ locale: 'zh-CN' });
	desk.send({ type: 'desk.snapshot' });
	await desk.waitFor(({ type }) => type === 'snapshot');
});
after(() => fuji.stop());

async function caseThat(fits) {
	const frame = await desk.waitFor(({ type, case: row }) => type === 'case' && fits(row));

	return frame.case;
}

function later(time, ms) {
	return new Date(Date.parse(time) + ms).toISOString();
}

test('a case that waits is due from when it began to', async () => {
	await chat.say('转人工');
	const { created, due } = await caseThat(({ state }) => state === 'waiting');

	assert.deepEqual(due, {
		first: later(created, FIRST_MS),
		resolve: later(created, RESOLVE_MS),
	});
});

test('once answered, it is due again when the subscriber writes', async () => {
	const { case: { id } } = desk.frames.find(({ type }) => type === 'case');

	desk.send({ type: 'desk.message', case: id, text: '您好', watermark: '1000',
		clientActivityID: 'a-1' });
	const answered = await caseThat(({ answered: time }) => time);

	assert.deepEqual(Object.keys(answered.due), ['resolve']);
	const { timestamp } = await chat.say('我在外地');
	const asked = await caseThat(({ due }) => due.next);

	assert.ok(Math.abs(Date.parse(asked.due.next) - Date.parse(timestamp) - NEXT_MS) < MINUTE_MS);
	desk.send({ type: 'desk.close', case: id });
	assert.deepEqual((await caseThat(({ state }) => state === 'closed')).due, {});
});
