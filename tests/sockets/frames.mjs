/*
 * Frames on /chat, bit by bit, each with what RFC 6455 makes of it.
 *
 * Where the server does something else the row says so with the reason, and holds it to that:
 * a deviation that goes away is to be seen as well.
 */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import {
	BINARY, Bytes, CLOSE, closeFrame, CONTINUATION, fragments, frame, PING, PONG, TEXT,
} from './bytes.mjs';
import { startFuji } from './fuji.mjs';

const CONTROL_MOST = 125, FRAME_MOST = 65_536;

let fuji;

before(async () => { fuji = await startFuji(); });
after(async () => {
	const { code } = await fuji.stop();

	assert.equal(code, 0, fuji.stderr);
});
afterEach(async () => {
	assert.equal((await fuji.fetch('/healthz')).status, 200, fuji.stderr);
});

/* --- what is sent ------------------------------------------------------------------------- */

function message(text) {
	return JSON.stringify({ type: 'message', text, channelData: { clientActivityID: 'row' } });
}

/* A message with blanks behind it, so that it has so many bytes. */
function padded(length) {
	return message('你好').padEnd(length - Buffer.byteLength('你好') + '你好'.length);
}

/* Bytes cut where TCP may cut them. */
function segments(bytes, at) {
	return [bytes.subarray(0, at), bytes.subarray(at)];
}

/* A message in two fragments, with a frame in between. */
function interleaved(between) {
	const [first, last] = fragments(message('你好'), 10);

	return [first, between, last];
}

/* --- what must come back ------------------------------------------------------------------ */

function payloads(line, opcode) {
	return line.frames.filter((each) => each.opcode === opcode).map(({ payload }) => payload);
}

function activities(line) {
	return payloads(line, TEXT).flatMap((payload) => JSON.parse(payload).activities);
}

function outcome(says, check) {
	return Object.assign(check, { says });
}

/* The message is taken, with this text. */
function heard(text = '你好') {
	const is = (each) => each.channelData?.clientActivityID === 'row';

	return outcome('is heard', async (line) => {
		await line.until(() => activities(line).some(is));
		assert.equal(activities(line).find(is)?.text, text);
	});
}

/* A Close frame with this code and reason, or an empty one. */
function closes(code, reason) {
	return outcome(code ? `is ${code}` : 'is closed', async (line) => {
		await line.until(() => payloads(line, CLOSE).length > 0);
		const [payload] = payloads(line, CLOSE);

		assert.ok(payload, 'a Close frame comes');
		assert.equal(payload.length >= 2 ? payload.readUInt16BE(0) : null, code ?? null);
		if (reason !== undefined)
			assert.equal(payload.subarray(2).toString(), reason);
	});
}

/* Section 7.1.7 leaves it to the server whether it says why. */
const fails = outcome('ends the connection', async (line) => {
	assert.ok(await line.until(() => line.ended || payloads(line, CLOSE).length > 0));
	assert.ok(payloads(line, CLOSE).every((payload) => payload.length >= 2 && [1002, 1007].includes(payload.readUInt16BE(0))));
	assert.equal(activities(line).some((each) => each.name === 'error'), false);
});

function answers(...wanted) {
	return outcome(wanted.length > 1 ? 'are answered' : 'is answered', async (line) => {
		await line.until(() => payloads(line, PONG).length >= wanted.length);
		assert.deepEqual(payloads(line, PONG), wanted.map((each) => Buffer.from(each)));
	});
}

/* Nothing comes of it: a ping behind it is answered, and that is all. */
const passes = outcome('is passed over', async (line) => {
	const n = line.frames.length;

	await line.write(frame(PING, 'still there?'));
	await line.until(() => line.frames.length > n);
	assert.deepEqual(line.frames.slice(n).map(({ payload }) => payload.toString()), ['still there?']);
});

/* The connection ends; at most the Close frame in front of it is answered. */
const unheard = outcome('is not heard', async (line) => {
	const n = line.frames.length;

	assert.ok(await line.until(() => line.ended));
	assert.ok(line.frames.slice(n).every(({ opcode, payload }) => opcode === CLOSE && payload.readUInt16BE(0) === 1000));
});

