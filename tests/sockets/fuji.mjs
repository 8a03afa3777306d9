/*
 * A fuji server of a test's own, and clients for it.
 *
 * The program is build/fuji, or what $FUJI names. Every server gets a free port and a folder
 * below test-data/ beside the program: its data and what it printed, at the finest level of
 * the log, stay there, because secrets.mjs searches them at the end of the suite. Whatever goes
 * over the wire is held against the documents of ws/; what is not in them fails the test.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { WebSocket } from 'ws';
import { checkAnswer, FrameTap } from '../wire/documents.mjs';

const checkout = path.resolve(import.meta.dirname, '../..');

export const program = path.resolve(checkout, process.env.FUJI ?? 'build/fuji');
export const testData = path.join(path.dirname(program), 'test-data');
export const PATIENCE_MS = 20_000;

export async function temporaryFolder() {
	await mkdir(testData, { recursive: true });
	return mkdtemp(path.join(testData, 'fuji-'));
}

/* A copy of the program's words and pages, to be changed: for FUJI_HOME. Not below test-data/: the
 * demo's lines are no secret. */
export async function copyHome() {
	const homes = path.join(path.dirname(program), 'test-homes');

	await mkdir(homes, { recursive: true });
	const home = await mkdtemp(path.join(homes, 'home-'));

	for (const part of ['intents/packs', 'knowledge', 'bot', 'ws/www'])
		await cp(path.join(checkout, part), path.join(home, part), { recursive: true });
	return home;
}

/* Runs a command to its end: { code, stdout, stderr }. `under` are a program and its arguments that start it. */
export async function runFuji(args, { input = '', env = {}, under = [] } = {}) {
	const [command, ...words] = [...under, program, ...args];
	const child = spawn(command, words, { cwd: checkout, env: { ...process.env, ...env } });
	const result = { stdout: '', stderr: '' };

	child.stdout.on('data', (text) => { result.stdout += text; });
	child.stderr.on('data', (text) => { result.stderr += text; });
	child.stdin.on('error', () => {});
	child.stdin.end(input);
	[result.code] = await once(child, 'close');
	return result;
}

const DAY_MS = 86_400_000;
const ZONE_MS = 8 * 3_600_000;

/* A data folder with the conversations of the last three weeks, none of them today: for a server
 * that learns from them what is usual. */
export async function quietWeeks() {
	const folder = await temporaryFolder();
	const params = path.join(folder, 'params.yaml');
	const firstDay = new Date(Date.now() + ZONE_MS - 21 * DAY_MS).toISOString().slice(0, 10);

	await writeFile(params, `first_day: ${firstDay}\nincidents_weekly: 0\n`);
	const { code, stderr } = await runFuji(['simulate', '--out', folder, '--lines', '200',
		'--days', '21', '--params', params]);

	if (code)
		throw new Error(stderr);
	await rm(path.join(folder, 'usage.csv')); /* an operator's, with whole numbers: not for secrets.mjs */
	return path.join(folder, 'data');
}

/* Starts a server. `data` names a folder that another server has used or will use; `args`
 * come last. */
export async function startFuji({ data, args = [], env = {}, demo = true } = {}) {
	const folder = await temporaryFolder();
	const server = new Server(folder, data ?? path.join(folder, 'data'));

	await server.start([...(demo ? ['--demo'] : []), ...args], env);
	return server;
}

class Server {
	#folder;
	#child;
	#ended;
	data;
	stdout = '';
	stderr = '';
	port = 0;
	login = null; /* { name, password } of the demo's agent */

	constructor(folder, data) {
		this.#folder = folder;
		this.data = data;
	}

