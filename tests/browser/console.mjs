/*
 * The floor at work in three browsers: two agents and a supervisor share a subscriber's case, in
 * Chinese and in English; then one agent alone, by keyboard.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { texts } from '../../ws/www/console/texts.js';
import { fill } from '../../ws/www/sdk/language.js';
import { openBrowser } from './browser.mjs';
import { askForPerson, logIn, look, sitBehindGlass, sitDown, startFloor, tickSteps, wantPerson } from './floor.mjs';

const ACCOUNTS = { li: 'agent', wang: 'agent', chen: 'supervisor' };

let fuji;
let browser;

before(async () => {
	fuji = await startFloor(ACCOUNTS);
	browser = await openBrowser();
});

after(async () => {
	await browser?.close();
	await fuji?.stop();
});

function button(page, name) {
	return page.getByRole('button', { name, exact: true });
}

async function write(page, text) {
	await page.locator('#message').fill(text);
	await page.locator('#message').press('Enter');
}

async function says(page, text) {
	await page.locator('#messages .message.sent', { hasText: text }).last().waitFor();
}

function isTyping(activity) {
	return activity.type === 'typing';
}

const STORIES = {
	zh: {
		locale: 'zh-CN',
		answer: '您好，情况我都看到了。',
		more: '我在外地，怎么交钱最快？',
		meanwhile: '还有，家里人能代交吗？',
		reply: '任何人的手机银行都可以充值。',
		note: '欠费 128 元，已告知缴费方式，等他确认到账。',
		watched: '我再看看银行的应用',
		whisper: '记得提醒他开关飞行模式',
	},
	en: {
		locale: 'en',
		answer: 'Hello, I can see the whole story.',
		more: 'I am abroad. How do I pay?',
		meanwhile: 'And can my family pay?',
		reply: 'Anybody may pay, from any bank.',
		note: 'Owes 128 yuan, knows how to pay, waits for the money to arrive.',
		watched: 'Let me look at the app of my bank',
		whisper: 'Remind him to switch flight mode on and off',
	},
};

/* The first agent takes the case and answers; a message that crossed his own is not talked over. */
async function answerFirst(story, words, desk, chat, show) {
	await desk.locator(`#case-${chat.case}`).waitFor();
	assert.match(await desk.title(), /^\(\d+\)/);
	await show(desk, 'waiting');
	await button(desk, words.takeNext).click();
	await desk.locator('#message:focus').waitFor();
	await desk.locator('#summary .line').first().waitFor();
	assert.match(await desk.locator('#summary').innerText(), /138\*\*\*\*0003/);

	await desk.locator('#summary .message-link').first().click();
	await desk.locator('#messages .message[data-found]').waitFor();
	await show(desk, 'source');

	chat.send({ type: 'typing' });
	await desk.locator('#typing:not([hidden])').waitFor();
	await desk.locator('#message').pressSequentially('…');
	await chat.waitForActivity(isTyping);
	await write(desk, story.answer);
	await says(desk, story.answer);
	await chat.waitForText(new RegExp(story.answer));

	await chat.say(story.more);
	await says(desk, story.more);
	desk.held = [];
	await chat.say(story.meanwhile);
	await write(desk, story.reply);
	await desk.locator('#messages .message.sending').waitFor();
	desk.release();
	await desk.locator('#given-back:not([hidden])').waitFor();
	await says(desk, story.meanwhile);
	assert.equal(await desk.locator('#message').inputValue(), story.reply);
	await show(desk, 'unseen');
	await desk.locator('#message').press('Enter');
	await says(desk, story.reply);
	await chat.waitForText(new RegExp(story.reply));
}

