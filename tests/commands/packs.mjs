/*
 * For who tends the packs: `fuji check`, `fuji eval` and `fuji explain`, and that packs with a
 * fault are never taken, at the start or by a reload.
 */
import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { runFuji, startFuji, temporaryFolder } from '../sockets/fuji.mjs';

const checkout = path.resolve(import.meta.dirname, '../..');

let folder;

before(async () => { folder = await temporaryFolder(); });
after(() => rm(folder, { recursive: true, force: true }));

/* A copy of the product's words, with other or more files: { 'intents/packs/x.yaml': text }. */
async function home(name, files) {
	const dir = path.join(folder, name);

	for (const part of ['intents/packs', 'knowledge', 'bot', 'ws/www'])
		await cp(path.join(checkout, part), path.join(dir, part), { recursive: true });
	for (const [file, text] of Object.entries(files))
		await writeFile(path.join(dir, file), text);
	return dir;
}

/* A few packs that are read at once, for what does not need the product's. */
async function fewPacks(name) {
	const dir = path.join(folder, name);

	await mkdir(dir);
	await writeFile(path.join(dir, 'hold.yaml'),
		'intent: hold\nkind: errand\nrules:\n  - match: 报停\n    unless: 取消\nexamples:\n  zh: [报停]\n');
	await writeFile(path.join(dir, 'pay.yaml'),
		'intent: pay\nkind: errand\nrules:\n  - match: 交.{0,3}费\n    weight: 0.6\n'
		+ 'examples:\n  zh: [交话费]\n');
	return dir;
}

describe('fuji check', () => {
	test('finds no fault in the packs that are shipped', async () => {
		assert.deepEqual(await runFuji(['check']), { code: 0, stdout: 'no problems\n', stderr: '' });
	});

	test('tells the faults of all files at once, each with its place', async () => {
		const shipped = (file) => readFile(path.join(checkout, file), 'utf8');
		const cause = 'bot/flows/explain_suspension.yaml';
		const dir = await home('faults', {
			'intents/packs/x.yaml': 'intent: x\nkind: errand\nrules:\n'
				+ "  - match: '(?:停+)+机'\n  - match: '停('\n  - match: 停\n    wieght: 1\n",
			'intents/packs/y.yaml': 'intent: y\nkind: erand\n',
			[cause]: (await shipped(cause)).replace(/^texts:/m, 'txts:'),
			'bot/dialogue.yaml': (await shipped('bot/dialogue.yaml')).replace('不客气', '可以**停机。**后'),
			'knowledge/causes.yaml': (await shipped('knowledge/causes.yaml')).replace('号码已注销', '号码**已注销。**了'),
		});
		const { code, stderr } = await runFuji(['check', dir]);

		assert.equal(code, 1);
		for (const fault of [
			/^\S+\/x\.yaml:4:12: pattern is too costly: /m,
			/^\S+\/x\.yaml:5:15: pattern: missing closing parenthesis$/m,
			/^\S+\/x\.yaml:7:5: .*weight/m,
			/^\S+\/y\.yaml:2:7: kind must be errand, act, none or noise, not erand$/m,
			/^\S+\/explain_suspension\.yaml:\d+:\d+: .*texts/m,
			/^\S+\/dialogue\.yaml:\d+:11: the chat shows no bold type$/m,
			/^\S+\/causes\.yaml:\d+:11: the chat shows no bold type$/m,
			/^fuji: \d+ problems$/m,
		])
			assert.match(stderr, fault);
	});

	test('refuses a link that is not to a host of the allow-list, in a text as in a policy', async () => {
		const shipped = (file) => readFile(path.join(checkout, file), 'utf8');
		const [flow, policies] = ['bot/flows/pay_bill.yaml', 'knowledge/policies/demo.yaml'];
		const text = await home('text', {
			[flow]: (await shipped(flow)).replace('{policy.pay_link}', 'https://pay.demo-mobi1e.example/'),
		});
		const policy = await home('policy', {
			[policies]: (await shipped(policies)).replace('https://pay', 'http://pay'),
		});

		assert.match((await runFuji(['check', text])).stderr,
			/pay_bill\.yaml:\d+:\d+: no policy row link_hosts names the host pay\.demo-mobi1e\.example$/m);
		assert.match((await runFuji(['check', policy])).stderr,
			/demo\.yaml:\d+:3: a link begins with https:\/\/$/m);
	});

	test('refuses a slot that counts from another that is not there, or is bound by no policy', async () => {
		const flow = 'bot/flows/suspend_line.yaml';
		const shipped = await readFile(path.join(checkout, flow), 'utf8');
		const dir = await home('bounds', {
			[flow]: shipped.replace('counted_from: from', 'counted_from: form')
				.replace('least_policy: hold_shortest', 'least_policy: hold_shortst'),
		});
		const { code, stderr } = await runFuji(['check', dir]);

		assert.equal(code, 1);
		assert.match(stderr, /suspend_line\.yaml:\d+:19: there is no slot form to count from$/m);
		assert.match(stderr, /suspend_line\.yaml:\d+:19: .*hold_shortst/m);
	});
});

