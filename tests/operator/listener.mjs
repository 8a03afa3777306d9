/*
 * What an operator's hubs tell: a chat that waits for its line hears of it at once, whatever else
 * comes in is taken or refused as bot/carriers/TMF.md says.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { PATIENCE_MS, startFuji } from '../sockets/fuji.mjs';
import { scrape } from '../sockets/scrape.mjs';
import { waitForLine } from './chats.mjs';
import { Operator } from './operator.mjs';

const SECRET = 'a secret of the hubs alone';
const LINE = '13800000011'; /* has paid, and is still stopped */
const HOUR_MS = 3_600_000;

let operator;
let fuji;

const start = (args = []) => startFuji({ demo: false, env: { FUJI_CARRIER_LISTENER_SECRET: SECRET },
	args: ['--metrics-listen', '127.0.0.1:0', ...args] });

before(async () => {
	operator = await Operator.start();
	fuji = await start(['--carrier', `tmf:${operator.address}/w/demo;order_ms=${HOUR_MS}`]);
});
after(async () => {
	await fuji.stop();
	await operator.stop();
});

/* The status of the answer. */
async function tell(where, body, { secret = SECRET, own = fuji } = {}) {
	const answer = await own.fetch(`/tmf-listener/${where}`, {
		method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
		body: typeof body === 'string' ? body : JSON.stringify(body) });

	return answer.status;
}

let n = 0;
const event = (eventType, thing, eventId = `e-${++n}`) => ({ eventId, eventType, eventTime: new Date().toISOString(), event: thing });
const changed = (eventId) => event('ProductStateChangeEvent', { product: { id: `P${LINE}`, status: 'active' } }, eventId);

async function notices() {
	const samples = await scrape(fuji);

	return Object.fromEntries(['for_nobody', 'heard', 'repeated', 'unknown'].map((news) =>
		[news, samples.get(`fuji_notices_total{news="${news}"}`)]));
}

const looks = () => operator.requests.filter(({ route }) => route === 'GET /product').length;

async function untilLooked(than) {
	const deadline = Date.now() + PATIENCE_MS;

	while (looks() <= than) {
		assert.ok(Date.now() < deadline, 'the operator is asked again');
		await setTimeout(10);
	}
}

test('a line that is restored is told in the chat that waits, and only once it is', async () => {
	const chat = await waitForLine(fuji, LINE);
	const before = operator.requests.length;

	assert.equal(await tell('product', changed()), 204);
	for (const deadline = Date.now() + PATIENCE_MS; operator.requests.length === before;) {
		assert.ok(Date.now() < deadline, 'the operator is asked what became of it');
		await setTimeout(10);
	}
	operator.ahead = 2 * HOUR_MS;
	assert.equal(await tell('payment', event('PaymentStateChangeEvent', { payment: { account: { id: `A${LINE}` } } })), 204);
	await chat.waitForText(/已经恢复/);
	assert.equal(chat.activities.filter(({ text }) => /已经恢复/.test(text ?? '')).length, 1);
	operator.ahead = 0;
});

test('what is told again, of nobody or of the unknown is taken, and counted', async () => {
	await waitForLine(fuji, LINE);
	const before = await notices();
	const again = changed();
	const known = looks();

	assert.equal(await tell('product', again), 204);
	assert.equal(await tell('product/listener/productStateChangeEvent', again), 204);
	assert.equal(await tell('product', event('ProductStateChangeEvent', { product: { id: 'P404' } })), 204);
	assert.equal(await tell('moon', event('MoonPhaseChangeEvent', { moon: {} })), 204);
	const after = await notices();

	assert.equal(after.heard - before.heard, 1);
	assert.equal(after.for_nobody + after.repeated - before.for_nobody - before.repeated, 2);
	assert.equal(after.unknown - before.unknown, 1);
	assert.ok(looks() <= known + 1);
});

test('who does not know the secret is not listened to, nor what is no event', async () => {
	assert.equal(await tell('product', changed(), { secret: `${SECRET}!` }), 401);
	assert.equal(await tell('product', changed(), { secret: '' }), 401);
	for (const body of ['', '[]', '{"eventType":', '{"eventType":"ProductStateChangeEvent"}', { ...changed('x'.repeat(128)) }])
		assert.equal(await tell('product', body), 400);
	assert.equal(await tell('product', event('PaymentCreateEvent', { pad: 'x'.repeat(65536) })), 413);
	assert.equal((await fuji.fetch('/tmf-listener/product')).status, 405);
});

test('the hubs are asked to tell us, and asked again until they agree', async () => {
	let refusals = 2;

	operator.answer = ({ route }) => (route === 'POST /hub' && refusals-- > 0 ? [503, {}] : undefined);
	const own = await start(['--carrier', `tmf:${operator.address}/hubs/demo`, '--carrier-listener-url', 'https://us.example']);
	const names = ['order', 'payment', 'product', 'service', 'ticket'];
	const asked = () => operator.requests.filter(({ route }) => route === 'POST /hub');
	const agreed = () => operator.world('hubs')?.callbacks ?? [];

	for (const deadline = Date.now() + PATIENCE_MS; agreed().length < names.length;) {
		assert.ok(Date.now() < deadline, `they agree: ${agreed()}`);
		await setTimeout(10);
	}
	await own.stop();
	operator.answer = undefined;
	assert.deepEqual(agreed().toSorted(), names.map((name) => `https://us.example/tmf-listener/${name}`));
	assert.equal(asked().length, names.length + 2);
	assert.match(own.stderr, /did not agree/);
});

test('an operator without hubs, or settings without a secret, have no such path', async () => {
	for (const own of [await startFuji({ env: { FUJI_CARRIER_LISTENER_SECRET: SECRET } }),
		await startFuji({ demo: false, args: ['--carrier', `tmf:${operator.address}/none/demo`] })]) {
		assert.equal(await tell('product', changed(), { own }), 404);
		await own.stop();
	}
});