async function insertReply(words, desk, show) {
	await desk.locator('#message').press('/');
	await desk.locator('#reply-list li').first().waitFor();
	await desk.locator('#reply-search').fill('128');
	await desk.locator('#reply-empty:not([hidden])').waitFor();
	await desk.locator('#reply-search').fill('');
	await show(desk, 'replies');
	await desk.keyboard.press('ArrowDown');
	await desk.keyboard.press('Enter');
	assert.match(await desk.locator('#message').inputValue(), /138\*\*\*\*0003/);
	await desk.locator('#message').fill('');
}

async function passOn(story, words, desk, other, show) {
	await desk.keyboard.press('Escape');
	await desk.keyboard.press('t');
	await desk.locator('dialog select').selectOption('agent wang');
	await desk.locator('dialog textarea').fill(story.note);
	await show(desk, 'transfer');
	await desk.locator('dialog .primary').click();
	await other.locator('#folder-mine .count', { hasText: '1' }).waitFor();
	await other.locator('#folder-mine').click();
	await other.locator('.case').first().click();
	await other.locator('#tab-record').click();
	await other.locator('#record .transfer', { hasText: story.note }).waitFor();
	await show(other, 'handed-over');
}

async function superviseFrom(story, words, boss, other, chat, show) {
	await boss.locator('#go-board').click();
	await boss.locator('#agents tr', { hasText: 'wang' }).waitFor();
	await show(boss, 'board');
	await boss.locator('#go-desk').click();
	await boss.keyboard.press('/');
	await boss.locator('#search-for').fill(chat.case);
	await boss.locator(`#case-${chat.case}`).click();
	await chat.say(story.watched);
	await says(boss, story.watched);
	await boss.locator('#whisper-input').fill(story.whisper);
	await show(boss, 'watching');
	await button(boss, words.whisper).click();
	await other.locator('#whisper-text', { hasText: story.whisper }).waitFor();
	await show(other, 'whispered');
	await button(boss, words.takeOver).click();
	await boss.locator('#message:focus').waitFor();
	await other.locator('#blocked', { hasText: 'chen' }).waitFor();
	await other.locator('#fault.notice', { hasText: fill(words.news.taken, { who: '138****0003' }) })
		.waitFor();
	await show(other, 'taken');
}

/* Who has the case looks its line up and sees the number for a reason; it is closed when the steps
 * of its cause are done. */
async function checkFirst(words, page, show) {
	await button(page, words.close).click();
	await page.locator('dialog', { hasText: words.checklistAbout }).waitFor();
	await show(page, 'open-steps');
	await page.locator('dialog .primary').click();
	await page.locator('#line-panel:focus').waitFor();
	await button(page, words.lookUp).click();
	await page.locator('#holds li', { hasText: words.pays.helps }).waitFor();
	await button(page, words.reveal).click();
	await page.locator('dialog textarea').fill('call back');
	await page.locator('dialog .primary').click();
	await page.locator('#line-who', { hasText: '13800000003' }).waitFor();
	assert.ok(!page.url().includes('13800000003'));
	assert.ok(!(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage })))
		.includes('13800000003'));
	await show(page, 'line');
	await tickSteps(page);
}

for (const [code, story] of Object.entries(STORIES))
	test(`a case goes from agent to agent to supervisor, and nothing is lost: ${code}`, async () => {
		const words = texts[code];
		const chat = await askForPerson(fuji, { locale: story.locale });
		const settings = { locale: story.locale, size: [1366, 820], dark: code === 'en' };
		const [desk, other, boss] = await Promise.all([
			sitBehindGlass(browser, fuji, 'li', settings),
			sitDown(browser, fuji, 'wang', settings),
			sitDown(browser, fuji, 'chen', settings),
		]);
		const show = (page, name) => look(page, `${name}-${code}`);

		await answerFirst(story, words, desk, chat, show);
		await insertReply(words, desk, show);
		await passOn(story, words, desk, other, show);
		await superviseFrom(story, words, boss, other, chat, show);
		await checkFirst(words, boss, show);
		await button(boss, words.close).click();
		await show(boss, 'close');
		await boss.locator('dialog .danger').click();
		await boss.locator('#blocked', { hasText: words.caseClosed }).waitFor();
		await desk.keyboard.press('3');
		await desk.locator('#search-for').fill('138****0003');
		await desk.locator(`#case-${chat.case}.closed`).waitFor();
		await show(desk, 'found');
		assert.deepEqual([...desk.faults, ...other.faults, ...boss.faults], []);
		for (const page of [desk, other, boss])
			await page.context().close();
		await chat.close();
	});

