/*
 * Beside the conversation: tabs of what is known and what was done.
 */
const TABS = ['summary', 'line', 'record'];

const at = (id) => document.getElementById(id);

export class Panel {
	#app;
	#views;

	/** views: by tab, each with `draw()`. */
	constructor(app, views) {
		this.#app = app;
		this.#views = views;
		for (const tab of TABS)
			at(`tab-${tab}`).addEventListener('click', () => this.show(tab));
		at('tabs').addEventListener('keydown', (event) => this.#pressed(event));
	}

	draw() {
		const row = this.#app.desk.current;

		at('panel').hidden = !row;
		for (const tab of TABS)
			this.#drawTab(tab);
		if (row)
			this.#views[this.#shown].draw();
	}

	show(tab) {
		this.#app.preferences.set('tab', tab);
		this.#app.draw();
	}

	get #shown() {
		const tab = this.#app.preferences.get('tab');

		return TABS.includes(tab) ? tab : TABS[0];
	}

	#drawTab(tab) {
		const isShown = tab === this.#shown;

		at(`tab-${tab}`).ariaSelected = String(isShown);
		at(`tab-${tab}`).tabIndex = isShown ? 0 : -1;
		at(`${tab}-panel`).hidden = !isShown;
	}

	#pressed({ key }) {
		const steps = { ArrowRight: 1, ArrowLeft: -1 };

		if (!(key in steps))
			return;
		const to = (TABS.indexOf(this.#shown) + steps[key] + TABS.length) % TABS.length;

		this.show(TABS[to]);
		at(`tab-${TABS[to]}`).focus();
	}
}
