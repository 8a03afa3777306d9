/*
 * kill -9 at random moments, while eight subscribers write.
 *
 * Each of them does what WIRE.md asks of a client: what was not acknowledged when the connection
 * broke is sent again under the same id, behind the token and the watermark. He also keeps a
 * history of what he sent and of all that he was shown; what somebody else then reads from the
 * beginning of the conversation, after each crash, is held against it.
 *
 * $KILLS says how often: 30, unless it is set.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { Client, startFuji, temporaryFolder } from './fuji.mjs';

const KILLS = Number(process.env.KILLS ?? 30);
const WRITERS = 8;
const LIFE_MS = 300; /* of a server that has been looked through, at most */
const WAY_MS = 8; /* of a message through the server, about */
const PAUSE_MS = 200; /* between one to three messages and the next, at most */
const OPEN_MOST = 6; /* messages of one writer that wait for their echo */
const MESSAGES_MOST = 300; /* in one conversation; then the writer begins another */
const MASK = '••••••';

/* `open` were on their way at a kill; of these, `committed` were there already. */
const total = { kills: 0, conversations: 0, sent: 0, acked: 0, open: 0, committed: 0 };
/* What must stay empty; each finding is in there once, however often it is met. */
const faults = {
	lost: new Set(), doubled: new Set(), holes: new Set(), backwards: new Set(),
	changed: new Set(),
};
let fuji;
let ending = false;

function random(most) {
	return Math.floor(Math.random() * most);
}

function look(kind, isFault, conversation, place) {
	if (isFault)
		faults[kind].add(`${conversation.name} ${place}`);
}

function seqOf(activity) {
	return activity.channelData['webchat:sequence-id'];
}

/* --- what was sent and shown --------------------------------------------------------- */

class Conversation {
	token = null;
	watermark = 0;
	sent = new Map(); /* client id -> { text, echo: the activity's id, once it came } */
	shown = new Map(); /* seq -> the activity as JSON */

	constructor(line) {
		this.line = line;
		this.name = `conversation ${++total.conversations}`;
	}

	add(id, text) {
		this.sent.set(id, { text });
		total.sent++;
		return id;
	}

	/* An errand from beginning to end, with a secret and calls to the operator: the crash may
	 * meet each of its steps. */
	addNext() {
		const n = this.sent.size;
		const texts = ['我手机怎么停机了', this.line, '服务密码', '246810', `第 ${n} 条`, '转人工',
			`补充第 ${n} 条`, '取消'];

		return this.add(`m-${n}`, texts[n % texts.length]);
	}

	/* The ids of what was not acknowledged. */
	open() {
		return [...this.sent.keys()].filter((id) => !this.sent.get(id).echo);
	}

	show(activity) {
		const seq = seqOf(activity);
		const json = JSON.stringify(activity);

		look('changed', (this.shown.get(seq) ?? json) !== json, this, seq);
		look('holes', seq > this.watermark + 1, this, seq);
		this.shown.set(seq, json);
		this.watermark = Math.max(seq, this.watermark);
		this.acknowledge(activity);
	}

	acknowledge(activity) {
		const message = this.sent.get(activity.channelData.clientActivityID);

		if (!message)
			return;
		look('changed', ![message.text, MASK].includes(activity.text), this, activity.id);
		total.acked += !message.echo;
		message.echo ??= activity.id;
	}
}

/* --- writing ------------------------------------------------------------------------- */

class Writer {
	conversations = [];

	constructor(line) {
		this.line = line;
		this.#begin();
	}

	get conversation() {
		return this.conversations.at(-1);
	}

	#begin() {
		this.conversations.push(new Conversation(this.line));
	}

	/* Comes back until the end, and then until nothing is open. */
	async run() {
		while (!ending || this.conversation.open().length) {
			const client = new Client(fuji.port, '/chat');

			if (await client.opened.then(() => true, () => false))
				await this.#talk(client, this.conversation);
			else
				await sleep(10);
		}
	}

	async #talk(client, conversation) {
		const { token, watermark } = conversation;

		client.socket.on('message', (data) =>
			this.#take(client, conversation, JSON.parse(data)));
		client.send({
			type: 'event', name: 'hello',
			value: token ? { token, watermark: String(watermark) } : {},
		});
		/* Whoever does not wait for the welcome sends again what is there already, too. */
		if (token && random(2))
			this.#sendOpen(client, conversation);
		await client.closed;
	}

	#take(client, conversation, frame) {
		const nOpen = conversation.open().length;

		for (const activity of frame.activities) {
			if (activity.name === 'error')
				this.#sendLater(client, conversation, activity.value);
			else if (activity.id)
				conversation.show(activity);
		}
		if (frame.token) {
			conversation.token = frame.token;
			total.committed += nOpen - conversation.open().length;
			this.#write(client, conversation);
		}
	}

	#send(client, conversation, id) {
		client.send({
			type: 'message', text: conversation.sent.get(id).text,
			channelData: { clientActivityID: id },
		});
	}

	async #sendLater(client, conversation, { code, clientActivityID, retry_after_ms }) {
		assert.ok(retry_after_ms > 0, `${code} for ${clientActivityID}`);
		await sleep(retry_after_ms);
		if (client.socket.readyState === WebSocket.OPEN)
			this.#send(client, conversation, clientActivityID);
	}

	#sendOpen(client, conversation) {
		for (const id of conversation.open())
			this.#send(client, conversation, id);
	}

	/* First what is open, then more, until the connection breaks or all has been said. */
	async #write(client, conversation) {
		this.#sendOpen(client, conversation);
		while (client.socket.readyState === WebSocket.OPEN) {
			const isFull = ending || conversation.sent.size >= MESSAGES_MOST;
			const nOpen = conversation.open().length;

			if (isFull && nOpen === 0)
				this.#leave(client);
			else if (!isFull && nOpen < OPEN_MOST)
				this.#sendSome(client, conversation, 1 + random(3));
			await sleep(random(PAUSE_MS));
		}
	}

	#sendSome(client, conversation, n) {
		for (let i = 0; i < n; i++)
			this.#send(client, conversation, conversation.addNext());
	}

	#leave(client) {
		if (!ending)
			this.#begin();
		client.close();
	}
}

