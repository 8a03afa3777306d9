/*
 * The conversation of the case that is shown, and what an agent may do with the case.
 */
import { isSendKey, setText } from '../sdk/element.js';
import { fill } from '../sdk/language.js';
import { MessageList } from '../sdk/messages.js';
import { Replies } from './replies.js';
import { Upload } from './upload.js';
import { aboutCase, teamName, urgencyText } from './words.js';

const SHOWN_AT_FIRST = 60;
const SHOWN_MORE = 200;
const LENGTH_MOST = 4_000;
const LENGTH_TOLD_FROM = 3_500;
const FOUND_SHOWN_MS = 2_500;

const at = (id) => document.getElementById(id);

export class Talk {
	#app;
	#messages;
	#replies;
	#shownCase = '';
	#shownFirst = 0;
	#nShown = SHOWN_AT_FIRST;
	#sought = 0; /* seq of a message that is to be shown */

	constructor(app) {
		this.#app = app;
		this.#messages = new MessageList(
			at('messages'),
			(key) => app.desk.retry(key),
			(message) => new Upload(app, message),
		);
		this.#replies = new Replies(app, (text) => this.#insert(text));
		at('back').addEventListener('click', () => app.leaveCase());
		at('earlier').addEventListener('click', () => this.#showEarlier());
		at('message-form').addEventListener('submit', (event) => this.#send(event));
		at('message').addEventListener('input', () => this.#typed());
		at('message').addEventListener('keydown', (event) => this.#pressed(event));
		at('open-replies').addEventListener('click', () => this.#replies.open());
		at('whisper-form').addEventListener('submit', (event) => this.#whisper(event));
		at('whisper-read').addEventListener('click', () => this.#readWhisper());
	}

	draw() {
		const { desk } = this.#app;
		const row = desk.current;

		at('talk').hidden = !row;
		if (!row)
			return;
		if (this.#shownCase !== row.id)
			this.#begin(row);
		this.#drawBar(row);
		this.#drawMessages(desk.messages);
		this.#findSought();
		this.#drawComposer(row, desk.file);
		this.#replies.draw();
	}

	/** Shows a message of the conversation and marks it for a moment. */
	showMessage(seq) {
		this.#sought = Number(seq);
		this.#nShown = Infinity;
		at('messages').focus({ preventScroll: true });
		this.draw();
	}

	openReplies() {
		if (!at('message-form').hidden)
			this.#replies.open();
	}

	#begin(row) {
		this.#shownCase = row.id;
		this.#nShown = SHOWN_AT_FIRST;
		this.#sought = 0;
		at('scroll').scrollTop = 0;
		at('message').value = this.#app.desk.file.draft.text;
		this.#replies.close();
	}

	#drawBar(row) {
		const { desk, words } = this.#app;
		const isMine = desk.isMine(row);
		const isOthers = row.state === 'open' && !isMine;

		setText(at('talk-title'), row.who || row.id);
		setText(
			at('talk-about'),
			[
				row.id,
				words.states[row.state],
				urgencyText(row, words),
				aboutCase(row, words),
				teamName(row.team, desk, words),
				words.languages[row.language],
			]
				.filter(Boolean)
				.join(' · '),
		);
		at('claim').hidden = row.state !== 'waiting' || !desk.may('claim');
		at('take-over').hidden = !isOthers || !desk.isSupervisor;
		for (const id of ['transfer', 'return', 'close'])
			at(id).hidden = !isMine;
	}

	#drawMessages(messages) {
		const { words, desk } = this.#app;
		const { first } = desk.file.talk;
		const nEarlier = Math.max(0, messages.length - this.#nShown);

		this.#shownFirst = first;
		at('earlier').hidden = !nEarlier && first <= 1;
		this.#messages.draw(messages.slice(nEarlier), words);
		at('typing').hidden = !desk.file.isTyping;
	}

	#drawComposer(row, file) {
		const { desk, words } = this.#app;
		const isMine = desk.isMine(row);
		const isWatched = row.state === 'open' && !isMine && desk.isSupervisor;
		const length = at('message').value.length;

		at('message-form').hidden = !isMine;
		at('whisper-form').hidden = !isWatched;
		at('blocked').hidden = isMine;
		setText(at('blocked'), whyBlocked(row, desk, words));
		this.#drawGivenBack(isMine && file.draft.id !== undefined);
		at('whisper').hidden = !isMine || !file.whisper;
		setText(at('whisper-text'), whisperText(file.whisper, words));
		setText(at('length'), length < LENGTH_TOLD_FROM ? '' : `${length} / ${LENGTH_MOST}`);
		at('send').disabled = !at('message').value.trim();
		if (at('message').value !== file.draft.text)
			at('message').value = file.draft.text;
	}

	/* What the draft missed has just come: it stands at the end. */
	#drawGivenBack(isGivenBack) {
		if (isGivenBack && at('given-back').hidden)
			at('scroll').scrollTop = 0;
		at('given-back').hidden = !isGivenBack;
	}

	/* It may have to be read first. */
	#findSought() {
		const message = at('messages').querySelector(`[data-seq="${this.#sought}"]`);

		if (!message && this.#sought && this.#sought < this.#shownFirst)
			return this.#app.desk.readEarlier();
		if (message && this.#sought)
			mark(message);
		this.#sought = 0;
	}

	#showEarlier() {
		const { desk } = this.#app;

		this.#nShown += SHOWN_MORE;
		if (desk.messages.length < this.#nShown)
			desk.readEarlier();
		this.#app.draw();
		at('messages').focus({ preventScroll: true });
	}

	/* --- writing ------------------------------------------------------------------------ */

	#typed() {
		const { desk } = this.#app;

		desk.file.write(at('message').value);
		desk.typing();
		this.#app.drawSoon();
	}

	#pressed(event) {
		if (isSendKey(event)) {
			event.preventDefault();
			at('message-form').requestSubmit();
		} else if (event.key === '/' && !at('message').value) {
			event.preventDefault();
			this.#replies.open();
		}
	}

	#send(event) {
		event.preventDefault();
		if (!at('message').value.trim())
			return;
		this.#app.clearFault();
		this.#app.desk.sendDraft();
		at('message').value = '';
		at('scroll').scrollTop = 0;
		at('message').focus();
	}

	#insert(text) {
		const field = at('message');

		field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
		field.focus();
		this.#typed();
	}

	#whisper(event) {
		const text = at('whisper-input').value.trim();

		event.preventDefault();
		if (text && this.#app.desk.act('note', { text }))
			at('whisper-input').value = '';
	}

	#readWhisper() {
		this.#app.desk.file.whisper = null;
		at('message').focus();
		this.#app.draw();
	}
}

function mark(message) {
	message.scrollIntoView({ block: 'center' });
	message.dataset.found = '';
	setTimeout(() => delete message.dataset.found, FOUND_SHOWN_MS);
}

function whyBlocked({ state, agent }, desk, words) {
	if (!desk.may('message'))
		return words.readOnly;
	if (state === 'waiting')
		return words.claimFirst;
	return state === 'open' ? fill(words.othersCase, { agent }) : words.caseClosed;
}

function whisperText(entry, words) {
	return entry ? fill(words.whispered, entry) : '';
}