/* --- the tables --------------------------------------------------------------------------- */

/* Rows: section of RFC 6455, what is sent, its bytes, what comes; and, where that is not what the
 * section wants, why. */
function table(title, rows) {
	describe(title, () => {
		for (const [section, what, parts, comes, deviation] of rows) {
			test(`${section}: ${what} ${comes.says}${deviation ? `, although ${deviation}` : ''}`, async () => {
				const line = await Bytes.open(fuji.port);

				await line.write(frame(TEXT, JSON.stringify({ type: 'event', name: 'hello' })));
				assert.ok(await line.until(() => line.frames.length > 0), line.head);
				await line.write(...[parts].flat());
				await comes(line);
				assertServerIsByTheBook(line);
				line.end();
			});
		}
	});
}

function assertServerIsByTheBook(line) {
	for (const { fin, rsv, opcode, masked, payload } of line.frames) {
		assert.equal(masked, false, '5.1: a server does not mask');
		assert.equal(rsv, 0, '5.2: without extensions');
		assert.ok([TEXT, CLOSE, PING, PONG].includes(opcode));
		if (opcode >= CLOSE)
			assert.ok(fin && payload.length <= CONTROL_MOST, '5.5: control frames are short and whole');
		assert.notEqual(opcode === CLOSE && payload.length, 1, '5.5.1: no code of one byte');
	}
}

const repeated = (n, part) => Buffer.concat(Array.from({ length: n }, part));
const unseen = 'libwebsockets 4.1 does not tell the program';

table('opcodes and reserved bits', [
	...[3, 4, 5, 6, 7].map((opcode) => ['5.2', `data opcode ${opcode}`, frame(opcode, 'x'), closes(1002)]),
	...[11, 12, 13, 14, 15].map((opcode) => ['5.2', `control opcode ${opcode}`, frame(opcode, 'x'), closes(1002)]),
	['5.2', 'a reserved opcode without payload', frame(3), closes(1002)],
	['5.2', 'a reserved opcode with more to come', frame(5, 'x', { fin: false }), closes(1002)],
	['5.2', 'a reserved opcode between fragments', [fragments(message('x'), 9)[0], frame(4, 'x')], closes(1002)],
	...[1, 2, 3, 4, 5, 6, 7].map((rsv) => ['5.2', `text with reserved bits ${rsv}`, frame(TEXT, message('x'), { rsv }), closes(1002)]),
	...[1, 2, 4].map((rsv) => ['5.2', `a ping with reserved bits ${rsv}`, frame(PING, 'x', { rsv }), closes(1002)]),
	...[1, 2, 4].map((rsv) => ['5.2', `a Close with reserved bits ${rsv}`, closeFrame(1000, '', { rsv }), closes(1002)]),
	['5.2', 'a continuation with a reserved bit', [frame(TEXT, '{', { fin: false }), frame(CONTINUATION, '}', { rsv: 4 })], closes(1002)],
	['5.2', 'a pong with a reserved bit', frame(PONG, '', { rsv: 4 }), closes(1002)],
]);

table('masks', [
	['5.3', 'a key of zeros', frame(TEXT, message('你好'), { mask: Buffer.alloc(4) }), heard()],
	['5.3', 'a key of ones', frame(TEXT, message('你好'), { mask: Buffer.alloc(4, 255) }), heard()],
	['5.3', 'another key for each fragment', fragments(message('你好'), 5, 5, 5), heard()],
	['5.1', 'text without a mask', frame(TEXT, message('你好'), { mask: null }), heard(), unseen],
	['5.1', 'a ping without a mask', frame(PING, 'x', { mask: null }), answers('x'), unseen],
	['5.1', 'a Close without a mask', closeFrame(1000, '', { mask: null }), closes(1000), unseen],
]);

