/*
 * How the whole floor stands: what comes far more often than usual, what is late or due next, what
 * waits where, and who is there.
 */
import { element, setText } from '../sdk/element.js';
import { KeyedList } from '../sdk/keyed.js';
import { fill, shownTime } from '../sdk/language.js';
import { byDue, clockClass, clockText, isLate, nextClock } from './clocks.js';
import { TableRow, drawHead } from './table_row.js';
import { presenceText } from './top.js';
import { aboutCase, byUrgency, clockOf, teamName, topicText, urgencyText } from './words.js';

const TICK_MS = 1_000;

const at = (id) => document.getElementById(id);

export class Board {
	#app;
	#tables = {};
	#buttons = new Map();

	constructor(app) {
		this.#app = app;
		for (const [name, n] of [['spikes', 5], ['clocks', 6], ['teams', 7], ['agents', 5]])
			this.#tables[name] = new KeyedList(at(name), () => new TableRow(n));
		setInterval(() => app.place === 'board' && this.draw(), TICK_MS);
	}

	draw() {
		const { teams, agents } = this.#app.desk.listing;

		this.#drawFigures([...teams.values()], [...agents.values()]);
		this.#drawSpikes();
		this.#drawClocks();
		this.#drawTable('teams', [...teams.values()], (team) => this.#teamRow(team));
		this.#drawTable('agents', [...agents.values()], (agent) => this.#agentRow(agent));
	}

	/* --- the figures -------------------------------------------------------------------- */

	#drawFigures(teams, agents) {
		const { words } = this.#app;
		const first = teams.map(({ longest }) => longest).filter(Boolean).sort()[0];
		const open = [...this.#app.desk.listing.cases.values()];
		const figures = {
			late: open.filter(isLate).length,
			waiting: sum(teams, 'waiting'),
			longest: first ? clockOf(Date.now() - Date.parse(first)) : '–',
			inHand: sum(teams, 'in_hand'),
			ready: agents.filter(isReady).length,
		};

		at('figures').replaceChildren(
			...Object.entries(figures).map(([name, value]) =>
				element(
					'div',
					{ className: name === 'late' && value ? 'late' : '' },
					element('dt', {}, words.figures[name]),
					element('dd', {}, String(value)),
				),
			),
		);
	}

	/* --- tables ------------------------------------------------------------------------- */

	#drawTable(name, items, rowOf) {
		const columns = this.#app.words.columns[name];

		drawHead(at(`${name}-head`), columns, this.#app.words);
		this.#tables[name].draw(items.map((item) => ({ columns, ...rowOf(item) })));
	}

	#drawSpikes() {
		const { spikes } = this.#app.desk.listing;

		at('spikes-section').hidden = spikes.length === 0;
		this.#drawTable('spikes', spikes, (spike) => this.#spikeRow(spike));
	}

	#spikeRow({ topic, region, since, most, usual }) {
		const { words } = this.#app;

		return {
			key: `${topic} ${region}`,
			cells: [
				topicText(topic, words),
				region === 'unknown' ? words.regionUnknown : region,
				clockOf(Date.now() - Date.parse(since)),
				most,
				usual,
			],
		};
	}

	/* Who waits for an answer, and what is late with anything; what is due first on top. */
	#drawClocks() {
		const { desk } = this.#app;
		const rows = [...desk.listing.cases.values()]
			.filter((row) => row.due.first || row.due.next || isLate(row))
			.sort((a, b) => byDue(a, b) || byUrgency(a, b));

		at('no-clocks').hidden = rows.length > 0;
		at('clocks-table').hidden = rows.length === 0;
		this.#drawTable('clocks', rows, (row) => this.#clockRow(row));
	}

	#clockRow(row) {
		const { desk, words } = this.#app;
		const clock = nextClock(row);

		return {
			key: row.id,
			className: clockClass(clock),
			cells: [
				row.who || row.id,
				[urgencyText(row, words), aboutCase(row, words)].filter(Boolean).join(' · '),
				teamName(row.team, desk, words),
				row.agent || words.nobody,
				clockText(clock, words),
				this.#watchButton(row),
			],
		};
	}

	#teamRow({ id, name, open, opens, waiting, longest, in_hand: inHand, ready, ...medians }) {
		const { words } = this.#app;
		const opensText = opens
			? fill(words.opens, { time: shownTime(new Date(opens), words.locale) })
			: words.shut;

		return {
			key: id,
			className: open ? '' : 'shut',
			cells: [
				name[words.code],
				open ? words.isOpen : opensText,
				waiting,
				longest ? clockOf(Date.now() - Date.parse(longest)) : '–',
				inHand,
				ready,
				medianText(medians),
			],
		};
	}

	#agentRow({ name, presence, reason, since, linked, load, capacity, teams }) {
		const { desk, words } = this.#app;
		const presenceWords = presenceText(
			presence === 'away' && reason ? `away ${reason}` : presence,
			words,
		);
		const teamNames = teams.map((id) => teamName(id, desk, words));

		return {
			key: name,
			className: linked ? presence : 'off',
			cells: [
				name,
				linked || presence === 'off' ? presenceWords : words.notLinked,
				since ? clockOf(Date.now() - Date.parse(since)) : '–',
				`${load} / ${capacity}`,
				teamNames.join(words.comma) || words.allTeams,
			],
		};
	}

	#watchButton(row) {
		const { words } = this.#app;

		if (!this.#buttons.has(row.id))
			this.#buttons.set(row.id, element('button', { type: 'button', className: 'plain' }));
		const button = this.#buttons.get(row.id);

		button.onclick = () => this.#app.openCase(row);
		button.ariaLabel = fill(words.watchCase, { who: row.who || row.id });
		setText(button, words.watch);
		return button;
	}
}

function isReady({ presence, linked }) {
	return linked && presence === 'ready';
}

function sum(items, name) {
	return items.reduce((total, item) => total + item[name], 0);
}

function medianText({ wait_s: wait, answer_s: answer }) {
	return [wait, answer].map((s) => (s === undefined ? '–' : clockOf(s * 1000))).join(' / ');
}
