/*
 * Turns on a database that holds more and more. BENCH_ROWS=10000000 adds one.
 */
import { makeFilled } from './filled.mjs';
import { runLoad, scaled, startFuji } from './servers.mjs';
import { fixed, printTable, times, whole } from './table.mjs';

const SUBSCRIBERS = scaled(1000);
const seconds = Number(process.env.BENCH_SECONDS ?? 5);
const more = (process.env.BENCH_ROWS ?? '').split(',').filter(Boolean).map(Number);
const sizes = [0, ...[100_000, 1_000_000].map(scaled), ...more];
const results = [];

for (const size of sizes) {
	const fuji = await startFuji({ folder: await makeFilled(size) });

	results.push(await runLoad(fuji, { active: SUBSCRIBERS, warm: Math.min(2, seconds), seconds }));
	await fuji.stop();
}

const [empty] = results;

printTable(`Turns of ${whole(SUBSCRIBERS)} subscribers, by what is stored`,
	['messages', 'turns/s', 'p50 ms', 'p99 ms', 'server us/turn', 'turns/s against none', 'server us against none'],
	results.map((result, i) => [whole(sizes[i]), whole(result.rate), fixed(2)(result.p50_ms), fixed(2)(result.p99_ms),
		fixed(1)(result.server_us), times(result.rate / empty.rate), times(result.server_us / empty.server_us)]));
