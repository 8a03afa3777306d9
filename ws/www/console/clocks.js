/*
 * By when cases are due, as the server has counted it: what runs out first, and how that reads.
 */
import { fill } from '../sdk/language.js';
import { clockOf } from './words.js';

const SOON_MS = 60_000;

/** The clock of a case that ends first: {name, left} in ms, less than 0 when it is late; null if
 *  none runs. */
export function nextClock({ due }) {
	const clocks = Object.entries(due)
		.map(([name, end]) => ({ name, left: Date.parse(end) - Date.now() }))
		.sort((a, b) => a.left - b.left);

	return clocks[0] ?? null;
}

export function isLate(row) {
	return nextClock(row)?.left < 0;
}

/** Whose end comes first is first. */
export function byDue(a, b) {
	return (nextClock(a)?.left ?? Infinity) - (nextClock(b)?.left ?? Infinity);
}

/** `overdue`, `soon`, or ''. */
export function clockClass({ left }) {
	if (left < 0)
		return 'overdue';
	return left < SOON_MS ? 'soon' : '';
}

/** Which clock it is, and how long it still has or how late it is. */
export function clockText({ name, left }, words) {
	const time = fill(left < 0 ? words.overdue : words.dueIn, { time: clockOf(Math.abs(left)) });

	return `${words.dues[name]} ${time}`;
}
