/*
 * Requests as no well-behaved client writes them, each with what RFC 9110, RFC 9112 or, at an
 * upgrade, RFC 6455 makes of it.
 *
 * Where the server does something else the row says so with the reason, and holds it to that:
 * a deviation that goes away is to be seen as well. Whatever comes, a connection has one answer
 * and ends with it, so that what is read in two ways is never read twice.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { Bytes, upgradeRequest } from './bytes.mjs';
import { startFuji } from './fuji.mjs';

const PATIENCE_MS = 30_000;
const SECRET = 'a-secret-of-a-site';

let fuji, own;

before(async () => {
	fuji = await startFuji({ env: { FUJI_DIRECTLINE_SECRET: SECRET } });
	own = `127.0.0.1:${fuji.port}`;
});
after(async () => {
	const { code } = await fuji.stop();

	assert.equal(code, 0, fuji.stderr);
});
afterEach(async () => {
	assert.equal((await fuji.fetch('/healthz')).status, 200, fuji.stderr);
});

/* --- what is sent: each a function, as the port is known only then ------------------------- */

/* A request for /healthz, whose parts may be something else; `more` are lines behind Host. */
const get = ({ method = 'GET', target = '/healthz', version = 'HTTP/1.1', host, more = '', body = '' } = {}) => () =>
	`${method} ${target} ${version}\r\n${host ?? `Host: ${own}\r\n`}${more}\r\n${body}`;

/* A request with a body to an endpoint that takes one. */
const post = (more, body = '{}') => () =>
	`POST /v3/directline/tokens/generate HTTP/1.1\r\nHost: ${own}\r\nAuthorization: Bearer ${SECRET}\r\n${more}\r\n${body}`;

const upgrade = (headers = {}) => () => upgradeRequest(fuji.port, headers);

const twice = (one, other = one) => () => one() + other();
const changed = (one, from, to) => () => one().replaceAll(from, to);

/* --- what must come back ------------------------------------------------------------------ */

function outcome(says, check) {
	return Object.assign(check, { says });
}

function answers(...statuses) {
	return outcome(`is ${statuses.join(' and ')}`, async (bytes) => {
		const answer = await fuji.raw(bytes, PATIENCE_MS);

		assert.notEqual(answer, null, 'the connection ends');
		assert.deepEqual([...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status)), statuses);
	});
}

/* The head of an answer that says how long the body would be, which is not there. */
const answersHeadOnly = outcome('is answered without a body', async (bytes) => {
	const [head, body] = (await fuji.raw(bytes, PATIENCE_MS)).split('\r\n\r\n');

	assert.match(head, /^HTTP\/1\.1 200 [^]*\r\ncontent-length: [1-9]/);
	assert.equal(body, '');
});

/* No answer, or libwebsockets' own, which is of HTTP/1.0. */
const ends = outcome('ends the connection', async (bytes) => {
	assert.match(await fuji.raw(bytes, PATIENCE_MS) ?? 'it stays', /^(HTTP\/1\.0 403 |$)/);
});

const isRefused = outcome('is refused', async (bytes) => {
	assert.doesNotMatch(await fuji.raw(bytes, PATIENCE_MS) ?? 'it stays', /^(HTTP\/1\.1 (200|101) |it stays)/);
});

const opens = outcome('opens a socket', async (bytes) => {
	const line = await Bytes.open(fuji.port, bytes);

	line.end();
	assert.match(line.head ?? '', /^HTTP\/1\.1 101 /);
});

/* --- the tables --------------------------------------------------------------------------- */

/* Rows: section, what is sent, its bytes, what comes; and, where that is not what the section
 * wants, why. */
function table(title, rows, options = {}) {
	describe(title, options, () => {
		for (const [section, what, bytes, comes, deviation] of rows)
			test(`${section}: ${what} ${comes.says}${deviation ? `, although ${deviation}` : ''}`, () => comes(bytes()));
	});
}

const closed = 'nothing on the connection is read behind it';
const itsOwn = 'libwebsockets refuses it by itself';
const unseen = 'libwebsockets does not tell the program';

