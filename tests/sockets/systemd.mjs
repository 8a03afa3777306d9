/*
 * Under a service manager: a socket that is passed on outlives its servers, and the manager is
 * told when one is ready and when it stops.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { upgradeRequest } from './bytes.mjs';
import { Client, program, temporaryFolder } from './fuji.mjs';

/* Holds the socket, starts and stops servers as it is told, and prints what they tell it: node has no
 * datagrams of Unix sockets, and takes connections itself from a socket that it only should hold. */
const MANAGER = `
import os, socket, subprocess, sys, threading
program, data, notify = sys.argv[1:]
listening = socket.create_server(('127.0.0.1', 0), backlog=512)
os.dup2(listening.fileno(), 3) # where the first that is passed on is looked for
told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
told.bind(notify)
def tell():
    while True: print(told.recv(256).decode(), flush=True)
threading.Thread(target=tell, daemon=True).start()
print(listening.getsockname()[1], flush=True)
for line in sys.stdin:
    if line == 'start\\n':
        server = subprocess.Popen(['/bin/sh', '-c', 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" serve --data "$1"', program, data],
            pass_fds=[3], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    else:
        server.terminate()
        print('ended with', server.wait(), flush=True)`;

class Manager {
	#process;
	#lines;

	static async open(env = {}) {
		const manager = new Manager();
		const folder = await temporaryFolder();
		const notify = path.join(folder, 'notify');

		manager.#process = spawn('python3', ['-c', MANAGER, program, path.join(folder, 'data'), notify], {
			stdio: ['pipe', 'pipe', 'inherit'],
			env: { ...process.env, NOTIFY_SOCKET: notify, FUJI_LOG_LEVEL: 'error', ...env },
		});
		manager.#lines = createInterface({ input: manager.#process.stdout })[Symbol.asyncIterator]();
		manager.port = Number(await manager.#next());
		return manager;
	}

	async #next() {
		return (await this.#lines.next()).value;
	}

	async start() {
		this.#process.stdin.write('start\n');
		assert.equal(await this.#next(), 'READY=1');
	}

	/* Resolves to how long it took. `stopping` is called once the server has said so. */
	async stop(stopping = () => {}) {
		const begun = performance.now();

		this.#process.stdin.write('stop\n');
		assert.equal(await this.#next(), 'STOPPING=1');
		stopping();
		assert.equal(await this.#next(), 'ended with 0');
		return performance.now() - begun;
	}

	close() {
		this.#process.stdin.end();
	}
}

test('a socket that is passed on outlives its server, and the manager is told', async (t) => {
	const manager = await Manager.open();

	t.after(() => manager.close());
	await manager.start();
	await manager.stop();
	await manager.start();
	const client = new Client(manager.port, '/chat');

	await client.opened;
	await client.hello();
	await manager.stop();
	assert.equal(await client.closed, 1001);
});

const RESTARTS = 4;
const TALKERS = 60;
const TALKS_EACH_MS = 300; /* no faster than one address may with all of them */
const KNOCKS_EACH_MS = 20;
const HALF_OPEN = 10;
const STOPS_IN_MS = 5_000;
const LIFTED = { FUJI_CONNECTIONS_PER_ADDRESS: '1000', FUJI_CONVERSATIONS_PER_HOUR: '100000' };

/* Says one thing after the other, and comes back when he is sent away. */
class Talker {
	acknowledged = [];
	#n = 0;

	async run(port, isOver) {
		while (!isOver()) {
			const client = new Client(port, '/chat');

			await Promise.race([client.opened, client.closed]).catch(() => {});
			await this.#talk(client, isOver).catch((error) => { if (client.socket.readyState < 2) throw error; });
			client.socket.terminate();
		}
	}

	async #talk(client, isOver) {
		await client.hello(this.token ? { token: this.token } : {});
		this.token ??= client.token;
		while (!isOver()) {
			const { channelData } = await client.say('你好', { id: `m-${this.#n++}` });

			this.acknowledged.push(channelData.clientActivityID);
			await sleep(TALKS_EACH_MS);
		}
	}
}

/* Who comes for the first time, and again when he was sent away before he was greeted: how often, in all. */
async function knock(port, refusals) {
	for (let tries = 1; ; tries++) {
		const client = new Client(port, '/chat');

		client.socket.on('error', ({ code }) => { if (code === 'ECONNREFUSED') refusals.push(code); });
		const welcome = await client.opened.then(() => client.hello()).catch(() => null);

		client.socket.terminate();
		if (welcome)
			return tries;
	}
}

/* Has been accepted, and has said half of what it wants; what it is answered until the end. */
class HalfOpen {
	static async open(port) {
		const half = new HalfOpen();
		const request = upgradeRequest(port);

		half.rest = request.slice(40);
		half.answer = '';
		half.socket = net.connect(port, '127.0.0.1').on('error', () => {}).on('data', (data) => { half.answer += data; });
		half.ended = once(half.socket, 'close').catch(() => {});
		await once(half.socket, 'connect');
		half.socket.write(request.slice(0, 40));
		return half;
	}
}

async function restart(manager) {
	const halves = await Promise.all(Array.from({ length: HALF_OPEN }, () => HalfOpen.open(manager.port)));

	await knock(manager.port, []); /* whoever came before was accepted */
	const took = await manager.stop(() => halves.slice(HALF_OPEN / 2).forEach(({ socket, rest }) => socket.write(rest)));

	assert.ok(took <= STOPS_IN_MS, `it took ${took} ms to stop`);
	await Promise.all(halves.map(({ ended }) => ended));
	for (const { answer } of halves)
		assert.match(answer, /^(HTTP\/1\.1 503 |$)/);
	await manager.start();
	return { took, told: halves.filter(({ answer }) => answer).length };
}

async function assertKept(port, { token, acknowledged }) {
	const client = new Client(port, '/chat');

	await client.opened;
	await client.hello({ token });
	await client.waitForActivity((each) => each.channelData?.clientActivityID === acknowledged.at(-1));
	const kept = client.activities.map((each) => each.channelData?.clientActivityID).filter(Boolean);

	assert.equal(new Set(kept).size, kept.length, 'nothing is there twice');
	for (const id of acknowledged)
		assert.ok(kept.includes(id), `${id} was acknowledged`);
	await client.close();
}

test(`${RESTARTS} restarts among ${TALKERS} who talk: nobody who connects meanwhile is refused, and nothing is lost`, async (t) => {
	const manager = await Manager.open(LIFTED);
	const talkers = Array.from({ length: TALKERS }, () => new Talker());
	const refusals = [];
	const knocks = [];
	let isOver = false;

	t.after(() => manager.close());
	await manager.start();
	const talking = Promise.all(talkers.map((talker) => talker.run(manager.port, () => isOver)));
	const knocking = (async () => {
		for (; !isOver; await sleep(KNOCKS_EACH_MS))
			knocks.push(knock(manager.port, refusals));
	})();
	const stops = [];

	for (let i = 0; i < RESTARTS; i++) {
		const heard = talkers.map(({ acknowledged }) => acknowledged.length);

		while (!talkers.every(({ acknowledged }, k) => acknowledged.length > heard[k]))
			await sleep(KNOCKS_EACH_MS);
		stops.push(await restart(manager));
	}
	isOver = true;
	await Promise.all([talking, knocking]);
	const tries = await Promise.all(knocks);

	console.log(`restarts ${RESTARTS}, slowest stop ${Math.round(Math.max(...stops.map(({ took }) => took)))}, told to wait ${stops.reduce((sum, { told }) => sum + told, 0)
	}, knocks ${tries.length}, more than once ${tries.filter((n) => n > 1).length}, acknowledged ${talkers.flatMap(({ acknowledged }) => acknowledged).length}`);
	assert.deepEqual(refusals, []);
	await Promise.all(talkers.map((talker) => assertKept(manager.port, talker)));
	await manager.stop();
});
