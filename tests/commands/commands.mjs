/*
 * The command line's contracts that others script against: `fuji chat --json` and
 * `fuji match --json`.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

const FUJI = process.env.FUJI ?? 'build/fuji';

/* Says a line at a time, each when the turn before has ended with an empty set. */
async function play(args, lines) {
	const child = spawn(FUJI, ['chat', '--json', ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
	const turns = [[]];

	for await (const line of createInterface({ input: child.stdout })) {
		const { activities } = JSON.parse(line);

		if (activities.length) {
			turns.at(-1).push(...activities);
			continue;
		}
		if (turns.length > lines.length) break;
		child.stdin.write(`${lines[turns.length - 1]}\n`);
		turns.push([]);
	}
	child.stdin.end();
	assert.deepEqual(await once(child, 'close'), [0, null]);
	return turns.map((turn) => turn.filter((activity) => activity.type !== 'typing'));
}

const said = (turn) =>
	turn.filter((activity) => activity.from.role !== 'user').map((activity) => activity.text ?? '').join('\n');

test('a dialogue in Chinese, as texts, plays without a server', async () => {
	const turns = await play(
		['--carrier', 'sim:?code=135790&latency_ms=20'],
		['我手机怎么停机了', '13800000003', '短信验证码', '135790', '转人工'],
	);

	assert.match(said(turns[0]), /复机/);
	assert.match(said(turns[1]), /手机号码/);
	assert.doesNotMatch(said(turns[2]), /128/);
	assert.match(said(turns[4]), /128\.00/);
	assert.match(said(turns[5]), /F\d{8}/);
});

test('a dialogue in English, as Activities, plays without a server', async () => {
	const message = (text, id, choice) =>
		JSON.stringify({
			type: 'message',
			text,
			...(choice && { value: { choice } }),
			channelData: { clientActivityID: id },
		});
	const turns = await play(
		['--locale', 'en', '--as', '13800000019'],
		[
			message('why is my number suspended', 'c-1'),
			message('Service password', 'c-2', 'service_password'),
			message('135246', 'c-3'),
			message('135246', 'c-3'),
		],
	);

	assert.match(said(turns[1]), /138\*\*\*\*0019/);
	assert.equal(turns[3][0].channelData.clientActivityID, 'c-3');
	assert.doesNotMatch(JSON.stringify(turns[3]), /135246/);
	assert.match(said(turns[3]), /66\.60 yuan/);
	assert.equal(turns[4][0].id, turns[3][0].id);
});

test('a faulty Activity is answered with an error, and the dialogue goes on', async () => {
	const turns = await play([], ['{"type":"message"', '{"type":"frob"}', '你好']);

	assert.equal(turns[1][0].value.code, 'bad_json');
	assert.equal(turns[2][0].value.code, 'bad_activity');
	assert.match(said(turns[3]), /您好/);
});

/* Ten thousand different lines: empty, short, long, mixed, and not UTF-8. */
function lines(n) {
	const pieces = ['停机', '我手机', '怎么', ' ', '138', '0000', '0003', '为什么', 'why', 'suspended', '人工',
		'，', '！', '😀', '交了50块', 'ＡＢＣ', '停\u200b机', '一三八', '\\', '"', '\t'];
	const list = [];

	for (let i = 0; i < n; i++) {
		let line = '';

		for (let k = i % 13; k > 0; k--) line += pieces[(i * 7 + k * k * 5) % pieces.length];
		list.push(i % 97 === 0 ? Buffer.from([0xff, 0xfe, 0x41 + (i % 26)])
			: Buffer.from(i % 101 === 0 ? line.repeat(200) : line));
	}
	return list;
}

test('match answers each of 10,000 lines with one object of the contract', async () => {
	const input = lines(10000);
	const child = spawn(FUJI, ['match', '--json'], { stdio: ['pipe', 'pipe', 'inherit'] });
	let n = 0;

	child.stdin.end(Buffer.concat(input.flatMap((line) => [line, Buffer.from('\n')])));
	for await (const line of createInterface({ input: child.stdout, crlfDelay: Infinity })) {
		const found = JSON.parse(line);

		assert.deepEqual(Object.keys(found), ['text', 'intents', 'slots', 'lang']);
		assert.equal(typeof found.text, 'string');
		assert.ok(['zh', 'en'].includes(found.lang));
		assert.ok(found.intents.length <= 3);
		for (const { name, confidence } of found.intents)
			assert.ok(/^[a-z_]+$/.test(name) && confidence >= 0 && confidence <= 1);
		for (const [name, value] of Object.entries(found.slots))
			assert.ok(/^[a-z_]+$/.test(name) && ['string', 'number'].includes(typeof value));
		if (input[n].length === 0) assert.deepEqual(found.intents, []);
		n++;
	}
	assert.equal(n, input.length);
});
