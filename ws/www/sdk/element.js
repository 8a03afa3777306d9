/*
 * Elements without mark-up: text is never parsed, so nothing that somebody typed can become
 * an element, and the pages stay inside a policy that forbids innerHTML and style attributes.
 */

/** `element('button', { type: 'button', onclick: send, data: { text: 'send' } }, 'Send')`.
 *  Names that the element has as a property are set as such, others are attributes; undefined
 *  is left out, also among the children. */
export function element(tag, { data = {}, ...members } = {}, ...children) {
	const node = document.createElement(tag);

	for (const [name, value] of Object.entries(members)) {
		if (value === undefined)
			continue;
		if (name in node)
			node[name] = value;
		else
			node.setAttribute(name, value);
	}
	Object.assign(node.dataset, data);
	node.append(...children.filter((child) => child !== undefined));
	return node;
}

/** Sets what an element says, if it says something else. */
export function setText(node, text) {
	if (node.textContent !== text)
		node.textContent = text;
}

/** A drawing of one path on a 24 by 24 field. It only decorates. */
export function icon(path) {
	const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
	const shape = document.createElementNS('http://www.w3.org/2000/svg', 'path');

	svg.setAttribute('viewBox', '0 0 24 24');
	svg.setAttribute('aria-hidden', 'true');
	svg.classList.add('icon');
	shape.setAttribute('d', path);
	svg.append(shape);
	return svg;
}

/** True if this key press sends. Enter that picks a word in an input method does not. */
export function isSendKey(event) {
	return (
		event.key === 'Enter' &&
		!event.shiftKey &&
		!event.isComposing &&
		event.keyCode !== 229
	);
}
