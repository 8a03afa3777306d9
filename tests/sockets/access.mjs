/*
 * Who may use what: every row of bot/access.c, tried by every role in the way in that it has, and
 * held against the table below. `fuji access` tells the rows; one that this table does not have
 * fails, and so does one that only this table has.
 *
 * What a role gets is the status of an answer, the code of an error, or the frame that answers.
 */
import assert from 'node:assert/strict';
import net from 'node:net';
import path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { WebSocket } from 'ws';
import { runFuji, startFuji } from './fuji.mjs';

const SECRET = 'a secret of the site alone';
const PASSWORD = 'chrysanthemum-47';
const ROLES = ['none', 'subscriber', 'verified_subscriber', 'agent', 'supervisor', 'auditor', 'admin'];
const UNKNOWN = 'a'.repeat(26);
const LINE = '/v3/directline/';

/* --- the table ------------------------------------------------------------------------ */

const all = (outcome) => ROLES.map(() => outcome);
const subscribers = (outcome, others) => [others, outcome, outcome, others, others, others, others];

/* Whoever holds a token of a conversation is nobody at a desk. */
const readers = (outcome) => ['login_first', 'login_first', 'login_first', outcome, outcome, outcome, 'forbidden'];
const talkers = (outcome) => ['login_first', 'login_first', 'login_first', outcome, outcome, 'forbidden', 'forbidden'];
const staff = (outcome) => ['login_first', 'login_first', 'login_first', outcome, outcome, outcome, outcome];
const auditors = (outcome) => ['login_first', 'login_first', 'login_first', 'forbidden', 'forbidden', outcome, 'forbidden'];
const reviewers = (outcome) => [...Array(3).fill('login_first'), 'forbidden', outcome, 'forbidden', outcome];
const admins = (outcome) => ['login_first', 'login_first', 'login_first', 'forbidden', 'forbidden', 'forbidden', outcome];
const overHttp = (talker, auditor, admin) => [401, 401, 401, talker, talker, auditor, admin];
const greeting = ['session', 'login_failed', 'login_failed', ...Array(4).fill('hello_twice')];

/* Asked for on the control socket: for whom the operating system lets in. No wire has such a frame. */
const administrator = [...Array(6).fill('bad_activity'), 'ok'];

