/*
 * The operator's own help desk works a case over HTTP, while a desk of ours watches: both hear and
 * may do the same.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Agent } from './helpdesk.mjs';
import { startFuji } from './fuji.mjs';

const PASSWORD = 'chrysanthemum-47';

let fuji;
let agent;
let watcher;

async function account(name, role) {
	await fuji.employ(name, role, PASSWORD);
	const made = new Agent(fuji);
	assert.equal((await made.login({ name, password: PASSWORD })).status, 200);
	return made;
}

before(async () => {
	fuji = await startFuji();
	agent = await account('li', 'agent');
	watcher = await fuji.desk();
	watcher.send({ type: 'desk.snapshot' });
});
after(() => fuji.stop());

/* A subscriber who waits for a person, and the case's id. */
async function handOver() {
	const client = await fuji.chat();

	await client.say('转人工');
	const owner = await client.waitForActivity((each) => each.name === 'fuji.owner');
	return { client, id: owner.value.caseId };
}

function seen(client) {
	return String(Math.max(...client.activities.filter((each) => each.id)
		.map((each) => each.channelData['webchat:sequence-id'])));
}

test('a case is claimed, answered and closed over HTTP, and a desk sees it', async () => {
	const { client, id } = await handOver();
	const list = await agent.get('/cases?state=waiting');

	assert.ok(list.json.cases.some((each) => each.id === id));
	const claimed = await agent.post(`/cases/${id}/claim`);
	assert.equal(claimed.status, 200);
	assert.equal(claimed.json.case.state, 'open');
	assert.equal(claimed.json.case.agent, 'li');
	await watcher.waitFor((frame) => frame.case?.id === id && frame.case.agent === 'li');

	const opened = await agent.get(`/cases/${id}`);
	assert.equal(opened.json.case.id, id);
	assert.equal(opened.json.activities[0].conversation.id, client.conversation);
	assert.ok(opened.json.log.entries.some((entry) => entry.summary?.lines.length));

	const message = { text: '您好', watermark: opened.json.watermark, clientActivityID: 'm-1' };
	const said = await agent.post(`/cases/${id}/message`, message);
	assert.equal(said.status, 200);
	const heard = await client.waitForActivity((each) => each.text === '您好');
	assert.equal(heard.id, said.json.id);

	assert.equal((await agent.post(`/cases/${id}/note`, { text: '已回访' })).status, 200);
	const closed = await agent.post(`/cases/${id}/close`);
	assert.equal(closed.json.case.state, 'closed');
	await watcher.waitFor((frame) => frame.case?.id === id && frame.case.state === 'closed');
	await client.waitForActivity((each) => each.value?.state === 'completed');
});

test('a message or a note that is sent again under its id is there once', async () => {
	const { client, id } = await handOver();

	await agent.post(`/cases/${id}/claim`);
	const { json: { watermark } } = await agent.get(`/cases/${id}`);
	const message = { text: '请稍等', watermark, clientActivityID: 'again-1' };
	const first = await agent.post(`/cases/${id}/message`, message);
	const second = await agent.post(`/cases/${id}/message`, message);
	assert.equal(second.status, 200);
	assert.equal(second.json.id, first.json.id);
	const other = await agent.post(`/cases/${id}/message`, { ...message, text: '别的' });
	assert.equal(other.status, 409);
	assert.equal(other.json.error.code, 'id_reused');

	for (let i = 0; i < 2; i++)
		assert.equal((await agent.post(`/cases/${id}/note`,
			{ text: '一次', clientActivityID: 'note-1' })).status, 200);
	const { json } = await agent.get(`/cases/${id}`);
	assert.equal(json.log.entries.filter((entry) => entry.text === '一次').length, 1);
	assert.equal(json.activities.filter((each) => each.text === '请稍等').length, 1);
	await client.close();
});

const keyed = (key) => ({ 'idempotency-key': key });

test('a claim, a transfer and a close that are sent again under their key are done once', async () => {
	const other = await account('qian', 'agent');
	const { client, id } = await handOver();
	const acts = [['claim', {}], ['transfer', { agent: 'qian', text: '请接着办' }]];

	for (const [verb, body] of acts) {
		const first = await agent.post(`/cases/${id}/${verb}`, body, keyed(`"${verb}-1"`));
		const second = await agent.post(`/cases/${id}/${verb}`, body, keyed(`${verb}-1`));

		assert.deepEqual([first.status, second.status], [200, 200], JSON.stringify([first.json, second.json]));
		assert.equal(second.json.case.epoch, first.json.case.epoch);
	}
	assert.equal((await agent.post(`/cases/${id}/close`, {}, keyed('claim-1'))).json.error.code, 'id_reused');
	assert.equal((await other.post(`/cases/${id}/claim`, {}, keyed('claim-1'))).json.error.code, 'id_reused');
	for (let i = 0; i < 2; i++) {
		const closed = await other.post(`/cases/${id}/close`, {}, keyed('close-1'));

		assert.equal(closed.status, 200);
		assert.equal(closed.json.case.state, 'closed');
	}
	assert.equal((await other.post(`/cases/${id}/close`)).status, 404);
	const { json } = await agent.get(`/cases/${id}`);

	for (const kind of ['claimed', 'transfer', 'closed'])
		assert.equal(json.log.entries.filter((entry) => entry.kind === kind).length, 1, kind);
	await client.close();
});

