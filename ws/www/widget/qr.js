/*
 * QR codes of short texts, as ISO/IEC 18004 has them: bytes, versions 1 to 6, of which error
 * correction M restores 15 %. In these versions all blocks are of one size, and nothing but one
 * alignment mark stands in the field beside the three finders.
 */

/* By version: blocks, bytes of data and of check in each. */
const BLOCKS = [
	[1, 16, 10],
	[1, 28, 16],
	[1, 44, 26],
	[2, 32, 18],
	[2, 43, 24],
	[4, 27, 16],
];

/** Rows of modules, true for dark; null when the text is too long. */
export function qrCode(text) {
	const bytes = [...new TextEncoder().encode(text)];
	const version = 1 + BLOCKS.findIndex(([n, size]) => bytes.length + 2 <= n * size);

	if (version === 0)
		return null;
	const field = emptyField(17 + 4 * version);
	const free = field.map((row) => row.map((module) => module === undefined));

	fill(field, codewords(bytes, ...BLOCKS[version - 1]));
	return bestMasked(field, free);
}

/* --- the bytes -------------------------------------------------------------------- */

/* Powers of 2 in the field of 256 elements, modulo x^8 + x^4 + x^3 + x^2 + 1. */
const POWERS = [1];

for (let i = 1; i < 255; i++) {
	const next = POWERS[i - 1] << 1;

	POWERS.push(next < 256 ? next : next ^ 0x11d);
}

function times(a, b) {
	return a && b ? POWERS[(POWERS.indexOf(a) + POWERS.indexOf(b)) % 255] : 0;
}

/* The mode, the length, the text and the end, then what fills it up. */
function dataOf(bytes, size) {
	const halves = [bytes.length, ...bytes].flatMap((byte) => [byte >> 4, byte & 15]);
	const all = [4, ...halves, 0];
	const data = [];

	for (let i = 0; i < all.length; i += 2)
		data.push((all[i] << 4) | all[i + 1]);
	for (let pad = 0xec; data.length < size; pad ^= 0xec ^ 0x11)
		data.push(pad);
	return data;
}

/* The product of x - 2^i for all i below n, without its first coefficient, which is 1. */
function generatorOf(n) {
	let product = [1];

	for (const root of POWERS.slice(0, n))
		product = [...product, 0].map((each, i) => each ^ times(product[i - 1] ?? 0, root));
	return product.slice(1);
}

function checkOf(data, n) {
	const generator = generatorOf(n);
	let rest = generator.map(() => 0);

	for (const byte of data) {
		const factor = byte ^ rest[0];

		rest = generator.map((each, i) => (rest[i + 1] ?? 0) ^ times(each, factor));
	}
	return rest;
}

function codewords(bytes, n, size, checkSize) {
	const data = dataOf(bytes, n * size);
	const blocks = Array.from({ length: n }, (_, i) => data.slice(i * size, (i + 1) * size));
	const checks = blocks.map((block) => checkOf(block, checkSize));
	const interleaved = (lists) => lists[0].flatMap((_, i) => lists.map((list) => list[i]));

	return [...interleaved(blocks), ...interleaved(checks)];
}

/* --- the field -------------------------------------------------------------------- */

/* A square of rings around a module: those at the distances in `light` are light. */
function putRings(field, x, y, radius, light) {
	for (let dy = -radius; dy <= radius; dy++)
		for (let dx = -radius; dx <= radius; dx++)
			if (field[y + dy] && x + dx >= 0 && x + dx < field.length)
				field[y + dy][x + dx] = !light.includes(Math.max(Math.abs(dx), Math.abs(dy)));
}

/* All but the data, which stays undefined; the format is put in with the mask. */
function emptyField(size) {
	const field = Array.from({ length: size }, () => Array(size).fill(undefined));

	for (let i = 8; i < size - 8; i++)
		field[6][i] = field[i][6] = i % 2 === 0;
	for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]])
		putRings(field, x, y, 4, [2, 4]);
	if (size > 21)
		putRings(field, size - 7, size - 7, 2, [1]);
	putFormat(field, 0);
	return field;
}

/* Two bits for M, which are 0, three for the mask, ten of check, all turned by a constant. */
function putFormat(field, mask) {
	const last = field.length - 1;
	let rest = mask << 10;

	for (let i = 12; i >= 10; i--)
		if (rest & (1 << i))
			rest ^= 0x537 << (i - 10);
	const bits = ((mask << 10) | rest) ^ 0x5412;
	const isDark = (i) => ((bits >> i) & 1) === 1;

	for (let i = 0; i < 8; i++) {
		field[i < 6 ? i : i + 1][8] = isDark(i);
		field[8][last - i] = isDark(i);
	}
	for (let i = 8; i < 15; i++) {
		field[8][i === 8 ? 7 : 14 - i] = isDark(i);
		field[last - 14 + i][8] = isDark(i);
	}
	field[last - 7][8] = true;
}

/* In pairs of columns from the right, upwards and downwards by turns. */
function fill(field, bytes) {
	const size = field.length;
	let isUp = true;
	let i = 0;

	for (let right = size - 1; right > 0; right -= 2, isUp = !isUp) {
		if (right === 6)
			right--;
		for (let step = 0; step < size; step++) {
			const row = field[isUp ? size - 1 - step : step];

			for (const x of [right, right - 1])
				if (row[x] === undefined)
					row[x] = ((bytes[i >> 3] >> (7 - (i++ & 7))) & 1) === 1;
		}
	}
}

/* --- the mask --------------------------------------------------------------------- */

const MASKS = [
	(x, y) => (x + y) % 2,
	(x, y) => y % 2,
	(x) => x % 3,
	(x, y) => (x + y) % 3,
	(x, y) => ((y >> 1) + Math.floor(x / 3)) % 2,
	(x, y) => ((x * y) % 2) + ((x * y) % 3),
	(x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
	(x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];

function masked(field, free, mask) {
	const turned = field.map((row, y) =>
		row.map((module, x) => module !== (free[y][x] && MASKS[mask](x, y) === 0)),
	);

	putFormat(turned, mask);
	return turned;
}

/* What makes it hard to read: runs, squares, what looks like a finder, and too much of one. */
function penalty(field) {
	const lines = [...field, ...field[0].map((_, x) => field.map((row) => row[x]))].map((line) =>
		line.map(Number).join(''),
	);
	const dark = field.flat().filter(Boolean).length / field.length ** 2;
	let sum = Math.floor(Math.abs(dark - 0.5) * 20) * 10;

	for (const line of lines) {
		for (const [run] of line.matchAll(/0{5,}|1{5,}/g))
			sum += run.length - 2;
		sum += 40 * [...line.matchAll(/(?=10111010000|00001011101)/g)].length;
	}
	for (let y = 1; y < field.length; y++)
		for (let x = 1; x < field.length; x++)
			if (new Set([field[y][x], field[y - 1][x], field[y][x - 1], field[y - 1][x - 1]]).size === 1)
				sum += 3;
	return sum;
}

function bestMasked(field, free) {
	const all = MASKS.map((_, mask) => masked(field, free, mask));
	const penalties = all.map(penalty);

	return all[penalties.indexOf(Math.min(...penalties))];
}
