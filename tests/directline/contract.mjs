/*
 * Direct Line as it stands in ws/DIRECTLINE.md, by requests of our own: what no client does
 * unless something is wrong.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { WebSocket } from 'ws';
import { PATIENCE_MS, temporaryFolder } from '../sockets/fuji.mjs';
import { FrameTap } from '../wire/documents.mjs';
import { begin, call, generate, message, post, SECRET, startServer } from './client.mjs';

const HEADERS = 'authorization,content-type,x-ms-bot-agent,x-requested-with';
const SITE = 'https://shop.example';

let server;

before(async () => {
	const config = path.join(await temporaryFolder(), 'fuji.yaml');

	await writeFile(config, `origins: [${SITE}, "https://other.example"]\n`);
	server = await startServer({ args: ['--config', config] });
});
after(async () => {
	assert.equal((await server.stop()).code, 0, server.stderr);
});

/* A bare socket on a stream: its frames as they come, and how it ended. */
class Stream {
	frames = [];

	constructor(url, options = {}) {
		this.socket = new WebSocket(url, options);
		FrameTap.on(this.socket, new URL(url).pathname);
		this.socket.on('message', (data) => this.frames.push(data.toString()));
		this.status = once(this.socket, 'unexpected-response')
			.then(([, response]) => { response.destroy(); return response.statusCode; }).catch(() => 0);
		this.closed = once(this.socket, 'close').then(([code]) => code);
		this.socket.on('error', () => {});
	}

	/* The next frame that was not passed yet, parsed if it is not empty. */
	async next() {
		while (!this.frames.length)
			await once(this.socket, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) });
		const frame = this.frames.shift();
		return frame && JSON.parse(frame);
	}

	async untilActivity(fits) {
		for (;;) {
			const found = (await this.next()).activities?.find(fits);
			if (found)
				return found;
		}
	}
}

const withName = (said) => (each) => each.channelData?.clientActivityID === said.channelData.clientActivityID;

async function history(talk, watermark = '') {
	return (await call(server, 'GET', `/conversations/${talk.conversationId}/activities?watermark=${watermark}`,
		{ token: talk.token })).body;
}

