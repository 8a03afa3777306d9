/*
 * Numbers and tables as they are printed.
 */
export const fixed = (digits) => (number) => number.toFixed(digits);
export const whole = (number) => Math.round(number).toLocaleString('en');
export const percent = (share) => `${(share * 100).toFixed(1)} %`;
export const times = (ratio) => `${ratio.toPrecision(ratio < 100 ? 2 : 3)} x`;

export function printTable(title, head, rows) {
	const lines = [head, ...rows];
	const widths = head.map((_, i) => Math.max(...lines.map((line) => line[i].length)));

	console.log(`\n${title}\n`);
	for (const line of lines)
		console.log(`  ${line.map((cell, i) => (i ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join('   ')}`);
}
