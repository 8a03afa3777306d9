/*
 * A file that the subscriber sent: what it is, and on request what it holds.
 *
 * It is fetched with the agent's token, so it has no address that could be passed on. A picture
 * goes into an image and nowhere else: it is decoded, and nothing in it can run. The page's own
 * address for it is revoked as soon as it is decoded. A PDF is saved, under a name of ours, as the
 * subscriber's may end in anything.
 */
import { element, setText } from '../sdk/element.js';

const PDF = 'application/pdf';
const REVOKED_AFTER_MS = 60_000; /* a browser may read what it saves when it has been asked where */
const FAULTS = { 401: 'expired', 403: 'forbidden', 404: 'gone' };

export class Upload {
	#app;
	#upload;
	#name;
	#state = ''; /* or `reading`, or why it is not shown */
	#picture = null;
	#about = element('p', { className: 'about' });
	#button = element('button', { type: 'button', onclick: () => this.#pressed() });
	#told = element('p', { className: 'state', role: 'status' });
	node = element('div', { className: 'upload' }, this.#about, this.#button, this.#told);

	constructor(app, { upload, file }) {
		this.#app = app;
		this.#upload = upload;
		this.#name = file ?? '';
	}

	update() {
		const { desk, words } = this.#app;
		const { type, size } = this.#upload;
		const isMine = desk.isMine(desk.current);
		const about = [this.#name, words.uploads.kinds[type], size && sizeText(size)];

		if (!isMine)
			this.#hide();
		setText(this.#about, about.filter(Boolean).join(' · '));
		setText(this.#button, words.uploads[this.#does]);
		this.#button.hidden = !isMine;
		this.#button.disabled = this.#state === 'reading';
		setText(this.#told, words.uploads.states[this.#state] ?? '');
	}

	get #does() {
		if (this.#upload.type === PDF)
			return 'save';
		return this.#picture ? 'hide' : 'show';
	}

	#pressed() {
		if (this.#picture)
			this.#hide();
		else
			this.#read();
		this.#app.draw();
	}

	#hide() {
		this.#picture?.remove();
		this.#picture = null;
	}

	async #read() {
		this.#state = 'reading';
		try {
			this.#state = await this.#take(await this.#app.desk.session.fetch(this.#path));
		} catch {
			this.#state = 'failed';
		}
		this.#app.draw();
	}

	get #path() {
		return `/desk/upload/${this.#upload.uploadId}`;
	}

	async #take(response) {
		if (!response.ok)
			return FAULTS[response.status] ?? 'failed';

		const url = URL.createObjectURL(await response.blob());

		return this.#upload.type === PDF ? this.#save(url) : this.#show(url);
	}

	#save(url) {
		element('a', { href: url, download: `${this.#upload.uploadId}.pdf` }).click();
		setTimeout(() => URL.revokeObjectURL(url), REVOKED_AFTER_MS);
		return 'saved';
	}

	async #show(url) {
		const picture = element('img', { src: url, alt: this.#name });
		const isDecoded = await picture.decode().then(() => true, () => false);

		URL.revokeObjectURL(url);
		if (!isDecoded)
			return 'damaged';
		this.#picture = picture;
		this.node.append(picture);
		return '';
	}
}

function sizeText(bytes) {
	return bytes < 1024 * 1024
		? `${Math.ceil(bytes / 1024)} KB`
		: `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
