/*
 * `fuji report` beside a running server: what was said over a socket is counted, in each form; and
 * desks are told the same.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { runFuji, startFuji } from './fuji.mjs';

const DAY_MS = 86_400_000;
const OTHERS = 3; /* who say nothing */
const day = (at) => new Date(at).toISOString().slice(0, 10);
const PERIOD = ['--from', day(Date.now() - DAY_MS), '--to', day(Date.now() + 2 * DAY_MS)];

let fuji;

before(async () => {
	fuji = await startFuji();
	const chat = await fuji.chat();

	await chat.say('我手机怎么停机了');
	await chat.waitForText(/手机号码/);
	await chat.say('13800000003');
	await chat.waitForText(/短信验证码/);
	await chat.say('服务密码', { choice: 'service_password' });
	await chat.waitForText(/服务密码/);
	await chat.say('246810');
	const { id } = await chat.waitForText(/128\.00/);

	chat.send({ type: 'invoke', name: 'message/submitAction', replyToId: id,
		value: { actionName: 'feedback', actionValue: { reaction: 'dislike' } } });
	await chat.say('转人工');
	await chat.waitForText(/案件编号/);
	for (let i = 0; i < OTHERS; i++)
		(await fuji.chat()).close();
});
after(() => fuji.stop());

function report(...args) {
	return runFuji(['report', '--data', fuji.data, ...args]);
}

async function figures(...args) {
	const { code, stdout, stderr } = await report(...PERIOD, '--format', 'json', ...args);

	assert.equal(code, 0, stderr);
	return JSON.parse(stdout).groups.map(({ name, figures: list }) => ({ name,
		of: (section, figure) => list.find((one) => one.section === section && one.name === figure)?.value }));
}

test('what was said and done is counted', async () => {
	const [all] = await figures();

	assert.equal(all.of('conversations', 'begun'), 4);
	assert.equal(all.of('conversations', 'with a message'), 1);
	assert.equal(all.of('conversations', 'handed to a person'), 1);
	assert.equal(all.of('messages', 'to the bot'), 5);
	assert.equal(all.of('causes', 'ARREARS_FULL'), 1);
	assert.equal(all.of('channels', 'chat'), 4);
	assert.equal(all.of('checks', 'service_password passed'), 1);
	assert.equal(all.of('handed over for', 'asked'), 1);
	assert.equal(all.of('steps asked', 'explain_suspension.line'), 1);
	assert.equal(all.of('cases', 'opened'), 1);
});

test('by cause, each has its own line', async () => {
	assert.deepEqual((await figures('--by', 'cause')).map(({ name, of }) =>
		[name, of('conversations', 'begun')]), [['ARREARS_FULL', 1], ['none', OTHERS]]);
});

test('people read it as Markdown, beside the period before', async () => {
	const { stdout } = await report(...PERIOD, '--compare');

	assert.match(stdout, /^# Report\n/);
	assert.match(stdout, /## conversations\n\n\| \| \| before \|\n\| --- \| ---: \| ---: \|\n\| begun \| 4 \| - \|\n/);
	assert.match((await report(...PERIOD, '--by', 'channel')).stdout, /\n\| chat \| 4 \| 0\.0 % \|/);
});

test('a digest tells what changed, where people left and what got thumbs down', async () => {
	const { stdout } = await report(...PERIOD, '--format', 'digest');

	assert.match(stdout, /\n## In short\n\n\| \| \| before \|\n\| --- \| ---: \| ---: \|\n\| conversations \| 4 \| - \|\n/);
	assert.match(stdout, /\n## What changed most\n\n- channels, chat: 4, before 0\n/);
	assert.match(stdout, /\n## Where people left\n\nAt no step/);
	assert.match(stdout, /\n## What got thumbs down\n\n- ARREARS_FULL: 1\n/);
	assert.equal((await report(...PERIOD, '--format', 'digest', '--by', 'day')).code, 2);
});

test('a spreadsheet reads it as CSV', async () => {
	const { stdout } = await report(...PERIOD, '--format', 'csv');

	assert.match(stdout, /^all,section,figure,unit,value\r\n/);
	assert.match(stdout, /\r\n"all","causes","ARREARS_FULL",count,1\r\n/);
});

for (const [args, code, told] of [
	[['--by', 'mood'], 2, /fuji report --help/],
	[['--format', 'pdf'], 2, /fuji report --help/],
	[['--from', 'yesterday'], 1, /--from yesterday is no time like 2026-01-31/],
	[['--from', '2026-02-01', '--to', '2026-01-01'], 1, /must begin before it ends/],
]) {
	test(`${args.join(' ')} is refused with what would be right`, async () => {
		const result = await report(...args);

		assert.equal(result.code, code);
		assert.match(result.stderr, told);
	});
}

test('a supervisor is told the same at a desk, an agent is not', async () => {
	const [all] = await figures();
	const { data } = fuji;

	await fuji.stop();
	fuji = await startFuji({ data });
	await fuji.employ('li', 'agent', 'demo-report-246810');
	const desk = await fuji.desk();
	const agent = await fuji.desk({ name: 'li', password: 'demo-report-246810' });
	let report;

	do {
		desk.send({ type: 'desk.report', days: 7 });
		({ report } = await desk.waitFor(({ type }) => type === 'report'));
	} while (!report);
	for (const { section, name, value } of report.all[0].figures)
		assert.equal(all.of(section, name), value, `${section}, ${name}`);
	assert.deepEqual(report.cause.map(({ name }) => name), ['ARREARS_FULL', 'none']);
	agent.send({ type: 'desk.report', days: 7 });
	await agent.waitFor(({ code }) => code === 'forbidden');
	desk.send({ type: 'desk.report', days: 2 });
	assert.match((await desk.waitFor(({ code }) => code === 'bad_activity')).message, /days/);
});
