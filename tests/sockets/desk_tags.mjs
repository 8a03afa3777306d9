/*
 * Tags on cases over real sockets: two agents who put one on at once lose neither's, cases are found
 * by them, and log and audit log tell who.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startFuji } from './fuji.mjs';

const PASSWORD = 'chrysanthemum-47';

let fuji;
let chat;
let li;
let wang;
let id;

async function sit(name, role) {
	await fuji.employ(name, role, PASSWORD);
	return fuji.desk({ name, password: PASSWORD });
}

before(async () => {
	fuji = await startFuji();
	[li, wang] = [await sit('li', 'agent'), await sit('wang', 'agent')];
	chat = await fuji.chat({ locale: 'zh-CN' });
	await chat.say('转人工');
	id = (await chat.waitForText(/F\d{8}/)).text.match(/F\d{8}/)[0];
});
after(() => fuji.stop());

function tag(desk, members) {
	desk.send({ type: 'desk.tag', case: id, ...members });
}

function caseWith(desk, tags) {
	return desk.waitFor(({ type, case: row }) => type === 'case' &&
		JSON.stringify([...row.tags].sort()) === JSON.stringify(tags));
}

async function found(desk, filter) {
	desk.send({ type: 'desk.list', filter });
	const { cases } = await desk.waitFor(({ type }) => type === 'list');

	return cases.map((each) => each.id);
}

test('the board names the tags that there are', async () => {
	li.send({ type: 'desk.board' });
	const { tags } = await li.waitFor(({ type }) => type === 'board');

	assert.deepEqual(tags.find((each) => each.id === 'abroad').name, { zh: '人在境外', en: 'Abroad' });
});

test('two who put one on at once lose neither\'s', async () => {
	tag(li, { add: 'abroad' });
	tag(wang, { add: 'refund' });
	await caseWith(li, ['abroad', 'refund']);
	await caseWith(wang, ['abroad', 'refund']);
});

test('a case is found by each of its tags and by no other', async () => {
	assert.deepEqual(await found(li, { tag: 'abroad' }), [id]);
	assert.deepEqual(await found(li, { tag: 'refund', state: 'waiting' }), [id]);
	assert.deepEqual(await found(li, { tag: 'refund', state: 'closed' }), []);
	assert.deepEqual(await found(li, { tag: 'follow_up' }), []);
});

test('what is no tag is refused, and so is a frame that names none', async () => {
	for (const [members, code] of [[{ add: 'moon' }, 'no_such_tag'], [{}, 'bad_activity'],
		[{ add: 'abroad', remove: 'refund' }, 'bad_activity']]) {
		tag(wang, members);
		assert.equal((await wang.waitFor(({ type }) => type === 'error')).code, code);
	}
});

test('one that is taken off is gone, and the logs tell who did what', async () => {
	li.send({ type: 'desk.open', case: id });
	tag(wang, { remove: 'abroad' });
	const { entries } = await li.waitFor(({ type, entries: all }) =>
		type === 'log' && all.some(({ kind }) => kind === 'untagged'));
	await caseWith(li, ['refund']);
	const taken = entries.find(({ kind }) => kind === 'untagged');

	assert.deepEqual([taken.agent, taken.text], ['wang', 'abroad']);
	const zhou = await sit('zhou', 'auditor');

	zhou.send({ type: 'desk.audit', filter: { object: id } });
	const { rows } = await zhou.waitFor(({ type }) => type === 'audit');
	const acts = rows.filter(({ what }) => what === 'desk.tag').map(({ who, detail }) => `${who} ${detail}`);

	assert.deepEqual(acts.sort(), ['li on abroad', 'wang off abroad', 'wang on refund']);
});
