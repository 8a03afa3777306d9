/*
 * What did not help, as a supervisor looks at it in the console: how an answer came about, and the words
 * that mend it; by keyboard, in both languages, also on a narrow dark screen.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { texts } from '../../ws/www/console/texts.js';
import { fill } from '../../ws/www/sdk/language.js';
import { copyHome } from '../sockets/fuji.mjs';
import { openBrowser } from './browser.mjs';
import { look, sitDown, startFloor } from './floor.mjs';

let home;
let fuji;
let browser;

before(async () => {
	home = await copyHome();
	fuji = await startFloor({ mei: 'supervisor', root: 'admin', li: 'agent' }, { env: { FUJI_HOME: home } });
	browser = await openBrowser();
});

after(async () => {
	await browser?.close();
	await fuji?.stop();
});

/* Somebody who says this, and of the answer that it did not help. */
async function dislike(text, locale) {
	const chat = await fuji.chat({ locale });
	const { id } = await chat.say(text);
	const answer = await chat.waitForActivity(({ from, replyToId }) => from.role === 'bot' && replyToId === id);

	chat.send({ type: 'invoke', name: 'message/submitAction', replyToId: answer.id,
		value: { actionName: 'feedback', actionValue: { reaction: 'dislike' } } });
	await chat.say(locale === 'en' ? 'hello' : '你好'); /* behind it the thumb is stored */
	await chat.close();
}

test('nothing to look at says what would come there', async () => {
	const page = await sitDown(browser, fuji, 'root');

	await page.locator('#go-review').click();
	await page.getByText(texts.zh.review.empty).waitFor();
	assert.equal(await page.locator('#fault').isVisible(), false);
	await look(page, 'review-empty');
	assert.deepEqual(page.faults, []);
	await page.context().close();
});

test('an agent has no review', async () => {
	const page = await sitDown(browser, fuji, 'li');

	assert.equal(await page.locator('#go-review').isVisible(), false);
	await page.context().close();
});

test('an answer is looked at by keyboard, a text gets other words, and what is wrong is told', async () => {
	const { review, faults, save } = texts.zh;
	const page = await sitDown(browser, fuji, 'mei', { size: [1280, 860] });
	const { keyboard } = page;
	const button = (name) => page.getByRole('button', { name, exact: true });

	await dislike('停机期间能收短信吗 13800000003', 'zh-CN');
	await page.locator('#go-review').click();
	await page.locator('#review-items button').first().focus();
	await keyboard.press('Enter');
	await page.locator('#review-item-title:focus').waitFor();
	await page.locator('#review-talk [data-found]', { hasText: fill(review.facts.article, { value: 'stopped_line_can_do' }) }).waitFor();
	assert.match(await page.locator('#review-talk .subscriber').first().innerText(), /停机期间能收短信吗 138\*{4}0003[^]*把握 \d+%/);
	await look(page, 'review-zh');

	await button(`${review.example}: 停机期间能收短信吗 138****0003`).focus();
	await keyboard.press('Enter');
	await look(page, 'review-example-zh');
	assert.equal(await page.locator('dialog select[name=intent]').inputValue(), 'policy');
	await keyboard.press('Enter');
	await page.locator('#fault', { hasText: faults.words_masked }).waitFor();

	await button(`${review.text} dialogue.greet`).click();
	await page.locator('dialog textarea').fill('您好 {nobody}');
	await page.locator('dialog').getByRole('button', { name: save }).click();
	await page.locator('#review-problems', { hasText: /^bot\/dialogue\.yaml:\d+:\d+: .*nobody/ }).waitFor();
	await look(page, 'review-wrong-zh');

	await button(`${review.text} dialogue.greet`).click();
	assert.equal(await page.locator('dialog textarea').inputValue(), '您好 {nobody}');
	await page.locator('dialog textarea').fill('您好！慢慢说。');
	await page.locator('dialog').getByRole('button', { name: save }).click();
	await page.locator('#fault.notice', { hasText: /bot\/dialogue\.yaml:\d+/ }).waitFor();
	await page.locator('#review-item-title', { hasText: review.states.done }).waitFor();
	assert.match(await readFile(path.join(home, 'bot/dialogue.yaml'), 'utf8'), /zh: 您好！慢慢说。/);
	await look(page, 'review-done-zh');
	assert.deepEqual(page.faults, []);
	await page.context().close();
});

test('on a narrow dark screen a task is written down and done', async () => {
	const { review, save } = texts.en;
	const page = await sitDown(browser, fuji, 'mei', { locale: 'en', size: [320, 640], dark: true });
	const fits = async () => assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);

	await dislike('Can I receive texts while my line is suspended?', 'en');
	await page.locator('#go-review').click();
	await page.locator('#review-items button').first().waitFor();
	await look(page, 'review-list-320');
	await fits();
	await page.locator('#review-items button').first().click();
	await page.locator('#review-task').click();
	await page.locator('dialog textarea').fill('Say first which texts arrive.');
	await page.locator('dialog').getByRole('button', { name: save }).click();
	await page.locator('#review-note', { hasText: 'Say first which texts arrive.' }).waitFor();
	await look(page, 'review-320');
	await fits();
	await page.locator('#review-back').click();
	await page.locator('#review-items button:focus', { hasText: review.states.task }).click();
	await page.locator('#review-done').click();
	await page.locator('#review-item-title', { hasText: review.states.done }).waitFor();
	assert.deepEqual(page.faults, []);
	await page.context().close();
});
