/*
 * `fuji pay check` gets one link from a provider, or writes it out of a template, and says whether it would be told; each
 * way in which a provider may fail is no link.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, beforeEach, test } from 'node:test';
import { runFuji } from '../sockets/fuji.mjs';

const LINE = '13800000003';
const LINK = 'https://pay.demo-mobile.example/b/c7';
const MIB = 1024 * 1024;

let provider;
let url;
let answer; /* [status, body, headers] */
const asked = [];

before(async () => {
	provider = createServer(async (request, response) => {
		let body = '';

		for await (const piece of request)
			body += piece;
		asked.push({ method: request.method, authorization: request.headers.authorization, body: JSON.parse(body) });
		response.writeHead(answer[0], answer[2]).end(typeof answer[1] === 'string' ? answer[1] : JSON.stringify(answer[1]));
	});
	provider.listen(0, '127.0.0.1');
	await once(provider, 'listening');
	url = `http://127.0.0.1:${provider.address().port}/links`;
});
after(() => provider.close());
beforeEach(() => { asked.length = 0; });

const check = (...args) => runFuji(['pay', 'check', '--line', LINE, '--fen', '12805', '--pay-url', url, ...args],
	{ env: { FUJI_PAY_AUTHORIZATION: 'Bearer a-secret' } });

test('a link is asked for with the line and the amount, and shown with its end', async () => {
	answer = [200, { url: LINK, validUntil: '2026-01-31T12:00:00+08:00', more: 1 }];
	const { code, stdout, stderr } = await check('--pay-template', '{"out":"{key}","phone":"{line}","yuan":"{amount}"}');

	assert.equal(code, 0, stderr);
	assert.equal(stdout, `${LINK}\ngood until 2026-01-31T04:00:00.000Z\n`);
	assert.equal(asked[0].method, 'POST');
	assert.equal(asked[0].authorization, 'Bearer a-secret');
	assert.deepEqual(asked[0].body, { out: asked[0].body.out, phone: LINE, yuan: '128.05' });
	assert.match(asked[0].body.out, /^\w+$/);
});

test('a template is the link, and nobody is asked', async () => {
	const { code, stdout } = await check('--pay-url', 'https://pay.demo-mobile.example/b?n={line}&a={amount}');

	assert.equal(code, 0);
	assert.equal(stdout, `https://pay.demo-mobile.example/b?n=${LINE}&a=128.05\n`);
	assert.equal(asked.length, 0);
});

test('a link that is not https, or not to an allowed host, would not be told', async () => {
	for (const bad of ['http://pay.demo-mobile.example/', 'https://pay.demo-mobi1e.example/']) {
		answer = [200, { url: bad }];
		const { code, stderr } = await check();

		assert.equal(code, 1, bad);
		assert.match(stderr, /it is not told: /);
	}
});

test('whatever else a provider answers is no link', async () => {
	for (const [name, failing] of Object.entries({
		'an error': [500, { url: LINK }], 'a redirect': [302, { url: LINK }, { location: LINK }],
		'no JSON': [200, '<html>'], 'no date': [200, { url: LINK, validUntil: 'soon' }],
		'a link of 600 bytes': [200, { url: `${LINK}${'x'.repeat(600)}` }], 'over 1 MiB': [200, JSON.stringify({ url: LINK, more: 'x'.repeat(MIB) })],
	})) {
		answer = failing;
		const { code, stdout, stderr } = await check();

		assert.equal(code, 3, name);
		assert.equal(stdout, '');
		assert.doesNotMatch(stderr, /13800000003|a-secret/);
		assert.equal(asked.length, 1, name);
		asked.length = 0;
	}
});

test('nobody is there, nobody is set, or a template lacks what it needs', async () => {
	assert.equal((await check('--pay-url', 'http://127.0.0.1:1/')).code, 3);
	assert.equal((await check('--pay-url', '')).code, 1);
	for (const [setting, value] of [['--pay-url', 'http://pay.example/{line}'], ['--pay-url', 'http://pay.example/'],
		['--pay-template', '{"line":"{line}"}'], ['--pay-template', '{line}{amount']]) {
		const { code, stderr } = await check(setting, value);

		assert.equal(code, 1, value);
		assert.match(stderr, /pay[_-](url|template)/);
	}
});
