/*
 * A desk in front of many cases: every one is in the inbox once, page by page, and a search finds all
 * that it asks for and nothing else. How long that takes with 100,000 is `BENCH=desk make bench`.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { program, runFuji, startFuji, temporaryFolder } from './fuji.mjs';

const N = 1000;
const N_OPEN = 160;
const AGENTS = ['an', 'bo'];
const PASSWORD = 'chrysanthemum-47';

let fuji;
let desk;
let made; /* in the order in which they came about */

async function fill(data) {
	for (const name of AGENTS) {
		const { code, stderr } = await runFuji(['agent', 'add', name, '--password-stdin', '--data', data],
			{ input: `${PASSWORD}\n` });

		assert.equal(code, 0, stderr);
	}
	const { stdout } = await promisify(execFile)(path.join(path.dirname(program), 'tests/bench/cases'),
		[data, String(N), String(N_OPEN), ...AGENTS]);

	made = stdout.trimEnd().split('\n').map((line) => {
		const [id, number, state, agent, tag] = line.split('\t');

		return { id, number, state, agent, tag };
	});
	assert.equal(made.length, N);
}

before(async () => {
	const data = path.join(await temporaryFolder(), 'data');

	await fill(data);
	/* Pages are read faster than by anybody who looks at them. */
	fuji = await startFuji({ data, demo: false, env: { FUJI_MESSAGES_PER_SECOND: '1000', FUJI_MESSAGES_BURST: '1000' } });
	/* Both stay: the cases of who is away wait again. */
	[desk] = await Promise.all(AGENTS.map((name) => fuji.desk({ name, password: PASSWORD })));
});
after(() => fuji?.stop());

/* All pages of an answer. */
async function readAll(type, question) {
	const rows = [];

	for (let more = {}; more;) {
		desk.send({ ...question, ...(more.row && { after: more }) });
		const page = await desk.waitFor((frame) => frame.type === type);

		assert.ok(page.cases.length <= 50);
		rows.push(...page.cases);
		({ more } = page);
	}
	return rows;
}

const search = (filter) => readAll('list', { type: 'desk.list', filter });
const masked = (number) => `${number.slice(0, 3)}****${number.slice(7)}`;
const newestFirst = (fits) => made.filter(fits).map(({ id }) => id).reverse();

async function assertFound(filter, fits) {
	const found = await search(filter);

	assert.deepEqual(found.map(({ id }) => id), newestFirst(fits), JSON.stringify(filter));
}

test('the inbox has every case that is not closed, in the order of the line', async () => {
	const rows = await readAll('snapshot', { type: 'desk.snapshot' });
	const order = rows.map(({ priority, row }) => [priority, row]);

	assert.deepEqual(rows.map(({ id }) => id).sort(), newestFirst(({ state }) => state !== 'closed').sort());
	assert.deepEqual(order, order.toSorted(([a, i], [b, k]) => a - b || i - k));
	assert.equal(rows.filter(({ state, agent }) => state === 'open' && agent === 'an').length,
		made.filter(({ state, agent }) => state === 'open' && agent === 'an').length);
});

test('mine, those that nobody has, and all that there ever were', async () => {
	await assertFound({ agent: 'an', state: 'open' }, ({ state, agent }) => state === 'open' && agent === 'an');
	await assertFound({ state: 'waiting' }, ({ state }) => state === 'waiting');
	await assertFound({}, () => true);
});

test('a search by number, case, line, agent and tag finds all that fit and no other', async () => {
	const one = made[5];

	assert.ok(made.some(({ id, number }) => number === one.number && id !== one.id));
	await assertFound({ who: masked(one.number) }, ({ number }) => masked(number) === masked(one.number));
	await assertFound({ same_line: one.id }, ({ number }) => number === one.number);
	await assertFound({ case: one.id }, ({ id }) => id === one.id);
	await assertFound({ agent: 'bo', state: 'closed' }, ({ agent, state }) => agent === 'bo' && state === 'closed');
	await assertFound({ tag: 'regulator' }, ({ tag }) => tag === 'regulator');
	await assertFound({ tag: 'follow_up', agent: 'bo' }, ({ tag, agent }) => tag === 'follow_up' && agent === 'bo');
	await assertFound({ who: '139****0000', tag: 'refund' }, () => false);
});
