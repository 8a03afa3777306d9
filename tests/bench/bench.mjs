/*
 * `make bench`: runs the parts, one after the other; BENCH=turns,memory only those. Each prints
 * its tables; what they mean is in README.md.
 */
import { availableParallelism, loadavg } from 'node:os';

const PARTS = ['understand', 'turns', 'memory', 'idle', 'handshakes', 'start', 'rows', 'instructions', 'desk'];
const chosen = (process.env.BENCH || PARTS.join(',')).split(',');
const unknown = chosen.filter((part) => !PARTS.includes(part));

if (unknown.length) {
	console.error(`bench: no part ${unknown.join(', ')}; there are ${PARTS.join(', ')}`);
	process.exit(2);
}

const loaded = () => loadavg()[0].toFixed(1);

for (const part of chosen) {
	const before = loaded();

	await import(`./${part}.mjs`);
	console.log(`\n  The machine's load (1 minute, ${availableParallelism()} cores): ${before} before, ${loaded()} after.`);
}
