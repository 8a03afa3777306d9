/*
 * Children of an element, kept in step with a list.
 *
 * An item keeps its node for as long as it is listed, and nothing is moved that stands where it
 * should: so focus, selection and scrolling stay, and a live region tells each item once.
 */
export class KeyedList {
	#parent;
	#create;
	#views = new Map();

	/** `create(key)` makes a view, {node, update(item, before)}, where `before` is the item in
	 *  front of it. */
	constructor(parent, create) {
		this.#parent = parent;
		this.#create = create;
	}

	has(key) {
		return this.#views.has(key);
	}

	/** Items have a `key`, each its own. */
	draw(items) {
		const views = new Map();

		items.forEach((item, i) => {
			const view = this.#views.get(item.key) ?? this.#create(item.key);

			view.update(item, items[i - 1]);
			views.set(item.key, view);
		});
		for (const [key, view] of this.#views)
			if (!views.has(key))
				view.node.remove();
		[...views.values()].forEach(({ node }, i) => {
			if (this.#parent.children[i] !== node)
				this.#parent.insertBefore(node, this.#parent.children[i] ?? null);
		});
		this.#views = views;
	}
}
