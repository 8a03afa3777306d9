/*
 * nlp.js, learnt from the same examples: `nlp.mjs PACKS MESSAGES < TEXTS`.
 *
 * It finds the language of a message by itself, as Fuji does, and does not look for a mood, since
 * Fuji does not. Writes one JSON object: the intent of each text, and what training and answering cost.
 */
import { readFileSync } from 'node:fs';
import { create, forget, readExamples } from './engine.mjs';

const TURNS = 5;
const ROUNDS_A_TURN = 8;
const [, , packs, messagesFile] = process.argv;

const lines = (file) => readFileSync(file, 'utf8').split('\n').slice(0, -1);

async function timeOf(nlp, text) {
	const start = process.hrtime.bigint();

	await nlp.process(text);
	return Number(process.hrtime.bigint() - start) / 1e3;
}

/* Mean CPU microseconds of a message; keeps the least time of each. */
async function takeTurn(nlp, messages, least) {
	const start = process.cpuUsage();

	for (let round = 0; round < ROUNDS_A_TURN; round++) {
		forget(nlp);
		for (const [i, text] of messages.entries()) least[i] = Math.min(least[i], await timeOf(nlp, text));
	}
	const { user, system } = process.cpuUsage(start);

	return (user + system) / (ROUNDS_A_TURN * messages.length);
}

/* As understand.c does. */
async function measure(nlp, messages) {
	const least = messages.map(() => Infinity);
	let cpu = Infinity;

	for (let i = 0; i < TURNS; i++) cpu = Math.min(cpu, await takeTurn(nlp, messages, least));
	least.sort((a, b) => a - b);
	const share = (part) => least[Math.floor(least.length * part)];

	return { median_us: share(0.5), p99_us: share(0.99), cpu_us: cpu };
}

/* Training tells of each of its rounds on the console. */
console.log = () => {};
const nlp = create(readExamples(packs));
const start = process.hrtime.bigint();

await nlp.train();
const trainSeconds = Number(process.hrtime.bigint() - start) / 1e9;
const intents = [];

for (const text of lines(0)) intents.push((await nlp.process(text)).intent);
const residentMib = process.memoryUsage.rss() / 2 ** 20;

const speed = await measure(nlp, lines(messagesFile));

process.stdout.write(JSON.stringify({ intents, trainSeconds, residentMib, ...speed }));
