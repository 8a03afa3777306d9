/*
 * The case told in sections, each with where it comes from. Both languages are there, so the
 * page's switch needs no server; what a newer version changed is marked.
 */
import { element, setText } from '../sdk/element.js';
import { KeyedList } from '../sdk/keyed.js';
import { fill, shownTime } from '../sdk/language.js';

const VERSIONS_MOST = 10;

const at = (id) => document.getElementById(id);

export class Summary {
	#app;
	#list;
	#shownCase = '';
	#version = null; /* that was picked; null: the newest */

	constructor(app) {
		this.#app = app;
		this.#list = new KeyedList(at('summary'), () => new LineView(app));
		at('summary-version').addEventListener('change', () => this.#pick());
	}

	draw() {
		const { desk } = this.#app;
		const versions = desk.file.log.entries
			.filter(({ kind }) => kind === 'summary')
			.slice(-VERSIONS_MOST);

		if (this.#shownCase !== desk.current.id)
			this.#version = null;
		this.#shownCase = desk.current.id;
		const picked = versions.findIndex(({ seq }) => seq === this.#version);
		const shown = picked < 0 ? versions.length - 1 : picked;

		at('no-summary').hidden = versions.length > 0;
		at('summary-version-label').hidden = versions.length < 2;
		this.#drawVersions(versions, shown);
		this.#list.draw(markedLines(versions[shown], versions[shown - 1]));
	}

	#drawVersions(versions, shown) {
		const { words } = this.#app;
		const drawn = `${this.#shownCase} ${versions.at(-1)?.seq} ${shown} ${words.code}`;

		if (at('summary-version').dataset.drawn === drawn)
			return;
		at('summary-version').dataset.drawn = drawn;
		at('summary-version').replaceChildren(
			...versions.map(({ seq, at: time, summary }, i) =>
				element(
					'option',
					{ value: String(seq), selected: i === shown },
					fill(words.version, {
						version: summary.version,
						time: shownTime(new Date(time), words.locale),
					}),
				),
			),
		);
	}

	#pick() {
		const newest = at('summary-version').lastChild.value;
		const picked = at('summary-version').value;

		this.#version = picked === newest ? null : Number(picked);
		this.#app.draw();
	}
}

/* The lines of a version, those marked that the one before did not have. */
function markedLines(version, before) {
	const lines = version?.summary?.lines ?? [];
	const known = new Map(before?.summary?.lines.map((line) => [line.section, line.text.zh]));

	return lines.map((line) => ({
		key: line.section,
		line,
		isNew: Boolean(before) && known.get(line.section) !== line.text.zh,
	}));
}

class LineView {
	#app;
	#title = element('span');
	#mark = element('span', { className: 'new' });
	#text = element('p');
	#sources = element('p', { className: 'sources' });
	#drawn = null;
	node = element(
		'div',
		{},
		element('dt', {}, this.#title, this.#mark),
		element('dd', {}, this.#text, this.#sources),
	);

	constructor(app) {
		this.#app = app;
	}

	update({ line, isNew }) {
		const { words } = this.#app;

		this.node.className = `line section-${line.section}`;
		setText(this.#title, line.title[words.code]);
		setText(this.#mark, words.changed);
		this.#mark.hidden = !isNew;
		this.#updateText(line, words);
	}

	/* A line is written once, so the same line in the same language is drawn already. */
	#updateText(line, words) {
		const told = line.text[words.code];

		if (this.#drawn === line && this.#text.lang === words.locale)
			return;
		this.#drawn = line;
		this.#text.lang = words.locale;
		this.#text.replaceChildren(...this.#linked(told, words));
		this.#sources.replaceChildren(
			...line.sources
				.filter(({ message }) => !message || !told.includes(`#${message}`))
				.map((each) => this.#source(each, words)),
		);
	}

	/* A message is named in the text as `#12`. */
	#linked(text, words) {
		return text
			.split(/(#\d+)/)
			.map((part, i) => (i % 2 ? this.#messageButton(Number(part.slice(1)), words) : part));
	}

	#source({ message, record, at: time, policy, source, cause, case: caseId }, words) {
		const texts = [
			record && fill(words.sources.record, {
				record: words.calls[record] ?? record,
				time: shownTime(new Date(time), words.locale),
			}),
			policy && fill(words.sources.policy, { source: source ?? policy }),
			cause && fill(words.sources.cause, { cause: words.causes[cause] ?? cause }),
			caseId && fill(words.sources.case, { case: caseId }),
		];

		return message
			? this.#messageButton(message, words)
			: element('span', { className: 'source' }, texts.find(Boolean) ?? '');
	}

	#messageButton(seq, words) {
		return element(
			'button',
			{
				type: 'button',
				className: 'message-link plain',
				ariaLabel: fill(words.sources.message, { seq }),
				onclick: () => this.#app.showMessage(seq),
			},
			`#${seq}`,
		);
	}
}
