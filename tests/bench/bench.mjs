/*
 * `make bench`: runs the parts, one after the other; BENCH=turns only that one. Each prints
 * its tables; what they mean is in README.md.
 */
const PARTS = ['understand', 'turns'];
const chosen = (process.env.BENCH || PARTS.join(',')).split(',');
const unknown = chosen.filter((part) => !PARTS.includes(part));

if (unknown.length) {
	console.error(`bench: no part ${unknown.join(', ')}; there are ${PARTS.join(', ')}`);
	process.exit(2);
}
for (const part of chosen) await import(`./${part}.mjs`);
