/*
 * Over TM Forum's APIs everything goes as over the simulation, and an operator that stumbles, lies
 * or asks who we are is met as bot/carriers/TMF.md says.
 */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { PATIENCE_MS, runFuji, startFuji } from '../sockets/fuji.mjs';
import { Operator } from './operator.mjs';

const ABREAST = 4;
const ARREARS = '13800000003';
const HELD = '13800000004';
const OWNER = '张三 12345X';
const UNAVAILABLE = /系统现在没有回应/;

let operator;
let nextWorld = 0;

before(async () => { operator = await Operator.start(); });
after(() => operator.stop());
beforeEach(() => {
	operator.answer = undefined;
	operator.requests.length = 0;
});

const url = (options = '') => `tmf:${operator.address}/w${++nextWorld}/demo;code=135790${options}`;
const world = () => operator.world(`w${nextWorld}`);
const askedFor = (route) => operator.requests.filter((request) => request.route === route);

/* One that speaks version 5 where tests/operator/version5.yaml says so. */
const VERSION5 = '?mapping=tests/operator/version5.yaml';

/* Until so many requests have come. */
async function until(route, n) {
	const deadline = Date.now() + PATIENCE_MS;

	while (askedFor(route).length < n) {
		assert.ok(Date.now() < deadline, `${n} ${route}, not ${askedFor(route).length}`);
		await setTimeout(10);
	}
}

/* A subscriber who has said what is wrong and named his number. */
async function ask(fuji, number) {
	const client = await fuji.chat();

	await client.say('我手机怎么停机了');
	await client.waitForText(/11 位/);
	await client.say(number);
	return client;
}

async function prove(client) {
	await client.waitForText(/请选一种方便的|请从这几种里选/);
	await client.say('身份证');
	await client.waitForText(/最后六位|后六位/);
	await client.say(OWNER);
}

test('all dialogues go over it as over the simulation', { timeout: 3_000_000 }, async () => {
	const folder = path.resolve(import.meta.dirname, '../talk');
	const files = readdirSync(folder).filter((name) => name.endsWith('.talk'));
	const play = async (first) => {
		for (let i = first; i < files.length; i += ABREAST) {
			const { code, stderr } = await runFuji(['test', '--carrier', `tmf:${operator.address}`,
				`tests/talk/${files[i]}`]);

			assert.equal(code, 0, stderr);
		}
	};

	await Promise.all(Array.from({ length: ABREAST }, (_, first) => play(first)));
});

test('a subscriber is told the cause of his own line, and no log has who he is', async () => {
	const fuji = await startFuji({ demo: false, args: ['--carrier', url()] });
	const client = await ask(fuji, ARREARS);

	await prove(client);
	await client.waitForText(/128\.00/);
	await fuji.stop();
	assert.match(fuji.stderr, /call made/);
	assert.doesNotMatch(fuji.stderr, /13800000003|12345X|张三|13900000000/);
});

test('an order whose answer is lost is looked for, and given once', async () => {
	const fuji = await startFuji({ demo: false, args: ['--carrier', url(';lose=1;order_ms=0')] });
	const client = await fuji.chat();

	await client.say('我要复机');
	await client.waitForText(/11 位/);
	await client.say(HELD);
	await prove(client);
	await client.waitForText(/确认一下/);
	await client.say('确认恢复');
	await client.waitForText(/S00000001/);
	assert.deepEqual(world().ledger.map((entry) => entry.what), ['resume']);
	assert.equal(askedFor('POST /productOrder').length, 1);
	assert.equal(askedFor('POST /productOrder')[0].headers['idempotency-key'], world().ledger[0].key);
	await fuji.stop();
});

