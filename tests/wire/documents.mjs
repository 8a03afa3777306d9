/*
 * ws/asyncapi.yaml and ws/openapi.yaml as the tests hold them: found by what goes over the wire,
 * and compiled when it is first seen.
 *
 * Each process writes down what it has seen to wire/ below test-data/; seen.mjs adds it up.
 */
import Ajv from 'ajv/dist/2020.js';
import { load } from 'js-yaml';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const checkout = path.resolve(import.meta.dirname, '../..');

export const files = ['asyncapi.yaml', 'openapi.yaml'];
export const [asyncapi, openapi] = files.map((file) => load(readFileSync(path.join(checkout, 'ws', file), 'utf8')));
export const seenFolder = path.join(path.dirname(path.resolve(checkout, process.env.FUJI ?? 'build/fuji')), 'test-data/wire');

const ajv = new Ajv({ strict: false, allErrors: false });

ajv.addSchema(asyncapi, 'asyncapi.yaml').addSchema(openapi, 'openapi.yaml');

const compiled = new Map();

/* What is wrong with a value at this place of a document; null for nothing. */
function faultOf(value, file, ...steps) {
	const escaped = steps.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')));
	const $ref = `${file}#/${escaped.join('/')}`;

	if (!compiled.has($ref))
		compiled.set($ref, ajv.compile({ $ref }));
	const validate = compiled.get($ref);

	return validate(value) ? null : ajv.errorsText(validate.errors);
}

/* --- what was seen -------------------------------------------------------------------- */

const seen = new Map(); /* name: how often */

function note(name) {
	seen.set(name, (seen.get(name) ?? 0) + 1);
}

process.on('exit', () => {
	if (!seen.size)
		return;
	mkdirSync(seenFolder, { recursive: true });
	writeFileSync(path.join(seenFolder, `${process.pid}-${Date.now()}.json`), JSON.stringify(Object.fromEntries(seen)));
});

/* --- frames --------------------------------------------------------------------------- */

/* A path with {words} as an expression. A stream has a second name, for Web Chat's voice mode. */
function patternOf(address) {
	return new RegExp(`^${address.replace(/\{\w+\}/g, '[^/]+').replace(/\/stream$/, '$&(/multimodal)?')}$`);
}

/* The values of `type` by which a message is known; null where a schema has to tell. */
function typesOf({ properties }) {
	const { const: only, enum: some } = properties?.type ?? {};

	return only ? [only] : some ?? null;
}

function messagesOf(operation) {
	return operation.messages.map(({ $ref }) => {
		const name = $ref.split('/').at(-1);

		return { name, types: typesOf(asyncapi.components.messages[name].payload) };
	});
}

/* By channel: what the server takes and what it sends. */
const channels = Object.entries(asyncapi.channels).map(([name, { address }]) => {
	const messages = (action) => messagesOf(Object.values(asyncapi.operations).find((operation) =>
		operation.action === action && operation.channel.$ref === `#/channels/${name}`));

	return { name, address, pattern: patternOf(address), up: messages('receive'), down: messages('send') };
});

/* The name of the message that a frame is, or what is wrong with it. */
function find(messages, frame) {
	let fault = 'no message has this type';

	for (const { name, types } of messages.filter((each) => each.types?.includes(frame?.type) ?? true)) {
		const found = faultOf(frame, 'asyncapi.yaml', 'components', 'messages', name, 'payload');

		if (!found)
			return { name };
		fault = `${name}: ${found}`;
	}
	return { fault };
}

/* Codes by which the server says that a frame is not as the document has it. That it is no JSON
 * as RFC 8259 has it is not for a schema to say. */
const MALFORMED = ['bad_activity', 'text_too_long', 'text_empty'];

function codeOf(frame) {
	return frame.type === 'error' ? frame.code
		: frame.activities?.length === 1 && frame.activities[0].name === 'error' ? frame.activities[0].value?.code : undefined;
}

