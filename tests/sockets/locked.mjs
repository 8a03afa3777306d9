/*
 * A store that cannot be written for a while, because another program holds it or the disk fails: nobody is told that
 * something is kept which is not, and it goes on without a restart.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { test } from 'node:test';
import { startFuji } from './fuji.mjs';
import { scrape } from './scrape.mjs';

/* Takes the database for itself; says so; gives it back when its input ends. */
const HOLDER = `
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute('BEGIN EXCLUSIVE')
print('held', flush=True)
sys.stdin.read()
db.execute('ROLLBACK')`;
const HELD_MS = 3000;
const OTHERS = 5;

const answers = (id) => ({ name, value, channelData }) =>
	channelData?.clientActivityID === id || (name === 'error' && value.clientActivityID === id);
const isAnswered = (client, id) => client.activities.some(answers(id));

/* The echo, or the error that came instead. */
async function send(client, id) {
	client.send({ type: 'message', text: '你好', channelData: { clientActivityID: id } });
	return client.waitForActivity(answers(id));
}

/* Those of a conversation that were sent, each as often as it is there. */
async function kept(fuji, token, last) {
	const reader = await fuji.chat({ token });

	await reader.waitForActivity(({ channelData }) => channelData?.clientActivityID === last);
	const ids = reader.activities.map(({ channelData }) => channelData?.clientActivityID).filter(Boolean);

	await reader.close();
	return ids;
}

/* They speak while the bot waits for the store. */
async function eventsWait(fuji, clients) {
	for (const client of clients)
		client.send({ type: 'message', text: '你好', channelData: { clientActivityID: 'waits' } });
	while ((await scrape(fuji)).get('fuji_events_waiting{}') < 1)
		;
}

async function eventsAreDone(fuji, clients, before) {
	await Promise.all(clients.map((client) => client.waitForActivity(answers('waits'))));
	const after = await scrape(fuji);
	const grown = (name) => after.get(name) - before.get(name);

	assert.equal(before.get('fuji_events_waiting{}'), 0);
	assert.equal(after.get('fuji_events_waiting{}'), 0);
	assert.ok(grown('fuji_batch_events_sum{}') > clients.length);
	assert.ok(grown('fuji_batch_events_count{}') < grown('fuji_batch_events_sum{}'), 'several in one batch');
}

function assertRefused({ name, value }) {
	assert.equal(name, 'error');
	assert.equal(value.code, 'storage_unavailable');
	assert.ok(value.retry_after_ms > 0);
}

test('another program holds the database for three seconds: who writes is told when to try again, and then it goes on', async (t) => {
	const fuji = await startFuji({ args: ['--metrics-listen', '127.0.0.1:0'] });

	t.after(() => fuji.stop());
	const [client, ...others] = await Promise.all(Array.from({ length: 1 + OTHERS }, () => fuji.chat()));

	await send(client, 'before');
	const before = await scrape(fuji);
	const holder = spawn('python3', ['-c', HOLDER, path.join(fuji.data, 'fuji.db')], { stdio: ['pipe', 'pipe', 'inherit'] });

	const ended = once(holder, 'exit');

	await once(holder.stdout, 'data');
	setTimeout(() => holder.stdin.end(), HELD_MS);
	const refused = [];
	let answer;

	for (let n = 0; !answer?.id; n++) {
		const coming = send(client, `held-${n}`);

		assert.equal((await fuji.fetch('/healthz')).status, 200);
		assert.ok(answer || !isAnswered(client, `held-${n}`), 'who asks is answered while a message waits');
		if (n === 0) await eventsWait(fuji, others);
		answer = await coming;
		if (!answer.id) {
			assertRefused(answer);
			refused.push(`held-${n}`);
		}
	}
	assert.ok(refused.length > 0);
	await ended;
	await eventsAreDone(fuji, others, before);

	/* Sent again under the same names, as WIRE.md asks. */
	for (const id of refused)
		assert.ok((await send(client, id)).id, `${id} is taken now`);
	assert.deepEqual(await kept(fuji, client.token, refused.at(-1)), ['before', answer.channelData.clientActivityID, ...refused]);
});

/* Has syncs of a running server fail, those that `when` says; resolves to a function that ends it, or to null where
 * no process may be traced. */
async function failSyncs(pid, when) {
	const strace = spawn('strace', ['-f', '-p', `${pid}`, '-o', '/dev/null', '-e', `inject=fsync,fdatasync:error=EIO${when}`],
		{ stdio: ['ignore', 'ignore', 'pipe'] });
	const ended = once(strace, 'exit');
	let said = '';

	strace.stderr.on('data', (text) => { said += text; });
	while (!/attached/.test(said)) {
		if (await Promise.race([once(strace.stderr, 'data'), ended.then(() => 'ended')]) === 'ended')
			return null;
	}
	return async () => {
		strace.kill('SIGINT');
		await ended;
	};
}

/* Plays with a chat whose syncs fail; what it says to have been acknowledged is then there after a crash, once and in order. */
function syncsFail(name, when, play) {
	test(name, async (t) => {
		const fuji = await startFuji();

		t.after(() => fuji.stop());
		const client = await fuji.chat();
		const heal = await failSyncs(fuji.pid, when);

		if (!heal) {
			t.skip('no process may be traced here');
			return;
		}
		t.after(heal);
		const acknowledged = await play(client, heal);

		fuji.kill();
		await fuji.ended;
		const next = await startFuji({ data: fuji.data });

		t.after(() => next.stop());
		assert.deepEqual(await kept(next, client.token, acknowledged.at(-1)), acknowledged);
	});
}

syncsFail('a sync fails: the message is stored once more, and acknowledged behind a sync that did not', ':when=1', async (client) => {
	assert.ok((await send(client, 'a')).id);
	return ['a'];
});

syncsFail('the second one fails as well: the message is refused and not kept, and taken when it comes again', ':when=1..2', async (client) => {
	assertRefused(await send(client, 'a'));
	assert.ok((await send(client, 'b')).id);
	assert.ok((await send(client, 'a')).id);
	return ['b', 'a'];
});

syncsFail('every sync fails: every message is refused until the disk is well', '', async (client, heal) => {
	assertRefused(await send(client, 'a'));
	assertRefused(await send(client, 'b'));
	await heal();
	assert.ok((await send(client, 'a')).id);
	return ['a'];
});
