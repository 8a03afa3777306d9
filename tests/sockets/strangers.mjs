/*
 * Pages of other sites, in all spellings, and one address that begins conversations without end:
 * FLOOD=10000 of them instead of 1,500.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { WebSocket } from 'ws';
import { Client, startFuji } from './fuji.mjs';

const FLOOD = Number(process.env.FLOOD ?? 1_500);
const AT_ONCE = 50;
const AN_HOUR = 1_000; /* may begin, and as many at once */

describe('a page of another site is refused, over HTTP and at the upgrade', () => {
	let fuji;

	before(async () => { fuji = await startFuji({ args: ['--origins', 'https://shop.example'] }); });
	after(() => fuji.stop());

	function spellings() {
		const own = `127.0.0.1:${fuji.port}`;

		return ['https://evil.example', 'http://shop.example', 'https://shop.example.', 'https://shop.example:443',
			'https://shop.example:8443', 'https://shop.example/', 'https://shop.example.evil.example',
			'https://evil.example/https://shop.example', 'https://notshop.example', 'https://sub.shop.example',
			'https://user@shop.example', 'https://shop.example@evil.example', 'HTTPS://shop.example',
			'https://SHOP.example', 'https://shop.example https://evil.example', 'https://shop.example,https://evil.example',
			'https:shop.example', '//shop.example', 'shop.example', 'null', 'file://', '*', 'https://shop%2eexample',
			'https://ｓhop.example', `http://${own}.evil.example`, `ws://${own}`, `http://localhost:${fuji.port}0`,
			`http://${own}/`, `http://x@${own}`];
	}

	/* As bytes, for what no client would write. */
	async function ask(lines) {
		const answer = await fuji.raw(Buffer.from(`${[...lines, `Host: 127.0.0.1:${fuji.port}`].join('\r\n')}\r\n\r\n`));

		return answer.split('\r\n\r\n')[0];
	}

	test('29 foreign ones', async () => {
		for (const origin of spellings()) {
			for (const where of ['/chat/upload', '/v3/directline/conversations']) {
				const answer = await ask([`POST ${where} HTTP/1.1`, 'Content-Length: 0', `Origin: ${origin}`]);

				assert.match(answer, /^HTTP\/1\.1 403 /, `${where} from ${origin}`);
				assert.doesNotMatch(answer, /access-control-allow-origin/i, origin);
			}
			for (const [where, protocol] of [['/chat', 'chat.v1'], ['/desk', 'desk.v1']])
				assert.match(await ask([`GET ${where} HTTP/1.1`, 'Connection: Upgrade', 'Upgrade: websocket',
					'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
					`Sec-WebSocket-Protocol: ${protocol}`, `Origin: ${origin}`]), /^HTTP\/1\.1 403 /, `${where} from ${origin}`);
		}
	});

	test('and the listed one, and our own, are not', async () => {
		for (const origin of ['https://shop.example', `http://127.0.0.1:${fuji.port}`]) {
			const client = new Client(fuji.port, '/chat', { origin });

			await client.opened;
			await client.hello();
			await client.close();
		}
	});
});

describe(`one address begins ${FLOOD} conversations`, () => {
	let fuji;

	before(async () => {
		/* What else would slow it down is wide open. */
		fuji = await startFuji({ args: ['--trusted-proxy', '127.0.0.1', '--connects-per-minute', '60000000',
			'--address-messages-per-second', '1000000'] });
	});
	after(() => fuji.stop());

	const from = (address) => ({ headers: { 'X-Forwarded-For': address } });

	/* Begins one; resolves to the error that it met instead, if it did. */
	async function begin() {
		const client = new Client(fuji.port, '/chat', from('203.0.113.7'));
		const came = () => client.frames.find((frame) => frame.token || frame.activities?.some(({ name }) => name === 'error'));

		client.opened.catch(() => {});
		client.socket.on('open', () => client.send({ type: 'event', name: 'hello', value: {} }));
		while (!came() && client.socket.readyState !== WebSocket.CLOSED)
			await Promise.race([once(client.socket, 'message').catch(() => {}), client.closed]);
		client.socket.terminate();
		await client.closed;
		return came()?.activities?.find(({ name }) => name === 'error')?.value;
	}

	test('is stopped with a clear message, and a visitor beside it notices nothing', async () => {
		const began = Date.now();
		const visitor = new Client(fuji.port, '/chat', from('203.0.113.8'));
		const known = new Client(fuji.port, '/chat', from('203.0.113.7'));
		const outcomes = [];
		let left = FLOOD;
		const flood = Promise.all(Array.from({ length: AT_ONCE }, async () => {
			while (left-- > 0)
				outcomes.push(await begin());
		}));

		await Promise.all([visitor.opened, known.opened]);
		await known.hello();
		await visitor.hello({ locale: 'zh-CN' });
		await visitor.say('13800000003 为什么停机了');
		await visitor.waitForText(/服务密码/);
		await flood;
		await visitor.say('服务密码', { choice: 'service_password' });
		await visitor.waitForText(/服务密码/);

		const refused = outcomes.filter(Boolean);
		const most = AN_HOUR + 1 + Math.ceil((Date.now() - began) / 3_600_000 * AN_HOUR);

		assert.equal(outcomes.length, FLOOD);
		assert.ok(FLOOD - refused.length <= most, `${FLOOD - refused.length} got through, ${most} may`);
		/* One of them is the known one's. */
		assert.ok(FLOOD - refused.length >= AN_HOUR - 1, `${FLOOD - refused.length} got through`);
		for (const { code, message, retry_after_ms: wait } of refused) {
			assert.equal(code, 'too_many_conversations');
			assert.match(message, /稍后再试/);
			assert.ok(wait > 0 && wait <= 3_600_000);
		}
		await visitor.close();
		const back = new Client(fuji.port, '/chat', from('203.0.113.7'));

		await back.opened;
		await back.hello({ token: known.token }); /* who has begun one goes on */
		await back.close();
		assert.equal((await fuji.fetch('/readyz')).status, 200);
		console.log(`conversations ${FLOOD}, refused ${refused.length}`);
	});
});
