/*
 * The SDK outside of a browser: its example talks, through a restart of the server.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { test } from 'node:test';
import { PATIENCE_MS, startFuji, temporaryFolder } from './fuji.mjs';

const EXAMPLE = path.resolve(import.meta.dirname, '../sdk/example.mjs');

class Terminal {
	stdout = '';

	constructor(port) {
		this.child = spawn(process.execPath, [EXAMPLE, `ws://127.0.0.1:${port}/chat`]);
		this.child.stdout.on('data', (text) => { this.stdout += text; });
		this.ended = once(this.child, 'close');
	}

	async shows(pattern) {
		const signal = AbortSignal.timeout(PATIENCE_MS + 30_000); /* the longest wait between tries */

		while (!pattern.test(this.stdout))
			await once(this.child.stdout, 'data', { signal });
	}

	type(line) {
		this.child.stdin.write(`${line}\n`);
	}
}

test('the example tells the cause, with the password masked, and goes on after a restart', async () => {
	const data = path.join(await temporaryFolder(), 'data');
	const first = await startFuji({ data });
	const terminal = new Terminal(first.port);

	await terminal.shows(/bot: 您好/);
	terminal.type('13800000002 为什么停机了');
	await terminal.shows(/\[服务密码/);
	terminal.type('服务密码');
	await terminal.shows(/bot: .*密码[^]*subscriber: 服务密码|subscriber: 服务密码[^]*bot: .*密码/);
	await first.stop('SIGKILL');
	terminal.type('246810');
	const second = await startFuji({ data, args: ['--listen', `127.0.0.1:${first.port}`] });

	await terminal.shows(/subscriber: ••••••|35\.60/);
	assert.doesNotMatch(terminal.stdout, /246810/);
	assert.equal(terminal.stdout.match(/subscriber: 服务密码/g).length, 1);
	terminal.child.stdin.end();
	assert.equal((await terminal.ended)[0], 0);
	await second.stop();
});
