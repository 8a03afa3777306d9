/*
 * Entries in the order of their sequence numbers, each exactly once.
 *
 * The server numbers without gaps, so order needs no sorting: the next number is taken,
 * a known one is dropped, and a later one shows that something was missed on the way.
 */
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

	/** What stood in front of all that is here; `first` is where it begins now. */
	prepend(entries, first) {
		this.entries = [...entries, ...this.entries];
		this.first = first;
	}
}
