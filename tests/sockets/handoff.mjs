/*
 * kill -9 at random moments, while subscribers ask for a person and agents take, write, pass on,
 * give back and close.
 *
 * All come back as WIRE.md asks, and say again what was not acknowledged. Whatever a desk was ever
 * shown of a case (at this epoch: waiting in that line, or with that agent, or closed) must be so
 * later, too, and stand in the log of the case as the step of that number. In the end each case
 * is held against its conversation, the lines and the database file.
 *
 * $KILLS says how often: 15, unless it is set.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, runFuji, startFuji, temporaryFolder } from './fuji.mjs';

const KILLS = Number(process.env.KILLS ?? 15);
const RACES = 100;
const SUBSCRIBERS = 6;
const AGENTS = ['an', 'bo', 'cui'];
const PASSWORD = 'chrysanthemum-47';
const TEAMS = ['service', 'complaints', 'fraud'];
const LIFE_MS = 600; /* of a server, at most */
const HANDS = ['claimed', 'transfer', 'returned', 'closed'];

const total = { kills: 0, cases: 0, claimed: 0, transferred: 0, returned: 0, closed: 0,
	written: 0, said: 0 };
const faults = new Set();
let fuji;
let data;
let ending = false;

function random(most) {
	return Math.floor(Math.random() * most);
}

function pick(list) {
	return list[random(list.length)];
}

function look(isFault, what) {
	if (isFault)
		faults.add(what);
}

function seqOf(activity) {
	return activity.channelData['webchat:sequence-id'];
}

function start() {
	return startFuji({
		data, demo: false,
		/* These ask faster than people do, and all of them from one address. */
		args: ['--listen', `127.0.0.1:${fuji?.port ?? 0}`, '--carrier', 'sim:?latency_ms=5',
			'--messages-per-second', '1000', '--messages-burst', '1000',
			'--address-messages-per-second', '100000', '--address-messages-burst', '100000'],
	});
}

/* Lives again and again until there is nothing left to do; only a broken connection excuses. */
async function persist(someone) {
	while (!someone.isDone()) {
		const client = new Client(fuji.port, someone.path, someone.options());

		if (!await client.opened.then(() => true, () => false)) {
			await sleep(10);
			continue;
		}
		try {
			await someone.live(client);
		} catch (error) {
			if (client.socket.readyState === client.socket.OPEN)
				throw error;
		}
		await client.close();
	}
}

/* --- subscribers --------------------------------------------------------------------- */

class Subscriber {
	path = '/chat';
	#token = null;
	#seen = new Map(); /* seq -> activity */
	#open = null; /* { id, text } that is not acknowledged */
	acked = []; /* { id, text, echo }, in their order */

	constructor(name) {
		this.name = name;
	}

	options() {
		return {};
	}

	isDone() {
		return ending && !this.#open;
	}

