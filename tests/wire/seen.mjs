/*
 * The documents of the wire: well made, and complete. Runs behind all the tests that record what
 * they see: what is documented and was never seen is either not there or not tested.
 */
import { createConfig, lint } from '@redocly/openapi-core';
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { runFuji } from '../sockets/fuji.mjs';
import { asyncapi, files, openapi, seenFolder } from './documents.mjs';

const RULES = {
	'info-license': 'off',
	'operation-2xx-response': 'off', /* upgrades are 101 */
	'security-defined': 'off', /* in frames: the first one says who one is */
};

/* All recordings: { name: how often }. */
async function seen() {
	const sum = {};

	for (const file of await readdir(seenFolder)) {
		for (const [name, n] of Object.entries(JSON.parse(await readFile(path.join(seenFolder, file), 'utf8'))))
			sum[name] = (sum[name] ?? 0) + n;
	}
	return sum;
}

/* `chat welcome`, for every message of every channel. */
function messages() {
	return Object.entries(asyncapi.channels).flatMap(([channel, { messages: all }]) =>
		Object.keys(all).map((name) => `${channel} ${name}`));
}

/* Metrics have a listener of their own, which metrics.mjs looks at. */
function operations() {
	return Object.entries(openapi.paths).flatMap(([address, item]) =>
		Object.keys(item).filter((method) => method !== 'parameters').map((method) => `${method.toUpperCase()} ${address}`))
		.filter((name) => name !== 'GET /metrics');
}

for (const file of files) {
	test(`${file} is as its specification has it`, async () => {
		const config = await createConfig({ extends: ['recommended-strict'], rules: RULES });
		const problems = await lint({ ref: path.join(import.meta.dirname, '../../ws', file), config });

		assert.deepEqual(problems.map(({ ruleId, message, location }) =>
			`${location[0]?.pointer}: ${message} (${ruleId})`), []);
	});
}

/* What is asked for on the control socket is in no document: it is between our own programs. */
test('the documents and the table of access know the same ways in', async () => {
	const { stdout } = await runFuji(['access']);
	const rows = stdout.trimEnd().split('\n').map((line) => line.split(':')[0])
		.filter((name) => /[/]|^chat|^desk|^account|^rules|^review/.test(name));
	const sent = Object.keys(asyncapi.components.messages).filter((name) => name.includes('.'));

	assert.deepEqual([...operations(), ...sent].sort(), rows.sort());
});

test('each message and each operation was seen, and nothing that is not documented', async (t) => {
	const all = await seen();
	const names = Object.keys(all);
	const count = (fits) => names.filter(fits).reduce((sum, name) => sum + all[name], 0);
	const isAnswer = (name) => / \d+$/.test(name);

	t.diagnostic(`${count((name) => !isAnswer(name)).toLocaleString('en')} frames, ` +
		`${count(isAnswer).toLocaleString('en')} answers, 0 violations`);
	assert.deepEqual(messages().filter((name) => !all[name]), []);
	assert.deepEqual(Object.keys(openapi.webhooks).filter((name) => !all[`webhook ${name}`]), []);
	assert.deepEqual(operations().filter((name) => !names.some((each) => each.startsWith(`${name} `))), []);
});
