/*
 * What an agent has begun to write, by case, so that a reload or the end of a session costs none of
 * it.
 *
 * A draft may name the subscriber, so as little as possible is kept for as short as possible: the
 * agent's own words and nothing that the server sent, in the storage of the tab, which no other
 * tab reads and which ends with it. They go when they are sent, when the case is closed, when the
 * agent logs out, and when somebody else logs in.
 */
const PLACE = 'fuji-desk-drafts';

export class Drafts {
	#storage;
	#kept; /* {agent, cases}; a case has {text, note} */

	constructor(storage) {
		this.#storage = storage;
		this.#kept = this.#read();
	}

	/** Whose drafts they are from now on. */
	begin(agent) {
		if (this.#kept.agent !== agent)
			this.#keep({ agent, cases: {} });
	}

	/** Whether something would be lost by `clear`. */
	get isEmpty() {
		return Object.keys(this.#kept.cases).length === 0;
	}

	get(caseId) {
		return this.#kept.cases[caseId] ?? { text: '', note: '' };
	}

	set(caseId, { text, note }) {
		const { [caseId]: before, ...others } = this.#kept.cases;
		const cases = text || note ? { ...others, [caseId]: { text, note } } : others;

		if (before || cases !== others)
			this.#keep({ ...this.#kept, cases });
	}

	/** Drops those of all cases but these. */
	retain(isWanted) {
		for (const caseId of Object.keys(this.#kept.cases))
			if (!isWanted(caseId))
				this.set(caseId, { text: '', note: '' });
	}

	clear() {
		this.#storage.removeItem(PLACE);
		this.#kept = { agent: '', cases: {} };
	}

	#keep(kept) {
		this.#kept = kept;
		this.#storage.setItem(PLACE, JSON.stringify(kept));
	}

	/* Whatever stands there: another version of the page may have written it. */
	#read() {
		try {
			const { agent, cases } = JSON.parse(this.#storage.getItem(PLACE));

			return { agent, cases: { ...cases } };
		} catch {
			return { agent: '', cases: {} };
		}
	}
}
