/*
 * What an operator is told of talks and cases: a ticket where nobody of ours takes the case, whose end the chat hears of
 * from the operator's hub, one entry of its log for each talk, and a text message; each once, whatever answers are lost.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { PATIENCE_MS, runFuji, startFuji } from '../sockets/fuji.mjs';
import { hearCause, leaveCase, until } from './chats.mjs';
import { Operator } from './operator.mjs';

const SECRET = 'a secret of the hubs alone';
const HOUR_MS = 3_600_000;

let operator;
let fuji;

before(async () => {
	operator = await Operator.start();
	fuji = await startFuji({ demo: false, env: { FUJI_CARRIER_LISTENER_SECRET: SECRET }, args: ['--call-backoff-ms', '1',
		'--carrier', `tmf:${operator.address}/w/demo;code=135790;extras=1;lose=1;order_ms=${HOUR_MS}`] });
});
after(async () => {
	await fuji.stop();
	await operator.stop();
});

const given = (name) => operator.world('w')?.given[name] ?? [];
const requests = (route) => operator.requests.filter((request) => request.route === route);

test('a case that nobody takes is one ticket, and its end is told when the hub tells of it', async () => {
	const chat = await leaveCase(fuji);

	await until('the operator has a ticket', () => given('troubleTicket').length > 0 && requests('GET /troubleTicket').length > 0);
	const [ticket] = given('troubleTicket');

	assert.match(ticket.externalId, /^F\d{8}$/);
	assert.match(ticket.description, /害我丢了一单生意/);
	operator.ahead = 2 * HOUR_MS;
	for (let n = 0, told = false; !told; n++) { /* until the first answer has come, nobody listens */
		const answer = await fuji.fetch('/tmf-listener/ticket', { method: 'POST',
			headers: { 'content-type': 'application/json', authorization: `Bearer ${SECRET}` },
			body: JSON.stringify({ eventId: `t-${n}`, eventType: 'TroubleTicketResolvedEvent',
				event: { troubleTicket: { id: ticket.id, externalId: ticket.externalId } } }) });

		assert.equal(answer.status, 204);
		await setTimeout(100);
		told = chat.activities.some(({ text }) => /处理完毕/.test(text ?? ''));
		assert.ok(n * 100 < PATIENCE_MS, 'the chat is told');
	}
	operator.ahead = 0;
	assert.equal(given('troubleTicket').length, 1);
});

test('a talk that has come to its end is on record once, without what was said', async () => {
	const chat = await hearCause(fuji);

	await chat.say('没有了，谢谢');
	await chat.waitForText(/1 到 5 分/);
	await until('the entry was looked for, as its answer was lost', () => requests('GET /partyInteraction').length > 0);
	const [entry] = given('partyInteraction');

	assert.equal(given('partyInteraction').length, 1);
	assert.equal(requests('POST /partyInteraction').length, 1);
	assert.equal(entry.reason, 'suspension_cause');
	assert.deepEqual(entry.interactionItem[0].item, { id: 'P13800000003', role: 'subject', '@referredType': 'Product' });
	assert.match(entry.interactionItem[0].resolution, /told:cause:ARREARS_FULL/);
	assert.doesNotMatch(JSON.stringify(entry), /246810|为什么停机/);
});

test('a text message goes by the operator once, and by none that takes none', async () => {
	const check = (options) => runFuji(['sms', 'check', '--to', '13800000003', '--sms-url', 'operator', '--call-backoff-ms', '1',
		'--carrier', `tmf:${operator.address}/sms/demo;${options}`]);
	const { code, stdout, stderr } = await check('extras=1;lose=1');
	const [message] = operator.world('sms').given.communicationMessage;

	assert.equal(`${stdout}${code}`, 'taken\n0', stderr);
	assert.equal(operator.world('sms').given.communicationMessage.length, 1);
	assert.deepEqual(message.receiver, [{ phoneNumber: '13800000003' }]);
	assert.equal(requests('POST /communicationMessage').length, 1);
	assert.equal(requests('GET /communicationMessage').length, 2);
	assert.doesNotMatch(stdout + stderr, /13800000003/);
	assert.equal((await runFuji(['sms', 'check', '--to', '13800000003', '--sms-url', 'operator'])).code, 1);
});
