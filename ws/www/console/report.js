/*
 * The figures of the last days, for those who answer for them: bot/FIGURES.md says what each means.
 * Every number stands in a table; the bar beside it shows the same at a glance.
 */
import { element, setText } from '../sdk/element.js';
import { fill, shownTime } from '../sdk/language.js';
import { clockOf } from './words.js';

const PERIODS = [1, 7, 28]; /* days */
const GROUPINGS = ['day', 'hour', 'region', 'channel', 'language', 'cause'];
const FRESH_MS = 60_000;
const AGAIN_MS = 3_000; /* while nothing has been counted */
const ROWS_MOST = 20;
/* What a grouping can be looked at by: the leading figures of a report. */
const LEADING = [
	['conversations', 'begun'],
	['conversations', 'without a person, of with a message'],
	['messages', 'not understood, of to the bot'],
	['conversations', 'told a cause and restored, of told a cause'],
	['conversations', 'again within 72 hours'],
	['cases waited', 'half within'],
	['first response', 'nine in ten within'],
	['ratings', 'mean'],
];
/* Whose names are words that the desk has already. */
const NAMED = { causes: 'causes', 'thumbs down on': 'causes', intents: 'intents', 'handed over for': 'reasons' };
const ORDERED = ['day', 'hour', 'ratings'];

const at = (id) => document.getElementById(id);

export class Report {
	#app;
	#days = 7;
	#reports = new Map(); /* by days */
	#asked = new Map(); /* when, by days */
	#drawn = ''; /* what stands there: it is not drawn again, for it is read */

