/*
 * Who marked subscribers are, each of whom can be told from all others, goes to the operator and to nobody else: no log,
 * no file, no figure and no error of the server has a number or a name of theirs, and no desk a number: plain, with wide
 * digits, escaped for an address or in base64, also where the operator fails and says in its answer whom that is about.
 *
 * $PERSONS says how many, 200 at most and unless it is set.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { startFuji, temporaryFolder } from '../sockets/fuji.mjs';
import { get, whereOf } from '../sockets/scrape.mjs';
import { Operator } from './operator.mjs';

const PERSONS = Number(process.env.PERSONS ?? 200);
const ABREAST = 20;
const FIRST = '嘉俊志建国晓春丽秀英美玉淑桂凤金海云永庆';
const SECOND = '文武强军平明华芳兰梅';
const persons = Array.from({ length: PERSONS }, (_, i) => {
	const digits = String(i).padStart(3, '0');

	return { number: `137${digits}55${digits}`, contact: `136${digits}77${digits}`, name: `甄${FIRST[i % 20]}${SECOND[Math.floor(i / 20)]}`,
		password: `84${digits}7`, idTail: `${digits}97X` };
});
const fails = (i) => i % 8 === 7; /* the operator, for his look-up */
const writesWide = (i) => i % 4 === 1;
const wantsPerson = (i) => i % 10 === 5 && !fails(i);

/* What of `text` any base64 has in which it stands, wherever that is: the first and last characters hang on its neighbours. */
const inBase64 = (text) => [0, 1, 2].map((before) => Buffer.concat([Buffer.alloc(before), Buffer.from(text)]).toString('base64')
	.replace(/=+$/, '').slice(before ? before + 1 : 0, -1));
const wide = (text) => text.replace(/\d/g, (digit) => String.fromCodePoint(digit.codePointAt(0) + 0xfee0));
const forms = (text) => [...new Set([text, wide(text)].flatMap((each) => [each, encodeURIComponent(each), ...inBase64(each)]))];
/* An identity card's tail is said behind the name, and may by itself be anything. */
const marks = persons.flatMap(({ number, contact, name }) => [number, contact, name]);
const marked = marks.map((mark) => ({ mark, forms: forms(mark) }));
const found = (bytes) => marked.filter(({ forms: all }) => all.some((form) => bytes.includes(form))).map(({ mark }) => mark);

const PASSWORD = 'chrysanthemum-47';
const errors = []; /* all that the server answered to what it could not take */
const cases = []; /* of those who want a person, with their numbers as an agent sees them */
let operator;
let fuji;
let desk;

function writeWorld(file) {
	const owners = persons.map(({ name, password, idTail, contact }) =>
		`  - {name: ${name}, password: "${password}", id_tail: ${idTail}, contact: "${contact}"}`);
	const lines = persons.map(({ name, number }) =>
		`  - {number: "${number}", owner: ${name}, owed: 128.00, holds: [{cause: ARREARS_FULL, since: 3d ago}]}`);

	writeFileSync(file, ['owners:', ...owners, 'defaults: {carrier: demo, province: 四川, region: 成都}', 'lines:', ...lines, ''].join('\n'));
}

before(async () => {
	const file = path.join(await temporaryFolder(), 'world.yaml');

	writeWorld(file);
	operator = await Operator.start();
	operator.open('w', file, { extras: '1' });
	rmSync(file); /* all is in it */
	fuji = await startFuji({ demo: false, args: ['--carrier', `tmf:${operator.address}/w/persons`, '--call-tries', '1',
		'--breaker-failures', '1000', '--messages-per-second', '1000', '--metrics-listen', '127.0.0.1:0'] });
	await fuji.employ('li', 'agent', PASSWORD);
	desk = await fuji.desk({ name: 'li', password: PASSWORD });
});
after(async () => {
	await fuji.stop();
	await operator.stop();
});

/* What cannot be taken tells who it is about. */
async function err(chat, { number, name }) {
	for (const frame of [`{"type":"message","text":"${number} ${name}`, { type: number, text: name }, { type: 'message', text: { [number]: name } }]) {
		chat.send(frame);
		errors.push(await chat.waitForError());
	}
	for (const where of [`/${number}`, `/sdk/${encodeURIComponent(name)}.js?line=${wide(number)}`])
		errors.push(await (await fetch(`http://127.0.0.1:${fuji.port}${where}`)).text());
}

