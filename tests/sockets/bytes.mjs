/*
 * WebSocket by hand, for what no well-behaved client sends: frames are made bit by bit, and
 * what comes back is taken apart without a library. RFC 6455 section 5.2 has the layout.
 */
import crypto from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';

export const TEXT = 1, BINARY = 2, CONTINUATION = 0, CLOSE = 8, PING = 9, PONG = 10;

const PATIENCE_MS = 30_000;

/* A length in 7, 16 or 64 bits: the shortest that holds it unless told. */
function lengthBytes(length, bits = length < 126 ? 7 : length < 65_536 ? 16 : 64) {
	if (bits === 7)
		return Buffer.from([Number(length)]);
	const bytes = Buffer.alloc(bits === 16 ? 3 : 9);

	bytes[0] = bits === 16 ? 126 : 127;
	if (bits === 16)
		bytes.writeUInt16BE(Number(length), 1);
	else
		bytes.writeBigUInt64BE(BigInt(length), 1);
	return bytes;
}

/* A client's frame; `claims` is a length that is not the payload's, `mask` null leaves it bare. */
export function frame(opcode, payload = '', { fin = true, rsv = 0, mask = crypto.randomBytes(4), bits, claims } = {}) {
	const body = Buffer.from(payload);
	const length = lengthBytes(claims ?? body.length, bits);

	length[0] |= mask ? 0x80 : 0;
	return Buffer.concat([
		Buffer.from([(fin ? 0x80 : 0) | (rsv << 4) | opcode]), length, mask ?? Buffer.alloc(0),
		mask ? body.map((byte, i) => byte ^ mask[i % 4]) : body,
	]);
}

export function closeFrame(code, reason = '', options) {
	return frame(CLOSE, Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)]), options);
}

/* The payload in pieces of these lengths, the last of which takes what is left. */
export function fragments(payload, ...lengths) {
	const body = Buffer.from(payload);
	let at = 0;

	return [...lengths, body.length].map((length, i) => {
		const piece = body.subarray(at, at + length);

		at += length;
		return frame(i ? CONTINUATION : TEXT, piece, { fin: i === lengths.length });
	});
}

/* An upgrade request as text; a header set to null is left out, a list is sent once an item. */
export function upgradeRequest(port, { path = '/chat', line = `GET ${path} HTTP/1.1`, ...headers } = {}) {
	const all = {
		Host: `127.0.0.1:${port}`,
		Connection: 'Upgrade',
		Upgrade: 'websocket',
		'Sec-WebSocket-Version': '13',
		'Sec-WebSocket-Key': crypto.randomBytes(16).toString('base64'),
		'Sec-WebSocket-Protocol': 'chat.v1',
		...headers,
	};
	const lines = Object.entries(all).filter(([, value]) => value !== null)
		.flatMap(([name, value]) => [value].flat().map((each) => `${name}: ${each}\r\n`));

	return `${line}\r\n${lines.join('')}\r\n`;
}

/* A connection on /chat that has been upgraded. */
export class Bytes {
	#socket;
	#unread = Buffer.alloc(0);
	#changed = () => {};
	head = null;
	frames = []; /* { fin, rsv, opcode, masked, payload } */
	ended = false;

	static async open(port, request = upgradeRequest(port)) {
		const bytes = new Bytes();

		bytes.#socket = net.connect(port, '127.0.0.1');
		bytes.#socket.setNoDelay(true);
		bytes.#socket.on('data', (chunk) => bytes.#take(chunk));
		bytes.#socket.on('error', () => {});
		bytes.#socket.on('close', () => { bytes.ended = true; bytes.#changed(); });
		await once(bytes.#socket, 'connect');
		await bytes.write(request);
		await bytes.until(() => bytes.head !== null);
		return bytes;
	}

	/* Each part is with the kernel before the next one is sent. */
	async write(...parts) {
		for (const part of parts)
			await new Promise((resolve) => { this.#socket.write(part, resolve); });
	}

	end() {
		this.#socket.destroy();
	}

	#take(chunk) {
		this.#unread = Buffer.concat([this.#unread, chunk]);
		if (this.head === null) {
			const length = this.#unread.indexOf('\r\n\r\n') + 4;

			if (length < 4)
				return;
			this.head = this.#unread.subarray(0, length).toString('latin1');
			this.#unread = this.#unread.subarray(length);
		}
		while (this.#takeFrame())
			continue;
		this.#changed();
	}

	#takeFrame() {
		const bytes = this.#unread;
		const short = bytes[1] & 0x7f;
		const begin = short === 127 ? 10 : short === 126 ? 4 : 2;

		if (bytes.length < begin)
			return false;
		const length = short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;

		if (bytes.length < begin + length)
			return false;
		this.frames.push({
			fin: bytes[0] >> 7 === 1,
			rsv: (bytes[0] >> 4) & 7,
			opcode: bytes[0] & 15,
			masked: bytes[1] >> 7 === 1,
			payload: bytes.subarray(begin, begin + length),
		});
		this.#unread = bytes.subarray(begin + length);
		return true;
	}

	/* Resolves once it holds, or once nothing more can come, to whether it holds. */
	async until(holds) {
		const timer = setTimeout(() => this.#socket.destroy(new Error('nothing came')), PATIENCE_MS);

		while (!holds() && !this.ended)
			await new Promise((resolve) => { this.#changed = resolve; });
		clearTimeout(timer);
		return holds();
	}
}
