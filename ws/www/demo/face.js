/*
 * Plays the operator's page for face checks: whose face the camera would see is chosen from a
 * list, and how the check went is a button. The chat that gave the link goes on by itself.
 */
import { element } from '../sdk/element.js';
import { browserLanguage, fillTexts, localeOf } from '../sdk/language.js';
import { tokens } from '../sdk/tokens.js';
import { lines } from './lines.js';
import { texts } from './texts.js';

const language = browserLanguage();
const words = texts[language];
const state = new URLSearchParams(location.search).get('state');
const form = document.getElementById('face');
const outcome = document.getElementById('outcome');

async function tell(passed) {
	const answer = await fetch('/demo/operator/face', {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ line: document.getElementById('line').value, state, passed }),
	}).catch(() => null);

	outcome.textContent = answer?.ok ? words.faceTold : words.faceOver;
}

form.addEventListener('submit', (event) => {
	event.preventDefault();
	tell(event.submitter.value === 'passed');
});
document.adoptedStyleSheets.push(tokens);
document.documentElement.lang = localeOf(language);
fillTexts(document, words);
document.getElementById('line').replaceChildren(
	...lines.map(({ number }) => element('option', { value: number }, number)),
);
