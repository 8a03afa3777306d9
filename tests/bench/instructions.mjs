/*
 * Instructions and allocations of the bot's thread for a turn, by callgrind: figures that a busy
 * machine does not change. They are held against those in instructions.json, and what has moved
 * by more than a hundredth fails, until BENCH_KEEP=1 keeps it beside the change that explains it.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { readCallgrind } from './callgrind.mjs';
import { scratch } from './servers.mjs';
import { percent, printTable, whole } from './table.mjs';

const KEPT = 'tests/bench/instructions.json';
const MOST = 0.01;

/* None of these calls another. */
const PARTS = {
	'its state is read': ['state_read'],
	'its state is printed': ['state_print'],
	'the message is understood': ['intent_match'],
	'articles are searched': ['knowledge_search'],
	'sentences are filled': ['fill_text'],
	'activities are printed': ['activity_print'],
	'rows are read and written': ['query_next'],
	'sealing and opening': ['crypto_seal', 'crypto_open'],
};
const ALLOCATING = ['malloc', 'calloc', 'realloc'];

const lines = readFileSync('tests/bench/talks.txt', 'utf8').split('\n').filter((line) => line && !line.startsWith('#'))
	.map((line, i) => line.replace('{number}', `139${String(i).padStart(8, '0')}`));

function chat(said, command = [process.env.FUJI]) {
	const input = said.map((line) => `${line}\n`).join('');
	const child = spawnSync(command[0], [...command.slice(1), 'chat'], { input, encoding: 'utf8', env: { ...process.env, XDG_CACHE_HOME: `${scratch}/cache` } });

	if (child.status !== 0) throw new Error(child.error ?? child.stderr);
}

function observe(said) {
	const file = `${scratch}/callgrind`;

	chat(said, ['valgrind', '--quiet', '--tool=callgrind', '--toggle-collect=bot_run', `--callgrind-out-file=${file}`, process.env.FUJI]);
	return readCallgrind(file);
}

/* Calls are counted from the start of the program to its end. realloc() that calls malloc() is one. */
function allocationsIn(functions) {
	const found = new Map();

	for (const name of ALLOCATING)
		for (const [library, calls] of functions.get(name).calls)
			if (library !== 'libc') found.set(library, (found.get(library) ?? 0) + calls);
	return found;
}

/* Of a turn. */
function measure() {
	chat([]); /* the packs are learnt outside callgrind */
	const silent = allocationsIn(observe([]));
	const functions = observe(lines);
	const instructionsOf = (names) => Math.round(names.reduce((sum, name) => sum + functions.get(name).instructions, 0) / lines.length);
	const instructions = { all: instructionsOf(['bot_run']) };
	const allocations = { all: 0 };

	for (const [part, names] of Object.entries(PARTS)) instructions[part] = instructionsOf(names);
	for (const [library, calls] of allocationsIn(functions)) {
		const n = Math.round((calls - (silent.get(library) ?? 0)) / lines.length);

		if (n) allocations[`by ${library}`] = n;
		allocations.all += n;
	}
	return { instructions, allocations };
}

const now = measure();
const kept = JSON.parse(readFileSync(KEPT, 'utf8'));

for (const [what, parts] of Object.entries(now)) {
	printTable(`${what[0].toUpperCase()}${what.slice(1)} of a turn without its socket, by callgrind`, ['', 'kept', 'now', 'moved by'], Object.entries(parts).map(([part, n]) => {
		const before = kept[what][part];

		return [part, before ? whole(before) : '', whole(n), before ? percent(n / before - 1) : ''];
	}));
}
if (process.env.BENCH_KEEP) {
	writeFileSync(KEPT, `${JSON.stringify(now, null, '\t')}\n`);
} else if (Object.keys(now).some((what) => Math.abs(now[what].all / kept[what].all - 1) > MOST)) {
	console.log(`\n  What moves by more than ${percent(MOST)} is explained by the commit, which keeps it: BENCH=instructions BENCH_KEEP=1 make bench`);
	process.exitCode = 1;
}
