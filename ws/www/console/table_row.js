/*
 * A row of a table: its cells are named by their column for small screens, where it is a card.
 */
import { element, setText } from '../sdk/element.js';

export class TableRow {
	node = element('tr');
	#cells;

	constructor(n) {
		this.#cells = Array.from({ length: n }, (_, i) => element(i ? 'td' : 'th'));
		this.#cells[0].scope = 'row';
		this.node.append(...this.#cells);
	}

	update({ columns, cells, className = '' }) {
		this.node.className = className;
		cells.forEach((cell, i) => {
			this.#cells[i].dataset.column = columns[i];
			if (cell instanceof Node)
				this.#cells[i].firstChild !== cell && this.#cells[i].replaceChildren(cell);
			else
				setText(this.#cells[i], String(cell ?? ''));
		});
	}
}

/** The head of a table, drawn when the language is another. */
export function drawHead(head, columns, { code }) {
	if (head.dataset.drawn === code)
		return;
	head.dataset.drawn = code;
	head.replaceChildren(
		element('tr', {}, ...columns.map((text) => element('th', { scope: 'col' }, text))),
	);
}
