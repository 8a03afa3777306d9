/*
 * Cases in words, for all who show them.
 */
import { fill } from '../sdk/language.js';

/** Why a case is here, and what is wrong with the line. */
export function aboutCase({ reason, cause }, words) {
	return [words.reasons[reason] ?? reason, words.causes[cause] ?? cause]
		.filter(Boolean)
		.join(' · ');
}

/** What many write about: `cause LOST`, `intent pay`. */
export function topicText(topic, words) {
	const [kind, name] = topic.split(' ');

	return (kind === 'cause' ? words.causes : words.intents)[name] ?? name;
}

/** A team as it is called; of one that is not known, its id. */
export function teamName(id, desk, words) {
	return desk.listing.teams.get(id)?.name[words.code] ?? id;
}

/** A tag, likewise. */
export function tagName(id, desk, words) {
	return desk.listing.tags.get(id)?.[words.code] ?? id;
}

/** 0 is the most urgent. */
export function urgencyText({ priority }, words) {
	return words.urgencies[priority] ?? '';
}

/** How long since, in words: for a list that should not tick. */
export function since(time, words) {
	const minutes = Math.floor((Date.now() - Date.parse(time)) / 60_000);

	if (minutes < 1)
		return words.justNow;
	return minutes < 60
		? fill(words.minutes, { minutes })
		: fill(words.hours, { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

/** `4:05`, `1:04:05`: for a clock that does. */
export function clockOf(ms) {
	const seconds = Math.max(0, Math.floor(ms / 1000));
	const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((part, i) =>
		i || seconds >= 3600 ? String(part).padStart(2, '0') : part,
	);

	return seconds >= 3600
		? [Math.floor(seconds / 3600), ...parts].join(':')
		: parts.join(':');
}

/** The first are those that come first. */
export function byUrgency(a, b) {
	return a.priority - b.priority || a.row - b.row;
}
