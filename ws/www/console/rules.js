/*
 * The rules that desks work by, for administrators: each is a file, changed as text. What is not sound
 * is not saved, and it is told where; what was written stays until it is saved or read anew.
 */
import { element, setText } from '../sdk/element.js';
import { fill } from '../sdk/language.js';
import { ask } from './dialogs.js';

const FILES = ['teams', 'calendar', 'replies', 'tags', 'due'];

const at = (id) => document.getElementById(id);

export class Rules {
	#app;
	#file = FILES[0];
	#read = new Map(); /* by file: {text, version} as the server has it, and `written` */
	#asked = new Set();
	#problems = '';
	#saved = ''; /* the file that was saved just now */

	constructor(app) {
		this.#app = app;
		for (const file of FILES)
			at('rules-files').append(
				element('button', { type: 'button', id: `rules-${file}`, onclick: () => this.#choose(file) }),
			);
		at('rules-text').addEventListener('input', () => this.#write());
		at('rules-form').addEventListener('submit', (event) => this.#save(event));
		at('rules-again').addEventListener('click', () => this.#readAgain());
		app.desk.addEventListener('rules', ({ detail }) => this.#take(detail));
		app.desk.addEventListener('fault', ({ detail }) => this.#takeFault(detail));
	}

	draw() {
		const { words } = this.#app;
		const now = this.#read.get(this.#file);

		this.#ask(this.#file);
		for (const file of FILES) {
			setText(at(`rules-${file}`), words.rules.files[file].name);
			at(`rules-${file}`).ariaCurrent = file === this.#file ? 'true' : null;
		}
		setText(at('rules-about'), words.rules.files[this.#file].about);
		at('rules-text').ariaLabel = words.rules.files[this.#file].name;
		at('rules-text').disabled = !now;
		if (at('rules-text').value !== (now?.written ?? ''))
			at('rules-text').value = now?.written ?? '';
		at('rules-save').disabled = !this.#isWritten(this.#file);
		setText(at('rules-problems'), this.#problems);
		at('rules-problems').hidden = !this.#problems;
		setText(at('rules-state'), this.#stateText(words.rules));
	}

	/** What was read goes with the log-in. */
	clear() {
		this.#read.clear();
		this.#asked.clear();
		this.#problems = '';
		this.#saved = '';
	}

	#stateText(texts) {
		if (this.#isWritten(this.#file))
			return texts.unsaved;
		return this.#saved === this.#file ? texts.saved : '';
	}

	#isWritten(file) {
		const now = this.#read.get(file);

		return now !== undefined && now.written !== now.text;
	}

	/* --- acts --------------------------------------------------------------------------- */

	#choose(file) {
		this.#file = file;
		this.#problems = '';
		this.#app.draw();
	}

	#write() {
		this.#read.get(this.#file).written = at('rules-text').value;
		this.#app.draw();
	}

	#save(event) {
		const { written, version } = this.#read.get(this.#file);

		event.preventDefault();
		this.#problems = '';
		this.#app.clearFault();
		this.#app.desk.ask({ type: 'rules.save', file: this.#file, text: written, version });
		this.#app.draw();
	}

	async #readAgain() {
		const { words } = this.#app;
		const file = this.#file;
		const isSure = !this.#isWritten(file) || await ask({
			title: fill(words.rules.againTitle, { name: words.rules.files[file].name }),
			text: words.rules.againAbout,
			yes: words.rulesAgain,
			no: words.cancel,
			isDangerous: true,
		});

		if (!isSure)
			return;
		this.#read.delete(file);
		this.#asked.delete(file);
		this.#problems = '';
		this.#app.draw();
	}

	#ask(file) {
		if (!this.#asked.has(file) && this.#app.desk.session.send({ type: 'rules.read', file }))
			this.#asked.add(file);
	}

	/* --- what the server tells ---------------------------------------------------------- */

	#take({ file, text, version }) {
		const before = this.#read.get(file);

		this.#read.set(file, { text, version, written: text });
		this.#saved = before ? file : '';
	}

	#takeFault({ code, message }) {
		this.#problems = code === 'rules_unsound' ? message : '';
	}
}
