/*
 * Which language a page speaks, and its fixed texts: `data-text="key"` fills an element,
 * `data-label="key"` names it for assistive technology, `data-hint="key"` is a placeholder.
 */

/** `zh-Hant`, `zh` or `en` for a tag of BCP 47; undefined for any other language. */
export function languageOf(tag) {
	if (/^zh-(hant|tw|hk|mo)\b/i.test(tag))
		return 'zh-Hant';
	return /^(zh|en)\b/i.exec(tag)?.[0].toLowerCase();
}

/** The same, as the browser prefers. */
export function preferredLanguage() {
	return navigator.languages.map(languageOf).find(Boolean) ?? 'en';
}

/** `zh` or `en`, for pages that have no other texts. */
export function browserLanguage() {
	return preferredLanguage().slice(0, 2);
}

export function otherLanguage(language) {
	return language === 'zh' ? 'en' : 'zh';
}

export function localeOf(language) {
	return { zh: 'zh-CN' }[language] ?? language;
}

export function fillTexts(root, texts) {
	for (const node of root.querySelectorAll('[data-text]'))
		node.textContent = texts[node.dataset.text];
	for (const node of root.querySelectorAll('[data-label]'))
		node.setAttribute('aria-label', texts[node.dataset.label]);
	for (const node of root.querySelectorAll('[data-hint]'))
		node.placeholder = texts[node.dataset.hint];
}

/** A text with its `{name}` places filled. */
export function fill(text, values) {
	return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** `09:05`. By hand, as it stands on every message and Intl is slow. */
export function clockTime(date) {
	return [date.getHours(), date.getMinutes()]
		.map((part) => String(part).padStart(2, '0'))
		.join(':');
}

/** The time alone if it is today's, else with its day. */
export function shownTime(date, locale) {
	const isToday = date.toDateString() === new Date().toDateString();
	const day = { month: 'short', day: 'numeric' };

	return isToday
		? clockTime(date)
		: `${date.toLocaleDateString(locale, day)} ${clockTime(date)}`;
}
