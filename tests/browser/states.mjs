/*
 * Every state of the widget, with a server that the test plays: at 320 pixels, at 200 % zoom and in
 * large text it is accessible and whole, and the keyboard alone is enough.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startFuji } from '../sockets/fuji.mjs';
import { assertAccessible, openBrowser, openPage, takePicture } from './browser.mjs';

/* 640 by 360 is what 200 % leave of 1280 by 720. */
const VIEWS = { '320': [320, 640], zoomed: [640, 360] };
const SHOP = '<!doctype html><html lang="zh"><meta name="viewport" content="width=device-width, initial-scale=1"><title>商店</title>'
	+ '<link rel="icon" href="data:,"><main><h1>商店</h1></main>'
	+ '<script type="module" src="/widget/widget.js" data-chat></script>';
const WAITS_LONG = { timeout: 60_000 };

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

function activity(seq, text, { speaker = 'bot', choices = [], ...more } = {}) {
	return {
		type: 'message', id: `k.${seq}`, timestamp: '2026-01-01T00:00:00.000Z', text, textFormat: 'plain',
		from: { id: speaker, role: speaker === 'subscriber' ? 'user' : 'bot', name: speaker === 'agent' ? '小李' : 'Fuji' },
		suggestedActions: { actions: choices.map((title) => ({ type: 'messageBack', title, text: title, value: { choice: title } })) },
		channelData: { 'webchat:sequence-id': seq, 'fuji:speaker': speaker, ...more },
	};
}

function owner(seq, value) {
	return { type: 'event', name: 'fuji.owner', id: `k.${seq}`, value, channelData: { 'webchat:sequence-id': seq } };
}

/* A page with the closed widget. What it says goes to `page.said`, `page.hear(...)` is what the server tells, and
 * `page.cut()` ends all connections, also those to come. */
async function openWidget(view, { shop = SHOP, ...settings } = {}) {
	const page = await openPage(browser, 'about:blank', { size: VIEWS[view], ...settings });
	let socket;
	let isCut = false;

	page.said = [];
	await page.routeWebSocket(/\/chat$/, (opened) => {
		socket = opened;
		if (isCut)
			opened.close({ code: 1013 });
		opened.onMessage((text) => {
			const frame = JSON.parse(text);

			if (frame.name === 'hello')
				page.hear(activity(1, '您好，我是复机助手。', { choices: ['为什么停机', '转人工'] }));
			else
				page.said.push(frame);
		});
	});
	page.hear = (...activities) => socket.send(JSON.stringify({ conversationId: 'k', token: 'v1.t', expires_in: 7200,
		activities, watermark: '1' }));
	page.cut = () => { isCut = true; return socket.close({ code: 1013 }); };
	await page.route('**/shop', (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: shop }));
	await page.goto(`http://127.0.0.1:${fuji.port}/shop`);
	return page;
}

async function openChat(view, settings) {
	const page = await openWidget(view, settings);

	await page.locator('fuji-chat #launcher').click();
	await page.locator('fuji-chat .choice').first().waitFor(WAITS_LONG);
	return page;
}

async function shows(page, selector, text) {
	await page.locator(`fuji-chat ${selector}`, { hasText: text }).last().waitFor(WAITS_LONG);
}

/* Which one of the states has open already. */
async function pressInMenu(page, id) {
	if (await page.locator('fuji-chat #menu').isHidden())
		await page.locator('fuji-chat #more').click();
	await page.locator(`fuji-chat #${id}`).click();
}

async function say(page, text) {
	await page.locator('fuji-chat .field:visible').fill(text);
	await page.keyboard.press('Enter');
}

/* The client id of the first message that has come. */
async function idOfSaid(page) {
	for (;;) {
		const message = page.said.find(({ type }) => type === 'message');

		if (message)
			return message.channelData.clientActivityID;
		await page.evaluate(() => new Promise(requestAnimationFrame));
	}
}

