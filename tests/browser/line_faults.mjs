/*
 * The widget over lines that are cut, swallow what the server says, or fall silent, to a server that
 * is killed in the middle of turns: FAULTS=1000 of them instead of 6. The SDK alone is in
 * tests/sockets/faults.mjs.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startFuji, temporaryFolder } from '../sockets/fuji.mjs';
import { Proxy, randomFault } from '../sockets/proxy.mjs';
import { openBrowser, openPage } from './browser.mjs';

const FAULTS = Number(process.env.FAULTS ?? 6);
const TALKS = Math.min(5, Math.ceil(FAULTS / 60)); /* at a time */
const KILLS = Math.ceil(FAULTS / 30);
const SILENCE_MS = 10_000; /* that much is a dead line */
const PATIENCE = { timeout: 120_000 };

let data;
let fuji;
let browser;
let life = Promise.resolve(); /* of the server: one kill after the other */
let kills = 0;

before(async () => {
	data = `${await temporaryFolder()}/data`;
	fuji = await startFuji({ data });
	browser = await openBrowser();
});
after(async () => {
	await browser?.close();
	await fuji?.stop();
});

function kill() {
	kills++;
	life = life.then(async () => {
		const { port } = fuji;

		await fuji.stop('SIGKILL');
		fuji = await startFuji({ data, args: ['--listen', `127.0.0.1:${port}`] });
	});
}

/* All comes over the proxy, and the page's clock can be moved. */
async function openWidget(proxy) {
	const port = await proxy.listen(fuji.port);
	const page = await openPage(browser, 'about:blank');

	await page.clock.install();
	await page.goto(`http://127.0.0.1:${port}/demo/`, PATIENCE);
	await page.clock.resume();
	await page.locator('fuji-chat .choice').first().waitFor(PATIENCE);
	return page;
}

async function say(page, text) {
	await page.locator('fuji-chat .field:visible').fill(text);
	await page.keyboard.press('Enter');
}

/* Seq and text of what stands there, from top to bottom. */
function shownOn(page) {
	return page.locator('fuji-chat .message').evaluateAll((nodes) => nodes.map((node) =>
		({ seq: Number(node.dataset.seq), text: node.querySelector('.bubble > :last-child').textContent })));
}

/* What the server has by now, over a line without faults: page by page, until there is nothing more. */
async function keptFor(page) {
	const token = await page.evaluate(() => sessionStorage.getItem('fuji-chat-token'));
	const kept = [];
	let welcome;

	do {
		const client = await fuji.connect();

		welcome = await client.hello({ token, watermark: kept.at(-1)?.channelData['webchat:sequence-id'].toString() });
		kept.push(...welcome.activities);
		await client.close();
	} while (welcome.activities.length > 0);
	return kept.filter(({ type }) => type === 'message')
		.map(({ text, channelData }) => ({ seq: channelData['webchat:sequence-id'], text }));
}

async function talkThroughFaults(n, onSaid) {
	const proxy = new Proxy();
	const page = await openWidget(proxy);
	const said = [];

	for (let i = 0; i < n; i++) {
		const kind = randomFault(i);
		const isBefore = Math.random() < 0.5;

		if (isBefore)
			proxy.fault(kind);
		said.push(`第 ${i} 句`);
		await say(page, said.at(-1));
		onSaid();
		if (!isBefore)
			proxy.fault(kind);
		if (kind === 'isSilent')
			await page.clock.fastForward(SILENCE_MS);
		await page.locator('fuji-chat .message.subscriber.sent').nth(i).waitFor(PATIENCE);
	}
	await life;
	const kept = await keptFor(page);

	await page.locator(`fuji-chat .message[data-seq="${kept.at(-1).seq}"]`).waitFor(PATIENCE);
	const shown = await shownOn(page);

	proxy.close();
	await page.context().close();
	return { said, kept, shown };
}

test(`after ${FAULTS} faults and ${KILLS} kills all is shown once, in order, as it is kept`, async () => {
	let n = 0;
	const mayKill = () => ++n % Math.floor(FAULTS / KILLS) || kills === KILLS || kill();
	const talks = await Promise.all(Array.from({ length: TALKS }, () =>
		talkThroughFaults(Math.ceil(FAULTS / TALKS), mayKill)));

	for (const { said, kept, shown } of talks) {
		assert.deepEqual(shown.slice(0, kept.length), kept);
		assert.deepEqual(kept.filter(({ text }) => said.includes(text)).map(({ text }) => text), said);
	}
	assert.equal(kills, KILLS);
	console.log(`faults ${FAULTS}, messages ${talks.flatMap(({ said }) => said).length}, kills ${kills}`);
});
