/*
 * Under a service manager: a socket that is passed on outlives its servers, and the manager is
 * told when one is ready and when it stops.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { Client, program, temporaryFolder } from './fuji.mjs';

/* Prints each datagram to a Unix socket; node has none of these. */
const LISTENER = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print('bound', flush=True)
while True: print(s.recv(256).decode(), flush=True)`;

/* LISTEN_PID is the process's own, so a shell says it and becomes the server. */
function start(listening, folder, notify) {
	return spawn('/bin/sh', ['-c', 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" "$@"', program, 'serve',
		'--data', path.join(folder, 'data')], {
		stdio: ['ignore', 'ignore', 'inherit', listening._handle.fd],
		env: { ...process.env, NOTIFY_SOCKET: notify, FUJI_LOG_LEVEL: 'error' },
	});
}

test('a socket that is passed on outlives its server, and the manager is told', async () => {
	const folder = await temporaryFolder();
	const notify = path.join(folder, 'notify');
	const manager = spawn('python3', ['-c', LISTENER, notify], { stdio: ['ignore', 'pipe', 'inherit'] });
	const told = createInterface({ input: manager.stdout })[Symbol.asyncIterator]();
	const next = async () => (await told.next()).value;
	const listening = net.createServer();

	/* Only held: it is closed here before anybody connects. */
	listening.listen(0, '127.0.0.1');
	await once(listening, 'listening');
	const { port } = listening.address();
	assert.equal(await next(), 'bound');

	const first = start(listening, folder, notify);
	assert.equal(await next(), 'READY=1');
	first.kill('SIGTERM');
	assert.equal(await next(), 'STOPPING=1');
	assert.deepEqual(await once(first, 'exit'), [0, null]);

	const second = start(listening, folder, notify);
	assert.equal(await next(), 'READY=1');
	listening.close();
	const client = new Client(port, '/chat');
	await client.opened;
	await client.hello();
	second.kill('SIGTERM');
	assert.equal(await client.closed, 1001);
	assert.deepEqual(await once(second, 'exit'), [0, null]);
	manager.kill();
});
