/*
 * A Chromium for tests: Debian's own, with a fresh profile and no calls home; pictures of
 * what it shows, what axe-core finds wrong with it, and whether what our pages say and hear is
 * in the documents of the wire.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { FrameTap } from '../wire/documents.mjs';

const PICTURES = fileURLToPath(new URL('../../build/screenshots/', import.meta.url));
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ARGUMENTS = [
	'--headless',
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

export async function openBrowser() {
	return chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGUMENTS });
}

/** A page as `locale` and `size` have it. An error in it, or a breach of its policy, fails
 *  the test that looks at `page.faults`. */
export async function openPage(
	browser,
	url,
	{ locale = 'zh-CN', size = [1280, 800], dark = false } = {},
) {
	const context = await browser.newContext({
		locale,
		timezoneId: 'Asia/Shanghai',
		viewport: { width: size[0], height: size[1] },
		colorScheme: dark ? 'dark' : 'light',
		reducedMotion: 'reduce',
	});
	const page = await context.newPage();

	page.faults = [];
	page.on('pageerror', (error) => page.faults.push(error.message));
	page.on('console', (line) => {
		if (line.type() === 'error')
			page.faults.push(line.text());
	});
	page.on('websocket', (socket) => {
		const tap = new FrameTap(new URL(socket.url()).pathname);

		socket.on('framesent', ({ payload }) => tap.up(String(payload)));
		socket.on('framereceived', ({ payload }) => tap.down(String(payload)));
	});
	await page.goto(url);
	return page;
}

export async function takePicture(page, name) {
	mkdirSync(PICTURES, { recursive: true });
	await page.screenshot({ path: `${PICTURES}${name}.png` });
}

/** No rule of axe-core is broken, shadow roots included. */
export async function assertAccessible(page, state) {
	const { violations } = await page.evaluate(`${AXE}; axe.run(document)`);
	const found = violations.map(
		({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(', ')}`,
	);

	assert.deepEqual(found, [], `accessibility: ${state}`);
}
