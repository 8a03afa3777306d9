/*
 * The widget's elements, without their behaviour. What has an id is found by it; ids in a
 * shadow root are its own. `data` names the text that belongs there, see sdk/language.js.
 */
import { element, icon } from '../sdk/element.js';

const LONGEST_MESSAGE = 4000;

const SUMMIT =
	'M1 20 9 5c1-1.6 5-1.6 6 0l8 15zM7.6 9.6l2 1.6 2.4-1.6 2.4 1.6 2-1.6-2-3.6c-.6-.8-4.2-.8-4.8 0z';
const ARROW = 'M4 11h11l-5-5 1.4-1.4L19 12l-7.6 7.4L10 18l5-5H4z';
const CROSS =
	'M6.4 5 12 10.6 17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6L6.4 19 5 17.6l5.6-5.6L5 6.4z';
const EYE =
	'M12 5c5 0 8.6 3.6 10 7-1.4 3.4-5 7-10 7s-8.6-3.6-10-7c1.4-3.4 5-7 10-7zm0 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8z';
const CLIP =
	'M16.5 6v10.5a4.5 4.5 0 0 1-9 0V6a3 3 0 0 1 6 0v9.5a1.5 1.5 0 0 1-3 0V7H9v8.5a3 3 0 0 0 6 0V6a4.5 4.5 0 0 0-9 0v10.5a6 6 0 0 0 12 0V6z';
const DOTS =
	'M12 4a2 2 0 1 0 0 4 2 2 0 0 0 0-4zm0 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4zm0 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4z';
const BUBBLE = 'M4 4h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-8l-5 4v-4H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z';

function box(id, ...children) {
	return element('div', { id }, ...children);
}

function line(id) {
	return element('p', { id });
}

function button(id, data, ...children) {
	return element('button', { id, type: 'button', data }, ...children);
}

function header() {
	return element(
		'header',
		{},
		box('badge', icon(SUMMIT)),
		box('who', line('name'), line('status')),
		button('person', { text: 'person' }),
		element(
			'button',
			{ id: 'more', type: 'button', ariaExpanded: 'false', data: { label: 'more' } },
			icon(DOTS),
		),
		button('close', { label: 'close' }, icon(CROSS)),
	);
}

function toggle(id) {
	return element('button', { id, type: 'button', ariaPressed: 'false', data: { text: id } });
}

/* Buttons that anybody may press one after the other, and no menu in ARIA's sense, which would take
 * the keys for itself. */
function menu() {
	return element(
		'div',
		{ id: 'menu', hidden: true },
		toggle('easy'),
		toggle('large'),
		button('move', { text: 'move' }),
		button('language', { text: 'switchTo' }),
	);
}

function notice() {
	return element('p', { id: 'notice', role: 'status' });
}

function transcript() {
	const log = element('div', {
		id: 'log',
		role: 'log',
		ariaLive: 'polite',
		tabIndex: 0,
		data: { label: 'log' },
	});
	const typing = element(
		'div',
		{ id: 'typing', hidden: true, ariaHidden: 'true' },
		element('i'),
		element('i'),
		element('i'),
	);

	const earlier = button('earlier', { text: 'earlier' });

	return box('scroll', box('talk', earlier, log, typing));
}

function choices() {
	return element('div', { id: 'choices', role: 'group', data: { label: 'choices' } });
}

function composer() {
	const plain = element('textarea', {
		id: 'plain',
		className: 'field',
		rows: 1,
		maxLength: LONGEST_MESSAGE,
		data: { label: 'field', hint: 'fieldHint' },
	});
	/* As a one-time code, so that no browser offers to keep it. */
	const secret = element('input', {
		id: 'secret',
		className: 'field',
		type: 'password',
		autocomplete: 'one-time-code',
		hidden: true,
		data: { label: 'secret', hint: 'secretHint' },
	});
	/* The button opens it, so that there is one stop for the keyboard. */
	const file = element('input', {
		id: 'file',
		type: 'file',
		accept: 'image/jpeg,image/png,image/webp,application/pdf',
		hidden: true,
	});
	const send = element(
		'button',
		{ id: 'send', type: 'submit', data: { label: 'send' } },
		icon(ARROW),
	);

	return element(
		'form',
		{ id: 'composer' },
		button('attach', { label: 'attach' }, icon(CLIP)),
		file,
		plain,
		secret,
		button('reveal', { label: 'reveal' }, icon(EYE)),
		send,
	);
}

/** The panel and the button that opens it. */
export function buildBody() {
	const panel = element(
		'section',
		{ id: 'panel', data: { label: 'title' } },
		header(),
		menu(),
		notice(),
		transcript(),
		choices(),
		composer(),
	);

	return [panel, button('launcher', { label: 'open' }, icon(BUBBLE))];
}
