/*
 * A link to pay by: who has proven the line gets it in the text and as a button, from a provider that is asked once; one
 * that fails, is slow or sends us elsewhere costs nobody the other ways to pay, one that goes on failing is left alone, and no log
 * has the link.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { startFuji } from './fuji.mjs';
import { scrape } from './scrape.mjs';

const LINK = 'https://pay.demo-mobile.example/b/c7d2';
const DOWN = '/down'; /* below which nothing works */
const OTHERS = /没能取到[^]*营业厅[^]*10086/;

let provider;
let fuji;
const start = (where, ...args) => startFuji({ args: ['--pay-url', `http://127.0.0.1:${provider.address().port}${where}`, ...args] });
const asked = [];
/* What it answers for each line; none: nothing ever. */
const answers = {
	13800000003: [200, { url: LINK, validUntil: new Date(Date.now() + 1_800_000).toISOString() }],
	13800000016: [302, { url: LINK }],
	13800000019: [200, { url: 'https://pay.demo-mobi1e.example/b/c7d2' }],
};

before(async () => {
	provider = createServer(async (request, response) => {
		let body = '';

		for await (const piece of request)
			body += piece;
		const { line, amount } = JSON.parse(body);

		asked.push([line, amount]);
		if (request.url === DOWN)
			response.writeHead(500).end();
		else if (answers[line])
			response.writeHead(answers[line][0], { location: LINK }).end(JSON.stringify(answers[line][1]));
	});
	provider.listen(0, '127.0.0.1');
	await once(provider, 'listening');
	fuji = await start('/');
});
after(async () => {
	await fuji?.stop();
	provider.closeAllConnections();
	provider.close();
});

async function wantToPay(line, password = '246810', server = fuji) {
	const client = await server.chat({ locale: 'zh' });

	await client.say(`我要交话费 ${line}`);
	await client.waitForText(/请选一种方便的/);
	await client.say(`服务密码 ${password}`);
	return client;
}

const buttons = ({ suggestedActions }) => suggestedActions.actions.filter(({ type }) => type === 'openUrl');

test('the link comes with its amount, host and end, as text and as a button', async () => {
	const client = await wantToPay('13800000003');
	const told = await client.waitForText(/128\.00元，在这个页面就能交清/);
	const prompt = await client.waitForText(/交好了告诉我一声/);

	assert.ok(told.text.includes(`\n${LINK}\n`));
	assert.match(told.text, /网站应当是 pay\.demo-mobile\.example 。\n链接在.*前有效/);
	assert.deepEqual(buttons(prompt), [{ type: 'openUrl', title: '去交费（pay.demo-mobile.example）', value: LINK }]);
	assert.deepEqual(asked.filter(([line]) => line === '13800000003'), [['13800000003', '128.00']]);
});

test('without a link that may be told, the other ways to pay are', async () => {
	const failing = [['13800000002'], ['13800000016'], ['13800000019', '135246']]; /* slow, elsewhere, another host */

	await Promise.all(failing.map(async ([line, password]) => {
		const client = await wantToPay(line, password);
		const prompt = (await client.waitForText(OTHERS)) && await client.waitForText(/交好了告诉我一声/);

		assert.deepEqual(buttons(prompt), []);
		assert.ok(client.activities.every(({ text }) => !/c7d2|demo-mobi1e/.test(text ?? '')));
	}));
	assert.deepEqual(asked.map(([line]) => line).sort(), ['13800000002', '13800000003', '13800000016', '13800000019']);
});

test('a provider that fails again and again is left alone, and the other ways to pay are told at once', async () => {
	const own = await start(DOWN, '--breaker-failures', '3', '--breaker-probe-ms', '600000', '--metrics-listen', '127.0.0.1:0');
	const before = asked.length;

	for (let i = 0; i < 5; i++) {
		const client = await wantToPay('13800000003', '246810', own);

		await client.waitForText(OTHERS);
		await client.waitForText(/交好了告诉我一声/);
	}
	const samples = await scrape(own);

	assert.equal(asked.length - before, 3);
	assert.equal(samples.get('fuji_pay_breaker_open{}'), 1);
	assert.equal(samples.get('fuji_pay_breaker_opened_total{}'), 1);
	assert.equal(samples.get('fuji_breaker_open{}'), 0);
	assert.deepEqual(await (await own.fetch('/readyz')).json(), { ready: true, reasons: ['pay'] });
	await own.stop();
	assert.match(own.stderr, /the provider is left alone/);
});

test('the log says what became of it, and has no link', async () => {
	await fuji.stop();
	assert.match(fuji.stderr, /pay link not told/);
	assert.match(fuji.stderr, /no pay link/);
	assert.doesNotMatch(fuji.stderr, /c7d2|13800000003/);
});
