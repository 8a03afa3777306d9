/*
 * What did not help is looked at and mended: the words that a supervisor changes stand in their files
 * and are used from the next message on; what would not be sound, or cannot be written, changes
 * nothing.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { copyHome, runFuji, startFuji } from './fuji.mjs';

const PASSWORD = 'chrysanthemum-47';
const UNHEARD = '咱这卡趴窝啦';
const ASKED = '停机期间能收短信吗';
const isRoot = process.getuid() === 0;

let fuji;
let home;
let mei;

before(async () => {
	home = await copyHome();
	fuji = await startFuji({ env: { FUJI_HOME: home, FUJI_MESSAGES_BURST: '200' } });
	await fuji.employ('mei', 'supervisor', PASSWORD);
	mei = await fuji.desk({ name: 'mei', password: PASSWORD });
});
after(async () => {
	const { code, stderr } = await fuji.stop();

	assert.equal(code, 0, stderr);
});

async function listed(filter) {
	mei.send({ type: 'review.list', filter });
	return (await mei.waitFor(({ type }) => type === 'reviews')).items;
}

async function shown(number) {
	mei.send({ type: 'review.show', number });
	return mei.waitFor(({ type }) => type === 'review');
}

function reviewed() {
	return mei.waitFor(({ type }) => type === 'reviewed');
}

function refused(code) {
	return mei.waitFor((frame) => frame.type === 'error' && frame.code === code);
}

function stored(file) {
	return readFile(path.join(home, file), 'utf8');
}

/* Asks, and says of the answer that it did not help. The item. */
async function disliked(text) {
	const chat = await fuji.chat();
	const { id } = await chat.say(text);
	const answer = await chat.waitForActivity(({ from, replyToId }) => from.role === 'bot' && replyToId === id);

	chat.send({ type: 'invoke', name: 'message/submitAction', replyToId: answer.id,
		value: { actionName: 'feedback', actionValue: { reaction: 'dislike' } } });
	await chat.say('好的'); /* behind it the thumb is stored */
	await chat.close();
	return (await listed({ kind: 'thumb' }))[0];
}

async function answerTo(text) {
	const chat = await fuji.chat();

	await chat.say(text);
	const answer = await chat.waitForActivity(({ from, replyToId }) => from.role === 'bot' && replyToId);

	await chat.close();
	return answer.text;
}

test('an answer that got a thumb down is shown with what decided it', async () => {
	const item = await disliked(ASKED);
	const { activities, facts, intents } = await shown(item.number);
	const answer = facts.find(({ kind, name }) => kind === 'told' && name === 'article');
	const taken = facts.find(({ kind, seq }) => kind === 'took' && seq === answer.seq - 1);

	assert.equal(item.state, 'new');
	assert.equal(item.said, ASKED);
	assert.match(item.answer, /^停机后还能做什么/);
	assert.ok(activities.some(({ text }) => text === ASKED));
	assert.equal(answer.value, 'stopped_line_can_do');
	assert.equal(taken.value, 'policy');
	assert.ok(taken.number > 500 && taken.number <= 1000);
	assert.ok(intents.includes('policy'));
});

test('the next who says it is understood once it is an example', async () => {
	const { number } = await disliked(UNHEARD);
	const { item } = await shown(number);

	assert.equal(item.said, UNHEARD);
	mei.send({ type: 'review.example', number, intent: 'no_service', language: 'zh', text: UNHEARD });
	const { item: done, place } = await reviewed();
	const [file, line] = place.split(':');

	assert.equal(file, 'intents/packs/no_service.yaml');
	assert.equal((await stored(file)).split('\n')[line - 1].trim(), `- ${UNHEARD}`);
	assert.equal(done.state, 'done');
	assert.equal(done.by, 'mei');
	assert.match(await answerTo(UNHEARD), /^别着急，我先看看是号码停机/);
	mei.send({ type: 'review.example', number, intent: 'no_service', language: 'zh', text: UNHEARD });
	assert.match((await refused('words_unsound')).message, /^intents\/packs\/no_service\.yaml:\d+: .* stands among the examples already/);
});

