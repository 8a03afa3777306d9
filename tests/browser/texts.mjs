/*
 * What the console and the widget say, they say in all their languages, and the console has a name for every cause.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { texts } from '../../ws/www/console/texts.js';
import { texts as widgetTexts } from '../../ws/www/widget/texts.js';

const ROOT = new URL('../../', import.meta.url);

function keysOf(value, path = '') {
	return typeof value === 'object'
		? Object.keys(value).flatMap((key) => keysOf(value[key], `${path}.${key}`))
		: [path];
}

function placesOf(value) {
	return typeof value === 'object'
		? Object.values(value).flatMap(placesOf)
		: [(value.match(/\{\w+\}/g) ?? []).sort().join(' ')];
}

test('zh and en have the same keys and the same places in them', () => {
	assert.deepEqual(keysOf(texts.zh), keysOf(texts.en));
	assert.deepEqual(placesOf(texts.zh), placesOf(texts.en));
});

test('the widget has the same keys and places in zh, zh-Hant and en', () => {
	const { zh, ...others } = widgetTexts;

	assert.deepEqual(Object.keys(others), ['zh-Hant', 'en']);
	for (const each of Object.values(others)) {
		assert.deepEqual(keysOf(each), keysOf(zh));
		assert.deepEqual(placesOf(each), placesOf(zh));
	}
});

test('every cause has a name', () => {
	const codes = readFileSync(new URL('knowledge/causes.yaml', ROOT), 'utf8').match(/^[A-Z_]+(?=:)/gm);

	for (const code of codes)
		assert.ok(texts.zh.causes[code], code);
});

test('every intent has a name', () => {
	for (const file of readdirSync(new URL('intents/packs/', ROOT))) {
		const intent = /^intent: (\w+)/m.exec(readFileSync(new URL(`intents/packs/${file}`, ROOT), 'utf8'))?.[1];

		assert.ok(!intent || texts.zh.intents[intent], intent);
	}
});
