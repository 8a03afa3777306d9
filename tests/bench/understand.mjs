/*
 * What understanding a message costs, and how much is understood.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import { fixed, percent, printTable, times, whole } from './table.mjs';

const PACKS = 'intents/packs';
const SETS = ['dev', 'blind'];
const [, , programs] = process.argv;
const scratch = `${programs}/scratch`;
const messagesFile = `${scratch}/messages`;

/* With a cache of its own, which knows no packs yet. */
function run(command, args, input = '') {
	const env = { ...process.env, XDG_CACHE_HOME: `${scratch}/cache` };
	const child = spawnSync(command, args, { input, env, encoding: 'utf8', maxBuffer: 2 ** 28 });

	if (child.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${child.error ?? child.stderr}`);
	return child;
}

const linesOf = (text) => text.split('\n').slice(0, -1);
const objects = (child) => linesOf(child.stdout).map((line) => JSON.parse(line));

/* --- how well -------------------------------------------------------------- */

function readRows(file) {
	return linesOf(readFileSync(file, 'utf8')).map((line) => {
		const [text, labels] = line.split('\t');

		return { text, labels: labels.split(',') };
	});
}

function readKinds(packs) {
	const files = readdirSync(packs).filter((name) => name.endsWith('.yaml'));
	const trees = files.map((name) => parse(readFileSync(`${packs}/${name}`, 'utf8'), { schema: 'failsafe' }));

	return new Map(trees.map(({ intent, kind }) => [intent, kind]));
}

/* The rule of `fuji eval`: any label of the row is right, and what is no matter of ours may as well
 * not be understood. */
function judge(kinds, rows, taken) {
	const kindOf = (intent) => kinds.get(intent) ?? 'none';
	const fits = (label, intent) => label === intent || (kindOf(label) === 'none' && kindOf(intent) === 'none');
	const others = rows.map((row, i) => [row, taken[i]]).filter(([row]) => !row.labels.some((label) => kindOf(label) === 'errand'));
	const right = rows.filter((row, i) => row.labels.some((label) => fits(label, taken[i]))).length;
	const claims = others.filter(([, intent]) => kindOf(intent) === 'errand').length;

	return { accuracy: right / rows.length, claims: claims / others.length };
}

function understandAll(packs, rows) {
	const texts = rows.map(({ text }) => `${text}\n`).join('');
	const matched = objects(run(process.env.FUJI, ['match', '--json', '--packs', packs], texts));
	const linear = linesOf(run(`${programs}/linear`, [packs], texts).stdout);
	const nlp = JSON.parse(run(process.execPath, ['tests/bench/nlp.mjs', packs, messagesFile], texts).stdout);

	return { nlp, taken: { Fuji: matched.map(({ intents }) => intents[0]?.name), 'nlp.js': nlp.intents, 'linear n-grams': linear } };
}

/* --- what it costs --------------------------------------------------------- */

const understand = (packs, n) => [packs, messagesFile, ...(n ? [`${n}`] : [])];

/* The first load of packs is the one that learns. */
function measureLoading(packs) {
	const load = () => objects(run(`${programs}/understand`, understand(packs, 1000)))[0];

	return { fresh: load(), known: load() };
}

const measureParts = () => objects(run(`${programs}/understand`, understand(PACKS)));

/* The difference of a long and a short run, so that loading does not count. */
function countInstructions(n) {
	const count = (rounds) => {
		const tool = ['--tool=callgrind', '--callgrind-out-file=/dev/null', `${programs}/understand`];
		const { stderr } = run('valgrind', [...tool, ...understand(PACKS, rounds * n)]);

		return Number(/Collected : (\d+)/.exec(stderr)[1]);
	};

	return (count(6) - count(1)) / (5 * n);
}

/* --- the tables ------------------------------------------------------------ */

function printSpeed(parts, nlp, n) {
	const cells = ({ median_us, p99_us, cpu_us }) => [fixed(1)(median_us), fixed(1)(p99_us), whole(1e6 / cpu_us)];
	const [all] = parts;

	printTable(`One message of 20 to 60 characters (${n} of them), one core, all packs`,
		['', 'median us', 'p99 us', 'messages/s'], [
			...parts.map(({ part, ...cost }, i) => [i ? `  ${part}` : 'Fuji', ...cells(cost)]),
			['nlp.js', ...cells(nlp)],
			['Fuji is faster by', times(nlp.median_us / all.median_us), times(nlp.p99_us / all.p99_us), times(nlp.cpu_us / all.cpu_us)],
		]);
}

function printSkill(kinds, sets, taken) {
	const head = sets.flatMap(({ name, rows }) => [`${name} (${rows.length})`, 'false claims']);

	printTable('How much is understood after learning from the same examples', ['', ...head],
		Object.entries(taken).map(([who, intents]) => {
			let from = 0;

			return [who, ...sets.flatMap(({ rows }) => {
				const { accuracy, claims } = judge(kinds, rows, intents.slice(from, (from += rows.length)));

				return [percent(accuracy), percent(claims)];
			})];
		}));
}

function printRules(results) {
	printTable('All rules on one message, without the rest', ['patterns', 'Fuji us', 'Hyperscan us', 'ratio', 'found', 'by Hyperscan'],
		results.map((result) => [`${result.patterns}`, fixed(2)(result.fuji_us), fixed(2)(result.hyperscan_us),
			times(result.fuji_us / result.hyperscan_us), `${result.fuji_found}`, `${result.hyperscan_found}`]));
}

function printLoading({ fresh, known }, nlp) {
	printTable('Until the first answer, and the memory after 1,000 of them', ['', 'seconds', 'resident MiB'], [
		['Fuji, packs are new', fixed(2)(fresh.load_seconds), whole(fresh.resident_mib)],
		['Fuji, packs are known', fixed(2)(known.load_seconds), whole(known.resident_mib)],
		['nlp.js, training', fixed(2)(nlp.trainSeconds), whole(nlp.residentMib)],
	]);
}

/* --- packs of another domain ----------------------------------------------- */

function benchOthers() {
	const { BENCH_PACKS: packs, BENCH_TSV: file } = process.env;

	if (!packs || !file) {
		console.log('\nAnother domain: left out; BENCH_PACKS=DIR BENCH_TSV=FILE make bench measures packs of examples and labelled texts.');
		return;
	}
	const rows = readRows(file);
	const loading = measureLoading(packs);
	const { nlp, taken } = understandAll(packs, rows);

	printSkill(readKinds(packs), [{ name: 'another domain', rows }], taken);
	console.log(`\n  learnt in: Fuji ${fixed(1)(loading.fresh.load_seconds)} s, nlp.js ${fixed(1)(nlp.trainSeconds)} s`);
}

/* --- all -------------------------------------------------------------------- */

const sets = SETS.map((name) => ({ name, rows: readRows(`tests/understanding/${name}.tsv`) }));
const rows = sets.flatMap((set) => set.rows);
const messages = rows.map(({ text }) => text).filter((text) => [...text].length >= 20 && [...text].length <= 60);

rmSync(scratch, { recursive: true, force: true });
mkdirSync(`${scratch}/cache`, { recursive: true });
writeFileSync(messagesFile, messages.map((text) => `${text}\n`).join(''));

const loading = measureLoading(PACKS);
const before = measureParts();
const { nlp, taken } = understandAll(PACKS, rows);
const after = measureParts();

printSpeed(before.map((part, i) => (part.cpu_us < after[i].cpu_us ? part : after[i])), nlp, messages.length);
printSkill(readKinds(PACKS), sets, taken);
printLoading(loading, nlp);
console.log(`\nInstructions for one message (callgrind): ${whole(countInstructions(messages.length))}`);
/* Behind all that wants the packs known: the cache has room for sixteen, one a digit of the hash. */
printRules(objects(run(`${programs}/rules`, [PACKS, messagesFile, scratch])));
benchOthers();
