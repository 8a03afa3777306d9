/*
 * The messages of a conversation, drawn into a log.
 *
 * A message keeps its node from 正在发送 to sent, and nothing is touched that has not
 * changed: the log is a live region, and a screen reader should hear each message once. It hears the
 * last one of those with which a conversation is opened; what stands in front of that is no news.
 */
import { element, setText } from './element.js';
import { KeyedList } from './keyed.js';
import { fill, shownTime } from './language.js';

const SAID = { subscriber: 'youSaid', bot: 'botSaid', agent: 'agentSaid', system: 'systemSaid' };

const REFUSALS = {
	text_too_long: 'tooLong',
	TooLarge: 'fileTooLarge',
	UnsupportedType: 'fileNotTaken',
	DamagedFile: 'fileDamaged',
	TooManyRequests: 'filesTooMany',
};

const LINK =
	/(?:https:\/\/[\w.-]+|http:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?)(?:[/?][\w./?=&%#-]*)?/g;

/* Links only in what the bot says: it names no hosts but those of the operator. */
function setLinkedText(node, text) {
	const parts = [];
	let at = 0;

	if (node.textContent === text)
		return;
	for (const { 0: href, index } of text.matchAll(LINK)) {
		const link = { href, target: '_blank', rel: 'noopener noreferrer' };

		parts.push(text.slice(at, index), element('a', link, href));
		at = index + href.length;
	}
	node.replaceChildren(...parts, text.slice(at));
}

function heading({ speaker, name, at }, texts) {
	const isNamed = speaker === 'agent' && name;
	const who = isNamed ? fill(texts.agentNamed, { name }) : texts[speaker];
	const time = shownTime(at, texts.locale);

	return who ? `${who}  ${time}` : time;
}

function stateText({ state, code, progress }, texts) {
	if (state !== 'sending')
		return texts[REFUSALS[code]] ?? texts.failed;
	return progress === undefined
		? texts.sending
		: `${texts.sending} ${Math.round(progress * 100)}%`;
}

function saidText({ text, file }, texts) {
	return file === undefined ? text : `${fill(texts.file, { name: file })}\n${text}`.trim();
}

class MessageView {
	node = element('div');
	#said = element('span', { className: 'unseen' });
	#text = element('span');
	#head = element('p', { className: 'head', ariaHidden: 'true' });
	#state = element('p', { className: 'state' });
	#bubble = element('p', { className: 'bubble' }, this.#said, this.#text);
	#retry;
	#createUpload;
	#upload = null;

	constructor(onRetry, createUpload) {
		this.#createUpload = createUpload;
		this.#retry = element('button', {
			type: 'button',
			className: 'retry',
			onclick: onRetry,
		});
		this.node.append(this.#head, this.#bubble, this.#state);
	}

	/** `before` is the message in front of it. */
	update(message, before, texts, isNews) {
		const opensTurn = before?.speaker !== message.speaker;

		this.node.ariaLive = isNews ? null : 'off';
		this.node.dataset.seq = message.seq;
		this.node.className = `message ${message.speaker} ${message.state}`;
		setText(this.#said, texts[SAID[message.speaker]]);
		if (this.#createUpload && message.upload)
			this.#updateUpload(message, texts);
		else
			(message.speaker === 'bot' ? setLinkedText : setText)(
				this.#text,
				saidText(message, texts),
			);
		this.#head.hidden = !opensTurn || message.speaker === 'system';
		setText(this.#head, heading(message, texts));
		this.#updateState(message, texts);
	}

	#updateUpload(message, texts) {
		if (!this.#upload) {
			this.#upload = this.#createUpload(message);
			this.#bubble.after(this.#upload.node);
		}
		this.#upload.update(message, texts);
		this.#bubble.hidden = !message.text;
		setText(this.#text, message.text);
	}

	#updateState(message, texts) {
		this.#state.hidden = message.state === 'sent';
		setText(this.#retry, texts.retry);
		this.#state.replaceChildren(stateText(message, texts));
		if (message.retryable)
			this.#state.append(' · ', this.#retry);
	}
}

export class MessageList {
	#list;
	#texts;
	#newsFrom; /* a seq */

	/** `retry(key)` is called for a message that failed. `createUpload(message)` makes a view of
	 *  the file that it brings, {node, update(message, texts)}; without, the file is only named. */
	constructor(log, retry, createUpload) {
		this.#list = new KeyedList(log, (key) => {
			const view = new MessageView(() => retry(key), createUpload);
			const isNews = ({ seq }) => !seq || seq >= this.#newsFrom;
			const update = (message, before) =>
				view.update(message, before, this.#texts, isNews(message));

			return { node: view.node, update };
		});
	}

	draw(messages, texts) {
		const said = messages.filter(({ seq }) => seq);

		if (!said.some(({ key }) => this.#list.has(key)))
			this.#newsFrom = said.at(-1)?.seq;
		this.#texts = texts;
		this.#list.draw(messages);
	}
}
