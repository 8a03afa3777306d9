/*
 * The agents' console: take a case, read what is known, talk, hand over or close.
 *
 * The desk holds all state; every change of it draws the page again. Views change only those
 * nodes that say something else, so drawing is cheap and disturbs nobody.
 */
import { fillTexts, localeOf, otherLanguage } from '../sdk/language.js';
import { socketAddress } from '../sdk/link.js';
import { tokens } from '../sdk/tokens.js';
import { Alerts } from './alerts.js';
import { Audit } from './audit.js';
import { Board } from './board.js';
import { Desk } from './desk.js';
import { askClose, askReturn, askSettings, askTransfer } from './dialogs.js';
import { Inbox } from './inbox.js';
import { Keys } from './keys.js';
import { Line } from './line.js';
import { Panel } from './panel.js';
import { Preferences } from './preferences.js';
import { Record } from './record.js';
import { Report } from './report.js';
import { Review } from './review.js';
import { Rules } from './rules.js';
import { Staff } from './staff.js';
import { Summary } from './summary.js';
import { Talk } from './talk.js';
import { texts } from './texts.js';
import { Top } from './top.js';

const REDRAW_EVERY_MS = 5_000;
const GATHERED_MS = 25;
/* And what each asks for. */
const PLACES = {
	desk: 'snapshot',
	board: 'board',
	audit: 'audit',
	staff: 'account.list',
	rules: 'rules.read',
	report: 'report',
	review: 'review.list',
};
const OVER_CAPACITY = 'over_capacity';

const at = (id) => document.getElementById(id);

class Console {
	desk = new Desk({ url: socketAddress('/desk', location.href) });
	preferences = new Preferences();
	#place = 'desk'; /* as it was asked for */
	#isDrawingSoon = false;
	#expected = null; /* cases that were there before one was asked for */

	constructor() {
		this.alerts = new Alerts(this);
		this.top = new Top(this);
		this.inbox = new Inbox(this);
		this.talk = new Talk(this);
		this.panel = new Panel(this, {
			summary: new Summary(this),
			line: new Line(this),
			record: new Record(this),
		});
		this.board = new Board(this);
		this.report = new Report(this);
		this.audit = new Audit(this);
		this.staff = new Staff(this);
		this.rules = new Rules(this);
		this.review = new Review(this);
		this.keys = new Keys(this);
	}

	/** The pages that the role has, that to begin with first. */
	get places() {
		return Object.keys(PLACES).filter((place) => this.desk.may(PLACES[place]));
	}

	get place() {
		return this.places.includes(this.#place) ? this.#place : this.places[0];
	}

	get words() {
		return texts[this.preferences.get('language')];
	}

	/* --- drawing ------------------------------------------------------------------------ */

	/* Many frames make one drawing. Not by animation frame: a hidden page has none, but a title. */
	drawSoon() {
		if (this.#isDrawingSoon)
			return;
		this.#isDrawingSoon = true;
		setTimeout(() => this.draw(), GATHERED_MS);
	}

	draw() {
		const isLoggedIn = this.desk.agent !== null;

		this.#isDrawingSoon = false;
		this.#takeExpected();
		at('login').hidden = isLoggedIn;
		for (const place of Object.keys(PLACES))
			at(place).hidden = !isLoggedIn || this.place !== place;
		at('skip').hidden = !isLoggedIn;
		this.top.draw();
		this.alerts.draw();
		if (isLoggedIn)
			this.#drawPlace();
		else
			this.#drawLogin();
	}

	#drawPlace() {
		const row = this.desk.current;

		if (this.place === 'board')
			return this.board.draw();
		if (this.place === 'report')
			return this.report.draw();
		if (this.place === 'audit')
			return this.audit.draw();
		if (this.place === 'staff')
			return this.staff.draw();
		if (this.place === 'rules')
			return this.rules.draw();
		if (this.place === 'review')
			return this.review.draw();
		at('desk').classList.toggle('has-case', Boolean(row));
		at('pick').hidden = Boolean(row);
		this.inbox.draw();
		this.talk.draw();
		this.panel.draw();
	}

	#drawLogin() {
		const isLoggingIn = this.desk.session.connection === 'connecting';

		at('login-button').textContent = isLoggingIn ? this.words.loggingIn : this.words.login;
		at('login-button').disabled = isLoggingIn;
	}

	/* --- going about -------------------------------------------------------------------- */

	show(place) {
		this.#place = place;
		this.draw();
	}

