/*
 * Subscribers who come: upgrade, hello, and a new conversation on the disk.
 */
import { connectLoad, scaled, startFloor, startFuji, startNode } from './servers.mjs';
import { inspectShape } from './shape.mjs';
import { printTable, times, whole } from './table.mjs';

const CONNECTIONS = scaled(10_000);

async function measure(start) {
	const server = await start();
	const before = server.cpuSeconds;
	const load = await connectLoad(server, { active: 0, idle: CONNECTIONS });
	const { connections, seconds } = load.connected;
	const cpu = server.cpuSeconds - before;

	await load.end();
	await server.stop();
	return { rate: connections / seconds, us: cpu * 1e6 / connections };
}

const shape = await inspectShape();
const fuji = await measure(() => startFuji());
const floor = await measure(() => startFloor(shape));
const node = await measure(() => startNode('plain'));
const row = (name, { rate, us }) => [name, whole(rate), whole(us), times(rate / fuji.rate), times(us / fuji.us)];

printTable(`Handshakes, ${whole(CONNECTIONS)} of them, 64 under way`, ['', 'a second', 'server us', 'a second against Fuji', 'server us against Fuji'],
	[row('Fuji', fuji), row('floor', floor), row('Node ws, a commit each', node)]);
