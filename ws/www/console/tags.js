/*
 * The tags of the case that is shown, each a button that puts it on or takes it off.
 */
import { element, setText } from '../sdk/element.js';
import { KeyedList } from '../sdk/keyed.js';
import { tagName } from './words.js';

const at = (id) => document.getElementById(id);

export class Tags {
	#app;
	#list;

	constructor(app) {
		this.#app = app;
		this.#list = new KeyedList(at('tags'), (id) => this.#button(id));
	}

	/* Those of the list, then what the case has and the list no longer. Who may not tag sees what
	 * the case has. */
	draw() {
		const { desk, words } = this.#app;
		const { tags } = desk.current;
		const mayTag = desk.may('tag');
		const ids = new Set([...(mayTag ? desk.listing.tags.keys() : []), ...tags]);

		this.#list.draw(
			[...ids].map((id) => ({
				key: id,
				name: tagName(id, desk, words),
				isOn: tags.includes(id),
				mayTag,
			})),
		);
	}

	#button(id) {
		const node = element('button', { type: 'button', onclick: () => this.#toggle(id) });
		const update = ({ name, isOn, mayTag }) => {
			node.disabled = !mayTag;
			node.ariaPressed = String(isOn);
			setText(node, name);
		};

		return { node, update };
	}

	#toggle(id) {
		const { desk } = this.#app;

		desk.act('tag', desk.current.tags.includes(id) ? { remove: id } : { add: id });
	}
}