table('lengths', [
	['5.2', 'a frame of 125 bytes', frame(TEXT, padded(125)), heard()],
	['5.2', 'a frame of 126 bytes', frame(TEXT, padded(126)), heard()],
	['5.2', 'a frame of 127 bytes', frame(TEXT, padded(127)), heard()],
	['5.2', 'a frame of 65,535 bytes', frame(TEXT, padded(FRAME_MOST - 1)), heard()],
	['5.2', 'a frame of 65,536 bytes', frame(TEXT, padded(FRAME_MOST)), heard()],
	['10.4', 'a frame of 65,537 bytes', frame(TEXT, padded(FRAME_MOST + 1)), closes(1009)],
	['10.4', 'two fragments of 65,537 bytes', fragments(padded(FRAME_MOST + 1), 30_000), closes(1009)],
	['10.4', 'text of 70,000 bytes of a frame of 2^62', frame(TEXT, padded(70_000), { bits: 64, claims: 1n << 62n }), closes(1009)],
	['5.2', 'a length of 2^63', frame(TEXT, 'x', { bits: 64, claims: 1n << 63n }), fails],
	['5.2', 'a length of 2^64 - 1', frame(TEXT, 'x', { bits: 64, claims: (1n << 64n) - 1n }), fails],
	['5.2', 'a short length in 16 bits', frame(TEXT, padded(100), { bits: 16 }), heard(), unseen],
	['5.2', 'a short length in 64 bits', frame(TEXT, padded(100), { bits: 64 }), heard(), unseen],
	['5.2', 'a length of 16 bits in 64', frame(TEXT, padded(1_000), { bits: 64 }), heard(), unseen],
	['5.6', 'text without a byte', frame(TEXT), passes],
]);

/* A character of each length in UTF-8, cut at each of its bytes. */
const cuts = ['é', '停', '😀'].flatMap((character) => Array.from(
	{ length: Buffer.byteLength(character) - 1 }, (_, i) => [character, i + 1]));

const anyText = message('你好');

table('fragments', [
	['5.4', 'a message in two', fragments(anyText, 10), heard()],
	['5.4', 'a message in three', fragments(anyText, 10, 10), heard()],
	['5.4', 'a message in 64', fragments(anyText, ...Array(63).fill(1)), heard()],
	['5.4', 'an empty first fragment', fragments(anyText, 0), heard()],
	['5.4', 'an empty fragment in between', fragments(anyText, 10, 0, 0), heard()],
	['5.4', 'an empty last fragment', fragments(anyText, Buffer.byteLength(anyText)), heard()],
	['5.4', 'empty fragments and nothing else', fragments('', 0, 0), passes],
	...cuts.map(([character, at]) => ['5.6', `${character} cut behind byte ${at}`,
		fragments(message(character), message(character).indexOf(character) + at), heard(character)]),
	['5.4', 'a second message behind one in fragments',
		[...fragments('{"type":"typing"}', 3), frame(TEXT, anyText)], heard()],
	['5.4', 'two messages in one segment', Buffer.concat([frame(TEXT, '{"type":"typing"}'), frame(TEXT, anyText)]), heard()],
	...[1, 2, 3, 4, 5, 7, 8].map((at) => ['5.2', `a frame that comes in two, cut behind byte ${at},`,
		segments(frame(TEXT, padded(200)), at), heard()]),
	['5.2', 'a frame that comes byte by byte', [...frame(TEXT, anyText)].map((byte) => Buffer.of(byte)), heard()],
	['5.4', 'a continuation of nothing', frame(CONTINUATION, 'x'), closes(1002)],
	['5.4', 'a continuation of nothing with more to come', frame(CONTINUATION, 'x', { fin: false }), closes(1002)],
	['5.4', 'an empty continuation of nothing', frame(CONTINUATION), closes(1002)],
	['5.4', 'a continuation behind the last', [...fragments('{"type":"typing"}', 3), frame(CONTINUATION, 'x')], closes(1002)],
	['5.4', 'text between fragments of text', [frame(TEXT, '{', { fin: false }), frame(TEXT, '}')], closes(1002)],
	['5.4', 'first fragments twice', [frame(TEXT, '{', { fin: false }), frame(TEXT, '}', { fin: false })], closes(1002)],
	['5.4', 'a binary frame between fragments of text', [frame(TEXT, '{', { fin: false }), frame(BINARY, '}')], closes(1002)],
	['10.4', '65 fragments', fragments(anyText, ...Array(64).fill(1)), closes(1009)],
	['10.4', '100,000 tiny fragments', [frame(TEXT, '{', { fin: false }), repeated(100_000, () => frame(CONTINUATION, ' ', { fin: false }))], closes(1009)],
	['10.4', '100,000 empty fragments', [frame(TEXT, '', { fin: false }), repeated(100_000, () => frame(CONTINUATION, '', { fin: false }))], closes(1009)],
]);

