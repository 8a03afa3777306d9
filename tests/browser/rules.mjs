/*
 * The rules that desks work by, as an administrator changes them in the console, in both languages.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { texts } from '../../ws/www/console/texts.js';
import { copyHome } from '../sockets/fuji.mjs';
import { assertAccessible, openBrowser, takePicture } from './browser.mjs';
import { sitDown, startFloor } from './floor.mjs';

let home;
let fuji;
let browser;

before(async () => {
	home = await copyHome();
	fuji = await startFloor({ root: 'admin' }, { env: { FUJI_HOME: home } });
	browser = await openBrowser();
});

after(async () => {
	await browser?.close();
	await fuji?.stop();
});

for (const [locale, hours] of [['zh-CN', '07:00-22:00'], ['en', '06:30-22:00']])
	test(`an administrator changes when a team works; what is wrong is told first: ${locale}`, async () => {
		const code = locale.slice(0, 2);
		const page = await sitDown(browser, fuji, 'root', { locale, size: [1280, 900] });
		const text = page.locator('#rules-text');
		const state = page.locator('#rules-state');

		await page.locator('#go-rules').click();
		await text.filter({ visible: true }).and(page.locator(':enabled')).waitFor();
		await page.waitForFunction(() => document.getElementById('rules-text').value.includes('id: fraud'));
		const before = await text.inputValue();

		await text.fill(before.replace(/daily: \d\d:\d\d-22:00/, 'daily: noon'));
		await page.locator('#rules-save').click();
		await page.locator('#rules-problems', { hasText: /^teams\.yaml:\d+:\d+: / }).waitFor();
		await page.locator('#fault', { hasText: texts[code].faults.rules_unsound }).waitFor();
		await assertAccessible(page, 'rules that are wrong');
		await takePicture(page, `console-rules-wrong-${code}`);

		await text.fill(before.replace(/daily: \d\d:\d\d-22:00/, `daily: ${hours}`));
		await page.locator('#rules-save').click();
		await state.getByText(texts[code].rules.saved).waitFor();
		assert.ok((await readFile(path.join(home, 'knowledge/teams.yaml'), 'utf8')).includes(hours));
		await page.locator('#rules-replies').click();
		await page.waitForFunction(() => document.getElementById('rules-text').value.includes('id: greeting'));
		await assertAccessible(page, 'rules');
		await takePicture(page, `console-rules-${code}`);
		assert.deepEqual(page.faults, []);
		await page.context().close();
	});

test('what was written stays while another file is looked at, and is given up only when told so', async () => {
	const page = await sitDown(browser, fuji, 'root');
	const text = page.locator('#rules-text');
	const holds = (part) => page.waitForFunction(
		(each) => document.getElementById('rules-text').value.includes(each), part);

	await page.locator('#go-rules').click();
	await page.locator('#rules-tags').click();
	await holds('id: follow_up');
	await text.fill('# 写到一半');
	await page.locator('#rules-due').click();
	await holds('priority: 0');
	await page.locator('#rules-tags').click();
	await holds('写到一半');
	await page.locator('#rules-again').click();
	await page.locator('dialog button', { hasText: texts.zh.rulesAgain }).click();
	await holds('id: follow_up');
	assert.deepEqual(page.faults, []);
	await page.context().close();
});
