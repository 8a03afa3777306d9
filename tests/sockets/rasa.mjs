/*
 * Rasa's REST channel as it stands in ws/RASA.md: by requests of the format, as a front end sends
 * them.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startFuji, temporaryFolder } from './fuji.mjs';

const SECRET = 'a secret of the back end';
const WHERE = '/webhooks/rest/webhook';
const LINE = '13800000003';

function start({ args = [], secret = SECRET, ...options } = {}) {
	return startFuji({ env: { FUJI_RASA_SECRET: secret }, args: ['--rasa-wait-ms', '20000', ...args], ...options });
}

/* One request: { status, body, headers }. */
async function post(server, body, { token = SECRET, headers = {} } = {}) {
	const answer = await server.fetch(WHERE, {
		method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body),
		headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers },
	});

	return { status: answer.status, headers: answer.headers, body: JSON.parse(await answer.text()) };
}

let fuji;

before(async () => { fuji = await start(); });
after(async () => { assert.equal((await fuji.stop()).code, 0, fuji.stderr); });

/* A front end's user; `say` takes what is typed or a payload, and resolves to the answer. */
function person(sender, server = () => fuji) {
	const say = async (message) => {
		const { status, body } = await post(server(), { sender, message });

		assert.equal(status, 200, JSON.stringify(body));
		assert.ok(body.every(({ recipient_id: to }) => to === sender));
		return body;
	};

	return { say, sender };
}

const texts = (messages) => messages.map(({ text }) => text).join('\n');

/* The payload of the button of that title, in the last message that has buttons. */
function button(messages, title) {
	const buttons = messages.flatMap((each) => each.buttons ?? []);

	return buttons.find((each) => each.title === title)?.payload ?? assert.fail(`no ${title}: ${JSON.stringify(messages)}`);
}

const STORIES = {
	zh: { why: '我手机怎么停机了', asks: /手机号码/, check: '服务密码', secret: /服务密码/, cause: /128\.00元/ },
	en: { why: 'why is my phone suspended', asks: /mobile number/i, check: 'Service password', secret: /service password/i,
		cause: /128\.00 yuan/ },
};

describe('a number is proven by pressing a button, and each answer has what the bot says to it', () => {
	for (const [language, story] of Object.entries(STORIES)) {
		test(language, async () => {
			const { say } = person(`story-${language}`);

			assert.match(texts(await say(story.why)), story.asks);
			const menu = await say(LINE);
			assert.match(texts(await say(button(menu, story.check))), story.secret);
			const told = await say('246810');
			assert.match(texts(told), story.cause);
			assert.doesNotMatch(texts(told), story.asks);
		});
	}
});

test('the first answer begins with the greeting, in the language of the message', async () => {
	const [zh] = await person('greeted-zh').say('你好');
	const [en] = await person('greeted-en').say('why is my phone suspended');

	assert.match(zh.text, /\p{Script=Han}/u);
	assert.doesNotMatch(en.text, /\p{Script=Han}/u);
});

describe('who does not know the secret', () => {
	test('gets nothing, whatever he shows', async () => {
		for (const token of [null, 'undefined', SECRET.slice(1), `${SECRET}x`]) {
			const { status, body } = await post(fuji, { sender: 'x', message: 'x' }, { token });

			assert.deepEqual([status, body.error.code], [401, 'Unauthorized']);
		}
	});

	test('finds nothing where there is none', async () => {
		const closed = await start({ secret: '' });

		for (const token of [null, '', SECRET])
			assert.equal((await post(closed, { sender: 'x', message: 'x' }, { token })).status, 404);
		await closed.stop();
	});

	test('may not ask from a page of another site, and its page is promised nothing', async () => {
		const { status, headers } = await post(fuji, { sender: 'x', message: 'x' }, { headers: { origin: 'https://shop.example' } });

		assert.equal(status, 403);
		assert.equal(headers.get('access-control-allow-origin'), null);
	});
});

test('a body that is not of the format is refused with what is wrong, and begins nothing', async () => {
	const bodies = ['', '[]', '{"sender":"x"}', '{"message":"x"}', '{"sender":"","message":"x"}', '{"sender":1,"message":"x"}',
		'{"sender":"x","message":""}', '{"sender":"x","message":"x","message":"y"}', '{"sender":"x","message":"x"}x',
		JSON.stringify({ sender: 'x'.repeat(256), message: 'x' }), JSON.stringify({ sender: 'x', message: '停'.repeat(4001) })];

	for (const body of bodies) {
		const answer = await post(fuji, body);

		assert.equal(answer.status, 400, body.slice(0, 60));
		assert.ok(answer.body.error.message);
	}
	assert.equal((await post(fuji, JSON.stringify({ sender: 'x', message: ' '.repeat(65536) }))).status, 413);
	assert.equal((await fuji.fetch(WHERE)).status, 405);
});

