/*
 * What /metrics counts and who may ask, and the trace of an event in the log.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { runFuji, startFuji, temporaryFolder } from './fuji.mjs';
import { get, read, whereOf } from './scrape.mjs';

const PROMTOOL = path.resolve(import.meta.dirname, '../../build/tools/promtool');

let fuji, chat, where;

before(async () => {
	fuji = await startFuji({ args: ['--metrics-listen', '127.0.0.1:0', '--carrier', 'sim:?code=135790',
		'--login-tries', '1', '--connections-per-conversation', '1', '--failed-checks-per-day', '1'] });
	where = whereOf(fuji);
	chat = await fuji.chat({ locale: 'zh-CN' });
	await chat.say('我手机怎么停机了');
	await chat.say('13800000003');
	await chat.say('服务密码');
	await chat.say('246810');
	await chat.waitForText(/128\.00/);
	await chat.say('转人工');
	chat.send('{');
	await chat.waitForError('bad_json');
});
after(() => fuji.stop());

test('what is scraped keeps to the format', async () => {
	const { status, headers, body } = await get(where);

	assert.equal(status, 200);
	assert.match(headers['content-type'], /^text\/plain; version=0\.0\.4/);
	assert.ok(read(body).size > 100);
});

test('promtool, which is Prometheus’ own, finds nothing to say against it', async () => {
	const promtool = spawn(PROMTOOL, ['check', 'metrics']);
	let said = '';

	for (const stream of [promtool.stdout, promtool.stderr])
		stream.on('data', (text) => { said += text; });
	promtool.stdin.end((await get(where)).body);
	const [code] = await once(promtool, 'close');

	assert.equal(said, '');
	assert.equal(code, 0);
});

test('turns, calls, errors, sockets and the line of cases are counted', async () => {
	const samples = read((await get(where)).body);
	const value = (key) => samples.get(key) ?? assert.fail(`no ${key}`);

	assert.ok(value('fuji_turn_seconds_count{stage="committed"}') >= 6);
	assert.ok(value('fuji_turn_seconds_count{stage="delivered"}') >= 6);
	assert.ok(value('fuji_call_seconds_count{}') >= 1);
	assert.ok(value('fuji_commit_seconds_count{}') >= 6);
	assert.equal(value('fuji_errors_total{code="bad_json"}'), 1);
	assert.equal(value('fuji_sessions{channel="GET /chat"}'), 1);
	assert.equal(value('fuji_cases_waiting{}'), 1);
	assert.equal(value('fuji_cases_overdue{}'), 0);
	assert.equal(value('fuji_breaker_open{}'), 0);
	assert.equal(value('fuji_outbox_calls{kind="call"}'), 0);
	assert.ok(value('fuji_sent_bytes_total{}') > 1000);
});

async function guessTwice(guesser) {
	for (const text of ['我手机怎么停机了', '13800000019', '服务密码', '111111'])
		await guesser.say(text);
	await guesser.waitForText(/没有对上/);
	await guesser.say('222222');
	await guesser.waitForText(/这会儿不能在聊天里核对身份/);
	await guesser.close();
}

test('a limit that was hit is counted under its name', async () => {
	const [large, second] = await Promise.all([fuji.connect(), fuji.connect()]);
	const post = async (body) => (await fuji.fetch('/api/v1/login', { method: 'POST', body })).status;
	const login = JSON.stringify({ name: 'nobody', password: 'none at all' });

	await guessTwice(await fuji.chat({ locale: 'zh-CN' }));
	for (let i = 0; i < 30; i++)
		chat.send({ type: 'typing' });
	await chat.waitForError('too_fast');
	large.send(' '.repeat(70_000));
	assert.equal(await large.closed, 1009);
	second.send({ type: 'event', name: 'hello', value: { token: chat.token } });
	await second.waitForError('too_many_connections');
	assert.equal(await post(' '.repeat(70_000)), 413);
	assert.equal(await post(login), 401);
	assert.equal(await post(login), 429);

	const samples = read((await get(where)).body);
	for (const limit of ['all_checks', 'message_rate', 'frame', 'conversation_connections', 'body', 'login_tries'])
		assert.ok(samples.get(`fuji_limit_hits_total{limit="${limit}"}`) >= 1, limit);
	assert.equal(samples.get('fuji_limit_hits_total{limit="uploads"}'), 0);
});

test('subscribers cannot reach it, and nothing else is there', async () => {
	assert.equal((await fuji.fetch('/metrics')).status, 404);
	assert.equal((await get(where, '/healthz')).status, 404);
});

test('it is served on a Unix socket too, but never in public', async () => {
	const socketPath = path.join(await temporaryFolder(), 'metrics.sock');
	const other = await startFuji({ args: ['--metrics-listen', `unix:${socketPath}`] });

	read((await get({ socketPath })).body);
	await other.stop();
	await assert.rejects(get({ socketPath }));

	const { code, stderr } = await runFuji(['serve', '--listen', '127.0.0.1:0',
		'--data', path.join(await temporaryFolder(), 'data'), '--metrics-listen', '0.0.0.0:0']);
	assert.equal(code, 3);
	assert.match(stderr, /not loopback/);
});

test('a trace follows an event from its acceptance to the answer of the operator', () => {
	const lines = fuji.stderr.trim().split('\n').map((line) => JSON.parse(line));
	const call = lines.find((line) => line.msg === 'call made');
	const path_ = lines.filter((line) => line.trace === call.trace).map((line) => line.msg);

	assert.match(call.trace, /^[0-9a-f]{16}$/);
	for (const step of ['event accepted', 'event run', 'call made', 'call answered'])
		assert.ok(path_.includes(step), `${step} in ${path_}`);
	assert.ok(path_.lastIndexOf('event run') > path_.indexOf('call made'), 'the answer runs under it too');
});