test('a next that is sent again brings the same case, and what was refused may be tried again', async () => {
	const sun = await account('sun', 'agent');
	const refused = await sun.post('/next', {}, keyed('next-0'));

	assert.equal(refused.status, 404);
	const cases = [await handOver(), await handOver()];
	const [first, second] = [await sun.post('/next', {}, keyed('next-0')), await sun.post('/next', {}, keyed('next-0'))];

	assert.equal(first.status, 200);
	assert.equal(second.json.case.id, first.json.case.id);
	const third = await sun.post('/next', {}, keyed('next-1'));

	assert.equal(third.status, 200);
	assert.notEqual(third.json.case.id, first.json.case.id);
	for (const { client } of cases)
		await client.close();
});

test('a key of other characters is refused', async () => {
	const { client, id } = await handOver();

	for (const key of ['a b', '"', 'x'.repeat(65), 'ü'])
		assert.equal((await agent.post(`/cases/${id}/claim`, {}, keyed(key))).status, 400, key);
	await client.close();
});

test('an account that asks too fast hears when it may again, and no other account does', async () => {
	const slow = await startFuji({ env: { FUJI_API_REQUESTS_PER_SECOND: '1', FUJI_API_REQUESTS_BURST: '3' } });
	const sits = async (name) => {
		await slow.employ(name, 'agent', PASSWORD);
		const made = new Agent(slow);

		assert.equal((await made.login({ name, password: PASSWORD })).status, 200);
		return made;
	};
	const [hasty, calm] = [await sits('hasty'), await sits('calm')];
	const answers = await Promise.all(Array.from({ length: 12 }, () => hasty.get('/cases')));
	const limited = answers.filter(({ status }) => status === 429);

	assert.ok(limited.length > 0);
	assert.equal(answers.filter(({ status }) => status === 200).length, 12 - limited.length);
	for (const { headers, json } of limited) {
		assert.ok(Number(headers.get('retry-after')) >= 1);
		assert.equal(json.error.code, 'TooManyRequests');
	}
	assert.equal((await calm.get('/cases')).status, 200);
	await slow.stop();
});

test('a newer message unseen is 409 and shown, and nothing was sent', async () => {
	const { client, id } = await handOver();

	await agent.post(`/cases/${id}/claim`);
	const { json: { watermark } } = await agent.get(`/cases/${id}`);
	await client.say('还有一件事');
	const late = await agent.post(`/cases/${id}/message`, { text: '晚了', watermark });
	assert.equal(late.status, 409);
	assert.equal(late.json.error.code, 'unseen');
	assert.ok(late.json.activities.some((each) => each.text === '还有一件事'));
	const again = await agent.post(`/cases/${id}/message`,
		{ text: '看到了', watermark: late.json.watermark });
	assert.equal(again.status, 200);
	await client.waitForActivity((each) => each.text === '看到了');
	assert.ok(!client.activities.some((each) => each.text === '晚了'));
});

test('a lost claim is 409, another\'s case 404, one that is none 404', async () => {
	const wang = await account('wang', 'agent');
	const { id } = await handOver();

	await agent.post(`/cases/${id}/claim`);
	const lost = await wang.post(`/cases/${id}/claim`);
	assert.equal(lost.status, 409);
	assert.equal(lost.json.error.code, 'already_claimed');
	for (const verb of ['close', 'return'])
		assert.equal((await wang.post(`/cases/${id}/${verb}`)).status, 404);
	assert.equal((await wang.post(`/cases/${id}/message`, { text: '我来' })).status, 404);
	assert.equal((await wang.post('/cases/F00000000/claim')).status, 404);
	assert.equal((await wang.get('/cases/F00000000')).status, 404);

	const passed = await agent.post(`/cases/${id}/transfer`, { agent: 'wang', text: '交给你' });
	assert.equal(passed.json.case.agent, 'wang');
	const back = await wang.post(`/cases/${id}/return`);
	assert.equal(back.json.case.state, 'closed');
});

test('what a role may not do is refused over HTTP as on the desk', async () => {
	const auditor = await account('shen', 'auditor');
	const { id } = await handOver();

	assert.equal((await auditor.get('/cases')).status, 200);
	const claim = await auditor.post(`/cases/${id}/claim`);
	assert.equal(claim.status, 403);
	assert.equal(claim.json.error.code, 'forbidden');
	assert.equal((await agent.get('/events?after=0')).status, 403);
	assert.deepEqual((await auditor.get('/events?after=0')).json.events, []);
});

test('who is not logged in, or no longer, gets nothing', async () => {
	const stranger = new Agent(fuji);
	const wrong = await stranger.login({ name: 'li', password: 'wrong' });
	const zhou = await account('zhou', 'agent');

	assert.equal(wrong.status, 401);
	assert.equal(wrong.json.error.code, 'login_failed');
	assert.equal((await stranger.get('/cases')).status, 401);
	assert.equal((await zhou.post('/logout')).status, 200);
	assert.equal((await zhou.get('/cases')).status, 401);
});

test('a body that is not as the wire has it is refused with a reason', async () => {
	const { id } = await handOver();

	assert.equal((await agent.post(`/cases/${id}/message`, { text: '' })).status, 400);
	assert.equal((await agent.post(`/cases/${id}/message`, [1])).status, 400);
	assert.equal((await agent.post(`/cases/${id}/claim`, { case: 'F1' })).json.error.code,
		'bad_json');
	assert.equal((await agent.post(`/cases/${id}/claim`, { type: 'desk.close' })).status, 400);
	assert.equal((await agent.post(`/cases/${id}/dance`)).status, 404);
	assert.equal((await agent.get(`/cases/${id}/claim`)).status, 405);
});