	async start(args, env) {
		this.#child = spawn(program,
			['serve', '--listen', '127.0.0.1:0', '--data', this.data, ...args],
			{ cwd: checkout, env: { ...process.env, FUJI_LOG_LEVEL: 'debug', ...env } });
		this.#ended = once(this.#child, 'close').then(([code, signal]) => ({ code, signal }));
		this.#child.stderr.on('data', (text) => { this.stderr += text; });
		for (const stream of ['stdout', 'stderr'])
			this.#child[stream].pipe(createWriteStream(path.join(this.#folder, stream)));
		await this.#untilListening();
	}

	async #untilListening() {
		const listening = new Promise((resolve) => {
			this.#child.stdout.on('data', (text) => {
				this.stdout += text;
				if (/^listening on .*\n/m.test(this.stdout))
					resolve();
			});
		});
		const ended = this.#ended.then(({ code }) => {
			throw new Error(`fuji ended with ${code} before it listened: ${this.stderr}`);
		});

		await Promise.race([listening, ended]);
		ended.catch(() => {});
		this.port = Number(/^listening on .*:(\d+)$/m.exec(this.stdout)[1]);
		const login = /^log-in +(\S+) +(\S+)$/m.exec(this.stdout);
		this.login = login && { name: login[1], password: login[2] };
	}

	get pid() {
		return this.#child.pid;
	}

	/* Resolves to { code, signal } once the process has ended. */
	get ended() {
		return this.#ended;
	}

	kill(signal = 'SIGKILL') {
		this.#child.kill(signal);
	}

	/* Ends the server. */
	async stop(signal = 'SIGTERM') {
		this.kill(signal);
		return this.#ended;
	}

	async fetch(where, options) {
		const answer = await fetch(`http://127.0.0.1:${this.port}${where}`, options);

		await checkAnswer(options?.method ?? 'GET', where, answer);
		return answer;
	}

	/* A client on /chat or /desk, once it is open. */
	async connect(where = '/chat', options = {}) {
		const client = new Client(this.port, where, options);

		await client.opened;
		return client;
	}

	/* A client that has said hello. */
	async chat(value = {}) {
		const client = await this.connect('/chat');

		await client.hello(value);
		return client;
	}

	/* So many subscribers, one after the other, who ask why they are suspended. */
	async crowd(n) {
		for (let i = 0; i < n; i++) {
			const client = await this.chat();

			await client.say('我手机怎么停机了');
			await client.waitForText(/手机号码/);
			await client.close();
		}
	}

	/* Makes an account. */
	async employ(name, role, password) {
		const args = ['agent', 'add', name, '--role', role, '--password-stdin', '--data', this.data];
		const { code, stderr } = await runFuji(args, { input: `${password}\n` });

		if (code)
			throw new Error(stderr);
	}

	/* A desk that has logged in. */
	async desk({ name, password } = this.login) {
		const origin = `http://127.0.0.1:${this.port}`;
		const client = await this.connect('/desk', { origin });

		client.send({ type: 'login', name, password });
		await client.waitFor((frame) => frame.type === 'session');
		return client;
	}

	/* Sends bytes; resolves to what came back until the server closed, or null if it did not. */
	async raw(bytes, patienceMs = 5_000) {
		const socket = net.connect(this.port, '127.0.0.1');
		const chunks = [];
		let closed = true;

		socket.on('data', (chunk) => chunks.push(chunk));
		socket.on('error', () => {});
		await once(socket, 'connect');
		socket.write(bytes);
		const timer = setTimeout(() => { closed = false; socket.destroy(); }, patienceMs);
		await once(socket, 'close');
		clearTimeout(timer);
		return closed ? Buffer.concat(chunks).toString('latin1') : null;
	}
}

let nextId = 0;

export class Client {
	#looked = new Map(); /* how much of each list has been passed */
	#waiting = [];
	#tap;
	frames = []; /* all that came, parsed */
	activities = []; /* of all of them */
	token = null;
	conversation = null;

	constructor(port, where, { protocol, origin, secure, ...options } = {}) {
		const protocols = protocol === undefined ? `${where.slice(1)}.v1` : protocol;

		this.socket = new WebSocket(`${secure ? 'wss' : 'ws'}://127.0.0.1:${port}${where}`, protocols ?? [],
			{ origin, perMessageDeflate: false, ...options });
		this.#tap = FrameTap.on(this.socket, where.split('?')[0]);
		this.opened = once(this.socket, 'open');
		/* Resolves to the close code; 1006 when the connection just broke. */
		this.closed = new Promise((resolve) => { this.socket.on('close', resolve); });
		this.socket.on('error', () => {});
		this.socket.on('message', (data) => this.#take(JSON.parse(data)));
		this.closed.then(() => this.#wake());
	}

	#take(frame) {
		this.frames.push(frame);
		this.activities.push(...frame.activities ?? []);
		this.#wake();
	}

	#wake() {
		for (const look of this.#waiting.splice(0))
			look();
	}

	send(frame) {
		this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
	}

	/* Bytes as they are, which may be no frame. */
	write(bytes) {
		this.#tap.isBlind = true;
		this.socket._socket.write(bytes);
	}

	/* The next item, of those that no wait for this list has passed yet, that fits. */
	async #next(list, fits) {
		const deadline = Date.now() + PATIENCE_MS;

		for (;;) {
			for (let i = this.#looked.get(list) ?? 0; i < list.length; i++) {
				this.#looked.set(list, i + 1);
				if (fits(list[i]))
					return list[i];
			}
			if (this.socket.readyState === WebSocket.CLOSED || Date.now() >= deadline)
				throw new Error(`nothing that fits ${fits} in ${JSON.stringify(this.frames)}`);
			await this.#change(deadline);
		}
	}

	#change(deadline) {
		return new Promise((resolve) => {
			const timer = setTimeout(resolve, Math.max(0, deadline - Date.now()));

			this.#waiting.push(() => { clearTimeout(timer); resolve(); });
		});
	}

	waitFor(fits) {
		return this.#next(this.frames, fits);
	}

	waitForActivity(fits) {
		return this.#next(this.activities, fits);
	}

	waitForText(pattern) {
		return this.waitForActivity((activity) => pattern.test(activity.text ?? '') &&
			activity.from?.role !== 'user');
	}

	/* The next error's value. */
	async waitForError(code) {
		const activity = await this.waitForActivity((each) =>
			each.name === 'error' && (!code || each.value.code === code));

		return activity.value;
	}

	/* Says hello and takes the welcome. */
	async hello(value = {}) {
		this.send({ type: 'event', name: 'hello', value });
		const welcome = await this.waitFor((frame) => frame.token);

		this.token = welcome.token;
		this.conversation = welcome.conversationId;
		return welcome;
	}

	/* Sends a message and waits for its echo. */
	async say(text, { id = `t-${++nextId}`, choice } = {}) {
		this.send({
			type: 'message', text,
			...(choice && { value: { choice } }),
			channelData: { clientActivityID: id },
		});
		return this.waitForActivity((activity) => activity.channelData?.clientActivityID === id);
	}

	async close() {
		this.socket.close();
		return this.closed;
	}
}