/* Somebody who has proven this line as its owner, and wants a person. */
async function proveLine(line) {
	const chat = await fuji.chat({ locale: 'zh-CN' });
	const talk = [[`我要停机保号 ${line}`, /机主本人/], ['身份证', /后六位/], ['张三 12345X', /验证通过/], ['转人工', /F\d{8}/]];

	for (const [text, answer] of talk) {
		await chat.say(text);
		await chat.waitForText(answer);
	}
	return chat;
}

test('a hold is ordered for as long as it is to be, and of one that is there it is told when it ends', async () => {
	const words = texts.zh;
	const desk = await sitDown(browser, fuji, 'li', { size: [1280, 720] });
	const chats = [];

	for (const [line, told] of [['13800000001', words.noHolds], ['13800000004', /到期自动解除/]]) {
		chats.push(await proveLine(line));
		await desk.locator('#folder-waiting').click();
		await desk.locator('.case', { hasText: `${line.slice(0, 3)}****${line.slice(-4)}` }).first().click();
		await button(desk, words.claim).click();
		await desk.locator('#tab-line').click();
		await button(desk, words.lookUp).click();
		await desk.locator('#line-panel', { hasText: told }).waitFor();
	}
	await look(desk, 'hold-ends');
	await desk.locator('#folder-mine').click();
	await desk.locator('.case', { hasText: '138****0001' }).first().click();
	await button(desk, words.orders.hold).click();
	await desk.locator('dialog input[name=months]').fill('3');
	await desk.locator('dialog select[name=reason]').selectOption('abroad');
	await look(desk, 'hold');
	await desk.locator('dialog .primary').click();
	await chats[0].waitForText(/停机保号/);
	await desk.locator('#orders li', { hasText: words.standings.under_way }).waitFor();
	assert.deepEqual(desk.faults, []);
	for (const chat of chats)
		await chat.close();
	await desk.context().close();
});

test('a shift by keyboard alone', async () => {
	const chat = await wantPerson(fuji);
	const desk = await sitDown(browser, fuji, 'li', { size: [1280, 720] });
	const { keyboard } = desk;
	const focused = (id) => desk.locator(`#${id}:focus`).waitFor();

	await keyboard.press('2');
	await desk.locator(`#case-${chat.case}`).waitFor();
	await keyboard.press('j');
	await focused(`case-${chat.case}`);
	await keyboard.press('Enter');
	await focused('talk-title');
	await keyboard.press('c');
	await focused('message');
	await keyboard.type('您好');
	await keyboard.press('Enter');
	await chat.waitForText(/您好/);
	await keyboard.press('/');
	await focused('reply-search');
	await desk.locator('#reply-list li').first().waitFor();
	await keyboard.press('Enter');
	await focused('message');
	await keyboard.press('Enter');
	await chat.waitForText(/li/);
	await keyboard.press('Escape');
	await keyboard.press('e');
	await focused('note');
	await keyboard.type('只用键盘');
	await keyboard.press('Tab');
	await keyboard.press('Enter');
	await desk.locator('#record .note', { hasText: '只用键盘' }).waitFor();
	await keyboard.press('p');
	await focused('presence');
	await keyboard.press('Escape');
	await keyboard.press('?');
	await desk.locator('dialog[open] kbd').first().waitFor();
	await look(desk, 'keys');
	/* So fast that the one before has not yet told that it is closed. */
	await desk.evaluate(() => {
		document.querySelector('dialog[open]').close();
		document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'x', bubbles: true }));
	});
	await desk.locator('dialog[open] .danger').waitFor();
	await keyboard.press('Tab');
	await keyboard.press('Enter');
	await desk.locator('#blocked', { hasText: texts.zh.caseClosed }).waitFor();
	assert.deepEqual(desk.faults, []);
	await desk.context().close();
});

