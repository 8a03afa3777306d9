/*
 * What a conversation costs in memory while nobody speaks in it.
 */
import { connectLoad, scaled, startFuji, startNode } from './servers.mjs';
import { fixed, printTable, times, whole } from './table.mjs';

const CONNECTIONS = [1000, 10_000, 19_000].map(scaled);

/* By a server that has had no connection before. */
async function measure(start, idle) {
	const server = await start();
	const before = server.residentKib;
	const load = await connectLoad(server, { active: 0, idle });
	const resident = server.residentKib;

	await load.end();
	await server.stop();
	return { each: (resident - before) / idle, all: resident / 1024 };
}

const rows = [];

for (const n of CONNECTIONS) {
	const fuji = await measure(() => startFuji(), n);
	const node = await measure(() => startNode('plain'), n);

	rows.push([whole(n), fixed(1)(fuji.each), fixed(1)(node.each), times(fuji.each / node.each), whole(fuji.all), whole(node.all)]);
}
printTable('Resident memory of conversations in which nobody speaks, after their hello',
	['conversations', 'Fuji, KiB each', 'Node ws, no understanding', 'ratio', 'Fuji in all, MiB', 'Node'], rows);
