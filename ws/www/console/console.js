/*
 * The agent console: log in, take a case, read what is known, talk, hand back or close.
 *
 * The desk holds all state; every change of it draws the page again from the top.
 */
import { element, isSendKey } from '../sdk/element.js';
import {
	browserLanguage,
	clockTime,
	fill,
	fillTexts,
	localeOf,
	otherLanguage,
} from '../sdk/language.js';
import { socketAddress } from '../sdk/link.js';
import { MessageList } from '../sdk/messages.js';
import { tokens } from '../sdk/tokens.js';
import { Desk } from './desk.js';
import { aboutCase, Queue } from './queue.js';
import { texts } from './texts.js';

const TYPING_SHOWN_MS = 3_000;
const REDRAW_EVERY_MS = 30_000;

const at = (id) => document.getElementById(id);
const desk = new Desk({ url: socketAddress('/desk', location.href) });
const queue = new Queue(desk);
const messages = new MessageList(at('messages'), (key) => desk.retry(key));
let language = browserLanguage();
let typingEnds = 0;
let newestKey;
let shownCase = '';
let claimedCase = '';

function words() {
	return texts[language];
}

/* --- drawing ------------------------------------------------------------------- */

function draw() {
	const isLoggedIn = desk.agent !== null;

	drawTop(isLoggedIn);
	at('login').hidden = isLoggedIn;
	at('desk').hidden = !isLoggedIn;
	if (!isLoggedIn)
		return;
	queue.draw(words());
	drawCase(desk.current);
}

function drawTop(isLoggedIn) {
	const isLoggingIn = !isLoggedIn && desk.connection === 'connecting';
	const badge = isLoggedIn && queue.nWaiting ? `(${queue.nWaiting}) ` : '';

	document.title = `${badge}${words().title} · Fuji`;
	at('connection').textContent = isLoggedIn ? words()[desk.connection] : '';
	at('connection').className = desk.connection;
	at('agent').textContent = desk.agent?.name ?? '';
	at('logout').hidden = !isLoggedIn;
	at('login-button').textContent = isLoggingIn ? words().loggingIn : words().login;
	at('login-button').disabled = isLoggingIn;
}

function drawCase(current) {
	at('desk').classList.toggle('has-case', Boolean(current));
	at('pick').hidden = Boolean(current);
	at('talk').hidden = !current;
	at('file').hidden = !current;
	if (!current)
		return;
	drawBar(current);
	drawTalk(current);
	drawSummary();
	drawHistory();
}

function drawBar(current) {
	const isMine = desk.isMine(current);

	at('talk-title').textContent = current.who || current.id;
	at('talk-about').textContent = [
		current.id,
		words().states[current.state],
		aboutCase(current, words()),
		words().languages[current.language],
	]
		.filter(Boolean)
		.join(' · ');
	at('claim').hidden = current.state !== 'waiting';
	at('return').hidden = !isMine;
	at('close').hidden = !isMine;
	at('message-form').hidden = !isMine;
	at('blocked').hidden = isMine;
	at('blocked').textContent = whyBlocked(current);
	if (isMine && claimedCase === current.id)
		startReply();
}

/* The claim has been granted, and its button has gone: on to what comes next. */
function startReply() {
	claimedCase = '';
	at('message').focus();
}

function whyBlocked({ state, agent }) {
	if (state === 'waiting')
		return words().claimFirst;
	return state === 'open' ? fill(words().othersCase, { agent }) : words().caseClosed;
}

function drawTalk(current) {
	messages.draw(desk.messages, words());
	endTypingWith(desk.messages.at(-1));
	at('typing').hidden = Date.now() >= typingEnds;
	if (shownCase !== current.id)
		at('scroll').scrollTop = 0;
	shownCase = current.id;
}

/* What was being typed is there now. */
function endTypingWith(newest) {
	if (newest?.key !== newestKey && newest?.speaker === 'subscriber')
		typingEnds = 0;
	newestKey = newest?.key;
}

function drawSummary() {
	const newest = desk.log.findLast(({ summary }) => summary);
	const lines = newest ? newest.summary.lines : [];

	at('no-summary').hidden = lines.length > 0;
	at('summary').hidden = lines.length === 0;
	at('summary').replaceChildren(...lines.map(summaryLine));
}

function summaryLine({ title, text }) {
	return element(
		'li',
		{},
		element('span', { className: 'what' }, title[language]),
		element('span', {}, text[language]),
	);
}

function drawHistory() {
	at('history').replaceChildren(
		...desk.log.map((entry) =>
			element(
				'li',
				{},
				element('span', { className: 'what' }, historyHead(entry)),
				entry.kind === 'summary' || !entry.text
					? undefined
					: element('p', {}, entry.text),
			),
		),
	);
}

function historyHead({ at: time, kind, agent }) {
	return [clockTime(new Date(time)), agent, words().entries[kind] ?? kind]
		.filter(Boolean)
		.join(' · ');
}

function showFault({ code, message }) {
	const sentence =
		words().faults[code] ?? fill(words().faults.other, { message: message ?? code });

	at('fault').textContent = sentence;
	at('fault').hidden = false;
}

function clearFault() {
	at('fault').hidden = true;
}

function speak(chosen) {
	language = chosen;
	document.documentElement.lang = localeOf(language);
	at('language').lang = localeOf(otherLanguage(language));
	fillTexts(document, words());
	clearFault();
	draw();
}

/* --- what the agent does --------------------------------------------------------- */

function logIn(event) {
	event.preventDefault();
	clearFault();
	desk.logIn(at('login-name').value, at('login-password').value);
	at('login-password').value = '';
}

function claim() {
	clearFault();
	if (!desk.claim())
		return;
	queue.filter = 'mine';
	claimedCase = desk.current.id;
}

function sendMessage(event) {
	const text = at('message').value.trim();

	event.preventDefault();
	clearFault();
	if (!text)
		return;
	desk.send(text);
	at('message').value = '';
	at('message').focus();
}

function saveNote(event) {
	const text = at('note').value.trim();

	event.preventDefault();
	clearFault();
	if (text && desk.note(text))
		at('note').value = '';
}

function sendOnEnter(event) {
	if (!isSendKey(event))
		return;
	event.preventDefault();
	at('message-form').requestSubmit();
}

function closeWhenSure() {
	if (at('close-dialog').returnValue === 'close')
		desk.close();
}

function showTyping({ detail }) {
	if (detail.case !== desk.current?.id)
		return;
	typingEnds = Date.now() + TYPING_SHOWN_MS;
	at('typing').hidden = false;
	setTimeout(draw, TYPING_SHOWN_MS);
}

desk.addEventListener('change', draw);
desk.addEventListener('typing', showTyping);
desk.addEventListener('fault', ({ detail }) => showFault(detail));
at('login-form').addEventListener('submit', logIn);
at('logout').addEventListener('click', () => desk.logOut());
at('language').addEventListener('click', () => speak(otherLanguage(language)));
at('back').addEventListener('click', () => desk.leave());
at('claim').addEventListener('click', claim);
at('return').addEventListener('click', () => desk.returnToBot());
at('close').addEventListener('click', () => at('close-dialog').showModal());
at('close-dialog').addEventListener('close', closeWhenSure);
at('message-form').addEventListener('submit', sendMessage);
at('message').addEventListener('keydown', sendOnEnter);
at('note-form').addEventListener('submit', saveNote);

document.adoptedStyleSheets.push(tokens);
speak(language);
desk.resume();
setInterval(draw, REDRAW_EVERY_MS);
