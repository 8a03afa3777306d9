/*
 * What is counted, as a supervisor sees it: figures of weeks, and what comes far more often than usual.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { texts } from '../../ws/www/console/texts.js';
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

for (const locale of ['zh-CN', 'en'])
	test(`the figures of weeks stand in tables, and are looked at by groups: ${locale}`, async () => {
		const words = texts[locale.slice(0, 2)];
		const page = await sitDown(browser, fuji, 'chen', { locale, size: [1280, 1600] });
		const groups = page.locator('#report-groups tbody tr');

		await page.locator('#go-report').click();
		await page.locator('#report-leading dd', { hasText: /^[1-9]/ }).first().waitFor({ timeout: PATIENCE_MS });
		await page.locator('#report-28').click();
		await page.locator('#report-sections h3', { hasText: words.report.sections.causes }).waitFor();
		await page.locator('#report-by').selectOption('cause');
		await groups.locator('th', { hasText: words.report.names.none }).waitFor();
		await assertAccessible(page, 'figures');
		await takePicture(page, `console-report-${locale.slice(0, 2)}`);
		await page.locator('#report-figure').selectOption('7');
		await page.locator('#report-by').selectOption('hour');
		await groups.nth(5).waitFor();
		assert.deepEqual(page.faults, []);
		await page.context().close();
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
