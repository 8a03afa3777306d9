/*
 * The widget's QR codes, read by a decoder that we did not write.
 */
import assert from 'node:assert/strict';
import jsqr from 'jsqr';
import { test } from 'node:test';
import { qrCode } from '../../ws/www/widget/qr.js';

const QUIET = 4; /* light modules around it */
const SCALE = 3;

/* As a camera sees it: RGBA, four bytes a pixel. */
function pictureOf(field) {
	const side = (field.length + 2 * QUIET) * SCALE;
	const pixels = new Uint8ClampedArray(side * side * 4).fill(255);

	for (let y = 0; y < side; y++)
		for (let x = 0; x < side; x++)
			if (field[Math.floor(y / SCALE) - QUIET]?.[Math.floor(x / SCALE) - QUIET])
				pixels.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
	return { pixels, side };
}

function read(field) {
	const { pixels, side } = pictureOf(field);

	return jsqr.default(pixels, side, side);
}

test('a text of every length that fits is read again, in the smallest version that holds it', () => {
	const versions = [14, 26, 42, 62, 84, 106];

	for (let length = 1; length <= 106; length++) {
		const text = Array.from({ length }, (_, i) => String.fromCharCode(33 + ((i * 7 + length) % 94))).join('');
		const found = read(qrCode(text));

		assert.equal(found?.data, text);
		assert.equal(found.version, 1 + versions.findIndex((most) => length <= most), `${length} bytes`);
	}
});

test('so is a link with Chinese in it, by its bytes', () => {
	const text = 'https://www.example.com/客服#fuji-chat=KXTBWQRM';

	assert.equal(read(qrCode(text))?.data, text);
});

test('it is read although a corner of the data is gone', () => {
	const text = 'https://www.example.com/help#fuji-chat=KXTBWQRM';
	const field = qrCode(text);

	for (let y = 12; y < 16; y++)
		for (let x = 12; x < 16; x++)
			field[y][x] = true;
	assert.equal(read(field)?.data, text);
});

test('what does not fit has none', () => {
	assert.ok(qrCode('x'.repeat(106)));
	assert.equal(qrCode('x'.repeat(107)), null);
	assert.equal(qrCode('复'.repeat(36)), null);
});
