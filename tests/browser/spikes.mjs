/*
 * What comes far more often than usual, as a supervisor's board shows it.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { quietWeeks } from '../sockets/fuji.mjs';
import { assertAccessible, openBrowser, takePicture } from './browser.mjs';
import { sitDown, startFloor } from './floor.mjs';

const PATIENCE_MS = 120_000;

let fuji;
let browser;

before(async () => {
	fuji = await startFloor({ chen: 'supervisor' }, { data: await quietWeeks() });
	browser = await openBrowser();
});

after(async () => {
	await browser?.close();
	await fuji?.stop();
});

test('many who ask the same at once stand on the board, in both languages', async () => {
	const boards = [];

	for (const [locale, row] of [['zh-CN', /问停机原因\s*未知/], ['en', /why suspended\s*not known/]]) {
		const page = await sitDown(browser, fuji, 'chen', { locale });

		await page.locator('#go-board').click();
		boards.push({ page, row, locale });
	}
	assert.equal(await boards[0].page.locator('#spikes-section').isVisible(), false);
	await fuji.crowd(12);
	for (const { page, row, locale } of boards) {
		await page.locator('#spikes tr', { hasText: row }).waitFor({ timeout: PATIENCE_MS });
		await assertAccessible(page, 'spikes');
		await takePicture(page, `console-spikes-${locale.slice(0, 2)}`);
		assert.deepEqual(page.faults, []);
	}
});
