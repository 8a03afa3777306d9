/*
 * Colours and type of all our pages, each with its light and its dark value; every pair that
 * is used as text on ground has contrast AA.
 *
 * An adopted sheet, as a strict policy forbids <style> even in a shadow root: the widget adopts
 * it into its own, a page into the document. Who reads in the dark is asked of the browser; a
 * page may answer itself with <html data-theme="light"> or "dark".
 */
const COLOURS = {
	ink: ['#1a2333', '#e8ecf4'],
	soft: ['#566072', '#a7b1c2'],
	ground: ['#eff2f8', '#0e121a'],
	paper: ['#ffffff', '#161b25'],
	field: ['#f5f7fb', '#1e2532'],
	tint: ['#e7edfb', '#232d45'],
	line: ['#d9dfe9', '#343e50'],
	edge: ['#8390a5', '#74819a'],
	accent: ['#27479f', '#3a5bc7'],
	'accent-ink': ['#ffffff', '#ffffff'],
	link: ['#27479f', '#a5bbff'],
	bot: ['#eef2f8', '#242c3b'],
	agent: ['#e4f2ea', '#1d3a2c'],
	'agent-edge': ['#2c7a52', '#6cc596'],
	good: ['#1f7048', '#6cc596'],
	warn: ['#b3261e', '#ffa79f'],
	'warn-ground': ['#fdecea', '#40201e'],
	notice: ['#fff4da', '#3b3115'],
	'notice-ink': ['#5c4200', '#ffe3a1'],
	shadow: ['0 18px 50px rgb(20 32 66 / 22%)', '0 18px 50px rgb(0 0 0 / 55%)'],
};
const FONT = `system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC",
	"Noto Sans SC", sans-serif`;

function values(column) {
	return Object.entries(COLOURS)
		.map(([name, each]) => `--${name}: ${each[column]};`)
		.join('\n');
}

const light = `color-scheme: light; ${values(0)}`;
const dark = `color-scheme: dark; ${values(1)}`;

export const tokens = new CSSStyleSheet();

tokens.replaceSync(`
:root, :host { --font: ${FONT}; ${light} }
@media (prefers-color-scheme: dark) { :root, :host { ${dark} } }
:root[data-theme="light"] { ${light} }
:root[data-theme="dark"] { ${dark} }
`);