/* A PNG of one pixel, and a PDF without a page. */
const PICTURE = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	'base64',
);
const PAPER = Buffer.from('%PDF-1.4\n1 0 obj <</Type/Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n');

async function sendFile(chat, name, body) {
	const answer = await fuji.fetch('/chat/upload', {
		method: 'POST', body, headers: { authorization: `Bearer ${chat.token}` },
	});
	const { id } = await answer.json();

	chat.send({
		type: 'message',
		attachments: [{ name, content: { uploadId: id } }],
		channelData: { clientActivityID: `f-${id}` },
	});
	await chat.waitForActivity(({ channelData }) =>
		channelData?.clientActivityID === `f-${id}`);
}

test('a picture is shown and a PDF saved, to whom the case belongs and as long as it does', async () => {
	const { uploads } = texts.zh;
	const chat = await wantPerson(fuji);
	const desk = await sitDown(browser, fuji, 'li');
	const files = desk.locator('#messages .upload');

	await sendFile(chat, 'visa.png', PICTURE);
	await sendFile(chat, 'visa.exe', PAPER);
	await desk.locator(`#case-${chat.case}`).click();
	await files.first().waitFor();
	assert.match(await files.first().innerText(), /^visa\.png · PNG 图片 · 1 KB/);
	assert.equal(await button(desk, uploads.show).count(), 0);
	await desk.locator('#claim').click();
	await button(desk, uploads.show).click();
	await desk.waitForFunction(() =>
		document.querySelector('.upload img')?.naturalWidth === 1);
	const address = await files.locator('img').getAttribute('src');
	assert.match(address, /^blob:/);
	const isThere = await desk.evaluate((src) => {
		const again = Object.assign(new Image(), { src });

		return again.decode().then(() => true, () => false);
	}, address);
	assert.equal(isThere, false, 'the address is revoked');
	await look(desk, 'files');
	await button(desk, uploads.hide).click();
	assert.equal(await files.locator('img').count(), 0);

	const [download] = await Promise.all([
		desk.waitForEvent('download'),
		button(desk, uploads.save).click(),
	]);
	assert.match(download.suggestedFilename(), /^[a-z2-7]{26}\.pdf$/);
	await desk.route('**/desk/upload/*', (route) => route.fulfill({ status: 404, json: {} }));
	await button(desk, uploads.show).click();
	await files.getByText(uploads.states.gone).waitFor();
	await desk.unroute('**/desk/upload/*');
	await desk.evaluate(() => sessionStorage.setItem('fuji-desk-token', 'v1.ended'));
	await button(desk, uploads.show).click();
	await files.getByText(uploads.states.expired).waitFor();
	assert.deepEqual(
		desk.faults.filter((fault) => !/40[14]|ERR_FILE_NOT_FOUND/.test(fault)),
		[],
	);
	await desk.context().close();
});

