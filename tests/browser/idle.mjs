/*
 * A desk whose agent did nothing is logged out and loses nothing; and the audit log as an auditor
 * sees it. That time is up is said in the server's place: nobody waits half an hour.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { texts } from '../../ws/www/console/texts.js';
import { assertAccessible, openBrowser, openPage, takePicture } from './browser.mjs';
import { logIn, sitDown, startFloor, wantPerson } from './floor.mjs';

let fuji;
let browser;

before(async () => {
	fuji = await startFloor({ li: 'agent', wang: 'agent', zhou: 'auditor' });
	browser = await openBrowser();
});

after(async () => {
	await browser?.close();
	await fuji?.stop();
});

/* A desk that can be told `idle`. */
async function sitWithClock(name) {
	const page = await openPage(browser, 'about:blank', { locale: 'zh-CN', size: [1280, 720] });

	await page.routeWebSocket(/\/desk$/, (socket) => {
		socket.connectToServer();
		page.timeIsUp = () => socket.send(JSON.stringify({ type: 'error', code: 'idle' }));
	});
	await page.goto(`http://127.0.0.1:${fuji.port}/console/`);
	await logIn(page, name);
	return page;
}

async function beginDraft(desk, chat, draft) {
	await desk.locator(`#case-${chat.case}`).click();
	await desk.locator('#claim').click();
	await desk.locator('#message:focus').waitFor();
	await desk.locator('#message').fill(draft);
	desk.timeIsUp();
	await desk.locator('#login-form').waitFor();
}

test('who did nothing logs in again and finds the draft', async () => {
	const chat = await wantPerson(fuji);
	const desk = await sitWithClock('li');

	await beginDraft(desk, chat, '我正在查');
	assert.equal(await desk.locator('#fault-text').innerText(), texts.zh.faults.idle);
	assert.equal(await desk.locator('#talk').isVisible(), false);
	await assertAccessible(desk, 'idle');
	await takePicture(desk, 'console-idle');
	await logIn(desk, 'li');
	await desk.locator('#folder-mine').click();
	await desk.locator(`#case-${chat.case}`).click();
	await desk.locator('#message:focus').waitFor();
	assert.equal(await desk.locator('#message').inputValue(), '我正在查');
	await desk.locator('#message').press('Enter');
	await chat.waitForText(/我正在查/);
	assert.deepEqual(desk.faults, []);
	await desk.context().close();
	await chat.close();
});

test('somebody else who logs in there finds nothing', async () => {
	const chat = await wantPerson(fuji);
	const desk = await sitWithClock('li');

	await beginDraft(desk, chat, '只有我知道');
	await logIn(desk, 'wang');
	await desk.locator('#pick').waitFor();
	assert.equal(await desk.locator('#talk').isVisible(), false);
	assert.ok(!(await desk.content()).includes('只有我知道'));
	await desk.context().close();
	await chat.close();
});

for (const locale of ['zh-CN', 'en'])
	test(`an auditor reads who did what: ${locale}`, async () => {
		const desk = await sitDown(browser, fuji, 'zhou', { locale, size: [1280, 720] });

		await desk.locator('#go-audit').click();
		await desk.locator('#audit-rows tr', { hasText: 'desk.claim' }).first().waitFor();
		assert.equal(await desk.locator('#presence').isVisible(), false);
		await assertAccessible(desk, 'audit');
		await takePicture(desk, `console-audit-${locale.slice(0, 2)}`);
		await desk.locator('#audit-who').fill('li');
		await desk.locator('#audit-who').press('Enter');
		await desk.locator('#audit-rows td:nth-child(2)', { hasNotText: 'li' }).first()
			.waitFor({ state: 'detached' });
		await desk.locator('#audit-rows tr', { hasText: 'desk.message' }).first().waitFor();
		assert.deepEqual(desk.faults, []);
		await desk.context().close();
	});

test('an agent is shown no way there', async () => {
	const desk = await sitDown(browser, fuji, 'wang');

	assert.equal(await desk.locator('#go-audit').isVisible(), false);
	await desk.context().close();
});
