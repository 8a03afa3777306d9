/*
 * `fuji simulate` and what looks at such a store.
 */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { runFuji } from '../sockets/fuji.mjs';

let folder;
const file = (...names) => path.join(folder, ...names);
const simulate = (out, ...args) => runFuji(['simulate', '--out', file(out), '--lines', '300', '--days', '45', ...args]);

before(async () => { folder = await mkdtemp(path.join(tmpdir(), 'fuji-insight-')); });
after(() => rm(folder, { recursive: true }));

test('a simulated store is alive: reports count it, and the same seed makes the same files', async () => {
	assert.equal((await simulate('one')).code, 0);
	assert.equal((await simulate('two')).code, 0);
	for (const name of ['usage.csv', 'truth.csv'])
		assert.equal(await readFile(file('one', name), 'utf8'), await readFile(file('two', name), 'utf8'));

	const { code, stdout } = await runFuji(['report', '--data', file('one', 'data'),
		'--from', '2026-09-07', '--to', '2026-10-22', '--format', 'json']);
	const usage = await readFile(file('one', 'usage.csv'), 'utf8');

	assert.equal(code, 0);
	assert.match(stdout, /ARREARS_OUT/);
	assert.equal(usage.split('\n').length, 300 * 45 + 2);
});

test('a store that is there is not written over', async () => {
	const { code, stderr } = await simulate('one');

	assert.equal(code, 3);
	assert.match(stderr, /holds a database already/);
});

test('parameters that do not fit are named with their place', async () => {
	await writeFile(file('odd.yaml'), 'prepaid_share: 2\nusage_medain: 1\nasked: {dance: 1}\n');
	const { code, stderr } = await simulate('three', '--params', file('odd.yaml'));

	assert.equal(code, 1);
	assert.match(stderr, /odd\.yaml:1:16: /);
	assert.match(stderr, /odd\.yaml:2:1: .*usage_median/);
	assert.match(stderr, /odd\.yaml:3:16: no flow is for the intent dance/);
});

test('a planted incident is a spike while it goes on, and over afterwards', async () => {
	await writeFile(file('many.yaml'), 'incidents_weekly: 4\n');
	await simulate('four', '--params', file('many.yaml'));
	const truth = (await readFile(file('four', 'truth.csv'), 'utf8')).split('\n').map((line) => line.split(','));
	const at = (what) => truth.find(([kind]) => kind === what)[1];
	const [, , , region, cause] = truth.find(([kind]) => kind === 'incident');
	const spikes = async (ms) => (await runFuji(['spikes', '--data', file('four', 'data'),
		'--at', new Date(ms).toISOString()])).stdout;
	const during = await spikes(Date.parse(at('incident')) + 6 * 60e3);
	const later = await spikes(Date.parse(at('incident over')) + 60 * 60e3);

	assert.match(during, new RegExp(`goes on \\| cause ${cause} \\| ${region} `));
	assert.doesNotMatch(later, /goes on/);
	assert.match(later, new RegExp(`cause ${cause} \\| ${region} `));
});

test('how well spikes are seen is told as a table', async () => {
	const { code, stdout } = await runFuji(['spikes', '--evaluate', '--weeks', '20', '--lines', '500']);

	assert.equal(code, 0);
	assert.match(stdout, /seen within 5 minutes \| \d+ \| (9[5-9]|100)\.\d %/);
	assert.match(stdout, /false ones \| \d+ \| 0\.\d+ a week/);
});

test('a forecast is made of every cause, with what it was worth in the past', async () => {
	const { code, stdout } = await runFuji(['forecast', '--data', file('one', 'data'), '--at', '2026-10-22']);

	assert.equal(code, 0);
	assert.match(stdout, /^\| ARREARS_OUT \| 7 \| \d+\.\d \| \d+\.\d \| \d+\.\d \| \d+ of \d+ \|$/m);
	assert.match(stdout, /forecasts of 1 day in the past \d+\.\d % held/);
});

test('of what was imported risks are listed, each with why, but of who was erased; a wrong row is named and nothing taken', async () => {
	const data = file('one', 'data');
	const none = await runFuji(['risks', '--data', data]);
	const imported = await runFuji(['import', '--data', data, file('one', 'usage.csv')]);
	const { code, stdout } = await runFuji(['risks', '--data', data, '--top', '5']);

	assert.equal(none.code, 1);
	assert.match(none.stderr, /fuji import/);
	assert.equal(imported.stdout, '13500 rows of 45 days\n');
	assert.equal(code, 0);
	assert.match(stdout, /^line,matter,day,chance,why\n(139\d{8},\w+,2026-1\d-\d\d,0\.\d\d,".+"\n){5}$/);

	const [, line] = /^(139\d{8}),/m.exec(stdout);

	assert.equal((await runFuji(['person', 'erase', '--line', '-', '--data', data], { input: line })).code, 0);
	assert.ok(!(await runFuji(['risks', '--data', data])).stdout.includes(line));

	await writeFile(file('odd.csv'), (await readFile(file('one', 'usage.csv'), 'utf8')).replace('postpaid', 'free'));
	const odd = await runFuji(['import', '--data', data, file('odd.csv')]);

	assert.equal(odd.code, 1);
	assert.match(odd.stderr, /odd\.csv:\d+: kind/);
});

test('how good the risk list is is told beside the lowest balance and the best possible', async () => {
	const { code, stdout } = await runFuji(['risks', '--evaluate', '--lines', '500', '--days', '42']);

	assert.equal(code, 0);
	assert.equal(stdout.match(/^\| 2026-.* % \|$/gm).length, 2);
});
