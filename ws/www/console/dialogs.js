/*
 * Questions before something happens: a title, fields, and two buttons.
 *
 * Each has a <dialog> of its own, which is gone with what was typed once it is answered: that one is
 * closed is told a moment later, when the next may be open.
 */
import { element } from '../sdk/element.js';
import { fill } from '../sdk/language.js';

const NOTE_MOST = 1_000;
const ERRANDS = [
	'suspension_cause',
	'paid_not_restored',
	'pay',
	'resume',
	'hold',
	'lost',
	'fraud_block',
	'real_name',
	'verification_help',
	'case_progress',
];

/* Resolves to the fields' values by name, or to null. `fields` are labelled inputs. */
export function ask({ title, text, fields = [], yes, no, isDangerous = false }) {
	const dialog = element('dialog', { ariaLabel: title });
	const form = element(
		'form',
		{ method: 'dialog' },
		element('h2', {}, title),
		text ? element('p', {}, text) : undefined,
		...fields,
		element(
			'div',
			{ className: 'answers' },
			element('button', { type: 'button', onclick: () => dialog.close() }, no),
			yes && element('button', { value: 'yes', className: isDangerous ? 'danger' : 'primary' }, yes),
		),
	);

	dialog.append(form);
	document.body.append(dialog);
	dialog.showModal();
	return new Promise((resolve) => {
		dialog.addEventListener(
			'close',
			() => {
				const isYes = dialog.returnValue === 'yes';

				resolve(isYes ? Object.fromEntries(new FormData(form)) : null);
				dialog.remove(); /* a password may have been typed */
			},
			{ once: true },
		);
	});
}

export function field(label, input) {
	return element('label', {}, element('span', {}, label), input);
}

export function select(name, options, value) {
	return element(
		'select',
		{ name },
		...options.map(([each, text]) =>
			element('option', { value: each, selected: each === value }, text),
		),
	);
}

/** A box for each choice, named `KIND VALUE`. */
export function checkboxes(legend, kind, choices, checked) {
	return element(
		'fieldset',
		{},
		element('legend', {}, legend),
		...choices.map(([value, text]) => {
			const box = {
				type: 'checkbox',
				name: `${kind} ${value}`,
				checked: checked.includes(value),
			};

			return element('label', {}, element('input', box), text);
		}),
	);
}

function noteField({ transferNote, transferNoteHint }) {
	const input = { name: 'text', rows: 3, maxLength: NOTE_MOST, placeholder: transferNoteHint };

	return field(transferNote, element('textarea', input));
}

/** Whether it is open: then the page behind it hears no keys. */
export function isAsking() {
	return document.querySelector('dialog[open]') !== null;
}

/** To a colleague who is there, or to a team, with a note. */
export async function askTransfer({ desk, words }) {
	const { teams, agents } = desk.listing;
	const colleagues = [...agents.values()].filter(
		({ name, linked, presence }) =>
			name !== desk.agent.name && linked && presence !== 'off',
	);
	const options = [
		...[...teams.values()].map((team) => [
			`team ${team.id}`,
			fill(words.toTeam, { team: team.name[words.code], count: team.ready }),
		]),
		...colleagues.map(({ name, load, capacity, presence }) => [
			`agent ${name}`,
			fill(words.toAgent, {
				name,
				load,
				capacity,
				presence: words.presences[presence],
			}),
		]),
	];
	const answer = await ask({
		title: words.transferTitle,
		text: words.transferAbout,
		fields: [field(words.transferTo, select('to', options)), noteField(words)],
		yes: words.transfer,
		no: words.cancel,
	});

	if (!answer)
		return;
	const [kind, name] = answer.to.split(/ (.*)/s);

	desk.act('transfer', { [kind]: name, text: answer.text.trim() });
}

/** To the bot, which may go on with an errand. */
export async function askReturn({ desk, words }) {
	const options = ERRANDS.map((errand) => [errand, words.errands[errand]]);
	const answer = await ask({
		title: words.returnTitle,
		text: words.returnAbout,
		fields: [field(words.returnAt, select('errand', [['', words.noErrand], ...options]))],
		yes: words.returnToBot,
		no: words.keep,
	});

	if (answer)
		desk.act('return', answer.errand ? { errand: answer.errand } : {});
}

