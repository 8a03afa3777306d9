/*
 * Everything by keyboard. Single keys work outside of fields, and can be switched off in the
 * settings (WCAG 2.1, 2.1.4); every one of them has its button.
 */
import { isAsking, showKeys } from './dialogs.js';

const at = (id) => document.getElementById(id);

function press(id) {
	const button = at(id);

	if (button.offsetParent && !button.disabled)
		button.click();
}

function focus(id) {
	if (at(id).offsetParent)
		at(id).focus();
}

export class Keys {
	#app;
	#acts;

	constructor(app) {
		this.#app = app;
		this.#acts = {
			j: () => app.inbox.move(1),
			k: () => app.inbox.move(-1),
			1: () => app.showFolder('mine'),
			2: () => app.showFolder('waiting'),
			3: () => app.showFolder('all'),
			4: () => app.show('board'),
			'/': () => app.startSearch(),
			n: () => press('next'),
			c: () => (press('claim'), press('take-over')),
			r: () => (focus('message'), focus('whisper-input')),
			q: () => app.talk.openReplies(),
			e: () => app.startNote(),
			s: () => app.showSummary(),
			g: () => app.startTagging(),
			l: () => app.showLine(),
			t: () => press('transfer'),
			b: () => press('return'),
			x: () => press('close'),
			p: () => focus('presence'),
			u: () => press('whisper-read'),
			Escape: () => app.leaveCase(),
			'?': () => this.show(),
		};
		document.addEventListener('keydown', (event) => this.#pressed(event));
		at('help').addEventListener('click', () => this.show());
	}

	show() {
		const { words } = this.#app;
		const known = Object.keys(this.#acts).filter((key) => words.keys[key]);
		const rows = known.map((key) => [key === 'Escape' ? 'Esc' : key, words.keys[key]]);

		showKeys([...rows, ...Object.entries(words.fieldKeys)], words);
	}

	#pressed(event) {
		const { desk, places, preferences } = this.#app;
		const isOurs = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;

		if (!desk.agent || isAsking() || !isOurs || event.defaultPrevented)
			return;
		if (isWriting(event.target)) {
			if (event.key === 'Escape')
				event.target.blur();
			return;
		}
		if (!preferences.get('keys') || !places.includes('desk') || !this.#acts[event.key])
			return;
		event.preventDefault();
		this.#acts[event.key]();
	}
}

function isWriting(node) {
	return node.matches('input, textarea, select');
}