test('what an operator says about another number is not told', async () => {
	const fuji = await startFuji({ demo: false, args: ['--carrier', url()] });

	operator.answer = ({ route, query }) => (route === 'GET /product' &&
		query.get('productSerialNumber') === HELD
		? [200, [{ id: 'P1', productSerialNumber: ARREARS, status: 'suspended' }]] : undefined);
	const client = await ask(fuji, HELD);

	await prove(client);
	await until('GET /product', 3);
	await client.waitForText(UNAVAILABLE);
	await fuji.stop();
	assert.equal(askedFor('GET /customerBill').length, 0);
	assert.match(fuji.stderr, /operator's answer does not fit/);
});

test('an API that fails is left alone, but for a look now and then; the others are not', async () => {
	const fuji = await startFuji({ demo: false,
		args: ['--carrier', url(), '--breaker-probe-ms', '600000', '--call-backoff-ms', '1'] });

	operator.answer = ({ route }) => (route === 'GET /serviceProblem' ? [503, {}] : undefined);
	for (let i = 0; i < 3; i++) {
		const client = await ask(fuji, ARREARS);

		await prove(client);
		await client.waitForText(UNAVAILABLE);
	}
	await fuji.stop();
	assert.equal(askedFor('GET /serviceProblem').length, 5);
	assert.match(fuji.stderr, /"operator answered a request with an error","request":"serviceProblem","status":"503"/);
	assert.equal(askedFor('GET /product').length, 9);
});

test('a token is got once, and again when it is not taken any more', async () => {
	const carrier = url();
	const env = { FUJI_CARRIER_CLIENT_SECRET: 'a secret & more' };
	const fuji = await startFuji({ demo: false, env, args: ['--carrier', carrier,
		'--carrier-client-id', 'fuji', '--carrier-token-url', `${carrier.slice(4)}/test/token`,
		'--call-backoff-ms', '1'] });
	let good = 'a-token';

	operator.answer = ({ route, headers }) => {
		if (route === 'POST /test/token')
			return [200, { access_token: good, token_type: 'Bearer', expires_in: 3600 }];
		return headers.authorization === `Bearer ${good}` ? undefined : [401, {}];
	};
	const client = await ask(fuji, ARREARS);

	await prove(client);
	await client.waitForText(/128\.00/);
	assert.equal(askedFor('POST /test/token').length, 1);
	assert.deepEqual(askedFor('POST /test/token')[0].body,
		{ grant_type: 'client_credentials', client_id: 'fuji', client_secret: 'a secret & more' });
	good = 'another';
	await prove(await ask(fuji, HELD));
	await until('POST /test/token', 2);
	assert.equal(askedFor('POST /test/token').length, 2);
	await fuji.stop();
	assert.doesNotMatch(fuji.stderr + fuji.stdout, /a-token|a secret/);
});

test('check shows each call, what was understood and what the mapping lacks', async () => {
	operator.answer = ({ route, world: its, now }) => (route === 'GET /product' && its.line(ARREARS, now)
		? [200, [{ id: `P${ARREARS}`, productSerialNumber: ARREARS, status: 'suspended',
			productCharacteristic: [{ name: 'bossState', value: '88' }] }]] : undefined);
	const { code, stdout } = await runFuji(['carrier', 'check', url(), '--line', ARREARS]);

	assert.equal(code, 1);
	assert.match(stdout, /^product +v4 200 .* \/tmf-api\/productInventory\/v4\/product$/m);
	assert.match(stdout, /held by +unmapped:88/);
	assert.match(stdout, /the mapping lacks +bossState: 88/);
});

test('inventories of version 5 tell the same of a line as those of version 4', async () => {
	const understood = async (version, line) => {
		const { code, stdout } = await runFuji(['carrier', 'check', `tmf:${operator.address}/both/demo${version}`, '--line', line]);

		assert.equal(code, 0, stdout);
		return stdout.slice(stdout.indexOf('understood:'));
	};

	for (const line of ['13800000001', '13800000003', '13800000009', '13800000013', '13800000015'])
		assert.equal(await understood(VERSION5, line), await understood('', line));
});

test('check says which version each API was spoken to in', async () => {
	const { code, stdout } = await runFuji(['carrier', 'check', url(VERSION5), '--line', '13800000015']);

	assert.equal(code, 0, stdout);
	assert.match(stdout, /^product +v5 200 .* \/productInventory\/v5\/product$/m);
	assert.match(stdout, /^service1 +v5 200 .* \/serviceInventory\/v5\/service\//m);
	assert.match(stdout, /^customer +v4 200 /m);
	assert.match(stdout, /held by +SMS_OR_CALL_BARRED\n +since +20/);
	assert.match(stdout, /other number +139\*\*\*\*0000/);
});
