/*
 * Microsoft's client over streams that are cut, swallow what the server says, or fall silent:
 * FAULTS=1000 of them instead of 60. It does not notice silence by itself: the server does, and cuts.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Proxy, randomFault } from '../sockets/proxy.mjs';
import { temporaryFolder } from '../sockets/fuji.mjs';
import { DirectLineClient, endAll, generate, message, packages, startServer, transcript } from './client.mjs';

const FAULTS = Number(process.env.FAULTS ?? 60);
const KILLS = Math.ceil(FAULTS / 30);
const TALKS = 5;
const SPEED = 20; /* it gives up after 15 minutes, which a start of the server must not take */
const PATIENCE_MS = 90_000;

let data;
let server;
let life = Promise.resolve(); /* of the server: one kill after the other */
let messages = 0;
let kills = 0;

function start(args = []) {
	return startServer({ data, args: ['--idle-ping-seconds', '1', '--idle-cut-seconds', '2', ...args] });
}

before(async () => {
	data = `${await temporaryFolder()}/data`;
	server = await start();
});
after(async () => {
	endAll();
	await server.stop();
});

function kill() {
	kills++;
	life = life.then(async () => {
		await server.stop('SIGKILL');
		server = await start(['--listen', `127.0.0.1:${server.port}`]);
	});
}

/* Until the server says that it has it; what the client calls a retry is one, under the same id. */
async function postUntilTaken(client, activity) {
	for (;;) {
		const id = await client.post(activity);

		if (id !== 'retry')
			return id;
		await life;
	}
}

async function talkThroughFaults(name, n, onSaid) {
	const proxy = new Proxy();
	const streamPort = await proxy.listen(server.port);
	const client = new DirectLineClient(server, { token: (await generate(server)).token },
		{ name, streamPort, speed: SPEED, patienceMs: PATIENCE_MS });
	const said = [];

	await client.untilText(/./);
	for (let i = 0; i < n; i++) {
		said.push(message(`第 ${i} 句`));
		const posted = postUntilTaken(client, said.at(-1));

		onSaid();
		proxy.fault(randomFault(i));
		assert.match(await posted, /\.\d+$/);
		await client.echoOf(said.at(-1));
	}
	client.end();
	proxy.close();
	return { said, all: transcript(client.activities) };
}

for (const name of packages) {
	test(`${name}: after ${FAULTS} faults and ${KILLS} kills all is there once, in order`, async () => {
		let n = 0;
		const onSaid = () => ++n % Math.floor(FAULTS / KILLS) || kill();
		const talks = await Promise.all(Array.from({ length: TALKS }, () =>
			talkThroughFaults(name, Math.ceil(FAULTS / TALKS), onSaid)));

		await life;
		for (const { said, all } of talks) {
			messages += said.length;
			const seqs = all.map(({ channelData }) => channelData['webchat:sequence-id']);

			assert.deepEqual(all.filter(({ from }) => from.role === 'user').map(({ text }) => text), said.map(({ text }) => text));
			assert.deepEqual(seqs.filter((seq, i) => i && seq <= seqs[i - 1]), []);
		}
		console.log(`faults ${messages}, messages ${messages}, kills ${kills}`); /* a fault each */
	});
}
