/*
 * What is late, as agents and a supervisor see it: their clocks are moved, nobody waits.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertAccessible, openBrowser, takePicture } from './browser.mjs';
import { sitDown, startFloor, wantPerson } from './floor.mjs';

const MINUTE_MS = 60_000;

let fuji;
let browser;

before(async () => {
	fuji = await startFloor({ li: 'agent', chen: 'supervisor' });
	browser = await openBrowser();
});

after(async () => {
	await browser?.close();
	await fuji?.stop();
});

for (const [locale, late, soon] of [
	['zh-CN', /首次回复 已超 1:\d\d/, /首次回复 还有 0:\d\d/],
	['en', /First answer 1:\d\d late/, /First answer in 0:\d\d/],
])
	test(`a case that nobody answered in time stands on top: ${locale}`, async () => {
		const chat = await wantPerson(fuji);
		const [desk, boss] = await Promise.all([
			sitDown(browser, fuji, 'li', { locale, size: [1280, 720] }),
			sitDown(browser, fuji, 'chen', { locale, size: [1280, 720] }),
		]);
		const row = desk.locator(`#case-${chat.case}`);

		await row.waitFor();
		assert.equal(await row.locator('.case-due').isVisible(), false);
		await desk.clock.setFixedTime(Date.now() + 4.5 * MINUTE_MS);
		await row.locator('.case-due.soon', { hasText: soon }).waitFor();
		await boss.locator('#go-board').click();
		await boss.clock.setFixedTime(Date.now() + 6.5 * MINUTE_MS);
		await boss.locator('#clocks tr.overdue', { hasText: late }).first().waitFor();
		assert.match(await boss.locator('#figures .late').innerText(), /[1-9]/);
		for (const [page, name] of [[desk, 'due-soon'], [boss, 'due-board']]) {
			await assertAccessible(page, name);
			await takePicture(page, `console-${name}-${locale.slice(0, 2)}`);
			assert.deepEqual(page.faults, []);
			await page.context().close();
		}
		await chat.close();
	});
