/*
 * The wish for the page in front of what is here: one at a time, and asked anew on each connection until
 * the page has come, so that nobody has to press again because a line dropped.
 */
export class Earlier {
	#ask;
	#wish;

	/** `ask()` puts the question on the wire, if there is one. */
	constructor(ask) {
		this.#ask = ask;
	}

	get isAwaited() {
		return this.#wish !== undefined;
	}

	/** Resolves once the page is here, or of no use any more. */
	want() {
		if (!this.#wish) {
			this.#wish = {};
			this.#wish.promise = new Promise((resolve, reject) =>
				Object.assign(this.#wish, { resolve, reject }),
			);
			this.#ask();
		}
		return this.#wish.promise;
	}

	askAgain() {
		if (this.#wish)
			this.#ask();
	}

	settle() {
		this.#wish?.resolve();
		this.#wish = undefined;
	}

	refuse(fault) {
		this.#wish?.reject(fault);
		this.#wish = undefined;
	}
}
