/*
 * The audit log at an auditor's desk, and that who comes in wrongly or reaches too far is in it.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startFuji } from './fuji.mjs';

const PASSWORD = 'chrysanthemum-47';

let fuji;

before(async () => {
	fuji = await startFuji({ env: { FUJI_MESSAGES_PER_SECOND: '100', FUJI_MESSAGES_BURST: '100' } });
	await fuji.employ('li', 'agent', PASSWORD);
	await fuji.employ('zhou', 'auditor', PASSWORD);
});
after(() => fuji.stop());

async function refused(frame) {
	const desk = await fuji.connect('/desk', { origin: `http://127.0.0.1:${fuji.port}` });

	desk.send(frame);
	const { code } = await desk.waitFor(({ type }) => type === 'error');
	await desk.close();
	return code;
}

async function read(desk, members = {}) {
	desk.send({ type: 'desk.audit', ...members });
	return desk.waitFor(({ type }) => type === 'audit');
}

test('log-ins that are none at all are told of, and nothing of what was typed', async () => {
	assert.equal(await refused({ type: 'login', name: 'my secret!', password: 'x' }), 'login_failed');
	assert.equal(await refused({ type: 'hello', token: 'v1.none.of.ours' }), 'login_failed');
	const desk = await fuji.desk({ name: 'zhou', password: PASSWORD });
	const { rows } = await read(desk);
	const failed = rows.filter(({ what }) => what === 'login.failed');

	assert.equal(failed.length, 2);
	assert.ok(failed.every(({ who, detail }) => who === '' && detail === '127.0.0.1'));
	assert.ok(!JSON.stringify(rows).includes('secret'));
	await desk.close();
});

test('log-ins that cannot be read are told of, too, and a flood of them fills no log', async () => {
	const stranger = await fuji.connect('/desk', { origin: `http://127.0.0.1:${fuji.port}` });
	const wrong = [{ type: 'login' }, { type: 'login', name: 5, password: 'x' }, { type: 'login', name: 'li', password: ['x'] },
		{ type: 'hello' }, { type: 'hello', token: {} }];
	/* Who comes in later is on record later. */
	const failed = async () => {
		const desk = await fuji.desk({ name: 'zhou', password: PASSWORD });
		const { rows } = await read(desk);

		await desk.close();
		return rows.filter(({ what }) => what === 'login.failed');
	};
	const before = (await failed()).length;

	for (let i = 0; i < 30; i++) {
		stranger.send(wrong[i % wrong.length]);
		assert.equal((await stranger.waitFor(({ type }) => type === 'error')).code, 'bad_activity');
	}
	const rows = (await failed()).slice(before);

	assert.equal(rows.length, 20, 'as many as an address has log-ins');
	assert.ok(rows.every(({ who, detail }) => who === '' && detail === '127.0.0.1'));
	await stranger.close();
});

test('an agent who asks for it is refused, and the auditor reads that', async () => {
	const agent = await fuji.desk({ name: 'li', password: PASSWORD });

	agent.send({ type: 'desk.audit' });
	const { code } = await agent.waitFor(({ type }) => type === 'error');
	assert.equal(code, 'forbidden');
	const desk = await fuji.desk({ name: 'zhou', password: PASSWORD });
	const { rows } = await read(desk, { filter: { who: 'li' } });

	assert.deepEqual(rows.map(({ what }) => what), ['login', 'refused']);
	assert.equal(rows[1].detail, 'desk.audit forbidden');
	const again = await read(desk, { filter: { who: 'zhou' } });
	assert.ok(again.rows.some(({ what }) => what === 'desk.audit'));
	await Promise.all([agent.close(), desk.close()]);
});

test('a page ends before the row that was named', async () => {
	const desk = await fuji.desk({ name: 'zhou', password: PASSWORD });
	const { rows } = await read(desk);
	const earlier = await read(desk, { after: { row: rows[3].row } });

	assert.deepEqual(earlier.rows, rows.slice(0, 3));
	assert.equal(earlier.more, undefined);
	await desk.close();
});
