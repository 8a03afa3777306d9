/*
 * /metrics, read as the text format has it and held against its rules.
 *
 * https://prometheus.io/docs/instrumenting/exposition_formats/ and .../practices/naming/
 */
import assert from 'node:assert/strict';
import http from 'node:http';

const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (NaN|[+-]?Inf|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;

export function get(where, target = '/metrics') {
	return new Promise((resolve, reject) => {
		http.get({ ...where, path: target }, (response) => {
			let body = '';

			response.on('data', (text) => { body += text; });
			response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
		}).on('error', reject);
	});
}

const family = (name) => name.replace(/_(bucket|sum|count)$/, '');

/* What the format asks of each line and promtool of each name; returns the samples. */
export function read(text) {
	const types = new Map();
	const helps = new Set();
	const samples = new Map();
	let current;

	assert.ok(text.endsWith('\n'), 'the last line ends');
	for (const line of text.slice(0, -1).split('\n')) {
		const [, kind, name, rest] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];

		if (kind === 'HELP') {
			assert.ok(!helps.has(name), `one HELP for ${name}`);
			helps.add(name);
		} else if (kind === 'TYPE') {
			assert.ok(helps.has(name) && !types.has(name), `HELP, then one TYPE, for ${name}`);
			assert.match(rest, /^(counter|gauge|histogram)$/);
			assert.match(name, /^fuji_[a-z_]+$/);
			assert.equal(rest === 'counter', name.endsWith('_total'), `_total of ${name}`);
			assert.doesNotMatch(name, /milli|_ms\b|_us\b|minutes/);
			types.set(name, rest);
			current = name;
		} else {
			const [, sample, labels = '', value] = SAMPLE.exec(line) ?? assert.fail(`no sample: ${line}`);
			const of = types.get(sample) ? sample : family(sample);

			assert.equal(of, current, `${sample} stands with its own`);
			assert.ok(!samples.has(`${sample}{${labels}}`), `${line} once`);
			samples.set(`${sample}{${labels}}`, Number(value.replace('Inf', 'Infinity')));
		}
	}
	for (const [name, type] of types)
		if (type === 'histogram')
			checkHistogram(name, samples);
	return samples;
}

/* Buckets grow up to +Inf, which is the count. */
function checkHistogram(name, samples) {
	const series = new Map();

	for (const [key, value] of samples) {
		const [, labels, le] = new RegExp(`^${name}_bucket\\{(.*?)le="(.*)"\\}$`).exec(key) ?? [];

		if (le !== undefined)
			series.set(labels, [...series.get(labels) ?? [], { le: Number(le.replace('+Inf', 'Infinity')), value }]);
	}
	assert.ok(series.size > 0, `${name} has buckets`);
	for (const [labels, buckets] of series) {
		const rest = labels.replace(/,$/, '');

		for (let i = 1; i < buckets.length; i++)
			assert.ok(buckets[i].le > buckets[i - 1].le && buckets[i].value >= buckets[i - 1].value);
		assert.equal(buckets.at(-1).le, Infinity);
		assert.equal(samples.get(`${name}_count{${rest}}`), buckets.at(-1).value);
		assert.ok(samples.has(`${name}_sum{${rest}}`));
	}
}

/* Where a server that was started with --metrics-listen 127.0.0.1:0 is scraped. */
export function whereOf(fuji) {
	return { host: '127.0.0.1', port: Number(/^metrics +.*:(\d+)$/m.exec(fuji.stdout)[1]) };
}

/* Its samples now, by `name{labels}`. */
export async function scrape(fuji) {
	return read((await get(whereOf(fuji))).body);
}