/* Each brings the page into its state. */
const STATES = {
	open: () => {},
	menu: async (page) => {
		await page.locator('fuji-chat #more').click();
		await page.locator('fuji-chat #move').waitFor(WAITS_LONG);
	},
	sending: async (page) => {
		await say(page, '我手机怎么停机了');
		await shows(page, '.message.sending', '停机');
	},
	failed: async (page) => {
		await say(page, '我手机怎么停机了');
		const clientActivityID = await idOfSaid(page);

		page.hear({ type: 'event', name: 'error', value: { code: 'id_reused', clientActivityID } });
		await page.locator('fuji-chat .message.failed .retry').waitFor(WAITS_LONG);
	},
	agent: async (page) => {
		page.hear(owner(2, { owner: 'agent', agent: '小李' }), activity(3, '您好，情况我都看到了。', { speaker: 'agent' }));
		await shows(page, '.message.agent', '看到了');
	},
	queue: async (page) => {
		page.hear(owner(2, { owner: 'waiting', ahead: 3 }), activity(3, '正在为您转接人工客服。', { speaker: 'system' }));
		await shows(page, '#notice', '3');
	},
	offline: async (page) => {
		await page.cut();
		await shows(page, '#notice', '网络已断开');
	},
	secret: async (page) => {
		page.hear(activity(2, '请输入服务密码。', { 'fuji:secret': true }));
		await page.locator('fuji-chat #secret').waitFor(WAITS_LONG);
	},
	file: async (page) => {
		page.hear(activity(2, '请发一张签证的照片。', { 'fuji:upload': true }));
		await page.locator('fuji-chat #attach').waitFor(WAITS_LONG);
	},
	rating: async (page) => {
		page.hear(owner(2, { owner: 'closed' }), activity(3, '本次服务已结束。您觉得怎么样？', { choices: ['满意', '一般', '不满意'] }));
		await shows(page, '.choice', '不满意');
	},
};

/* Nothing sticks out, and where one types is in view. */
async function assertWhole(page, state) {
	const { wide, room, field } = await page.evaluate(() => {
		const { bottom, right } = [...document.querySelector('fuji-chat').shadowRoot.querySelectorAll('.field')]
			.find((each) => each.offsetParent).getBoundingClientRect();

		return { wide: document.documentElement.scrollWidth, room: [innerWidth, innerHeight], field: [right, bottom] };
	});

	assert.ok(wide <= room[0], `${state}: ${wide} wide`);
	assert.ok(field[0] <= room[0] && field[1] <= room[1], `${state}: the field ends at ${field} of ${room}`);
}

for (const view of Object.keys(VIEWS)) {
	describe(view, () => {
		test('closed', async () => {
			const page = await openWidget(view);

			await page.locator('fuji-chat #launcher').waitFor();
			await assertAccessible(page, `closed ${view}`);
			await takePicture(page, `state-closed-${view}`);
			await page.context().close();
		});

		for (const [state, reach] of Object.entries(STATES))
			test(state, async () => {
				const page = await openChat(view);

				await reach(page);
				await assertAccessible(page, `${state} ${view}`);
				await assertWhole(page, `${state} ${view}`);
				await takePicture(page, `state-${state}-${view}`);
				await pressInMenu(page, 'large');
				await assertWhole(page, `${state} ${view} large`);
				await takePicture(page, `state-${state}-${view}-large`);
				assert.deepEqual(page.faults.filter((each) => !/WebSocket/.test(each)), []);
				await page.context().close();
			});
	});
}

/* What can be read that is smaller than 20 pixels, and what can be pressed that is lower than 48. */
function smallThings(page) {
	return page.evaluate(() => [...document.querySelector('fuji-chat').shadowRoot.querySelectorAll('#panel *')]
		.filter((each) => each.checkVisibility() && !each.classList.contains('unseen'))
		.filter((each) => ([...each.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())
				&& parseFloat(getComputedStyle(each).fontSize) < 20)
			|| (/BUTTON|INPUT|TEXTAREA/.test(each.tagName) && each.getBoundingClientRect().height < 48))
		.map((each) => `${each.id || each.className}: ${each.textContent}`));
}

const EASY_STATES = ['open', 'failed', 'agent', 'queue', 'secret', 'file', 'rating', 'menu'];

for (const view of Object.keys(VIEWS)) {
	describe(`easy mode ${view}`, () => {
		for (const state of EASY_STATES)
			test(state, async () => {
				const page = await openChat(view);

				await pressInMenu(page, 'easy');
				await STATES[state](page);
				assert.deepEqual(await smallThings(page), []);
				await assertAccessible(page, `easy ${state} ${view}`);
				await assertWhole(page, `easy ${state} ${view}`);
				await takePicture(page, `state-easy-${state}-${view}`);
				await page.context().close();
			});
	});
}

