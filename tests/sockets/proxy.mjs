/*
 * A line with faults: it passes bytes on until it is told not to.
 */
import { once } from 'node:events';
import net from 'node:net';

/* Of every six the last falls silent: that takes the time after which silence is a dead line. */
const SILENT_EVERY = 6;

export function randomFault(i) {
	return (i + 1) % SILENT_EVERY === 0 ? 'isSilent' : ['cut', 'isDeaf'][Math.floor(Math.random() * 2)];
}

export class Proxy {
	#pairs = new Set();

	async listen(port) {
		this.server = net.createServer((near) => this.#join(near, net.connect(port, '127.0.0.1')));
		this.server.listen(0, '127.0.0.1');
		await once(this.server, 'listening');
		return this.server.address().port;
	}

	#join(near, far) {
		const pair = { near, far, isSilent: false, isDeaf: false };
		const end = () => {
			near.destroy();
			far.destroy();
			this.#pairs.delete(pair);
		};

		this.#pairs.add(pair);
		near.on('data', (bytes) => pair.isSilent || far.write(bytes));
		far.on('data', (bytes) => {
			if (pair.isDeaf)
				end();
			else if (!pair.isSilent)
				near.write(bytes);
		});
		for (const socket of [near, far])
			socket.on('error', end).on('close', end);
	}

	/* The line dies at once, at the server's next word, or without a sign. */
	fault(kind) {
		for (const pair of this.#pairs) {
			if (kind === 'cut')
				pair.near.destroy();
			else
				pair[kind] = true;
		}
	}

	close() {
		this.fault('cut');
		this.server.close();
	}
}
