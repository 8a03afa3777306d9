/*
 * What was done with the case, and notes that only agents see.
 */
import { element, setText } from '../sdk/element.js';
import { KeyedList } from '../sdk/keyed.js';
import { shownTime } from '../sdk/language.js';
import { Tags } from './tags.js';
import { tagName } from './words.js';

const at = (id) => document.getElementById(id);

export class Record {
	#app;
	#list;
	#tags;

	constructor(app) {
		this.#app = app;
		this.#tags = new Tags(app);
		this.#list = new KeyedList(at('record'), () => new EntryView(app));
		at('note-form').addEventListener('submit', (event) => this.#save(event));
		at('note').addEventListener('input', () =>
			app.desk.file.writeNote(at('note').value),
		);
		at('others').addEventListener('click', () => app.showSameLine(app.desk.current.id));
	}

	/* The newest first: it is the one that is looked for. Summaries have a tab of their own. */
	draw() {
		const { desk } = this.#app;
		const entries = desk.file.log.entries
			.filter(({ kind }) => kind !== 'summary')
			.map((entry) => ({ key: entry.seq, entry }));

		if (at('note').value !== desk.file.note)
			at('note').value = desk.file.note;
		at('note-form').hidden = !desk.may('note');
		at('others').hidden = !desk.current.who;
		this.#tags.draw();
		this.#list.draw(entries.reverse());
	}

	#save(event) {
		const text = at('note').value.trim();

		event.preventDefault();
		if (!text || !this.#app.desk.act('note', { text }))
			return;
		this.#app.desk.file.writeNote('');
		this.#app.draw();
	}
}

class EntryView {
	#app;
	#head = element('p', { className: 'soft' });
	#text = element('p');
	node = element('li', {}, this.#head, this.#text);

	constructor(app) {
		this.#app = app;
	}

	update({ entry: { kind, at: time, agent, text } }) {
		const { words } = this.#app;
		const head = [
			shownTime(new Date(time), words.locale),
			agent,
			words.entries[kind] ?? kind,
		];

		this.node.className = kind;
		setText(this.#head, head.filter(Boolean).join(' · '));
		setText(this.#text, told(kind, text ?? '', this.#app));
		this.#text.hidden = !text;
	}
}

/* Of orders and steps the first word is a name; the rest is a number or a reason. */
function told(kind, text, { desk, words }) {
	const [name, ...rest] = text.split(' ');
	const step = desk.file.line?.checklist?.find((each) => each.step === name);
	const names = {
		order: words.orders[name],
		step: step?.text[words.code],
		overdue: words.dues[name],
		tagged: tagName(name, desk, words),
		untagged: tagName(name, desk, words),
	};
	const named = names[kind.split('_')[0]];

	return named ? [named, rest.join(' ')].filter(Boolean).join(words.comma) : text;
}
