/*
 * What the suite's servers left behind: no number, secret or name stands in it, in no file of a
 * data folder and in no log. Runs last. Only the master key is left out: all is sealed under it.
 */
import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { temporaryFolder, testData } from './fuji.mjs';

const LINES = Array.from({ length: 100 }, (_, i) => `138000000${String(i).padStart(2, '0')}`);
const wide = (text) => text.replace(/\d/g, (digit) => String.fromCodePoint(digit.codePointAt(0) + 0xfee0));
const PLAIN = [
	...LINES, '13700000000', '13900000000', '13900000001',
	'246810', '135246', '12345X', '54321X', '135790',
	'张三', '李四',
];
const WANTED = [...new Set([...PLAIN, ...PLAIN.map(wide)])]; /* with wide digits, too */

async function filesBelow(folder) {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });

	return entries.filter((entry) => entry.isFile() && entry.name !== 'key')
		.map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}

const CASE = /^F\d{8}(?!\d)/; /* a case's number, which chance makes */

/* Byte for byte, whatever the file is. Of six digits one in a million cases has those of a password. */
function stands(bytes, text) {
	for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) {
		const isOfCase = [1, 2, 3].some((before) => at >= before && CASE.test(bytes.toString('latin1', at - before, at - before + 10)));

		if (!isOfCase)
			return true;
	}
	return false;
}

async function found(files) {
	const hits = [];

	for (const file of files) {
		const bytes = await readFile(file);

		for (const text of WANTED.filter((each) => stands(bytes, each)))
			hits.push(`${text} in ${file}`);
	}
	return hits;
}

test('nothing that the servers left tells a number, a secret or a name', async () => {
	const files = await filesBelow(testData);
	const names = new Set(files.map((file) => path.basename(file)));

	for (const name of ['fuji.db', 'fuji.db-wal', 'fuji.db-shm', 'stdout', 'stderr'])
		assert.ok(names.has(name), `no ${name} below ${testData}: run the suite first`);
	assert.deepEqual(await found(files), []);
	console.log(`${files.length} files searched for ${WANTED.length} texts`);
});

test('what stands in a file is found, wherever it stands', async () => {
	const folder = await temporaryFolder();

	for (const text of WANTED) {
		const file = path.join(folder, 'planted');

		await writeFile(file, '\u{e5e5}'.repeat(70_000) + text);
		assert.deepEqual(await found(await filesBelow(folder)), [`${text} in ${file}`]);
	}
	await rm(folder, { recursive: true });
});

test('the digits of a password in the number of a case are none, and beside one they are', () => {
	for (const [text, is] of [['F18246810', false], ['F24681055 F18246810', false], ['F182468101', true], ['246810', true], ['F18246810 246810', true]])
		assert.equal(stands(Buffer.from(`case ${text} is`), '246810'), is, text);
});
