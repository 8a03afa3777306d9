/*
 * 1,000 subscribers who speak for SOAK_SECONDS: the server's memory and open files do not grow.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { program, startFuji } from '../sockets/fuji.mjs';

const SECONDS = Number(process.env.SOAK_SECONDS ?? 60);
const SUBSCRIBERS = 1000;
const TURNS_PER_SECOND = Number(process.env.SOAK_RATE ?? 100);
const GROWN_MOST_KIB = Math.max(2048, SECONDS / 2 * 1024 / 600); /* 1 MiB in ten minutes */

/* One machine plays all subscribers. */
const LIFTED = {
	FUJI_CONNECTIONS_PER_ADDRESS: '1000000',
	FUJI_CONVERSATIONS_PER_HOUR: '1000000000',
	FUJI_MESSAGES_PER_SECOND: '1000000',
	FUJI_ADDRESS_MESSAGES_PER_SECOND: '1000000',
	FUJI_ADDRESS_MESSAGES_BURST: '100000',
	FUJI_ADDRESS_CHECKS_PER_HOUR: '100000000',
	FUJI_FAILED_CHECKS_PER_DAY: '100000000',
	FUJI_LOG_LEVEL: 'warning',
};

const residentKib = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
const openFiles = (pid) => readdirSync(`/proc/${pid}/fd`).length;

/* Lines of tests/bench/load.c: when all are connected, and what came of it. */
function startLoad(port, options) {
	const args = Object.entries({ port, talks: 'tests/bench/talks.txt', ...options }).flatMap(([name, value]) => [`--${name}`, `${value}`]);
	const child = spawn(path.join(path.dirname(program), 'tests/bench/load'), args, { stdio: ['pipe', 'pipe', 'inherit'] });
	const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
	const next = async () => {
		const { value, done } = await lines.next();

		assert.ok(!done, 'the load ended too soon: a message was not answered');
		return JSON.parse(value);
	};

	return { connected: next(), next, async end() {
		child.stdin.end();
		await once(child, 'exit');
	} };
}

test(`${SECONDS} seconds of ${SUBSCRIBERS} subscribers: no more memory, no more open files`, async (t) => {
	const fuji = await startFuji({ demo: false, env: LIFTED });

	t.after(() => fuji.stop());
	/* As fast as it goes at first, so that the pages of the database fill their cache. */
	const warming = startLoad(fuji.port, { active: 100, seconds: Math.min(30, SECONDS) });

	await warming.connected;
	await warming.next();
	await warming.end();

	const load = startLoad(fuji.port, { active: SUBSCRIBERS, rate: TURNS_PER_SECOND, seconds: SECONDS });

	await load.connected;
	const ended = load.next();

	await sleep(SECONDS / 2 * 1000);
	const before = { kib: residentKib(fuji.pid), files: openFiles(fuji.pid) };
	const { turns } = await ended;
	const grown = residentKib(fuji.pid) - before.kib;
	const files = openFiles(fuji.pid) - before.files;

	await load.end();
	console.log(`seconds ${SECONDS}, turns ${turns}, resident ${before.kib}, grown ${grown}, files ${files}`);
	assert.ok(grown <= GROWN_MOST_KIB, `${grown} KiB more, ${GROWN_MOST_KIB} may be`);
	assert.ok(files <= 0, `${files} more open files`);
});