/* What is still to be done is shown instead of the question: the server would refuse. */
async function showOpenSteps(app) {
	const { desk, words } = app;
	const answer = await ask({
		title: words.checklistOpen,
		text: words.checklistAbout,
		fields: [
			element(
				'ul',
				{},
				...desk.file.openSteps.map(({ text }) => element('li', {}, text[words.code])),
			),
		],
		yes: words.toChecklist,
		no: words.keep,
	});

	if (answer)
		app.showLine();
}

export async function askClose(app) {
	const { desk, words } = app;

	if (desk.file.openSteps.length)
		return showOpenSteps(app);
	const answer = await ask({
		title: words.closeTitle,
		text: words.closeAbout,
		yes: words.close,
		no: words.keep,
		isDangerous: true,
	});

	if (answer)
		desk.act('close');
}

export async function askLogOut({ desk, words }) {
	const answer = await ask({
		title: words.logOutTitle,
		text: words.logOutAbout,
		yes: words.logout,
		no: words.keepOn,
		isDangerous: true,
	});

	if (answer)
		desk.logOut();
}

function reasonField(label) {
	const input = { name: 'text', rows: 2, maxLength: NOTE_MOST, required: true };

	return field(label, element('textarea', input));
}

/** The whole number, for a moment, for a reason. */
export async function askReveal({ desk, words }) {
	const answer = await ask({
		title: words.revealTitle,
		text: words.revealAbout,
		fields: [reasonField(words.revealWhy)],
		yes: words.reveal,
		no: words.cancel,
	});

	if (answer)
		desk.act('reveal', { text: answer.text.trim() });
}

/** A step that does not apply, with why. */
export async function askWaive({ desk, words }, { step, text }) {
	const answer = await ask({
		title: words.waiveTitle,
		text: text[words.code],
		fields: [reasonField(words.waiveWhy)],
		yes: words.waive,
		no: words.cancel,
	});

	if (answer)
		desk.act('step', { step, state: 'waived', text: answer.text.trim() });
}

/* From when, for how long, and why: the server knows what the operator allows. */
function holdFields(words) {
	return [
		field(words.holdFrom, element('input', { name: 'from', type: 'date' })),
		field(words.holdMonths, element('input', { name: 'months', type: 'number', min: 1 })),
		field(words.holdReason, select('reason', Object.entries(words.holdReasons))),
	];
}

/** An order to the operator, named for good when it is confirmed. */
export async function askOrder({ desk, words }, order) {
	const answer = await ask({
		title: words.orders[order],
		text: fill(words.orderAbout, { line: desk.file.line.who, order: words.orders[order] }),
		fields: order === 'hold' ? holdFields(words) : [],
		yes: words.giveOrder,
		no: words.cancel,
	});

	if (answer)
		desk.act('order', {
			order,
			...(answer.from && { from: answer.from }),
			...(answer.months && { months: Number(answer.months) }),
			...(answer.reason && { reason: answer.reason }),
			clientActivityID: crypto.randomUUID(),
		});
}

export async function askSettings({ preferences, words, applyPreferences }) {
	const checkbox = (name) =>
		element('input', { type: 'checkbox', name, checked: preferences.get(name) });
	const themes = Object.entries(words.themes);
	const answer = await ask({
		title: words.settings,
		fields: [
			field(words.theme, select('theme', themes, preferences.get('theme'))),
			field(words.sound, checkbox('sound')),
			field(words.singleKeys, checkbox('keys')),
		],
		yes: words.save,
		no: words.cancel,
	});

	if (!answer)
		return;
	preferences.set('theme', answer.theme);
	preferences.set('sound', answer.sound === 'on');
	preferences.set('keys', answer.keys === 'on');
	applyPreferences();
}

/** What each key does: [keys, what]. */
export function showKeys(rows, words) {
	const list = element(
		'dl',
		{ className: 'keys' },
		...rows.map(([key, what]) =>
			element(
				'div',
				{},
				element('dt', {}, element('kbd', {}, key)),
				element('dd', {}, what),
			),
		),
	);

	ask({ title: words.keysTitle, text: words.keysAbout, fields: [list], no: words.dismiss });
}
