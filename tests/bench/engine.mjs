/*
 * nlp.js, as the benchmarks use it: it finds the language of a message by itself, as Fuji does, and
 * does not look for a mood, since Fuji does not.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parse } from 'yaml';

const require = createRequire(import.meta.url);
const { containerBootstrap } = require('@nlpjs/core');
const { LangEn } = require('@nlpjs/lang-en');
const { LangZh } = require('@nlpjs/lang-zh');
const { Nlp } = require('@nlpjs/nlp');

const languageOf = (text) => (/\p{Script=Han}/u.test(text) ? 'zh' : 'en');

export function readExamples(packs) {
	const files = readdirSync(packs).filter((name) => name.endsWith('.yaml'));
	const trees = files.map((name) => parse(readFileSync(`${packs}/${name}`, 'utf8'), { schema: 'failsafe' }));

	return trees.flatMap(({ intent, examples }) =>
		Object.values(examples ?? {}).flat().map((text) => ({ language: languageOf(text), text, intent })));
}

/* It knows the languages of the examples, and tells them apart where there are two. */
export function create(examples) {
	const languages = [...new Set(examples.map(({ language }) => language))];
	const container = containerBootstrap();

	container.use(LangZh);
	container.use(LangEn);
	const nlp = new Nlp({ container, languages, autoSave: false, calculateSentiment: false });

	for (const { language, text, intent } of examples) nlp.addDocument(language, text, intent);
	return nlp;
}

/* It keeps the words of every text for an hour: without this, only the first round would measure it. */
export function forget(nlp) {
	for (const { domains } of Object.values(nlp.nluManager.domainManagers))
		for (const { cache } of Object.values(domains)) if (cache) cache.results = {};
	for (const language of ['zh', 'en']) delete nlp.container.get(`tokenizer-${language}`).cache;
}
