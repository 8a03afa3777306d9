/*
 * The list of cases: mine, those that wait, and all that there ever were.
 */
import { element, setText } from '../sdk/element.js';
import { KeyedList } from '../sdk/keyed.js';
import { CaseRow } from './case_row.js';
import { Search } from './search.js';
import { byUrgency } from './words.js';

const FOLDERS = ['mine', 'waiting', 'all'];

const at = (id) => document.getElementById(id);

export class Inbox {
	#app;
	#folder = 'waiting';
	#team = '';
	#search;
	#list;
	#folders;

	constructor(app) {
		this.#app = app;
		this.#search = new Search(app);
		this.#list = new KeyedList(at('cases'), (id) => new CaseRow(app, id));
		this.#folders = FOLDERS.map((folder) => this.#folderButton(folder));
		at('folders').append(...this.#folders);
		at('next').addEventListener('click', () => this.takeNext());
		at('team').addEventListener('change', () => this.#chooseTeam());
	}

	draw() {
		const { words, desk } = this.#app;
		const rows = this.#rowsOf(this.#folder);

		this.#folders.forEach((button, i) => this.#drawFolder(button, FOLDERS[i]));
		this.#drawTeams();
		at('folder-mine').hidden = !desk.may('claim');
		at('next').hidden = !desk.may('next');
		at('search').hidden = this.#folder !== 'all';
		this.#search.draw(this.#folder === 'all');
		at('next').disabled = desk.me?.presence !== 'ready';
		at('next').title = at('next').disabled ? words.faults.not_ready : '';
		at('inbox-empty').hidden = rows.length > 0;
		setText(at('inbox-empty'), this.#emptyText());
		this.#list.draw(rows.map((row) => ({ key: row.id, row })));
	}

	/** Shows `mine`, `waiting` or `all`. */
	show(folder) {
		this.#folder = folder;
		if (folder === 'all')
			this.#search.ask();
		this.#app.draw();
	}

	/** Looks for the cases of that one's line. */
	showSameLine(caseId) {
		this.#folder = 'all';
		this.#search.sameLine(caseId);
		this.#app.draw();
	}

	takeNext() {
		if (this.#app.desk.ask({ type: 'desk.next' }))
			this.#app.expectCase();
	}

	/** Puts the keyboard on the row that is `step` below the one that has it. */
	move(step) {
		const buttons = [...at('cases').querySelectorAll('button')];
		const now = buttons.findIndex((button) => button === document.activeElement);
		const current = buttons.findIndex((button) => button.ariaCurrent === 'true');
		const from = now >= 0 ? now : current >= 0 ? current : step > 0 ? -1 : 0;

		buttons.at((from + step) % buttons.length)?.focus();
	}

	#rowsOf(folder) {
		const { desk } = this.#app;
		const isListed = {
			mine: (row) => desk.isMine(row),
			waiting: ({ state }) => state === 'waiting',
		};
		const isOfTeam = ({ team }) => !this.#team || team === this.#team;

		if (folder === 'all')
			return this.#search.rows;
		return [...desk.listing.cases.values()]
			.filter(isListed[folder])
			.filter(isOfTeam)
			.sort(byUrgency);
	}

	#folderButton(folder) {
		return element(
			'button',
			{ type: 'button', id: `folder-${folder}`, onclick: () => this.show(folder) },
			element('span'),
			element('span', { className: 'count' }),
		);
	}

	#drawFolder(button, folder) {
		const count = folder === 'all' ? '' : this.#rowsOf(folder).length;

		button.ariaPressed = String(folder === this.#folder);
		setText(button.firstChild, this.#app.words[folder]);
		setText(button.lastChild, String(count));
	}

	#drawTeams() {
		const { desk, words } = this.#app;
		const drawn = [...desk.listing.teams.keys(), words.code].join(' ');

		if (at('team').dataset.drawn === drawn)
			return;
		at('team').dataset.drawn = drawn;
		at('team').replaceChildren(
			element('option', { value: '' }, words.allTeams),
			...[...desk.listing.teams.values()].map(({ id, name }) =>
				element(
					'option',
					{ value: id, selected: id === this.#team },
					name[words.code],
				),
			),
		);
	}

	#chooseTeam() {
		this.#team = at('team').value;
		this.#search.team = this.#team;
		this.#app.draw();
	}

	#emptyText() {
		const { words, desk } = this.#app;

		if (desk.listing.isReading)
			return words.reading;
		return this.#folder === 'all' ? this.#search.emptyText() : words.empty[this.#folder];
	}
}
