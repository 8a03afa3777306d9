/*
 * What got a thumb down, a low rating or was not understood, for supervisors and administrators: a list,
 * and of one the conversation around it with how each answer came about. From there a message becomes
 * an example, a text gets other words, or a task is written down.
 */
import { element, setText } from '../sdk/element.js';
import { fill, shownTime } from '../sdk/language.js';
import { ask, field, select } from './dialogs.js';
import { factText, saidOf, textsOf } from './review_words.js';

const KINDS = ['thumb', 'rating', 'message'];
const STATES = ['new', 'task', 'done', 'ignored'];
const SPEAKER = 'fuji:speaker';
const SEQ = 'webchat:sequence-id';
const TOLD_WITH_PROBLEMS = ['words_unsound', 'words_unused'];

const at = (id) => document.getElementById(id);

export class Review {
	#app;
	#items = [];
	#more = null;
	#isAsked = false;
	#isRead = false;
	#shown = null; /* {item, activities, facts, texts, intents} */
	#isTrying = false;
	#problems = '';
	#written = new Map(); /* words that were sent and not taken, by what they are for */
	#drawn = ''; /* what stands there: it is not drawn again, for it is read */

	constructor(app) {
		this.#app = app;
		for (const id of ['review-kind', 'review-state'])
			at(id).addEventListener('change', () => this.#choose());
		at('review-more').addEventListener('click', () => this.#send({ after: this.#more }));
		at('review-back').addEventListener('click', () => this.#leave());
		app.desk.addEventListener('reviews', ({ detail }) => this.#takePage(detail));
		app.desk.addEventListener('review', ({ detail }) => this.#takeShown(detail));
		app.desk.addEventListener('reviewed', ({ detail }) => this.#takeReviewed(detail));
		app.desk.addEventListener('fault', ({ detail }) => this.#takeFault(detail));
	}

	draw() {
		const { words } = this.#app;

		this.#drawChoices();
		if (!this.#isAsked)
			this.#isAsked = this.#send({});
		const drawn = JSON.stringify([words.code, this.#isRead, this.#items, this.#shown?.item, this.#isTrying, this.#problems]);

		if (drawn === this.#drawn)
			return;
		this.#drawn = drawn;
		this.#drawList();
		at('review').classList.toggle('has-item', this.#shown !== null);
		at('review-item').hidden = !this.#shown;
		if (this.#shown)
			this.#drawItem();
	}

	/** What was read goes with the log-in. */
	clear() {
		this.#items = [];
		this.#more = null;
		this.#isAsked = this.#isRead = this.#isTrying = false;
		this.#shown = null;
		this.#problems = '';
		this.#written.clear();
	}

	/* --- the list ----------------------------------------------------------------------- */

	/* Only in another language: an open list of choices would close. */
	#drawChoices() {
		const { words } = this.#app;

		if (at('review-kind').lang === words.locale)
			return;
		const kind = at('review-kind').value;
		const state = at('review-state').lang ? at('review-state').value : 'new';

		for (const [id, names, value, texts] of [
			['review-kind', KINDS, kind, words.review.kinds],
			['review-state', STATES, state, words.review.states],
		]) {
			at(id).lang = words.locale;
			at(id).replaceChildren(
				...['', ...names].map((name) =>
					element('option', { value: name, selected: name === value }, texts[name] ?? words.review.all)),
			);
		}
	}

	#drawList() {
		const { words } = this.#app;

		setText(at('review-empty'), this.#isRead ? words.review.empty : words.review.loading);
		at('review-empty').hidden = this.#items.length > 0;
		at('review-more').hidden = !this.#more;
		/* Whoever stands on one of them goes on standing there. */
		const focused = document.activeElement?.id;

		at('review-items').replaceChildren(...this.#items.map((item) => this.#row(item)));
		if (focused?.startsWith('review-row-'))
			at(focused)?.focus();
	}

	#row(item) {
		const { words } = this.#app;
		const { review } = words;
		const row = element(
			'button',
			{ type: 'button', id: `review-row-${item.number}`, onclick: () => this.#open(item.number) },
			element('strong', {}, review.kinds[item.kind]),
			element('span', { className: 'soft' }, shownTime(new Date(item.at), words.locale)),
			element('span', { className: item.state }, review.states[item.state]),
			...saidOf(item, review).map((text) => element('span', { className: 'words' }, text)),
			item.note && element('span', { className: 'words' }, fill(review.note, item)),
		);

		row.ariaCurrent = item.number === this.#shown?.item.number ? 'true' : null;
		return element('li', {}, row);
	}

	#choose() {
		this.#items = [];
		this.#more = null;
		this.#isAsked = this.#isRead = false;
		this.#app.draw();
	}

	#send(members) {
		const filter = Object.fromEntries(
			['kind', 'state'].map((name) => [name, at(`review-${name}`).value]).filter(([, value]) => value),
		);

		return this.#app.desk.session.send({ type: 'review.list', filter, ...members });
	}

	#open(number) {
		this.#app.clearFault();
		this.#app.desk.ask({ type: 'review.show', number });
	}

	#leave() {
		const { number } = this.#shown.item;

		this.#shown = null;
		this.#problems = '';
		this.#app.draw();
		at(`review-row-${number}`)?.focus();
	}

	/* --- one item ----------------------------------------------------------------------- */

	#drawItem() {
		const { words } = this.#app;
		const { review } = words;
		const { item } = this.#shown;

		setText(at('review-item-title'), `${review.kinds[item.kind]} · ${review.states[item.state]}`);
		setText(at('review-item-about'), [
			shownTime(new Date(item.at), words.locale),
			item.count > 1 ? fill(review.times, item) : '',
			item.changed ? fill(review.by, { by: item.by || review.nobody, time: shownTime(new Date(item.changed), words.locale) }) : '',
		].filter(Boolean).join(' · '));
		setText(at('review-note'), item.note ? fill(review.note, item) : '');
		at('review-note').hidden = !item.note;
		setText(at('review-trying'), this.#isTrying ? review.trying : '');
		setText(at('review-problems'), this.#problems);
		at('review-problems').hidden = !this.#problems;
		this.#drawActs(item, review);
		at('review-talk').replaceChildren(
			...this.#shown.activities.filter(({ type, text }) => type === 'message' && text).map((each) => this.#message(each)),
		);
	}

	/* The same buttons, whatever they say: the focus stays on them. */
	#drawActs({ state }, review) {
		const acts = {
			task: () => this.#makeTask(),
			done: () => this.#mark('done'),
			ignore: () => this.#mark('ignored'),
			again: () => this.#mark('new'),
		};

		for (const [name, act] of Object.entries(acts)) {
			const id = `review-${name}`;

			if (!at(id))
				at('review-acts').append(element('button', { type: 'button', id, onclick: act }));
			setText(at(id), review[name]);
			at(id).disabled = this.#isTrying;
		}
		at('review-again').hidden = state === 'new' || state === 'task';
		at('review-done').hidden = at('review-ignore').hidden = !at('review-again').hidden;
	}

	#message({ text, from, timestamp, channelData }) {
		const { words } = this.#app;
		const { facts, item } = this.#shown;
		const speaker = channelData[SPEAKER];
		const seq = channelData[SEQ];
		const why = facts.filter((fact) => fact.seq === seq).map((fact) => this.#fact(fact));
		const example = {
			type: 'button',
			className: 'plain',
			ariaLabel: `${words.review.example}: ${text}`,
			disabled: this.#isTrying,
			onclick: () => this.#addExample(text, seq),
		};

		if (speaker === 'subscriber')
			why.push(element('li', {}, element('button', example, words.review.example)));
		const line = element(
			'li',
			{ className: speaker },
			element(
				'p',
				{ className: 'soft' },
				`${speaker === 'agent' ? from.name ?? '' : ''} ${words.review.speakers[speaker]} · ${shownTime(new Date(timestamp), words.locale)}`.trim(),
			),
			element('p', { className: 'words' }, text),
			why.length ? element('ul', { className: 'why' }, ...why) : undefined,
		);

		if (seq === item.seq)
			line.dataset.found = '';
		return line;
	}

	#fact(fact) {
		const { review } = this.#app.words;
		const written = this.#shown.texts.filter(({ name }) => textsOf(fact).includes(name));

		return element(
			'li',
			{},
			factText(fact, this.#app.words),
			...written.map((each) => {
				const button = {
					type: 'button',
					className: 'plain',
					ariaLabel: `${review.text} ${each.name}`,
					disabled: this.#isTrying,
					onclick: () => this.#editText(each),
				};

				return element('button', button, written.length > 1 ? `${review.text} ${each.name.split('.').at(-1)}` : review.text);
			}),
		);
	}

	/* --- acts --------------------------------------------------------------------------- */

	#act(verb, members, isSlow = false) {
		this.#app.clearFault();
		this.#problems = '';
		this.#isTrying = this.#app.desk.ask({ type: `review.${verb}`, number: this.#shown.item.number, ...members }) && isSlow;
		this.#app.draw();
	}

	#mark(state, text) {
		this.#act('mark', text ? { state, text } : { state });
	}

	async #makeTask() {
		const { words } = this.#app;
		const { review } = words;
		const note = { name: 'text', rows: 3, maxLength: 500, required: true };
		const answer = await ask({
			title: review.taskTitle,
			text: review.taskAbout,
			fields: [field(review.taskNote, element('textarea', { ...note, value: this.#shown.item.note ?? '' }))],
			yes: words.save,
			no: words.cancel,
		});

		if (answer)
			this.#mark('task', answer.text);
	}

	async #addExample(said, seq) {
		const { words } = this.#app;
		const { review } = words;
		const { item, intents, facts } = this.#shown;
		const key = `example ${item.number} ${seq}`;
		const taken = facts.find((fact) => fact.kind === 'took' && fact.seq === seq)?.value;
		const { text, intent, language, sort } = this.#written.get(key) ??
			{ text: said, intent: taken, language: item.language, sort: 'example' };
		const names = intents.map((name) => [name, `${words.intents[name] ?? name} (${name})`]);
		const answer = await ask({
			title: review.exampleTitle,
			text: review.exampleAbout,
			fields: [
				field(review.words, element('input', { name: 'text', value: text, maxLength: 500, required: true, autocomplete: 'off' })),
				field(review.intent, select('intent', names, intent)),
				field(review.sort, select('sort', Object.entries(review.sorts), sort)),
				field(review.language, select('language', Object.entries(words.languages), language)),
			],
			yes: words.save,
			no: words.cancel,
		});

		if (!answer)
			return;
		this.#written.set(key, answer);
		this.#act('example', { text: answer.text, intent: answer.intent, language: answer.language, counter: answer.sort === 'counter' }, true);
	}

	/* In the language that is spoken there. */
	async #editText(written) {
		const { words } = this.#app;
		const { review } = words;
		const { language } = this.#shown.item;
		const key = `text ${written.name} ${language}`;
		const answer = await ask({
			title: fill(review.textTitle, written),
			text: review.textAbout,
			fields: [
				field(review.newWords[language],
					element('textarea', { name: 'text', rows: 6, maxLength: 4000, required: true, value: this.#written.get(key) ?? written[language] })),
			],
			yes: words.save,
			no: words.cancel,
		});

		if (!answer)
			return;
		/* A form sends lines as networks end them. */
		const text = answer.text.replaceAll('\r\n', '\n');

		this.#written.set(key, text);
		this.#act('text', { name: written.name, language, text }, true);
	}

	/* --- what the server tells ---------------------------------------------------------- */

	#takePage({ items, more = null }) {
		const known = new Set(this.#items.map(({ number }) => number));

		this.#items.push(...items.filter(({ number }) => !known.has(number)));
		this.#more = more;
		this.#isRead = true;
	}

	#takeShown(frame) {
		const isAnother = this.#shown?.item.number !== frame.item.number;

		this.#shown = frame;
		if (!isAnother)
			return;
		this.#problems = '';
		this.#app.draw();
		at('review-item-title').focus();
		at('review-talk').querySelector('[data-found]')?.scrollIntoView({ block: 'nearest' });
	}

	/* It stays where it stands until the list is read again, so that one sees what has become of it. */
	#takeReviewed({ item, place }) {
		this.#isTrying = false;
		this.#items = this.#items.map((each) => each.number === item.number ? item : each);
		if (this.#shown?.item.number === item.number)
			this.#shown = { ...this.#shown, item };
		if (!place)
			return;
		this.#written.clear();
		this.#app.showNotice(fill(this.#app.words.review.written, { place }));
		this.#app.desk.ask({ type: 'review.show', number: item.number }); /* with the words as they are now */
	}

	#takeFault({ code, message }) {
		this.#isTrying = false;
		this.#problems = TOLD_WITH_PROBLEMS.includes(code) ? message : '';
	}
}