/* In the order of ROLES. */
const TABLE = {
	'GET /': all(302),
	'GET /healthz': all(200),
	'GET /readyz': all(200),
	'GET /demo/phone': all(200),
	'GET /demo/login': all(200),
	'POST /checks/face/result': all(400), /* nobody's signature */
	'POST /demo/operator/face': all(400), /* no check waits */
	'GET /chat': all(101),
	'GET /desk': all(101),
	'POST /chat/upload': subscribers(201, 401),
	'GET /chat/upload/{upload}': all(404), /* without a ticket */
	'GET /desk/upload/{upload}': [401, 401, 401, 404, 404, 403, 403],
	[`POST ${LINE}tokens/generate`]: [200, 403, 403, 401, 401, 401, 401], /* none: with the secret */
	[`POST ${LINE}conversations`]: [201, 200, 200, 401, 401, 401, 401],
	[`POST ${LINE}tokens/refresh`]: subscribers(200, 401),
	[`GET ${LINE}conversations/{conversation}`]: subscribers(200, 401),
	[`GET ${LINE}conversations/{conversation}/activities`]: subscribers(200, 401),
	[`POST ${LINE}conversations/{conversation}/activities`]: subscribers(200, 401),
	[`POST ${LINE}conversations/{conversation}/upload`]: subscribers(200, 401),
	[`GET ${LINE}conversations/{conversation}/stream`]: subscribers(101, 403), /* others have no ticket */
	'POST /webhooks/rest/webhook': [200, ...Array(6).fill(401)], /* none: with the secret */
	'POST /tmf-listener/{hub}': all(404), /* the simulated operator has no hubs */
	'POST /tmf-listener/{hub}/listener/{event}': all(404),
	'POST /api/v1/login': [200, 401, 401, 403, 403, 403, 403],
	'POST /api/v1/logout': overHttp(200, 200, 200),
	'GET /api/v1/cases': overHttp(200, 200, 403),
	'GET /api/v1/cases/{case}': overHttp(404, 404, 403), /* there is no such case; so below */
	'POST /api/v1/cases/{case}/claim': overHttp(404, 403, 403),
	'POST /api/v1/cases/{case}/message': overHttp(404, 403, 403),
	'POST /api/v1/cases/{case}/note': overHttp(404, 403, 403),
	'POST /api/v1/cases/{case}/transfer': overHttp(404, 403, 403),
	'POST /api/v1/cases/{case}/return': overHttp(404, 403, 403),
	'POST /api/v1/cases/{case}/close': overHttp(404, 403, 403),
	'POST /api/v1/next': overHttp(409, 403, 403), /* who is away */
	'POST /api/v1/presence': overHttp(200, 403, 403),
	'GET /api/v1/events': [401, 401, 401, 403, 200, 200, 403],
	'chat.hello': ['welcome', 'welcome', 'welcome', ...Array(4).fill('token_invalid')],
	'chat.join': all('code_refused'), /* nobody's code */
	'chat.move': subscribers('fuji.move', 'hello_first'),
	'chat.earlier': subscribers('page', 'hello_first'),
	'chat.message': subscribers('message', 'hello_first'),
	'chat.event': subscribers('event', 'hello_first'),
	'chat.identity': subscribers('identity_refused', 'hello_first'), /* nobody's signature */
	'chat.typing': subscribers('event', 'hello_first'), /* has no answer: what comes behind it has */
	'desk.login': greeting,
	'desk.hello': greeting,
	'desk.snapshot': readers('snapshot'),
	'desk.open': readers('opened'),
	'desk.earlier': readers('earlier'),
	'desk.list': readers('list'),
	'desk.board': readers('board'),
	'desk.presence': talkers('agent'),
	'desk.next': talkers('case'),
	'desk.claim': talkers('case'),
	'desk.message': talkers('activities'),
	'desk.typing': talkers('typing'),
	'desk.note': talkers('log'),
	'desk.tag': talkers('case'),
	'desk.replies': talkers('replies'),
	'desk.transfer': talkers('case'),
	'desk.return': talkers('case'),
	'desk.close': talkers('case'),
	'desk.audit': auditors('audit'),
	'desk.report': [...Array(3).fill('login_first'), 'forbidden', 'report', 'report', 'report'],
	'desk.lookup': talkers('no_line'), /* nobody has said a number */
	'desk.reveal': talkers('no_line'),
	'desk.order': talkers('no_line'),
	'desk.step': talkers('no_such_step'), /* the case has no cause */
	'desk.logout': staff(4403),
	'account.add': admins('accounts'),
	'account.password': admins('accounts'),
	'account.disable': admins('accounts'),
	'account.enable': admins('accounts'),
	'account.work': admins('accounts'),
	'account.list': admins('accounts'),
	'rules.read': admins('rules'),
	'rules.save': admins('rules_changed'), /* of a version that nobody has */
	'review.list': reviewers('reviews'),
	'review.show': reviewers('no_such_item'),
	'review.mark': reviewers('no_such_item'),
	'review.example': reviewers('no_such_item'),
	'review.text': reviewers('no_such_item'),
	'missed.list': administrator,
	'missed.mark': administrator,
	'person.erase': administrator,
	'person.hold': administrator,
	'person.release': administrator,
	'person.export': administrator,
	'audit.list': administrator,
	'webhook.list': administrator,
	'webhook.retry': administrator,
	'key.rotate': administrator,
	'outreach.plan': administrator,
	'outreach.stopped': administrator,
	'outreach.list': administrator,
	'outreach.stop': administrator,
	'outreach.start': administrator,
};

const REFUSALS = [401, 403, 'login_first', 'login_failed', 'hello_first', 'hello_twice', 'token_invalid',
	'forbidden', 'bad_activity'];

/* --- who they are --------------------------------------------------------------------- */

let fuji;
let people; /* by role */
let n = 0;
const passing = []; /* clients that live no longer than a test */

