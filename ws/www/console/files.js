/*
 * The files of those cases that are mine or shown. At first the newest page of the conversation is
 * asked for, and pages in front of it when somebody wants to read them; after a reconnection, and
 * where a hole shows that something was missed, all behind the watermark.
 */
import { readActivity, sequenceOf } from '../sdk/activity.js';
import { CaseFile } from './case_file.js';

export class Files {
	#files = new Map();
	#talks = new Map(); /* by conversation */
	#handlers;
	#drafts;

	/** handlers: `ask(frame)`, `arrived(clientActivityID)`, and for what is new `heard(file)` and
	 *  `noted(file, entry)`. */
	constructor(handlers, drafts) {
		this.#handlers = handlers;
		this.#drafts = drafts;
	}

	get(caseId) {
		return this.#files.get(caseId);
	}

	get all() {
		return [...this.#files.values()];
	}

	/** A case's file, begun if there is none. */
	of(row) {
		if (!this.#files.has(row.id))
			this.#files.set(row.id, new CaseFile(row, this.#drafts));
		return this.#files.get(row.id);
	}

	clear() {
		this.#files.clear();
		this.#talks.clear();
	}

	/** Asks for a file and what happens to it from now on. */
	follow(file) {
		const { watermark } = file.talk;

		file.askedBefore = 0;
		this.#handlers.ask({
			type: 'desk.open',
			case: file.row.id,
			...(watermark ? { watermark: String(watermark) } : { newest: true }),
			log_watermark: String(file.log.watermark),
		});
	}

	/** Asks for the page in front of what is there of the conversation, once. */
	readEarlier(file) {
		const { first } = file.talk;
		const frame = { type: 'desk.earlier', case: file.row.id, before: String(first) };

		if (first > 1 && file.askedBefore !== first && this.#handlers.ask(frame))
			file.askedBefore = first;
	}

	/** All that are wanted, anew; the others are dropped, as they are not told of any more. */
	followAgain(isWanted) {
		for (const file of this.all)
			if (!isWanted(file))
				this.#files.delete(file.row.id);
		this.#dropTalks();
		for (const file of this.all)
			this.follow(file);
	}

	/* One that is taken up again later would have a hole where nobody listened. */
	#dropTalks() {
		const heard = new Set(this.all.map(({ talk }) => talk));

		for (const [conversation, talk] of this.#talks)
			if (!heard.has(talk))
				this.#talks.delete(conversation);
	}

	/* Two cases of one conversation have one talk, and the server tells it once. */
	takeOpened({ case: caseId, conversation }) {
		const file = this.#files.get(caseId);

		if (!file)
			return;
		if (!this.#talks.has(conversation))
			this.#talks.set(conversation, file.talk);
		file.talk = this.#talks.get(conversation);
		file.talkMayLeap = true;
		file.logMayLeap = true;
	}

	takeActivities({ case: caseId, activities, more }) {
		const file = this.#files.get(caseId);

		for (const activity of activities) {
			this.#handlers.arrived(activity.channelData?.clientActivityID);
			if (file && !this.#add(file, activity))
				return;
		}
		if (!file)
			return;
		file.talkMayLeap = false;
		if (more)
			this.follow(file);
		else
			file.isTalkRead = true;
	}

	takeEarlier({ case: caseId, ...page }) {
		this.#files.get(caseId)?.talk.prepend(page);
	}

	takeLog({ case: caseId, entries }) {
		const file = this.#files.get(caseId);

		for (const entry of file ? entries : []) {
			const outcome = file.log.add(entry, entry.seq, file.logMayLeap);

			if (outcome === 'hole')
				return this.follow(file);
			if (outcome === 'added' && file.isLogRead)
				this.#handlers.noted(file, entry);
		}
		if (file) {
			file.logMayLeap = false;
			file.isLogRead = true;
		}
	}

	/* False at a hole. */
	#add(file, activity) {
		const outcome = file.talk.add(activity, sequenceOf(activity), file.talkMayLeap);

		if (outcome === 'hole') {
			this.follow(file);
			return false;
		}
		if (outcome === 'added' && readActivity(activity).speaker === 'subscriber') {
			file.typed();
			if (file.isTalkRead)
				this.#handlers.heard(file);
		}
		return true;
	}
}
