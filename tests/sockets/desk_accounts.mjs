/*
 * Accounts at an administrator's desk: made, changed and ended there, told of in the audit log, and
 * the passwords kept nowhere.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { startFuji } from './fuji.mjs';

const PASSWORD = 'chrysanthemum-47';
const FIRST = 'first-of-her-passwords';
const SECOND = 'second-of-her-passwords';

let fuji;
let admin;
let ended; /* a token of mei's */

before(async () => {
	fuji = await startFuji();
	await fuji.employ('root', 'admin', PASSWORD);
	await fuji.employ('zhou', 'auditor', PASSWORD);
	admin = await fuji.desk({ name: 'root', password: PASSWORD });
});
after(() => fuji.stop());

async function ask(verb, members = {}) {
	admin.send({ type: `account.${verb}`, ...members });
	const frame = await admin.waitFor(({ type }) => type === 'accounts' || type === 'error');

	return frame.code ?? frame.agents;
}

async function comesIn(name, password) {
	const desk = await fuji.connect('/desk', { origin: `http://127.0.0.1:${fuji.port}` });

	desk.send({ type: 'login', name, password });
	const { type } = await desk.waitFor((frame) => frame.type === 'session' || frame.code === 'login_failed');
	return { desk, isIn: type === 'session' };
}

test('an account that is added there lets its owner in, once more under each name it is refused', async () => {
	const agents = await ask('add', { name: 'mei', role: 'supervisor', password: FIRST });

	assert.deepEqual(agents.find(({ name }) => name === 'mei'),
		{ name: 'mei', role: 'supervisor', disabled: false, teams: '', languages: '', capacity: 4 });
	assert.equal((await comesIn('mei', FIRST)).isIn, true);
	assert.equal(await ask('add', { name: 'mei', password: FIRST }), 'exists');
});

test('work that there is not is refused and changes nothing, other work is kept', async () => {
	assert.equal(await ask('work', { name: 'mei', teams: 'moon', capacity: 9 }), 'bad_work');
	assert.equal(await ask('work', { name: 'nobody', capacity: 9 }), 'no_such_agent');
	const agents = await ask('work', { name: 'mei', teams: 'fraud english', languages: 'en', capacity: 2 });
	const { teams, languages, capacity } = agents.find(({ name }) => name === 'mei');

	assert.deepEqual([teams, languages, capacity], ['fraud english', 'en', 2]);
});

test('a new password sends away who is in, and the old one opens nothing', async () => {
	const { desk } = await comesIn('mei', FIRST);

	await ask('password', { name: 'mei', password: SECOND });
	assert.equal(await desk.closed, 4403);
	assert.equal((await comesIn('mei', FIRST)).isIn, false);
	assert.equal((await comesIn('mei', SECOND)).isIn, true);
});

test('who is disabled is sent away and stays out; nobody disables the own account', async () => {
	const { desk } = await comesIn('mei', SECOND);

	ended = desk.frames.find(({ token }) => token).token;
	await ask('disable', { name: 'mei' });
	assert.equal(await desk.closed, 4403);
	assert.equal((await comesIn('mei', SECOND)).isIn, false);
	assert.equal(await ask('disable', { name: 'root' }), 'own_account');
	assert.equal((await ask('list')).find(({ name }) => name === 'mei').disabled, true);
});

test('who is enabled again comes in with the same password, and not with a token of before', async () => {
	const agents = await ask('enable', { name: 'mei' });
	const { desk, isIn } = await comesIn('mei', SECOND);

	assert.equal(agents.find(({ name }) => name === 'mei').disabled, false);
	assert.equal(isIn, true);
	assert.equal(await ask('enable', { name: 'nobody' }), 'no_such_agent');
	await ask('enable', { name: 'mei' });
	desk.send({ type: 'desk.board' });
	await desk.waitFor(({ type }) => type === 'board'); /* it is no reason to be sent away */
	const old = await fuji.connect('/desk', { origin: `http://127.0.0.1:${fuji.port}` });

	old.send({ type: 'hello', token: ended });
	await old.waitFor(({ code }) => code === 'login_failed');
});

test('frames that are not whole are refused before anything is hashed', async () => {
	for (const members of [{ name: 'new', password: 'short' }, { name: 'new' }, { password: FIRST },
		{ name: 'no name', password: FIRST }, { name: 'new', password: FIRST, role: 'subscriber' }])
		assert.equal(await ask('add', members), 'bad_activity');
});

test('the audit log tells who did it to whom', async () => {
	const zhou = await fuji.desk({ name: 'zhou', password: PASSWORD });

	zhou.send({ type: 'desk.audit', filter: { object: 'mei' } });
	const { rows } = await zhou.waitFor(({ type }) => type === 'audit');

	assert.deepEqual(rows.map(({ who, what, detail }) => `${who} ${what} ${detail}`.trim()), [
		'root account.add supervisor', 'root account.work', 'root account.password', 'root account.disable',
		'root account.enable', 'root account.enable']);
});

test('no password stands in the data folder or in the log', () => {
	const texts = readdirSync(fuji.data, { recursive: true, withFileTypes: true })
		.filter((each) => each.isFile())
		.map(({ parentPath, path: folder, name }) => readFileSync(path.join(parentPath ?? folder, name), 'latin1'));

	for (const text of [...texts, fuji.stdout, fuji.stderr])
		assert.ok(!text.includes('of-her-passwords'));
});