const isStaff = (role) => ROLES.indexOf(role) > 2;
const bearer = (token) => token ? { authorization: `Bearer ${token}` } : {};

async function call(method, where, { token, body, json } = {}) {
	const answer = await fuji.fetch(where, {
		method, redirect: 'manual', body: json ? JSON.stringify(json) : body, headers: bearer(token),
	});

	return { status: answer.status, text: await answer.text() };
}

async function callJson(method, where, options) {
	const { status, text } = await call(method, where, options);

	assert.ok(status < 300, `${method} ${where}: ${status} ${text}`);
	return JSON.parse(text);
}

async function account(role) {
	const name = `${role}-${++n}`;
	const made = await runFuji(['agent', 'add', name, '--role', role, '--capacity', '99',
		'--password-stdin', '--data', fuji.data], { input: `${PASSWORD}\n` });

	assert.equal(made.code, 0, made.stderr);
	return { name, password: PASSWORD };
}

async function deskOf(who) {
	const desk = await fuji.desk(who);

	desk.token = desk.frames.find((frame) => frame.type === 'session').token;
	return desk;
}

async function signedIn(chat) {
	const { identity } = await callJson('GET', '/demo/login?number=13800000003');

	chat.send({ type: 'event', name: 'identity', value: { identity } });
	await chat.say('我手机怎么停机了');
	await chat.waitForText(/128\.00/);
}

async function subscriber(isVerified) {
	const chat = await fuji.chat();
	const line = await callJson('POST', `${LINE}conversations`,
		{ token: (await callJson('POST', `${LINE}tokens/generate`, { token: SECRET })).token });

	if (isVerified)
		await signedIn(chat);
	return { chat, token: chat.token, line };
}

async function employee(role) {
	const login = await account(role);
	const desk = await deskOf(login);

	return { login, desk, token: desk.token };
}

before(async () => {
	fuji = await startFuji({ env: { FUJI_DIRECTLINE_SECRET: SECRET, FUJI_RASA_SECRET: SECRET },
		args: ['--conversations-per-hour', '10000', '--messages-burst', '100', '--address-messages-burst', '2000', '--address-messages-per-second', '1000'] });
	people = { none: {} };
	for (const role of ROLES.slice(1)) {
		people[role] = isStaff(role) ? await employee(role)
			: await subscriber(role === 'verified_subscriber');
	}
	await people.subscriber.chat.say('阿巴阿巴'); /* message 1 of those that were not understood */
});
afterEach(() => Promise.all(passing.splice(0).map((client) => client.close())));
after(() => fuji.stop());

/* --- their ways in -------------------------------------------------------------------- */

/* The status of an upgrade. */
function upgrade(where, protocol) {
	const origin = `http://127.0.0.1:${fuji.port}`;
	const socket = new WebSocket(`ws://127.0.0.1:${fuji.port}${where}`, protocol, { origin });

	return new Promise((resolve) => {
		socket.on('error', () => {});
		socket.on('open', () => { socket.close(); resolve(101); });
		socket.on('unexpected-response', (request, answer) => {
			answer.destroy();
			resolve(answer.statusCode);
		});
	});
}

const PDF = '%PDF-1.4\n%%EOF\n';
const BODIES = {
	'POST /checks/face/result': { json: { identity: 'x.y.z' } },
	'POST /demo/operator/face': { json: { line: '13800000003', state: UNKNOWN, passed: true } },
	'POST /webhooks/rest/webhook': { json: { sender: 'u-1', message: '你好' } },
	'POST /chat/upload': { body: PDF },
	[`POST ${LINE}conversations/{conversation}/upload`]: { body: PDF },
	[`POST ${LINE}conversations/{conversation}/activities`]: { json: { type: 'typing' } },
	'POST /api/v1/cases/{case}/message': { json: { text: 'hello' } },
	'POST /api/v1/cases/{case}/note': { json: { text: 'a note' } },
	'POST /api/v1/cases/{case}/transfer': { json: { team: 'service' } },
	'POST /api/v1/presence': { json: { presence: 'ready' } },
};

