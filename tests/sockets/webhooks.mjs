/*
 * The operator's help desk is told what happens in its cases: signed, in order, at least once,
 * whatever breaks on the way.
 */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { Agent, HelpDesk, SECRET, signature } from './helpdesk.mjs';
import { startFuji, temporaryFolder } from './fuji.mjs';

let desk;
let fuji;
let data;

function start(args = []) {
	return startFuji({
		data, args: ['--webhook-url', desk.url, '--webhook-backoff-ms', '20', ...args],
		env: { FUJI_WEBHOOK_SECRET: SECRET },
	});
}

before(async () => {
	data = `${await temporaryFolder()}/data`;
	desk = await new HelpDesk().open();
	fuji = await start();
});
beforeEach(() => { desk.answer = () => 204; });
after(async () => {
	await fuji.stop();
	desk.close();
});

/* A subscriber who has asked for a person. */
async function subscriber(own = fuji) {
	const client = await own.chat();

	await client.say('转人工');
	await client.waitForActivity((activity) => activity.name === 'fuji.owner');
	return client;
}

function of(conversation) {
	return (event) => event.conversation === conversation;
}

function texts(events) {
	return events.filter((event) => event.type === 'message').map((event) => event.data.text);
}

async function untilTold(client, text) {
	const events = await desk.until((told) =>
		texts(told.filter(of(client.conversation))).includes(text));

	return events.filter(of(client.conversation));
}

test('a case is told from its hand-over to its end, and nothing of before', async () => {
	const client = await fuji.chat();

	await client.say('我的号码是 13800000003');
	await client.say('转人工');
	await client.waitForActivity((activity) => activity.name === 'fuji.owner');
	await client.say('我有急事');
	const events = await untilTold(client, '我有急事');
	const handoff = events.find((event) => event.type === 'handoff.initiate');

	assert.match(handoff.case, /^F\d{8}$/);
	assert.equal(handoff.data.value['fuji:case'], handoff.case);
	assert.equal(events.find((event) => event.type === 'case').data.state, 'waiting');
	assert.ok(events.some((event) => event.type === 'fuji.owner'));
	assert.ok(!texts(events).some((text) => text.includes('我的号码是')));
	for (const event of events)
		assert.ok(!event.data.conversation || event.data.conversation.id === client.conversation);
});

test('numbers in what is said are masked', async () => {
	const client = await subscriber();

	await client.say('我另一个号码是 13800000002');
	const events = await untilTold(client, '我另一个号码是 138****0002');

	assert.ok(!JSON.stringify(events).includes('13800000002'));
});

test('each post is signed under its id and time', async () => {
	const client = await subscriber();

	await client.say('签名');
	await untilTold(client, '签名');
	for (const post of desk.posts) {
		assert.equal(post.headers['webhook-signature'], signature(post));
		assert.equal(post.headers['webhook-id'], post.event.id);
		assert.ok(Math.abs(post.headers['webhook-timestamp'] - Date.now() / 1000) < 300);
		assert.equal(post.headers['content-type'], 'application/json');
	}
});

test('what was refused comes again in its place, under its id', async () => {
	const client = await subscriber();
	let refusals = 0;

	desk.answer = ({ event }) => event.data.text === '第二' && refusals++ < 3 ? 500 : 204;
	for (const text of ['第一', '第二', '第三'])
		await client.say(text);
	const events = await untilTold(client, '第三');
	const tries = desk.posts.filter((post) => post.event.data.text === '第二');

	assert.deepEqual(texts(events).filter((text) => text.startsWith('第')), ['第一', '第二', '第三']);
	assert.ok(tries.length >= 4);
	assert.equal(new Set(tries.map((post) => post.event.id)).size, 1);
	assert.equal(new Set(tries.map((post) => post.event.seq)).size, 1);
});

test('a conversation that is stuck holds up no other, and goes on in order', async () => {
	const stuck = await subscriber();
	const other = await subscriber();

	await desk.until((events) => events.some(of(other.conversation)));
	desk.answer = ({ event }) => event.conversation === stuck.conversation ? 503 : 204;
	for (let i = 0; i < 5; i++) {
		await stuck.say(`卡住 ${i}`);
		await other.say(`照常 ${i}`);
	}
	await untilTold(other, '照常 4');
	assert.ok(!texts(desk.events).some((text) => text.startsWith('卡住')));
	desk.answer = () => 204;
	const events = await untilTold(stuck, '卡住 4');

	assert.deepEqual(texts(events).filter((text) => text.startsWith('卡住')),
		[0, 1, 2, 3, 4].map((i) => `卡住 ${i}`));
	const seqs = events.map((event) => event.seq);
	assert.deepEqual(seqs, seqs.toSorted((a, b) => a - b));
});

test('one that is never answered is sent again after the time for it', async () => {
	const client = await subscriber();
	let n = 0;

	desk.answer = ({ event }) => event.data.text === '没有回音' && n++ === 0 ? null : 204;
	await client.say('没有回音');
	await untilTold(client, '没有回音');
	assert.ok(n >= 2);
});

test('kill -9 between commit and delivery loses none', async () => {
	const client = await subscriber();
	const before = desk.events.length;

	desk.answer = () => 500;
	for (let i = 0; i < 10; i++)
		await client.say(`提交了 ${i}`);
	await fuji.stop('SIGKILL');
	assert.equal(desk.events.filter((event) => event.data.text?.startsWith('提交了')).length, 0);
	assert.ok(desk.events.length >= before);
	desk.answer = () => 204;
	fuji = await start();
	const events = await untilTold(client, '提交了 9');

	assert.deepEqual(texts(events).filter((text) => text.startsWith('提交了')),
		[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => `提交了 ${i}`));
});

test('all can be read again from a sequence on', async () => {
	const agent = new Agent(fuji);
	const all = [];
	let page = { more: true, after: 0 };

	await agent.login();
	while (page.more) {
		({ json: page } = await agent.get(`/events?after=${page.after}`));
		all.push(...page.events);
	}
	const seqs = all.map((event) => event.seq);
	assert.deepEqual(seqs, seqs.toSorted((a, b) => a - b));
	assert.equal(new Set(seqs).size, seqs.length);
	const byId = new Map(all.map((event) => [event.id, event]));
	for (const event of desk.events) {
		const { delivery, ...read } = byId.get(event.id);

		assert.match(delivery, /^(waiting|delivered)$/);
		assert.deepEqual(read, event);
	}
	const { json } = await agent.get(`/events?after=${seqs.at(-3)}`);
	assert.deepEqual(json.events.map((event) => event.seq).slice(0, 2), seqs.slice(-2));
});

test('it stops at once while a post is under way', async () => {
	const client = await subscriber();
	const posted = desk.posts.length;

	desk.answer = () => null;
	await client.say('挂着');
	await desk.until(() => desk.posts.length > posted);
	const begun = Date.now();
	const { code } = await fuji.stop();
	assert.equal(code, 0);
	assert.ok(Date.now() - begun < 5000);
	desk.answer = () => 204;
	fuji = await start();
	await untilTold(client, '挂着');
});
