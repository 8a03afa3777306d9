/*
 * The line of a case: what holds it and who lifts that, looked up again, orders to the operator,
 * the number shown for a moment, and what must be done before the case is closed.
 *
 * All of it is one frame of the server's; what an agent may do now stands there, too.
 */
import { element, setText } from '../sdk/element.js';
import { KeyedList } from '../sdk/keyed.js';
import { fill, shownTime } from '../sdk/language.js';
import { askOrder, askReveal, askWaive } from './dialogs.js';

const AMOUNTS = ['owed_fen', 'balance_fen', 'paid_fen'];
const TIMES = ['paid', 'due', 'repair_by', 'contract_end', 'cancel'];

const at = (id) => document.getElementById(id);

export class Line {
	#app;
	#holds;
	#facts;
	#orders;
	#steps;

	constructor(app) {
		this.#app = app;
		this.#holds = new KeyedList(at('holds'), () => new HoldView(app));
		this.#facts = new KeyedList(at('line-facts'), () => new FactView());
		this.#orders = new KeyedList(at('orders'), () => new OrderView(app));
		this.#steps = new KeyedList(at('checklist'), () => new StepView(app));
		at('look-up').addEventListener('click', () => app.desk.act('lookup'));
		at('reveal').addEventListener('click', () => askReveal(app));
	}

	draw() {
		const { desk } = this.#app;
		const { line = {}, number } = desk.file;
		const isMine = desk.isMine(desk.current);
		const hasNumber = Boolean(line.who);

		setText(at('line-who'), number ?? (line.who || this.#app.words.noNumber));
		at('line-who').classList.toggle('shown', Boolean(number));
		at('reveal').hidden = !isMine || !hasNumber || Boolean(number);
		at('look-up').hidden = !isMine || !hasNumber;
		at('look-up').disabled = line.look_up === 'waiting';
		setText(at('line-state'), this.#told(line));
		this.#drawRecord(line);
		this.#drawDone(line, isMine);
	}

	#told({ look_up: state = 'none', at: time }) {
		const { words } = this.#app;
		const known = time ? fill(words.recordOf, { time: this.#time(time) }) : '';

		return [words.lookUps[state], known].filter(Boolean).join(' ');
	}

	#drawRecord({ record, holds = [] }) {
		const { words } = this.#app;

		at('no-holds').hidden = !record || holds.length > 0;
		setText(at('no-holds'), record?.exists === false ? words.noSuchLine : words.noHolds);
		this.#holds.draw(holds.map((hold) => ({ key: hold.cause, hold })));
		this.#facts.draw(record ? this.#listFacts(record) : []);
	}

	#listFacts(record) {
		const { words } = this.#app;
		const amounts = AMOUNTS.filter((name) => name in record).map((name) => [
			name,
			fill(words.yuan, { yuan: (record[name] / 100).toFixed(2) }),
		]);
		const times = TIMES.filter((name) => record[name])
			.map((name) => [name, this.#time(record[name])]);
		const texts = ['region', 'contact'].filter((name) => record[name])
			.map((name) => [name, record[name]]);

		return [...amounts, ...times, ...texts].map(([key, told]) => ({
			key,
			name: words.lineFacts[key],
			told,
		}));
	}

	#drawDone({ orders = [], checklist = [] }, isMine) {
		const fitting = orders.filter(({ standing }) => standing !== 'does_not_fit');

		at('orders-part').hidden = !isMine || !fitting.length;
		this.#orders.draw(fitting.map((order) => ({ key: order.order, order })));
		at('checklist-part').hidden = !checklist.length;
		this.#steps.draw(checklist.map((step) => ({ key: step.step, step, isMine })));
	}

	#time(time) {
		return shownTime(new Date(time), this.#app.words.locale);
	}
}

class HoldView {
	#app;
	#name = element('p', { className: 'hold-name' });
	#about = element('p', { className: 'soft' });
	#pay = element('p', { className: 'soft' });
	#end = element('p', { className: 'soft' });
	node = element('li', {}, this.#name, this.#about, this.#pay, this.#end);

	constructor(app) {
		this.#app = app;
	}

	/* A cause that the server's table does not know has a code and nothing else. */
	update({ hold: { cause, since, until, pay, name, lifted_by: liftedBy } }) {
		const { words } = this.#app;
		const told = name?.[words.code] ?? cause;
		const time = since && shownTime(new Date(since), words.locale);
		const end = until && shownTime(new Date(until), words.locale);

		setText(this.#name, time ? fill(words.holdSince, { hold: told, time }) : told);
		setText(this.#about, liftedBy ? fill(words.liftedBy, { who: liftedBy[words.code] }) : '');
		setText(this.#pay, words.pays[pay] ?? '');
		setText(this.#end, end ? fill(words.holdUntil, { time: end }) : '');
	}
}

class FactView {
	#name = element('dt');
	#told = element('dd');
	node = element('div', {}, this.#name, this.#told);

	update({ name, told }) {
		setText(this.#name, name);
		setText(this.#told, told);
	}
}

class OrderView {
	#app;
	#order;
	#button = element('button', { type: 'button', onclick: () => askOrder(this.#app, this.#order) });
	#why = element('span', { className: 'soft' });
	node = element('li', {}, this.#button, this.#why);

	constructor(app) {
		this.#app = app;
	}

	update({ order: { order, standing, proof } }) {
		const { words } = this.#app;
		const why = standing === 'proof_missing' ? words.proofs[proof] : words.standings[standing];

		this.#order = order;
		setText(this.#button, words.orders[order]);
		this.#button.disabled = standing !== 'ready';
		setText(this.#why, why ?? '');
	}
}

class StepView {
	#app;
	#step = {};
	#box = element('input', { type: 'checkbox', onchange: () => this.#tick() });
	#text = element('span');
	#about = element('p', { className: 'soft' });
	#waive = element('button', { type: 'button', className: 'plain', onclick: () => this.#leave() });
	node = element(
		'li',
		{},
		element('label', {}, this.#box, this.#text),
		this.#about,
		this.#waive,
	);

	constructor(app) {
		this.#app = app;
	}

	update({ step, isMine }) {
		const { words } = this.#app;
		const { state, text, agent, at: time, reason } = step;
		const isOpen = state === 'open';
		const values = { agent, reason, time: time && shownTime(new Date(time), words.locale) };

		this.#step = step;
		this.node.className = state;
		setText(this.#text, text[words.code]);
		this.#box.checked = state === 'done';
		this.#box.disabled = !isMine || state === 'waived';
		setText(this.#about, isOpen ? '' : fill(words.steps[state], values));
		this.#about.hidden = isOpen;
		this.#waive.hidden = !isMine || state === 'done';
		setText(this.#waive, isOpen ? words.waive : words.reopen);
	}

	/* What the server says of it decides how it stands. */
	#tick() {
		const state = this.#box.checked ? 'done' : 'open';

		if (!this.#app.desk.act('step', { step: this.#step.step, state }))
			this.#app.draw();
	}

	#leave() {
		const { step, state } = this.#step;

		if (state === 'open')
			askWaive(this.#app, this.#step);
		else
			this.#app.desk.act('step', { step, state: 'open' });
	}
}
