/*
 * From the start of the program to its first answer.
 */
import { rmSync } from 'node:fs';
import { makeFilled } from './filled.mjs';
import { connectLoad, newFolder, scaled, scratch, startFuji } from './servers.mjs';
import { fixed, printTable, whole } from './table.mjs';

const STORED = scaled(1_000_000);

/* The welcome, which needs all that is loaded at the start, is the first answer. */
async function measure(name, folder) {
	const begun = performance.now();
	const fuji = await startFuji({ folder });
	const load = await connectLoad(fuji, { active: 0, idle: 1 });
	const seconds = (performance.now() - begun) / 1e3;
	const cpu = fuji.cpuSeconds;

	await load.end();
	await fuji.stop();
	return [name, fixed(2)(seconds), fixed(2)(cpu)];
}

rmSync(`${scratch}/cache`, { recursive: true, force: true });
printTable('From the start to the first answer', ['', 'seconds', 'of them its own CPU time'], [
	await measure('packs are new', newFolder()),
	await measure('packs are known', newFolder()),
	await measure(`packs are known, ${whole(STORED)} messages stored`, await makeFilled(STORED)),
]);
