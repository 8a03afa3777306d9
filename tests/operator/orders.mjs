/*
 * An order is given to an operator with TM Forum's APIs once, or, where nobody can tell whether it
 * was, not again: requests fail, answers are lost, and the server is killed at random moments.
 *
 * $ORDERS says how many at each operator, $KILLS how often: 60 and 5, unless they are set.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { startFuji, temporaryFolder } from '../sockets/fuji.mjs';
import { giveOrders, judge, printSum, writeLines } from '../sockets/ordering.mjs';
import { Operator } from './operator.mjs';

const ORDERS = Number(process.env.ORDERS ?? 60);
const KILLS = Number(process.env.KILLS ?? 5);
const KINDS = { honoured: 'honours keys', found: 'ignores keys but can be asked', nothing: 'can do neither' };

let operator;
let folder;
let lines;
const totals = [];

before(async () => {
	operator = await Operator.start();
	folder = mkdtempSync(path.join(os.tmpdir(), 'fuji-operator-'));
	lines = writeLines(folder, ORDERS);
});
after(async () => {
	printSum(totals);
	await operator.stop();
	rmSync(folder, { recursive: true });
});

for (const [keys, what] of Object.entries(KINDS)) {
	test(`${ORDERS} orders among ${KILLS} kills at an operator that ${what}`, async () => {
		const world = operator.open(keys, lines, { order_ms: 3_600_000, fail: 0.01, lose: 0.2, keys });
		const data = path.join(await temporaryFolder(), 'data');
		const given = await giveOrders({
			orders: ORDERS, kills: KILLS,
			start: (port) => startFuji({ data, demo: false, args: ['--listen', `127.0.0.1:${port}`,
				'--carrier', `tmf:${operator.address}/${keys}/lines`, '--breaker-failures', '1000', '--call-backoff-ms', '50'] }),
		});

		/* Who cannot be asked leaves all in doubt that a kill found under way. */
		totals.push(judge(given, world.ledger, keys === 'nothing' ? 0 : 0.5));
		assert.ok(given.killed >= KILLS, `${given.killed} kills`);
	});
}
