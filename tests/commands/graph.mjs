/*
 * `fuji graph`: what a content person sees of a flow is what its dialogues reach.
 */
import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { runFuji, temporaryFolder } from '../sockets/fuji.mjs';

let folder;

before(async () => { folder = await temporaryFolder(); });
after(() => rm(folder, { recursive: true, force: true }));

async function graph(flow, dialogues) {
	const file = path.join(folder, 'some.talk');

	await writeFile(file, dialogues);
	return runFuji(['graph', flow, '--talk', file]);
}

/* `n3` of the node whose label begins so. */
const node = (dot, label) => dot.match(new RegExp(`\t(n\\d+) \\[.*label="${label}[\\\\"]`))[1];
const isGrey = (dot, label) => new RegExp(`\t${node(dot, label)} \\[.*color=grey`).test(dot);
const edge = (dot, from, to) =>
	Number(dot.match(new RegExp(`\t${node(dot, from)} -> ${node(dot, to)} \\[label=(\\d+)\\]`))?.[1] ?? 0);

const AGREED = 'dialogue: Yes\n> 我要复机 13800000004\n> 身份证\n> 张三 12345X\n> 确认恢复\n';
const LEFT = 'dialogue: No\n> 我要复机\n> 13800000004\n> 身份证\n> 张三 12345X\n> 先不办\n';

test('what was said after which choice is an edge with how often, and the rest is grey', async () => {
	const { code, stdout, stderr } = await graph('resume_line', AGREED + LEFT + AGREED);

	assert.deepEqual([code, stderr], [0, '']);
	assert.equal(edge(stdout, 'begin', 'line'), 3);
	assert.equal(edge(stdout, 'confirm', 'yes'), 2);
	assert.equal(edge(stdout, 'yes', 'ordered'), 2);
	assert.equal(edge(stdout, 'no', 'left'), 1);
	assert.equal(edge(stdout, 'no', 'ordered'), 0);
	assert.ok(!isGrey(stdout, 'ordered'));
	assert.ok(isGrey(stdout, 'works'));
	assert.match(stdout, /^\/\/ resume_line: 3 errands reached \d+ of \d+ texts, 2 of \d+ slots, 2 of \d+ choices\ndigraph /);
});

test('an errand that a check interrupts goes on where it was', async () => {
	const { stdout } = await graph('verify_identity',
		'dialogue: Wrong, then right\n> 我的号码为什么停机 13800000003\n> [服务密码]\n> 111111\n> 246810\n');

	assert.match(stdout, /^\/\/ verify_identity: 1 errands/);
	assert.equal(edge(stdout, 'method', 'service_password'), 1);
	assert.ok(!stdout.includes('246810'));
});

test('a dialogue that is not met, and a flow that is not there, are told with their place', async () => {
	const unmet = await graph('resume_line', 'dialogue: Other\n> 我要复机\n< nothing like it\n');
	const missing = await graph('no_such_flow', AGREED);

	assert.equal(unmet.code, 1);
	assert.match(unmet.stderr, /some\.talk:3:1: Other: did not say nothing like it/);
	assert.equal(missing.code, 1);
	assert.match(missing.stderr, /no_such_flow\.yaml/);
	assert.equal((await runFuji(['graph'])).code, 2);
});
