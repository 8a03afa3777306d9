/*
 * Five hundred texts that have broken pages elsewhere: markup that runs, markup that does not end,
 * words that turn the line around, marks upon marks, what looks like code to somebody.
 *
 * Each that could run calls `broken(n)`, which no page defines but the test.
 */
const CALLS = ['broken(1)', 'window.broken(1)', 'top.broken(1)', "self['broken'](1)"];

const RUNS = [
	'<script>CALL</script>',
	'<SCRIPT>CALL</SCRIPT>',
	'<script/x>CALL</script >',
	'"><script>CALL</script>',
	"'><script>CALL</script>",
	'</textarea><script>CALL</script>',
	'</title><script>CALL</script>',
	'</style><script>CALL</script>',
	'<scr<script>ipt>CALL</scr</script>ipt>',
	'<img src=x onerror=CALL>',
	'<img src="x" onerror="CALL">',
	"<img/src='x'/onerror=CALL>",
	'"><img src=x onerror=CALL>',
	'<svg onload=CALL>',
	'<svg><script>CALL</script></svg>',
	'<svg><animate onbegin=CALL attributeName=x dur=1s>',
	'<math><mtext><img src=x onerror=CALL></mtext></math>',
	'<body onload=CALL>',
	'<iframe srcdoc="<script>parent.CALL</script>"></iframe>',
	'<iframe src="javascript:CALL"></iframe>',
	'<a href="javascript:CALL">x</a>',
	'<a href=" &#106;avascript:CALL">x</a>',
	'javascript:CALL',
	'data:text/html,<script>CALL</script>',
	'<input autofocus onfocus=CALL>',
	'<details open ontoggle=CALL>x</details>',
	'<video><source onerror=CALL></video>',
	'<marquee onstart=CALL>x</marquee>',
	'<form><button formaction="javascript:CALL">x</button></form>',
	'<object data="javascript:CALL"></object>',
	'<embed src="javascript:CALL">',
	'<base href="javascript:CALL//">',
	'<link rel=stylesheet href="data:text/css,*{display:none}"><script>CALL</script>',
	'<meta http-equiv=refresh content="0;url=javascript:CALL">',
	'<template><script>CALL</script></template>',
	'<noscript><p title="</noscript><img src=x onerror=CALL>">',
	'<style>@import "javascript:CALL";</style>',
	'<x style="animation-name:x" onanimationstart=CALL>',
	'&lt;script&gt;CALL&lt;/script&gt;',
	'\\u003cscript\\u003eCALL\\u003c/script\\u003e',
	'%3Cscript%3ECALL%3C/script%3E',
	'${CALL}',
	'{{CALL}}',
	"{{constructor.constructor('CALL')()}}",
	'#{CALL}',
	'<%= CALL %>',
	'`${CALL}`',
	"';CALL;//",
	'";CALL;//',
	'*/CALL/*',
];

const MARKUP = [
	'<b>bold</b>', '<h1>', '</div></div></div>', '<!--', '-->', '<![CDATA[', ']]>', '<?php', '<',
	'>', '&', '&amp;', '&#0;', '&nbsp;', '<p', '<p title="', '</body></html>', '<dialog open>x</dialog>',
	'<slot>', '<fuji-chat></fuji-chat>', '<button id="send">x</button>', '<input id="message">',
	'**bold** _soft_ `code`', '[x](javascript:void)', '![x](x)', '| a | b |', '# head', '> quote',
	'---', '~~~', '{line}', '{case}', '{agent}', '{constructor}', '{__proto__}', '%s %d %n %x',
	'$1 $& $`', '\\', '\\n\\t\\0', '/', '//', '#12', '(#99999999)', '“(#1)”',
];

