/*
 * Microsoft's Direct Line clients, as npm has them, on a server of a test's own.
 *
 * They wait for 3 to 15 s before they come back and for 15 minutes between two tokens. Their
 * clock is a scheduler that they take from outside: here it runs faster.
 */
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { WebSocket } from 'ws';
import { PATIENCE_MS, startFuji } from '../sockets/fuji.mjs';
import { FrameTap } from '../wire/documents.mjs';

const require = createRequire(import.meta.url);

globalThis.XMLHttpRequest = require('xhr2');
globalThis.WebSocket = WebSocket;

export const SECRET = 'a secret of the site alone';
export const packages = ['botframework-directlinejs', 'directlinejs-of-webchat'];

export function startServer(options = {}) {
	return startFuji({ ...options, env: { FUJI_DIRECTLINE_SECRET: SECRET, ...options.env } });
}

/* One call; resolves to { status, body, headers }. */
export async function call(server, method, where, { token, body, headers = {} } = {}) {
	const response = await server.fetch(`/v3/directline${where}`, {
		method,
		headers: {
			...(token && { Authorization: `Bearer ${token}` }),
			...(body !== undefined && { 'Content-Type': 'application/json' }),
			...headers,
		},
		body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
	});
	const text = await response.text();

	return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null };
}

export async function generate(server, body = { user: { id: 'u-1001' } }) {
	return (await call(server, 'POST', '/tokens/generate', { token: SECRET, body })).body;
}

/* A conversation that has begun: { conversationId, token, streamUrl }. */
export async function begin(server, body) {
	const { token } = await generate(server, body);

	return (await call(server, 'POST', '/conversations', { token, body: {} })).body;
}

export function post(server, { conversationId, token }, activity) {
	return call(server, 'POST', `/conversations/${conversationId}/activities`, { token, body: activity });
}

let nextId = 0;

export function message(text, members = {}) {
	return { type: 'message', text, from: { id: 'u-1001' },
		channelData: { clientActivityID: `c${++nextId}` }, ...members };
}

/* A client's clock, so many times as fast as ours. */
function fastScheduler(name, speed) {
	const inPackage = createRequire(require.resolve(name));
	const { AsyncScheduler } = inPackage('rxjs/scheduler/AsyncScheduler');
	const { AsyncAction } = inPackage('rxjs/scheduler/AsyncAction');

	return new AsyncScheduler(class extends AsyncAction {
		schedule(state, delay = 0) {
			return super.schedule(state, delay / speed);
		}
	}, () => performance.now() * speed);
}

/* A socket that tells what goes over it; by another port than its address says, if there is one. */
function listenedTo(client, port) {
	return class extends WebSocket {
		constructor(url) {
			super(port ? Object.assign(new URL(url), { port }) : url);
			FrameTap.on(this, new URL(url).pathname);
			client.sockets.push(this);
			this.on('message', (data) => { client.received.push(data.toString()); client.wake(); });
		}

		send(data) {
			client.sent.push(data);
			super.send(data);
		}
	};
}

const clients = [];

/* For the end of a file: also those whose test has failed. */
export function endAll() {
	clients.splice(0).forEach((client) => client.end());
}

export class DirectLineClient {
	#waiting = [];
	#patienceMs;
	sockets = [];
	received = []; /* frames */
	sent = [];
	activities = [];
	statuses = [];

	constructor(server, options = {}, { name = packages[0], speed = 100, random, streamPort,
		patienceMs = PATIENCE_MS } = {}) {
		const { DirectLine } = require(name);

		this.#patienceMs = patienceMs;
		this.line = new DirectLine({
			domain: `http://127.0.0.1:${server.port}/v3/directline`,
			WebSocket: listenedTo(this, streamPort),
			scheduler: fastScheduler(name, speed),
			random: random ?? Math.random,
			...options,
		});
		this.line.connectionStatus$.subscribe((status) => { this.statuses.push(status); this.wake(); });
		clients.push(this);
		this.subscription = this.line.activity$.subscribe(
			(activity) => { this.activities.push(activity); this.wake(); },
			(error) => { this.error = error; this.wake(); });
	}

	wake() {
		for (const look of this.#waiting.splice(0))
			look();
	}

	/* Resolves to what `find` gives once it gives something. */
	async until(find) {
		const deadline = Date.now() + this.#patienceMs;

		for (;;) {
			const found = find();

			if (found)
				return found;
			if (Date.now() >= deadline)
				throw new Error(`waited in vain for ${find}: ${JSON.stringify(this.activities.slice(-5))} `
					+ `statuses ${this.statuses} error ${this.error}`);
			await new Promise((resolve) => {
				const timer = setTimeout(resolve, deadline - Date.now());

				this.#waiting.push(() => { clearTimeout(timer); resolve(); });
			});
		}
	}

	untilActivity(fits) {
		return this.until(() => this.activities.find(fits));
	}

	untilText(pattern) {
		return this.untilActivity((each) => each.from?.role === 'bot' && pattern.test(each.text ?? ''));
	}

	/* Posts an activity; resolves to the id that the client gives for it. */
	post(activity) {
		return new Promise((resolve, reject) => this.line.postActivity(activity)
			.subscribe(resolve, reject, () => reject(new Error('the post ended without an id'))));
	}

	echoOf(activity) {
		const id = activity.channelData.clientActivityID;

		return this.untilActivity((each) => each.channelData?.clientActivityID === id);
	}

	end() {
		this.subscription.unsubscribe();
		this.line.end();
	}
}

/* What a transcript is made of: messages by their sequence, none twice. */
export function transcript(activities) {
	const byId = new Map(activities.filter((each) => each.type === 'message').map((each) => [each.id, each]));

	return [...byId.values()].sort((one, other) =>
		one.channelData['webchat:sequence-id'] - other.channelData['webchat:sequence-id']);
}
