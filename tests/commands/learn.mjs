/*
 * `fuji learn`: what subscribers said and the bot did not understand comes to those who write
 * packs, and from there into a pack.
 */
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { runFuji, startFuji, temporaryFolder } from '../sockets/fuji.mjs';

const RESUME = `# Wants service back.
intent: resume
kind: errand
rules:
  - match: '复机|重新开通'   # the plain words
examples:
  zh:
    - 我要复机
    - 怎么复机   # asked most
    - 办理复机
    - 给我复机
    - 马上复机
    - 重新开通
    - 重新开通我的号
    - 能不能重新开通
    # the end of the list

  en: [turn my line back on]
`;
const PAY = `intent: pay
kind: errand
rules:
  - match: '缴费|交话费'
examples:
  zh: [我要缴费, 怎么缴费, 在哪缴费, 网上缴费, 交话费, 怎么交话费, 哪里交话费, 帮我交话费, 手机缴费]
`;
const CHAT = `intent: chat
kind: none
examples:
  zh: [今天天气好吗, 明天天气怎么样, 天气预报, 会下雨吗, 讲个笑话, 来个笑话听听, 唱首歌, 咕咕叫, 小鸟叽叽叫]
`;

const UNHEARD = '咕叽咕叽呀';
const TOGETHER = ['阿巴阿巴', '阿巴阿巴嘛'];
const NUMBERED = '0571-88886666咕哒哒，证件330106199003071234';

let server, folder, packs;

async function learn(...args) {
	return runFuji(['learn', '--data', server.data, '--packs', packs, ...args]);
}

/* All that is listed, by text. */
async function listed(...args) {
	const { code, stdout, stderr } = await learn('--json', ...args);

	assert.equal(code, 0, stderr);
	const messages = JSON.parse(stdout).clusters.flatMap((cluster) => cluster.messages);

	return new Map(messages.map((message) => [message.text, message]));
}

async function understood(text) {
	const { stdout } = await runFuji(['match', '--json', '--packs', packs], { input: `${text}\n` });

	return JSON.parse(stdout).intents.map(({ name }) => name);
}

async function resumePack() {
	return readFile(path.join(packs, 'resume.yaml'), 'utf8');
}

/* Each in a conversation of its own, so that none is the third miss. */
async function sayAlone(...texts) {
	for (const text of texts) {
		const client = await server.chat();

		await client.say(text);
		await client.waitForText(/./);
		await client.close();
	}
}

before(async () => {
	folder = await temporaryFolder();
	packs = path.join(folder, 'packs');
	await mkdir(packs);
	await writeFile(path.join(packs, 'resume.yaml'), RESUME);
	await writeFile(path.join(packs, 'pay.yaml'), PAY);
	await writeFile(path.join(packs, 'chat.yaml'), CHAT);
	server = await startFuji();
	await sayAlone(UNHEARD, TOGETHER[0], TOGETHER[1], TOGETHER[1], NUMBERED, '你好');
});
after(() => server.stop());

test('what was not understood is listed, what was is not', async () => {
	const messages = await listed();

	assert.equal(messages.get(UNHEARD).state, 'new');
	assert.equal(messages.get(UNHEARD).language, 'zh');
	assert.match(messages.get(UNHEARD).packs, /^[0-9a-f]{16}$/);
	assert.ok(!messages.has('你好'));
});

test('what was said again is counted, and what is alike stands together', async () => {
	const { stdout } = await learn();
	const { clusters } = JSON.parse((await learn('--json')).stdout);
	const number = clusters[0].messages[0].number;

	assert.deepEqual(clusters[0].messages.map(({ text, count }) => [text, count]),
		[[TOGETHER[1], 2], [TOGETHER[0], 1]]);
	assert.equal(clusters[0].name, `${number}+`);
	assert.match(stdout, new RegExp(`^\\n${number}\\+  2 messages, said 3 times\\n +${number}  x2 +\\d{4}-\\d\\d-\\d\\d .* ${TOGETHER[1]}\\n`));
});

test('a number is masked wherever the message is kept or shown', async () => {
	const { stdout } = await learn();

	assert.match(stdout, /\*\*\*\*咕哒哒，证件\*\*\*\*$/m);
	assert.doesNotMatch(stdout, /0571|6666|3301|1234/);
	for (const file of await readdir(server.data)) {
		if (file === 'control.sock') continue;
		const bytes = await readFile(path.join(server.data, file));

		for (const text of ['88886666', '19900307', UNHEARD]) assert.ok(!bytes.includes(text), `${text} in ${file}`);
	}
});

