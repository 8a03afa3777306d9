/*
 * `fuji sms check`: a gateway gets a message in its own words, and what it answers is what is told.
 */
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, beforeEach, test } from 'node:test';
import { runFuji } from '../sockets/fuji.mjs';

const NUMBER = '13800000003';
let server;
let url;
let came;
let answer; /* of a request: [status, headers]; undefined: the connection is dropped */

before(async () => {
	server = http.createServer(async (request, response) => {
		const parts = [];

		for await (const part of request)
			parts.push(part);
		came.push({ method: request.method, url: request.url, headers: request.headers, body: Buffer.concat(parts).toString() });
		const [status, headers] = answer(request) ?? [];

		if (status)
			response.writeHead(status, headers).end('{}');
		else
			request.socket.destroy();
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	url = `http://127.0.0.1:${server.address().port}`;
});
after(() => server.close());
beforeEach(() => { came = []; });

const check = (...args) => runFuji(['sms', 'check', '--to', NUMBER, '--sms-url', `${url}/send`, ...args],
	{ env: { FUJI_SMS_AUTHORIZATION: 'Bearer a-secret' } });

test('a message is posted once, as the template has it', async () => {
	answer = () => [202];
	const { code, stdout, stderr } = await check('--sms-template', '{"out":"{key}","phone":"{to}","p":{"c":"{text}"}}');
	const body = JSON.parse(came[0].body);

	assert.equal(code, 0);
	assert.equal(stdout, 'taken\n');
	assert.equal(came.length, 1);
	assert.equal(`${came[0].method} ${came[0].url}`, 'POST /send');
	assert.equal(came[0].headers.authorization, 'Bearer a-secret');
	assert.equal(body.phone, NUMBER);
	assert.match(body.p.c, /短信通道测试/);
	assert.match(body.out, /^[a-z2-7]{16,}$/);
	assert.doesNotMatch(stdout + stderr, /13800000003|a-secret/);
});

test('without a template it is told in ours', async () => {
	answer = () => [200];
	await check();
	assert.deepEqual(Object.keys(JSON.parse(came[0].body)), ['id', 'to', 'text']);
});

const outcomes = {
	'what is busy has not taken it': [() => [503, { 'retry-after': '5' }], /^refused: the gateway is busy/, 1],
	'what refuses is not offered it again': [() => [400], /^refused: the gateway does not take it/, 1],
	'what fails is asked, and has it': [({ method }) => (method === 'GET' ? [200] : [500]), /^taken/, 2],
	'what drops the connection is asked, and has not got it': [({ method }) => (method === 'GET' ? [404] : undefined), /^refused: it never came/, 2],
	'what answers neither leaves it unknown': [() => [500], /^unknown/, 2],
};

for (const [what, [answers, told, n]] of Object.entries(outcomes)) {
	test(what, async () => {
		answer = answers;
		const { stdout } = await check('--sms-state-url', `${url}/state?id={key}`);

		assert.match(stdout, told);
		assert.equal(came.length, n);
		if (n === 2)
			assert.equal(came[1].url, `/state?id=${JSON.parse(came[0].body).id}`);
	});
}

test('a template that is no JSON or lacks the text is refused, and so is a check without a gateway', async () => {
	for (const template of ['{"to":"{to}"}', '{"to":{to},"text":"{text}"', 'to={to}&text={text}']) {
		const { code, stderr } = await check('--sms-template', template);

		assert.notEqual(code, 0);
		assert.match(stderr, /sms_template|sms-template/);
	}
	assert.equal((await runFuji(['sms', 'check', '--to', NUMBER])).code, 1);
	assert.equal(came.length, 0);
});
