/*
 * One subscriber who speaks among many who do not.
 */
import { runLoad, scaled, startFloor, startFuji } from './servers.mjs';
import { inspectShape } from './shape.mjs';
import { fixed, printTable, times, whole } from './table.mjs';

const FEW = 10;
const MANY = scaled(10_000);
const seconds = Number(process.env.BENCH_SECONDS ?? 5);

async function measure(start) {
	const server = await start();
	const few = await runLoad(server, { active: 1, idle: FEW, warm: 1, seconds });
	const many = await runLoad(server, { active: 1, idle: MANY, warm: 1, seconds });

	await server.stop();
	return { few, many };
}

const shape = await inspectShape();
const servers = [['Fuji', () => startFuji()], ['floor', () => startFloor(shape)]];
const rows = [];

for (const [name, start] of servers) {
	const { few, many } = await measure(start);

	for (const [unit, digits, of] of [['p50 ms', 2, 'p50_ms'], ['p99 ms', 2, 'p99_ms'], ['server us/turn', 1, 'server_us']])
		rows.push([`${name}, ${unit}`, fixed(digits)(few[of]), fixed(digits)(many[of]), times(many[of] / few[of])]);
}
printTable('A turn of the only one who speaks', ['', `among ${whole(FEW)}`, `among ${whole(MANY)}`, 'ratio'], rows);