table('control frames', [
	['5.5.2', 'a ping', frame(PING, 'x'), answers('x')],
	['5.5.2', 'a ping without payload', frame(PING), answers('')],
	['5.5.2', 'a ping of 125 bytes', frame(PING, 'x'.repeat(CONTROL_MOST)), answers('x'.repeat(CONTROL_MOST))],
	['5.5.2', 'a ping of bytes that are no text', frame(PING, [0, 255, 254, 128]), answers([0, 255, 254, 128])],
	['5.5', 'a ping of 126 bytes', frame(PING, 'x'.repeat(CONTROL_MOST + 1)), fails],
	['5.5', 'a ping with its length in 16 bits', frame(PING, 'x', { bits: 16 }), fails],
	['5.5', 'a ping with its length in 64 bits', frame(PING, 'x', { bits: 64 }), fails],
	['5.5', 'a ping in fragments', frame(PING, 'x', { fin: false }), closes(1002)],
	['5.4', 'a ping between fragments', interleaved(frame(PING, 'between')), answers('between')],
	['5.4', 'what a ping between fragments cuts', interleaved(frame(PING, 'between')), heard()],
	['5.4', 'what a pong between fragments cuts', interleaved(frame(PONG, 'between')), heard()],
	['5.5.3', 'the first of ten pings at once', repeated(10, (_, i) => frame(PING, `${i}`)), answers('0'),
		'the latest should be: libwebsockets takes no ping while it owes a pong'],
	['5.5.3', 'a pong that nobody asked for', frame(PONG, 'x'), passes],
	['5.5.3', 'a pong without payload', frame(PONG), passes],
	['5.5.3', 'a pong of 125 bytes', frame(PONG, 'x'.repeat(CONTROL_MOST)), passes],
	['5.5', 'a pong of 126 bytes', frame(PONG, 'x'.repeat(CONTROL_MOST + 1)), fails],
	['5.5', 'a pong in fragments', frame(PONG, 'x', { fin: false }), closes(1002)],
]);

table('Close frames', [
	['5.5.1', 'a Close without a code', frame(CLOSE), closes()],
	...[1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999].map((code) =>
		['7.4.1', `a Close with ${code}`, closeFrame(code), closes(code)]),
	...[0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999].map((code) =>
		['7.4', `a Close with ${code}`, closeFrame(code), closes(1002)]),
	...[1012, 1013, 1014].map((code) => ['7.4.2', `a Close with ${code}`, closeFrame(code), closes(1002),
		"IANA has registered it: libwebsockets knows the RFC's codes only"]),
	...[5000, 65_535].map((code) => ['7.4.2', `a Close with ${code}`, closeFrame(code), closes(code),
		'it is of no range: libwebsockets looks no further than 2999']),
	['5.5.1', 'a Close with a reason', closeFrame(1000, '再见'), closes(1000, '再见')],
	['5.5', 'a Close with a reason of 123 bytes', closeFrame(1000, 'x'.repeat(123)), closes(1000, 'x'.repeat(123))],
	['5.5', 'a Close with a reason of 124 bytes', closeFrame(1000, 'x'.repeat(124)), fails],
	['5.5.1', 'a Close with half a code', frame(CLOSE, 'x'), fails],
	...[['an overlong character', [0xc0, 0xaf]], ['half a character', [0xe5, 0x81]], ['a surrogate', [0xed, 0xa0, 0x80]]]
		.map(([what, bytes]) => ['5.5.1', `a Close whose reason has ${what}`, closeFrame(1000, bytes), fails]),
	['5.5', 'a Close in fragments', closeFrame(1000, '', { fin: false }), closes(1002)],
	['5.4', 'a Close between fragments', [fragments(anyText, 9)[0], closeFrame(1000)], closes(1000)],
	['5.5.1', 'a Close behind half a character', [frame(TEXT, [0x22, 0xe5], { fin: false }), closeFrame(1000)], closes(1000)],
	['1.4', 'text behind a Close', [Buffer.concat([closeFrame(1000), frame(TEXT, anyText)])], unheard],
	['1.4', 'a ping behind a Close', [Buffer.concat([closeFrame(1000), frame(PING, 'x')])], unheard],
	['1.4', 'a second Close', [Buffer.concat([closeFrame(1000), closeFrame(1001)])], unheard],
	['1.4', 'a reserved opcode behind a Close', [Buffer.concat([closeFrame(1000), frame(3, 'x')])], unheard],
]);

