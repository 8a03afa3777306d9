/*
 * People who drip heads and bodies, who do not read and who say far too much, all at once; and visitors beside
 * them, who are answered as before. How many of each is in $DRIPS, $BODIES, $DEAF and $FLOODERS; who does not read asks for
 * $PAGE_ROWS of a long conversation every $PAGE_MS.
 *
 * Their addresses are told by a proxy, so that each is a stranger and no bound of one address helps. What visitors wait is
 * compared with what they waited a moment ago: $RATIO is how much longer the slowest in a hundred may be.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { p99 } from '../operator/pair.mjs';
import { Client, startFuji } from '../sockets/fuji.mjs';
import { scrape } from '../sockets/scrape.mjs';

const { DRIPS = 50, BODIES = 20, DEAF = 20, FLOODERS = 5, PAGE_ROWS = 40, PAGE_MS = 250, ROUNDS = 15, RATIO = 5 } = process.env;
const abusers = { drips: +DRIPS, bodies: +BODIES, deaf: +DEAF, flooders: +FLOODERS };
const VISITORS = 20;
const ROUND_MS = 250; /* not too fast for one of them */
const SECONDS = 2; /* that a head and a body have */
const LATE_SECONDS = 3; /* until that is noticed, on a busy machine */
const BURST = 20; /* messages at once, and messages too many until one is left unread for a second */
const PER_SECOND = 5;
const GROWN_MOST_KIB = 64 * 1024;
const LONG = '停'.repeat(4000);

const residentKib = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);

async function enter(fuji, address) {
	const client = new Client(fuji.port, '/chat', { headers: { 'X-Forwarded-For': address } });

	await client.opened;
	await client.hello();
	return client;
}

async function write(visitor) {
	const begun = performance.now();

	await visitor.say('你好');
	await visitor.waitForText(/./);
	return performance.now() - begun;
}

/* What visitors wait, each so many times at least and until `isOver`. */
async function measure(visitors, isOver = () => true) {
	const times = [];

	await Promise.all(visitors.map(async (visitor, i) => {
		await sleep(ROUND_MS * i / VISITORS);
		for (let n = 0; n < ROUNDS || !isOver(); n++) {
			times.push(await write(visitor));
			await sleep(ROUND_MS);
		}
	}));
	return times;
}

async function watchMemory(pid, signal) {
	let most = 0;

	for (; !signal.aborted; await sleep(50))
		most = Math.max(most, residentKib(pid));
	return most;
}

test(`${Object.entries(abusers).map(([kind, n]) => `${n} ${kind}`).join(', ')} at once: visitors notice nothing`, async (t) => {
	/* A build with sanitizers keeps a quarter of a gigabyte of what was freed, unless it is told not to. */
	const fuji = await startFuji({ demo: false, env: { FUJI_LOG_LEVEL: 'warning', ASAN_OPTIONS: 'quarantine_size_mb=1' }, args: ['--metrics-listen', '127.0.0.1:0',
		'--trusted-proxy', '127.0.0.1', '--head-seconds', `${SECONDS}`, '--body-seconds', `${SECONDS}`, '--body-bytes-per-second', '65536',
		'--unread-bytes', '65536', '--connections-per-conversation', '1000',
		'--messages-burst', `${BURST}`, '--messages-per-second', `${PER_SECOND}`] });

	t.after(() => fuji.stop());
	const visitors = await Promise.all(Array.from({ length: VISITORS }, (_, i) => enter(fuji, `203.0.113.${i}`)));
	const talker = await enter(fuji, '198.51.100.1');

	for (let i = 0; i < BURST - 5; i++)
		await talker.say(LONG);
	await measure(visitors.slice(0, 1));
	const before = await measure(visitors);
	const beforeKib = residentKib(fuji.pid);

	const ending = new AbortController();
	const mostKib = watchMemory(fuji.pid, ending.signal);
	const begun = performance.now();
	const worker = new Worker(new URL('./abusers.mjs', import.meta.url), { workerData: { port: fuji.port, abusers, token: talker.token,
		page: { rows: +PAGE_ROWS, ms: +PAGE_MS } } });
	let wereCut = false;

	worker.once('message', () => { wereCut = true; });
	const during = await measure(visitors, () => wereCut);
	const seconds = (performance.now() - begun) / 1000;

	worker.postMessage('stop');
	const [cut] = await once(worker, 'message');
	ending.abort();
	const limits = await scrape(fuji);
	const hits = (limit) => limits.get(`fuji_limit_hits_total{limit="${limit}"}`);
	const grown = await mostKib - beforeKib;
	const slower = p99(during) / p99(before);

	console.log(`messages ${during.length}, slower ${slower.toFixed(2)}, grown ${grown}, drips ${cut.drips.times}, bodies ${cut.bodies.times}, `
		+ `deaf ${cut.deaf.times}, refused ${hits('message_rate')}`);
	for (const { activities } of visitors)
		assert.ok(!activities.some(({ name }) => name === 'error'), 'no visitor is refused');
	for (const kind of ['drips', 'bodies'])
		assert.ok(cut[kind].longestMs <= (SECONDS + LATE_SECONDS) * 1000, `${kind} were cut after ${cut[kind].longestMs} ms at the latest`);
	assert.ok(hits('body_time') >= cut.bodies.times);
	assert.ok(hits('unread') >= cut.deaf.times);
	/* Whoever does not stop is told so as often as he may say at once, and then once a second. */
	const toldMost = abusers.flooders * BURST * (seconds + 2);
	assert.ok(hits('message_rate') <= toldMost, `${hits('message_rate')} were refused one by one, and not ${toldMost}`);
	assert.ok(grown <= GROWN_MOST_KIB, `${grown} KiB more`);
	assert.ok(slower <= RATIO, `the slowest of a hundred waits ${slower} times as long`);
	await write(await enter(fuji, '203.0.113.200'));
	assert.equal((await fuji.stop()).code, 0);
});
