/*
 * Words that are read again while the server talks. Reading is held by a pipe in the place of one of
 * their files: it goes on when the pipe has been written.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { constants } from 'node:fs';
import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { copyHome, startFuji } from './fuji.mjs';
import { scrape } from './scrape.mjs';

const PASSWORD = 'chrysanthemum-47';
const PATIENCE_MS = 20_000;
const UNHEARD = '咱这卡趴窝啦'; /* of no_service, once it is told so */
const UNKNOWN = '青山不改绿水长流'; /* of bye */
const NIGHT = '\n- id: night\n  name: {zh: 夜班, en: Night shift}\n';

/* Too slow for some messages, though no check of packs finds one. */
const SLOW = `intent: slow
kind: act
rules:
  - match: '(?:\\p{Hiragana}+)+y'
examples:
  zh: [ああy]
`;

let fuji;
let home;
let root, li;

async function sit(name, role) {
	await fuji.employ(name, role, PASSWORD);
	return fuji.desk({ name, password: PASSWORD });
}

before(async () => {
	home = await copyHome();
	fuji = await startFuji({ args: ['--metrics-listen', '127.0.0.1:0'],
		env: { FUJI_HOME: home, FUJI_MESSAGES_BURST: '200' } });
	[root, li] = [await sit('root', 'admin'), await sit('li', 'agent')];
});
after(() => fuji.stop('SIGKILL')); /* SIGTERM waits for who reads */

async function until(what) {
	const deadline = Date.now() + PATIENCE_MS;

	for (;;) {
		const found = await what();

		if (found)
			return found;
		assert.ok(Date.now() < deadline, `not yet: ${what} in ${fuji.stderr}`);
		await new Promise((resolve) => { setTimeout(resolve, 20); });
	}
}

/* Has the words read again. A function that resolves once new ones were taken, so many times. */
function reload() {
	const told = () => [...fuji.stderr.matchAll(/"words reloaded"/g)].length;
	const before = told();

	fuji.kill('SIGHUP');
	return (times = 1) => until(() => told() >= before + times);
}

function place(file) {
	return path.join(home, file);
}

async function replace(file, change) {
	const text = change(await readFile(place(file), 'utf8'));

	await writeFile(place(`${file}.new`), text);
	await rename(place(`${file}.new`), place(file));
}

/* Whoever reads the file, which a pipe has room for, waits. `begun` resolves when somebody does;
 * `release` lets him have `change` of what it was, and puts that in its place. */
async function hold(file) {
	const text = await readFile(place(file), 'utf8');
	let pipe;

	await rm(place(file));
	execFileSync('mkfifo', [place(file)]);
	return {
		async begun() {
			/* Without a reader it cannot be opened. */
			pipe = await until(() =>
				open(place(file), constants.O_WRONLY | constants.O_NONBLOCK).catch(() => null));
		},
		async release(change = (same) => same) {
			await writeFile(place(`${file}.new`), change(text));
			await rename(place(`${file}.new`), place(file));
			await pipe.writeFile(change(text));
			await pipe.close();
		},
	};
}

function withExample(example) {
	return (text) => text.replace(/^examples:\n  zh:\n/m, `$&    - ${example}\n`);
}

async function answerTo(text) {
	const chat = await fuji.chat();
	const { id } = await chat.say(text);
	const answer = await chat.waitForActivity(({ from, replyToId }) => from.role === 'bot' && replyToId === id);

	await chat.close();
	return answer.text;
}

async function reasons() {
	return (await (await fuji.fetch('/readyz')).json()).reasons;
}

test('with a fault in them the old ones are used on, and /readyz says so until they are mended', async () => {
	await writeFile(place('intents/packs/broken.yaml'), 'intent: x\nnonsense: 1\nrules: 7\n');
	fuji.kill('SIGHUP');
	await until(() => /words not reloaded.*broken\.yaml/.test(fuji.stderr));
	assert.match(await answerTo('我手机怎么停机了'), /^别着急/);
	assert.deepEqual(await reasons(), ['words']);

	await rm(place('intents/packs/broken.yaml'));
	await reload()();
	assert.deepEqual(await reasons(), []);
});

test('who writes meanwhile is answered, and what changed meanwhile is read once more', async () => {
	const held = await hold('intents/packs/no_service.yaml');
	const reloaded = reload();

	await held.begun();
	assert.doesNotMatch(await answerTo(UNHEARD), /^别着急/);
	await replace('intents/packs/bye.yaml', withExample(UNKNOWN));
	await writeFile(place('intents/packs/slow.yaml'), SLOW); /* for the next test */
	assert.doesNotMatch(await answerTo(UNKNOWN), /^再见/);
	fuji.kill('SIGHUP');
	await held.release(withExample(UNHEARD));
	await reloaded(2);
	assert.match(await answerTo(UNHEARD), /^别着急，我先看看是号码停机/);
	assert.match(await answerTo(UNKNOWN), /^再见/);
});

test('a rule that came to the bound of its steps is counted', async () => {
	const given = async () => (await scrape(fuji)).get('fuji_rules_given_up_total{}');

	await answerTo('ああy');
	assert.equal(await given(), 0);
	await answerTo(`${'かさ'.repeat(20)}停y`);
	assert.equal(await given(), 1);
});

test('rules that a desk saves meanwhile hold behind it', async () => {
	const held = await hold('bot/dialogue.yaml');
	const reloaded = reload();

	await held.begun(); /* the knowledge was read before it */
	root.send({ type: 'rules.read', file: 'tags' });
	const { text, version } = await root.waitFor(({ type }) => type === 'rules');

	root.send({ type: 'rules.save', file: 'tags', text: text + NIGHT, version });
	await root.waitFor(({ type }) => type === 'rules');
	await held.release();
	await reloaded();
	li.send({ type: 'desk.board' });
	const { tags } = await li.waitFor(({ type }) => type === 'board');

	assert.ok(tags.some(({ id }) => id === 'night'));
});

test('a server that stops meanwhile lets them go', async () => {
	const held = await hold('bot/flows/privacy.yaml');
	const chat = await fuji.chat();

	reload();
	await held.begun();
	fuji.kill('SIGTERM');
	await chat.closed; /* by when the bot has run all that it took */
	await held.release();
	assert.equal((await fuji.ended).code, 0, fuji.stderr);
});
