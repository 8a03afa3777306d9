/*
 * Tries to break what is promised, and writes down how far that went: `run.mjs daily|long`, PROMISES=kills,power
 * only those. results.json keeps the last run of each; tests/RELIABILITY.md is printed from it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { promises } from './promises.mjs';

const RESULTS = 'tests/reliability/results.json';
const PAGE = 'tests/RELIABILITY.md';
const FIGURES = /^(?:.*: )?((?:[a-z][a-z ]* -?[\d.]+)(?:, [a-z][a-z ]* -?[\d.]+)*)$/;
const TITLES = { daily: 'A short run', long: 'A long run' };

/* All that it printed in lines of figures, and under tap's comments, too. */
function figuresIn(output) {
	const lines = output.split('\n').map((line) => FIGURES.exec(line.replace(/^# /, ''))?.[1]).filter(Boolean);

	return Object.fromEntries(lines.flatMap((line) => line.split(', ').map((each) => {
		const at = each.lastIndexOf(' ');

		return [each.slice(0, at), Number(each.slice(at + 1))];
	})));
}

/* Settings are variables of a test, and arguments of a program, which names them. */
function commandOf({ command, ...promise }, size) {
	const settings = Object.entries(promise[size] ?? {});
	const words = command.split(' ').map((word) => `${promise[size]?.[word] ?? word}`);

	return command.startsWith('node ') ? [...settings.map(([name, value]) => `${name}=${value}`), ...words].join(' ') : words.join(' ');
}

async function run(command) {
	const begun = performance.now();
	const child = spawn('sh', ['-c', command], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, PATH: `build/tools:${process.env.PATH}` } });
	let output = '';

	child.stdout.on('data', (text) => { output += text; });
	const [code] = await once(child, 'close');

	return { output, kept: code === 0, seconds: Math.round((performance.now() - begun) / 1000) };
}

const sentence = (says, figures) => says.replace(/\{([a-z ]+)\}/g, (_, name) => {
	if (!(name in figures)) throw new Error(`it did not say how many "${name}"`);
	return figures[name].toLocaleString('en');
});

async function attempt(promise, size) {
	const command = commandOf(promise, size);
	const { output, kept, seconds } = await run(command);
	const result = { command, date: new Date().toISOString().slice(0, 10), seconds, kept };

	try {
		result.says = sentence(promise.says, figuresIn(output));
	} catch (err) {
		if (kept) throw err;
	}
	if (!kept) console.error(output.slice(-5000));
	return result;
}

function printPage(results) {
	const parts = promises.map(({ name, promise, red }) => {
		const runs = Object.keys(TITLES).filter((size) => results[name]?.[size]).map((size) => {
			const { kept, says = '', command, date, seconds } = results[name][size];

			return `- ${TITLES[size]}, ${date}, ${seconds} s: ${kept ? '' : '**It was broken.** '}${says}\n  \`${command}\``;
		});

		return `## ${promise}\n\n${runs.join('\n') || 'Not tried yet.'}\n${red ? `\nRed when ${red}.\n` : ''}`;
	});

	writeFileSync(PAGE, `# What is promised, and how far it was tried

Made by \`make reliability\` (a short run) and \`make torture\` (a long one, hours) out of what the tests print; not by hand. Each promise is
[a test that tries to break it](reliability/promises.mjs); below it stands what the last run reached.

${parts.join('\n')}`);
}

const size = process.argv[2];
const chosen = promises.filter(({ name }) => !process.env.PROMISES || process.env.PROMISES.split(',').includes(name));
const results = JSON.parse(readFileSync(RESULTS, 'utf8'));

for (const promise of chosen) {
	console.log(promise.promise);
	const result = await attempt(promise, size);

	results[promise.name] = { ...results[promise.name], [size]: result };
	writeFileSync(RESULTS, `${JSON.stringify(results, null, '\t')}\n`);
	printPage(results);
	console.log(`  ${result.kept ? '' : 'broken: '}${result.says ?? ''} (${result.seconds} s)`);
	if (!result.kept) process.exitCode = 1;
}
