/*
 * The widget's button for files: there when the bot asks for one; a photo goes through, and is shown.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startFuji } from '../sockets/fuji.mjs';
import { assertAccessible, openBrowser, openPage, takePicture } from './browser.mjs';

const PATIENCE = { timeout: 60_000 };

let fuji;
let browser;

before(async () => {
	fuji = await startFuji();
	browser = await openBrowser();
});
after(async () => {
	await browser.close();
	await fuji.stop();
});

test('a photo is sent when one is asked for, and one that is none says why', async () => {
	const page = await openPage(browser, `http://127.0.0.1:${fuji.port}/demo/`);
	const chat = page.locator('fuji-chat');
	const log = chat.locator('#log');
	const attach = chat.locator('#attach');
	const say = async (text, answer) => {
		await chat.locator('.field:visible').fill(text);
		await chat.locator('.field:visible').press('Enter');
		await log.getByText(answer).last().waitFor();
	};
	const choose = (name, buffer) => chat.locator('#file').setInputFiles({
		name, buffer, mimeType: 'image/jpeg',
	});

	await page.evaluate(() => document.querySelector('fuji-chat').show());
	await say('我要停机保号', /11 位/);
	assert.equal(await attach.isVisible(), false);
	await say('13800000001', /机主本人/);
	await say('身份证', /请发机主姓名/);
	await say('张三 12345X', /为什么要停/);
	await say('出国', /从哪天开始/);
	await say('明天', /停几个月/);
	await say('8个月', /签证/);
	await attach.waitFor();
	assert.equal(await attach.getAttribute('aria-label'), '选择照片或文件');
	await assertAccessible(page, 'a file is asked for');
	await choose('notes.jpg', Buffer.from('no photo'));
	await log.getByText('只能发照片').waitFor();
	await choose('visa.jpg', await page.screenshot({ type: 'jpeg' }));
	await log.getByText(/时长：8个月/).waitFor(PATIENCE);
	assert.ok(await log.getByText('文件：visa.jpg').isVisible());
	assert.equal(await attach.isVisible(), false);
	for (const isBack of [false, true]) {
		if (isBack)
			await page.reload();
		await log.locator('canvas.picture').waitFor(PATIENCE);
	}
	assert.equal(await log.locator('canvas.picture').evaluate((each) => each.width), 480);
	await assertAccessible(page, 'a photo was sent');
	await takePicture(page, 'chat-photo');
	assert.deepEqual(page.faults.filter((fault) => !fault.includes('415')), []);
});
