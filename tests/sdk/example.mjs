/*
 * A client for a terminal on top of the SDK: a line is a message, and what is said is printed.
 *
 *     node tests/sdk/example.mjs ws://127.0.0.1:8080/chat
 */
import readline from 'node:readline';
import { WebSocket } from 'ws';
import { Chat } from '../../ws/www/sdk/chat.js';

/* From Node 22 on it has one of its own. This one wants its errors to be heard; that it then
 * closes is what counts. */
globalThis.WebSocket ??= class extends WebSocket {
	constructor(...how) {
		super(...how);
		this.on('error', () => {});
	}
};

/* As long as the program runs. */
class Memory extends Map {
	getItem(name) { return this.get(name) ?? null; }
	setItem(name, value) { this.set(name, value); }
	removeItem(name) { this.delete(name); }
}

const chat = new Chat({ url: process.argv[2], locale: 'zh-CN', storage: new Memory() });
let printed = 0;

chat.addEventListener('change', () => {
	for (const { seq, speaker, text, choices } of chat.messages)
		if (seq > printed) {
			console.log(`${speaker}: ${text}`);
			if (choices.length)
				console.log(`  [${choices.map(({ title }) => title).join('] [')}]`);
			printed = seq;
		}
});
chat.addEventListener('fault', ({ detail }) => console.error(detail.message));
chat.start();
readline.createInterface({ input: process.stdin })
	.on('line', (line) => chat.send(line, { secret: chat.expectsSecret }))
	.on('close', () => chat.stop());
