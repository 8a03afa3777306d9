/*
 * kill -9 at random moments, while subscribers are told that their balances are nearly used up.
 *
 * The gateway is a small honest one: what it has accepted is on its way to a phone, whatever becomes of the
 * answer. One that honours keys sends once what it is given twice; the other sends twice.
 *
 * $TOLD says how many are told (200), $TOLD_KILLS how often the server is killed meanwhile (2).
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { PATIENCE_MS, runFuji, startFuji, temporaryFolder } from './fuji.mjs';

const LINES = Number(process.env.TOLD ?? 200);
const KILLS = Number(process.env.TOLD_KILLS ?? 2);
const DAYS = 3;
const DAY_MS = 86_400_000;
const ALL_DAY = ['--reminders', '--reminder-from-hour', '0', '--reminder-to-hour', '24',
	'--reminder-off-from-hour', '0', '--reminder-off-to-hour', '24'];

/* The simulated operator's own, and not below test-data/: its numbers and passwords are plain. */
let operator;

before(async () => { operator = await mkdtemp(path.join(os.tmpdir(), 'fuji-operator-')); });
after(() => rm(operator, { recursive: true }));

function numberOf(i) {
	return String(13500000000 + i);
}

/* Phones by number: what arrives there. */
class Gateway {
	phones = new Map();
	#keys = new Set();
	#server;

	constructor(honoursKeys) {
		this.honoursKeys = honoursKeys;
	}

	async open() {
		this.#server = createServer((request, response) => this.#take(request, response));
		this.#server.listen(0, '127.0.0.1');
		await once(this.#server, 'listening');
		this.url = `http://127.0.0.1:${this.#server.address().port}/`;
		return this;
	}

	async #take(request, response) {
		const chance = Math.random();
		let body = '';

		for await (const piece of request)
			body += piece;
		if (chance < 0.05) {
			response.writeHead(503, { 'retry-after': '1' }).end();
			return;
		}
		this.#accept(JSON.parse(body));
		await sleep(chance * 100);
		if (chance < 0.08)
			request.socket.destroy(); /* it is sent, and nobody hears so */
		else
			response.writeHead(202).end();
	}

	#accept({ id, to, text }) {
		if (this.honoursKeys && this.#keys.has(id))
			return;
		this.#keys.add(id);
		this.phones.set(to, [...(this.phones.get(to) ?? []), text]);
	}

	close() {
		this.#server.close();
		this.#server.closeAllConnections();
	}
}

/* Lines that have 3.20 yuan, as the operator says and its export. */
async function population() {
	const folder = await temporaryFolder();
	const numbers = Array.from({ length: LINES }, (_, i) => numberOf(i));
	const day = (ago) => new Date(Date.now() + 8 * 3_600_000 - ago * DAY_MS).toISOString().slice(0, 10);
	const rows = numbers.flatMap((number) => Array.from({ length: DAYS }, (_, i) =>
		`${number},${day(DAYS - i)},四川,prepaid,${(3.2 + DAYS - 1 - i).toFixed(2)},1.00,0.00,,,,no,`));

	await mkdir(path.join(folder, 'data'));
	await writeFile(path.join(folder, 'usage.csv'),
		`line,day,region,kind,balance,used,owed,due,document,contract,flagged,stopped\n${rows.join('\n')}\n`);
	await writeFile(path.join(operator, 'lines.yaml'), ['owners: [{name: 张三, password: "246810", id_tail: 12345X, contact: "13900000000"}]',
		'defaults: {owner: 张三, carrier: demo, province: 四川, region: 成都}', 'lines:',
		...numbers.map((number) => `  - {number: "${number}", balance: 3.20}`)].join('\n') + '\n');
	return folder;
}

function serve(folder, gateway) {
	return startFuji({ data: path.join(folder, 'data'), args: ['--carrier', `sim:${path.join(operator, 'lines.yaml')}`,
		'--sms-url', gateway.url, ...(gateway.honoursKeys ? ['--sms-honours-keys'] : []), ...ALL_DAY] });
}

async function outreach(folder, ...args) {
	const { code, stdout, stderr } = await runFuji(['outreach', ...args, '--data', path.join(folder, 'data'), ...ALL_DAY]);

	assert.equal(code, 0, stderr);
	return stdout.trim().split('\n').slice(1);
}

/* Until nobody is left to be told, with kills on the way; then `check` is told who is in doubt. */
async function tellAll(gateway, check) {
	const folder = await population();
	let fuji = await serve(folder, gateway);

	try {
		const imported = await runFuji(['import', '--data', fuji.data, path.join(folder, 'usage.csv')]);

		assert.equal(imported.stdout, `${LINES * DAYS} rows of ${DAYS} days\n`, imported.stderr);
		assert.equal((await outreach(folder, 'plan', '--chance', '0')).length, LINES);
		for (let kills = 0; kills < KILLS; kills++) {
			await untilTold(gateway, gateway.phones.size + LINES / (4 * KILLS));
			await sleep(Math.random() * 50);
			fuji.kill();
			await fuji.ended;
			fuji = await serve(folder, gateway);
		}
		await check(await untilSettled(folder, gateway), folder);
	} finally {
		await fuji.stop();
		gateway.close();
	}
}

async function untilTold(gateway, n) {
	const deadline = Date.now() + PATIENCE_MS;

	while (gateway.phones.size < Math.min(n, LINES) && Date.now() < deadline)
		await sleep(5);
}

async function untilSettled(folder, gateway) {
	const deadline = Date.now() + PATIENCE_MS * (2 + LINES / 500);
	let doubtful;

	do {
		await sleep(200);
		doubtful = await outreach(folder, 'list');
	} while (gateway.phones.size + doubtful.length < LINES && Date.now() < deadline);
	return doubtful;
}

function assertNobodyTwice(gateway) {
	assert.deepEqual([...gateway.phones.values()].filter((texts) => texts.length !== 1), []);
}

test('at a gateway that honours keys each is told once, and nobody is left out', async () => {
	const gateway = await new Gateway(true).open();

	await tellAll(gateway, async (doubtful, folder) => {
		assert.equal(gateway.phones.size, LINES);
		assertNobodyTwice(gateway);
		assert.match(gateway.phones.get(numberOf(0))[0], /135\*\*\*\*0000 .*3\.20元/);
		assert.deepEqual(doubtful, []);
		assert.ok((await outreach(folder, 'plan', '--chance', '0')).every((row) => /already$/.test(row)));
	});
});

test('at one that does not, nobody is told twice, and who may not have been told is listed', async () => {
	const gateway = await new Gateway(false).open();

	await tellAll(gateway, async (doubtful) => {
		const untold = LINES - gateway.phones.size;

		assertNobodyTwice(gateway);
		assert.ok(untold <= doubtful.length, `${untold} were not told, ${doubtful.length} are listed`);
	});
});
