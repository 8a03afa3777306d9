/*
 * Accounts, for administrators: who there is, and what may be done with each. A password goes from
 * its field to the server and stays nowhere: the dialog is emptied when it closes.
 */
import { element, setText } from '../sdk/element.js';
import { KeyedList } from '../sdk/keyed.js';
import { fill } from '../sdk/language.js';
import { ask, checkboxes, field, select } from './dialogs.js';
import { TableRow, drawHead } from './table_row.js';

const ROLES = ['agent', 'supervisor', 'auditor', 'admin'];
const NAME = {
	name: 'name',
	required: true,
	pattern: '[A-Za-z0-9_\\-]{1,64}',
	autocomplete: 'off',
	autocapitalize: 'none',
	spellcheck: false,
};
const PASSWORD = {
	name: 'password',
	type: 'password',
	required: true,
	minLength: 8,
	maxLength: 256,
	autocomplete: 'new-password',
};

const at = (id) => document.getElementById(id);

export class Staff {
	#app;
	#list;
	#agents = [];
	#teams = [];
	#isAsked = false;

	constructor(app) {
		this.#app = app;
		this.#list = new KeyedList(at('accounts'), () => new AccountRow(this));
		app.desk.addEventListener('accounts', ({ detail }) => this.#take(detail));
		at('add-account').addEventListener('click', () => this.#add());
	}

	draw() {
		const { desk, words } = this.#app;

		if (!this.#isAsked)
			this.#isAsked = desk.session.send({ type: 'account.list' });
		drawHead(at('accounts-head'), words.columns.accounts, words);
		this.#list.draw(
			this.#agents.map((agent) => ({
				key: agent.name,
				agent,
				words,
				isMe: agent.name === desk.agent.name,
				teams: this.#teamNames(agent.teams),
			})),
		);
	}

	/** What was read goes with the log-in. */
	clear() {
		this.#agents = [];
		this.#isAsked = false;
	}

	/* --- acts --------------------------------------------------------------------------- */

	async #add() {
		const { words } = this.#app;
		const { roles, staff } = words;
		const answer = await ask({
			title: words.addAccount,
			text: staff.passwordAbout,
			fields: [
				field(words.loginName, element('input', NAME)),
				field(staff.role, select('role', ROLES.map((role) => [role, roles[role]]))),
				field(words.loginPassword, element('input', PASSWORD)),
			],
			yes: words.save,
			no: words.cancel,
		});

		this.#send('add', answer);
	}

	async changePassword({ name }) {
		const { words } = this.#app;
		const answer = await ask({
			title: fill(words.staff.passwordTitle, { name }),
			text: words.staff.passwordAbout,
			fields: [field(words.loginPassword, element('input', PASSWORD))],
			yes: words.save,
			no: words.cancel,
		});

		this.#send('password', answer && { name, ...answer });
	}

	async changeWork({ name, teams, languages, capacity }) {
		const { words } = this.#app;
		const spoken = Object.entries(words.languages);
		const most = {
			name: 'capacity',
			type: 'number',
			min: 1,
			max: 99,
			required: true,
			value: capacity,
		};
		const answer = await ask({
			title: fill(words.staff.workTitle, { name }),
			text: words.staff.workAbout,
			fields: [
				checkboxes(words.teams, 'team', this.#teamChoices(), teams.split(' ')),
				checkboxes(words.staff.languages, 'language', spoken, languages.split(' ')),
				field(words.staff.capacity, element('input', most)),
			],
			yes: words.save,
			no: words.cancel,
		});

		this.#send('work', answer && {
			name,
			teams: chosen(answer, 'team'),
			languages: chosen(answer, 'language'),
			capacity: Number(answer.capacity),
		});
	}

	async disable({ name }) {
		const { words } = this.#app;
		const answer = await ask({
			title: fill(words.staff.disableTitle, { name }),
			text: words.staff.disableAbout,
			yes: words.staff.disable,
			no: words.cancel,
			isDangerous: true,
		});

		this.#send('disable', answer && { name });
	}

	async enable({ name }) {
		const { words } = this.#app;
		const answer = await ask({
			title: fill(words.staff.enableTitle, { name }),
			text: words.staff.enableAbout,
			yes: words.staff.enable,
			no: words.cancel,
		});

		this.#send('enable', answer && { name });
	}

	#send(verb, members) {
		if (!members)
			return;
		this.#app.clearFault();
		this.#app.desk.ask({ type: `account.${verb}`, ...members });
	}

	/* --- what the server tells ---------------------------------------------------------- */

	#take({ agents, teams }) {
		this.#agents = agents;
		this.#teams = teams;
	}

	#teamChoices() {
		return this.#teams.map(({ id, name }) => [id, name[this.#app.words.code]]);
	}

	#teamNames(ids) {
		const names = new Map(this.#teamChoices());

		return ids
			.split(' ')
			.filter(Boolean)
			.map((id) => names.get(id) ?? id)
			.join(this.#app.words.comma);
	}
}

/* `fraud english` of {'team fraud': 'on', 'team english': 'on'}. */
function chosen(answer, kind) {
	return Object.keys(answer)
		.filter((key) => key.startsWith(`${kind} `))
		.map((key) => key.slice(kind.length + 1))
		.join(' ');
}

class AccountRow {
	#row = new TableRow(7);
	#buttons;
	#acts;
	#agent;
	node = this.#row.node;

	constructor(staff) {
		const button = (act) =>
			element('button', {
				type: 'button',
				className: 'plain',
				onclick: () => act(this.#agent),
			});

		this.#buttons = {
			work: button((agent) => staff.changeWork(agent)),
			password: button((agent) => staff.changePassword(agent)),
			disable: button((agent) => staff.disable(agent)),
			enable: button((agent) => staff.enable(agent)),
		};
		this.#acts = element('span', { className: 'acts' }, ...Object.values(this.#buttons));
	}

	update({ agent, words, isMe, teams }) {
		const { name, role, disabled, languages, capacity } = agent;
		const { staff } = words;
		const takesCases = role === 'agent' || role === 'supervisor';
		const spoken = languages
			.split(' ')
			.filter(Boolean)
			.map((code) => words.languages[code]);
		const work = [
			teams || words.allTeams,
			spoken.join(words.comma) || staff.allLanguages,
			capacity,
		];

		this.#agent = agent;
		this.#drawButtons(staff);
		this.#buttons.work.hidden = !takesCases;
		this.#buttons.disable.hidden = disabled || isMe;
		this.#buttons.enable.hidden = !disabled;
		this.#row.update({
			columns: words.columns.accounts,
			className: disabled ? 'off' : '',
			cells: [
				name,
				words.roles[role],
				...(takesCases ? work : ['–', '–', '–']),
				disabled ? staff.isDisabled : staff.isActive,
				this.#acts,
			],
		});
	}

	#drawButtons(staff) {
		for (const [act, button] of Object.entries(this.#buttons)) {
			setText(button, staff[act]);
			button.ariaLabel = `${staff[act]} ${this.#agent.name}`;
		}
	}
}
