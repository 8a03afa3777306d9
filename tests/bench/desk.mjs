/*
 * Desks in front of 100,000 cases: how soon the inbox, a search and the page of figures answer while
 * 50 chats go on, and how long these then wait against when no desk asks anything.
 * Ends with 1 when one kind of question has its 95th percentile above the limit.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { WebSocket } from 'ws';
import { setTimeout } from 'node:timers/promises';
import { connectLoad, newFolder, startFuji } from './servers.mjs';
import { fixed, printTable, times as timesOf, whole } from './table.mjs';

const N = Number(process.env.BENCH_CASES || 100_000);
const N_OPEN = Math.round(N / 100);
const LIMIT_MS = 200;
const CHATS = 50;
const COUNTED = 200; /* the clock of a process counts hundredths of a second */
const LOADS = [
	[`${CHATS} chats, in each something is said every second`, { active: CHATS, rate: CHATS }],
	[`${CHATS} chats, whose subscribers speak as soon as they are answered`, { active: CHATS }],
];
const seconds = 4 * Number(process.env.BENCH_SECONDS || 5);
const agents = Array.from({ length: 10 }, (_, i) => `agent-${i}`);
const SUPERVISOR = 'supervisor';
const PASSWORD = 'chrysanthemum-47';
const filled = `${process.argv[2]}/cases-${N}`; /* stays: it takes minutes to make */

/* --- the cases ---------------------------------------------------------------------- */

const addAccount = (data, name, ...options) =>
	execFileSync(process.env.FUJI, ['agent', 'add', name, ...options, '--password-stdin', '--data', data], { input: `${PASSWORD}\n` });

function fill() {
	const making = `${filled}.new`;

	console.error(`bench: ${whole(N)} cases are made in ${filled}`);
	rmSync(making, { recursive: true, force: true });
	mkdirSync(making, { recursive: true });
	for (const name of agents) addAccount(`${making}/data`, name);
	const { status } = spawnSync(`${process.argv[2]}/cases`, [`${making}/data`, N, N_OPEN, ...agents].map(String),
		{ stdio: ['ignore', openSync(`${making}/list`, 'w'), 'inherit'] });

	if (status) throw new Error('the cases could not be made');
	renameSync(making, filled);
}

function readMade() {
	return readFileSync(`${filled}/list`, 'utf8').trimEnd().split('\n').map((line) => {
		const [id, number] = line.split('\t');

		return { id, who: `${number.slice(0, 3)}****${number.slice(7)}` };
	});
}

/* --- a desk ------------------------------------------------------------------------- */

class Desk {
	#socket;
	#waiting = new Map(); /* by the type of the answer */

	static async sit(port, name) {
		const desk = new Desk();

		desk.#socket = new WebSocket(`ws://127.0.0.1:${port}/desk`, 'desk.v1', { origin: `http://127.0.0.1:${port}` });
		desk.#socket.on('message', (data) => desk.#take(JSON.parse(data)));
		await once(desk.#socket, 'open');
		await desk.ask('session', { type: 'login', name, password: PASSWORD });
		return desk;
	}

	ask(type, question) {
		return new Promise((resolve, reject) => {
			this.#waiting.set(type, resolve).set('error', ({ message }) => reject(new Error(message)));
			this.#socket.send(JSON.stringify(question));
		});
	}

	close() {
		this.#socket.close();
	}

	#take(frame) {
		this.#waiting.get(frame.type)?.(frame);
		this.#waiting.delete(frame.type);
	}
}

/* --- what is asked ------------------------------------------------------------------ */

const list = (filter, after) => ['list', { type: 'desk.list', filter, ...(after && { after: { row: after } }) }];
const any = (items) => items[Math.floor(Math.random() * items.length)];

const figures = (days) => ['report', { type: 'desk.report', days }];

/* What the page of figures asks. */
const figuresQuestions = {
	'figures: today': () => figures(1),
	'figures: 7 days': () => figures(7),
	'figures: 28 days': () => figures(28),
};

function questionsAbout(made) {
	return {
		'inbox: mine': () => list({ agent: any(agents), state: 'open' }),
		'inbox: nobody has': () => list({ state: 'waiting' }),
		'inbox: the line, first page': () => ['snapshot', { type: 'desk.snapshot' }],
		'inbox: the line, another page': () => ['snapshot', { type: 'desk.snapshot', after: { priority: 2, row: made.length - Math.floor(Math.random() * N_OPEN) } }],
		'all: first page': () => list({}),
		'all: another page': () => list({}, Math.floor(Math.random() * made.length)),
		'search: number': () => list({ who: any(made).who }),
		'search: case': () => list({ case: any(made).id }),
		'search: line': () => list({ same_line: any(made).id }),
		'search: agent': () => list({ agent: any(agents) }),
		'search: tag': () => list({ tag: 'follow_up' }),
		'search: rare tag': () => list({ tag: 'regulator' }),
		'search: rare tag of an agent': () => list({ tag: 'regulator', agent: any(agents) }),
		'search: rare tag of a team': () => list({ tag: 'regulator', team: 'service', state: 'closed' }),
		'search: nothing fits': () => list({ tag: 'refund', agent: any(agents), language: 'en' }),
	};
}