	get owner() {
		const owners = [...this.#seen.values()].filter((each) => each.name === 'fuji.owner');

		return owners.at(-1)?.value.owner ?? 'bot';
	}

	async live(client) {
		const watermark = String(Math.max(0, ...this.#seen.keys()));
		const back = this.#token ? { token: this.#token, watermark } : {};

		client.socket.on('message', (text) => this.#take(JSON.parse(text)));
		({ token: this.#token } = await client.hello(back));
		while (!this.isDone()) {
			await this.#say(client);
			await sleep(random(150));
		}
	}

	#take(frame) {
		for (const activity of frame.activities ?? [])
			if (activity.id)
				this.#seen.set(seqOf(activity), activity);
	}

	async #say(client) {
		const id = `${this.name}-${this.acked.length}`;
		const isWithPerson = ['waiting', 'agent'].includes(this.owner);

		this.#open ??= { id, text: isWithPerson ? `补充第 ${this.acked.length} 条` : '转人工' };
		const echo = await client.say(this.#open.text, { id: this.#open.id });
		this.acked.push({ ...this.#open, echo: echo.id });
		this.#open = null;
		total.said++;
	}

	/* All that the server has of the conversation, by somebody who has seen nothing. */
	async history() {
		const client = await fuji.chat({ token: this.#token, watermark: '0' });
		const { conversation } = client;
		const last = await client.say('在吗');

		await client.close();
		const all = client.activities.filter((each) => each.id && seqOf(each) < seqOf(last));
		return { conversation, activities: all };
	}
}

/* --- what desks are shown ------------------------------------------------------------ */

const shown = new Map(); /* case id -> by epoch, what it was */
const current = new Map(); /* case id -> the newest CASE */

function standing({ state, agent, team }) {
	return state === 'closed' ? state : `${state} ${state === 'open' ? agent : team}`;
}

function show(row) {
	const epochs = shown.get(row.id) ?? [];

	look((epochs[row.epoch] ?? standing(row)) !== standing(row),
		`${row.id} at ${row.epoch} was ${epochs[row.epoch]}, is ${standing(row)}`);
	epochs[row.epoch] = standing(row);
	shown.set(row.id, epochs);
	if (row.epoch >= (current.get(row.id)?.epoch ?? 0))
		current.set(row.id, row);
}

function casesWith(state, agent) {
	return [...current.values()].filter((row) =>
		row.state === state && (!agent || row.agent === agent));
}

async function pages(desk, ask, type) {
	const cases = [];

	for (let after; after !== null;) {
		desk.send({ ...ask, ...(after && { after }) });
		const page = await desk.waitFor((frame) => frame.type === type);
		cases.push(...page.cases);
		after = page.more ?? null;
	}
	return cases;
}

function list(desk, filter) {
	return pages(desk, { type: 'desk.list', filter }, 'list');
}

async function logIn(name) {
	const desk = await fuji.desk({ name, password: PASSWORD });

	desk.send({ type: 'desk.presence', presence: 'ready' });
	await desk.waitFor((frame) => frame.type === 'agent' && frame.agent.name === name &&
		frame.agent.presence === 'ready');
	return desk;
}

/* --- agents -------------------------------------------------------------------------- */

class Agent {
	path = '/desk';
	#open = null; /* { case, id, text } that is neither acknowledged nor refused */
	#nMessages = 0;
	#watermarks = new Map(); /* by case */
	written = []; /* { case, id, text, echo }, in their order */

	constructor(name) {
		this.name = name;
	}

	async logIn() {
		const desk = await logIn(this.name);

		this.token = desk.frames.find((frame) => frame.type === 'session').token;
		await desk.close();
	}

	options() {
		return { origin: `http://127.0.0.1:${fuji.port}` };
	}

	isDone() {
		return ending && !this.#open;
	}

	async live(desk) {
		const known = new Map([...current].map(([id, row]) => [id, row.epoch]));

		desk.send({ type: 'hello', token: this.token });
		({ token: this.token } = await desk.waitFor((frame) => frame.type === 'session'));
		for (const row of await list(desk, {})) {
			look(row.epoch < known.get(row.id), `${row.id} fell back to ${row.epoch}`);
			known.delete(row.id);
			show(row);
		}
		look(known.size > 0, `${[...known.keys()]} are gone`);
		desk.socket.on('message', (text) => {
			const frame = JSON.parse(text);

			if (frame.type === 'case')
				show(frame.case);
		});
		while (!this.isDone()) {
			await this.#act(desk);
			await sleep(random(40));
		}
	}

	async #act(desk) {
		const mine = casesWith('open', this.name);
		const waiting = casesWith('waiting');
		const acts = ['write', 'write', 'write', 'team', 'agent', 'return', 'close'];

		if (this.#open)
			return this.#write(desk);
		if (mine.length < 2 && waiting.length > 0)
			return random(4) ? this.#claim(desk, pick(waiting)) : this.#next(desk);
		return mine.length > 0 && this.#do(desk, pick(acts), pick(mine));
	}

	async #do(desk, act, { id, epoch }) {
		const other = pick(AGENTS.filter((name) => name !== this.name));
		const verbs = {
			team: { type: 'desk.transfer', team: pick(TEAMS), text: '请接着办' },
			agent: { type: 'desk.transfer', agent: other, text: '请接着办' },
			return: { type: 'desk.return' },
			close: { type: 'desk.close' },
		};

		if (act === 'write') {
			const n = this.#nMessages++;

			this.#open = { case: id, id: `${this.name}-${n}`, text: `${this.name} 的第 ${n} 句` };
			return this.#write(desk);
		}
		return this.#ask(desk, { ...verbs[act], case: id, epoch },
			(row) => row.id === id && row.epoch > epoch);
	}

	#claim(desk, { id, epoch }) {
		return this.#ask(desk, { type: 'desk.claim', case: id },
			(row) => row.id === id && row.epoch > epoch);
	}

	#next(desk) {
		return this.#ask(desk, { type: 'desk.next' },
			(row) => row.state === 'open' && row.agent === this.name);
	}

	async #ask(desk, frame, isDone) {
		desk.send(frame);
		await desk.waitFor((each) =>
			each.type === 'error' || (each.type === 'case' && isDone(each.case)));
	}

	/* Sees what the subscriber wrote, until nothing new crosses the message. */
	async #write(desk) {
		const { case: id, id: clientActivityID, text } = this.#open;
		const isEcho = (each) => each.channelData.clientActivityID === clientActivityID;
		let watermark = this.#watermarks.get(id) ?? '0';
		let answer = { code: 'unseen' };

		desk.send({ type: 'desk.open', case: id, watermark, log_watermark: '0' });
		await desk.waitFor((frame) => frame.type === 'log' && frame.case === id);
		while (answer.code === 'unseen') {
			({ watermark } = desk.frames.findLast((frame) =>
				frame.type === 'activities' && frame.case === id && frame.watermark));
			this.#watermarks.set(id, watermark);
			desk.send({ type: 'desk.message', case: id, text, clientActivityID, watermark });
			answer = await desk.waitFor((frame) => frame.clientActivityID === clientActivityID ||
				frame.activities?.some(isEcho));
		}
		if (answer.activities) {
			this.written.push({ ...this.#open, echo: answer.activities.find(isEcho).id });
			total.written++;
		}
		this.#open = null;
	}
}

/* --- the truth, when all rests ------------------------------------------------------- */

function checkConversation(name, activities) {
	let owner = 'bot';

	activities.forEach((activity, i) => {
		const next = activities[i + 1];
		const { 'fuji:speaker': speaker } = activity.channelData;
		/* How it was is asked by the turn that ends the case; its word on that follows. */
		const isRating = next?.name === 'handoff.status' && next.value.state === 'completed';

		look(seqOf(activity) !== i + 1, `${name} has a hole before ${seqOf(activity)}`);
		look(speaker === 'bot' && activity.type === 'message' && owner === 'agent' && !isRating,
			`the bot spoke in ${activity.id} while an agent had it: ${activity.text}`);
		if (activity.name === 'fuji.owner')
			({ owner } = activity.value);
	});
	return owner;
}

/* Once, as it was acknowledged, and in the order in which it was written. */
function checkMessages(who, messages, activities) {
	let seq = 0;

	for (const { id, text, echo } of messages) {
		const found = activities.filter((each) => each.channelData.clientActivityID === id);

		look(found.length !== 1 || found[0].id !== echo || found[0].text !== text,
			`${who} wrote ${id}: it is there ${found.length} times`);
		look(found.length > 0 && seqOf(found[0]) <= seq, `${who} wrote ${id} later than it stands`);
		seq = found.length > 0 ? seqOf(found[0]) : seq;
	}
}

/* The log's entry of that number must tell the step to what was shown. */
function checkLog(row, entries) {
	const hands = entries.filter(({ kind }) => HANDS.includes(kind));

	look(hands.length !== row.epoch, `${row.id} is at ${row.epoch} after ${hands.length} steps`);
	hands.forEach(({ kind, agent, text }, i) => {
		const [to] = text.split(':');
		const stands = {
			claimed: `open ${agent}`, returned: 'closed', closed: 'closed',
			transfer: AGENTS.includes(to) ? `open ${to}` : `waiting ${to}`,
		};
		const was = shown.get(row.id)?.[i + 1] ?? stands[kind];

		total[kind === 'transfer' ? 'transferred' : kind]++;
		look(was !== stands[kind], `${row.id} was shown ${was}; its log says ${kind} ${agent} ${text}`);
	});
}

/* Again, if that was too fast even for these. */
async function openCase(desk, id) {
	const watermark = String(Number.MAX_SAFE_INTEGER); /* only the log is wanted */

	desk.send({ type: 'desk.open', case: id, watermark, log_watermark: '0' });
	const came = await desk.waitFor(({ type }) => type === 'opened' || type === 'error');

	if (came.type === 'error') {
		assert.equal(came.code, 'too_fast');
		await sleep(came.retry_after_ms);
		return openCase(desk, id);
	}
	const { entries } = await desk.waitFor((frame) => frame.type === 'log' && frame.case === id);
	return { conversation: came.conversation, entries };
}

function ids(cases) {
	return cases.map(({ id }) => id).sort();
}

/* The lists by team and by agent share the cases out among them, and the line has the rest. */
async function checkQueues(desk, cases) {
	desk.send({ type: 'desk.board' });
	const { teams, agents } = await desk.waitFor((frame) => frame.type === 'board');
	const waiting = [];
	const open = [];

	for (const { id, waiting: n } of teams) {
		const line = await list(desk, { team: id, state: 'waiting' });
		assert.equal(line.length, n, `waiting in ${id}`);
		waiting.push(...line);
	}
	for (const { name, load } of agents) {
		const hands = await list(desk, { agent: name, state: 'open' });
		assert.equal(hands.length, load, `in hand of ${name}`);
		open.push(...hands);
	}
	assert.deepEqual(ids(waiting), ids(cases.filter(({ state }) => state === 'waiting')));
	assert.deepEqual(ids(open), ids(cases.filter(({ state }) => state === 'open')));
	assert.deepEqual(ids(await pages(desk, { type: 'desk.snapshot' }, 'snapshot')),
		[...ids(waiting), ...ids(open)].sort());
	assert.equal(new Set(ids(cases)).size, cases.length);
}

const OWNER_OF = { waiting: ['waiting'], open: ['agent'], none: ['bot', 'closed'] };

async function checkAll(subscribers, agents) {
	const desk = await logIn(AGENTS[0]);
	const cases = await list(desk, {});
	const byConversation = new Map();

	total.cases = cases.length;
	await checkQueues(desk, cases);
	for (const row of cases) {
		const { conversation, entries } = await openCase(desk, row.id);

		show(row);
		checkLog(row, entries);
		byConversation.set(conversation, [...byConversation.get(conversation) ?? [], row]);
	}
	for (const subscriber of subscribers) {
		const { conversation, activities } = await subscriber.history();
		const its = byConversation.get(conversation) ?? [];
		const live = its.filter(({ state }) => state !== 'closed');
		const owner = checkConversation(subscriber.name, activities);

		look(live.length > 1, `${subscriber.name} has ${live.length} cases`);
		look(!OWNER_OF[live[0]?.state ?? 'none'].includes(owner),
			`${subscriber.name}: ${owner} has it, its case is ${live[0]?.state}`);
		checkMessages(subscriber.name, subscriber.acked, activities);
		for (const { name, written } of agents)
			checkMessages(name, written.filter((each) => ids(its).includes(each.case)), activities);
	}
	await desk.close();
}

/* What the wire does not show: whose a conversation is, and which case it points to. The numbers
 * are those of enum owner and enum case_state. */
function misfits() {
	const sql = `SELECT v.id FROM conversations v LEFT JOIN cases c ON c.row = v.case_row
		WHERE NOT CASE c.state WHEN 0 THEN owner = 1 AND agent = 0
		WHEN 1 THEN owner = 2 AND agent <> 0 ELSE owner IN (0, 3) AND case_row = 0 END
		UNION SELECT c.id FROM cases c JOIN conversations v ON v.row = c.conversation
		WHERE state <> 2 AND v.case_row <> c.row`;
	const program = 'import json, sqlite3, sys\n' +
		'print(json.dumps(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchall()))';

	return JSON.parse(execFileSync('python3', ['-c', program, `${data}/fuji.db`, sql]));
}

/* --- tests --------------------------------------------------------------------------- */

before(async () => {
	data = await temporaryFolder();
	for (const name of AGENTS) {
		const args = ['agent', 'add', name, '--capacity', '50', '--password-stdin', '--data', data];
		assert.equal((await runFuji(args, { input: `${PASSWORD}\n` })).code, 0);
	}
	fuji = await start();
});
after(() => fuji.stop());

test(`two agents claim one case at a moment, ${RACES} times: one has it each time`, async () => {
	const desks = await Promise.all(AGENTS.slice(0, 2).map(logIn));
	const chat = await fuji.chat();
	const wins = [0, 0];

	await chat.say('转人工');
	const { case: { id } } = await desks[0].waitFor((frame) => frame.type === 'case');
	for (let race = 0; race < RACES; race++) {
		const epoch = 2 * race;
		const isNow = (n) => (frame) =>
			frame.type === 'case' && frame.case.id === id && frame.case.epoch === n;

		for (const desk of random(2) ? desks : desks.toReversed())
			desk.send({ type: 'desk.claim', case: id });
		/* Who lost hears that, and who has it now, in either order. */
		const isAnswer = (frame) => frame.type === 'error' || isNow(epoch + 1)(frame);
		const first = await Promise.all(desks.map((desk) => desk.waitFor(isAnswer)));
		const winner = AGENTS.indexOf(first.find((frame) => frame.case).case.agent);
		const lost = [first[1 - winner], await desks[1 - winner].waitFor(isAnswer)];
		assert.equal(lost.find((frame) => frame.code)?.code, 'already_claimed');
		assert.equal(lost.find((frame) => frame.case)?.case.agent, AGENTS[winner]);
		wins[winner]++;
		desks[winner].send({ type: 'desk.transfer', case: id, team: 'service' });
		await Promise.all(desks.map((desk) => desk.waitFor(isNow(epoch + 2))));
	}
	const errors = desks.map((desk) => desk.frames.filter(({ type }) => type === 'error').length);
	assert.deepEqual(errors, wins.toReversed());
	desks[0].send({ type: 'desk.claim', case: id });
	desks[0].send({ type: 'desk.close', case: id });
	await desks[0].waitFor((frame) => frame.type === 'case' && frame.case.state === 'closed');
	console.log(`races ${RACES}, won ${wins.join(' and ')}`);
	await Promise.all([chat, ...desks].map((client) => client.close()));
});

test(`after ${KILLS} kills each case is where it was shown to be, and with one only`, async () => {
	const subscribers = Array.from({ length: SUBSCRIBERS }, (_, i) => new Subscriber(`s${i}`));
	const agents = AGENTS.map((name) => new Agent(name));

	for (const agent of agents)
		await agent.logIn();
	const running = Promise.all([...subscribers, ...agents].map(persist));
	while (total.kills < KILLS) {
		await Promise.race([sleep(100 + random(LIFE_MS)), running]);
		fuji.kill('SIGKILL');
		total.kills++;
		await fuji.ended;
		fuji = await start();
	}
	await sleep(LIFE_MS);
	ending = true;
	await running;
	await checkAll(subscribers, agents);
	await fuji.stop();

	console.log([...Object.entries(total), ['faults', faults.size]]
		.map(([name, n]) => `${name} ${n}`).join(', '));
	assert.deepEqual([...faults], []);
	assert.deepEqual(misfits(), []);
	for (const step of ['claimed', 'transferred', 'returned', 'closed', 'written', 'said'])
		assert.ok(total[step] > 0, `nothing was ${step}`);
});
