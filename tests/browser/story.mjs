/*
 * The whole story in two real pages: a subscriber asks why the number is dead, proves who he
 * is, hears the cause, wants a person; an agent takes over, answers, and closes.
 */
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { startFuji, temporaryFolder } from '../sockets/fuji.mjs';
import { assertAccessible, openBrowser, openPage, takePicture } from './browser.mjs';
import { tickSteps } from './floor.mjs';

let fuji;
let browser;

before(async () => {
	fuji = await startFuji();
	browser = await openBrowser();
});

after(async () => {
	await browser?.close();
	await fuji?.stop();
});

function address(path) {
	return `http://127.0.0.1:${fuji.port}${path}`;
}

async function say(page, text) {
	await page.locator('fuji-chat .field:visible').fill(text);
	await page.keyboard.press('Enter');
}

/** Waits until the newest messages of the chat hold the text. */
async function heard(page, text) {
	await page.locator('fuji-chat .message').filter({ hasText: text }).last().waitFor();
}

async function logIn(page) {
	await page.locator('#login-name').fill(fuji.login.name);
	await page.getByLabel('密码').fill(fuji.login.password);
	await page.getByRole('button', { name: '登录' }).click();
}

/** Every agent message is heard by the other side before the next step. */
async function reply(desk, chat, text) {
	await desk.getByLabel('回复用户').fill(text);
	await desk.keyboard.press('Enter');
	await heard(chat, text);
}

test('a suspended subscriber learns the cause, gets a person, and the case is closed', async () => {
	const chat = await openPage(browser, address('/'));
	const desk = await openPage(browser, address('/console/'));

	await chat.locator('fuji-chat .choice').first().waitFor();
	await assertAccessible(chat, 'before the first message');
	await takePicture(chat, 'demo-start');

	await say(chat, '我手机怎么停机了');
	await heard(chat, '号码');
	await chat.locator('td:first-child button', { hasText: '13800000003' }).click();
	await chat.keyboard.press('Enter');
	await chat.locator('fuji-chat .choice', { hasText: /^服务密码/ }).click();
	await chat.locator('fuji-chat input[type=password]').waitFor();
	await assertAccessible(chat, 'asked for a secret');
	await takePicture(chat, 'chat-secret');
	await say(chat, '246810');
	await heard(chat, '128.00');
	assert.equal(await chat.locator('.bot .bubble a').first().getAttribute('href'),
		'https://pay.demo-mobile.example/');
	assert.equal(
		await chat.getByText('246810', { exact: true }).count(),
		1,
		'only the hint shows it',
	);
	await assertAccessible(chat, 'the cause');
	await takePicture(chat, 'chat-cause');

	await say(chat, '转人工');
	await chat.locator('fuji-chat #panel[data-owner=waiting]').waitFor();
	await assertAccessible(chat, 'waiting for a person');
	await takePicture(chat, 'chat-waiting');

	await assertAccessible(desk, 'log-in');
	await takePicture(desk, 'console-login');
	await logIn(desk);
	await desk.locator('.case').first().click();
	await desk.locator('#summary .line').first().waitFor();
	assert.match(await desk.title(), /^\(1\)/);
	assert.match(await desk.locator('#summary').innerText(), /138\*\*\*\*0003/);
	assert.match(await desk.locator('#summary').innerText(), /128\.00/);
	await assertAccessible(desk, 'a case that waits');
	await takePicture(desk, 'console-waiting');

	await desk.getByRole('button', { name: '认领' }).click();
	await chat.locator('fuji-chat #panel[data-owner=agent]').waitFor();
	await reply(desk, chat, '您好，情况我都看到了，您不用再说一遍。');
	await say(chat, '我在外地，怎么交钱最快？');
	await desk.locator('.message', { hasText: '怎么交钱最快' }).waitFor();
	await reply(desk, chat, '用任何人的手机银行给这个号码充值都可以，到账后会自动复机。');
	await desk.getByRole('tab', { name: '记录' }).click();
	await desk.getByLabel('内部备注').fill('已告知缴费方式');
	await desk.getByRole('button', { name: '保存备注' }).click();
	await desk.locator('#record li', { hasText: '已告知缴费方式' }).waitFor();
	await assertAccessible(chat, 'talking with an agent');
	await assertAccessible(desk, 'talking with a subscriber');
	await takePicture(chat, 'chat-agent');
	await takePicture(desk, 'console-talk');

	await tickSteps(desk);
	await assertAccessible(desk, 'the line and its checklist');
	await takePicture(desk, 'console-line');
	await desk.locator('#close').click();
	await takePicture(desk, 'console-close');
	await desk.locator('dialog .danger').click();
	await desk.locator('#blocked', { hasText: '会话已结束' }).waitFor();
	await chat.locator('fuji-chat #panel:not([data-owner=agent])').waitFor();
	await assertAccessible(chat, 'after the close');
	await assertAccessible(desk, 'a closed case');
	await takePicture(chat, 'chat-closed');

	await desk.reload();
	await desk.locator('#agent', { hasText: fuji.login.name }).waitFor();
	assert.deepEqual([...chat.faults, ...desk.faults], []);
});

