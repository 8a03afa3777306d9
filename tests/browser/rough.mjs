/*
 * The console and the widget among things that go wrong: texts that would break a page, a page that
 * would frame another, a line that drops.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { openBrowser, openPage, takePicture } from './browser.mjs';
import { temporaryFolder } from '../sockets/fuji.mjs';
import { logIn, PASSWORD, sitDown, startFloor, wantPerson } from './floor.mjs';
import { naughty } from './naughty.mjs';

const DISCONNECTS = Number(process.env.DISCONNECTS ?? 50);
const LONG = Number(process.env.LONG ?? 1_000);
const SEED = Number(process.env.SEED ?? 20261126);
const FAST = [
	'messages_per_second: 1000',
	'messages_burst: 1000',
	'address_messages_per_second: 1000',
	'address_messages_burst: 100000',
	'unread_frames: 10000',
].join('\n');

let fuji;
let browser;

before(async () => {
	const config = path.join(await temporaryFolder(), 'fuji.yaml');

	await writeFile(config, FAST);
	fuji = await startFloor({ li: 'agent', wang: 'agent' }, { args: ['--config', config] });
	browser = await openBrowser();
});

after(async () => {
	await browser?.close();
	await fuji?.stop();
});

test('five hundred naughty texts neither run nor break the console', async () => {
	const chat = await wantPerson(fuji);
	const wang = await fuji.desk({ name: 'wang', password: PASSWORD });
	const desk = await sitDown(browser, fuji, 'li', { size: [1100, 700] });

	await desk.evaluate(() => {
		window.broken = () => (window.isBroken = true);
	});
	await desk.locator(`#case-${chat.case}`).click();
	await desk.locator('#claim').click();
	await desk.locator('#message:focus').waitFor();
	for (const [i, text] of naughty.entries()) {
		chat.send({ type: 'message', text, channelData: { clientActivityID: `n-${i}` } });
		wang.send({ type: 'desk.note', case: chat.case, text });
	}
	await chat.say('最后一句');
	await desk.locator('#messages .message', { hasText: '最后一句' }).waitFor();
	wang.send({ type: 'desk.note', case: chat.case, text: '最后一条' });
	await desk.locator('#whisper-text', { hasText: '最后一条' }).waitFor();
	await showAll(desk);

	const said = chat.activities.filter(({ channelData }) =>
		channelData?.clientActivityID?.startsWith('n-'),
	);
	const shown = await desk
		.locator('#messages .message.subscriber .bubble > :last-child')
		.evaluateAll((nodes) => nodes.map((node) => node.textContent));

	assert.ok(said.length > 480, `${said.length} were kept`);
	assert.deepEqual(shown.slice(-said.length - 1, -1), said.map(({ text }) => text));
	await desk.locator('#tab-record').click();
	assert.ok((await desk.locator('#record .note').count()) > 480);
	await takePicture(desk, 'console-naughty');
	for (const text of naughty.slice(0, 20)) {
		await desk.locator('#message').fill(text);
		await desk.locator('#message').press('Enter');
	}
	await desk.locator('#folder-all').click();
	for (const text of naughty.slice(20, 60))
		await desk.locator('#search-for').fill(text);
	await desk.locator('#messages .message.agent.sent').nth(15).waitFor();
	assert.equal(await desk.evaluate(() => window.isBroken), undefined);
	assert.equal(await desk.locator('#desk :is(script, img, svg, iframe, style)').count(), 0);
	assert.ok(await desk.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
	assert.deepEqual(desk.faults, []);
	await desk.context().close();
});

/* What a message may consist of; the bot's may hold links. */
const PARTS = ['DIV', 'P', 'SPAN'];

