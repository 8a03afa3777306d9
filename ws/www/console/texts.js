/* What the console says. A key is in both languages, or tests/browser/texts.mjs fails. */
import { en } from './texts_en.js';
import { zh } from './texts_zh.js';

export const texts = { zh, en };