async function askUntil(ended, desk, questions) {
	const times = new Map(Object.keys(questions).map((name) => [name, []]));
	let goesOn = true;

	ended.then(() => { goesOn = false; });
	while (goesOn) {
		for (const [name, question] of Object.entries(questions)) {
			const begun = performance.now();

			await desk.ask(...question());
			times.get(name).push(performance.now() - begun);
		}
	}
	return times;
}

/* The server's own time for a question of each kind, when it has nothing else to do. */
async function costsOf(server, desk, questions) {
	const costs = [];

	for (const question of Object.values(questions)) {
		const before = server.cpuSeconds;

		for (let i = 0; i < COUNTED; i++) await desk.ask(...question());
		costs.push(((server.cpuSeconds - before) * 1000) / COUNTED);
	}
	return costs;
}

/* --- the tables --------------------------------------------------------------------- */

function rowOf(name, times) {
	const sorted = times.toSorted((a, b) => a - b);
	const share = (part) => sorted[Math.floor(sorted.length * part)];

	return { name, n: times.length, p50: share(0.5), p95: share(0.95), p99: share(0.99), most: sorted.at(-1) };
}

function printTimes(title, times, costs, chats, alone) {
	const rows = [...times].map(([name, each]) => rowOf(name, each));

	printTable(`${whole(N)} cases, ${whole(N_OPEN)} of them not closed; ${title}`, ['', 'asked', 'p50 ms', 'p95 ms', 'p99 ms', 'longest ms', 'server ms'],
		rows.map(({ name, n, ...shares }, i) => [name, whole(n), ...Object.values(shares).map(fixed(1)), fixed(2)(costs[i])]));
	console.log(`\n  The chats meanwhile: ${whole(chats.rate)} turns a second, p50 ${fixed(1)(chats.p50_ms)} ms, p99 ${fixed(1)(chats.p99_ms)} ms;`
		+ ` while no desk asked: ${whole(alone.rate)}, ${fixed(1)(alone.p50_ms)} ms, ${fixed(1)(alone.p99_ms)} ms (p99 ${timesOf(chats.p99_ms / alone.p99_ms)})`);
	return rows.filter(({ p95 }) => p95 > LIMIT_MS);
}

async function chatsMeanwhile(server, load, act) {
	const chats = await connectLoad(server, { ...load, warm: 1, seconds });
	const ended = chats.result();
	const times = await act(ended);
	const result = await ended;

	await chats.end();
	return [times, result];
}

/* The facts of all cases are first counted after the start. */
async function figuresCounted(desk) {
	for (const question of Object.values(figuresQuestions))
		while (!(await desk.ask(...question())).report) await setTimeout(100);
}

if (!existsSync(filled)) fill();
const made = readMade();

for (const [title, load] of LOADS) {
	const folder = newFolder();

	cpSync(`${filled}/data`, `${folder}/data`, { recursive: true });
	addAccount(`${folder}/data`, SUPERVISOR, '--role', 'supervisor');
	const server = await startFuji({ folder });
	const desks = await Promise.all([...agents, SUPERVISOR].map((name) => Desk.sit(server.port, name)));

	await Promise.all(desks.map((desk) => desk.ask('snapshot', { type: 'desk.snapshot' })));
	await figuresCounted(desks.at(-1));
	const asked = [[desks[0], questionsAbout(made)], [desks.at(-1), figuresQuestions]];
	const costs = [];

	/* What the start left to do is done while nothing else goes on. */
	for (const each of asked) costs.push(await costsOf(server, ...each));
	const [, alone] = await chatsMeanwhile(server, load, (ended) => ended);

	for (const [i, [desk, questions]] of asked.entries()) {
		const [times, chats] = await chatsMeanwhile(server, load, (ended) => askUntil(ended, desk, questions));
		const late = printTimes(title, times, costs[i], chats, alone);

		for (const { name, p95 } of late) {
			console.error(`bench: ${name}: p95 is ${fixed(0)(p95)} ms, above ${LIMIT_MS} ms`);
			process.exitCode = 1;
		}
	}
	for (const desk of desks) desk.close();
	await server.stop();
}
