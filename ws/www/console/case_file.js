/*
 * What a desk holds of one case: its conversation, its log, and what the agent is writing.
 */
import { isMessage, readActivity } from '../sdk/activity.js';
import { Transcript } from '../sdk/transcript.js';

const TYPING_SHOWN_MS = 3_000;

export class CaseFile {
	#drafts;
	row; /* the CASE as last heard of */
	talk = new Transcript(); /* shared by all cases of one conversation */
	log = new Transcript();
	unread = 0;
	/* What is being written. The id is that of a message which was given back: it was not
	 * stored, so it leaves again under the same id. */
	draft;
	note;
	replies = []; /* canned, as they fit the case */
	line = undefined; /* the newest frame of that name */
	number = undefined; /* the whole one, for the moment in which it is shown: kept nowhere else */
	whisper = null; /* the newest note of somebody else that has not been read */
	talkMayLeap = false;
	logMayLeap = false;
	isTalkRead = false; /* what arrives now is new */
	isLogRead = false;
	askedBefore = 0; /* the seq in front of which the talk is being read */
	#typedAt = 0;

	constructor(row, drafts) {
		const { text, note } = drafts.get(row.id);

		this.#drafts = drafts;
		this.row = row;
		this.draft = { text, id: undefined };
		this.note = note;
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

	/** The reply as it stands now. */
	write(text) {
		this.draft.text = text;
		this.#keep();
	}

	/** The same of the note. */
	writeNote(note) {
		this.note = note;
		this.#keep();
	}

	/** The draft, to be sent: another one begins. */
	takeDraft() {
		const { draft } = this;

		this.draft = { text: '', id: undefined };
		this.#keep();
		return draft;
	}

	/** The steps that are neither done nor waived. */
	get openSteps() {
		return (this.line?.checklist ?? []).filter(({ state }) => state === 'open');
	}

	/** A message that was not sent: in front of what has been written since. */
	giveBack({ id, text }) {
		const { text: written, id: earlier } = this.draft;
		const isSecond = earlier !== undefined;

		this.draft = isSecond
			? { text: `${written}\n${text}`, id: earlier }
			: { text: written ? `${text}\n${written}` : text, id };
		this.#keep();
	}

	#keep() {
		this.#drafts.set(this.row.id, { text: this.draft.text, note: this.note });
	}

	/** The newest summary: {version, lines} or undefined. */
	get summary() {
		return this.log.entries.findLast(({ kind }) => kind === 'summary');
	}
}
