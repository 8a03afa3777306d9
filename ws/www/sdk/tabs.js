/*
 * The tabs of one site, which are to show one conversation.
 *
 * A new tab asks the others for the conversation's token. It is told over a BroadcastChannel and
 * written nowhere, so that with the last tab it is gone, and whoever sits down at the device
 * next finds nothing.
 */
const PATIENCE_MS = 250;

export class Tabs {
	#channel;
	#tell;
	#follow;
	#found = () => {};

	/** `tell()` gives this tab's token, if it has one; `follow(token)` is called when another tab
	 *  leads to another conversation. Call `close()` in the end. */
	constructor(name, tell, follow) {
		this.#tell = tell;
		this.#follow = follow;
		this.#channel = new BroadcastChannel(name);
		this.#channel.onmessage = ({ data }) => this.#take(data);
	}

	/** The token of another tab, or undefined when none answers in time. */
	ask() {
		return new Promise((resolve) => {
			this.#found = resolve;
			setTimeout(resolve, PATIENCE_MS);
			this.#channel.postMessage({});
		});
	}

	/** Has the other tabs come over to this tab's conversation. */
	lead() {
		this.#channel.postMessage({ token: this.#tell(), leads: true });
	}

	close() {
		this.#channel.close();
	}

	#take({ token, leads }) {
		const own = this.#tell();

		if (leads)
			this.#follow(token);
		else if (token)
			this.#found(token);
		else if (own)
			this.#channel.postMessage({ token: own });
	}
}