describe('packs of which an example is lost and a counter-example is won', () => {
	const odd = 'intent: odd\nkind: errand\nrules:\n  - match: 停机\n    weight: 0.55\n  - match: 叽里咕噜\n'
		+ 'examples:\n  zh:\n    - 我的手机停机了\n    - 叽里咕噜\ncounterexamples:\n  zh: [叽里咕噜响]\n';
	const told = [
		/^\S+\/odd\.yaml:9:7: example '我的手机停机了' is understood as suspension_cause, not as odd: \S+\/suspension_cause\.yaml:\d+ takes it by '.*停机.*'; give that rule an unless$/m,
		/^\S+\/odd\.yaml:12:8: counter-example '叽里咕噜响' is understood as odd: \S+\/odd\.yaml:6 takes it by '叽里咕噜'; give that rule an unless$/m,
	];

	test('are refused by fuji check, which names the rules that take them', async () => {
		const dir = await home('odd', { 'intents/packs/odd.yaml': odd });
		const { code, stderr } = await runFuji(['check', dir]);

		assert.equal(code, 1);
		for (const fault of told)
			assert.match(stderr, fault);
	});

	test('keep a server from starting', async () => {
		const { code, stderr } = await runFuji(
			['serve', '--listen', '127.0.0.1:0', '--data', path.join(folder, 'data')],
			{ env: { FUJI_HOME: path.join(folder, 'odd') } },
		);

		assert.equal(code, 1);
		for (const fault of told)
			assert.match(stderr, fault);
	});

	test('leave a running server with those that it had', async () => {
		const dir = await home('reload', {});
		const fuji = await startFuji({ env: { FUJI_HOME: dir } });
		const client = await fuji.chat();

		await writeFile(path.join(dir, 'intents/packs/odd.yaml'), odd);
		fuji.kill('SIGHUP');
		while (!/words not reloaded/.test(fuji.stderr))
			await new Promise((resolve) => { setTimeout(resolve, 20); });
		assert.match(fuji.stderr, /odd\.yaml:9:7: example/);
		assert.match(fuji.stderr, /odd\.yaml:12:8: counter-example/);
		await client.say('我手机怎么停机了');
		await client.waitForText(/手机号码/);
		await fuji.stop();
	});
});