describe('tokens', () => {
	test('only who knows the secret gets one', async () => {
		for (const token of [undefined, 'undefined', SECRET.slice(1), (await generate(server)).token]) {
			const answer = await call(server, 'POST', '/tokens/generate', { token, body: {} });

			assert.ok([401, 403].includes(answer.status));
			assert.ok(answer.body.error.code && answer.body.error.message);
		}
		assert.equal((await call(server, 'POST', '/tokens/generate', { token: SECRET })).status, 200);
	});

	test('without one nothing is started, read or said', async () => {
		const { conversationId } = await generate(server);

		for (const [method, where] of [['POST', '/conversations'], ['POST', '/tokens/refresh'],
			['GET', `/conversations/${conversationId}`], ['GET', `/conversations/${conversationId}/activities`],
			['POST', `/conversations/${conversationId}/activities`]])
			assert.equal((await call(server, method, where, { token: 'undefined' })).status, 401, where);
	});

	test('one of another conversation is 404 there', async () => {
		const [mine, other] = [await begin(server), await begin(server)];

		assert.equal((await post(server, { ...other, token: mine.token }, message('你好'))).status, 404);
		assert.equal((await call(server, 'GET', `/conversations/${other.conversationId}`,
			{ token: mine.token })).status, 404);
	});

	test('a name that is no word is refused, and so are nine sites', async () => {
		for (const body of [{ user: { id: 'a&b' } }, { user: { id: 'x'.repeat(65) } },
			{ trustedOrigins: Array.from({ length: 9 }, (_, i) => `https://s${i}.example`) }, []])
			assert.equal((await call(server, 'POST', '/tokens/generate', { token: SECRET, body })).status, 400);
	});

	test('an expired one is refused by refresh with TokenExpired, and by all else only after the grace', async () => {
		const data = path.join(await temporaryFolder(), 'data');
		const later = (time) => ({ data, env: {
			LD_PRELOAD: '/usr/$LIB/faketime/libfaketime.so.1', FAKETIME: time, DONT_FAKE_MONOTONIC: '1',
			/* A build with sanitizers wants its own run-time before all else that is preloaded. */
			ASAN_OPTIONS: 'verify_asan_link_order=0' } });
		const now = await startServer({ data });
		const talk = await begin(now);
		const refresh = (at) => call(at, 'POST', '/tokens/refresh', { token: talk.token });

		assert.equal((await refresh(now)).status, 200);
		await now.stop();

		const inGrace = await startServer(later('+3h'));
		const refused = await refresh(inGrace);
		assert.deepEqual([refused.status, refused.body.error.code], [403, 'TokenExpired']);
		assert.equal((await post(inGrace, talk, message('你好'))).status, 200);
		const back = await call(inGrace, 'GET', `/conversations/${talk.conversationId}`, { token: talk.token });
		assert.equal(back.status, 200);
		assert.equal((await refresh({ fetch: inGrace.fetch.bind(inGrace) })).status, 403);
		assert.equal((await call(inGrace, 'POST', '/tokens/refresh', { token: back.body.token })).status, 200);
		assert.equal(await new Stream(talk.streamUrl.replace(/:\d+\//, `:${inGrace.port}/`)).status, 403);
		await inGrace.stop();

		const afterwards = await startServer(later('+75h'));
		const gone = await post(afterwards, talk, message('你好'));
		assert.deepEqual([gone.status, gone.body.error.code], [403, 'TokenExpired']);
		await afterwards.stop();
	});
});

describe('sites', () => {
	test('a preflight with the four headers is answered for a listed site, and may be kept', async () => {
		const answer = await call(server, 'OPTIONS', '/conversations', { headers: { Origin: SITE,
			'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': HEADERS } });
		const allowed = answer.headers.get('access-control-allow-headers').split(/, */);

		assert.equal(answer.status, 204);
		assert.equal(answer.headers.get('access-control-allow-origin'), SITE);
		assert.match(answer.headers.get('access-control-allow-methods'), /GET.*POST.*OPTIONS/);
		assert.ok(Number(answer.headers.get('access-control-max-age')) > 0);
		assert.deepEqual(HEADERS.split(',').filter((each) => !allowed.includes(each)), []);
	});

	test('an answer and a refusal can be read by a listed site', async () => {
		for (const [where, status] of [['/conversations', 401], ['/nothing', 404]]) {
			const answer = await call(server, 'POST', where, { headers: { Origin: SITE } });

			assert.equal(answer.status, status);
			assert.equal(answer.headers.get('access-control-allow-origin'), SITE);
			assert.match(answer.headers.get('access-control-expose-headers'), /retry-after/i);
		}
	});

	test('a foreign one is refused over HTTP and at the upgrade', async () => {
		const talk = await begin(server);
		const headers = { Origin: 'https://evil.example' };

		for (const method of ['OPTIONS', 'POST']) {
			const answer = await call(server, method, '/conversations', { token: talk.token, headers });

			assert.equal(answer.status, 403);
			assert.equal(answer.headers.get('access-control-allow-origin'), null);
		}
		assert.equal(await new Stream(talk.streamUrl, { origin: headers.Origin }).status, 403);
	});

	test('a token that trusts one of them is for no other, nor are its streams', async () => {
		const talk = await begin(server, { trustedOrigins: [SITE] });
		const other = 'https://other.example';
		const ask = (origin) => call(server, 'GET', `/conversations/${talk.conversationId}`,
			{ token: talk.token, headers: origin ? { Origin: origin } : {} });

		assert.equal((await ask(SITE)).status, 200);
		assert.equal((await ask()).status, 200);
		assert.equal((await ask(other)).status, 403);
		assert.equal(await new Stream(talk.streamUrl, { origin: other }).status, 403);
		assert.ok((await new Stream(talk.streamUrl, { origin: SITE }).next()).activities);
	});
});

describe('the stream', () => {
	test('a ticket that was changed, or is for another conversation, opens none', async () => {
		const [mine, other] = [await begin(server), await begin(server)];

		assert.equal(await new Stream(`${mine.streamUrl}x`).status, 403);
		assert.equal(await new Stream(mine.streamUrl.replace(mine.conversationId, other.conversationId)).status, 403);
		assert.equal(await new Stream(mine.streamUrl.replace(/&t=.*/, `&t=${mine.token}`)).status, 403);
	});

	test('begins with a set and its watermark, even with nothing to tell', async () => {
		const talk = await begin(server);
		const { watermark } = await new Stream(talk.streamUrl).next();
		const back = await call(server, 'GET', `/conversations/${talk.conversationId}?watermark=${watermark}`,
			{ token: talk.token });
		const first = await new Stream(back.body.streamUrl).next();

		assert.deepEqual(first, { activities: [], watermark });
	});

	test('a watermark that is empty, garbage or of another conversation means from the beginning', async () => {
		const talk = await begin(server);

		for (const watermark of ['', 'x', '-1', '999', '99999999999999999999', 'a.b-c_1']) {
			const back = await call(server, 'GET', `/conversations/${talk.conversationId}?watermark=${watermark}`,
				{ token: talk.token });

			assert.equal(back.status, 200, watermark);
			assert.match((await new Stream(back.body.streamUrl).next()).activities[0].id, /\.1$/, watermark);
			assert.match((await history(talk, watermark)).activities[0].id, /\.1$/, watermark);
		}
	});

	test('an empty frame is answered with an empty one', async () => {
		const stream = new Stream((await begin(server)).streamUrl);

		await stream.next();
		stream.socket.send('');
		assert.equal(await stream.next(), '');
	});

	test('every frame is empty or has activities', async () => {
		const talk = await begin(server);
		const stream = new Stream(talk.streamUrl);
		const sent = [message('我手机怎么停机了'), { type: 'typing' }, { type: 'event', name: 'webchat/join',
			channelData: { clientActivityID: 'join' } }, message('13800000002')];

		for (const each of sent)
			assert.equal((await post(server, talk, each)).status, 200);
		stream.socket.send('{"type":');
		stream.socket.send('');
		for (let frame = await stream.next(); frame !== ''; frame = await stream.next())
			assert.ok(Array.isArray(frame.activities), JSON.stringify(frame));
	});

	test('…/stream/multimodal takes activities as frames', async () => {
		const talk = await begin(server);
		const stream = new Stream(talk.streamUrl.replace('/stream?', '/stream/multimodal?'));
		const said = message('我手机怎么停机了');

		await stream.next();
		stream.socket.send(JSON.stringify(said));
		const echo = await stream.untilActivity(withName(said));
		assert.equal(echo.from.id, 'u-1001');
		stream.socket.send(JSON.stringify({ type: 'delete' }));
		assert.equal((await stream.untilActivity((each) => each.name === 'error')).value.code, 'bad_activity');
	});

	test('…/stream/multimodal takes what is no message, too', async () => {
		const stream = new Stream((await begin(server)).streamUrl.replace('/stream?', '/stream/multimodal?'));
		const event = { type: 'event', name: 'webchat/join', channelData: { clientActivityID: 'join' } };

		await stream.next();
		for (const each of [{ type: 'typing' }, event, { type: 'event', name: 'identity', value: { identity: 'x.y.z' } }])
			stream.socket.send(JSON.stringify(each));
		await stream.untilActivity(withName(event));
		assert.equal((await stream.untilActivity((each) => each.name === 'error')).value.code, 'identity_refused');
	});

	test('the eleventh socket of a conversation is told 1013, and the others stay', async () => {
		const talk = await begin(server);
		const streams = [];

		for (let i = 0; i < 10; i++) {
			streams.push(new Stream(talk.streamUrl));
			await streams.at(-1).next();
		}
		assert.equal(await new Stream(talk.streamUrl).closed, 1013);
		assert.ok(streams.every((each) => each.socket.readyState === WebSocket.OPEN));
		streams.forEach((each) => each.socket.terminate());
	});
});

describe('what is posted', () => {
	test('who sends it is who the token says, whatever it says itself', async () => {
		const talk = await begin(server);

		await post(server, talk, message('你好', { from: { id: 'fuji', role: 'bot', name: 'Fuji' } }));
		const echo = (await history(talk)).activities.find((each) => each.text === '你好');
		assert.deepEqual(echo.from, { id: 'u-1001', role: 'user' });
	});

	test('the same id again is the first activity again, and with other words a conflict', async () => {
		const talk = await begin(server);
		const said = message('我手机怎么停机了');
		const ids = [(await post(server, talk, said)).body.id, (await post(server, talk, said)).body.id];
		const changed = await post(server, talk, { ...said, text: '别的话' });

		assert.equal(ids[0], ids[1]);
		assert.equal(changed.status, 409);
		assert.equal((await history(talk)).activities.filter((each) => each.from.role === 'user').length, 1);
	});

	test('the same words under another id, before there is an answer, are kept and not acted on', async (t) => {
		const slow = await startServer({ args: ['--carrier', 'sim:?latency_ms=1000'] });
		const talk = await begin(slow);
		const stream = new Stream(talk.streamUrl);
		const say = (text, members) => post(slow, talk, message(text, members));

		t.after(() => slow.stop());
		await say('我手机怎么停机了');
		await say('13800000002');
		await stream.untilActivity((each) => each.suggestedActions?.actions.some((action) =>
			action.value.choice === 'service_password'));
		await say('服务密码', { value: { choice: 'service_password' } });
		await stream.untilActivity((each) => each.channelData?.['fuji:secret']);
		const first = await say('111111');
		const second = await say('111111');
		const { activities } = (await call(slow, 'GET', `/conversations/${talk.conversationId}/activities`,
			{ token: talk.token })).body;
		const marks = [first, second].map(({ body }) =>
			activities.find((each) => each.id === body.id).channelData['fuji:repeated']);

		assert.deepEqual(marks, [undefined, true]);
		/* One try is spent, not two. */
		assert.match((await stream.untilActivity((each) => /没有对上/.test(each.text ?? ''))).text, /还可以再试 2 次/);
	});

	test('a pressed button that says nothing is echoed as pressed', async () => {
		const talk = await begin(server);
		const said = message(undefined, { value: { choice: 'person' },
			channelData: { clientActivityID: 'pressed', postBack: true } });

		assert.equal((await post(server, talk, said)).status, 200);
		const echo = (await history(talk)).activities.find(withName(said));
		assert.equal(echo.channelData.postBack, true);
	});

	test('an event with a client id is echoed once, with the id that the post gave', async () => {
		const talk = await begin(server);
		const stream = new Stream(talk.streamUrl);
		const said = { type: 'event', name: 'webchat/join', value: { language: 'zh-CN' },
			entities: [{ type: 'ClientCapabilities', requiresBotState: true }], channelData: { clientActivityID: 'j1' } };

		await stream.next();
		const { body } = await post(server, talk, said);
		assert.equal((await stream.untilActivity(withName(said))).id, body.id);
		assert.ok(!(await history(talk)).activities.some(withName(said)));
	});

	test('after the end of a conversation posts go on', async () => {
		const talk = await begin(server);

		assert.equal((await post(server, talk, { type: 'endOfConversation' })).status, 200);
		assert.equal((await post(server, talk, message('你好'))).status, 200);
	});

	test('a code or password is masked in its echo', async () => {
		const talk = await begin(server);

		await post(server, talk, message('我的服务密码是 246810'));
		assert.ok(!JSON.stringify((await history(talk)).activities).includes('246810'));
	});

	test('what is no activity is 400 and says why', async () => {
		const talk = await begin(server);

		for (const body of ['', '{', '[]', '{}', { type: 'delete' }, { type: 'message' },
			{ type: 'message', text: '停'.repeat(4_001) }, message('x', { channelData: { clientActivityID: 'a b' } })]) {
			const answer = await post(server, talk, body);

			assert.equal(answer.status, 400, JSON.stringify(body));
			assert.equal(answer.body.error.code, 'BadArgument');
		}
	});

	test('a body that is too large is 413 at once, one of no length 411, one of no such length 400', async () => {
		const talk = await begin(server);
		const head = (length) => `POST /v3/directline/conversations/${talk.conversationId}/activities HTTP/1.1\r\n`
			+ `Host: 127.0.0.1:${server.port}\r\nAuthorization: Bearer ${talk.token}\r\n${length}\r\n\r\n`;

		assert.match(await server.raw(head('Content-Length: 65537')), /^HTTP\/1\.1 413 /);
		assert.match(await server.raw(head('Transfer-Encoding: chunked')), /^HTTP\/1\.1 411 /);
		assert.match(await server.raw(head('Content-Length: 3, 4')), /^HTTP\/1\.1 400 /);
		assert.match(await server.raw(head('Content-Length: -5')), /^HTTP\/1\.1 400 /);
	});

	test('too fast is 429 with a time, never 403', async () => {
		const talk = await begin(server);
		const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => post(server, talk, message(`${i}`))));
		const refused = answers.filter((each) => each.status !== 200);

		assert.ok(refused.length > 0);
		for (const each of refused) {
			assert.equal(each.status, 429);
			assert.ok(Number(each.headers.get('retry-after')) >= 1);
		}
	});

	test('too many that begin from one address are 429 with a time, and those that have begun go on', async () => {
		const strict = await startServer({ args: ['--conversations-per-hour', '2'] });
		const start = ({ token }) => call(strict, 'POST', '/conversations', { token, body: {} });
		const tokens = [await generate(strict), await generate(strict), await generate(strict)];
		const answers = [];

		for (const token of [tokens[0], tokens[0], tokens[1], tokens[2], tokens[0]])
			answers.push(await start(token));
		assert.deepEqual(answers.map(({ status }) => status), [201, 200, 201, 429, 200]);
		const wait = Number(answers[3].headers.get('retry-after'));

		assert.ok(wait >= 1 && wait <= 1800, `${wait}`);
		assert.equal(answers[3].body.error.code, 'TooManyRequests');
		for (const [i, opens] of [[2, false], [1, true]]) {
			const { body } = await call(strict, 'GET', `/conversations/${tokens[i].conversationId}`, { token: tokens[i].token });
			const stream = new Stream(body.streamUrl);

			if (opens)
				await stream.next();
			else
				assert.equal(await stream.closed, 1013);
			stream.socket.terminate();
		}
		await strict.stop();
	});

	test('another method is 405, in the same style', async () => {
		const talk = await begin(server);

		assert.equal((await call(server, 'GET', '/tokens/refresh', { token: talk.token })).status, 405);
		assert.equal((await call(server, 'GET', `/conversations/${talk.conversationId}/upload`,
			{ token: talk.token })).status, 405);
	});
});

describe('upload', () => {
	const photo = (mark) => Buffer.from(`ffd8ffc0000b080001000101011100ffda00080101${mark}003f001234ffd9`, 'hex');

	/* As Web Chat does: the activity as a blob, then the files. */
	function form(activity, files) {
		const body = new FormData();

		body.append('activity', new Blob([JSON.stringify(activity)], { type: 'application/vnd.microsoft.activity' }), 'blob');
		for (const [name, bytes] of files)
			body.append('file', new Blob([bytes], { type: 'image/jpeg' }), name);
		return body;
	}

	async function upload(talk, body, headers = {}) {
		const answer = await server.fetch(`/v3/directline/conversations/${talk.conversationId}/upload?userId=u&x`,
			{ method: 'POST', body, headers: { Authorization: `Bearer ${talk.token}`, ...headers } });

		return { status: answer.status, body: await answer.json() };
	}

	async function filesOf(talk) {
		const { activities } = await history(talk);

		return activities.flatMap(({ attachments = [], text, id, channelData }) => attachments.map((each) =>
			({ id, text, name: each.name, type: each.contentType, clientId: channelData.clientActivityID })));
	}

	test('files of one name come with one activity: each in a message, the words with the first', async () => {
		const talk = await begin(server);
		const said = message('这是签证', { attachments: [{ name: 'a.jpg', contentType: 'image/jpeg', thumbnailUrl: 'data:,' }] });
		const { status, body } = await upload(talk, form(said, [['照片.jpg', photo('00')], ['照片.jpg', photo('01')]]));
		const files = await filesOf(talk);
		const clientId = said.channelData.clientActivityID;

		assert.equal(status, 200);
		assert.equal(body.id, files[0].id);
		assert.deepEqual(files.map(({ id, ...each }) => each), [
			{ text: '这是签证', name: '照片.jpg', type: 'image/jpeg', clientId },
			{ text: '', name: '照片.jpg', type: 'image/jpeg', clientId: `${clientId}.2` },
		]);
	});

	test('a file alone is the body, and its name a header', async () => {
		const talk = await begin(server);
		const { status } = await upload(talk, photo('00'),
			{ 'Content-Type': 'image/jpeg', 'Content-Disposition': 'name="file"; filename="visa.jpg"' });

		assert.equal(status, 200);
		assert.deepEqual((await filesOf(talk)).map(({ name, type }) => [name, type]), [['visa.jpg', 'image/jpeg']]);
	});

	test('the same again is the first activity again, and with another file a conflict', async () => {
		const talk = await begin(server);
		const said = message('');
		const first = await upload(talk, form(said, [['a.jpg', photo('00')]]));
		const again = await upload(talk, form(said, [['a.jpg', photo('00')]]));

		assert.equal(again.body.id, first.body.id);
		assert.equal((await upload(talk, form(said, [['a.jpg', photo('01')]]))).status, 409);
		assert.equal((await filesOf(talk)).length, 1);
	});

	test('what is none is refused and nothing is said', async () => {
		const talk = await begin(server);
		const file = [['a.jpg', photo('00')]];
		const type = 'multipart/form-data; boundary=B';

		for (const [status, code, body, headers] of [
			[415, 'UnsupportedType', form(message('x'), [['a.jpg', 'no photo']])],
			[400, 'BadArgument', form(message('x'), [])],
			[400, 'BadArgument', form({ type: 'typing' }, file)],
			[400, 'BadArgument', form([], file)],
			[400, 'BadArgument', form(message('x'), Array(11).fill(file[0]))],
			[400, 'BadArgument', '--B\r\ncontent-disposition: form-data; name="file"\r\n\r\ncut', { 'Content-Type': type }],
			[400, 'BadArgument', ''],
		]) {
			const answer = await upload(talk, body, headers);

			assert.deepEqual([answer.status, answer.body.error.code], [status, code]);
		}
		assert.deepEqual(await filesOf(talk), []);
	});

	test('one that is too large is 413 before it is read, and a foreign site 403', async () => {
		const talk = await begin(server);
		const head = (...lines) => [`POST /v3/directline/conversations/${talk.conversationId}/upload HTTP/1.1`,
			`Host: 127.0.0.1:${server.port}`, `Authorization: Bearer ${talk.token}`, ...lines, '', ''].join('\r\n');

		assert.match(await server.raw(head(`Content-Length: ${8 * 1024 * 1024 + 1}`)), /^HTTP\/1\.1 413 /);
		assert.match(await server.raw(head('Content-Length: 9', 'Origin: https://evil.example')), /^HTTP\/1\.1 403 /);
		assert.equal((await upload({ ...talk, token: (await begin(server)).token }, photo('00'))).status, 404);
	});
});

test('who polls through an overload never sees a 5xx', async () => {
	const talks = await Promise.all(Array.from({ length: 3 }, () => begin(server)));
	const flood = Array.from({ length: 30 }, (_, i) => message(`第 ${i} 句`));
	const answers = [];

	await Promise.all(talks.flatMap((talk) => [
		...flood.map((each) => post(server, talk, each)),
		...flood.map(async () => answers.push(await call(server, 'GET',
			`/conversations/${talk.conversationId}/activities`, { token: talk.token }))),
	]));
	assert.deepEqual(answers.filter((each) => each.status !== 200), []);
	assert.ok(answers.every((each) => Array.isArray(each.body.activities)));
});

test('paths with doubled slashes are the same paths', async () => {
	const { token } = await generate(server);

	assert.equal((await call(server, 'POST', '//conversations', { token })).status, 201);
});
