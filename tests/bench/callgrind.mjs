/*
 * What callgrind wrote: by function, how many instructions ran in it and in what it called,
 * and how often it was called by code of which library.
 *
 * The format is that of Valgrind's manual, "Callgrind Format Specification": names stand behind
 * their number once, `calls=` says how often, and the line after it what these calls cost.
 */
import { readFileSync } from 'node:fs';

const LIBRARY = /([^/]*?)(\.so.*)?$/;

export function readCallgrind(file) {
	const names = new Map();
	const functions = new Map();
	let library, called, count;

	/* One space of numbers for functions (fn, cfn), one for objects (ob, cob). */
	const nameOf = (kind, text) => {
		const [, number, name] = /^\((\d+)\)(?: (.*))?$/.exec(text);
		const key = `${kind} ${number}`;

		if (name) names.set(key, name);
		return names.get(key);
	};
	const add = (instructions) => {
		const total = functions.get(called) ?? { instructions: 0, calls: new Map() };

		total.instructions += instructions;
		total.calls.set(library, (total.calls.get(library) ?? 0) + count);
		functions.set(called, total);
		count = 0;
	};

	for (const line of readFileSync(file, 'utf8').split('\n')) {
		const [, key, value] = /^(ob|cob|fn|cfn|calls)=(.*)$/.exec(line) ?? [];

		if (key === 'ob') library = LIBRARY.exec(nameOf('ob', value))[1];
		else if (key === 'cob') nameOf('ob', value);
		else if (key === 'fn') nameOf('fn', value);
		else if (key === 'cfn') called = nameOf('fn', value);
		else if (key === 'calls') count = parseInt(value, 10);
		else if (count) add(Number(line.split(' ')[1]));
	}
	return functions;
}