test('drafts outlive a reload and the end of a session, and nobody else finds them', async () => {
	const chat = await wantPerson(fuji);
	const desk = await sitDown(browser, fuji, 'li');
	const open = async () => {
		await desk.locator('#folder-mine').click();
		await desk.locator(`#case-${chat.case}`).click();
		await desk.locator('#message:focus').waitFor();
		await desk.locator('#tab-record').click();
	};
	const drafts = async () => [
		await desk.locator('#message').inputValue(),
		await desk.locator('#note').inputValue(),
	];
	const kept = () => desk.evaluate(() => sessionStorage.getItem('fuji-desk-drafts'));

	await desk.locator(`#case-${chat.case}`).click();
	await desk.locator('#claim').click();
	await desk.locator('#message:focus').waitFor();
	await desk.locator('#tab-record').click();
	await desk.locator('#message').fill('我查到您的');
	await desk.locator('#note').fill('先问清楚');
	await desk.reload();
	await open();
	assert.deepEqual(await drafts(), ['我查到您的', '先问清楚']);

	await desk.evaluate(() => sessionStorage.setItem('fuji-desk-token', 'v1.ended'));
	await desk.reload();
	await logIn(desk, 'li');
	await open();
	assert.deepEqual(await drafts(), ['我查到您的', '先问清楚']);
	assert.deepEqual(await desk.evaluate(() => Object.keys(localStorage)), ['fuji-console']);

	await desk.locator('#message').press('Enter');
	await says(desk, '我查到您的');
	assert.ok(!(await kept()).includes('我查到您的'));
	await desk.locator('#logout').click();
	await desk.locator('dialog .danger').click();
	await desk.locator('#login-name').waitFor();
	assert.equal(await kept(), null);

	await logIn(desk, 'li');
	await open();
	assert.deepEqual(await drafts(), ['', '']);
	await desk.locator('#note').fill('只给自己看');
	await desk.evaluate(() => sessionStorage.setItem('fuji-desk-token', 'v1.ended'));
	await desk.reload();
	await logIn(desk, 'wang');
	assert.ok(!(await kept()).includes('只给自己看'));
	assert.deepEqual(desk.faults, []);
	await desk.context().close();
});

test('other cases of a number are those of the line, not those that look alike', async () => {
	const cases = [];
	const desk = await sitDown(browser, fuji, 'li');

	for (const line of ['13800000001', '13800000001', '13812340001']) {
		const chat = await fuji.chat({ locale: 'zh-CN' });

		await chat.say(`${line}怎么停机了`);
		await chat.waitForText(/机主本人|核实/);
		await chat.say('转人工');
		cases.push((await chat.waitForText(/F\d{8}/)).text.match(/F\d{8}/)[0]);
	}
	await desk.locator(`#case-${cases[2]}`).waitFor();
	await desk.locator(`#case-${cases[0]}`).click();
	await desk.locator('#tab-record').click();
	await desk.locator('#others').click();
	await desk.locator('#search-line', { hasText: cases[0] }).waitFor();
	await desk.locator(`#case-${cases[1]}`).waitFor();
	assert.equal(await desk.locator(`#case-${cases[2]}`).count(), 0);
	await desk.locator('#search-line').click();
	await desk.locator(`#case-${cases[2]}`).waitFor();
	assert.deepEqual(desk.faults, []);
	await desk.context().close();
});

for (const size of [[320, 640], [640, 400]])
	test(`the console works at ${size[0]} pixels`, async () => {
		const chat = await wantPerson(fuji, ['在吗']);
		const desk = await sitDown(browser, fuji, 'wang', { size });
		const name = size[0];
		const fits = async (state) => {
			const { scrollWidth } = await desk.evaluate(() => ({
				scrollWidth: document.documentElement.scrollWidth,
			}));

			assert.equal(scrollWidth, name, state);
			await look(desk, `${state}-${name}`);
		};

		await desk.locator(`#case-${chat.case}`).waitFor();
		await fits('inbox');
		await desk.locator(`#case-${chat.case}`).click();
		await desk.locator('#claim').click();
		await desk.locator('#message:focus').waitFor();
		await fits('talk');
		await desk.locator('#open-replies').click();
		await desk.locator('#reply-list li').first().waitFor();
		await fits('replies');
		await desk.keyboard.press('Escape');
		await desk.locator('#transfer').click();
		await fits('transfer');
		await desk.keyboard.press('Escape');
		await desk.locator('#back').click();
		await desk.locator('#go-board').click();
		await fits('board');
		assert.deepEqual(desk.faults, []);
		await desk.context().close();
	});
