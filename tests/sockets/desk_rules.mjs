/*
 * The rules that desks work by, as an administrator changes them: they are tried before they stand
 * in their file, and work from then on.
 */
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { copyHome, runFuji, startFuji } from './fuji.mjs';

const PASSWORD = 'chrysanthemum-47';
const NIGHT = '\n- id: night\n  name: {zh: 夜班, en: Night shift}\n';

let fuji;
let home;
let root;
let li;

async function sit(name, role) {
	await fuji.employ(name, role, PASSWORD);
	return fuji.desk({ name, password: PASSWORD });
}

before(async () => {
	home = await copyHome();
	fuji = await startFuji({ env: { FUJI_HOME: home } });
	[root, li] = [await sit('root', 'admin'), await sit('li', 'agent')];
});
after(async () => {
	const { code, stderr } = await fuji.stop();

	assert.equal(code, 0, stderr);
});

function rules() {
	return root.waitFor(({ type }) => type === 'rules');
}

async function read(file) {
	root.send({ type: 'rules.read', file });
	return rules();
}

function refused(code) {
	return root.waitFor((frame) => frame.type === 'error' && frame.code === code);
}

function stored(file) {
	return readFile(path.join(home, `knowledge/${file}.yaml`), 'utf8');
}

test('a tag that was added stands in the file and at every desk at once', async () => {
	const { text, version } = await read('tags');

	assert.equal(text, await stored('tags'));
	li.send({ type: 'desk.board' });
	await li.waitFor(({ type, tags }) => type === 'board' && !tags.some(({ id }) => id === 'night'));
	root.send({ type: 'rules.save', file: 'tags', text: text + NIGHT, version });
	assert.equal((await rules()).text, text + NIGHT);
	assert.equal(await stored('tags'), text + NIGHT);
	li.send({ type: 'desk.board' });
	await li.waitFor(({ type, tags }) => type === 'board' && tags.some(({ id }) => id === 'night'));
	assert.deepEqual((await readdir(path.join(home, 'knowledge'))).filter((name) => /new|aside/.test(name)), []);
});

test('what is not sound is refused with its lines, and nothing is changed', async () => {
	const { text, version } = await read('teams');

	root.send({ type: 'rules.save', file: 'teams', version, text: text.replace('08:00-22:00', '8 to 22') });
	assert.match((await refused('rules_unsound')).message, /^teams\.yaml:\d+:\d+: hours are written/);
	root.send({ type: 'rules.save', file: 'teams', version, text: text.replace('[AUTHORITY,', '[AUTORITY,') });
	assert.match((await refused('rules_unsound')).message, /^teams\.yaml:\d+:\d+: causes\.yaml has no cause/);
	assert.equal(await stored('teams'), text);
	assert.equal((await read('teams')).version, version);
});

test('who was slower reads again first, and a save whose answer was lost is done', async () => {
	const { text, version } = await read('due');
	const other = `# Of the night.\n${text}`;

	await writeFile(path.join(home, 'knowledge/due.yaml'), other);
	root.send({ type: 'rules.save', file: 'due', version, text: `# Mine.\n${text}` });
	await refused('rules_changed');
	root.send({ type: 'rules.save', file: 'due', version, text: other });
	assert.equal((await rules()).text, other);
});

test('no other file is read or written', async () => {
	for (const file of ['causes', '../fuji', 'teams.yaml', '']) {
		root.send({ type: 'rules.read', file });
		await refused('no_such_rules');
	}
	root.send({ type: 'rules.save', file: '../bot/wording', text: '', version: 'x' });
	await refused('no_such_rules');
});

test('the audit log tells who changed what', async () => {
	const { stdout } = await runFuji(['audit', 'list', '--data', fuji.data]);

	assert.match(stdout, /root\tadmin\trules\.save\t\ttags\.yaml/);
	assert.doesNotMatch(stdout, /rules\.save\t\tteams\.yaml\n/);
});
