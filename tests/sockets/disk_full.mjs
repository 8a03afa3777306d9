/*
 * A disk that is full in the middle of the day: who is not told that a message is stored is
 * told that it is not, what was acknowledged stays, and it goes on as soon as there is room.
 *
 * The disk is a small one of our own in memory, which only root may mount.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { startFuji, temporaryFolder } from './fuji.mjs';
import { scrape } from './scrape.mjs';

const run = promisify(execFile);
const isRoot = process.getuid() === 0;
const CLIENTS = 4;
const LONG = '补充'.repeat(1900);

async function withSmallDisk(play) {
	const disk = path.join(await temporaryFolder(), 'disk');

	await mkdir(disk);
	await run('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', disk]);
	try {
		await play(disk);
	} finally {
		await run('umount', ['-l', disk]);
	}
}

/* The echo, or the error that came instead. */
async function sendOnce(client, id) {
	const isAnswer = ({ name, value, channelData }) =>
		channelData?.clientActivityID === id || (name === 'error' && value.clientActivityID === id);

	client.send({ type: 'message', text: LONG, channelData: { clientActivityID: id } });
	return (await client.waitFor((set) => set.activities?.some(isAnswer))).activities.find(isAnswer);
}

/* Sends until it is stored (true) or cannot be (false); slows down when told to. */
async function send(client, id) {
	for (;;) {
		const answer = await sendOnce(client, id);

		if (answer.id) return true;
		if (answer.value.code === 'storage_unavailable') return false;
		assert.equal(answer.value.code, 'too_fast');
		await new Promise((resume) => { setTimeout(resume, answer.value.retry_after_ms); });
	}
}

/* Sends until the disk is full; gives back the ids that were acknowledged. */
async function fill(client, name) {
	const acknowledged = [];

	while (await send(client, `${name}-${acknowledged.length}`))
		acknowledged.push(`${name}-${acknowledged.length}`);
	return acknowledged;
}

function idsOf(client) {
	return client.activities.map(({ channelData }) => channelData?.clientActivityID).filter(Boolean);
}

/* A conversation that waits for a person, for the desk to open. */
async function leaveCase(fuji, desk) {
	const chat = await fuji.chat({ locale: 'zh-CN' });

	await chat.say('转人工');
	const { case: one } = await desk.waitFor(({ type, case: row }) => type === 'case' && row.state === 'waiting');

	return { chat, id: one.id };
}

async function readAgain(fuji, { token }) {
	const reader = await fuji.chat({ token, watermark: '0' });

	await reader.waitForActivity(({ channelData }) => channelData?.clientActivityID?.endsWith('-0'));
	await reader.close();
}

async function isOnTheLine(desk, id) {
	desk.send({ type: 'desk.snapshot' });
	const { cases } = await desk.waitFor(({ type }) => type === 'snapshot');

	assert.ok(cases.some((one) => one.id === id));
}

async function openCase(desk, id) {
	desk.send({ type: 'desk.open', case: id });
	const { type, code } = await desk.waitFor((frame) => frame.type === 'opened' || frame.type === 'error');

	return code ?? type;
}

test('a full disk: no false acknowledgement, nothing lost, and on again once there is room',
	{ skip: isRoot ? false : 'only root may mount a small disk' }, (t) => withSmallDisk(async (disk) => {
		const ballast = path.join(disk, 'ballast');
		const fuji = await startFuji({ data: path.join(disk, 'data'), args: ['--metrics-listen', '127.0.0.1:0'] });

		t.after(() => fuji.stop());
		const clients = await Promise.all(Array.from({ length: CLIENTS }, () => fuji.chat()));
		const desk = await fuji.desk();
		const waiting = await leaveCase(fuji, desk);

		await writeFile(ballast, Buffer.alloc(3.5 * 1024 * 1024));
		const acknowledged = await Promise.all(clients.map((client, i) => fill(client, `c${i}`)));

		assert.ok(acknowledged.flat().length > 0);
		assert.equal((await fuji.fetch('/healthz')).status, 200);
		const unready = await fuji.fetch('/readyz');

		assert.equal(unready.status, 503);
		assert.ok((await unready.json()).reasons.includes('disk'));

		assert.ok((await scrape(fuji)).get('fuji_storage_failures_total{}') > 0);
		for (const [i, client] of clients.entries())
			if (acknowledged[i].length) await readAgain(fuji, client);
		await isOnTheLine(desk, waiting.id);
		/* Nobody looks in without a record of it, and there may be room for one where there is none for a message. */
		assert.match(await openCase(desk, waiting.id), /^(opened|storage_unavailable)$/);

		await rm(ballast);
		for (const [i, client] of clients.entries()) {
			assert.ok(await send(client, `after-${i}`), 'there is room again');
			acknowledged[i].push(`after-${i}`);
		}
		assert.equal(await openCase(desk, waiting.id), 'opened');
		await desk.waitForActivity(({ text }) => text === '转人工');
		for (const [i, client] of clients.entries()) {
			const reader = await fuji.chat({ token: client.token, watermark: '0' });

			await reader.waitForActivity(({ channelData }) =>
				channelData?.clientActivityID === `after-${i}`);
			const stored = idsOf(reader);
			const seqs = reader.activities.filter(({ id }) => id)
				.map(({ channelData }) => channelData['webchat:sequence-id']);

			await reader.close();
			assert.equal(new Set(stored).size, stored.length, 'nothing is there twice');
			for (const id of acknowledged[i]) assert.ok(stored.includes(id), `${id} was acknowledged`);
			assert.deepEqual(seqs, seqs.map((_, k) => k + 1));
		}
		while ((await fuji.fetch('/readyz')).status !== 200)
			await new Promise((resume) => { setTimeout(resume, 200); });
		console.log(`acknowledged ${acknowledged.flat().length}, lost 0`);
		await Promise.all([...clients, desk, waiting.chat].map((client) => client.close()));
	}));