test('a text that was changed is said in the new words', async () => {
	const { number } = await disliked('你好');
	const { facts, texts } = await shown(number);
	const { name } = facts.findLast(({ kind, name: each }) => kind === 'said' && each === 'dialogue.greet');
	const words = '您好！有什么“急事”：先说给我听。';

	assert.equal(texts.find((each) => each.name === name).zh, '您好，我在的，慢慢说。');
	mei.send({ type: 'review.text', number, name, language: 'zh', text: words });
	const { place } = await reviewed();

	assert.match(place, /^bot\/dialogue\.yaml:\d+$/);
	assert.equal(await answerTo('你好'), words);
	assert.match(await stored('bot/dialogue.yaml'), /\n {2}still_held: {3}# after another payment/);
});

test('an article and a cause get other words in their files as well', async () => {
	const { number } = await disliked(ASKED);
	const { texts } = await shown(number);
	const { name, zh } = texts.find((each) => each.name === 'article.stopped_line_can_do');
	const words = zh.replace('什么时候都可以', '随时都可以');

	assert.notEqual(words, zh);
	mei.send({ type: 'review.text', number, name, language: 'zh', text: words });
	assert.match((await reviewed()).place, /^knowledge\/articles\/stopped_line_can_do\.md:\d+$/);
	assert.match(await answerTo(ASKED), /随时都可以/);
	assert.match(await stored('knowledge/articles/stopped_line_can_do.md'), /随时都可以[^]*\n\n## en\n\n/);
	mei.send({ type: 'review.text', number, name: 'cause.CANCELLED.what', language: 'en', text: 'This number was closed on {cancel_date}.' });
	assert.match((await reviewed()).place, /^knowledge\/causes\.yaml:\d+$/);
	assert.match(await stored('knowledge/causes.yaml'),
		/\n {4}en: 'This number was closed on \{cancel_date\}\.'\n {2}way_out:\n/);
	mei.send({ type: 'review.text', number, name, language: 'zh', text: '号码\n## en\n没了' });
	assert.match((await refused('words_unsound')).message, /has no headings$/);
	for (const gone of ['article.no_such', 'article.../causes', 'cause.LOST', 'cause.LOST.name', 'dialogue']) {
		mei.send({ type: 'review.text', number, name: gone, language: 'zh', text: '号码' });
		await refused('no_such_text');
	}
});

test('what would not be sound changes nothing, and is told with its place', async () => {
	const { number } = await disliked('你好');
	const before = await stored('bot/dialogue.yaml');

	mei.send({ type: 'review.text', number, name: 'dialogue.greet', language: 'zh', text: '您好 {nobody}' });
	assert.match((await refused('words_unsound')).message, /^bot\/dialogue\.yaml:\d+:\d+: .*nobody/);
	assert.equal(await stored('bot/dialogue.yaml'), before);
	assert.equal((await shown(number)).item.state, 'new');
	assert.deepEqual((await readdir(path.join(home, 'bot'))).filter((name) => /new$/.test(name)), []);
});

/* Root may write into any folder, but not into one that is mounted for reading. */
async function readOnly(folder, act) {
	if (isRoot) {
		execFileSync('mount', ['--bind', folder, folder]);
		execFileSync('mount', ['-o', 'remount,bind,ro', folder]);
	} else {
		await chmod(folder, 0o555);
	}
	try {
		await act();
	} finally {
		if (isRoot)
			execFileSync('umount', ['-l', folder]);
		else
			await chmod(folder, 0o755);
	}
}

test('where the server may not write, that is said and nothing is done', async () => {
	const { number } = await disliked('你好');

	await readOnly(path.join(home, 'intents/packs'), async () => {
		mei.send({ type: 'review.example', number, intent: 'balance', language: 'zh', text: '话匣子里头还剩几个子儿' });
		await refused('words_unwritten');
	});
	await readOnly(path.join(home, 'bot'), async () => {
		mei.send({ type: 'review.text', number, name: 'dialogue.greet', language: 'zh', text: '您好' });
		await refused('words_unwritten');
	});
	assert.equal((await shown(number)).item.state, 'new');
});

test('a task stays until it is done, and the audit log tells who did what', async () => {
	const { number } = await disliked('你好');

	mei.send({ type: 'review.mark', number, state: 'task', text: '问候之后先问号码' });
	assert.equal((await reviewed()).item.note, '问候之后先问号码');
	assert.deepEqual((await listed({ state: 'task' })).map((each) => each.number), [number]);
	mei.send({ type: 'review.mark', number, state: 'done' });
	assert.equal((await reviewed()).item.state, 'done');
	const { stdout } = await runFuji(['audit', 'list', '--data', fuji.data]);

	assert.match(stdout, new RegExp(`mei\tsupervisor\treview\\.mark\t[a-z2-7]{26}\titem ${number} task`));
	assert.match(stdout, /mei\tsupervisor\treview\.example\t[a-z2-7]{26}\titem \d+ intents\/packs\/no_service\.yaml:\d+/);
	assert.match(stdout, /mei\tsupervisor\treview\.show\t[a-z2-7]{26}\titem \d+/);
});
