/*
 * Web Chat as Microsoft publishes it, in a browser, on a page of another site with a strict
 * policy.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { openBrowser, openPage, takePicture } from '../browser/browser.mjs';
import { temporaryFolder } from '../sockets/fuji.mjs';
import { generate, startServer } from './client.mjs';

const BUNDLE = path.resolve(import.meta.dirname, '../../build/tools/webchat-4.18.1.js');
/* One pixel. */
const PHOTO = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');
const PATIENCE = { timeout: 30_000 };
const HTML = '<!doctype html><html lang="zh"><title>Web Chat</title><link rel="icon" href="data:,"><h1>客服</h1>'
	+ '<div id="chat"></div>'
	+ '<script src="/webchat.js"></script><script src="/page.js"></script>';
const SCRIPT = `
const options = JSON.parse(decodeURIComponent(location.hash.slice(1)));
window.line = WebChat.createDirectLine(options);
line.connectionStatus$.subscribe((status) => { window.status$ = status; });
WebChat.renderWebChat({ directLine: line, locale: 'zh-CN', userID: 'u-1001',
	styleOptions: { groupTimestamp: 0 } }, document.getElementById('chat'));
`;

let site, server, browser, page;

/* Nothing of the page may come from elsewhere, and it may ask nobody but the server. */
function policy() {
	return "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: "
		+ `http://127.0.0.1:${server.port}; `
		+ `worker-src blob:; connect-src http://127.0.0.1:${server.port} ws://127.0.0.1:${server.port} blob: data:`;
}

async function openSite() {
	const files = { '/': HTML, '/page.js': SCRIPT, '/webchat.js': await readFile(BUNDLE) };
	const listener = http.createServer((request, response) => {
		const where = new URL(request.url, 'http://site').pathname;

		response.writeHead(files[where] ? 200 : 404, {
			'Content-Type': where.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8',
			'Content-Security-Policy': policy(),
		});
		response.end(files[where]);
	});

	listener.listen(0, '127.0.0.1');
	await once(listener, 'listening');
	return listener;
}

const origin = () => `http://127.0.0.1:${site.address().port}`;

function start(data, carrier = 'sim:') {
	return startServer({ data, args: ['--listen', `127.0.0.1:${server?.port ?? 0}`, '--carrier', carrier,
		'--origins', origin()] });
}

before(async () => {
	site = await openSite();
	server = await start();
	browser = await openBrowser();
});
after(async () => {
	await browser?.close();
	site?.close();
	site?.closeAllConnections();
	assert.equal((await server.stop()).code, 0, server.stderr);
});
afterEach(async () => {
	/* A server that is down is noted by the browser, and is no fault. */
	assert.deepEqual(page.faults.filter((each) => !/net::ERR_|WebSocket connection/.test(each)), []);
	await page.context().close();
});

async function open(options) {
	const all = { domain: `http://127.0.0.1:${server.port}/v3/directline`, ...options };

	page = await openPage(browser, `${origin()}/#${encodeURIComponent(JSON.stringify(all))}`);
	await page.waitForFunction(() => window.status$ === 2, null, PATIENCE);
}

async function say(text) {
	await page.getByRole('textbox').fill(text);
	await page.getByRole('textbox').press('Enter');
	await shows(text);
}

function shows(text) {
	return page.locator('.webchat__bubble__content', { hasText: text }).first().waitFor(PATIENCE);
}

/* Web Chat may move under the mouse while it is pressed: whoever sees the button still there presses
 * it again. */
async function press(name) {
	const button = page.getByRole('toolbar').getByRole('button', { name });

	do
		await button.click(PATIENCE);
	while (!await isGone(button));
}

function isGone(button) {
	return button.waitFor({ state: 'hidden', timeout: 5_000 }).then(() => true, () => false);
}

function allSent() {
	return page.waitForFunction(() => !/正在发送|发送失败/.test(document.body.innerText), null, PATIENCE);
}

/* What the subscriber and the bot said, in the order in which it stands there. */
function transcript() {
	return page.locator('.webchat__bubble__content .webchat__text-content').allInnerTexts();
}

/* A file goes with the next message once Web Chat has read it and drawn it small. */
async function attach(file) {
	await page.locator('input[type=file]').setInputFiles(file);
	await page.locator('.webchat__attachment-icon--checked').waitFor(PATIENCE);
}

test('it starts, the bot greets, and what is said is shown as sent', async () => {
	await open({ token: (await generate(server)).token });
	await shows('复机助手');
	await say('我手机怎么停机了');
	await shows('手机号码');
	await allSent();
	await takePicture(page, 'webchat');
});

test('a quick reply is pressed, is said with its own words, and is understood', async () => {
	await open({ token: (await generate(server)).token });
	await press('转人工');
	await shows('案件编号');
	assert.ok((await transcript()).some((each) => each.trim() === '转人工'));
});

test('after a reload all of it is there again, once', async () => {
	const { token } = await generate(server);

	await open({ token });
	await say('我手机怎么停机了');
	await shows('手机号码');
	const before = await transcript();
	await page.reload();
	await page.waitForFunction(() => window.status$ === 2, null, PATIENCE);
	await shows('手机号码');
	assert.deepEqual(await transcript(), before);
});

test('an answer may be given a thumb, which is kept', async () => {
	await open({ token: (await generate(server)).token });
	await say('停机期间能收短信吗');
	const posted = page.waitForResponse((each) => each.request().method() === 'POST' &&
		/activity-status\/feedback/.test(each.request().postData() ?? ''), PATIENCE);

	await page.locator('.webchat__thumb-button').first().click(PATIENCE);
	assert.equal((await posted).status(), 200);
});

test('a photo that was sent is shown, also after a reload', async () => {
	const { token } = await generate(server);

	await open({ token });
	await attach({ name: 'visa.png', mimeType: 'image/png', buffer: PHOTO });
	await page.getByRole('textbox').fill('这是签证');
	await page.getByRole('textbox').press('Enter');
	await allSent();
	for (const isBack of [false, true]) {
		if (isBack)
			await page.reload();
		await page.waitForFunction(() => [...document.querySelectorAll('.webchat__imageContent__image, img')]
			.some((each) => each.src.includes('/chat/upload/') && each.naturalWidth === 1), null, PATIENCE);
	}
	await takePicture(page, 'webchat-photo');
});

test('a document is sent with its name, and is told as sent', async () => {
	await open({ token: (await generate(server)).token });
	await attach({ name: '账单.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') });
	await page.getByRole('textbox').fill('这是账单');
	await page.getByRole('textbox').press('Enter');
	await page.locator('.webchat__fileContent__fileName', { hasText: '账单.pdf' }).waitFor(PATIENCE);
	await allSent();
	await takePicture(page, 'webchat-upload');
});

test('the server starts again in the middle of a turn, and the talk goes on', async () => {
	const data = path.join(await temporaryFolder(), 'data');
	const first = server;

	await first.stop();
	server = await start(data, 'sim:?latency_ms=60000');
	await open({ token: (await generate(server)).token });
	await say('我手机怎么停机了');
	await allSent();
	server.kill();
	await server.ended;
	server = await start(data);
	await say('还在吗');
	await allSent();
	assert.equal((await transcript()).filter((each) => each.trim() === '我手机怎么停机了').length, 1);
});