/* As greet: nobody who has not logged in knows the words. */
async function requestOfDesk(row, role) {
	const [method, pattern] = row.split(' ');
	const { login } = people.agent;
	const { token } = pattern.endsWith('/logout') && isStaff(role) ? await employee(role) : people[role];
	const say = (presence) => call('POST', '/api/v1/presence', { token, json: { presence } });
	const json = { ...login, ...(role.endsWith('subscriber') && { password: token }) };

	if (pattern.endsWith('/next'))
		await say('away');
	const { status } = await call(method, pattern.replace('{case}', 'F00000000'),
		{ token, ...(pattern.endsWith('/login') ? { json } : BODIES[row]) });
	if (pattern.endsWith('/next'))
		await say('ready');
	return status;
}

async function request(row, role) {
	const { token, line } = people[role];
	const [method, pattern] = row.split(' ');
	const own = line ?? people.subscriber.line;
	const where = pattern.replace('{conversation}', own.conversationId).replace('{upload}', UNKNOWN);
	const begins = /tokens\/generate|conversations$/.test(where);

	if (pattern.endsWith('/stream'))
		return upgrade(`${where}?t=${line ? new URL(line.streamUrl).searchParams.get('t') : token}`);
	if (where === '/chat' || where === '/desk')
		return upgrade(where, `${where.slice(1)}.v1`);
	if (where.startsWith('/api/'))
		return requestOfDesk(row, role);
	return (await call(method, where.replace('/login', '/login?number=13800000003'), {
		token: pattern.startsWith(LINE) ? line?.token ?? token ?? (begins ? SECRET : null)
			: token ?? (where.startsWith('/webhooks/') ? SECRET : null),
		...BODIES[row],
	})).status;
}

/* The code of the next error, or what `name` makes of the next frame that it takes. */
async function outcome(client, name) {
	let found;

	await client.waitFor((frame) => {
		const error = frame.type === 'error' ? frame : frame.activities?.find((each) => each.name === 'error')?.value;

		found = error?.code ?? name(frame);
		return found;
	});
	return found;
}

const ACTIVITIES = {
	'chat.message': { type: 'message', text: '你好' },
	'chat.event': { type: 'event', name: 'seen' },
	'chat.move': { type: 'event', name: 'move' },
	'chat.earlier': { type: 'event', name: 'earlier', value: { before: '9' } },
	'chat.identity': { type: 'event', name: 'identity', value: { identity: 'x.y.z' } },
};

async function connect(where) {
	const client = await fuji.connect(where, { origin: `http://127.0.0.1:${fuji.port}` });

	passing.push(client);
	return client;
}

async function chatFrame(row, role) {
	const client = await connect('/chat');
	const id = `a-${++n}`;

	if (row === 'chat.join') {
		client.send({ type: 'event', name: 'hello', value: { code: 'BCDF-GHJK' } });
		return outcome(client, (frame) => frame.conversationId && 'welcome');
	}
	if (row === 'chat.hello' || !isStaff(role) && role !== 'none')
		client.send({ type: 'event', name: 'hello', value: { token: people[role].token } });
	if (row === 'chat.hello')
		return outcome(client, (frame) => frame.conversationId && 'welcome');
	if (row === 'chat.typing')
		client.send({ type: 'typing' });
	client.send({ ...ACTIVITIES[row] ?? ACTIVITIES['chat.event'],
		...(row !== 'chat.identity' && { channelData: { clientActivityID: id } }) });
	return outcome(client, (frame) => frame.before ? 'page' : frame.activities.find((each) => each.name === 'fuji.move')?.name
		?? frame.activities.find((each) => each.channelData?.clientActivityID === id)?.type);
}

/* A case that waits: { id, chat }. */
async function waitingCase() {
	const chat = await connect('/chat');

	await chat.hello({ locale: 'en' });
	await chat.say('agent');
	const { value } = await chat.waitForActivity((each) => each.value?.owner === 'waiting');
	return { id: value.caseId, chat };
}