test('a code is never listed, nor what is said in the middle of a check', async () => {
	const client = await server.chat();

	await client.say('验证码889911');
	await client.say('我手机怎么停机了');
	await client.waitForText(/手机号码/);
	await client.say('13800000003');
	await client.waitForText(/核实|验证/);
	await client.say('hunter-two-password');
	await client.say('转人工');
	await client.close();
	const { stdout } = await learn('--all');

	assert.doesNotMatch(stdout, /8899|hunter|验证码/);
});

test('a refused example is told and leaves the file untouched', async () => {
	const { number } = (await listed()).get(UNHEARD);
	const { code, stderr } = await learn('add', `${number}`, 'resume', '--not', '--text', '我要复机');

	assert.equal(code, 1);
	assert.match(stderr, /packs\/resume\.yaml:\d+:\d+: .*我要复机/);
	assert.match(stderr, /^fuji: '我要复机' was not added, no file was changed: \d+ problem/m);
	assert.equal(await resumePack(), RESUME);
	assert.deepEqual((await readdir(packs)).sort(), ['chat.yaml', 'pay.yaml', 'resume.yaml']);
	assert.equal((await listed()).get(UNHEARD).state, 'new');
});

test('a message that is masked is added in other words only', async () => {
	const masked = (await listed()).get('****咕哒哒，证件****');
	const { code, stderr } = await learn('add', `${masked.number}`, 'resume');

	assert.equal(code, 1);
	assert.match(stderr, /holds a mask.*--text/);
	assert.equal(await resumePack(), RESUME);
});

test('one step makes it an example, and then it is understood', async () => {
	const { number } = (await listed()).get(UNHEARD);

	assert.ok(!(await understood(UNHEARD)).includes('resume'));
	const { code, stdout, stderr } = await learn('add', `${number}`, 'resume');

	assert.equal(code, 0, stderr);
	assert.match(stdout, new RegExp(`packs/resume\\.yaml:16: example '${UNHEARD}' added`));
	assert.equal(await resumePack(), RESUME.replace('    - 能不能重新开通\n',
		`    - 能不能重新开通\n    - ${UNHEARD}\n`));
	assert.deepEqual(await understood(UNHEARD), ['resume']);
	assert.ok(!(await listed()).has(UNHEARD));
	assert.equal((await listed('--done')).get(UNHEARD).number, number);
});

test('a message is added once', async () => {
	const { number } = (await listed('--done')).get(UNHEARD);
	const { code, stderr } = await learn('add', `${number}`, 'resume');

	assert.equal(code, 1);
	assert.match(stderr, /resume\.yaml:16: '.*' stands among the examples already/);
});

test('a cluster is marked in one step, and one message at a time', async () => {
	const [first, second] = TOGETHER.map(async (text) => (await listed('--all')).get(text).number);
	const numbers = [await first, await second];

	assert.equal((await learn('ignore', `${numbers[0]}+`)).stdout, 'ignored: 2\n');
	assert.deepEqual([...(await listed('--ignored')).keys()].sort(), [...TOGETHER].sort());
	assert.equal((await learn('new', `${numbers[0]}`, `${numbers[1]}`)).stdout, 'new: 2\n');
	assert.ok((await listed()).has(TOGETHER[0]));
});

test('what cannot be done is said with what to do', async () => {
	const { number } = (await listed()).get(TOGETHER[0]);
	const nowhere = path.join(folder, 'nowhere');
	const cases = [
		[['done', '999'], 1, /there is no message 999: `fuji learn --all` lists them/],
		[['done', 'x'], 1, /there is no message x/],
		[['add', `${number}`, 'resum'], 1, /no pack in .* is of the intent resum: did you mean resume$/m],
		[['add', `${number}`, 'unheard_of'], 1, /no pack in .* is of the intent unheard_of: write one first/],
		[['--packs', nowhere, 'add', `${number}`, 'pay'], 3, /nowhere/],
		[['--data', nowhere], 3, /nowhere is no data folder, it has no fuji\.db: .*--data/],
		[['add', `${number}`], 2, /fuji learn --help/],
		[['frob'], 2, /fuji learn --help/],
	];

	for (const [args, wanted, sentence] of cases) {
		const { code, stderr } = await learn(...args);

		assert.match(stderr, sentence);
		assert.equal(code, wanted, args.join(' '));
	}
});

test('it works without a server too', async () => {
	const before = await listed('--all');

	await server.stop();
	assert.deepEqual(await listed('--all'), before);
	assert.equal((await learn('ignore', `${before.get(TOGETHER[0]).number}`)).code, 0);
	assert.equal((await listed('--ignored')).get(TOGETHER[0]).state, 'ignored');
});