/* --- reading ------------------------------------------------------------------------- */

let nReadings = 0;

/* All that the server has of a conversation: the echo of what the reader says comes behind the
 * last page. It must be there the next time like everything else. */
async function read(conversation) {
	const client = await fuji.chat({ token: conversation.token, watermark: '0' });
	const id = `r-${++nReadings}`;
	const echo = await client.say('在吗', { id });

	client.close();
	conversation.add(id, '在吗'); /* only now: the writer must not send it, too */
	conversation.acknowledge(echo);
	return client.activities.filter((activity) => activity.id);
}

/* Reads the conversation and holds it against what had been shown and acknowledged before. */
async function check(conversation) {
	if (!conversation.token)
		return;
	const shown = new Map(conversation.shown);
	const acked = [...conversation.sent].filter(([, message]) => message.echo);
	const echoes = new Map();
	let seq = 0;
	let timestamp = '';

	for (const activity of await read(conversation)) {
		const id = activity.channelData.clientActivityID;
		const json = JSON.stringify(activity);

		look('holes', seqOf(activity) !== seq + 1, conversation, seqOf(activity));
		look('backwards', activity.timestamp <= timestamp, conversation, seqOf(activity));
		look('doubled', id !== undefined && echoes.has(id), conversation, id);
		seq = seqOf(activity);
		timestamp = activity.timestamp;
		if (!echoes.has(id))
			echoes.set(id, activity.id);
		look('changed', (shown.get(seq) ?? json) !== json, conversation, seq);
		shown.delete(seq);
	}
	for (const gone of shown.keys())
		look('changed', true, conversation, gone);
	for (const [id, message] of acked)
		look('lost', echoes.get(id) !== message.echo, conversation, id);
}

/* --- crashing ------------------------------------------------------------------------ */

function start(data, port) {
	return startFuji({
		data, demo: false,
		args: ['--listen', `127.0.0.1:${port}`, '--carrier', 'sim:?latency_ms=20'],
	});
}

/* At a random moment, but soon after somebody sent something: its way through the server takes a
 * few milliseconds, and nothing can be lost of a server that rests. */
async function crash(writers) {
	await sleep(random(LIFE_MS));
	while (!writers.some(({ conversation }) => conversation.open().length))
		await sleep(1);
	await sleep(random(WAY_MS));
	fuji.kill('SIGKILL');
	total.kills++;
	assert.equal((await fuji.ended).signal, 'SIGKILL', fuji.stderr);
	for (const { conversation } of writers)
		total.open += conversation.open().length;
	fuji = await start(fuji.data, fuji.port);
}

test(`after ${KILLS} kills nothing that was acknowledged is lost or there twice`, async () => {
	fuji = await start(await temporaryFolder(), 0);
	const writers = Array.from({ length: WRITERS }, (_, i) => new Writer(`1380000000${i + 1}`));
	const running = Promise.all(writers.map((writer) => writer.run()));

	while (total.kills < KILLS) {
		await crash(writers);
		await Promise.all(writers.map((writer) => writer.conversation).map(check));
	}
	ending = true;
	await running;
	/* One after another: an address may have so many connections at once. */
	await Promise.all(writers.map(async ({ conversations }) => {
		for (const conversation of conversations)
			await check(conversation);
	}));
	await fuji.stop('SIGKILL'); /* its write-ahead log stays, for secrets.mjs */

	const counts = Object.entries(faults).map(([name, found]) => [name, found.size]);
	const figures = [...Object.entries(total), ...counts];
	console.log(figures.map(([name, n]) => `${name} ${n}`).join(', '));
	assert.equal(total.acked, total.sent);
	/* Of thirty kills and their dozens of messages under way some were met before, some behind their COMMIT. */
	assert.ok(KILLS < 30 || (total.open > total.committed && total.committed > 0), 'the kills met too little that was on its way');
	for (const [name, found] of Object.entries(faults))
		assert.deepEqual([...found], [], name);
});