const ON_ITS_LINE = ['lookup', 'reveal', 'order', 'step']; /* these do not even tell that there is one */
const ON_OWN_CASES = ['typing', 'transfer', 'return', 'close', ...ON_ITS_LINE];
const ABOUT_A_CASE = ['open', 'earlier', 'claim', 'message', 'note', 'tag', 'replies', ...ON_OWN_CASES];
const MEMBERS = {
	presence: { presence: 'away' }, message: { text: 'hello', watermark: '999' }, note: { text: 'a note' },
	tag: { add: 'abroad' }, transfer: { team: 'service' }, earlier: { before: '9' }, reveal: { text: 'to call back' },
	order: { order: 'resume', clientActivityID: 'o-1' }, report: { days: 7 },
	step: { step: 'LOST.owner_proven', state: 'done' },
};

/* As what is said on a desk's socket before the frame. */
async function deskAs(role, row) {
	const client = await connect('/desk');
	/* A log-out ends all that its account has open. */
	const { login, token } = row === 'desk.logout' && isStaff(role) ? await employee(role) : people[role];

	if (role !== 'none') {
		client.send({ type: 'hello', token });
		await client.waitFor((frame) => isStaff(role) ? frame.type === 'session' : frame.code === 'login_failed');
	}
	client.name = login?.name;
	return client;
}

/* Nobody who has not logged in knows the words; a subscriber has only what he was given. */
function greet(client, row, role) {
	const { login, token } = people.agent;

	if (row === 'desk.login')
		client.send({ type: 'login', ...login, ...(role.endsWith('subscriber') && { password: people[role].token }) });
	else
		client.send({ type: 'hello', token: role.endsWith('subscriber') ? people[role].token : token });
	return outcome(client, (frame) => frame.type === 'session' && 'session');
}

async function deskFrame(row, role) {
	const client = await deskAs(role, row);
	const verb = row.slice('desk.'.length);
	const wanted = TABLE[row].find((each) => !REFUSALS.includes(each));

	if (verb === 'login' || verb === 'hello')
		return greet(client, row, role);
	const about = ABOUT_A_CASE.includes(verb) || verb === 'next' ? await waitingCase() : null;

	if (verb === 'next' && wanted === TABLE[row][ROLES.indexOf(role)])
		client.send({ type: 'desk.presence', presence: 'ready' });
	if (ON_OWN_CASES.includes(verb) && wanted === TABLE[row][ROLES.indexOf(role)]) {
		client.send({ type: 'desk.claim', case: about.id });
		await about.chat.waitForActivity((each) => each.value?.owner === 'agent');
	}
	if (/^(note|message)$/.test(verb) && isStaff(role) && role !== 'admin') /* who follows the case is answered */
		client.send({ type: 'desk.open', case: about.id });
	client.send({ type: row, ...(ABOUT_A_CASE.includes(verb) && { case: about.id }), ...MEMBERS[verb] });
	if (verb === 'logout' && isStaff(role))
		return client.closed;
	const answered = outcome(client, (frame) => frame.type === wanted && answers(frame, verb, client, about) && wanted);

	if (verb === 'typing') /* the subscriber sees it */
		return Promise.race([answered, about.chat.waitForActivity((each) => each.type === 'typing').then(() => 'typing')]);
	if (verb === 'presence' && await answered === wanted) {
		client.send({ type: row, presence: 'ready' }); /* who is away is given no case */
		await client.waitFor((frame) => frame.type === wanted && frame.agent.presence === 'ready');
	}
	return answered;
}

/* Accounts at an administrator's desk, in the order of the table. */
async function accountFrame(row, role) {
	const client = await deskAs(role, row);

	client.send({ type: row, ...(row !== 'account.list' && { name: 'newcomer' }),
		...(/add|password/.test(row) && { password: PASSWORD }), ...(row === 'account.work' && { capacity: 3 }) });
	return outcome(client, ({ type }) => type === 'accounts' && type);
}

async function rulesFrame(row, role) {
	const client = await deskAs(role, row);

	client.send({ type: row, file: 'tags', ...(row === 'rules.save' && { text: '[]', version: 'x' }) });
	return outcome(client, ({ type }) => type === 'rules' && type);
}

