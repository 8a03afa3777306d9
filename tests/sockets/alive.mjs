/*
 * Who is still there. All that is asked of whoever says nothing is that he answers pings.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { WebSocket } from 'ws';
import { begin, startServer } from '../directline/client.mjs';

const CUT_SECONDS = 4;
let fuji;

before(async () => {
	fuji = await startServer({ args: ['--hello-seconds', '2', '--idle-ping-seconds', '1',
		'--idle-cut-seconds', `${CUT_SECONDS}`] });
});
after(async () => {
	assert.equal((await fuji.stop()).code, 0);
});

async function stream() {
	const socket = new WebSocket((await begin(fuji)).streamUrl);

	await once(socket, 'open');
	return socket;
}

const ways = {
	chat: async () => (await fuji.chat()).socket,
	desk: async () => (await fuji.desk()).socket,
	'a Direct Line stream': stream,
};

/* He has been asked once more than fits before he would have been cut. */
function asked(socket, times = CUT_SECONDS + 1) {
	return new Promise((resolve, reject) => {
		socket.on('ping', () => --times || resolve());
		socket.on('close', (code) => reject(new Error(`closed with ${code}`)));
	});
}

describe('who says nothing', { concurrency: true }, () => {
	for (const [way, connect] of Object.entries(ways)) {
		test(`on ${way} stays as long as he answers pings`, async () => {
			const socket = await connect();

			await asked(socket);
			socket.terminate();
		});

		test(`on ${way} is cut when he does not`, async () => {
			const socket = await connect();

			socket.pong = () => {};
			assert.equal((await once(socket, 'close'))[0], 1006);
		});
	}

	test('but sends what Direct Line\'s clients keep a line open with stays too', async () => {
		const socket = await stream();

		socket.pong = () => {};
		socket.on('ping', () => socket.send(''));
		await asked(socket);
		socket.terminate();
	});

	test('not even hello is told 4401 in time, though he answers pings', async () => {
		const client = await fuji.connect();

		assert.equal(await client.closed, 4401);
	});
});
