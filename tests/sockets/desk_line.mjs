/*
 * An agent works on the subscriber's line: who may, an order once whatever happens, the number for
 * a reason, and a case that is not closed before what must be done is done.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { runFuji, startFuji, temporaryFolder } from './fuji.mjs';

const PASSWORD = 'chrysanthemum-47';
const LINE = '13800000004'; /* on hold by its owner's wish */
const ROLES = { li: 'agent', wang: 'agent', audit: 'auditor' };
const STEPS = ['owner_proven', 'resume_confirmed'].map((step) => `VOLUNTARY_HOLD.${step}`);

/* The operator's own files name names: they are none that the server leaves. */
const operator = mkdtempSync(path.join(os.tmpdir(), 'fuji-operator-'));
const ledger = path.join(operator, 'ledger');
let data;
let fuji;
let chat;
let desk;
let id;

function start() {
	return startFuji({
		data, demo: false,
		args: ['--carrier', `sim:?latency_ms=700&order_ms=0&ledger=${ledger}`],
	});
}

function logIn(name) {
	return fuji.desk({ name, password: PASSWORD });
}

function waitForLine(client, fits) {
	return client.waitFor((frame) => frame.type === 'line' && fits(frame));
}

function waitForEntry(client, kind) {
	return client.waitFor((frame) => frame.type === 'log' &&
		frame.entries.some((entry) => entry.kind === kind));
}

async function open(client) {
	client.send({ type: 'desk.open', case: id, watermark: '0', log_watermark: '0' });
	return waitForLine(client, () => true);
}

/* The owner has proven the line and wants a person; li has the case. */
before(async () => {
	data = path.join(await temporaryFolder(), 'data');
	fuji = await start();
	for (const [name, role] of Object.entries(ROLES))
		await fuji.employ(name, role, PASSWORD);
	desk = await logIn('li');
	desk.send({ type: 'desk.presence', presence: 'ready' });
	chat = await fuji.chat();
	await chat.say(`我的号码为什么停机 ${LINE}`);
	await chat.waitForText(/身份证/);
	await chat.say('身份证');
	await chat.waitForText(/后六位|最后六位/);
	await chat.say('张三 12345X');
	await chat.waitForText(/停机保号/);
	await chat.say('转人工');
	const handed = await chat.waitForText(/F\d{8}/);
	id = handed.text.match(/F\d{8}/)[0];
	desk.send({ type: 'desk.claim', case: id });
	await desk.waitFor((frame) => frame.type === 'case' && frame.case.agent === 'li');
	await open(desk);
});

after(async () => {
	await fuji?.stop();
	rmSync(operator, { recursive: true });
});

const VERBS = [
	{ type: 'desk.lookup' },
	{ type: 'desk.reveal', text: '回电' },
	{ type: 'desk.order', order: 'resume', clientActivityID: 'x-1' },
	{ type: 'desk.step', step: STEPS[0], state: 'done' },
];

test('somebody else is refused as if there were no such case, and an auditor altogether', async () => {
	const wang = await logIn('wang');
	const audit = await logIn('audit');

	for (const verb of VERBS) {
		const refusals = [];

		for (const each of [id, 'F00000000']) {
			wang.send({ ...verb, case: each });
			refusals.push(await wang.waitFor((frame) => frame.type === 'error'));
		}
		assert.equal(refusals[0].code, 'not_yours');
		assert.deepEqual(refusals[0], refusals[1]);
		audit.send({ ...verb, case: id });
		const { code } = await audit.waitFor((frame) => frame.type === 'error');
		assert.equal(code, 'forbidden');
	}
	await wang.close();
	await audit.close();
});

