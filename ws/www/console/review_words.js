/*
 * Items of the review and facts of a turn in words.
 */
import { fill } from '../sdk/language.js';

/** The names of the texts that a fact tells of. */
export function textsOf({ kind, name, value }) {
	if (kind === 'said')
		return [name];
	if (kind !== 'told')
		return [];
	return name === 'cause' ? [`cause.${value}.what`, `cause.${value}.way_out`] : [`${name}.${value}`];
}

/** What an item is about, a line each. */
export function saidOf({ kind, said, answer, stars, count }, review) {
	if (kind === 'rating')
		return [fill(review.commented, { stars, text: said || review.noComment })];
	return [
		fill(review.said, { text: said }),
		kind === 'thumb' ? fill(review.answered, { text: answer }) : '',
		count > 1 ? fill(review.times, { count }) : '',
	].filter(Boolean);
}

/** How it came about, in words; flows, texts and articles are called as their files call them. */
export function factText({ kind, name, value = '', number }, words) {
	const { facts, takers } = words.review;
	const values = {
		name,
		number,
		value: words.intents[value] ?? words.causes[value] ?? words.reasons[value] ?? value,
		percent: Math.round(number / 10),
	};

	if (kind === 'took')
		return fill(value ? facts.tookAs : facts.took, { ...values, name: takers[name] ?? name });
	return fill(facts[name] && ['errand', 'told'].includes(kind) ? facts[name] : facts[kind], values);
}
