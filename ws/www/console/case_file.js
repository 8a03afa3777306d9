/*
 * What a desk holds of one case: its conversation, its log, and what the agent is writing.
 */
import { isMessage, readActivity } from '../sdk/activity.js';
import { Transcript } from '../sdk/transcript.js';

const TYPING_SHOWN_MS = 3_000;

export class CaseFile {
	row; /* the CASE as last heard of */
	talk = new Transcript(); /* shared by all cases of one conversation */
	log = new Transcript();
	unread = 0;
	/* What is being written. The id is that of a message which was given back: it was not
	 * stored, so it leaves again under the same id. */
	draft = { text: '', id: undefined };
	note = '';
	replies = []; /* canned, as they fit the case */
	whisper = null; /* the newest note of somebody else that has not been read */
	talkMayLeap = false;
	logMayLeap = false;
	isTalkRead = false; /* what arrives now is new */
	isLogRead = false;
	#typedAt = 0;

	constructor(row) {
		this.row = row;
	}

	get messages() {
		return this.talk.entries.filter(isMessage).map(readActivity);
	}

	get isTyping() {
		return Date.now() - this.#typedAt < TYPING_SHOWN_MS;
	}

	/** The subscriber is typing. */
	typing() {
		this.#typedAt = Date.now();
	}

	/** What was being typed is there now. */
	typed() {
		this.#typedAt = 0;
	}

	/** A message that was not sent: in front of what has been written since. */
	giveBack({ id, text }) {
		const { text: written, id: earlier } = this.draft;
		const isSecond = earlier !== undefined;

		this.draft = isSecond
			? { text: `${written}\n${text}`, id: earlier }
			: { text: written ? `${text}\n${written}` : text, id };
	}

	/** The newest summary: {version, lines} or undefined. */
	get summary() {
		return this.log.entries.findLast(({ kind }) => kind === 'summary');
	}
}
