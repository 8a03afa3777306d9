/*
 * An agent's desk over desk.v1: what all see, and the files of those cases that are mine or shown.
 *
 * Events: `change`; `fault` with detail {code, message}; `list` with the answer to a search, or
 * null if none will come; `audit` with a page of the audit log; `accounts` with all of them; `rules` with a file of them;
 * `reviews` with a page of what is looked at, `review` with one of them, `reviewed` with what became of one; `left` at the end of a log-in; and
 * `news` with
 * detail {kind, row} for what an agent should be called for: `waiting` (a new case that fits),
 * `message` (in a case of one's own), `assigned` (a case that a colleague passed on), `whisper` (a
 * note of somebody else in a case of one's own) and `taken` (a supervisor took such a case).
 */
import { readItem } from '../sdk/activity.js';
import { Outbox } from '../sdk/outbox.js';
import { Drafts } from './drafts.js';
import { Files } from './files.js';
import { Listing } from './listing.js';
import { Session } from './session.js';

const TYPING_EVERY_MS = 2_500;

export class Desk extends EventTarget {
	session;
	listing;
	drafts;
	#files;
	#current = null;
	#claimed = new Set();
	#searches = []; /* the lists that were asked for: `true` if for a search */
	#outbox;
	#typedAt = 0;
	#hiding; /* the timer that hides a number again */