test('five hundred naughty texts neither run nor break the widget, whoever writes them', async () => {
	const chat = await wantPerson(fuji);
	const wang = await fuji.desk({ name: 'wang', password: PASSWORD });
	const page = await openPage(browser, 'about:blank');
	const shown = (speaker) => page.locator(`fuji-chat .message.${speaker} .bubble > :last-child`)
		.evaluateAll((nodes) => nodes.map((node) => node.textContent));
	const around = () => page.evaluate(() => document.querySelectorAll('*').length);

	await page.addInitScript((token) => sessionStorage.setItem('fuji-chat-token', token), chat.token);
	await page.goto(`http://127.0.0.1:${fuji.port}/demo/`);
	await page.locator('fuji-chat .message').first().waitFor();
	await page.evaluate(() => {
		window.broken = () => (window.isBroken = true);
	});
	const before = await around();
	const said = (speaker) => chat.activities.filter(({ type, channelData }) =>
		type === 'message' && channelData?.['fuji:speaker'] === speaker).map(({ text }) => text);

	for (const [i, text] of naughty.entries())
		chat.send({ type: 'message', text, channelData: { clientActivityID: `n-${i}` } });
	const last = await chat.say('最后一句');
	const write = (text, i) => wang.send({ type: 'desk.message', case: chat.case, text, clientActivityID: `w-${i}`,
		watermark: `${last.channelData['webchat:sequence-id']}` });

	wang.send({ type: 'desk.claim', case: chat.case });
	[...naughty.slice(0, 200), '最后一条'].forEach(write);
	await chat.waitForText(/最后一条/);
	for (const text of ['最后一句', '最后一条'])
		await page.locator('fuji-chat .message', { hasText: text }).waitFor();
	for (const [speaker, least] of [['subscriber', 480], ['agent', 190]]) {
		assert.ok(said(speaker).length > least, `${said(speaker).length} of the ${speaker} were kept`);
		assert.deepEqual(await shown(speaker), said(speaker));
	}
	assert.deepEqual([...new Set(await page.locator('fuji-chat :is(.message.subscriber, .message.agent):not(.failed) *')
		.evaluateAll((nodes) => nodes.map(({ tagName }) => tagName)))].filter((tag) => !PARTS.includes(tag)), []);
	assert.equal(await page.locator('fuji-chat :is(script, img, iframe, object, style, form form)').count(), 0);
	assert.equal(await around(), before, 'nothing came into the page around it');
	assert.equal(await page.evaluate(() => window.isBroken), undefined);
	assert.deepEqual(page.faults, []);
	await takePicture(page, 'widget-naughty');
	await page.context().close();
});

test('no page frames the console', async () => {
	const server = `http://127.0.0.1:${fuji.port}/`;
	const site = http.createServer((request, response) => {
		response.setHeader('content-type', 'text/html');
		response.end(`<iframe src="${server}console/"></iframe><iframe src="${server}healthz"></iframe>`);
	}).listen(0, '127.0.0.1');

	await once(site, 'listening');
	const page = await openPage(browser, `http://127.0.0.1:${site.address().port}/`);
	const [, desk, other] = page.frames().map((frame) => frame.url());

	assert.match(desk, /^chrome-error:/);
	assert.equal(other, `${server}healthz`, 'what has no policy is framed');
	await page.context().close();
	site.close();
});

test(`a conversation of ${LONG} messages opens with its end, and is read back whole`, async () => {
	const chat = await wantPerson(fuji);

	for (let i = 1; i <= LONG; i++)
		await chat.say(`第 ${i} 句`);
	const desk = await openPage(browser, 'about:blank');
	const pages = [];

	desk.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => {
		const { case: about, activities } = JSON.parse(payload || '{}');

		if (about === chat.case && activities)
			pages.push(activities.length);
	}));
	await desk.goto(`http://127.0.0.1:${fuji.port}/console/`);
	await logIn(desk, 'li');
	await desk.locator(`#case-${chat.case}`).click();
	await desk.locator('#messages .message', { hasText: `第 ${LONG} 句` }).waitFor();
	assert.deepEqual(pages.map((length) => length <= 200), [true], 'one page opens it');
	await showAll(desk);
	const shown = await desk
		.locator('#messages .message.subscriber .bubble > :last-child')
		.evaluateAll((nodes) => nodes.map((node) => node.textContent));

	assert.deepEqual(shown.slice(-LONG), Array.from({ length: LONG }, (_, i) => `第 ${i + 1} 句`));
	assert.deepEqual(desk.faults, []);
	await desk.context().close();
});

/* The same numbers each time for the same seed. */
function random(seed) {
	let state = seed;

	return () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 32;
	};
}

