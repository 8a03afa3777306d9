/*
 * The chat on a page of another site, by one tag: under the strictest policy, within its budget of
 * bytes, and loaded once.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { startFuji } from '../sockets/fuji.mjs';
import { assertAccessible, openBrowser, openPage } from './browser.mjs';

const WWW = path.resolve(import.meta.dirname, '../../ws/www');
const KIB = 1024;
const WIDGET_MOST = 15 * KIB; /* its own modules */
const LATER = ['moving.js', 'moving_texts.js', 'qr.js']; /* once somebody wants it */
const ALL_MOST = 40 * KIB; /* and all else until the chat can be seen */

let site;
let fuji;
let browser;

/* Nothing but the server's scripts and sockets, no style, no mark-up made by scripts. */
function policy() {
	const server = `127.0.0.1:${fuji.port}`;

	return `default-src 'none'; img-src data:; script-src http://${server}; `
		+ `connect-src http://${server} ws://${server}; require-trusted-types-for 'script'; trusted-types 'none'`;
}

function html() {
	return '<!doctype html><html lang="zh"><title>商店</title><link rel="icon" href="data:,"><main><h1>商店</h1></main>'
		+ `<script type="module" src="http://127.0.0.1:${fuji.port}/widget/widget.js" data-chat data-lang="zh">`
		+ '</script>';
}

before(async () => {
	site = http.createServer((request, response) => {
		response.setHeader('content-type', 'text/html; charset=utf-8');
		response.setHeader('content-security-policy', policy());
		response.end(html());
	}).listen(0, '127.0.0.1');
	await once(site, 'listening');
	fuji = await startFuji({ args: ['--origins', origin()] });
	browser = await openBrowser();
});
after(async () => {
	await browser?.close();
	site.close();
	await fuji?.stop();
});

function origin() {
	return `http://127.0.0.1:${site.address().port}`;
}

/* A page at `url` with the answers that it got from the server. */
async function open(url) {
	const page = await openPage(browser, 'about:blank');
	const answers = [];

	page.on('response', (answer) => answers.push(answer));
	await page.goto(url);
	await page.locator('fuji-chat #launcher').click();
	await page.locator('fuji-chat .choice').first().waitFor();
	return { page, answers: answers.filter((each) => each.url().includes(`:${fuji.port}/`)) };
}

async function bytes(answers) {
	const sizes = await Promise.all(answers.map((each) => each.request().sizes()));

	return sizes.reduce((sum, each) => sum + each.responseBodySize, 0);
}

test('one tag is the chat, under a policy that allows nothing but us', async () => {
	const { page } = await open(origin());

	await page.locator('fuji-chat .field:visible').fill('我手机怎么停机了');
	await page.keyboard.press('Enter');
	await page.locator('fuji-chat .message', { hasText: '11 位' }).waitFor();
	await assertAccessible(page, 'on a page of another site');
	assert.equal(await page.locator('fuji-chat').getAttribute('lang'), 'zh');
	assert.deepEqual(page.faults, []);
});

test('the page around it finds nothing of the talk in storage, addresses and messages', async () => {
	const { page } = await open(origin());
	const say = async (text, answer) => {
		await page.locator('fuji-chat .field:visible').fill(text);
		await page.keyboard.press('Enter');
		await page.locator('fuji-chat .message.bot', { hasText: answer }).last().waitFor();
	};

	await page.evaluate(() => {
		const heard = (event) => window.heard.push(event.data);

		window.heard = [];
		addEventListener('message', heard);
		new BroadcastChannel('fuji-chat').addEventListener('message', heard);
	});
	const second = await page.context().newPage();

	await say('13800000003 为什么停机了', '服务密码');
	await say('服务密码', '6 至 8 位');
	await say('246810', '128.00');
	await second.goto(origin());
	await second.locator('fuji-chat #launcher').click();
	await second.locator('fuji-chat .message', { hasText: '128.00' }).waitFor();
	const found = await page.evaluate(async () => JSON.stringify([{ ...localStorage }, { ...sessionStorage },
		document.cookie, location.href, history.state, name, await indexedDB.databases(), await caches.keys(),
		performance.getEntriesByType('resource').map((each) => each.name), window.heard]));

	assert.match(found, /v1\./, 'the second tab has asked, and was heard');
	assert.doesNotMatch(found, /13800000003|246810|128\.00|停机|服务密码/);
});

test('the widget takes 15 KiB at most, and all until the chat is seen 40', async () => {
	const { answers } = await open(origin());
	const own = answers.filter((each) => each.url().includes('/widget/'));
	const names = own.map((each) => path.basename(each.url()));

	assert.deepEqual([...new Set(names), ...LATER].sort(), (await readdir(path.join(WWW, 'widget'))).sort());
	assert.ok(await bytes(own) <= WIDGET_MOST, `${await bytes(own)} bytes of widget`);
	assert.ok(await bytes(answers) <= ALL_MOST, `${await bytes(answers)} bytes in all`);
});

test('what was loaded once lasts, and is not asked for again', async () => {
	const { page, answers } = await open(origin());
	const watch = await page.context().newCDPSession(page);
	const kept = new Set(); /* in memory; what is kept on disk says so itself */
	const asked = [];

	await watch.send('Network.enable');
	watch.on('Network.requestServedFromCache', ({ requestId }) => kept.add(requestId));
	watch.on('Network.responseReceived', ({ requestId, response }) => {
		if (response.url.includes('/@') && !response.fromDiskCache && !kept.has(requestId))
			asked.push(response.url);
	});
	await page.reload();
	await page.locator('fuji-chat #launcher').waitFor();
	assert.deepEqual(asked, []);
	for (const { url, headers } of answers.map((each) => ({ url: each.url(), headers: each.headers() })))
		assert.equal(headers['cache-control'],
			url.includes('/@') ? 'public, max-age=31536000, immutable' : 'no-cache', url);
});

test('a page has one body in two forms, and one tag', async () => {
	const get = (codings, more) => fuji.fetch('/sdk/chat.js', { headers: { 'accept-encoding': codings, ...more } });
	const [packed, plain, refused] = await Promise.all(['br, gzip', '', 'gzip;q=0'].map((each) => get(each)));
	const [text, ...others] = await Promise.all([packed, plain, refused].map((each) => each.text()));

	assert.equal(packed.headers.get('content-encoding'), 'gzip');
	assert.equal(plain.headers.get('content-encoding'), null);
	assert.equal(refused.headers.get('content-encoding'), null);
	assert.deepEqual(others, [text, text]);
	assert.equal((await get('gzip', { 'if-none-match': plain.headers.get('etag') })).status, 304);
});

test('a version that is gone is answered with what there is, not to be kept', async () => {
	const answer = await fuji.fetch('/@0000000000000000/sdk/chat.js');

	assert.equal(answer.status, 200);
	assert.equal(answer.headers.get('cache-control'), 'no-cache');
	for (const where of ['/@', '/@0000000000000000', '/@/../../README.md', '/@1/demo/../sdk'])
		assert.equal((await fuji.fetch(where)).status, 404, where);
});
