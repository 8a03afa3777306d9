/*
 * The bar at the top: where one is, whether the desk is connected, and whether one takes cases.
 */
import { element } from '../sdk/element.js';
import { askLogOut } from './dialogs.js';

const PLACES = ['desk', 'board', 'report', 'review', 'audit', 'staff', 'rules'];
const REASONS = ['break', 'meal', 'meeting', 'paperwork', 'training'];

const at = (id) => document.getElementById(id);

export class Top {
	#app;
	#drawnPresence = '';

	constructor(app) {
		this.#app = app;
		for (const each of PLACES)
			at(`go-${each}`).addEventListener('click', () => app.show(each));
		at('presence').addEventListener('change', () => this.#setPresence());
		at('logout').addEventListener('click', () => this.#logOut());
	}

	draw() {
		const { desk, words, place, places } = this.#app;
		const { connection } = desk.session;
		const isLoggedIn = desk.agent !== null;

		at('connection').textContent = isLoggedIn ? words[connection] : '';
		at('connection').className = connection;
		at('agent').textContent = desk.agent?.name ?? '';
		for (const id of ['logout', 'settings', 'places'])
			at(id).hidden = !isLoggedIn;
		at('help').hidden = !isLoggedIn || !places.includes('desk');
		for (const each of PLACES) {
			at(`go-${each}`).ariaCurrent = place === each ? 'page' : null;
			at(`go-${each}`).hidden = !places.includes(each);
		}
		at('presence-label').hidden = !desk.me;
		if (desk.me)
			this.#drawPresence(desk.me, words);
	}

	#logOut() {
		if (this.#app.desk.drafts.isEmpty)
			this.#app.desk.logOut();
		else
			askLogOut(this.#app);
	}

	/* Only when it is another: an open list of choices would close. What was chosen and not
	 * granted goes back to what is. */
	#drawPresence({ presence, reason }, words) {
		const value = presence === 'away' ? `away ${reason}` : presence;
		const values = ['ready', ...REASONS.map((each) => `away ${each}`), 'off'];
		const drawn = `${value} ${words.locale}`;

		at('presence').className = presence;
		if (drawn === this.#drawnPresence && at('presence').value === value)
			return;
		if (!values.includes(value))
			values.push(value);
		at('presence').replaceChildren(
			...values.map((each) =>
				element(
					'option',
					{ value: each, selected: each === value },
					presenceText(each, words),
				),
			),
		);
		this.#drawnPresence = drawn;
	}

	#setPresence() {
		const [presence, reason] = at('presence').value.split(' ');
		const frame = { type: 'desk.presence', presence };

		this.#app.desk.ask(reason ? { ...frame, reason } : frame);
		this.#app.draw();
	}
}

/** `ready`, `off` or `away REASON` in words. */
export function presenceText(value, words) {
	const [presence, reason] = value.split(' ');

	return reason
		? `${words.presences.away} · ${words.awayReasons[reason] ?? reason}`
		: words.presences[presence];
}
