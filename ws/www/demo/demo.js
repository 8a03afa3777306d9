/*
 * The demo page: the chat, the numbers to try, and the owner's phone, which shows what the
 * simulated operator texts to it.
 */
import { element } from '../sdk/element.js';
import {
	browserLanguage,
	clockTime,
	fill,
	fillTexts,
	localeOf,
	otherLanguage,
} from '../sdk/language.js';
import { tokens } from '../sdk/tokens.js';
import { lines, owners } from './lines.js';
import { texts } from './texts.js';

const LOOK_EVERY_MS = 1_000;

const chat = document.querySelector('fuji-chat');
const phone = document.getElementById('phone');
const shownTexts = new Set();
let signedInAs = '';
let language = browserLanguage();

/* A button that types what it shows into the chat. */
function typeButton(text) {
	const label = fill(texts[language].typeIn, { text });

	return element(
		'button',
		{ type: 'button', ariaLabel: label, onclick: () => chat.type(text) },
		text,
	);
}

/* As the operator's own app would: whenever the chat asks who is there. */
async function signedIn(number) {
	const answer = await fetch(`/demo/login?number=${number}`, { cache: 'no-store' });

	return answer.ok ? (await answer.json()).identity : undefined;
}

function signInButton({ number }) {
	const label = fill(texts[language].signInAs, { number });
	const onclick = () => {
		chat.identity = () => signedIn(number);
		signedInAs = number;
		drawLines();
	};

	return element(
		'button',
		{
			type: 'button',
			className: 'sign-in',
			ariaLabel: label,
			ariaPressed: String(number === signedInAs),
			onclick,
		},
		texts[language].signIn,
	);
}

function lineRow(line) {
	return element(
		'tr',
		{},
		element('td', {}, typeButton(line.number)),
		element(
			'td',
			{},
			element('span', { className: `dot ${line.mood}` }),
			line[language],
		),
		element('td', {}, signInButton(line)),
	);
}

function ownerCard(owner) {
	const words = texts[language];
	const holder = fill(words.holder, { name: owner.name, scope: owner[language] });

	return element(
		'dl',
		{},
		element('dt', { className: 'holder' }, holder),
		element('dd', {}, words.password, typeButton(owner.password)),
		element('dd', {}, words.tail, typeButton(owner.tail)),
	);
}

function drawLines() {
	document.getElementById('lines').replaceChildren(...lines.map(lineRow));
}

function speak(chosen) {
	language = chosen;
	document.documentElement.lang = localeOf(language);
	chat.lang = language;
	fillTexts(document, texts[language]);
	document.getElementById('language').lang = localeOf(otherLanguage(language));
	drawLines();
	document.getElementById('owners').replaceChildren(...owners.map(ownerCard));
}

function phoneMessage({ number, text, at }) {
	const meta = `${number} · ${clockTime(new Date(at))}`;

	return element(
		'div',
		{},
		element('p', { className: 'meta' }, meta),
		element('p', {}, text),
	);
}

/* The list is what the operator still remembers; what has been shown stays. */
function showTexts(messages) {
	const fresh = messages.filter((message) => !shownTexts.has(JSON.stringify(message)));

	document.getElementById('phone-empty').hidden = messages.length > 0;
	if (!fresh.length)
		return;
	for (const message of fresh)
		shownTexts.add(JSON.stringify(message));
	phone.append(...fresh.map(phoneMessage));
	phone.scrollTop = phone.scrollHeight;
}

async function lookAtPhone() {
	document.getElementById('clock').textContent = clockTime(new Date());
	if (document.hidden)
		return;
	const answer = await fetch('/demo/phone', { cache: 'no-store' }).catch(() => null);

	/* A server that is away comes back; the next look will tell. */
	if (answer?.ok)
		showTexts((await answer.json()).messages);
}

document.adoptedStyleSheets.push(tokens);
document.getElementById('language').addEventListener('click', () => speak(otherLanguage(language)));
chat.addEventListener('fuji-language', ({ detail }) => speak(detail));
speak(language);
lookAtPhone();
setInterval(lookAtPhone, LOOK_EVERY_MS);
