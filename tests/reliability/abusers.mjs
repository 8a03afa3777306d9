/*
 * Four kinds of people who keep a server busy for nothing, in a thread of their own. Who is cut begins
 * again, until the word comes to stop.
 *
 * No library stands between them and the socket: none would be as slow, as deaf or as fast.
 */
import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { frame, TEXT, upgradeRequest } from '../sockets/bytes.mjs';

const { port, abusers, token, page } = workerData;
const DRIP_MS = 1000;
const SPREAD_MS = 2000; /* over which they come */
const FLOOD = Buffer.concat(Array.from({ length: 512 }, () => frame(TEXT, '{"type":"message","text":"你好"}')));
const PAGE = frame(TEXT, JSON.stringify({ type: 'event', name: 'earlier', value: { before: '100', limit: page.rows } }));

let isOver = false;
const over = new Promise((resolve) => {
	parentPort.once('message', () => { isOver = true; resolve(); });
});

/* So long, but no longer than the connection is there. */
const pause = (socket, until) => Promise.race([over, until, socket.gone]);

/* A byte each second, for ever. */
async function drip(socket, begin) {
	socket.resume();
	socket.write(begin);
	while (!socket.destroyed && !isOver) {
		socket.write('a');
		await pause(socket, sleep(DRIP_MS));
	}
}

async function enter(socket, address, value) {
	socket.write(upgradeRequest(port, { 'X-Forwarded-For': address }));
	await pause(socket, new Promise((resolve) => { socket.once('data', resolve); }));
	socket.write(frame(TEXT, JSON.stringify({ type: 'event', name: 'hello', value })));
}

const kinds = {
	/* His head has no end. */
	drips: (socket) => drip(socket, 'GET /healthz HTTP/1.1\r\nX-A: '),

	/* His body has none. */
	bodies: (socket, address) => drip(socket, 'POST /v3/directline/conversations HTTP/1.1\r\nContent-Length: 1000\r\n' +
		`Host: 127.0.0.1:${port}\r\nX-Forwarded-For: ${address}\r\nAuthorization: Bearer ${token}\r\n\r\n`),

	/* Has a long conversation told him again and again, and reads nothing. */
	async deaf(socket, address) {
		await enter(socket, address, { token, newest: 1 });
		socket.pause();
		while (!socket.destroyed && !isOver) {
			socket.write(PAGE);
			await pause(socket, sleep(page.ms));
		}
	},

	/* Says as much as is taken from him, and hears all that he is told. */
	async flooders(socket, address) {
		await enter(socket, address, {});
		socket.resume();
		while (!socket.destroyed && !isOver) {
			if (!socket.write(FLOOD))
				await pause(socket, new Promise((resolve) => { socket.drained = resolve; }));
			await pause(socket, sleep(1));
		}
	},
};

const cut = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, { times: 0, longestMs: 0 }]));

async function connect() {
	const socket = net.connect(port, '127.0.0.1');

	socket.gone = new Promise((resolve) => { socket.on('close', resolve); });
	socket.on('error', () => {});
	socket.on('drain', () => socket.drained());
	await once(socket, 'connect');
	return socket;
}

async function live(kind, i, wasCut) {
	const address = `10.${Object.keys(kinds).indexOf(kind)}.${i >> 8}.${i & 255}`;

	await sleep(SPREAD_MS * i / abusers[kind]);
	while (!isOver) {
		const begun = performance.now();
		const socket = await connect();

		await kinds[kind](socket, address);
		if (!isOver) {
			cut[kind].times++;
			cut[kind].longestMs = Math.max(cut[kind].longestMs, performance.now() - begun);
			wasCut();
		}
		socket.destroy();
	}
}

const lives = [];
const cuts = Object.entries(abusers).flatMap(([kind, n]) => Array.from({ length: n }, (_, i) =>
	new Promise((wasCut) => { lives.push(live(kind, i, wasCut)); })));

/* Flooders are not cut. */
Promise.all(cuts.slice(0, -abusers.flooders || undefined)).then(() => parentPort.postMessage('all were cut'));
await Promise.all(lives);
parentPort.postMessage(cut);
parentPort.close();