async function reviewFrame(row, role) {
	const client = await deskAs(role, row);

	client.send({ type: row, number: 999, state: 'done', intent: 'balance', name: 'dialogue.greet', language: 'zh', text: 'x' });
	return outcome(client, ({ type }) => type === 'reviews' && type);
}

/* Whether the frame comes of what this desk asked for, and not of the others beside it. */
function answers(frame, verb, client, about) {
	const states = { next: 'open', claim: 'open', transfer: 'waiting', return: 'closed', close: 'closed' };

	if (verb === 'presence')
		return frame.agent.name === client.name && frame.agent.presence === 'away';
	if (verb === 'note')
		return frame.entries.some(({ kind }) => kind === 'note');
	if (verb === 'tag')
		return frame.case.id === about.id && frame.case.tags.length > 0;
	if (verb === 'message')
		return frame.activities.some(({ text }) => text === 'hello');
	return !states[verb] || (frame.case.state === states[verb] && frame.case.epoch > 0 &&
		(verb === 'next' || frame.case.id === about.id));
}

/* One request on the control socket. */
function ask(line) {
	return new Promise((resolve, reject) => {
		const socket = net.connect(path.join(fuji.data, 'control.sock'), () => socket.write(`${JSON.stringify(line)}\n`));
		let text = '';

		socket.on('data', (data) => { text += data; });
		socket.on('close', () => resolve(JSON.parse(text)));
		socket.on('error', reject);
	});
}

/* What `fuji learn`, `fuji audit` and the like ask, in the order of the table. */
const REQUESTS = {
	'missed.list': { verb: 'missed.list', after: 0 },
	'missed.mark': { verb: 'missed.mark', state: 'ignored', numbers: [1] },
	'person.erase': { verb: 'person.erase', line: '13900000099' },
	'person.hold': { verb: 'person.hold', line: '13900000099' },
	'person.release': { verb: 'person.release', line: '13900000099' },
	'person.export': { verb: 'person.export', line: '13900000099' },
	'audit.list': { verb: 'audit.list', after: 0 },
	'webhook.list': { verb: 'webhook.list', after: 0 },
	'webhook.retry': { verb: 'webhook.retry', after: 0 },
	'key.rotate': { verb: 'key.rotate' },
	'outreach.plan': { verb: 'outreach.plan', dry: true, items: [] },
	'outreach.stopped': { verb: 'outreach.stopped', items: [] },
	'outreach.list': { verb: 'outreach.list' },
	'outreach.stop': { verb: 'outreach.stop', line: '13900000099' },
	'outreach.start': { verb: 'outreach.start', line: '13900000099' },
};

/* Also an admin finds no such frame at a desk; what counts for him is the socket. */
async function administratorRequest(row, role) {
	const client = await deskAs(role, row);

	client.send({ type: row, name: 'x' });
	const atDesk = await outcome(client, () => null);
	if (role !== 'admin')
		return atDesk;
	assert.equal(atDesk, 'bad_activity');
	const { ok, message } = await ask(REQUESTS[row]);

	return ok ? 'ok' : message;
}

function attempt(row, role) {
	if (row.startsWith('chat.'))
		return chatFrame(row, role);
	if (row.startsWith('desk.'))
		return deskFrame(row, role);
	if (row.startsWith('account.'))
		return accountFrame(row, role);
	if (row.startsWith('rules.'))
		return rulesFrame(row, role);
	if (row.startsWith('review.'))
		return reviewFrame(row, role);
	return row.includes('/') ? request(row, role) : administratorRequest(row, role);
}

/* --- the walk ------------------------------------------------------------------------- */

/* The rows of the product: { name: roles }. */
async function rows() {
	const { code, stdout } = await runFuji(['access']);

	assert.equal(code, 0);
	return Object.fromEntries(stdout.trimEnd().split('\n').map((line) => {
		const [name, roles] = line.split(':');

		return [name, roles.trim().split(' ')];
	}));
}

test('the product and this table know the same rows', async () => {
	assert.deepEqual(Object.keys(await rows()).sort(), Object.keys(TABLE).sort());
});

