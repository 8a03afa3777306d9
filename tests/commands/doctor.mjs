/*
 * `fuji doctor`: a line for each thing that it examines, with what to do.
 */
import assert from 'node:assert/strict';
import { appendFile, chmod, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { copyHome, runFuji, startFuji } from '../sockets/fuji.mjs';

const examine = (...args) => runFuji(['doctor', ...args]);
let fuji;

before(async () => { fuji = await startFuji(); });
after(() => fuji.stop());

test('beside a running server all is well but for the simulation', async () => {
	const { code, stdout } = await examine('--data', fuji.data);

	assert.equal(code, 0, stdout);
	for (const line of [/^ok +a server has the data folder/m, /^ok +\d+ MiB free/m,
		/^ok +schema \d+, \d+ conversations/m, /^ok +.*fuji\.db is sound$/m,
		/^ok +.*key is its owner's alone$/m, /^ok +packs, texts and knowledge/m,
		/^warning +the operator is a simulation\n +fix: name/m])
		assert.match(stdout, line);
	assert.match(stdout, / 0 problems$/m);
});

test('what keeps a server from starting is a problem, with a way out', async () => {
	const taken = await examine('--listen', `127.0.0.1:${fuji.port}`, '--data', `${fuji.data}-none`);
	const unreachable = await examine('--data', fuji.data, '--carrier', 'sim:http://127.0.0.1:1/');

	assert.equal(taken.code, 3);
	assert.match(taken.stdout, /^problem +cannot listen on .*\n +fix: stop what listens there/m);
	assert.match(unreachable.stdout, /^problem +the operator does not answer at 127\.0\.0\.1 port 1\n +fix: /m);
});

test('a provider of links to pay by that is not there is a warning, and a template is asked of nobody', async () => {
	const of = async (url) => (await examine('--data', fuji.data, '--pay-url', url)).stdout;

	assert.match(await of('http://127.0.0.1:1/'), /^warning +the provider of links to pay by does not answer at 127\.0\.0\.1 port 1\n +fix: /m);
	assert.match(await of(`http://127.0.0.1:${fuji.port}/`), /^ok +the provider of links to pay by answers at /m);
	assert.doesNotMatch(await of('https://pay.example/{line}'), /links to pay by/);
});

test('a key that others can read is a problem, and so is one that is gone', async () => {
	const key = path.join(fuji.data, 'key');

	await chmod(key, 0o644);
	assert.match((await examine('--data', fuji.data)).stdout, /^problem .*key.*\n +fix: chmod 600/m);
	await rm(key);
	const { code, stdout } = await examine('--data', fuji.data);
	assert.equal(code, 3);
	assert.match(stdout, /^problem .*key/m);
});

test('a slip in a variable is a warning, settings that cannot be read are an error', async () => {
	const slip = await runFuji(['doctor', '--data', fuji.data], { env: { FUJI_CALL_TRYS: '2' } });

	assert.match(slip.stdout, /^warning +the variable FUJI_CALL_TRYS is no setting/m);
	assert.equal((await examine('--call-tries', '0')).code, 1);
});

/* What the machine or the settings lack, each with its way out. */
test('each thing that is wrong has its line and what to do', async () => {
	const home = await copyHome();

	await appendFile(path.join(home, 'intents/packs/pay.yaml'), '\nnonsense: [\n');
	for (const [args, options, line] of [
		[['--listen', '0.0.0.0:0'], {}, /^warning +0\.0\.0\.0:0 .*\n +fix: /m],
		[[], { under: ['prlimit', '--nofile=200:200'] }, /^problem +200 descriptors.*\n +fix: LimitNOFILE/m],
		[[], { under: ['faketime', '2020-01-01'] }, /^problem +the clock shows 2020-.*\n +fix: set it/m],
		[[], { env: { FUJI_HOME: home } }, /^problem .*pay\.yaml.*\n +fix: /m],
	]) {
		const { code, stdout } = await runFuji(['doctor', '--data', `${fuji.data}-none`, ...args], options);

		assert.match(stdout, line);
		assert.equal(code, line.source.startsWith('^problem') ? 3 : 0, stdout);
	}
});

test('the settings that hold are shown with where each comes from, and secrets are not', async () => {
	const file = path.join(fuji.data, 'fuji.yaml');

	await writeFile(file, 'call_tries: 2\ncall_backoff_ms: 300\nrasa_secret: a-secret-of-the-file\n');
	const { code, stdout } = await runFuji(['config', 'show', '--origin', '--config', file, '--breaker-failures', '7'],
		{ env: { FUJI_CALL_BACKOFF_MS: '400' } });

	assert.equal(code, 0);
	for (const [setting, value, origin] of [['call_tries', '2', 'fuji.yaml'], ['call_backoff_ms', '400', 'FUJI_CALL_BACKOFF_MS'],
		['breaker_failures', '7', '--breaker-failures'], ['call_deadline_ms', '5000', 'built in']])
		assert.match(stdout, new RegExp(`^${setting}: ${value}\\b.*${origin}`, 'm'));
	assert.doesNotMatch(stdout, /a-secret-of-the-file/);
});
