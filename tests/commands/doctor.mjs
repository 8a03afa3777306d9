/*
 * `fuji doctor`: a line for each thing that it examines, with what to do.
 */
import assert from 'node:assert/strict';
import { chmod, rm } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { runFuji, startFuji } from '../sockets/fuji.mjs';

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