function parse(text) {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/* What goes over one socket. What the server sends must be in the document; what it takes must be,
 * too, and what it calls malformed must not. */
export class FrameTap {
	#channel;
	#malformed = 0; /* frames sent that the document does not have */
	#unknown = new Set(); /* the client ids of those */
	isBlind = false; /* something was sent past it */

	constructor(where) {
		this.#channel = channels.find(({ pattern }) => pattern.test(where));
	}

	/* On a socket of `ws`. */
	static on(socket, where) {
		const tap = new FrameTap(where);
		const send = socket.send.bind(socket);

		socket.on('open', () => note(`GET ${tap.#channel.address} 101`));
		socket.on('message', (data) => tap.down(String(data)));
		socket.send = (data, ...rest) => {
			tap.up(String(data));
			send(data, ...rest);
		};
		return tap;
	}

	up(text) {
		if (!text)
			return;
		const frame = parse(text);
		const { name } = find(this.#channel.up, frame);
		const id = frame?.channelData?.clientActivityID ?? frame?.clientActivityID;

		if (name) {
			note(`${this.#channel.name} ${name}`);
			this.#unknown.delete(id);
		} else {
			this.#malformed++;
			this.#unknown.add(id);
		}
	}

	down(text) {
		if (!text)
			return;
		const frame = parse(text);
		const { name, fault } = find(this.#channel.down, frame);

		if (!name)
			throw new Error(`the server sent on ${this.#channel.name} what asyncapi.yaml does not have (${fault}): ${text}`);
		note(`${this.#channel.name} ${name}`);
		if (MALFORMED.includes(codeOf(frame)) && --this.#malformed < 0 && !this.isBlind)
			throw new Error(`the server refused on ${this.#channel.name} what asyncapi.yaml has: ${text}`);
		const taken = frame.activities?.find((each) => this.#unknown.has(each.channelData?.clientActivityID ?? null));

		if (taken)
			throw new Error(`the server took on ${this.#channel.name} what asyncapi.yaml does not have: ${text}`);
	}
}

/* --- HTTP ----------------------------------------------------------------------------- */

const operations = Object.entries(openapi.paths).flatMap(([address, item]) =>
	Object.entries(item).filter(([method]) => method !== 'parameters').map(([method, operation]) => ({
		method: method.toUpperCase(), address, operation, pattern: patternOf(address),
	})));

/* Pages are files and in no document; other methods on what is in it are, as 405. */
export async function checkAnswer(method, where, answer) {
	const pathname = where.split('?')[0];
	const known = operations.filter(({ pattern }) => pattern.test(pathname));
	const { address, operation } = known.find((each) => each.method === method) ?? {};
	const { status } = answer;
	const fail = (what) => { throw new Error(`${method} ${where} answers ${status}: ${what} in openapi.yaml`); };

	if (!operation) {
		if (known.length && method !== 'OPTIONS' && status !== 405 && status !== 403)
			fail('the method is not');
		return;
	}
	const { $ref } = operation.responses[status] ?? fail('this status is not');
	const steps = $ref ? $ref.slice(2).split('/') : ['paths', address, method.toLowerCase(), 'responses', String(status)];
	const { content } = steps.reduce((place, step) => place[step], openapi);
	const type = answer.headers.get('content-type')?.split(';')[0];

	note(`${method} ${address} ${status}`);
	if (!content)
		return;
	if (!content[type])
		fail(`${type} is not`);
	if (type !== 'application/json')
		return;
	const text = await answer.clone().text();
	const fault = faultOf(parse(text), 'openapi.yaml', ...steps, 'content', type, 'schema');

	if (fault)
		fail(`${text} is not (${fault})`);
}

/* What the server posts to others: a body of that webhook. */
export function checkWebhook(name, body) {
	const fault = faultOf(body, 'openapi.yaml', 'webhooks', name, 'post', 'requestBody', 'content', 'application/json', 'schema');

	if (fault)
		throw new Error(`the server posted what openapi.yaml does not have as ${name} (${fault}): ${JSON.stringify(body)}`);
	note(`webhook ${name}`);
}
