/*
 * A conversation of several hundred messages in the widget: it opens with its end and is read back to its
 * beginning, by the keyboard, while the server is killed and started again. What the reader has in view
 * stays, nothing comes twice, and nothing old is read out as if it were new.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startFuji } from '../sockets/fuji.mjs';
import { assertAccessible, openBrowser, openPage, takePicture } from './browser.mjs';

const PATIENCE = { timeout: 60_000 };
const N = 100; /* messages, each with an answer */
const SETTINGS = { env: { FUJI_MESSAGES_PER_SECOND: '1000', FUJI_MESSAGES_BURST: '1000' } };

let fuji;
let browser;
let token;
let said; /* the seqs of all messages */

before(async () => {
	fuji = await startFuji(SETTINGS);
	browser = await openBrowser();
	const client = await fuji.chat();

	for (let i = 0; i < N; i++)
		client.send({ type: 'message', text: `谢谢 ${i}`, channelData: { clientActivityID: `m-${i}` } });
	await client.waitForActivity((each) => each.channelData?.clientActivityID === `m-${N - 1}`);
	await client.say('再见');
	({ token } = client);
	await client.close();
	const reader = await fuji.chat({ token });

	await reader.waitForText(/再见/);
	said = reader.activities.filter(({ type }) => type === 'message').map(({ channelData }) => channelData['webchat:sequence-id']);
	await reader.close();
});
after(async () => {
	await browser?.close();
	await fuji?.stop();
});

async function openTalk(settings) {
	const page = await openPage(browser, `http://127.0.0.1:${fuji.port}/demo/`, settings);

	await page.evaluate((kept) => sessionStorage.setItem('fuji-chat-token', kept), token);
	await page.reload();
	await page.locator('fuji-chat .message.bot', { hasText: '再见' }).waitFor(PATIENCE);
	return page;
}

/* Of each message in the log its seq, where it is in the pane, and whether it is news to who listens. */
function shown(page) {
	return page.evaluate(() => {
		const { shadowRoot } = document.querySelector('fuji-chat');
		const pane = shadowRoot.querySelector('#scroll').getBoundingClientRect();

		return [...shadowRoot.querySelectorAll('.message')].map((each) => ({
			seq: Number(each.dataset.seq),
			top: each.getBoundingClientRect().top - pane.top,
			isNews: each.ariaLive !== 'off',
		}));
	});
}

const focused = (page) => page.evaluate(() => document.querySelector('fuji-chat').shadowRoot.activeElement?.id);

/* Goes from the log to the button in front of it, and presses. */
async function pressEarlier(page) {
	await page.locator('fuji-chat #log').focus();
	await page.keyboard.press('Shift+Tab');
	assert.equal(await focused(page), 'earlier');
	const [first] = await shown(page);

	await page.keyboard.press('Enter');
	return first;
}

async function arrive(page, first) {
	await page.locator(`fuji-chat .message[data-seq="${said[Math.max(0, said.indexOf(first.seq) - 10)]}"]`).waitFor(PATIENCE);
	return shown(page);
}

test('it opens with its end, and the keyboard reads it back to its beginning', async () => {
	const page = await openTalk({ size: [320, 640] });
	const button = page.locator('fuji-chat #earlier');
	let messages = await shown(page);

	assert.ok(messages.length <= 50, `${messages.length} messages at first`);
	assert.deepEqual(messages.filter(({ isNews }) => isNews).map(({ seq }) => seq), [said.at(-1)]);
	await button.scrollIntoViewIfNeeded();
	await assertAccessible(page, 'there is something earlier');
	await takePicture(page, 'earlier-320');
	for (let pages = 0; await button.isVisible(); pages++) {
		if (pages === 1)
			await fuji.stop('SIGKILL');
		const first = await pressEarlier(page);

		if (pages === 1)
			fuji = await startFuji({ ...SETTINGS, data: fuji.data, args: ['--listen', `127.0.0.1:${fuji.port}`] });
		messages = await arrive(page, first);
		assert.equal(await focused(page), 'log');
		assert.ok(Math.abs(messages.find(({ seq }) => seq === first.seq).top - first.top) < 2, 'what was in view stays');
	}
	assert.deepEqual(messages.map(({ seq }) => seq), said);
	assert.equal(messages.filter(({ isNews }) => isNews).length, 1);
	await assertAccessible(page, 'all is there');
	await takePicture(page, 'earlier-all-320');
	await page.context().close();
});

test('a second tab opens with the end as well, and what is said then is news in both', async () => {
	const first = await openTalk({ locale: 'en-GB' });
	const second = await first.context().newPage();

	await second.goto(first.url());
	await second.locator('fuji-chat #earlier', { hasText: 'Load earlier messages' }).waitFor(PATIENCE);
	await second.locator('fuji-chat #earlier').click();
	await second.locator(`fuji-chat .message[data-seq="${said.at(-60)}"]`).waitFor(PATIENCE);
	await takePicture(second, 'earlier-en');
	await second.locator('fuji-chat .field:visible').fill('你好');
	await second.keyboard.press('Enter');
	for (const page of [first, second]) {
		await page.locator('fuji-chat .message.subscriber.sent', { hasText: '你好' }).waitFor(PATIENCE);
		const messages = await shown(page);
		const seqs = messages.map(({ seq }) => seq);

		assert.deepEqual(seqs, [...new Set(seqs)].sort((a, b) => a - b));
		assert.ok(messages.find(({ seq }) => seq > said.at(-1)).isNews);
	}
	assert.deepEqual(first.faults, []);
	await first.context().close();
});
