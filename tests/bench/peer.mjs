/*
 * What a team writes in a week: `ws`, nlp.js and better-sqlite3 with synchronous=FULL, behind the
 * frames of chat.v1. `peer.mjs KIND PACKS RECORDING DATABASE`
 *
 * KIND is `each`, a commit a message; `batched`, one for all that came in a round of the event
 * loop; or `plain`, without understanding. It answers with the frames that Fuji gave, so that
 * it sends as many bytes, and keeps two rows a turn, unsealed. The intent is found
 * for every message and stored; what would be done with it costs nothing here.
 */
import Database from 'better-sqlite3';
import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { WebSocketServer } from 'ws';
import { create, forget, readExamples } from './engine.mjs';

const [, , kind, packs, recording, file] = process.argv;
const CLIENT_ID = /("clientActivityID":")[^"]*/;

/* The message, its digits made zeros: load.c puts a new number into each {number}. */
const keyOf = (text) => text.replace('{number}', '00000000000').replace(/[0-9]/g, '0');

/* Lines that follow each other with one message are one answer; the first one holds. */
function readAnswers() {
	const answers = new Map();
	let last, frames;

	for (const line of readFileSync(recording, 'utf8').split('\n').slice(0, -1)) {
		const tab = line.indexOf('\t');
		const key = keyOf(line.slice(0, tab));

		if (key !== last) {
			frames = [];
			if (!answers.has(key)) answers.set(key, frames);
			last = key;
		}
		frames.push(line.slice(tab + 1));
	}
	return answers;
}

async function learn() {
	const log = console.log;
	const nlp = create(readExamples(packs));

	console.log = () => {}; /* training tells of each of its rounds */
	await nlp.train();
	console.log = log;
	return nlp;
}

const db = new Database(file);

db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec('CREATE TABLE conversations (id TEXT PRIMARY KEY, created INTEGER NOT NULL);'
	+ 'CREATE TABLE messages (conversation TEXT NOT NULL, speaker TEXT NOT NULL, intent TEXT, body TEXT NOT NULL, at INTEGER NOT NULL);'
	+ 'CREATE INDEX messages_of ON messages (conversation)');
const addConversation = db.prepare('INSERT INTO conversations VALUES (?, ?)');
const addMessage = db.prepare('INSERT INTO messages VALUES (?, ?, ?, ?, ?)');

const answers = kind === 'plain' ? null : readAnswers();
const nlp = kind === 'plain' ? null : await learn();

const store = db.transaction((turns) => {
	for (const { conversation, text, intent, frames } of turns) {
		addMessage.run(conversation, 'subscriber', intent, text, Date.now());
		addMessage.run(conversation, 'bot', null, frames.join('\n'), Date.now());
	}
});

function send({ socket, frames }) {
	for (const frame of frames) socket.send(frame);
}

let waiting = [];

function commitWaiting() {
	const turns = waiting;

	waiting = [];
	store(turns);
	turns.forEach(send);
}

function finish(turn) {
	if (kind === 'each') {
		store([turn]);
		send(turn);
		return;
	}
	if (waiting.push(turn) === 1) setImmediate(commitWaiting);
}

async function take(socket, conversation, activity) {
	if (activity.type === 'event') {
		addConversation.run(conversation, Date.now());
		socket.send(JSON.stringify({ conversationId: conversation, activities: [] }));
		return;
	}
	const { text, channelData: { clientActivityID } } = activity;

	forget(nlp);
	const { intent } = await nlp.process(text);
	const frames = answers.get(keyOf(text)).map((frame) => frame.replace(CLIENT_ID, `$1${clientActivityID}`));

	finish({ socket, conversation, text, intent, frames });
}

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false }, () => {
	console.log(`listening on 127.0.0.1:${server.address().port}`);
});

server.on('connection', (socket) => {
	const conversation = randomUUID();

	socket.on('message', (data) => take(socket, conversation, JSON.parse(data)));
});
process.on('SIGTERM', () => process.exit(0));
