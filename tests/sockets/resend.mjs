/*
 * A message that is sent again is the same message, and who comes back gets exactly what he
 * missed; also from the server that was started after the one that took it.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startFuji, temporaryFolder } from './fuji.mjs';

let fuji;

before(async () => { fuji = await startFuji({ data: await temporaryFolder() }); });
after(() => fuji.stop());

async function restart(signal) {
	await fuji.stop(signal);
	fuji = await startFuji({ data: fuji.data });
}

function send(client, id, text) {
	client.send({ type: 'message', text, channelData: { clientActivityID: id } });
}

function idOf(activity) {
	return activity.channelData.clientActivityID;
}

function seqOf(activity) {
	return activity.channelData['webchat:sequence-id'];
}

function transcript(client) {
	return client.activities.filter((activity) => activity.id);
}

/* Behind everything that the server had to say. The bot says something to it, too. */
async function sayLast(client, text) {
	const echo = await client.say(text);

	return client.waitForActivity((activity) => activity.replyToId === echo.id);
}

/* All of a conversation, as somebody reads it who has nothing of it yet. */
async function readAll(token) {
	const reader = await fuji.chat({ token, watermark: '0' });

	await reader.close();
	return transcript(reader);
}

test('the same id with the same content is answered with the first outcome', async () => {
	const client = await fuji.chat();
	const first = await client.say('你好', { id: 'same' });
	const all = await readAll(client.token);

	assert.deepEqual(await client.say('你好', { id: 'same' }), first);
	assert.deepEqual(await readAll(client.token), all);
	assert.equal(all.filter((activity) => idOf(activity) === 'same').length, 1);
	await client.close();
});

test('the same id with other content is id_reused, and nothing of it is kept', async () => {
	const client = await fuji.chat();

	await client.say('你好', { id: 'other' });
	send(client, 'other', '再见');
	assert.equal((await client.waitForError()).code, 'id_reused');
	client.send({
		type: 'message', text: '你好', value: { choice: 'person' },
		channelData: { clientActivityID: 'other' },
	});
	assert.equal((await client.waitForError()).code, 'id_reused');
	assert.ok((await readAll(client.token)).every(({ text }) => text !== '再见'));
	await client.close();
});

test('the same id in another conversation is another message', async () => {
	const [one, two] = [await fuji.chat(), await fuji.chat()];

	const first = await one.say('你好', { id: 'mine' });
	const second = await two.say('再见', { id: 'mine' });

	assert.notEqual(second.id, first.id);
	assert.equal(second.text, '再见');
	await one.close();
	await two.close();
});

for (const signal of ['SIGTERM', 'SIGKILL']) {
	test(`ids are known after ${signal} and a new start`, async () => {
		const before = await fuji.chat();
		const first = await before.say('你好', { id: 'old' });
		await sayLast(before, '谢谢');
		const all = transcript(before);
		await restart(signal);

		const client = await fuji.chat({ token: before.token, watermark: '0' });
		assert.deepEqual(transcript(client), all);
		send(client, 'old', '你好');
		const again = await client.waitFor((each) => !each.token && each.activities.length);
		assert.deepEqual(again.activities, [first]);
		send(client, 'old', '再见');
		assert.equal((await client.waitForError()).code, 'id_reused');
		assert.deepEqual(await readAll(client.token), all);
		await client.close();
	});

	test(`a token and a watermark get what is missing after ${signal}, no more`, async () => {
		const one = await fuji.chat();
		const echo = await one.say('你好');
		const two = await fuji.chat({ token: one.token });
		await one.close();
		await sayLast(two, '我手机怎么停机了');
		await sayLast(two, '13800000003');
		await two.close();
		const watermark = seqOf(echo);
		await restart(signal);

		const back = await fuji.chat({ token: one.token, watermark: String(watermark) });
		assert.equal(back.conversation, one.conversation);
		assert.deepEqual(transcript(back), (await readAll(one.token)).slice(watermark));
		assert.deepEqual(transcript(back).at(-1), transcript(two).at(-1));
		await back.close();

		const { watermark: last } = back.frames[0];
		const upToDate = await fuji.chat({ token: back.token, watermark: last });
		assert.deepEqual(transcript(upToDate), []);
		await upToDate.close();
	});
}

test('a secret that is sent again is not a second try, whatever became of it', async () => {
	const client = await fuji.chat();

	for (const text of ['我手机怎么停机了', '13800000002', '服务密码'])
		await sayLast(client, text);
	const first = await client.say('246810', { id: 'secret' });
	await client.waitForText(/35\.60/);
	assert.equal(first.text, '••••••');
	assert.deepEqual(await client.say('246810', { id: 'secret' }), first);
	await restart('SIGKILL');

	const back = await fuji.chat({ token: client.token, watermark: '0' });
	const all = transcript(back);
	send(back, 'secret', '246810');
	assert.deepEqual((await back.waitFor(({ token }) => !token)).activities, [first]);
	assert.deepEqual(await readAll(client.token), all);
	await back.close();
});

test('an id is known by its content after an identity check, too', async () => {
	const client = await fuji.chat();

	await client.say('你好', { id: 'before-check' });
	for (const text of ['我手机怎么停机了', '13800000002', '服务密码'])
		await sayLast(client, text);
	await client.say('246810');
	await client.waitForText(/35\.60/);
	send(client, 'before-check', '再见');
	assert.equal((await client.waitForError()).code, 'id_reused');
	await client.close();
});

/* As fast as the limits let one: 20 messages a connection. Returns the token. */
async function sayALot(text, n) {
	let client = await fuji.chat();

	for (let i = 1; i <= n; i++) {
		const echo = await client.say(text);

		if (i % 19 === 0) {
			await client.close();
			client = await fuji.chat({
				token: client.token, watermark: String(seqOf(echo)),
			});
		}
	}
	await client.close();
	return client.token;
}

test('a history of more than a megabyte arrives whole', async () => {
	const reader = await fuji.connect();

	await reader.hello({ token: await sayALot('停'.repeat(2_000), 220), watermark: '0' });
	await reader.say('在吗', { id: 'last' });
	const seqs = transcript(reader).map(seqOf);
	assert.ok(seqs.length > 220);
	assert.deepEqual(seqs, seqs.map((_, i) => i + 1));
	await reader.close();
});
