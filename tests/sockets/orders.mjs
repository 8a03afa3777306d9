/*
 * An order is given to the operator once: while calls do not arrive, answers are lost, and the
 * server is killed at random moments.
 *
 * $ORDERS says how many: 60, unless it is set.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { startFuji, temporaryFolder } from './fuji.mjs';
import { giveOrders, judge, writeLines } from './ordering.mjs';

const ORDERS = Number(process.env.ORDERS ?? 60);

test(`${ORDERS} orders are given once each`, async () => {
	const folder = await temporaryFolder();
	/* The operator's own files name names: they are none that the server leaves. */
	const operator = mkdtempSync(path.join(os.tmpdir(), 'fuji-operator-'));
	const ledger = path.join(operator, 'ledger');
	const carrier = `sim:${writeLines(operator, ORDERS)}?latency_ms=20&order_ms=3600000&fail=0.1&lose=0.3` +
		`&ledger=${ledger}`;
	const given = await giveOrders({
		orders: ORDERS,
		start: (port) => startFuji({
			data: path.join(folder, 'data'), demo: false,
			args: ['--listen', `127.0.0.1:${port}`, '--carrier', carrier],
		}),
	});

	judge(given, readFileSync(ledger, 'utf8').trim().split('\n').map(JSON.parse));
	rmSync(operator, { recursive: true });
});
