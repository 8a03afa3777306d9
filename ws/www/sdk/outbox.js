/*
 * Messages on their way: each has an id for good, and leaves again under the same id until
 * the server has answered to it. So a lost answer costs a repetition, never a second message.
 *
 * A message that could not be delivered for a minute is given up and says so: arriving much
 * later, in a talk that has moved on, it would do more harm than good.
 */
const GIVE_UP_AFTER_MS = 60_000;
const LOOK_EVERY_MS = 5_000;

export class Outbox {
	items = [];
	#deliver;
	#changed;
	#timer = 0;

	/** `deliver(item)` puts an item on the wire if there is one; `changed()` follows every
	 *  change that comes from here and not from the caller. */
	constructor(deliver, changed) {
		this.#deliver = deliver;
		this.#changed = changed;
	}

	/** content: whatever deliver needs. An id only for what was refused and taken back. */
	add({ id = newId(), ...content }) {
		const item = { ...content, id, state: 'sending', at: Date.now() };

		this.items.push(item);
		this.#deliver(item);
		this.#watch();
		return item;
	}

	/** The connection is up: all that waits leaves again, in its order. */
	flush() {
		for (const item of this.items)
			if (item.state === 'sending')
				this.#deliver(item);
	}

	/** The server has it: out it goes. */
	acknowledge(id) {
		this.drop((item) => item.id === id);
	}

	/** The server does not want it, or not now. */
	refuse(id, code, retryAfterMs) {
		const item = this.items.find((each) => each.id === id);

		if (!item)
			return;
		if (retryAfterMs > 0) {
			setTimeout(() => this.#again(item), retryAfterMs);
			return;
		}
		item.state = 'failed';
		item.code = code;
	}

	/** Out it goes, and back to who wrote it. */
	takeBack(id) {
		const item = this.items.find((each) => each.id === id);

		this.acknowledge(id);
		return item;
	}

	/** Under the same id, as the first try may have arrived; a new one only where the server
	 *  says that the old one is spent. */
	retry(id) {
		const item = this.items.find((each) => each.id === id && each.state === 'failed');

		if (!item)
			return;
		if (item.code === 'id_reused')
			item.id = newId();
		item.code = undefined;
		item.state = 'sending';
		item.at = Date.now();
		this.#deliver(item);
		this.#watch();
	}

	drop(isUnwanted) {
		this.items = this.items.filter((item) => !isUnwanted(item));
	}

	#again(item) {
		if (this.items.includes(item) && item.state === 'sending')
			this.#deliver(item);
	}

	#watch() {
		this.#timer ||= setInterval(() => this.#look(), LOOK_EVERY_MS);
	}

	#look() {
		const waiting = this.items.filter((item) => item.state === 'sending');
		const late = waiting.filter((item) => Date.now() - item.at > GIVE_UP_AFTER_MS);

		for (const item of late)
			item.state = 'failed';
		if (late.length)
			this.#changed();
		if (late.length < waiting.length)
			return;
		clearInterval(this.#timer);
		this.#timer = 0;
	}
}

/* Of letters alone: what could be a number is masked for desks. getRandomValues and not randomUUID:
 * the latter is missing on plain http. */
function newId() {
	const bytes = crypto.getRandomValues(new Uint8Array(16));

	return 'c-' + Array.from(bytes, (byte) => String.fromCharCode(97 + (byte >> 4), 97 + (byte & 15))).join('');
}