describe('fuji eval', () => {
	let packs;

	before(async () => { packs = await fewPacks('eval'); });

	async function evaluate(rows, ...args) {
		const file = path.join(folder, 'rows.tsv');

		await writeFile(file, rows);
		return runFuji(['eval', '--packs', packs, ...args, file]);
	}

	const rows = '我要报停\thold\n报停\tpay\n交话费\tpay\n取消报停\thold,pay\n今天天气\t\n交学费\t\n';

	test('counts by intent what is found and what is taken falsely', async () => {
		const { code, stdout } = await evaluate(rows);

		assert.equal(code, 0);
		assert.match(stdout, /^accuracy +0\.5000 +\(3 of 6\)$/m);
		assert.match(stdout, /^errand recall +0\.5000 +\(2 of 4\)$/m);
		assert.match(stdout, /^errand false claims +0\.5000 +\(1 of 2\)$/m);
		assert.match(stdout, /^hold +0\.500 +0\.500 +2$/m);
		assert.match(stdout, /^pay +0\.500 +0\.500 +2$/m);
		assert.match(stdout, /^- +0\.500 +0\.500 +2$/m);
	});

	test('shows what is taken for what', async () => {
		const { stdout } = await evaluate(`${rows}停一停报停\tpay\n`);
		const table = stdout.slice(stdout.indexOf('rows  wanted -> taken'));

		assert.match(table, /^ +2 {2}pay -> hold\n +1 {2}hold -> -\n +1 {2}- -> pay\n$/m);
	});

	test('lists the rows that are wrong, the most confident first', async () => {
		const { stdout } = await evaluate(rows, '--wrong');

		assert.deepEqual(stdout.split('\n').slice(0, 4), [
			'0.800\tpay\thold\t2\t报停', '0.600\t-\tpay\t6\t交学费', '0.000\thold\t-\t4\t取消报停', '',
		]);
	});

	test('tells every bad row with its line, and then no figures', async () => {
		const bad = Buffer.concat([Buffer.from('报停\thold,hodl,payy\n报停 hold\n停'),
			Buffer.from([0xff]), Buffer.from('机\thold\n')]);
		const { code, stdout, stderr } = await evaluate(bad);

		assert.equal(code, 1);
		assert.equal(stdout, '');
		assert.deepEqual(stderr.trimEnd().split('\n').map((line) => line.replace(/^.*rows\.tsv/, '')), [
			':1:9: no intent is named hodl',
			':1:14: no intent is named payy',
			':2:1: no tab between a message and its intents',
			':3:2: not UTF-8 text',
			'fuji: 4 problems',
		]);
	});

	test('says what is wrong with a file that has no rows, or is none', async () => {
		const empty = await evaluate('');
		const missing = await runFuji(['eval', '--packs', packs, path.join(folder, 'missing.tsv')]);
		const directory = await runFuji(['eval', '--packs', packs, folder]);

		assert.equal(empty.code, 1);
		assert.match(empty.stderr, /rows\.tsv: has no rows$/m);
		assert.equal(missing.code, 1);
		assert.match(missing.stderr, /missing\.tsv: cannot be read: No such file/);
		assert.equal(directory.code, 1);
		assert.match(directory.stderr, /cannot be read: Is a directory/);
	});
});

describe('fuji explain', () => {
	let packs;

	before(async () => { packs = await fewPacks('explain'); });

	const explain = (text, ...args) => runFuji(['explain', ...args, text]);

	test('names rules by file and line, with what they matched and what silenced them', async () => {
		const { code, stdout } = await explain('我要取消報停，交一下费', '--packs', packs);

		assert.equal(code, 0);
		assert.match(stdout, /^normal form: 我要取消报停,交一下费$/m);
		assert.match(stdout, /^ {2}\S+\/hold\.yaml:4 {2}hold 0\.80 {2}'報停' {2}silenced by '取消'$/m);
		assert.match(stdout, /^ {2}\S+\/pay\.yaml:4 {2}pay 0\.60 {2}'交一下费'$/m);
		assert.match(stdout, /^pay +0\.600 +0\.50 +0\.60 +\+0\.00$/m);
		assert.match(stdout, /^decision: take pay$/m);
	});

	test('shows scores, what the model hears, slots and the gate', async () => {
		const { stdout } = await explain('手机停机了两个月 13800000003');

		assert.match(stdout, /^suspension_cause +[01]\.\d{3} +0\.\d\d +[01]\.\d\d +[+-]\d\.\d\d$/m);
		assert.match(stdout, /^what the model hears for suspension_cause\n {2}\+\d\.\d\d {2}'.*停.*'$/m);
		assert.match(stdout, /^ {2}line=13800000003 {2}'13800000003'$/m);
		assert.match(stdout, /^ {2}months=2 {2}'两个月'$/m);
		assert.match(stdout, /rules reach 0\.50/);
		assert.match(stdout, /within 0\.15 of the first/);
		assert.match(stdout, /^decision: take suspension_cause$/m);
	});

	test('says that nothing speaks where nothing does', async () => {
		const { code, stdout } = await explain('', '--packs', packs);

		assert.equal(code, 0);
		assert.match(stdout, /^rules\n {2}none$/m);
		assert.match(stdout, /^slots\n {2}none$/m);
		assert.match(stdout, /^decision: not understood$/m);
	});

	test('needs exactly one text', async () => {
		assert.equal((await runFuji(['explain'])).code, 2);
		assert.equal((await runFuji(['explain', '停', '机'])).code, 2);
	});
});