table('request lines', [
	['9112 3', 'a request', get(), answers(200)],
	['9110 2.5', 'HTTP/1.0', get({ version: 'HTTP/1.0' }), answers(200)],
	['9110 2.5', 'HTTP/1.2', get({ version: 'HTTP/1.2' }), answers(200)],
	['9110 15.6.6', 'HTTP/2.0', get({ version: 'HTTP/2.0' }), answers(505)],
	['9110 15.6.6', 'HTTP/0.9', get({ version: 'HTTP/0.9' }), answers(505)],
	['9112 2.3', 'http/1.1', get({ version: 'http/1.1' }), answers(505)],
	['9112 2.3', 'HTTP/1.10', get({ version: 'HTTP/1.10' }), answers(505)],
	['9112 2.3', 'HTTQ/1.1', get({ version: 'HTTQ/1.1' }), answers(505)],
	['9112 3', 'a line without a version', () => `GET /healthz\r\nHost: ${own}\r\n\r\n`, answers(505)],
	['9112 3', 'two blanks in front of the target', changed(get(), 'GET ', 'GET  '), answers(200)],
	['9112 3', 'a tab in front of the target', changed(get(), 'GET ', 'GET\t'), ends, itsOwn],
	['9112 3', 'a blank in the target', get({ target: '/healthz x' }), answers(505)],
	['9112 3', 'a blank in front of the method', () => ` ${get()()}`, ends, itsOwn],
	['9112 2.2', 'an empty line in front', () => `\r\n${get()()}`, ends, 'one should be passed over: libwebsockets does not'],
	['9112 2.2', 'lines that end with LF alone', changed(get(), '\r\n', '\n'), answers(200)],
	['9110 9.3.2', 'HEAD', get({ method: 'HEAD' }), answersHeadOnly],
	...['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'].map((method) =>
		['9110 15.5.6', `${method} for what takes GET alone`, get({ method }), answers(405)]),
	['9110 9.1', 'a method in small letters', get({ method: 'get' }), answers(200), 'methods have a case: libwebsockets sees none'],
	...['TRACE', 'PROPFIND', 'GETX', 'G'.repeat(5_000)].map((method) =>
		['9110 15.6.2', `the method ${method.slice(0, 12)}`, get({ method }), ends, 'it should be 501: libwebsockets knows its own methods only']),
	['9110 9.3.6', 'CONNECT', changed(get({ method: 'CONNECT', target: 'a.example:443' }), '\r\n\r\n', '\r\n\r\nraw'), ends],
	['9113 3.4', 'HTTP/2 with prior knowledge', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', ends],
	['8446 5.1', 'a TLS handshake', () => Buffer.from('16030100ff010000fb0303', 'hex'), ends],
	['9112 2', 'NULs', () => '\0'.repeat(100), ends],
]);

table('targets', [
	['9112 3.2.1', 'a query', get({ target: '/healthz?x=y' }), answers(200)],
	['9112 3.2.2', 'the absolute form', () => get({ target: `http://${own}/healthz` })(), ends, 'it must be taken: libwebsockets takes none'],
	['9112 3.2.4', 'the asterisk form', get({ method: 'OPTIONS', target: '*' }), ends, itsOwn],
	['9112 3.2', 'no target', get({ target: '' }), ends],
	['9112 3.2', 'a target without a slash', get({ target: 'healthz' }), ends],
	['3986 3.5', 'a fragment', get({ target: '/healthz#x' }), answers(404)],
	['3986 6.2.2.2', 'a letter in percent', get({ target: '/%68ealthz' }), answers(200)],
	['3986 2.4', 'a percent sign in percent', get({ target: '/%2568ealthz' }), answers(404)],
	['3986 2.1', 'half a percent', get({ target: '/healthz%' }), ends],
	['3986 2.1', 'a percent that is none', get({ target: '/%zz' }), ends],
	['3986 7.3', 'a NUL in percent', get({ target: '/healthz%00' }), ends],
	['9112 3.2', 'a NUL', get({ target: '/healthz\0' }), ends],
	['9112 3.2', 'a control character', get({ target: '/healthz\x01' }), answers(404)],
	['3986 2.1', 'characters beyond ASCII', get({ target: '/停' }), answers(404)],
	['9112 3', 'a target of 3,000 bytes', get({ target: `/${'x'.repeat(3_000)}` }), answers(404)],
	['9112 3', 'a target of 9,000 bytes', get({ target: `/${'x'.repeat(9_000)}` }), ends, 'it should be 414: libwebsockets has room for 4 KiB'],
	...['/demo/../../WIRE.md', '/demo/%2e%2e/%2e%2e/WIRE.md', '/..%2f..%2fetc/passwd', '/demo/index.html%00.js', '/key', '/data/key',
		'/%c0%ae%c0%ae/key'].map((target) => ['3986 5.2.4', target, get({ target }), isRefused]),
]);

table('Host', [
	['9110 7.2', 'another case of its name', changed(get(), 'Host', 'hOST'), answers(200)],
	['9110 5.5', 'no blank in front of it', changed(get(), 'Host: ', 'Host:'), answers(200)],
	['9110 5.5', 'tabs and blanks around it', () => get({ host: `Host: \t  ${own} \t \r\n` })(), answers(200)],
	['9110 7.2', 'a host without a port', get({ host: 'Host: 127.0.0.1\r\n' }), answers(200)],
	['9110 7.2', 'a host of IPv6', get({ host: 'Host: [::1]\r\n' }), answers(200)],
	['9112 3.2', 'none', get({ host: '' }), answers(400)],
	['9112 3.2', 'an empty one', get({ host: 'Host:\r\n' }), answers(400)],
	['9112 3.2', 'the same twice', () => get({ more: `Host: ${own}\r\n` })(), answers(400)],
	['9112 3.2', 'two', get({ more: 'Host: evil.example\r\n' }), answers(400)],
	['9112 3.2', 'two in one', get({ host: 'Host: 127.0.0.1, evil.example\r\n' }), answers(400)],
	['9112 3.2', 'one with a user', get({ host: 'Host: x@127.0.0.1\r\n' }), answers(400)],
	['9112 3.2', 'one with a path', get({ host: 'Host: 127.0.0.1/x\r\n' }), answers(400)],
	['9110 5.5', 'one with a NUL', get({ host: 'Host: 127.0.0.1\0.evil.example\r\n' }), answers(400)],
	['9112 5.1', 'a blank in front of its colon', () => get({ host: `Host : ${own}\r\n` })(), answers(400)],
	['9112 5.2', 'one in a folded line', () => get({ host: `Host:\r\n ${own}\r\n` })(), answers(400)],
	['9110 7.4', 'a foreign one', get({ host: 'Host: evil.example\r\n' }), answers(403)],
	['9110 7.4', 'no port behind the colon but letters', get({ host: 'Host: 127.0.0.1:x\r\n' }), answers(403)],
	['9110 7.4', 'an address as one number', get({ host: 'Host: 2130706433\r\n' }), answers(403)],
	['9110 7.4', 'a page for a foreign one', get({ target: '/demo/', host: 'Host: evil.example\r\n' }), answers(403)],
	['9112 3.2', 'a header in percent', () => get({ target: `/healthz%0d%0aHost:${own}%0d%0aPriority:`, host: '' })(), answers(505)],
]);

table('headers', [
	['9110 5.1', '100 that nobody knows', get({ more: Array.from({ length: 100 }, (_, i) => `DNT${i}: y\r\n`).join('') }), answers(200)],
	['9110 5.4', '1,000 of them', get({ more: 'DNT: 1234567890\r\n'.repeat(1_000) }), ends,
		'it should be 431: libwebsockets has room for 4 KiB'],
	['9110 5.4', 'one of 10,000 bytes', get({ more: `DNT: ${'x'.repeat(10_000)}\r\n` }), ends, 'it should be 431: libwebsockets has room for 4 KiB'],
	['9110 5.4', 'a name of 5,000 bytes', get({ more: `${'q'.repeat(5_000)}: y\r\n` }), ends, 'it should be 431: libwebsockets has room for 4 KiB'],
	['9110 5.5', 'an empty value', get({ more: 'Accept:\r\n' }), answers(200)],
	['9110 5.5', 'bytes beyond ASCII in a value', get({ more: 'Accept: \xff\r\n' }), answers(200)],
	['9110 5.5', 'a NUL in a value that nobody reads', get({ more: 'DNT: a\0b\r\n' }), answers(200), unseen],
	['9110 5.5', 'a CR in a value that nobody reads', get({ more: 'DNT: a\rb\r\n' }), answers(200), unseen],
]);

/* They wait for what they take for the end of a header, together. */
table('what never ends is cut off', [
	['9112 9.5', 'a connection that says nothing', () => '', ends],
	['9112 9.5', 'half a request line', () => 'GET /heal', ends],
	['9112 9.5', 'half a head', () => `GET /healthz HTTP/1.1\r\nHost: ${own}\r\n`, ends],
	['9112 2.2', 'lines that end with CR alone', changed(get(), '\r\n', '\r'), ends],
	['9112 5.2', 'a folded line', get({ more: 'Accept: a\r\n b\r\n' }), ends, 'it should be 400: libwebsockets takes it for a name'],
	['9112 5', 'a line without a colon', get({ more: 'nonsense\r\n' }), ends, 'it should be 400: libwebsockets waits for the colon'],
	['9112 5.1', 'a header without a name', get({ more: ': x\r\n' }), ends, 'it should be 400: libwebsockets waits for another colon'],
	['9110 5.1', 'a name that is the beginning of one that is known', get({ more: 'X-Forwarded: y\r\n' }), ends,
		'it is as good as another: libwebsockets takes its colon for a part of it'],
	['9112 8', 'a body that is shorter than its length', post('Content-Length: 9\r\n'), ends],
	['9112 8', 'an upgrade without its last line', changed(upgrade(), '\r\n\r\n', '\r\n'), ends],
], { concurrency: true });

table('bodies', [
	['9110 8.6', 'one', post('Content-Length: 2\r\n'), answers(200)],
	['9110 8.6', 'none', post('', ''), answers(200)],
	['9110 8.6', 'none of 0 bytes', post('Content-Length: 0\r\n', ''), answers(200)],
	['9110 8.6', 'a length with a nought in front', post('Content-Length: 02\r\n'), answers(200)],
	['9110 5.5', 'a length with blanks around', post('Content-Length: \t2 \r\n'), answers(200)],
	...['+2', '-2', '-0', '0x2', '2.0', '1e1', '2x', 'x', '2,2', '2, 2', '2,3', '２', '2 2'].map((length) =>
		['9112 6.3', `a length of ${length}`, post(`Content-Length: ${length}\r\n`), answers(400)]),
	['9112 6.3', 'the same length twice', post('Content-Length: 2\r\nContent-Length: 2\r\n'), answers(400)],
	['9112 6.3', 'two lengths', post('Content-Length: 2\r\nContent-Length: 3\r\n'), answers(400)],
	...['65537', '4294967298', '18446744073709551618', '99999999999999999999'].map((length) =>
		['9110 15.5.14', `a length of ${length}`, post(`Content-Length: ${length}\r\n`), answers(413)]),
	['9112 6.3', 'an empty length', post('Content-Length:\r\n'), answers(200), `it should be 400: ${unseen}, and ${closed}`],
	['9112 5.1', 'a blank in front of the colon of a length', post('Content-Length : 2\r\n'), answers(200), `it should be 400: ${unseen}, and ${closed}`],
	['9110 8.6', 'a body that is longer than its length', post('Content-Length: 2\r\n', '{}{}'), answers(200)],
	['9110 9.3.1', 'GET with a body', get({ more: 'Content-Length: 3\r\n', body: 'abc' }), answers(200)],
	['9112 6.3', 'chunks', post('Transfer-Encoding: chunked\r\n', '2\r\n{}\r\n0\r\n\r\n'), answers(411)],
	['9112 7', 'CHUNKS', post('Transfer-Encoding: CHUNKED\r\n', '2\r\n{}\r\n0\r\n\r\n'), answers(411)],
	['9112 7.1.1', 'chunks with an extension', post('Transfer-Encoding: chunked\r\n', '2;x="\r\n"\r\n{}\r\n0\r\n\r\n'), answers(411)],
	['9112 7.1', 'a chunk of a negative size', post('Transfer-Encoding: chunked\r\n', '-2\r\n{}\r\n0\r\n\r\n'), answers(411)],
	['9112 6.1', 'gzip and chunks', post('Transfer-Encoding: gzip, chunked\r\n'), answers(411)],
	['9112 6.1', 'a coding that nobody knows', post('Transfer-Encoding: xchunked\r\n'), answers(411), 'it should be 501: no coding is taken, so that none is looked at'],
	['9112 6.1', 'chunks and a length', post('Transfer-Encoding: chunked\r\nContent-Length: 2\r\n', '2\r\n{}\r\n0\r\n\r\n'), answers(400)],
	['9112 6.1', 'a length and chunks', post('Content-Length: 2\r\nTransfer-Encoding: chunked\r\n', '2\r\n{}\r\n0\r\n\r\n'), answers(400)],
	['9112 6.1', 'chunks and a length behind a tab', post('Transfer-Encoding:\tchunked\r\nContent-Length: 2\r\n'), answers(400)],
	['9112 5.1', 'a blank in front of the colon of chunks', post('Transfer-Encoding : chunked\r\nContent-Length: 2\r\n'), answers(200),
		`it should be 400: ${unseen}, and ${closed}`],
	['9112 5.2', 'chunks in a folded line', post('Transfer-Encoding:\r\n chunked\r\nContent-Length: 2\r\n'), answers(200),
		`it should be 400: ${unseen}, and ${closed}`],
	['9110 10.1.1', 'an expectation that nobody knows', post('Expect: wonders\r\nContent-Length: 2\r\n'), answers(200)],
	['9112 9.3.2', 'two requests at once', twice(get()), answers(200), `both may be answered: ${closed}`],
	['9112 9.3.2', 'a request behind a body', twice(post('Content-Length: 2\r\n'), get()), answers(200), `both may be answered: ${closed}`],
	['9112 11.2', 'a request in a body of which it is said that it is empty', twice(post('Content-Length: 0\r\n', ''), get()), answers(200)],
	['9110 7.8', 'an odd upgrade behind a request', twice(get(), get({ more: 'Connection: Upgrade\r\nUpgrade: odd\r\n' })), answers(200)],
]);

table('upgrades', [
	['6455 4.1', 'the exact request', upgrade(), opens],
	['6455 4.1', 'WebSocket in another case', upgrade({ Upgrade: 'WebSocket' }), opens],
	['6455 4.1', 'a query', upgrade({ path: '/chat?x=y' }), opens],
	['6455 9.1', 'an extension', upgrade({ 'Sec-WebSocket-Extensions': 'permessage-deflate' }), opens],
	...['odd', 'websocket2', 'websocket/13', 'h2c', 'TLS/1.0', 'websocket, h2c', 'h2c, websocket', '"websocket"', 'websocket;x'].map((what) =>
		['9110 7.8', `Upgrade: ${what}`, upgrade({ Upgrade: what }), ends]),
	['6455 4.2.1', 'none', upgrade({ Upgrade: null }), answers(426)],
	...['upgrade', 'UPGRADE', 'keep-alive, Upgrade', 'Upgrade,keep-alive'].map((what) =>
		['6455 4.2.1', `Connection: ${what}`, upgrade({ Connection: what }), opens]),
	...['keep-alive', 'close', 'xUpgrade', null].map((what) => ['6455 4.2.1', `Connection: ${what}`, upgrade({ Connection: what }), ends]),
	...['8', '99', '0', '013', '+13', '13.0', '13, 8', '8, 13', '', null, ['13', '13']].map((what) =>
		['6455 4.4', `version ${what}`, upgrade({ 'Sec-WebSocket-Version': what }), answers(426)]),
	['9110 5.5', 'blanks around the version', upgrade({ 'Sec-WebSocket-Version': '\t13 ' }), opens],
	...[['none', null], ['a short one', 'x'], ['15 bytes', 'AAAAAAAAAAAAAAAAAAAA'], ['17 bytes', 'AAAAAAAAAAAAAAAAAAAAAAA='], ['18 bytes', 'A'.repeat(24)],
		['no base64', `${'A'.repeat(21)}!==`], ['three =', `${'A'.repeat(21)}===`], ['blanks', ' '.repeat(24)], ['24 bytes that are no ASCII', '停'.repeat(8)],
		['two', ['AAAAAAAAAAAAAAAAAAAAAA==', 'AAAAAAAAAAAAAAAAAAAAAA==']]].map(([what, key]) =>
		['6455 4.2.1', `key: ${what}`, upgrade({ 'Sec-WebSocket-Key': key }), answers(400)]),
	...['chat.v1', 'chat.v1, x', 'x,chat.v1', ' chat.v1 '].map((what) =>
		['6455 4.2.2', `sub-protocol ${what}`, upgrade({ 'Sec-WebSocket-Protocol': what }), opens]),
	['6455 11.3.4', 'sub-protocols in two headers', upgrade({ 'Sec-WebSocket-Protocol': ['x', 'chat.v1'] }), opens],
	...['mqtt', 'desk.v1', 'CHAT.V1', 'chat.v11', 'chat.v1;q=1', 'chat.v1 desk.v1', '', null].map((what) =>
		['6455 4.2.2', `sub-protocol ${what}`, upgrade({ 'Sec-WebSocket-Protocol': what }), answers(400)]),
	['6455 4.2.2', "another path's sub-protocol first", upgrade({ 'Sec-WebSocket-Protocol': 'desk.v1, chat.v1' }), isRefused],
	['6455 4.2.1', 'no Host', upgrade({ Host: null }), answers(400)],
	['6455 4.2.1', 'two Hosts', upgrade({ Host: ['127.0.0.1', 'evil.example'] }), answers(400)],
	['6455 10.2', 'a foreign Host', upgrade({ Host: 'evil.example' }), answers(403)],
	['6455 10.2', 'a desk without an Origin', upgrade({ path: '/desk', 'Sec-WebSocket-Protocol': 'desk.v1' }), answers(403)],
	['6455 10.2', 'a desk whose Origin is in percent', () => upgrade({
		path: `/desk%0d%0aOrigin:http://${own}%0d%0aPriority:`, 'Sec-WebSocket-Protocol': 'desk.v1' })(), answers(403)],
	['6455 4.2.2', 'an unknown path', upgrade({ path: '/chatt' }), answers(404)],
	['6455 4.2.2', 'a path with a slash behind it', upgrade({ path: '/chat/' }), answers(404)],
	...['POST', 'PUT', 'HEAD'].map((method) => ['6455 4.1', `an upgrade by ${method}`, upgrade({ line: `${method} /chat HTTP/1.1` }), answers(405)]),
	['6455 4.1', 'HTTP/1.0', upgrade({ line: 'GET /chat HTTP/1.0' }), answers(400)],
	['9110 7.8', 'a body', upgrade({ 'Content-Length': '3' }), answers(400)],
	['9110 7.8', 'a body in chunks', upgrade({ 'Transfer-Encoding': 'chunked' }), answers(400)],
	['6455 4.2.1', 'no upgrade at all', get({ target: '/chat' }), answers(426)],
]);

test('only the exact origin is let in', async () => {
	const foreign = ['null', 'http://evil.example', `http://${own}.evil.example`, `http://${own}/`,
		`HTTP://${own}`, `http://127.0.0.1:${fuji.port + 1}`, 'http://127.0.0.1', `http://user@${own}`,
		`https://evil.example/?http://${own}`, `ws://${own}`, `http://evil.example#http://${own}`, `file://http://${own}`,
		`http://[::ffff:127.0.0.1]:${fuji.port}`, `http://127.0.0.1.:${fuji.port}`, `http://xn--127-0-0-1:${fuji.port}`,
		`http://localhost:${fuji.port}`, `http://${own} http://${own}`, `http://${own}, http://${own}`, '*',
		[`http://${own}`, 'http://evil.example']];

	for (const origin of foreign)
		await answers(403)(upgrade({ Origin: origin })());
	await opens(upgrade({ Origin: `http://${own}` })());
});

/* Longer than libwebsockets would have waited by itself. */
test('a body may pause for six seconds: a phone in a lift', async () => {
	const socket = net.connect(fuji.port, '127.0.0.1');

	socket.write(post('Content-Length: 2\r\n', '{')());
	await setTimeout(6_000);
	socket.write('}');
	assert.match((await once(socket, 'data')).toString(), /^HTTP\/1\.1 200 /);
	socket.destroy();
});

test('9110 10.1.1: a body that waits to be asked for is asked for', async () => {
	const line = await Bytes.open(fuji.port, post('Expect: 100-continue\r\nContent-Length: 2\r\n', '')());

	assert.equal(line.head, 'HTTP/1.1 100 Continue\r\n\r\n');
	line.end();
	await answers(100, 200)(post('Expect: 100-continue\r\nContent-Length: 2\r\n')());
});

test('9110 15.5.6: who asks with a wrong method is told the right ones', async () => {
	assert.match(await fuji.raw(get({ method: 'PUT' })()), /\r\nallow: GET, HEAD\r\n/);
	assert.match(await fuji.raw(get({ method: 'PUT', target: '/v3/directline/tokens/generate' })()), /\r\nallow: POST\r\n/);
	assert.match(await fuji.raw(get({ method: 'PUT', target: '/v3/directline/conversations/x/activities' })()), /\r\nallow: GET, POST\r\n/);
});

test('pages carry a policy and are not sent twice', async () => {
	const [first, desk] = await Promise.all(['/demo/', '/console/'].map((where) => fuji.fetch(where)));
	const again = await fuji.fetch('/demo/', { headers: { 'If-None-Match': first.headers.get('etag') } });

	for (const { headers } of [first, desk])
		assert.match(headers.get('content-security-policy'), /script-src 'self';.*frame-ancestors 'none'/);
	assert.equal(first.headers.get('x-content-type-options'), 'nosniff');
	assert.equal(first.headers.get('server'), null);
	assert.equal(again.status, 304);
	assert.equal((await fuji.fetch('/readyz')).headers.get('cache-control'), 'no-store');
});
