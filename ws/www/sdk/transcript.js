/*
 * Entries in the order of their sequence numbers, each exactly once.
 *
 * The server numbers without gaps, so order needs no sorting: the next number is taken,
 * a known one is dropped, and a later one shows that something was missed on the way.
 */
import { sequenceOf } from './activity.js';

export class Transcript {
	entries = [];
	watermark = 0;
	first = 0; /* where it begins, 0 while it is empty; from 1 on all is here */

	/** `added`, `known`, or `hole`: ask again behind the watermark. With `mayLeap`, what is
	 *  missing is gone for good: it is the answer to having asked. */
	add(entry, sequence, mayLeap = false) {
		if (sequence <= this.watermark)
			return 'known';
		if (sequence > this.watermark + 1 && !mayLeap)
			return 'hole';
		this.entries.push(entry);
		this.first ||= sequence;
		this.watermark = sequence;
		return 'added';
	}

	/** A page that was asked for in front of `first`, if this is the one: `activities`, and `more` when
	 *  there is something in front of them. */
	prepend({ before, activities, more }) {
		const isWanted = before === String(this.first);

		if (isWanted) {
			this.entries = [...activities, ...this.entries];
			this.first = more ? sequenceOf(activities[0]) : 1;
		}
		return isWanted;
	}
}
