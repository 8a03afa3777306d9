/*
 * All cases, closed ones too, by what a desk may look for: the server compares masked fields.
 *
 * One field takes a case's id, a number or an agent's name. A number is masked here already, as
 * the whole one has no business on the wire. Two numbers can look alike masked: the other cases of
 * a line are asked for by one of its cases, and the server knows which.
 */
import { element, setText } from '../sdk/element.js';
import { fill } from '../sdk/language.js';

const TYPED_AFTER_MS = 300;

const at = (id) => document.getElementById(id);

export class Search {
	team = '';
	#app;
	#lineOf = ''; /* a case: only those of its line */
	#rows = [];
	#more = null;
	#asked = ''; /* the question that the rows answer */
	#isWaiting = false;
	#timer = 0;

	constructor(app) {
		this.#app = app;
		app.desk.addEventListener('list', ({ detail }) => this.#take(detail));
		at('search').addEventListener('submit', (event) => {
			event.preventDefault();
			this.ask();
		});
		at('search-for').addEventListener('input', () => this.#askSoon());
		for (const id of ['search-state', 'search-cause', 'search-tag'])
			at(id).addEventListener('change', () => this.ask());
		at('search-line').addEventListener('click', () => this.sameLine(''));
		at('search-more').addEventListener('click', () => this.#askMore());
	}

	/** The newest first, each as it is now. */
	get rows() {
		const { cases } = this.#app.desk.listing;

		return this.#rows.map((row) => {
			const known = cases.get(row.id);

			return known && known.changed > row.changed ? known : row;
		});
	}

	draw(isShown) {
		this.#drawChoices();
		at('search-line').hidden = !this.#lineOf;
		setText(at('search-line'), fill(this.#app.words.sameLine, { case: this.#lineOf }));
		at('search-more').hidden = !isShown || !this.#more;
		if (isShown && this.#asked !== this.#question())
			this.ask();
	}

	/** Only cases of the line that this one is about; '': of any line. */
	sameLine(caseId) {
		this.#lineOf = caseId;
		for (const id of ['search-for', 'search-state', 'search-cause', 'search-tag'])
			at(id).value = '';
		this.ask();
	}

	ask() {
		clearTimeout(this.#timer);
		this.#asked = this.#question();
		this.#rows = [];
		this.#more = null;
		this.#send({});
	}

	emptyText() {
		return this.#isWaiting ? this.#app.words.reading : this.#app.words.empty.all;
	}

	#askSoon() {
		this.#asked = this.#question();
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.ask(), TYPED_AFTER_MS);
	}

	#askMore() {
		this.#send({ after: this.#more });
		this.#more = null;
	}

	#send(members) {
		const filter = JSON.parse(this.#question());

		this.#isWaiting = this.#app.desk.search({ filter, ...members });
		if (!this.#isWaiting)
			this.#asked = '';
	}

	/* No answer will come: the next drawing asks anew. */
	#take(answer) {
		this.#isWaiting = false;
		if (!answer) {
			this.#asked = '';
			return;
		}
		this.#rows = [...this.#rows, ...answer.cases];
		this.#more = answer.more ?? null;
	}

	#question() {
		const members = {
			...readTyped(at('search-for').value.trim()),
			same_line: this.#lineOf,
			state: at('search-state').value,
			cause: at('search-cause').value,
			tag: at('search-tag').value,
			team: this.team,
		};

		return JSON.stringify(
			Object.fromEntries(Object.entries(members).filter(([, value]) => value)),
		);
	}

	#drawChoices() {
		const { desk, words } = this.#app;
		const tags = [...desk.listing.tags].map(([id, name]) => [id, name[words.code]]);

		drawChoices(at('search-state'), words.allStates, words.states, words);
		drawChoices(at('search-cause'), words.allCauses, words.causes, words);
		drawChoices(at('search-tag'), words.allTags, Object.fromEntries(tags), words);
		at('search-tag').hidden = tags.length === 0;
	}
}

function readTyped(text) {
	const digits = text.replace(/[\s-]/g, '');

	if (/^f\d{4,}$/i.test(digits))
		return { case: digits.toUpperCase() };
	if (/^\d{11}$/.test(digits))
		return { who: `${digits.slice(0, 3)}****${digits.slice(7)}` };
	return /^[\d*]+$/.test(digits) && digits ? { who: digits } : { agent: text };
}

function drawChoices(select, first, choices, { locale }) {
	const chosen = select.value;
	const drawn = [locale, ...Object.keys(choices)].join(' ');

	if (select.dataset.drawn === drawn)
		return;
	select.dataset.drawn = drawn;
	select.replaceChildren(
		element('option', { value: '' }, first),
		...Object.entries(choices).map(([value, text]) =>
			element('option', { value, selected: value === chosen }, text),
		),
	);
}
