/*
 * An agent's log-in over desk.v1. It outlives reconnections, and reloads of the tab.
 */
import { Link } from '../sdk/link.js';

const TOKEN = 'fuji-desk-token';
const SESSION_OVER = [4401, 4403];

export class Session {
	agent = null; /* {name, role, may} while logged in */
	connection = 'offline'; /* or `connecting`, `online` */
	#credentials = null;
	#link;
	#handlers;
	#storage;

	/** handlers: `welcomed()` after each connection that stands, `received(frame)`, `isOwed()` (as
	 *  Link has it), `left()` at the end of the session, `faulted(detail)` with {code}, and `changed()`. */
	constructor(url, handlers, storage) {
		this.#handlers = handlers;
		this.#storage = storage;
		this.#link = new Link(url, 'desk.v1', {
			opened: () => this.#greet(),
			received: (frame) => this.#take(frame),
			lost: (code) => this.#lost(code),
			isOwed: () => this.#handlers.isOwed(),
		});
	}

	/** Takes up the session that the tab has, if it has one. */
	resume() {
		if (this.#storage.getItem(TOKEN))
			this.#connect();
	}

	logIn(name, password) {
		this.#credentials = { name, password };
		this.#connect();
	}

	logOut() {
		this.#storage.removeItem(TOKEN);
		this.#link.stop();
		this.#credentials = null;
		this.agent = null;
		this.connection = 'offline';
		this.#handlers.left();
	}

	/** False if the frame could not leave. What is sent is answered. */
	send(frame) {
		const hasLeft = this.connection === 'online' && this.#link.send(frame);

		if (hasLeft)
			this.#link.expect();
		return hasLeft;
	}

	/** The same for a frame without an answer. */
	tell(frame) {
		if (this.connection === 'online')
			this.#link.send(frame);
	}

	/** What the server has for this agent under `path`: a Response. */
	fetch(path) {
		const headers = { authorization: `Bearer ${this.#storage.getItem(TOKEN)}` };

		return fetch(path, { headers });
	}

	/** An error that belongs to no message and no verb: of the log-in, or of the connection. */
	refused(retryAfterMs) {
		if (retryAfterMs > 0 && this.connection !== 'online')
			this.#link.restartIn(retryAfterMs);
		else if (this.connection !== 'online')
			this.logOut();
	}

	#connect() {
		this.connection = 'connecting';
		this.#link.start();
		this.#handlers.changed();
	}

	#greet() {
		const token = this.#storage.getItem(TOKEN);

		this.#link.send(
			token ? { type: 'hello', token } : { type: 'login', ...this.#credentials },
		);
		this.#link.expect();
	}

	#take(frame) {
		if (frame.type === 'session')
			this.#welcome(frame);
		else if (frame.code === 'idle')
			this.#over(frame);
		else
			this.#handlers.received(frame);
	}

	#welcome({ token, agent }) {
		this.#storage.setItem(TOKEN, token);
		this.#credentials = null;
		this.agent = agent;
		this.connection = 'online';
		this.#link.settle();
		this.#handlers.welcomed();
	}

	#lost(code) {
		this.connection = 'offline';
		if (SESSION_OVER.includes(code))
			this.#over({ code: 'session_over' });
		this.#handlers.changed();
	}

	/* Not by the agent's wish. */
	#over(fault) {
		this.logOut();
		this.#handlers.faulted(fault);
	}
}