test('a look-up is answered to all desks that watch the case, with nothing that names the line', async () => {
	const wang = await logIn('wang');

	await open(wang);
	desk.send({ type: 'desk.lookup', case: id });
	await waitForLine(desk, (line) => line.look_up === 'waiting');
	const { holds, who } = await waitForLine(wang, (line) => line.look_up === 'ready');
	assert.equal(who, '138****0004');
	assert.deepEqual(holds.map(({ cause, pay }) => [cause, pay]), [['VOLUNTARY_HOLD', 'no']]);
	assert.ok(!JSON.stringify(wang.frames).includes(LINE));
	await wang.close();
});

test('the number is shown for a reason, which the audit log keeps, and no log has the number', async () => {
	desk.send({ type: 'desk.reveal', case: id });
	await desk.waitFor((frame) => frame.code === 'text_empty');
	desk.send({ type: 'desk.reveal', case: id, text: '客户请求回电' });
	const shown = await desk.waitFor((frame) => frame.type === 'number');
	assert.deepEqual([shown.number, shown.seconds], [LINE, 30]);
	const { stdout } = await runFuji(['audit', 'list', '--data', data]);
	assert.match(stdout, /desk\.reveal.*客户请求回电/);
	assert.ok(!stdout.includes(LINE) && !fuji.stderr.includes(LINE));
});

test('cards that the subscriber pastes reach no agent in full', async () => {
	const cards = ['6217001234567893', '4111-1111-1111-1111', '110101900101123', '１１０１０１１９９００１０１１２３７'];

	await chat.say(`工资卡 ${cards[0]}，信用卡 ${cards[1]}，老身份证 ${cards[2]}，新的 ${cards[3]}，订单 2026112500000012`);
	const { text } = await desk.waitForActivity((activity) => activity.text?.startsWith('工资卡'));

	assert.equal(text, '工资卡 6217********7893，信用卡 4111-****-****-1111，老身份证 1*************3，新的 １****************７，订单 2026112500000012');
	for (const card of cards)
		assert.ok(!JSON.stringify(desk.frames).includes(card), card);
});

test('an order is carried out once, though the server is killed before the operator answers', async () => {
	const order = {
		type: 'desk.order', case: id, order: 'resume', clientActivityID: 'o-1',
	};

	desk.send(order);
	await desk.waitForActivity(({ text }) => /li 已为 138\*\*\*\*0004 提交复机申请/.test(text ?? ''));
	fuji.kill();
	await fuji.ended;
	fuji = await start();
	desk = await logIn('li');
	await open(desk);
	desk.send(order);
	await desk.waitForActivity(({ text }) => /提交复机申请/.test(text ?? ''));
	desk.send({ ...order, clientActivityID: 'o-2' });
	await desk.waitFor(({ code }) => code === 'under_way');
	desk.send({ type: 'desk.open', case: id, watermark: '0', log_watermark: '0' });
	await waitForEntry(desk, 'order_accepted');
	const entries = readFileSync(ledger, 'utf8').trim().split('\n').map(JSON.parse);
	assert.equal(entries.filter(({ what }) => what === 'resume').length, 1);
});

test('the case is closed once each step is done, or waived with a reason', async () => {
	desk.send({ type: 'desk.close', case: id });
	const refused = await desk.waitFor((frame) => frame.code === 'checklist_open');
	for (const step of STEPS)
		assert.ok(refused.message.includes(step));
	desk.send({ type: 'desk.step', case: id, step: STEPS[0], state: 'done' });
	desk.send({ type: 'desk.step', case: id, step: STEPS[1], state: 'waived' });
	await desk.waitFor((frame) => frame.code === 'text_empty');
	desk.send({ type: 'desk.step', case: id, step: STEPS[1], state: 'waived', text: '客户不要了' });
	const { checklist } = await waitForLine(desk, (line) =>
		line.checklist.every(({ state }) => state !== 'open'));
	assert.deepEqual(checklist.map(({ state }) => state), ['done', 'waived']);
	desk.send({ type: 'desk.close', case: id });
	await desk.waitFor((frame) => frame.type === 'case' && frame.case.state === 'closed');
});
