/*
 * A file that was sent: its name, and a picture as itself.
 *
 * It is fetched and painted, so that a page's policy needs nothing for it but connect-src, and that
 * what is in it can only ever be a picture.
 */
import { element, setText } from '../sdk/element.js';
import { fill } from '../sdk/language.js';

const WIDEST = 480; /* pixels, twice what a narrow panel has */

export class Picture {
	#said = element('span', { className: 'unseen' });
	#name = element('span');
	#canvas = element('canvas', { className: 'picture', ariaHidden: 'true', hidden: true });
	node = element('div', {}, this.#canvas, element('p', { className: 'bubble' }, this.#said, this.#name));

	constructor({ upload }) {
		if (upload.type.startsWith('image/') && upload.url)
			this.#paint(upload.url).catch(() => {}); /* then its name stands there alone */
	}

	update({ file }, texts) {
		setText(this.#said, texts.youSaid);
		setText(this.#name, fill(texts.file, { name: file ?? '' }));
	}

	async #paint(url) {
		const response = await fetch(url);
		const bitmap = await createImageBitmap(await response.blob());
		const share = Math.min(1, WIDEST / bitmap.width);

		this.#canvas.width = Math.ceil(bitmap.width * share);
		this.#canvas.height = Math.ceil(bitmap.height * share);
		this.#canvas.getContext('2d').drawImage(bitmap, 0, 0, this.#canvas.width, this.#canvas.height);
		bitmap.close();
		this.#canvas.hidden = false;
	}
}
