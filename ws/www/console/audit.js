/*
 * The audit log for auditors: who did what to which case, the newest on top. It is only read.
 */
import { element } from '../sdk/element.js';
import { shownTime } from '../sdk/language.js';

const at = (id) => document.getElementById(id);

export class Audit {
	#app;
	#rows = [];
	#more = null;
	#isAsked = false;
	#drawn = ''; /* what stands there: it is not drawn again, for it is read */

	constructor(app) {
		this.#app = app;
		app.desk.addEventListener('audit', ({ detail }) => this.#take(detail));
		at('audit-form').addEventListener('submit', (event) => {
			event.preventDefault();
			this.#ask();
		});
		at('audit-more').addEventListener('click', () => this.#send({ after: this.#more }));
	}

	draw() {
		const { words } = this.#app;

		if (!this.#isAsked)
			this.#ask();
		at('audit-more').hidden = !this.#more;
		at('no-audit').hidden = this.#rows.length > 0;
		const drawn = [words.code, this.#rows[0]?.row, this.#rows.at(-1)?.row].join(' ');

		if (drawn === this.#drawn)
			return;
		this.#drawn = drawn;
		at('audit-head').replaceChildren(
			element(
				'tr',
				{},
				...words.columns.audit.map((text) => element('th', { scope: 'col' }, text)),
			),
		);
		at('audit-rows').replaceChildren(...this.#rows.map((row) => this.#line(row)));
	}

	/** What was read goes with the log-in. */
	clear() {
		this.#rows = [];
		this.#more = null;
		this.#isAsked = false;
	}

	#ask() {
		this.clear();
		this.#send({});
	}

	#send(members) {
		const filter = Object.fromEntries(
			['who', 'object']
				.map((name) => [name, at(`audit-${name}`).value.trim()])
				.filter(([, value]) => value),
		);

		this.#isAsked = this.#app.desk.ask({ type: 'desk.audit', filter, ...members });
	}

	#take({ rows, more = null }) {
		this.#rows.push(...rows.reverse());
		this.#more = more;
	}

	#line({ at_ms: atMs, who, role, what, object, detail }) {
		const { words } = this.#app;
		const cells = [
			shownTime(new Date(atMs), words.locale),
			who || words.nobodyKnown,
			words.roles[role] ?? role,
			what,
			object,
			detail,
		];

		return element(
			'tr',
			{},
			...cells.map((text, i) => {
				const cell = element(i ? 'td' : 'th', i ? {} : { scope: 'row' }, text);

				cell.dataset.column = words.columns.audit[i];
				return cell;
			}),
		);
	}
}