const CODE = [
	"' OR '1'='1", "'; DROP TABLE cases;--", '1; SELECT pg_sleep(9)', '" UNION SELECT null,null--',
	"Robert'); DROP TABLE agent;", 'LIKE %', '_%_', '$(reboot)', '`reboot`', '| cat /etc/passwd',
	'; ls', '&& true', '../../../../etc/passwd', '..\\..\\', 'C:\\CON', 'file:///etc/passwd',
	'null', 'undefined', 'NaN', 'Infinity', '-0', '1e999', '0x7fffffff', 'true', '[object Object]',
	'__proto__', 'constructor', 'toString', 'hasOwnProperty', 'then', 'length', '{"type":"error"}',
	'{"a":{"a":{"a":1}}}', '[]', '{}', '"', "'", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y "z">]>&y;',
	'(((((((((a)*)*)*)*)*)*)*)*)b', 'a'.repeat(40) + '!', 'HTTP/1.1 200 OK\r\n\r\n', 'Set-Cookie: a=b',
	'=1+1', '=cmd|x!A1', '@SUM(1)', '+1', '-1', 'https://a.example/"onclick=broken(1)', 'https://',
	'https://a.example/<b>', 'http://user:pass@host/', 'mailto:a@b', 'tel:110', 'ftp://x',
];

const UNICODE = [
	'\u202eright to left', '\u202dleft', '\u2066x\u2069', '\u2067\u05d0\u05d1', '\u200f\u200e',
	'\u061c', '\u05e9\u05dc\u05d5\u05dd', '\u0627\u0644\u0633\u0644\u0627\u0645 \u0639\u0644\u064a\u0643\u0645',
	'abc \u05d0\u05d1\u05d2 123', '\u202e\u202e\u202e', '\u200b', '\u200b\u200bx', '\u200d', '\u2060x',
	'\ufeffx', '\u00adx', '\u180ex', '\u3000', '\u3164', '\u115f\u1160', '\u2800', '\u0085', '\u2028x',
	'\u2029x', '\u001b[31mred', '\u0007', '\u0008\u0008', '\u007f', '\u0001\u0002', '\ufffd', '\ufffe', '\uffff',
	'\ud83d', '\udc00', '\ud83d\ude00', '\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67\u200d\ud83d\udc66',
	'\ud83c\udde8\ud83c\uddf3', '\u2764\ufe0f', '\u26a0\ufe0e', '1\ufe0f\u20e3', '\ud83c\udff4\u200d\u2620\ufe0f',
	'\ufdfd', '\u{12031}', '\u{20000}\u{2a6d6}', '\u9f98', '\u{30edd}\u9762', '\u0e01\u0e33\u0e33\u0e33',
	'\u0c1c\u0c4d\u0c1e\u200c\u0c3e', '\u0644\u0627\u200d', 'e\u0301', '\u00e9', '\ufb01', '\uff1cscript\uff1e',
	'\u1f97', 'I\u0307', '\u0130', '\u01c5', '\u00df', '\u03c2', '\u212b', '\u2126', '\u2460', '\u3392',
	'\u{1d54f}', '\u{e0041}\u{e007f}', '\u{1f3fb}', '\u20dd', 'x\u20dd\u20e0', '\u302a', '\u0488', '\u0f3e',
	'\u2e18', '\u2e3b\u2e3b\u2e3b', '\u2593'.repeat(60), '\u00b7'.repeat(90),
];

/* A letter under a tower of marks. */
function tower(letter, height) {
	return letter + Array.from({ length: height }, (_, i) => String.fromCodePoint(0x300 + (i % 70))).join('');
}

const ZALGO = Array.from({ length: 30 }, (_, i) =>
	[...'\u505c\u673a suspended'].map((letter) => tower(letter, 2 + i * 2)).join(''));

const LONG = Array.from({ length: 40 }, (_, i) =>
	['w', '\u957f', '\u0e01', '/', '-', '<', '\u{1f4f1}', '1'][i % 8].repeat(60 + i * 40));

const SPACE = Array.from({ length: 20 }, (_, i) => `a${[' ', '\n', '\t', '\u00a0', '\r\n'][i % 5].repeat(5 + i * 3)}b`);

export const naughty = [
	...RUNS.flatMap((text) => CALLS.map((call) => text.replaceAll('CALL', call))),
	...MARKUP, ...CODE, ...UNICODE, ...ZALGO, ...LONG, ...SPACE,
	...MARKUP.map((text) => `${text}\u505c\u673a${text}`),
].filter((text) => text.trim()).slice(0, 500);