const wellFormed = ['\u007f', '\u0080', '\u07ff', '\u0800', '\u0fff', '\ud7ff', '\ue000', '\ufdd0', '\ufffd', '\uffff',
	'\u{10000}', '\u{1f600}', '\u{1ffff}', '\u{10ffff}', '停机', 'κόσμε', '👨\u200d👩\u200d👧'];

/* Unicode's table 3-7 by its edges. */
const illFormed = [
	['a lone continuation byte', 0x80], ['the last continuation byte', 0xbf], ['two continuation bytes', 0x80, 0xbf],
	['overlong / in two', 0xc0, 0xaf], ['overlong DEL in two', 0xc1, 0xbf], ['overlong / in three', 0xe0, 0x80, 0xaf],
	['overlong U+07FF', 0xe0, 0x9f, 0xbf], ['overlong / in four', 0xf0, 0x80, 0x80, 0xaf], ['overlong U+FFFF', 0xf0, 0x8f, 0xbf, 0xbf],
	['overlong NUL', 0xc0, 0x80], ['the first surrogate', 0xed, 0xa0, 0x80], ['the last surrogate', 0xed, 0xbf, 0xbf],
	['a pair of surrogates', 0xed, 0xa0, 0x80, 0xed, 0xb0, 0x80], ['U+110000', 0xf4, 0x90, 0x80, 0x80],
	['F5', 0xf5, 0x80, 0x80, 0x80], ['five bytes', 0xf8, 0x88, 0x80, 0x80, 0x80], ['six bytes', 0xfc, 0x84, 0x80, 0x80, 0x80, 0x80],
	['FE', 0xfe], ['FF', 0xff], ['two bytes cut', 0xc3], ['three bytes cut behind one', 0xe5],
	['three bytes cut behind two', 0xe5, 0x81], ['four bytes cut behind three', 0xf0, 0x9f, 0x98], ['a second lead byte', 0xc3, 0xc3],
];

table('UTF-8', [
	...wellFormed.map((text) => ['5.6', [...text].map((c) => `U+${c.codePointAt(0).toString(16)}`).join(' '),
		frame(TEXT, message(text)), heard(text)]),
	...illFormed.map(([what, ...bytes]) => ['8.1', what, frame(TEXT, [0x22, ...bytes, 0x22]), closes(1007)]),
	['8.1', 'a character that ends with the message', frame(TEXT, [0x22, 0xe5, 0x81]), closes(1007)],
	['8.1', 'FF in a fragment before the last', [frame(TEXT, [0x22, 0xff], { fin: false }), frame(CONTINUATION, '"')], closes(1007)],
	['8.1', 'half a character in front of the other half of another',
		[frame(TEXT, [0x22, 0xe5], { fin: false }), frame(CONTINUATION, [0x22])], closes(1007)],
	['5.6', 'a message behind one that was no JSON', [frame(TEXT, 'x'), frame(TEXT, anyText)], heard()],
]);

table('binary frames', [
	['7.4.1', 'a binary frame', frame(BINARY, anyText), closes(1003)],
	['7.4.1', 'an empty binary frame', frame(BINARY), closes(1003)],
	['7.4.1', 'a binary frame in fragments', [frame(BINARY, '{', { fin: false }), frame(CONTINUATION, '}')], closes(1003)],
	['7.4.1', 'a binary frame behind text', [frame(TEXT, '{"type":"typing"}'), frame(BINARY, 'x')], closes(1003)],
]);
