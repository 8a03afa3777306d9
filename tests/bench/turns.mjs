/*
 * Turns: a message is read, understood, answered and on the disk, and then the answer leaves.
 */
import { runLoad, startFloor, startFuji, startNode } from './servers.mjs';
import { inspectShape } from './shape.mjs';
import { fixed, printTable, times, whole } from './table.mjs';

const CONNECTIONS = [1, 100, 1000];
const SHARES = [0.25, 0.5, 0.75];
const seconds = Number(process.env.BENCH_SECONDS ?? 5);
const warm = Math.min(2, seconds);

/* Closed loops, then open ones at shares of the best rate. */
async function measure(start) {
	const server = await start();
	const results = new Map();

	for (const active of CONNECTIONS)
		results.set(`closed, ${whole(active)}`, await runLoad(server, { active, warm, seconds }));
	const most = Math.max(...[...results.values()].map(({ rate }) => rate));

	for (const share of SHARES) {
		const load = { active: CONNECTIONS.at(-1), rate: most * share, warm, seconds };

		results.set(`open, ${share * 100} %`, await runLoad(server, load));
	}
	await server.stop();
	return results;
}

function printLoads(servers) {
	const [[, fuji]] = servers;
	const head = ['', 'turns/s', 'p50 ms', 'p99 ms', 'p99.9 ms', 'server us/turn', 'turns/s against Fuji', 'server us against Fuji'];

	for (const load of fuji.keys()) {
		printTable(`One turn on the disk before its answer: ${load}`, head, servers.map(([name, results]) => {
			const result = results.get(load);

			return [name, whole(result.rate), fixed(2)(result.p50_ms), fixed(2)(result.p99_ms), fixed(2)(result.p999_ms),
				fixed(1)(result.server_us), times(result.rate / fuji.get(load).rate), times(result.server_us / fuji.get(load).server_us)];
		}));
	}
}

const shape = await inspectShape();
const servers = {
	fuji: ['Fuji', () => startFuji()],
	floor: ['floor: lws, SQLite, no dialogue', () => startFloor(shape)],
	each: ['Node ws, nlp.js, a commit a message', () => startNode('each')],
	batched: ['Node ws, nlp.js, batched commits', () => startNode('batched')],
};
const chosen = (process.env.BENCH_SERVERS || Object.keys(servers).join(',')).split(',');
const results = [];

for (const [name, start] of chosen.map((key) => servers[key])) {
	console.error(`bench: ${name}`);
	results.push([name, await measure(start)]);
}
printLoads(results);
console.log(`\n  A turn of Fuji and the floor: ${fixed(1)(shape.rows)} activities, ${fixed(1)(shape.facts)} facts, one note of the message's id, `
	+ `a state of ${whole(shape.stateBytes)} bytes; of Node: two rows.`);