	/** Another who logs in begins at the beginning. */
	leave() {
		this.#place = 'desk';
		this.report.clear();
		this.audit.clear();
		this.staff.clear();
		this.rules.clear();
		this.review.clear();
	}

	showFolder(folder) {
		this.#place = 'desk';
		this.inbox.show(folder);
	}

	openCase(row) {
		this.#place = 'desk';
		this.desk.open(row);
		this.draw();
		at(this.desk.isMine(row) ? 'message' : 'talk-title').focus();
	}

	/** Back to where the case stands in the list. */
	leaveCase() {
		const id = this.desk.current?.id;

		this.desk.leave();
		this.draw();
		at(`case-${id}`)?.focus();
	}

	/** A case will be given to this agent: it opens as soon as it is there. */
	expectCase() {
		this.#expected = new Set(this.#mine().map(({ id }) => id));
	}

	/** All cases of the line that the case is about. */
	showSameLine(caseId) {
		this.inbox.showSameLine(caseId);
		at('search-for').focus();
	}

	startSearch() {
		this.showFolder('all');
		at('search-for').focus();
	}

	startNote() {
		this.panel.show('record');
		at('note').focus();
	}

	startTagging() {
		this.panel.show('record');
		at('tags').firstChild?.focus();
	}

	showSummary() {
		this.panel.show('summary');
		at('summary-panel').focus();
	}

	showLine() {
		this.panel.show('line');
		at('line-panel').focus();
	}

	showMessage(seq) {
		this.talk.showMessage(seq);
	}

	#mine() {
		return [...this.desk.listing.cases.values()].filter((row) => this.desk.isMine(row));
	}

	#takeExpected() {
		const row = this.#expected && this.#mine().find(({ id }) => !this.#expected.has(id));

		if (!row)
			return;
		this.#expected = null;
		this.inbox.show('mine');
		this.openCase(row);
	}

	/* --- faults and settings ------------------------------------------------------------ */

	showFault({ code, message }) {
		const { faults } = this.words;

		this.#expected = null;
		this.#showBar(
			faults[code] ?? `${faults.other}${message ?? code}`,
			code === OVER_CAPACITY ? 'notice' : '',
		);
	}

	/** Says what is no fault, but must be seen. */
	showNotice(text) {
		this.#showBar(text, 'notice');
	}

	#showBar(text, className) {
		at('fault').className = className;
		at('fault-text').textContent = text;
		at('fault').hidden = false;
	}

	clearFault() {
		at('fault').hidden = true;
	}

	applyPreferences() {
		const language = this.preferences.get('language');
		const theme = this.preferences.get('theme');

		document.documentElement.lang = localeOf(language);
		if (theme === 'system')
			delete document.documentElement.dataset.theme;
		else
			document.documentElement.dataset.theme = theme;
		at('language').lang = localeOf(otherLanguage(language));
		fillTexts(document, this.words);
		this.clearFault();
		this.draw();
	}

	switchLanguage() {
		this.preferences.set('language', otherLanguage(this.preferences.get('language')));
		this.applyPreferences();
	}
}

const app = new Console();
const { desk } = app;

function logIn(event) {
	event.preventDefault();
	app.clearFault();
	desk.session.logIn(at('login-name').value, at('login-password').value);
	at('login-password').value = '';
}

function claim() {
	app.clearFault();
	if (desk.act('claim'))
		app.expectCase();
}

function takeOver() {
	app.clearFault();
	if (desk.act('transfer', { agent: desk.agent.name, text: '' }))
		app.expectCase();
}

document.adoptedStyleSheets.push(tokens);
desk.addEventListener('change', () => app.drawSoon());
desk.addEventListener('left', () => app.leave());
desk.addEventListener('fault', ({ detail }) => app.showFault(detail));
at('login-form').addEventListener('submit', logIn);
at('fault-close').addEventListener('click', () => app.clearFault());
at('language').addEventListener('click', () => app.switchLanguage());
at('settings').addEventListener('click', () => askSettings(app));
at('claim').addEventListener('click', claim);
at('take-over').addEventListener('click', takeOver);
at('transfer').addEventListener('click', () => askTransfer(app));
at('return').addEventListener('click', () => askReturn(app));
at('close').addEventListener('click', () => askClose(app));
addEventListener('beforeunload', (event) => desk.isSending && event.preventDefault());
app.applyPreferences();
desk.session.resume();
setInterval(() => app.draw(), REDRAW_EVERY_MS);
