/*
 * A server with agents and a supervisor, the pages that they sit before, and subscribers who want
 * a person.
 */
import { startFuji } from '../sockets/fuji.mjs';
import { assertAccessible, openPage, takePicture } from './browser.mjs';

export const PASSWORD = 'demo-floor-246810';
const WORDS = {
	zh: { name: '账号', password: '密码', button: '登录' },
	en: { name: 'Account', password: 'Password', button: 'Log in' },
};

/* A server with accounts: {name: role}. */
export async function startFloor(accounts, options) {
	const fuji = await startFuji(options);

	for (const [name, role] of Object.entries(accounts))
		await fuji.employ(name, role, PASSWORD);
	return fuji;
}

/* A page with the console, logged in as `name`. */
export async function sitDown(browser, fuji, name, { locale = 'zh-CN', ...settings } = {}) {
	const page = await openPage(browser, `http://127.0.0.1:${fuji.port}/console/`, {
		locale,
		...settings,
	});

	await logIn(page, name, locale);
	return page;
}

/* The same; what the server tells of messages waits while `page.held` is a list, until
 * `page.release()`. */
export async function sitBehindGlass(browser, fuji, name, { locale = 'zh-CN', ...settings } = {}) {
	const page = await openPage(browser, 'about:blank', { locale, ...settings });

	page.held = null;
	await page.routeWebSocket(/\/desk$/, (socket) => {
		const server = socket.connectToServer();

		server.onMessage((frame) => {
			if (page.held)
				page.held.push(() => socket.send(frame));
			else
				socket.send(frame);
		});
	});
	page.release = () => {
		const held = page.held;

		page.held = null;
		for (const send of held)
			send();
	};
	await page.goto(`http://127.0.0.1:${fuji.port}/console/`);
	await logIn(page, name, locale);
	return page;
}

export async function logIn(page, name, locale = 'zh-CN') {
	const words = WORDS[locale.slice(0, 2)];
	const form = page.locator('#login-form');

	await form.getByLabel(words.name).fill(name);
	await form.getByLabel(words.password).fill(PASSWORD);
	await form.getByRole('button', { name: words.button }).click();
	await page.locator('#connection.online').waitFor();
}

const STORIES = {
	'zh-CN': { why: '我手机怎么停机了', person: '转人工', secret: /服务密码/, cause: /128\.00/ },
	en: {
		why: 'why is my number suspended',
		person: 'I want to talk to a person',
		secret: /service password/,
		cause: /128\.00/,
	},
};

/* A subscriber who has asked, proven the line and wants a person; `case` is the case's id. */
export async function askForPerson(fuji, { locale = 'zh-CN', line = '13800000003' } = {}) {
	const story = STORIES[locale];
	const chat = await fuji.chat({ locale });

	await chat.say(story.why);
	await chat.waitForActivity(({ text }) => /11/.test(text ?? ''));
	await chat.say(line);
	await chat.waitForActivity(({ suggestedActions }) =>
		suggestedActions?.actions.some(({ value }) => value.choice === 'service_password'),
	);
	await chat.say('service_password', { choice: 'service_password' });
	await chat.waitForActivity(({ channelData }) => channelData?.['fuji:secret']);
	await chat.say('246810');
	await chat.waitForText(story.cause);
	await chat.say(story.person);
	const handed = await chat.waitForText(/F\d{8}/);

	return Object.assign(chat, { case: handed.text.match(/F\d{8}/)[0] });
}

/* A subscriber who wants a person at once, and writes these texts first. */
export async function wantPerson(fuji, texts = []) {
	const chat = await fuji.chat({ locale: 'zh-CN' });

	await chat.say('转人工');
	const handed = await chat.waitForText(/F\d{8}/);

	for (const text of texts)
		await chat.say(text);
	return Object.assign(chat, { case: handed.text.match(/F\d{8}/)[0] });
}

/** Says of every step of the case that is shown that it is done. */
export async function tickSteps(page) {
	await page.locator('#tab-line').click();
	await page.locator('#checklist li').first().waitFor();
	for (const step of await page.locator('#checklist li').all()) {
		await step.locator('input').click();
		await step.and(page.locator('.done')).waitFor();
	}
}

/** A picture of a console's page, and nothing on it that a rule of accessibility forbids. */
export async function look(page, name) {
	await assertAccessible(page, name);
	await takePicture(page, `console-${name}`);
}
