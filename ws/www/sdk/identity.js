/*
 * Who is signed in at the operator's app or site: an assertion that its server has signed, as
 * text, or a function that fetches a fresh one. An assertion lives five minutes and works once,
 * so a text is good for one hello; a function is asked at each. Whoever cannot tell in time is
 * not waited for: the chat works without, it only asks more.
 */
const PATIENCE_MS = 5_000;

export class Identity {
	#source;

	constructor(source) {
		this.#source = source;
	}

	get isThere() {
		return Boolean(this.#source);
	}

	get isRenewable() {
		return typeof this.#source === 'function';
	}

	/** An assertion to send, or undefined. */
	async fresh() {
		if (!this.isRenewable)
			return this.#source || undefined;
		return Promise.race([this.#fetch(), afterwards(PATIENCE_MS)]);
	}

	/** The server has had it. */
	spend() {
		if (!this.isRenewable)
			this.#source = undefined;
	}

	async #fetch() {
		try {
			return (await this.#source()) || undefined;
		} catch {
			return undefined;
		}
	}
}

function afterwards(ms) {
	return new Promise((resolve) => {
		setTimeout(resolve, ms);
	});
}
