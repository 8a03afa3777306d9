/*
 * From the start of the program to its first answer.
 */
import { once } from 'node:events';
import { rmSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { makeFilled } from './filled.mjs';
import { connectLoad, newFolder, runLoad, scaled, scratch, startFuji } from './servers.mjs';
import { fixed, printTable, whole } from './table.mjs';

const STORED = scaled(1_000_000);
const MIB = 1024 * 1024;

/* A server that is killed under load while somebody reads: until he has done, its log cannot begin anew.
 * MiB of the log that the next start has to recover. */
async function leaveLog(folder) {
	const fuji = await startFuji({ folder });
	const reader = new Database(`${folder}/data/fuji.db`, { readonly: true });
	const log = `${folder}/data/fuji.db-wal`;

	reader.exec('BEGIN; SELECT * FROM persons LIMIT 1');
	await runLoad(fuji, { active: 1000, seconds: 2 });
	fuji.child.kill('SIGKILL');
	await once(fuji.child, 'exit');
	const mib = Math.round(statSync(log).size / MIB);

	/* Whoever leaves last would bring the log in; a reader of a read-only file does not. */
	reader.close();
	if (Math.round(statSync(log).size / MIB) !== mib) throw new Error('the reader has brought the log in');
	return mib;
}

/* The welcome, which needs all that is loaded at the start, is the first answer. */
async function measure(name, folder) {
	const begun = performance.now();
	const fuji = await startFuji({ folder });
	const load = await connectLoad(fuji, { active: 0, idle: 1 });
	const seconds = (performance.now() - begun) / 1e3;
	const cpu = fuji.cpuSeconds;

	await load.end();
	await fuji.stop({ keep: true });
	return [name, fixed(2)(seconds), fixed(2)(cpu)];
}

const filled = await makeFilled(STORED);

rmSync(`${scratch}/cache`, { recursive: true, force: true });
printTable('From the start to the first answer', ['', 'seconds', 'of them its own CPU time'], [
	await measure('packs are new', newFolder()),
	await measure('packs are known', newFolder()),
	await measure(`packs are known, ${whole(STORED)} messages stored`, filled),
	await measure(`the same, and killed: a log of ${await leaveLog(filled)} MiB to recover`, filled),
]);
rmSync(filled, { recursive: true });
