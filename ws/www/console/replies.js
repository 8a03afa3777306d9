/*
 * Canned replies: the server offers those that fit the case and what has been proven, in the
 * subscriber's language and with their places filled. One is looked for by its title or its words
 * and goes into the draft.
 */
import { element, setText } from '../sdk/element.js';
import { KeyedList } from '../sdk/keyed.js';

const at = (id) => document.getElementById(id);

export class Replies {
	#app;
	#insert;
	#list;
	#chosen = 0;
	#shown = [];

	/** `insert(text)` takes what was chosen. */
	constructor(app, insert) {
		this.#app = app;
		this.#insert = insert;
		this.#list = new KeyedList(at('reply-list'), (id) => this.#option(id));
		at('reply-search').addEventListener('input', () => this.#searched());
		at('reply-search').addEventListener('keydown', (event) => this.#pressed(event));
		at('replies').addEventListener('focusout', (event) => this.#left(event));
	}

	open() {
		if (!this.#app.desk.act('replies'))
			return;
		at('replies').hidden = false;
		at('open-replies').ariaExpanded = 'true';
		at('reply-search').value = '';
		at('reply-search').focus();
		this.#searched();
	}

	close() {
		at('replies').hidden = true;
		at('open-replies').ariaExpanded = 'false';
	}

	draw() {
		if (at('replies').hidden)
			return;
		this.#shown = this.#matching();
		this.#chosen = Math.max(0, Math.min(this.#chosen, this.#shown.length - 1));
		at('reply-empty').hidden = this.#shown.length > 0;
		this.#list.draw(
			this.#shown.map((reply, i) => ({
				key: reply.id,
				title: this.#titleOf(reply),
				text: reply.text,
				isChosen: i === this.#chosen,
			})),
		);
		const chosen = this.#shown[this.#chosen];

		at('reply-search').setAttribute('aria-activedescendant', chosen ? optionId(chosen.id) : '');
		if (chosen)
			at(optionId(chosen.id)).scrollIntoView({ block: 'nearest' });
	}

	#titleOf({ title }) {
		return title[this.#app.words.code];
	}

	#matching() {
		const wanted = at('reply-search').value.trim().toLowerCase();

		return this.#app.desk.file.replies.filter((reply) => {
			const said = `${this.#titleOf(reply)}\n${reply.text}`;

			return said.toLowerCase().includes(wanted);
		});
	}

	#option(id) {
		const title = element('strong');
		const text = element('span');
		const node = element(
			'li',
			{
				role: 'option',
				id: optionId(id),
				onmousedown: (event) => event.preventDefault(),
				onclick: () => this.#take(id),
			},
			title,
			text,
		);
		const update = (item) => {
			node.ariaSelected = String(item.isChosen);
			setText(title, item.title);
			setText(text, item.text);
		};

		return { node, update };
	}

	#take(id) {
		const reply = this.#shown.find((each) => each.id === id);

		this.close();
		this.#insert(reply.text);
	}

	#searched() {
		this.#chosen = 0;
		this.draw();
	}

	#pressed(event) {
		const steps = { ArrowDown: 1, ArrowUp: -1 };
		const chosen = this.#shown[this.#chosen];

		if (event.key in steps) {
			const n = this.#shown.length || 1;

			this.#chosen = (this.#chosen + steps[event.key] + n) % n;
			this.draw();
		} else if (event.key === 'Escape') {
			this.close();
			at('message').focus();
		} else if (event.key === 'Enter' && !event.isComposing) {
			if (chosen)
				this.#take(chosen.id);
		} else {
			return;
		}
		event.preventDefault();
		event.stopPropagation();
	}

	#left({ relatedTarget }) {
		if (!at('replies').contains(relatedTarget))
			this.close();
	}
}

function optionId(id) {
	return `reply-${id}`;
}
