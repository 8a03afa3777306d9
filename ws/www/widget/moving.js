/*
 * The sheet over the chat by which it goes on on another device: a code to read or scan, and a
 * field for another device's. Loaded when it is first wanted.
 *
 * A link brings a code, and may come from anybody: so it only fills the field, and who follows it
 * is asked. The code stands in the link's fragment, which no browser sends to a server.
 */
import { element, setText } from '../sdk/element.js';
import { fill, fillTexts } from '../sdk/language.js';
import { texts } from './moving_texts.js';
import { qrCode } from './qr.js';

const QUIET = 4; /* modules around the code, as its standard wants */
const SVG = 'http://www.w3.org/2000/svg';

const sheet = new CSSStyleSheet();

sheet.replaceSync(`
#panel.moves > :is(#notice, #scroll, #choices, #composer), #panel.moves #person {
	display: none;
}
#moving {
	flex: 1;
	min-height: 0;
	overflow-y: auto;
	padding: 16px;
}
#moving h2 {
	font-size: 1.1em;
	outline: none;
}
#moving, #moving section, #moving form {
	display: flex;
	flex-direction: column;
	align-items: flex-start;
	gap: 12px;
}
#moving form {
	width: 100%;
}
#moving svg {
	width: 11em;
	max-width: 100%;
	background: #ffffff;
	border-radius: 8px;
}
#moving .code {
	font: 600 1.6em/1.4 ui-monospace, monospace;
	letter-spacing: 0.06em;
	white-space: nowrap;
	user-select: all;
}
#moving .soft {
	color: var(--soft);
	font-size: 0.875em;
}
#moving .fault {
	color: var(--warn);
}
#moving .fault:empty {
	display: none;
}
#moving input {
	width: 100%;
	text-transform: uppercase;
}
#moving label {
	font-weight: 600;
}
#moving button {
	min-height: 44px;
	padding: 6px 16px;
	border: 1.5px solid var(--link);
	border-radius: 14px;
	background: var(--paper);
	color: var(--link);
}
#moving button.first {
	border-color: transparent;
	background: var(--accent);
	color: var(--accent-ink);
}
`);

function text(data, className) {
	return element('p', { className, data: { text: data } });
}

/* Black on white, whatever the page's colours: cameras want it so. */
function drawing(modules, label) {
	const svg = document.createElementNS(SVG, 'svg');
	const path = document.createElementNS(SVG, 'path');
	const side = modules.length + 2 * QUIET;
	const dark = modules.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')));

	svg.setAttribute('viewBox', `${-QUIET} ${-QUIET} ${side} ${side}`);
	svg.setAttribute('role', 'img');
	svg.setAttribute('aria-label', label);
	svg.setAttribute('shape-rendering', 'crispEdges');
	path.setAttribute('d', dark.join(''));
	svg.append(path);
	return svg;
}

function linkFor(code) {
	const link = new URL(location.href);

	link.hash = `fuji-chat=${code.replace('-', '')}`;
	return link.href;
}

export class Moving {
	#chat;
	#closed;
	#texts;
	#panel;
	#ending = 0;
	#heading = element('h2', { tabIndex: -1, data: { text: 'heading' } });
	#scan = text('scan');
	#picture = element('div');
	#type = element('p');
	#code = element('p', { className: 'code', translate: false });
	#lasts = element('p', { className: 'soft', role: 'status' });
	#another = element('button', { type: 'button', data: { text: 'another' }, onclick: () => this.#ask() });
	#offer = element('section', {}, this.#scan, this.#picture, this.#type, this.#code, this.#lasts, this.#another,
		text('secret', 'soft'));
	#warning = text('own');
	#field = element('input', { id: 'moving-code', className: 'field', autocomplete: 'off', spellcheck: false,
		autocapitalize: 'characters', maxLength: 32, required: true });
	#fault = element('p', { className: 'fault', role: 'alert' });
	#join = element('button', { className: 'first', type: 'submit', data: { text: 'join' } });
	#form = element('form', {}, element('label', { htmlFor: 'moving-code', data: { text: 'field' } }),
		this.#fault, this.#field, this.#join);
	node = element('div', { id: 'moving', hidden: true },
		element('button', { type: 'button', data: { text: 'back' }, onclick: () => this.close() }),
		this.#heading, this.#offer, this.#warning, this.#form);

	/** `chat()` gives what it is about; `closed()` is called when that is to be seen again. */
	constructor(chat, root, closed) {
		this.#chat = chat;
		this.#closed = closed;
		this.node.onkeydown = (event) => this.#key(event);
		this.#panel = root.querySelector('#panel');
		this.#panel.append(this.node);
		root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
		this.#form.onsubmit = (event) => this.#submit(event);
	}

	translate(language) {
		this.#texts = texts[language];
		fillTexts(this.node, this.#texts);
	}

	/** Shows a code of this chat; or asks whether the one that a link brought is to be followed. */
	open(code) {
		this.#panel.classList.add('moves');
		this.node.hidden = false;
		this.#offer.hidden = code !== undefined;
		this.#warning.hidden = code === undefined;
		this.#field.value = code ?? '';
		this.#heading.dataset.text = code === undefined ? 'heading' : 'question';
		fillTexts(this.node, this.#texts);
		setText(this.#fault, '');
		this.#heading.focus();
		if (code === undefined)
			this.#ask();
	}

	close() {
		clearTimeout(this.#ending);
		this.#panel.classList.remove('moves');
		this.node.hidden = true;
		this.#show(null);
		this.#closed();
	}

	#key(event) {
		if (event.key !== 'Escape' || event.isComposing)
			return;
		event.stopPropagation();
		this.close();
	}

	async #ask() {
		try {
			const { code, expiresIn } = await this.#chat().move();

			this.#show(code);
			setText(this.#lasts, fill(this.#texts.lasts, { minutes: Math.round(expiresIn / 60) }));
			this.#ending = setTimeout(() => this.#end(this.#texts.ended), expiresIn * 1000);
		} catch {
			this.#end(this.#texts.none);
		}
	}

	/* null: none. */
	#show(code) {
		const modules = code && qrCode(linkFor(code));

		clearTimeout(this.#ending);
		this.#picture.replaceChildren(...(modules ? [drawing(modules, this.#texts.picture)] : []));
		setText(this.#code, code ?? '');
		setText(this.#type, modules ? this.#texts.type : this.#texts.typeOnly);
		this.#scan.hidden = !modules;
		this.#type.hidden = !code;
		this.#another.hidden = Boolean(code);
	}

	#end(why) {
		this.#show(null);
		setText(this.#lasts, why);
	}

	async #submit(event) {
		event.preventDefault();
		setText(this.#fault, '');
		this.#join.disabled = true;
		try {
			await this.#chat().join(this.#field.value.trim());
			this.close();
		} catch ({ code }) {
			setText(this.#fault, this.#texts[code] ?? this.#texts.failed);
			this.#field.focus();
			this.#form.scrollIntoView({ block: 'nearest' });
		}
		this.#join.disabled = false;
	}
}