describe('each row is for the roles that it names and for no others', () => {
	for (const [row, expected] of Object.entries(TABLE)) {
		test(row, async () => {
			const outcomes = [];

			for (const role of ROLES)
				outcomes.push(await attempt(row, role));
			assert.deepEqual(outcomes, expected);
		});
	}
});

test('whom the product says that it lets in is not refused here, and the other way round', async () => {
	/* Whoever asks for a stream shows a ticket, whatever he is; and a chat takes no other token
	 * than its own. */
	const byTicket = [`GET ${LINE}conversations/{conversation}/stream`, 'chat.hello'];

	for (const [row, allowed] of Object.entries(await rows())) {
		const here = ROLES.filter((role, i) => !REFUSALS.includes(TABLE[row]?.[i]));

		if (!byTicket.includes(row))
			assert.deepEqual(here, allowed, row);
	}
});

/* --- what is somebody else's ---------------------------------------------------------- */

describe('what is somebody else\'s and what is not there read the same', () => {
	test('a conversation', async () => {
		const { line } = people.subscriber;
		const other = people.verified_subscriber.line.conversationId;

		for (const where of ['', '/activities']) {
			const ask = (id) => call('GET', `${LINE}conversations/${id}${where}`, { token: line.token });
			const [foreign, unknown] = [await ask(other), await ask(UNKNOWN)];

			assert.equal(foreign.status, 404);
			assert.deepEqual(foreign, unknown);
		}
	});

	test('a stream', async () => {
		const ticket = new URL(people.subscriber.line.streamUrl).searchParams.get('t');

		for (const id of [people.verified_subscriber.line.conversationId, UNKNOWN])
			assert.equal(await upgrade(`${LINE}conversations/${id}/stream?t=${ticket}`), 403);
	});

	test('a file of another conversation', async () => {
		const { token } = people.verified_subscriber;
		const { id } = await callJson('POST', '/chat/upload', { token, body: PDF });
		const chat = await connect('/chat');
		const bring = async (uploadId) => {
			chat.send({ type: 'message', attachments: [{ content: { uploadId } }] });
			return chat.waitForError();
		};

		await chat.hello();
		const [foreign, unknown] = [await bring(id), await bring(UNKNOWN)];

		assert.equal(foreign.code, 'no_such_upload');
		assert.deepEqual(foreign, unknown);
	});

	test('a file of a case that another agent has', async () => {
		const { chat, id } = await waitingCase();
		const { id: file } = await callJson('POST', '/chat/upload', { token: chat.token, body: PDF });

		chat.send({ type: 'message', attachments: [{ content: { uploadId: file } }] });
		await chat.waitForActivity((each) => each.attachments);
		people.supervisor.desk.send({ type: 'desk.claim', case: id });
		await chat.waitForActivity((each) => each.value?.owner === 'agent');
		const fetchFile = (upload, { token }) => call('GET', `/desk/upload/${upload}`, { token });
		const foreign = await fetchFile(file, people.agent);

		assert.equal((await fetchFile(file, people.supervisor)).status, 200);
		assert.equal(foreign.status, 404);
		assert.deepEqual(foreign, await fetchFile(UNKNOWN, people.agent));
	});

	/* Desks see all cases, so that whose a case is is no secret there; only who has it acts on it. */
	test('a case that another agent has, or none', async () => {
		const { id, chat } = await waitingCase();
		const { desk } = people.agent;

		people.supervisor.desk.send({ type: 'desk.claim', case: id });
		await chat.waitForActivity((each) => each.value?.owner === 'agent');
		for (const verb of ABOUT_A_CASE) {
			const code = async (about) => {
				desk.send({ type: `desk.${verb}`, case: about, ...MEMBERS[verb] });
				return desk.waitFor((frame) => frame.type === 'error');
			};

			if (ON_ITS_LINE.includes(verb)) {
				assert.deepEqual(await code('F00000000'), await code(id), verb);
				continue;
			}
			assert.deepEqual(await code('F00000000'),
				{ type: 'error', code: 'no_such_case', message: 'there is no such case', retry_after_ms: 0 }, verb);
			if (['message', ...ON_OWN_CASES].includes(verb))
				assert.equal((await code(id)).code, 'not_yours', verb);
		}
	});
});
