/*
 * Accounts as an administrator keeps them in the console, by keyboard where it matters, in both
 * languages; tags as agents put them on cases; and what an auditor is shown.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { texts } from '../../ws/www/console/texts.js';
import { fill } from '../../ws/www/sdk/language.js';
import { openBrowser } from './browser.mjs';
import { logIn, look, PASSWORD, sitDown, startFloor, wantPerson } from './floor.mjs';

const SIZE = [1280, 720];

let fuji;
let browser;

before(async () => {
	fuji = await startFloor({ li: 'agent', root: 'admin', zhou: 'auditor' });
	browser = await openBrowser();
});

after(async () => {
	await browser?.close();
	await fuji?.stop();
});

for (const [locale, name] of [['zh-CN', 'mei'], ['en', 'may']])
	test(`an administrator adds an account, says what it works on, disables it and enables it again: ${locale}`, async () => {
		const code = locale.slice(0, 2);
		const { staff, ...words } = texts[code];
		const page = await sitDown(browser, fuji, 'root', { locale, size: SIZE });
		const row = page.locator('#accounts tr', { hasText: name });
		const button = (act) => row.getByRole('button', { name: `${act} ${name}`, exact: true });
		const { keyboard } = page;

		await page.locator('#accounts tr', { hasText: 'root' }).waitFor();
		assert.equal(await page.locator('#go-desk').isVisible(), false);
		assert.equal(await page.locator('#presence').isVisible(), false);
		await page.locator('#add-account').focus();
		await keyboard.press('Enter');
		await page.locator('dialog').getByLabel(words.loginName).fill(name);
		await page.locator('dialog').getByLabel(words.loginPassword).fill(PASSWORD);
		await look(page, `add-account-${code}`);
		await keyboard.press('Enter');
		await row.waitFor();
		assert.ok(!(await page.content()).includes(PASSWORD));
		assert.equal(await page.locator('dialog input').count(), 0);

		await button(staff.work).focus();
		await keyboard.press('Enter');
		await page.locator('dialog input[name="team fraud"]').focus();
		await keyboard.press('Space');
		await page.locator('dialog').getByLabel(staff.capacity).fill('2');
		await look(page, `account-work-${code}`);
		await keyboard.press('Enter');
		await row.locator('td', { hasText: /^2$/ }).waitFor();
		assert.match(await row.innerText(), code === 'zh' ? /反诈/ : /Fraud/);
		await look(page, `accounts-${code}`);

		const agent = await sitDown(browser, fuji, name, { locale, size: SIZE });

		await button(staff.disable).click();
		await page.locator('dialog .danger').click();
		await row.locator('td', { hasText: staff.isDisabled }).waitFor();
		await agent.locator('#login-form').waitFor();
		assert.equal(await button(staff.disable).isVisible(), false);
		await button(staff.enable).click();
		await page.locator('dialog').getByRole('button', { name: staff.enable, exact: true }).click();
		await row.locator('td', { hasText: staff.isActive }).waitFor();
		await logIn(agent, name, locale);
		await agent.locator('#go-desk').waitFor();
		assert.equal(await page.locator('#accounts tr', { hasText: 'root' })
			.getByRole('button', { name: `${staff.disable} root` }).count(), 0);
		assert.deepEqual(page.faults, []);
		await agent.context().close();
		await page.context().close();
	});

test('a new password opens, and one of a name that is taken says why', async () => {
	const { staff, ...words } = texts.zh;
	const page = await sitDown(browser, fuji, 'root', { size: SIZE });

	await page.getByRole('button', { name: `${staff.password} li`, exact: true }).click();
	await page.locator('dialog[open] h2', { hasText: fill(staff.passwordTitle, { name: 'li' }) }).waitFor();
	await page.locator('dialog').getByLabel(words.loginPassword).fill('short');
	await page.keyboard.press('Enter');
	assert.equal(await page.locator('dialog').evaluate(({ open }) => open), true);
	await page.locator('dialog').getByLabel(words.loginPassword).fill(PASSWORD);
	await page.keyboard.press('Enter');
	await page.locator('#add-account').click();
	await page.locator('dialog').getByLabel(words.loginName).fill('li');
	await page.locator('dialog').getByLabel(words.loginPassword).fill(PASSWORD);
	await page.keyboard.press('Enter');
	await page.locator('#fault-text', { hasText: words.faults.exists }).waitFor();
	await page.locator('#logout').click();
	await logIn(page, 'li');
	await page.locator('#go-desk').waitFor();
	assert.equal(await page.locator('#go-staff').isVisible(), false);
	assert.deepEqual(page.faults, []);
	await page.context().close();
});

for (const locale of ['zh-CN', 'en'])
	test(`a case gets a tag by keyboard and is found by it: ${locale}`, async () => {
		const code = locale.slice(0, 2);
		const name = { zh: '人在境外', en: 'Abroad' }[code];
		const chat = await wantPerson(fuji);
		const desk = await sitDown(browser, fuji, 'li', { locale, size: SIZE });
		const tag = desk.locator('#tags').getByRole('button', { name });
		const { keyboard } = desk;

		await desk.locator(`#case-${chat.case}`).click();
		await desk.locator('#talk-title:focus').waitFor();
		await keyboard.press('g');
		await desk.locator('#tags button:focus').waitFor();
		await tag.focus();
		await keyboard.press('Space');
		await desk.locator('#tags [aria-pressed="true"]', { hasText: name }).waitFor();
		await desk.locator('#record .tagged', { hasText: name }).waitFor();
		await desk.locator(`#case-${chat.case} .case-tags`, { hasText: name }).waitFor();
		await look(desk, `tags-${code}`);
		await keyboard.press('3');
		await desk.locator('#search-tag').selectOption('abroad');
		await desk.locator(`#case-${chat.case}`).waitFor();
		await look(desk, `tags-found-${code}`);
		await desk.locator('#search-tag').selectOption('refund');
		await desk.locator(`#case-${chat.case}`).waitFor({ state: 'detached' });
		await tag.click();
		await desk.locator('#tags [aria-pressed="true"]').waitFor({ state: 'detached' });
		assert.deepEqual(desk.faults, []);
		await desk.context().close();
		await chat.close();
	});

const ACTS = ['next', 'claim', 'take-over', 'transfer', 'return', 'close', 'note-form', 'message-form', 'whisper-form',
	'look-up', 'reveal', 'orders-part', 'folder-mine'];

for (const locale of ['zh-CN', 'en'])
	test(`an auditor reads a case and is shown nothing that works on it: ${locale}`, async () => {
		const code = locale.slice(0, 2);
		const chat = await wantPerson(fuji);
		const agent = await sitDown(browser, fuji, 'li');

		await agent.locator(`#case-${chat.case}`).click();
		await agent.locator('#claim').click();
		await agent.locator('#tab-record').click();
		await agent.locator('#tags button', { hasText: '人在境外' }).click();
		await agent.locator('#tags [aria-pressed="true"]').waitFor();
		const waits = await wantPerson(fuji);
		const page = await sitDown(browser, fuji, 'zhou', { locale, size: SIZE });

		for (const each of [waits, chat]) {
			await page.locator('#folder-all').click();
			await page.locator(`#case-${each.case}`).click();
			await page.locator('#blocked', { hasText: texts[code].readOnly }).waitFor();
			for (const tab of ['summary', 'line', 'record']) {
				await page.locator(`#tab-${tab}`).click();
				await page.locator(`#${tab}-panel`).waitFor();
				for (const id of ACTS)
					assert.equal(await page.locator(`#${id}`).isVisible(), false, `${id} at ${tab}`);
			}
		}
		assert.equal(await page.locator('#tags button').count(), 1);
		assert.equal(await page.locator('#tags button:enabled').count(), 0);
		await look(page, `read-only-${code}`);
		assert.deepEqual(page.faults, []);
		for (const each of [page, agent])
			await each.context().close();
		for (const each of [chat, waits])
			await each.close();
	});
