/*
 * The servers that are measured, each on the first core, and the load, on the second.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';

const programs = process.argv[2];
const SERVER_CORE = '0';
const LOAD_CORE = '1';
const TALKS = 'tests/bench/talks.txt';

/* One machine plays all subscribers, and each of them says more than a person can. */
const LIFTED = {
	FUJI_CONNECTIONS_PER_ADDRESS: '1000000',
	FUJI_CONNECTS_PER_MINUTE: '60000000',
	FUJI_CONVERSATIONS_PER_HOUR: '1000000000',
	FUJI_MESSAGES_PER_SECOND: '1000000',
	FUJI_MESSAGES_BURST: '1000',
	FUJI_ADDRESS_MESSAGES_PER_SECOND: '1000000',
	FUJI_ADDRESS_MESSAGES_BURST: '100000',
	FUJI_ADDRESS_CHECKS_PER_HOUR: '100000000',
	FUJI_FAILED_CHECKS_PER_DAY: '100000000',
	FUJI_LOG_LEVEL: 'warning',
};

export const scratch = `${programs}/servers`;
export const recording = `${scratch}/recording`;
export const packs = 'intents/packs';

/* How many connections, or stored messages: BENCH_SCALE makes all of them fewer, to try the parts. */
export const scaled = (n) => Math.max(1, Math.round(n * Number(process.env.BENCH_SCALE ?? 1)));

if (availableParallelism() < 2)
	throw new Error('bench: needs two cores, one for the server and one for the load');
rmSync(scratch, { recursive: true, force: true });
mkdirSync(scratch, { recursive: true });

/* None outlives the benchmark, however that ends: the kernel sees to it. */
const pinned = (core, command, args, options) => spawn('setpriv', ['--pdeathsig', 'KILL', 'taskset', '-c', core, command, ...args], options);

const lineOf = async (child, wanted) => {
	for await (const line of createInterface({ input: child.stdout })) if (wanted(line)) return line;
	throw new Error(`${child.spawnargs.join(' ')} ended too soon; what it said is in ${scratch}`);
};

let n_folders = 0;

/* A folder that no server has had. */
export function newFolder() {
	const folder = `${scratch}/${n_folders++}`;

	mkdirSync(folder);
	return folder;
}

class Server {
	constructor(child, port, folder) {
		this.child = child;
		this.port = port;
		this.folder = folder;
	}

	get pid() {
		return this.child.pid;
	}

	get residentKib() {
		return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))[1]);
	}

	/* Of all its threads since it began, to a hundredth. */
	get cpuSeconds() {
		const [user, system] = readFileSync(`/proc/${this.pid}/stat`, 'utf8').split(' ').slice(13, 15).map(Number);

		return (user + system) / 100;
	}

	async stop({ keep = false } = {}) {
		const ended = once(this.child, 'exit');

		this.child.kill('SIGTERM');
		await ended;
		if (!keep) rmSync(this.folder, { recursive: true });
	}
}

async function start(folder, command, args, env = {}) {
	const complaints = openSync(`${folder}/stderr`, 'w');
	const child = pinned(SERVER_CORE, command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', complaints] });

	closeSync(complaints);
	const line = await lineOf(child, (text) => text.startsWith('listening on '));

	child.stdout.resume();
	return new Server(child, Number(line.split(':').at(-1)), folder);
}

/* `env` adds to the settings. */
export function startFuji({ folder = newFolder(), env = {} } = {}) {
	return start(folder, process.env.FUJI, ['serve', '--listen', '127.0.0.1:0', '--data', `${folder}/data`],
		{ XDG_CACHE_HOME: `${scratch}/cache`, ...LIFTED, ...env });
}

/* A turn of the floor has as many rows and bytes as one of Fuji's: what inspectShape() found. */
export function startFloor({ facts, stateBytes }) {
	const folder = newFolder();

	return start(folder, `${programs}/floor`, [recording, `${folder}/floor.db`, `${facts}`, `${Math.round(stateBytes)}`]);
}

/* `kind` is one of peer.mjs. */
export function startNode(kind) {
	const folder = newFolder();

	return start(folder, process.execPath, ['tests/bench/peer.mjs', kind, packs, recording, `${folder}/peer.db`]);
}

/* Connects; result() is what load.c reports of its turns. */
export async function connectLoad(server, options) {
	const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, `${value}`]);
	const child = pinned(LOAD_CORE, `${programs}/load`, ['--port', `${server.port}`, '--talks', TALKS, '--server', `${server.pid}`, ...args],
		{ stdio: ['pipe', 'pipe', 'inherit'] });
	const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
	const next = async () => {
		const { value, done } = await lines.next();

		if (done) throw new Error('the load ended too soon');
		return JSON.parse(value);
	};

	return {
		connected: await next(),
		result: next,
		async end() {
			const ended = once(child, 'exit');

			child.stdin.end();
			await ended;
		},
	};
}

/* Runs a load to its end. */
export async function runLoad(server, options) {
	const load = await connectLoad(server, options);
	const result = await load.result();

	await load.end();
	return result;
}