test('easy mode speaks in its own words, outlives the page and keeps nothing else', async () => {
	const page = await openChat('320', { locale: 'zh-TW' });

	await pressInMenu(page, 'easy');
	await shows(page, '#person', '找真人');
	await pressInMenu(page, 'language');
	await shows(page, '#person', 'Person');
	await page.reload();
	await page.locator('fuji-chat #launcher').click();
	await shows(page, '#person', '找真人');
	assert.equal(await page.evaluate(() => JSON.stringify(localStorage)), '{"fuji-chat-easy":"yes"}');
	await pressInMenu(page, 'easy');
	await shows(page, '#person', '真人客服');
	await page.context().close();
});

test('a page may begin in easy mode, and the reader has the last word', async () => {
	const page = await openWidget('320', { shop: SHOP.replace('data-chat', 'data-chat data-easy') });

	await page.locator('fuji-chat #launcher').click();
	await shows(page, '#person', '找人工');
	await pressInMenu(page, 'easy');
	await shows(page, '#person', '转人工');
	await page.reload();
	await page.locator('fuji-chat #launcher').click();
	await shows(page, '#person', '转人工');
	await page.context().close();
});

test('the keyboard alone opens it, says something, presses a choice and closes it', async () => {
	const page = await openWidget('320');
	const focused = () => page.evaluate(() => {
		const { activeElement } = document.querySelector('fuji-chat').shadowRoot;

		return activeElement && (activeElement.id || activeElement.textContent);
	});
	const tabTo = async (name, key = 'Tab') => {
		for (let i = 0; i < 20 && await focused() !== name; i++)
			await page.keyboard.press(key);
		assert.equal(await focused(), name);
	};

	await page.locator('fuji-chat #launcher').waitFor();
	await tabTo('launcher');
	await page.keyboard.press('Enter');
	await page.locator('fuji-chat .choice').first().waitFor(WAITS_LONG);
	assert.equal(await focused(), 'plain');
	await page.keyboard.type('停机');
	await page.keyboard.press('Enter');
	await shows(page, '.message.subscriber', '停机');
	const clientActivityID = await idOfSaid(page);

	page.hear(activity(2, '停机', { speaker: 'subscriber', clientActivityID }), activity(3, '还要什么？', { choices: ['查余额'] }));
	await shows(page, '.choice', '查余额');
	await tabTo('查余额', 'Shift+Tab');
	await page.keyboard.press('Space');
	await shows(page, '.message.subscriber', '查余额');
	assert.equal(await focused(), 'plain');
	await page.keyboard.press('Escape');
	assert.equal(await focused(), 'launcher');
});

test('a page to pay on is opened beside the chat, by a link that says where it leads', async () => {
	const page = await openChat('320');
	const url = 'https://pay.demo-mobile.example/b/1';
	const told = activity(2, '交好了告诉我一声', { choices: ['我交好了'] });

	told.suggestedActions.actions.push({ type: 'openUrl', title: '去交费（pay.demo-mobile.example）', value: url });
	page.hear(told);
	await shows(page, 'a.choice', '去交费（pay.demo-mobile.example）');
	const link = page.locator('fuji-chat a.choice');

	assert.equal(await link.getAttribute('href'), url);
	assert.equal(await link.getAttribute('target'), '_blank');
	assert.match(await link.getAttribute('rel'), /noopener/);
	await page.context().route(url, (route) => route.fulfill({ body: 'paid' }));
	const opened = page.context().waitForEvent('page', WAITS_LONG);

	await link.click();
	assert.equal(await (await opened).evaluate(() => globalThis.opener), null);
	assert.ok(page.said.every(({ type }) => type !== 'message'));
});

test('traditional Chinese, as the browser prefers or the page says', async () => {
	const page = await openChat('320', { locale: 'zh-TW' });

	await shows(page, '#name', '復機助手');
	await pressInMenu(page, 'language');
	await shows(page, '#name', 'Fuji assistant');
	await pressInMenu(page, 'language');
	await shows(page, '#name', '復機助手');
	await page.evaluate(() => { document.querySelector('fuji-chat').lang = 'zh-CN'; });
	await shows(page, '#name', '复机助手');
});

test('a second tab shows the same conversation, and nothing of it is left behind', async () => {
	const first = await openPage(browser, `http://127.0.0.1:${fuji.port}/demo/`);

	await first.locator('fuji-chat .choice').first().waitFor(WAITS_LONG);
	await say(first, '我手机怎么停机了');
	await shows(first, '.message.bot', '11 位');
	const second = await first.context().newPage();

	await second.goto(first.url());
	await shows(second, '.message.bot', '11 位');
	await say(second, '13800000003');
	await shows(first, '.message.subscriber', '13800000003');
	assert.equal(await second.evaluate(() => JSON.stringify(localStorage)), '{}');
	await second.close();
	await first.close();
});
