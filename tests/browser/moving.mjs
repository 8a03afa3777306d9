/*
 * A chat that goes on on another device: the code and its picture on the one, the field and the link on
 * the other. Two contexts of a browser have nothing in common, as two devices.
 */
import assert from 'node:assert/strict';
import jsqr from 'jsqr';
import { after, before, test } from 'node:test';
import { startFuji } from '../sockets/fuji.mjs';
import { assertAccessible, openBrowser, openPage, takePicture } from './browser.mjs';

const PATIENCE = { timeout: 60_000 };
const SIZES = { '320': [320, 640], wide: [1280, 800] };

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

function open(settings, hash = '') {
	return openPage(browser, `http://127.0.0.1:${fuji.port}/demo/${hash}`, settings);
}

async function shows(page, selector, text) {
	await page.locator(`fuji-chat ${selector}`, { hasText: text }).last().waitFor(PATIENCE);
}

async function say(page, text) {
	await page.locator('fuji-chat .field:visible').fill(text);
	await page.keyboard.press('Enter');
	await shows(page, '.message.subscriber.sent', text);
}

async function codeOn(page) {
	await page.locator('fuji-chat #more').click();
	await page.locator('fuji-chat #move').click();
	await shows(page, '#moving .code', '-');
	return page.locator('fuji-chat #moving .code').textContent();
}

/* Some page, of which the picture is taken, is all that a camera has. */
async function scan(page) {
	const picture = await page.locator('fuji-chat #moving svg').screenshot({ scale: 'css' });
	const { side, pixels } = await page.evaluate(async (base64) => {
		const blob = new Blob([Uint8Array.from(atob(base64), (each) => each.charCodeAt(0))], { type: 'image/png' });
		const image = await createImageBitmap(blob);
		const context = new OffscreenCanvas(image.width, image.height).getContext('2d');

		context.drawImage(image, 0, 0);
		return { side: [image.width, image.height], pixels: [...context.getImageData(0, 0, image.width, image.height).data] };
	}, picture.toString('base64'));

	return jsqr.default(Uint8ClampedArray.from(pixels), ...side)?.data;
}

for (const [view, size] of Object.entries(SIZES)) {
	test(`the link in the picture asks first, and then opens the chat of the other device: ${view}`, async () => {
		const first = await open({ size });

		await shows(first, '.message.bot', '您好');
		await say(first, '我手机怎么停机了');
		const code = await codeOn(first);

		await assertAccessible(first, `a code is shown ${view}`);
		await takePicture(first, `moving-code-${view}`);
		const link = new URL(await scan(first));

		assert.equal(link.hash, `#fuji-chat=${code.replace('-', '')}`);
		assert.equal(link.search, '');
		const second = await open({ size }, link.hash);

		await shows(second, '#moving h2', '要打开另一台设备上的对话吗');
		assert.ok(!second.url().includes(code.slice(0, 4)), second.url());
		await assertAccessible(second, `a link is asked about ${view}`);
		await takePicture(second, `moving-link-${view}`);
		assert.equal(await second.locator('fuji-chat .message').count(), 0, 'nothing has begun');
		await second.locator('fuji-chat #moving [type=submit]').click();
		await shows(second, '.message.subscriber', '我手机怎么停机了');
		await first.locator('fuji-chat #moving').getByText('返回对话').click();
		for (const page of [first, second])
			await shows(page, '.message.system', '另一台设备上打开');
		await takePicture(second, `moving-moved-${view}`);
		await say(second, '13800000003');
		await shows(first, '.message.subscriber', '13800000003');
		await second.reload();
		await shows(second, '.message.subscriber', '13800000003');
		for (const page of [first, second]) {
			assert.deepEqual(page.faults, []);
			await page.context().close();
		}
	});
}

test('a code that is typed opens the chat in all tabs of a device, and a wrong one says so and changes nothing', async () => {
	const [first, second] = [await open({ locale: 'en-GB' }), await open({ locale: 'en-GB' })];

	const tab = await second.context().newPage();

	for (const page of [first, second])
		await shows(page, '.message.bot', 'Hello');
	await say(first, 'why is my phone suspended');
	await say(second, 'help');
	await tab.goto(second.url());
	await shows(tab, '.message.subscriber', 'help');
	await first.locator('fuji-chat #more').click();
	await first.locator('fuji-chat #easy').click();
	const code = await codeOn(first);

	await assertAccessible(first, 'a code in easy mode');
	await takePicture(first, 'moving-easy');
	await codeOn(second);
	await second.locator('fuji-chat #moving input').fill('BCDF GHJK');
	await second.keyboard.press('Enter');
	await shows(second, '#moving .fault', 'not right');
	await assertAccessible(second, 'a wrong code');
	await takePicture(second, 'moving-wrong');
	await second.keyboard.press('Escape');
	await say(second, 'thanks');
	await codeOn(second);
	await second.locator('fuji-chat #moving input').fill(code.toLowerCase());
	await second.keyboard.press('Enter');
	await shows(second, '.message.subscriber', 'why is my phone suspended');
	await shows(tab, '.message.subscriber', 'why is my phone suspended');
	for (const page of [second, tab])
		assert.equal(await page.locator('fuji-chat .message', { hasText: 'thanks' }).count(), 0, 'that was another chat');
	for (const page of [first, second]) {
		assert.deepEqual(page.faults, []);
		await page.context().close();
	}
});

test('who turns a link down has a chat of his own, and a link that comes later is asked about too', async () => {
	const page = await open({}, '#fuji-chat=BCDFGHJK');

	await shows(page, '#moving h2', '要打开另一台设备上的对话吗');
	await page.keyboard.press('Escape');
	await shows(page, '.message.bot', '您好');
	await page.evaluate(() => { location.hash = 'fuji-chat=BCDFGHJK'; });
	await shows(page, '#moving h2', '要打开另一台设备上的对话吗');
	assert.equal(new URL(page.url()).hash, '');
	await page.locator('fuji-chat #moving [type=submit]').click();
	await shows(page, '#moving .fault', '这个码不对');
	await page.keyboard.press('Escape');
	await shows(page, '.message.bot', '您好');
	assert.deepEqual(page.faults, []);
	await page.context().close();
});