	constructor({ url, storage = sessionStorage }) {
		super();
		this.drafts = new Drafts(storage);
		this.#outbox = new Outbox(
			(item) => this.#deliver(item),
			() => this.#changed(),
		);
		this.session = new Session(
			url,
			{
				welcomed: () => this.#welcomed(),
				received: (frame) => this.#take(frame),
				isOwed: () => this.isSending,
				left: () => this.#left(),
				faulted: (detail) => this.#tell('fault', detail),
				changed: () => this.#changed(),
			},
			storage,
		);
		this.listing = new Listing((frame) => this.session.send(frame));
		this.#files = new Files(
			{
				ask: (frame) => this.session.send(frame),
				arrived: (id) => this.#outbox.acknowledge(id),
				heard: (file) => this.#heard(file),
				noted: (file, entry) => this.#noted(file, entry),
			},
			this.drafts,
		);
	}

	get agent() {
		return this.session.agent;
	}

	/** How the board shows this agent; undefined for who takes no cases. */
	get me() {
		return this.listing.agents.get(this.agent?.name);
	}

	/** Whether the role may do that at all: `claim`, `account.list`. The server says so. */
	may(verb) {
		const name = verb.includes('.') ? verb : `desk.${verb}`;

		return this.agent?.may.includes(name) ?? false;
	}

	get isSupervisor() {
		return this.agent?.role === 'supervisor';
	}

	/** The file that is shown, or undefined. */
	get file() {
		return this.#files.get(this.#current);
	}

	/** The case that is shown, or undefined. */
	get current() {
		return this.file?.row;
	}

	isMine({ state, agent }) {
		return state === 'open' && agent === this.agent?.name;
	}

	/** Whether the case is one of those that this agent takes. */
	fits({ team, language }) {
		const { teams = [], languages = [] } = this.me ?? {};

		return (
			(!teams.length || teams.includes(team)) &&
			(!languages.length || languages.includes(language))
		);
	}

	unread(caseId) {
		return this.#files.get(caseId)?.unread ?? 0;
	}

	/** Unread messages in all cases of one's own. */
	get nUnread() {
		return this.#files.all
			.filter(({ row }) => this.isMine(row))
			.reduce((sum, { unread }) => sum + unread, 0);
	}

	/** True while something has been written that the server has not yet. */
	get isSending() {
		return this.#outbox.items.some(({ state }) => state === 'sending');
	}

	/** What was said in the case that is shown, then what is on its way. */
	get messages() {
		const mine = this.#outbox.items.filter((item) => item.case === this.#current);

		return [...this.file.messages, ...mine.map((item) => readItem(item, 'agent'))];
	}

	/* --- what the agent does ------------------------------------------------------------ */

	/** Shows a case from now on. */
	open(row) {
		this.#current = row.id;
		this.#files.of(row).unread = 0;
		this.#files.follow(this.file);
		this.#changed();
	}

	leave() {
		this.#current = null;
		this.#changed();
	}

	/** Ends the session by choice; one that just ends leaves the drafts. */
	logOut() {
		this.drafts.clear();
		this.session.logOut();
	}

	/** Reads on in front of what is shown. */
	readEarlier() {
		this.#files.readEarlier(this.file);
	}

	/** A verb on the case that is shown. False, with a fault, if it could not leave. */
	act(verb, members = {}) {
		const { id, epoch } = this.current;

		if (verb === 'claim')
			this.#claimed.add(id);
		return this.ask({ type: `desk.${verb}`, case: id, epoch, ...members });
	}

	/** Any other frame; the same. */
	ask(frame) {
		const hasLeft = this.session.send(frame);

		if (!hasLeft)
			this.#tell('fault', { code: 'offline' });
		return hasLeft;
	}

	/** Looks for cases: {filter, after} as in desk.list. False if it could not leave. */
	search(question) {
		return this.#askList(question, true);
	}

	/** Sends the draft of the case that is shown. */
	sendDraft() {
		const { id, text } = this.file.takeDraft();

		this.#outbox.add({ id, case: this.#current, text: text.trim() });
		this.#changed();
	}

	retry(id) {
		this.#outbox.retry(id);
		this.#changed();
	}

	/** The agent is typing. Call it as often as you like. */
	typing() {
		if (Date.now() - this.#typedAt < TYPING_EVERY_MS)
			return;
		this.#typedAt = Date.now();
		this.session.tell({ type: 'desk.typing', case: this.#current });
	}

	/* --- the connection ----------------------------------------------------------------- */

	#welcomed() {
		this.drafts.begin(this.agent.name);
		this.#catchUp();
		this.#outbox.flush();
		this.#changed();
	}

	#catchUp() {
		if (!this.may('snapshot')) /* has accounts, and no cases */
			return;
		this.#forgetLists();
		this.listing.refresh();
		this.#files.followAgain((file) => file === this.file || this.isMine(file.row));
	}

	#left() {
		this.#current = null;
		this.#files.clear();
		this.listing = new Listing((frame) => this.session.send(frame));
		this.#outbox.drop(() => true);
		this.#tell('left');
		this.#changed();
	}

	#deliver({ id, case: caseId, text }) {
		const file = this.#files.get(caseId);

		this.session.send({
			type: 'desk.message',
			case: caseId,
			text,
			watermark: String(file.talk.watermark),
			epoch: file.row.epoch,
			clientActivityID: id,
		});
	}

	/* --- what arrives ------------------------------------------------------------------- */

	#take(frame) {
		const takers = {
			snapshot: () => this.#takeListing('takeSnapshot', frame),
			board: () => this.#takeListing('takeBoard', frame),
			team: () => this.#takeListing('takeTeam', frame),
			agent: () => this.#takeListing('takeAgent', frame),
			spikes: () => this.#takeListing('takeSpikes', frame),
			case: () => this.#takeCase(frame),
			list: () => this.#takeList(frame),
			opened: () => this.#files.takeOpened(frame),
			earlier: () => this.#files.takeEarlier(frame),
			activities: () => this.#files.takeActivities(frame),
			log: () => this.#files.takeLog(frame),
			replies: () => this.#with(frame, (file) => (file.replies = frame.replies)),
			typing: () => this.#with(frame, (file) => file.typing()),
			report: () => this.#tell('report', frame),
			audit: () => this.#tell('audit', frame),
			accounts: () => this.#tell('accounts', frame),
			rules: () => this.#tell('rules', frame),
			reviews: () => this.#tell('reviews', frame),
			review: () => this.#tell('review', frame),
			reviewed: () => this.#tell('reviewed', frame),
			line: () => this.#with(frame, (file) => (file.line = frame)),
			number: () => this.#with(frame, (file) => this.#showNumber(file, frame)),
			notice: () => this.#tell('fault', frame),
			error: () => this.#takeError(frame),
		};

		takers[frame.type]?.();
		this.#changed();
	}

	#with({ case: caseId }, act) {
		const file = this.#files.get(caseId);

		if (file)
			act(file);
	}

	#showNumber(file, { number, seconds }) {
		file.number = number;
		clearTimeout(this.#hiding);
		this.#hiding = setTimeout(() => {
			file.number = undefined;
			this.#changed();
		}, seconds * 1_000);
	}

	/* A file's case that a whole new list does not hold has been closed meanwhile. */
	#takeListing(taker, frame) {
		const wasReading = this.listing.isReading;

		if (!this.may('snapshot')) /* changes of what one may not read */
			return;
		this.listing[taker](frame);
		if (!wasReading || this.listing.isReading)
			return;
		for (const file of this.#files.all)
			file.row = this.listing.cases.get(file.row.id) ?? file.row;
		if (this.file && !this.listing.cases.has(this.#current))
			this.#askList({ filter: { case: this.#current } }, false);
		this.#followMine();
		this.drafts.retain((id) => this.listing.cases.has(id));
	}

	#takeCase(frame) {
		const { case: row } = frame;
		const before = this.listing.cases.get(row.id);

		this.listing.takeCase(frame);
		this.#with({ case: row.id }, (file) => (file.row = row));
		this.#followMine();
		if (row.state === 'closed')
			this.drafts.retain((id) => id !== row.id);
		if (row.state === 'waiting' && before?.state !== 'waiting' && this.fits(row))
			this.#tell('news', { kind: 'waiting', row });
		if (this.isMine(row) && before && !this.isMine(before) && !this.#claimed.delete(row.id))
			this.#tell('news', { kind: 'assigned', row });
	}

	#takeList(frame) {
		for (const row of frame.cases)
			this.#with({ case: row.id }, (file) => (file.row = row));
		if (this.#searches.shift())
			this.#tell('list', frame);
	}

	/* Lists come in the order in which they were asked for, or not at all. */
	#askList(question, isSearch) {
		const hasLeft = this.session.send({ type: 'desk.list', ...question });

		if (hasLeft)
			this.#searches.push(isSearch);
		return hasLeft;
	}

	#forgetLists() {
		const isSearching = this.#searches.includes(true);

		this.#searches = [];
		if (isSearching)
			this.#tell('list', null);
	}

	/* What is mine is followed without being looked at, so that its messages are heard. */
	#followMine() {
		for (const row of this.listing.cases.values())
			if (this.isMine(row) && !this.#files.get(row.id))
				this.#files.follow(this.#files.of(row));
	}

	#heard(file) {
		file.unread += Number(file !== this.file);
		if (this.isMine(file.row))
			this.#tell('news', { kind: 'message', row: file.row });
	}

	#noted(file, entry) {
		const isForMe = this.isMine(file.row) && entry.agent !== this.agent.name;

		if (entry.kind === 'transfer' && isForMe)
			this.#tell('news', { kind: 'taken', row: file.row });
		if (entry.kind !== 'note' || !isForMe)
			return;
		file.whisper = entry;
		this.#tell('news', { kind: 'whisper', row: file.row });
	}

	#takeError({ code, message, clientActivityID, retry_after_ms: retryAfterMs }) {
		const isForNow = retryAfterMs > 0 && this.session.connection === 'online';

		if (code === 'unseen')
			return this.#giveBack(clientActivityID);
		if (clientActivityID)
			this.#outbox.refuse(clientActivityID, code, retryAfterMs);
		else if (isForNow)
			setTimeout(() => this.#catchUp(), retryAfterMs);
		else
			this.session.refused(retryAfterMs);
		this.#tell('fault', { code, message });
	}

	#giveBack(id) {
		const item = this.#outbox.takeBack(id);

		if (item)
			this.#with(item, (file) => file.giveBack(item));
	}

	#tell(name, detail) {
		this.dispatchEvent(new CustomEvent(name, { detail }));
	}

	#changed() {
		this.dispatchEvent(new Event('change'));
	}
}
