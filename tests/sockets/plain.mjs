/*
 * A client in C that knows WIRE.md and nothing else talks a whole errand through.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { test } from 'node:test';
import { program, startFuji } from './fuji.mjs';

test('a client of plain sockets asks, proves the line and hears the cause', async () => {
	const fuji = await startFuji();
	const client = spawn(path.join(path.dirname(program), 'tests/sockets/plain'), [String(fuji.port)]);
	let said = '';

	client.stdout.on('data', (text) => { said += text; });
	client.stderr.on('data', (text) => { said += text; });
	client.stdin.end(['13800000002 为什么停机了', '服务密码', '246810', '谢谢'].join('\n'));
	assert.equal((await once(client, 'close'))[0], 0, said);
	assert.match(said, /^bot: 您好/);
	assert.match(said, /subscriber: ••••••\n[^]*35\.60[^]*subscriber: 谢谢\nbot: /);
	await fuji.stop();
});
