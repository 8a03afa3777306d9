/* The list of cases: who waits, what is mine, and all. */
import { element } from '../sdk/element.js';
import { fill } from '../sdk/language.js';

const FILTERS = ['waiting', 'mine', 'all'];
const STATES = ['waiting', 'open', 'closed']; /* as they are listed */

/** The words for a case: why it is here, and what is wrong with the line. */
export function aboutCase({ reason, cause }, words) {
	return [words.reasons[reason] ?? reason, words.causes[cause] ?? cause]
		.filter(Boolean)
		.join(' · ');
}

export class Queue {
	#desk;
	#filter = 'waiting';

	constructor(desk) {
		this.#desk = desk;
	}

	draw(words) {
		const shown = this.#matching(this.#filter);
		const empty = document.getElementById('queue-empty');

		empty.hidden = shown.length > 0;
		empty.textContent =
			words[`empty${this.#filter[0].toUpperCase()}${this.#filter.slice(1)}`];
		replaceKeepingFocus(
			'filters',
			FILTERS.map((filter) => this.#filterButton(filter, words)),
		);
		replaceKeepingFocus(
			'queue',
			shown.map((each) => this.#row(each, words)),
		);
	}

	get nWaiting() {
		return this.#matching('waiting').length;
	}

	/** Shows the cases that match: `waiting`, `mine` or `all`. The desk's next change draws. */
	set filter(filter) {
		this.#filter = filter;
	}

	#matching(filter) {
		const tests = {
			waiting: ({ state }) => state === 'waiting',
			mine: (each) => this.#desk.isMine(each),
			all: () => true,
		};

		return [...this.#desk.cases.values()].filter(tests[filter]).sort(byUrgency);
	}

	#filterButton(filter, words) {
		const count = this.#matching(filter).length;

		return element(
			'button',
			{
				type: 'button',
				id: `filter-${filter}`,
				ariaPressed: String(filter === this.#filter),
				onclick: () => {
					this.#filter = filter;
					this.draw(words);
				},
			},
			`${words[filter]} ${count}`,
		);
	}

	#row(each, words) {
		const unread = this.#desk.unread(each.id);
		const isCurrent = each.id === this.#desk.current?.id;
		const button = element(
			'button',
			{
				type: 'button',
				id: `case-${each.id}`,
				className: `case ${each.state}${each.priority === 0 ? ' urgent' : ''}`,
				'aria-current': isCurrent ? 'true' : undefined,
				onclick: () => this.#desk.open(each.id),
			},
			piece('case-who', each.who || each.id),
			piece('case-state', each.agent || words.states[each.state]),
			piece('case-why', aboutCase(each, words)),
			piece('case-when', waited(each, words)),
			piece('unread', unread ? fill(words.unread, { count: unread }) : ''),
		);

		return element('li', {}, button);
	}
}

function piece(className, text) {
	return element('span', { className }, text);
}

function byUrgency(a, b) {
	return (
		STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
		a.priority - b.priority ||
		Date.parse(a.created) - Date.parse(b.created)
	);
}

function waited({ state, created }, words) {
	const minutes = Math.floor((Date.now() - Date.parse(created)) / 60_000);

	if (state !== 'waiting')
		return '';
	return minutes > 0 ? fill(words.waitedMinutes, { minutes }) : words.waitedNow;
}

/* The list is small and drawn anew; whoever is on a row with the keyboard stays there. */
function replaceKeepingFocus(id, nodes) {
	const list = document.getElementById(id);
	const focused = list.contains(document.activeElement) ? document.activeElement.id : '';

	list.replaceChildren(...nodes);
	if (focused)
		document.getElementById(focused)?.focus();
}