test('two senders are told nothing of each other', async () => {
	const [one, other] = [person('apart-1'), person('apart-2')];

	await one.say('我手机怎么停机了');
	await other.say('查话费');
	const menu = await one.say(LINE);
	await other.say('13800000001');
	await one.say(button(menu, '服务密码'));
	assert.match(texts(await one.say('246810')), /128\.00/);
	assert.doesNotMatch(texts(await other.say('在吗')), /128\.00/);
});

test('what an agent has written meanwhile is in the next answer, once', async () => {
	const { say } = person('waits');
	const desk = await fuji.desk();

	const [, id] = /(F\d{8})/.exec(texts(await say('转人工')));
	desk.send({ type: 'desk.claim', case: id });
	await desk.waitFor((frame) => frame.type === 'case' && frame.case.id === id && frame.case.state === 'open');
	desk.send({ type: 'desk.message', case: id, text: '您好，我来看一下。', watermark: '9999' });
	await desk.waitFor((frame) => frame.type === 'case' && frame.case.id === id && frame.case.answered);
	assert.match(texts(await say('你好')), /我来看一下/);
	assert.deepEqual(await say('还在吗'), []);
	await desk.close();
});

test('a restart in between changes nothing: what was told is not told again, and the rest is', async () => {
	const data = path.join(await temporaryFolder(), 'data');
	let server = await start({ data });
	const { say } = person('restarted', () => server);

	const menu = (await say('我手机怎么停机了'), await say(LINE));
	await server.stop('SIGKILL');
	server = await start({ data });
	const asked = await say(button(menu, '服务密码'));
	assert.match(texts(asked), /服务密码/);
	assert.ok(!asked.some(({ text }) => menu.some((each) => each.text === text)), texts(asked));
	assert.match(texts(await say('246810')), /128\.00/);
	await server.stop();
});

test('an answer does not wait longer than it may: what was looked up is in the next one', async () => {
	const server = await start({ args: ['--rasa-wait-ms', '300', '--carrier', 'sim:?latency_ms=3000'] });
	const { say } = person('impatient', () => server);
	const answers = [];

	await say('我手机怎么停机了');
	const menu = await say(LINE);
	await say(button(menu, '服务密码'));
	answers.push(await say('246810'));
	assert.doesNotMatch(texts(answers[0]), /128\.00/);
	while (!/128\.00/.test(texts(answers.at(-1))) && answers.length < 100)
		answers.push(await say(`在吗 ${answers.length}`));
	assert.match(texts(answers.at(-1)), /128\.00/);
	await server.stop();
});

test('too many messages of one sender are refused for a while, those of others are not', async () => {
	const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => post(fuji, { sender: 'flood', message: `在吗 ${i}` })));
	const refused = answers.filter(({ status }) => status === 429);

	assert.ok(refused.length > 0);
	assert.ok(refused.every(({ headers }) => Number(headers.get('retry-after')) >= 1));
	assert.equal(answers.length, refused.length + answers.filter(({ status }) => status === 200).length);
	assert.equal((await post(fuji, { sender: 'calm', message: '你好' })).status, 200);
});

test('when too many wait for the bot it is said, and who was taken is answered', async () => {
	const server = await start({ args: ['--events-waiting', '1', '--batch-events', '1'] });
	const answers = [];
	const of = (status) => answers.filter((answer) => answer.status === status);

	/* How many of a crowd find the bot at leisure is up to the machine. */
	for (let crowd = 0; crowd < 50 && !(of(503).length && of(200).length); crowd++)
		answers.push(...await Promise.all(Array.from({ length: 60 }, (_, i) =>
			post(server, { sender: `crowd-${crowd}-${i}`, message: '你好' }))));
	assert.ok(of(503).length > 0 && of(200).length > 0, `${of(503).length} of ${answers.length} refused`);
	assert.equal(of(503).length + of(200).length, answers.length);
	assert.ok(of(503).every(({ body, headers }) => body.error.code === 'ServiceUnavailable' && headers.get('retry-after')));
	assert.ok(of(200).every(({ body }) => body.length > 0));
	await server.stop();
});
