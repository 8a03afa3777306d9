/*
 * `fuji webhook`: what the operator's help desk did not take for too long is shown, and put back.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HelpDesk, SECRET } from '../sockets/helpdesk.mjs';
import { runFuji, startFuji, temporaryFolder } from '../sockets/fuji.mjs';

const PATIENCE_MS = 40_000;
const LATER = {
	LD_PRELOAD: '/usr/$LIB/faketime/libfaketime.so.1', FAKETIME: '+2h', DONT_FAKE_MONOTONIC: '1',
	ASAN_OPTIONS: 'verify_asan_link_order=0', /* a build with sanitizers wants its own run-time first */
};

let desk;
let data;
let fuji;

before(async () => {
	data = `${await temporaryFolder()}/data`;
	desk = await new HelpDesk().open();
});
after(async () => {
	await fuji.stop();
	desk.close();
});

const start = (env) => startFuji({
	data, args: ['--webhook-url', desk.url, '--webhook-backoff-ms', '20', '--webhook-hours', '1'],
	env: { FUJI_WEBHOOK_SECRET: SECRET, ...env },
});
const webhook = (...args) => runFuji(['webhook', ...args, '--data', data]);

async function lines(...args) {
	const { code, stdout, stderr } = await webhook(...args);

	assert.equal(code, 0, stderr);
	return stdout.split('\n').filter(Boolean);
}

/* What is listed, once that is at least so much. */
async function listed(n) {
	for (const deadline = Date.now() + PATIENCE_MS; ;) {
		const rows = (await lines('list')).map((line) => line.split('\t'));

		if (rows.length >= n) return rows;
		assert.ok(Date.now() < deadline, `${n} are not given up`);
	}
}

const taken = (seq) => desk.until((events) => events.some((event) => event.seq === Number(seq)));

test('what was given up is listed, and goes again when it is put back', async () => {
	desk.answer = () => 500;
	fuji = await start();
	const client = await fuji.chat();

	await client.say('转人工');
	await client.waitForActivity((activity) => activity.name === 'fuji.owner');
	await fuji.stop();
	fuji = await start(LATER);
	const [[first, at, to, type, id], [second]] = await listed(2);

	assert.match(at, /^\d{4}-.*Z$/);
	assert.equal(to, 'webhook_url');
	assert.equal(type, desk.posts[0].event.type);
	assert.match(id, /^F\d{8}$/);
	desk.answer = () => 204;
	assert.equal((await lines('retry', first)).at(-1), 'put back: 1');
	await taken(first);
	assert.deepEqual(await lines('retry', first), ['put back: 0'], 'what was taken is not sent again');

	const all = await lines('retry');

	assert.ok(all.some((line) => line.startsWith(`${second}\t`)));
	assert.equal(all.at(-1), `put back: ${all.length - 1}`);
	for (const line of all.slice(0, -1))
		await taken(line.split('\t')[0]);
	assert.deepEqual(await lines('list'), []);
	assert.match((await runFuji(['audit', 'list', '--data', data])).stdout, /webhook\.retry\t\tevents: 1\n/);
	await fuji.stop();
	assert.deepEqual(await lines('retry'), ['put back: 0'], 'also where no server runs');
});

test('a number that no event has, and a misuse, are told', async () => {
	const { code, stderr } = await webhook('retry', '999999');

	assert.equal(code, 1);
	assert.match(stderr, /there is no event 999999/);
	for (const args of [[], ['retry', 'x'], ['list', '1'], ['drop']])
		assert.equal((await webhook(...args)).code, 2, args.join(' '));
	assert.match((await runFuji(['webhook', '--help'])).stdout, /fuji webhook retry \[SEQ\]/);
});
