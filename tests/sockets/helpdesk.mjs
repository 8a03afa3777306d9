/*
 * An operator's own help desk, as small as it can be: it takes webhooks, and asks over HTTP.
 */
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';

const KEY = Buffer.alloc(32, 7);
const DEADLINE_MS = 40_000;

export const SECRET = `whsec_${KEY.toString('base64')}`;

export class HelpDesk {
	#server;
	#waiting = [];
	posts = []; /* { headers, body, event, taken } of all that came, in their order */
	answer = () => 204; /* of a post: a status, or null for none ever */

	async open() {
		this.#server = http.createServer((request, response) => this.#take(request, response));
		this.#server.listen(0, '127.0.0.1');
		await once(this.#server, 'listening');
		return this;
	}

	get url() {
		return `http://127.0.0.1:${this.#server.address().port}/hook`;
	}

	close() {
		this.#server.closeAllConnections();
		this.#server.close();
	}

	async #take(request, response) {
		const chunks = [];

		for await (const chunk of request)
			chunks.push(chunk);
		const body = Buffer.concat(chunks).toString();
		const post = { headers: request.headers, body, event: JSON.parse(body) };
		const status = this.answer(post);

		post.taken = status !== null && status < 300;
		this.posts.push(post);
		if (status !== null)
			response.writeHead(status).end();
		this.#waiting.splice(0).forEach((wake) => wake());
	}

	/* What was taken, each once, in the order in which it was first taken. */
	get events() {
		const taken = this.posts.filter((post) => post.taken).map((post) => post.event);

		return [...new Map(taken.map((event) => [event.id, event])).values()];
	}

	async until(fits) {
		const deadline = Date.now() + DEADLINE_MS;

		while (!fits(this.events)) {
			if (Date.now() > deadline)
				throw new Error(`${fits} is not so of ${JSON.stringify(this.posts)}`);
			await new Promise((resolve) => {
				const timer = setTimeout(resolve, 1000);

				this.#waiting.push(() => { clearTimeout(timer); resolve(); });
			});
		}
		return this.events;
	}
}

/* What the headers must say of a body: https://www.standardwebhooks.com */
export function signature({ headers, body }) {
	const text = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;

	return `v1,${createHmac('sha256', KEY).update(text).digest('base64')}`;
}

export class Agent {
	#fuji;
	token;

	constructor(fuji) {
		this.#fuji = fuji;
	}

	async login({ name, password } = this.#fuji.login) {
		const { status, json } = await this.post('/login', { name, password });

		this.token = json.token;
		return { status, json };
	}

	async #ask(path, options) {
		const authorization = this.token && { authorization: `Bearer ${this.token}` };
		const answer = await this.#fuji.fetch(`/api/v1${path}`,
			{ ...options, headers: { ...options.headers, ...authorization } });

		return { status: answer.status, headers: answer.headers, json: await answer.json() };
	}

	get(path) {
		return this.#ask(path, {});
	}

	post(path, body = {}, headers = {}) {
		return this.#ask(path, { method: 'POST', body: JSON.stringify(body), headers });
	}
}
