/*
 * An agent's desk over desk.v1: the list of cases, and the files of those that were opened.
 *
 * Events: `change`, `typing` with detail {case}, and `fault` with detail {code, message}.
 * The list is a snapshot and what changed since; a hole in the changes asks for a new
 * snapshot. A file is asked for again behind its watermarks after every reconnection.
 */
import { isMessage, readActivity, readItem, sequenceOf } from '../sdk/activity.js';
import { Link } from '../sdk/link.js';
import { Outbox } from '../sdk/outbox.js';
import { Transcript } from '../sdk/transcript.js';

const TOKEN = 'fuji-desk-token';
const SESSION_OVER = [4401, 4403];

export class Desk extends EventTarget {
	agent = null; /* {name, role} while logged in */
	connection = 'offline'; /* or `connecting`, `online` */
	cases = new Map();
	#files = new Map();
	#current = null;
	#credentials = null;
	#version = 0;
	#fresh = null; /* the snapshot that is being read */
	#link;
	#outbox;
	#storage;

	constructor({ url, storage = sessionStorage }) {
		super();
		this.#storage = storage;
		this.#outbox = new Outbox(
			(item) => this.#deliver(item),
			() => this.#changed(),
		);
		this.#link = new Link(url, 'desk.v1', {
			opened: () => this.#greet(),
			received: (frame) => this.#take(frame),
			lost: (code) => this.#lost(code),
		});
	}

	/** False if there is no session to take up again. */
	resume() {
		if (!this.#storage.getItem(TOKEN))
			return false;
		this.#connect();
		return true;
	}

	logIn(name, password) {
		this.#credentials = { name, password };
		this.#connect();
	}

	logOut() {
		this.#end();
		this.#changed();
	}

	/** Shows a case's file from now on. */
	open(caseId) {
		this.#current = caseId;
		this.#file(caseId).unread = 0;
		this.#askFile();
		this.#changed();
	}

	leave() {
		this.#current = null;
		this.#changed();
	}

	/** The case that is shown, or undefined. */
	get current() {
		return this.cases.get(this.#current);
	}

	/** What was said in the case that is shown, then what is on its way. */
	get messages() {
		const said = this.#file(this.#current).talk.entries.filter(isMessage);
		const mine = this.#outbox.items.filter((item) => item.case === this.#current);

		return [...said.map(readActivity), ...mine.map((item) => readItem(item, 'agent'))];
	}

	/** The case's own log, oldest first. */
	get log() {
		return this.#file(this.#current).log.entries;
	}

	unread(caseId) {
		return this.#files.get(caseId)?.unread ?? 0;
	}

	isMine({ state, agent }) {
		return state === 'open' && agent === this.agent?.name;
	}

	send(text) {
		this.#outbox.add({ case: this.#current, text });
		this.#changed();
	}

	retry(id) {
		this.#outbox.retry(id);
		this.#changed();
	}

	/* Each is false, with a fault, if it could not leave. */
	claim() {
		return this.#act({ type: 'desk.claim' });
	}

	note(text) {
		return this.#act({ type: 'desk.note', text });
	}

	returnToBot() {
		return this.#act({ type: 'desk.return' });
	}

	close() {
		return this.#act({ type: 'desk.close' });
	}

	#act(frame) {
		const hasLeft =
			this.connection === 'online' &&
			this.#link.send({ ...frame, case: this.#current });

		if (hasLeft)
			this.#link.expect();
		else
			this.#fault({ code: 'offline' });
		return hasLeft;
	}

	#file(caseId) {
		if (!this.#files.has(caseId))
			this.#files.set(caseId, {
				talk: new Transcript(),
				log: new Transcript(),
				unread: 0,
			});
		return this.#files.get(caseId);
	}

	/* --- the connection ------------------------------------------------------------ */

	#connect() {
		this.connection = 'connecting';
		this.#link.start();
		this.#changed();
	}

	#greet() {
		const token = this.#storage.getItem(TOKEN);

		this.#link.send(
			token ? { type: 'hello', token } : { type: 'login', ...this.#credentials },
		);
		this.#link.expect();
	}

	#lost(code) {
		if (SESSION_OVER.includes(code)) {
			this.#end();
			this.#fault({ code: 'session_over' });
		}
		this.connection = 'offline';
		this.#changed();
	}

	#end() {
		this.#storage.removeItem(TOKEN);
		this.#link.stop();
		this.#credentials = null;
		this.agent = null;
		this.connection = 'offline';
		this.#current = null;
		this.cases = new Map();
		this.#files = new Map();
		this.#outbox.drop(() => true);
	}

	#deliver(item) {
		if (this.connection !== 'online')
			return;
		this.#link.send({
			type: 'desk.message',
			case: item.case,
			text: item.text,
			watermark: String(this.#file(item.case).talk.watermark),
			clientActivityID: item.id,
		});
		this.#link.expect();
	}

	#askSnapshot() {
		this.#fresh = new Map();
		this.#link.send({ type: 'desk.snapshot' });
	}

	#askFile() {
		const { talk, log } = this.#file(this.#current);

		this.#link.send({
			type: 'desk.open',
			case: this.#current,
			watermark: String(talk.watermark),
			log_watermark: String(log.watermark),
		});
	}

	/* --- what arrives -------------------------------------------------------------- */

	#take(frame) {
		const takers = {
			session: () => this.#takeSession(frame),
			snapshot: () => this.#takeSnapshot(frame),
			case: () => this.#takeCase(frame),
			team: () => this.#takeVersion(frame),
			agent: () => this.#takeVersion(frame),
			opened: () => this.#takeOpened(frame),
			activities: () => this.#takeActivities(frame),
			log: () => this.#takeLog(frame),
			typing: () =>
				this.dispatchEvent(new CustomEvent('typing', { detail: frame })),
			error: () => this.#takeError(frame),
		};

		takers[frame.type]?.();
		this.#changed();
	}

	#takeSession({ token, agent }) {
		this.#storage.setItem(TOKEN, token);
		this.#credentials = null;
		this.agent = agent;
		this.connection = 'online';
		this.#link.settle();
		this.#askSnapshot();
		if (this.#current)
			this.#askFile();
		this.#outbox.flush();
	}

	#takeSnapshot({ version, cases, more }) {
		for (const each of cases)
			putNewer(this.#fresh, each);
		this.#version = Math.max(this.#version, version);
		if (more) {
			this.#link.send({ type: 'desk.snapshot', after: more });
			return;
		}
		this.cases = this.#fresh;
		this.#fresh = null;
	}

	/* A change may overtake the page of the snapshot that it belongs to. */
	#takeCase({ version, case: changed }) {
		putNewer(this.cases, changed);
		if (this.#fresh)
			putNewer(this.#fresh, changed);
		this.#takeVersion({ version });
	}

	#takeVersion({ version }) {
		if (!this.#fresh && version > this.#version + 1)
			this.#askSnapshot();
		this.#version = Math.max(this.#version, version);
	}

	#takeOpened({ case: caseId }) {
		const file = this.#file(caseId);

		file.talkMayLeap = true;
		file.logMayLeap = true;
	}

	#takeActivities({ case: caseId, activities, more }) {
		const file = this.#file(caseId);

		for (const activity of activities) {
			const outcome = file.talk.add(
				activity,
				sequenceOf(activity),
				file.talkMayLeap,
			);

			this.#outbox.acknowledge(activity.channelData?.clientActivityID);
			if (outcome === 'added' && caseId !== this.#current)
				file.unread += Number(
					readActivity(activity).speaker === 'subscriber',
				);
			if (outcome === 'hole')
				return this.#askAgain(caseId);
		}
		file.talkMayLeap = false;
		if (more)
			this.#askAgain(caseId);
	}

	#takeLog({ case: caseId, entries }) {
		const file = this.#file(caseId);

		for (const entry of entries)
			if (file.log.add(entry, entry.seq, file.logMayLeap) === 'hole')
				return this.#askAgain(caseId);
		file.logMayLeap = false;
	}

	/* A file that is not shown catches up when it is opened. */
	#askAgain(caseId) {
		if (caseId === this.#current)
			this.#askFile();
	}

	#takeError({ code, message, clientActivityID, retry_after_ms: retryAfterMs }) {
		const isRefusedForGood = this.connection !== 'online' && !retryAfterMs;

		if (clientActivityID)
			this.#outbox.refuse(clientActivityID, code, retryAfterMs);
		else if (isRefusedForGood)
			this.#end();
		else if (retryAfterMs > 0)
			this.#link.restartIn(retryAfterMs);
		this.#fault({ code, message });
	}

	#fault(detail) {
		this.dispatchEvent(new CustomEvent('fault', { detail }));
	}

	#changed() {
		this.dispatchEvent(new Event('change'));
	}
}

function putNewer(cases, each) {
	const known = cases.get(each.id);

	if (!known || known.changed <= each.changed)
		cases.set(each.id, each);
}
