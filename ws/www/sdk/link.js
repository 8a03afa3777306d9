/*
 * A WebSocket that comes back.
 *
 * It dials until it is told to stop, waits longer after each miss (0.5 s to 30 s, with
 * jitter so that a restarted server is not met by everybody at once), and frames are
 * objects. What a page cannot see is a connection that died without a word: so whoever
 * expects an answer says so with `expect()`, and silence past the deadline is a miss. A frame
 * about something else is no answer: while one is owed, silence behind it counts anew.
 */
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
const ANSWER_DEADLINE_MS = 10_000;
const STALE_AFTER_HIDDEN_MS = 60_000;

export class Link {
	#url;
	#protocol;
	#handlers;
	#socket = null;
	#misses = 0;
	#redial = 0;
	#deadline = 0;
	#hiddenSince = 0;
	#listening = null;

	/** handlers: `opened()`, `received(frame)`, `lost(code, retryInMs)`, and `isOwed()`, whether
	 *  the peer has still to answer something. Call `stop()` in `lost` to stay away for good. */
	constructor(url, protocol, handlers) {
		this.#url = url;
		this.#protocol = protocol;
		this.#handlers = handlers;
	}

	get isOpen() {
		return this.#socket?.readyState === WebSocket.OPEN;
	}

	start() {
		if (this.#listening)
			return;
		this.#listening = new AbortController();
		const { signal } = this.#listening;

		/* Outside of a browser there is neither. */
		globalThis.addEventListener?.('online', () => this.restart(), { signal });
		globalThis.document?.addEventListener(
			'visibilitychange',
			() => this.#visibility(),
			{ signal },
		);
		this.#dial();
	}

	stop() {
		this.#listening?.abort();
		this.#listening = null;
		this.#misses = 0;
		this.#drop();
	}

	/** Dials anew at once: the connection is of no use any more, or may work again. */
	restart() {
		if (!this.#listening)
			return;
		this.#drop();
		this.#dial();
	}

	/** The peer is there, but wants us later. */
	restartIn(waitMs) {
		clearTimeout(this.#redial);
		this.#redial = setTimeout(() => this.restart(), waitMs);
	}

	/** The peer has accepted us: the next miss is a first one again. */
	settle() {
		this.#misses = 0;
	}

	/** False if the frame could not leave. */
	send(frame) {
		if (!this.isOpen)
			return false;
		this.#socket.send(JSON.stringify(frame));
		return true;
	}

	/** Some frame must arrive before the deadline. */
	expect() {
		if (!this.#deadline)
			this.#deadline = setTimeout(() => this.#lost(0), ANSWER_DEADLINE_MS);
	}

	#dial() {
		const socket = new WebSocket(this.#url, this.#protocol);

		/* A socket that was dropped may still have events under way. */
		const current = (act) => (event) => {
			if (this.#socket === socket)
				act(event);
		};

		this.#socket = socket;
		this.expect();
		socket.addEventListener(
			'open',
			current(() => this.#handlers.opened()),
		);
		socket.addEventListener(
			'message',
			current((event) => this.#received(event.data)),
		);
		socket.addEventListener(
			'close',
			current((event) => this.#lost(event.code)),
		);
	}

	#drop() {
		const socket = this.#socket;

		clearTimeout(this.#redial);
		this.#answered();
		this.#socket = null;
		socket?.close();
	}

	#answered() {
		clearTimeout(this.#deadline);
		this.#deadline = 0;
	}

	#received(data) {
		this.#answered();
		if (data !== '')
			this.#handlers.received(JSON.parse(data));
		if (this.isOpen && this.#handlers.isOwed())
			this.expect();
	}

	#lost(code) {
		const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#misses);
		const wait = longest * (0.5 + Math.random() / 2);

		this.#misses++;
		this.#drop();
		this.#redial = setTimeout(() => this.#dial(), wait);
		this.#handlers.lost(code, wait);
	}

	/* A page that slept has missed its close events. */
	#visibility() {
		if (document.hidden)
			this.#hiddenSince = Date.now();
		else if (Date.now() - this.#hiddenSince > STALE_AFTER_HIDDEN_MS)
			this.restart();
	}
}

/** The address of a WebSocket path beside `base`, an http(s) address. */
export function socketAddress(path, base) {
	const url = new URL(path, base);

	url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
	return url.href;
}