test('a message written while the server is away arrives once, and the talk goes on', async () => {
	const data = await temporaryFolder();
	const first = await startFuji({ data });
	const chat = await openPage(browser, `http://127.0.0.1:${first.port}/`);

	await say(chat, '我手机怎么停机了');
	await heard(chat, '11 位');
	await first.stop('SIGKILL');
	await chat.locator('fuji-chat #notice', { hasText: '网络已断开' }).waitFor();
	await say(chat, '13800000003');
	await chat.locator('fuji-chat .message.sending').waitFor();
	await assertAccessible(chat, 'offline');
	await takePicture(chat, 'chat-offline');

	const second = await startFuji({ data, args: ['--listen', `127.0.0.1:${first.port}`] });

	await heard(chat, '核实');
	assert.equal(await chat.locator('fuji-chat .message.subscriber.sent').count(), 2);
	assert.equal(await chat.locator('fuji-chat .message.sending').count(), 0);
	await second.stop();
	await rm(data, { recursive: true });
});

test('Enter that picks a word in an input method sends nothing', async () => {
	const chat = await openPage(browser, address('/'));

	await heard(chat, '您好');
	await chat.locator('fuji-chat #plain').fill('停机');
	await chat
		.locator('fuji-chat #plain')
		.dispatchEvent('keydown', { key: 'Enter', isComposing: true });
	assert.equal(await chat.locator('fuji-chat #plain').inputValue(), '停机');
	await chat.keyboard.press('Enter');
	await heard(chat, '11 位');
});

test('a reload finds the conversation again', async () => {
	const chat = await openPage(browser, address('/'));

	await say(chat, '我手机怎么停机了');
	await heard(chat, '号码');
	const before = await chat.locator('fuji-chat .message').count();

	await chat.reload();
	await chat
		.locator('fuji-chat .message')
		.nth(before - 1)
		.waitFor();
	assert.equal(await chat.locator('fuji-chat .message').count(), before);
});

test('the floating chat opens, closes with Escape and gives the focus back', async () => {
	const page = await openPage(browser, address('/'), { size: [320, 640] });

	await page.evaluate(() =>
		document.querySelector('main').replaceWith(document.createElement('fuji-chat')),
	);
	const launcher = page.getByRole('button', { name: '打开客服对话' });

	await launcher.click();
	await page.locator('fuji-chat .choice').first().waitFor();
	await takePicture(page, 'floating-320');
	const wide = await page.evaluate(() => document.documentElement.scrollWidth);

	assert.equal(wide, 320);
	await page.keyboard.press('Escape');
	await launcher.waitFor();
	assert.equal(
		await page.evaluate(() => document.activeElement.shadowRoot.activeElement.id),
		'launcher',
	);
});

for (const dark of [false, true])
	test(`the pages are accessible and fit at 360 pixels, ${dark ? 'dark' : 'light'}, in English`, async () => {
		const settings = { locale: 'en-US', size: [360, 740], dark };
		const suffix = dark ? 'dark' : 'light';

		for (const [path, name] of [
			['/', 'demo'],
			['/console/', 'console'],
		]) {
			const page = await openPage(browser, address(path), settings);

			await page.locator('body').waitFor();
			await assertAccessible(page, `${path} ${suffix}`);
			await takePicture(page, `${name}-360-${suffix}`);
			assert.equal(
				await page.evaluate(() => document.documentElement.scrollWidth),
				360,
				path,
			);
		}
	});
