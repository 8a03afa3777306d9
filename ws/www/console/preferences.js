/*
 * What an agent has set for this browser: language, light or dark, sound, single keys.
 */
import { browserLanguage } from '../sdk/language.js';

const PLACE = 'fuji-console';
const AT_FIRST = { theme: 'system', sound: true, keys: true, tab: 'summary' };

export class Preferences {
	#values;
	#storage;

	constructor(storage = localStorage) {
		this.#storage = storage;
		this.#values = { language: browserLanguage(), ...AT_FIRST, ...this.#read() };
	}

	get(name) {
		return this.#values[name];
	}

	set(name, value) {
		this.#values[name] = value;
		this.#storage.setItem(PLACE, JSON.stringify(this.#values));
	}

	/* Whatever stands there: another version of the page may have written it. */
	#read() {
		try {
			return JSON.parse(this.#storage.getItem(PLACE)) ?? {};
		} catch {
			return {};
		}
	}
}
