/*
 * What Fuji answers and keeps, for those that are to do no less.
 */
import Database from 'better-sqlite3';
import { readFileSync } from 'node:fs';
import { recording, runLoad, startFuji } from './servers.mjs';

const SECONDS = 6;
let found;

function countRows(folder) {
	const db = new Database(`${folder}/data/fuji.db`, { readonly: true });
	const value = (sql) => db.prepare(sql).pluck().get();
	const shape = {
		facts: value('SELECT count(*) FROM facts') / value('SELECT count(*) FROM sent'),
		rows: value('SELECT count(*) FROM activities') / value('SELECT count(*) FROM sent'),
		stateBytes: value('SELECT avg(length(sealed_state)) FROM conversations'),
	};

	db.close();
	return shape;
}

function requireAllLines() {
	const said = new Set(readFileSync(recording, 'utf8').split('\n').map((line) => line.split('\t')[0]));
	const lines = readFileSync('tests/bench/talks.txt', 'utf8').split('\n').filter((line) => line && !line.startsWith('#'));
	const missing = lines.filter((line) => !said.has(line));

	if (missing.length) throw new Error(`${SECONDS} s were too short to record the answer to ${missing[0]}`);
}

/* One subscriber talks, and what he is answered is recorded; then many, whose rows are counted:
 * nobody says as much as the first one did. */
export async function inspectShape() {
	if (found) return found;
	const fuji = await startFuji();

	await runLoad(fuji, { active: 1, seconds: SECONDS, record: recording });
	await runLoad(fuji, { active: 200, seconds: SECONDS });
	await fuji.stop({ keep: true });
	requireAllLines();
	found = countRows(fuji.folder);
	return found;
}
