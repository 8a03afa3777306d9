/*
 * A long conversation is opened with its end and read back to its beginning: each activity once, in its
 * order, and what is said meanwhile comes behind.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startFuji } from './fuji.mjs';

const N = 150; /* messages, each with an answer */

let fuji;
let token;

before(async () => {
	fuji = await startFuji({ env: { FUJI_MESSAGES_PER_SECOND: '1000', FUJI_MESSAGES_BURST: '1000' } });
	const client = await fuji.chat();

	for (let i = 0; i < N; i++)
		client.send({ type: 'message', text: `谢谢 ${i}`, channelData: { clientActivityID: `m-${i}` } });
	await client.waitForActivity((each) => each.channelData?.clientActivityID === `m-${N - 1}`);
	({ token } = client);
	await client.close();
});
after(() => fuji.stop());

const seqs = (activities) => activities.map((each) => each.channelData['webchat:sequence-id']);

const numbers = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

async function open() {
	const client = await fuji.connect();

	return { client, welcome: await client.hello({ token, newest: 50 }) };
}

async function pageBefore(client, seq, limit) {
	client.send({ type: 'event', name: 'earlier', value: { before: String(seq), limit } });
	return client.waitFor((frame) => frame.before === String(seq));
}

test('its end comes first, and then page by page what stands in front', async () => {
	const { client, welcome } = await open();
	const last = Number(welcome.watermark);
	let read = seqs(welcome.activities);
	let more = welcome.earlier;

	assert.ok(last > 2 * N);
	assert.equal(read.length, 50);
	assert.equal(more, true);
	while (more) {
		const page = await pageBefore(client, read[0], 40);

		assert.ok(page.activities.length <= 40);
		assert.equal(page.watermark, undefined);
		read = [...seqs(page.activities), ...read];
		({ more } = page);
	}
	assert.deepEqual(read, numbers(1, last));
	await client.close();
});

test('whose the conversation is is told with its end, and what is said meanwhile comes behind', async () => {
	const { client, welcome } = await open();
	const { value } = await client.waitForActivity((each) => each.name === 'fuji.owner');
	const first = seqs(welcome.activities)[0];

	assert.equal(value.owner, 'bot');
	client.send({ type: 'event', name: 'earlier', value: { before: String(first) } });
	const echo = await client.say('你好');
	const page = client.frames.find((frame) => frame.before);

	assert.deepEqual(seqs(page.activities), numbers(first - 200, first - 1), 'a page has 200');
	assert.equal(seqs([echo])[0], Number(welcome.watermark) + 1);
	await client.close();
});

test('with a watermark all behind it comes, and a page that is not one is refused by its name', async () => {
	const client = await fuji.connect();
	const welcome = await client.hello({ token, newest: 1, watermark: '200' });

	assert.equal(seqs(welcome.activities)[0], 201);
	assert.equal(welcome.earlier, undefined);
	client.send({ type: 'event', name: 'earlier', value: { before: '9', limit: 201 }, channelData: { clientActivityID: 'e-1' } });
	assert.equal((await client.waitForError('bad_activity')).clientActivityID, 'e-1');
	await client.close();
});