	constructor(app) {
		this.#app = app;
		for (const days of PERIODS)
			at('report-periods').append(
				element('button', { type: 'button', id: `report-${days}`, onclick: () => this.#choose(days) }),
			);
		for (const id of ['report-by', 'report-figure'])
			at(id).addEventListener('change', () => app.draw());
		app.desk.addEventListener('report', ({ detail: { days, report } }) => this.#reports.set(days, report));
	}

	draw() {
		const { words } = this.#app;
		const report = this.#reports.get(this.#days);

		this.#ask();
		for (const days of PERIODS) {
			setText(at(`report-${days}`), words.report.periods[days]);
			at(`report-${days}`).ariaCurrent = days === this.#days ? 'true' : null;
		}
		this.#drawChoices();
		const drawn = [words.code, this.#days, report?.to, at('report-by').value, at('report-figure').value];

		if (String(drawn) === this.#drawn)
			return;
		this.#drawn = String(drawn);
		setText(at('report-state'), this.#stateText(report));
		at('report-parts').hidden = !report;
		if (report)
			this.#drawReport(report);
	}

	/** What was read goes with the log-in. */
	clear() {
		this.#reports.clear();
		this.#asked.clear();
	}

	#choose(days) {
		this.#days = days;
		this.#app.draw();
	}

	#ask() {
		const age = Date.now() - (this.#asked.get(this.#days) ?? 0);

		if (age < (this.#reports.get(this.#days) ? FRESH_MS : AGAIN_MS))
			return;
		if (this.#app.desk.session.send({ type: 'desk.report', days: this.#days }))
			this.#asked.set(this.#days, Date.now());
	}

	#stateText(report) {
		const { words } = this.#app;

		return report
			? fill(words.report.state, { time: shownTime(new Date(report.to), words.locale) })
			: words.report.counting;
	}

	/* --- choices ------------------------------------------------------------------------ */

	#drawChoices() {
		const { words } = this.#app;

		if (at('report-by').lang === words.locale)
			return;
		at('report-by').lang = words.locale;
		fillChoices(at('report-by'), GROUPINGS.map((by) => words.report.groupings[by]), GROUPINGS);
		fillChoices(
			at('report-figure'),
			words.report.leading,
			LEADING.map((_, i) => i),
		);
	}

	/* --- tables ------------------------------------------------------------------------- */

	#drawReport(report) {
		const { figures } = report.all[0];
		const { sections } = this.#app.words.report;
		const known = Object.keys(sections);
		const place = (section) => known.includes(section) ? known.indexOf(section) : known.length;
		const shown = [...new Set(figures.map(({ section }) => section))].sort((a, b) => place(a) - place(b));
		const before = new Map(report.before[0].figures.map((figure) => [keyOf(figure), figure]));

		at('report-leading').replaceChildren(
			...LEADING.map(([section, name], i) => this.#leadingFigure(
				i, find(figures, section, name), before.get(keyOf({ section, name })))),
		);
		this.#drawGroups(report);
		at('report-sections').replaceChildren(
			...shown.map((section) =>
				this.#section(section, figures.filter((figure) => figure.section === section), before)),
		);
	}

	#leadingFigure(i, figure, before) {
		const { words } = this.#app;

		return element(
			'div',
			{},
			element('dt', {}, words.report.leading[i]),
			element('dd', {}, this.#valueText(figure)),
			element('dd', { className: 'before' }, fill(words.report.wasBefore, { value: this.#valueText(before) })),
		);
	}

	#drawGroups(report) {
		const { words } = this.#app;
		const by = at('report-by').value;
		const chosen = at('report-figure').value;
		const [section, name] = LEADING[chosen];
		const rows = report[by].map((group) => ({
			name: this.#groupName(by, group.name),
			figure: find(group.figures, section, name),
		}));
		const title = `${words.report.leading[chosen]} · ${words.report.groupings[by]}`;

		at('report-groups').replaceChildren(this.#table(title, ORDERED.includes(by) ? rows : largestFirst(rows)));
	}

	#section(section, figures, before) {
		const title = this.#app.words.report.sections[section] ?? section;
		const rows = figures.map((figure) => ({
			name: this.#figureName(section, figure.name),
			figure,
			before: before.get(keyOf(figure)),
		}));

		return element(
			'section',
			{ ariaLabel: title },
			element('h3', {}, title),
			this.#table(title, ORDERED.includes(section) ? rows : largestFirst(rows), true),
		);
	}

	/* A bar is as long as its number is of the whole, or of the largest of the same unit. */
	#table(title, rows, isCompared = false) {
		const { words } = this.#app;
		const longest = { share: 1, points: 5 };

		for (const { figure } of rows)
			if (figure)
				longest[figure.unit] = Math.max(longest[figure.unit] ?? 0, figure.value);
		return element(
			'table',
			{},
			element('caption', { className: 'unseen' }, title),
			element(
				'thead',
				{ className: 'unseen' },
				element('tr', {}, ...words.report.columns.slice(0, isCompared ? 3 : 2).map((text) =>
					element('th', { scope: 'col' }, text))),
			),
			element('tbody', {}, ...rows.slice(0, ROWS_MOST).map(({ name, figure, before }) =>
				element(
					'tr',
					{},
					element('th', { scope: 'row' }, name),
					element(
						'td',
						{},
						bar(figure?.value ? figure.value / longest[figure.unit] : 0),
						element('span', {}, this.#valueText(figure)),
					),
					isCompared ? element('td', {}, this.#valueText(before)) : undefined,
				))),
		);
	}

	/* --- words -------------------------------------------------------------------------- */

	#figureName(section, name) {
		const { words } = this.#app;
		const { names } = words.report;
		const [part, whole] = name.split(', of ');

		if (whole)
			return fill(words.report.share, { part: names[part] ?? part, whole: names[whole] ?? whole });
		return words[NAMED[section]]?.[name] ?? names[name] ?? name;
	}

	#groupName(by, name) {
		const { words } = this.#app;

		if (by === 'cause')
			return words.causes[name] ?? words.report.names[name] ?? name;
		return by === 'hour' ? `${name}:00` : words.report.names[name] ?? name;
	}

	#valueText(figure) {
		if (!figure)
			return '–';
		const { locale } = this.#app.words;
		const shown = (value, digits) => value.toLocaleString(locale, { maximumFractionDigits: digits });

		return {
			count: () => shown(figure.value, 0),
			share: () => `${shown(figure.value * 100, 1)} %`,
			ms: () => clockOf(figure.value),
			points: () => shown(figure.value, 2),
		}[figure.unit]();
	}
}

function keyOf({ section, name }) {
	return `${section}\t${name}`;
}

function find(figures, section, name) {
	return figures.find((figure) => figure.section === section && figure.name === name);
}

/* Counts before shares and times, of which the longer holds the shorter. */
function largestFirst(rows) {
	const rank = ({ figure }) => figure?.unit === 'ms' ? 1 : 0;
	const size = (row) => (row.figure?.value ?? 0) * (rank(row) ? -1 : 1);

	return [...rows].sort((a, b) => rank(a) - rank(b) || size(b) - size(a));
}

/* Keeps what is chosen. */
function fillChoices(select, texts, values) {
	const { value } = select;

	select.replaceChildren(...texts.map((text, i) => element('option', { value: values[i] }, text)));
	if (value)
		select.value = value;
}

/* It only decorates: the number stands beside it. */
function bar(share) {
	const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
	const shape = document.createElementNS('http://www.w3.org/2000/svg', 'rect');

	svg.setAttribute('aria-hidden', 'true');
	svg.classList.add('amount');
	shape.setAttribute('width', `${(share * 100).toFixed(1)}%`);
	shape.setAttribute('height', '100%');
	svg.append(shape);
	return svg;
}
