/*
 * More who come than there is room for: whoever is in notices nothing, and there is room again once somebody has gone.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import net from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startFuji } from './fuji.mjs';
import { scrape, whereOf } from './scrape.mjs';

const METRICS = ['--metrics-listen', '127.0.0.1:0'];
const chatOf = ({ port }) => ({ host: '127.0.0.1', port });
const OUTSIDE = 4;
const ENOUGH = 1024; /* descriptors */
const LOOKED_AT_MS = 1500;

/* Resolves to what it is answered, nothing if it is closed. */
function knock(where) {
	const socket = net.connect(where, () => socket.write('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'));
	let answer = '';

	socket.on('error', () => {}).on('data', (data) => { answer += data; });
	return new Promise((resolve) => { socket.on('close', () => resolve(answer)); });
}

test('connections_most: one more is closed at once and counted, and the others stay', async (t) => {
	const fuji = await startFuji({ args: [...METRICS, '--connections-most', '3'] });

	t.after(() => fuji.stop());
	const clients = [await fuji.chat(), await fuji.chat(), await fuji.chat()];

	assert.equal(await knock(chatOf(fuji)), '');
	const metrics = await scrape(fuji);

	assert.equal(metrics.get('fuji_limit_hits_total{limit="connections"}'), 1);
	for (const client of clients)
		await client.say('你好');
	await clients[0].close();
	await clients[1].say('还在吗');
	await (await fuji.chat()).say('你好');
});

function limitDescriptors(pid, most) {
	execFileSync('prlimit', [`--pid=${pid}`, `--nofile=${most}:`]);
}

/* It keeps what is open: of numbers below the bound none is free. */
function leaveNoDescriptor(pid) {
	const open = new Set(readdirSync(`/proc/${pid}/fd`).map(Number));
	let most = 0;

	while (open.has(most))
		most++;
	limitDescriptors(pid, most);
}

/* User and system time: proc(5) counts in hundredths of a second. */
function cpuMs(pid) {
	const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13);

	return (Number(user) + Number(system)) * 10;
}

test('without a free descriptor it waits and does not spin, those who are in are served, and then the others', async (t) => {
	const fuji = await startFuji({ args: METRICS });

	t.after(() => fuji.stop());
	const client = await fuji.chat();
	const failures = () => fuji.stderr.match(/"msg":"accept"/g)?.length ?? 0;

	leaveNoDescriptor(fuji.pid);
	const outside = Array.from({ length: OUTSIDE }, () => knock(chatOf(fuji)));
	const asker = knock(whereOf(fuji));

	while (failures() < 1)
		await sleep(20);
	const begun = performance.now();
	const cpuBefore = cpuMs(fuji.pid);

	await sleep(LOOKED_AT_MS);
	const share = (cpuMs(fuji.pid) - cpuBefore) / (performance.now() - begun);

	assert.ok(share < 0.1, `it was busy ${Math.round(share * 100)} % of the time`);
	await client.say('还在吗');
	limitDescriptors(fuji.pid, ENOUGH);
	for (const answer of outside)
		assert.match(await answer, /^HTTP\/1\.1 200 /);
	assert.match(await asker, /^HTTP\/1\.1 /);
});