/* A page on a clock that the test moves, whose line it can drop. */
async function sitOnThinIce(name) {
	const page = await openPage(browser, 'about:blank');

	await page.clock.install();
	await page.routeWebSocket(/\/desk$/, (socket) => {
		const server = socket.connectToServer();

		page.drop = () => {
			server.close();
			socket.close({ code: 1011 });
		};
	});
	await page.goto(`http://127.0.0.1:${fuji.port}/console/`);
	await page.clock.resume();
	await logIn(page, name);
	return page;
}

test(`after ${DISCONNECTS} disconnections list and messages are the server’s`, async () => {
	const next = random(SEED);
	const chats = [];
	const desk = await sitOnThinIce('li');
	let nWritten = 0;

	chats.push(await wantPerson(fuji));
	await desk.locator(`#case-${chats[0].case}`).click();
	await desk.locator('#claim').click();
	await desk.locator('#message:focus').waitFor();
	for (let i = 0; i < DISCONNECTS; i++) {
		if (next() < 0.5)
			await chats[0].say(`第 ${i} 句`);
		if (next() < 0.1)
			chats.push(await wantPerson(fuji));
		if (next() < 0.5) {
			await desk.locator('#message').fill(`答 ${++nWritten}`);
			await desk.locator('#message').press('Enter');
		}
		desk.drop();
		await desk.locator('#connection:not(.online)').waitFor();
		if (next() < 0.5)
			await chats[0].say(`断线时第 ${i} 句`);
		await desk.clock.fastForward(1_000);
		await desk.locator('#connection.online').waitFor();
		await sendAll(desk);
	}
	await chats[0].say('完');
	await desk.locator('#messages .message', { hasText: '完' }).last().waitFor();
	await sendAll(desk);
	await assertSame(desk, chats[0]);
	assert.equal(
		await desk.locator('#messages .message.agent.sent').count(),
		nWritten,
		'each was sent once',
	);
	assert.deepEqual(desk.faults.filter((fault) => !/WebSocket/.test(fault)), []);
	await desk.context().close();
	console.log(`disconnections ${DISCONNECTS}, replies ${nWritten}`);
});

/* Pressed in the page itself: between two calls from here it may go. */
function showAll(desk) {
	return desk.waitForFunction(() => {
		const earlier = document.getElementById('earlier');

		if (!earlier.hidden)
			earlier.click();
		return earlier.hidden;
	});
}

/* Until nothing is on its way any more, also what was given back to be looked at. */
async function sendAll(desk) {
	const sending = desk.locator('#messages .message.sending');

	await sending.first().waitFor({ state: 'detached' });
	while (await desk.locator('#given-back').isVisible()) {
		await desk.locator('#message').press('Enter');
		await sending.first().waitFor({ state: 'detached' });
	}
}

async function readAll(desk, about) {
	let page = { watermark: '0', more: true };

	while (page.more) {
		desk.send({ type: 'desk.open', case: about, watermark: page.watermark, log_watermark: '0' });
		page = await desk.waitFor(({ type }) => type === 'activities');
	}
}

async function readCases(desk) {
	const read = [];
	let page = {};

	do {
		desk.send({ type: 'desk.snapshot', after: page.more });
		page = await desk.waitFor(({ type }) => type === 'snapshot');
		read.push(...page.cases);
	} while (page.more);
	return read;
}

/* What the page shows is what a new desk is told. */
async function assertSame(desk, chat) {
	const other = await fuji.desk({ name: 'wang', password: PASSWORD });

	await readAll(other, chat.case);
	const cases = await readCases(other);
	const waiting = cases.filter(({ state }) => state === 'waiting').map(({ id }) => `case-${id}`);

	await showAll(desk);
	const shown = await desk
		.locator('#messages .message')
		.evaluateAll((nodes) => nodes.map((node) => Number(node.dataset.seq)));
	const told = other.activities.filter(({ type }) => type === 'message');

	assert.equal(await desk.locator('#messages .message.failed').count(), 0, 'none has failed');
	assert.deepEqual(shown, told.map(({ channelData }) => channelData['webchat:sequence-id']));
	await desk.locator('#folder-waiting').click();
	assert.deepEqual(
		await desk.locator('#cases button').evaluateAll((nodes) => nodes.map(({ id }) => id)),
		waiting,
	);
	await other.close();
}
