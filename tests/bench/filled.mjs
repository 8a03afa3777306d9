/*
 * A data folder in which much was said before.
 */
import { execFileSync } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { newFolder, runLoad, startFuji } from './servers.mjs';

const SUBSCRIBERS = 20;
const ROLLED_AT_ONCE = 10_000; /* facts: fewer are left as they are */
const APART = 1000; /* rows of a copy from those of the next; more than there are subscribers */

/* What one subscriber said becomes what thousands did: rows are as large as real ones and lie as
 * they would, each conversation's own. Nobody comes back to them, so that their seals are never
 * opened. */
function multiply(file, messages) {
	const db = new Database(file);
	const copies = Math.ceil(messages / db.prepare('SELECT count(*) FROM activities').pluck().get());
	const copy = (table, changed) => {
		const columns = db.pragma(`table_info(${table})`).map(({ name }) => name);

		db.exec(`INSERT INTO ${table} (${columns}) SELECT ${columns.map((name) => changed[name] ?? name)} FROM copies CROSS JOIN ${table}`);
	};

	db.pragma('synchronous = OFF');
	db.pragma('cache_size = -200000');
	db.exec(`BEGIN; CREATE TEMP TABLE copies AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${copies})
		SELECT i * ${APART} AS i FROM n`);
	copy('persons', { row: 'row + i' });
	copy('conversations', { row: 'row + i', id: 'lower(hex(randomblob(13)))', person: 'person + i' });
	for (const table of ['activities', 'facts']) copy(table, { conversation: 'conversation + i' });
	copy('sent', { row: 'NULL', conversation: 'conversation + i' });
	db.exec('COMMIT');
	db.pragma('wal_checkpoint(TRUNCATE)');
	db.close();
	execFileSync('sync', [file]); /* else the disk is busy with it for as long as is measured */
}

/* As by a server that was there while all of it was said. */
async function rollUp(folder) {
	const fuji = await startFuji({ folder });
	const db = new Database(`${folder}/data/fuji.db`, { readonly: true });
	const left = db.prepare('SELECT max(rowid) - coalesce((SELECT behind FROM rollup_mark), 0) FROM facts').pluck();

	while (left.get() >= ROLLED_AT_ONCE) await setTimeout(100);
	db.close();
	await fuji.stop({ keep: true });
}

/* Its folder, for startFuji(). */
export async function makeFilled(messages) {
	const folder = newFolder();
	const fuji = await startFuji({ folder });

	await runLoad(fuji, { active: SUBSCRIBERS, seconds: 1 });
	await fuji.stop({ keep: true });
	if (messages) {
		multiply(`${folder}/data/fuji.db`, messages);
		await rollUp(folder);
	}
	return folder;
}