/* He says to a person who he is. */
async function askForPerson(chat, { number, contact }) {
	await chat.say('转人工');
	const [id] = /F\d{8}/.exec((await chat.waitForText(/F\d{8}/)).text);

	await chat.say(`${id} 号码 ${number}，${wide(number)}，也可以打 ${contact}，${wide(contact)}`);
	cases.push({ id, shown: [number, contact].flatMap((text) => [text, wide(text)]).map((text) => `${text.slice(0, 3)}****${text.slice(7)}`) });
}

/* An agent reads it. */
async function read({ id, shown }) {
	desk.send({ type: 'desk.open', case: id, watermark: '0', log_watermark: '0' });
	const { text } = await desk.waitForActivity((activity) => activity.text?.startsWith(id));

	for (const masked of shown)
		assert.ok(text.includes(masked), `${masked} in ${text}`);
}

async function talk(i) {
	const { number, name, idTail } = persons[i];
	const chat = await fuji.chat();

	await chat.say(`我的号码为什么停机 ${writesWide(i) ? wide(number) : number}`);
	await chat.waitForText(/请选一种方便的|请从这几种里选/);
	await chat.say('身份证');
	await chat.waitForText(/最后六位|后六位/);
	await chat.say(`${name} ${idTail}`);
	await chat.waitForText(fails(i) ? /没有回应|回得慢/ : /128\.00/);
	await err(chat, persons[i]);
	if (wantsPerson(i))
		await askForPerson(chat, persons[i]);
	await chat.close();
}

test(`${PERSONS} marked subscribers are in no log, file, figure or error of the server`, async () => {
	const numbers = persons.filter((_, i) => fails(i)).map(({ number }) => number);

	operator.answer = ({ route, query, path: where }) => {
		const number = numbers.find((each) => where.includes(each) || [...query.values()].some((value) => value.includes(each)));
		const person = persons.find((each) => each.number === number);

		return person && route === 'GET /customerBill' ? [500, { code: '1', reason: `${person.name} ${person.number}`, message: where }] : undefined;
	};
	for (let i = 0; i < PERSONS; i += ABREAST)
		await Promise.all(Array.from({ length: ABREAST }, (_, n) => talk(i + n)));
	for (const each of cases)
		await read(each);
	const { status, body: figures } = await get(whereOf(fuji));

	desk.send({ type: 'desk.open', case: persons[0].number });
	errors.push(await desk.waitFor((frame) => frame.type === 'error'));
	await fuji.stop();

	assert.equal(status, 200);
	assert.deepEqual(found(figures), []);
	assert.equal(errors.length, 5 * PERSONS + 1);
	assert.deepEqual(found(JSON.stringify(errors)), []);
	assert.deepEqual(found(fuji.stdout + fuji.stderr), []);
	for (const name of readdirSync(fuji.data, { recursive: true }).filter((each) => each !== 'key' && !each.endsWith('uploads')))
		assert.deepEqual(found(readFileSync(path.join(fuji.data, name))), [], name);
	assert.match(fuji.stderr, /operator did not answer/);
});

test('no desk got a number', () => {
	assert.ok(cases.length > 0 && desk.activities.length > cases.length);
	assert.deepEqual(found(JSON.stringify(desk.frames)).filter((mark) => /^\d/.test(mark)), []);
});

test('all of them went to the operator, where the same search finds them', () => {
	const wire = operator.requests.map(({ path: where, query, body }) => `${where}?${query} ${JSON.stringify(body)}`).join('\n');

	for (const { number, name } of persons)
		assert.ok(wire.includes(number) && wire.includes(name));
	assert.equal(found(wire).filter((mark) => /^137/.test(mark)).length, PERSONS);
});

test('each is found in each form, wherever it stands', () => {
	for (const mark of marks.slice(0, 3)) {
		for (const around of ['', 'x', 'xy']) {
			const text = `${around}${mark}!`;

			for (const written of [text, encodeURIComponent(text), Buffer.from(text).toString('base64'), wide(text), Buffer.from(wide(text)).toString('base64')])
				assert.ok(found(`{"msg":"${written}"}`).includes(mark), written);
		}
	}
});
