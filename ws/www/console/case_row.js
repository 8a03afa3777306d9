/*
 * A case as a row of a list.
 */
import { element, setText } from '../sdk/element.js';
import { fill, shownTime } from '../sdk/language.js';
import { clockClass, clockText, nextClock } from './clocks.js';
import { aboutCase, since, tagName, teamName, urgencyText } from './words.js';

function piece(name, tag = 'span') {
	return element(tag, { className: name });
}

export class CaseRow {
	node;
	#app;
	#button;
	#who = piece('case-who');
	#when = piece('case-when');
	#why = piece('case-why');
	#unread = piece('unread');
	#due = piece('case-due');
	#marks = [
		'urgency', 'case-team', 'case-language', 'case-agent', 'case-callback', 'case-tags',
	].map((name) => piece(name));
	#row;

	constructor(app, id) {
		this.#app = app;
		this.#button = element(
			'button',
			{ type: 'button', id: `case-${id}`, onclick: () => app.openCase(this.#row) },
			this.#who,
			this.#when,
			this.#why,
			this.#unread,
			element('span', { className: 'marks' }, this.#due, ...this.#marks),
		);
		this.node = element('li', {}, this.#button);
	}

	update({ row }) {
		const { desk, words } = this.#app;
		const unread = desk.unread(row.id);

		this.#row = row;
		this.#button.className = `case ${row.state} p${row.priority}`;
		this.#button.ariaCurrent = row.id === desk.current?.id ? 'true' : null;
		setText(this.#who, row.who || row.id);
		setText(this.#when, whenText(row, words));
		setText(this.#why, aboutCase(row, words));
		setText(this.#unread, unread ? fill(words.unread, { count: unread }) : '');
		this.#unread.hidden = !unread;
		this.#updateDue(nextClock(row), words);
		this.#updateMarks([
			urgencyText(row, words),
			teamName(row.team, desk, words),
			words.languages[row.language],
			row.state === 'waiting' ? '' : row.agent,
			row.callback ? words.callback : '',
			row.tags.map((id) => tagName(id, desk, words)).join(words.comma),
		]);
	}

	/* Only what presses: a list in which everything ticks presses nobody. */
	#updateDue(clock, words) {
		const name = clock ? clockClass(clock) : '';

		this.#due.className = `case-due ${name}`;
		this.#due.hidden = !name;
		setText(this.#due, name ? clockText(clock, words) : '');
	}

	#updateMarks(marks) {
		marks.forEach((text, i) => {
			setText(this.#marks[i], text ?? '');
			this.#marks[i].hidden = !text;
		});
	}
}

function whenText({ state, created, changed }, words) {
	if (state === 'waiting')
		return since(created, words);
	return state === 'open' ? words.states.open : shownTime(new Date(changed), words.locale);
}
