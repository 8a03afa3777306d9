/*
 * What is not over: open questions, orders and payments that are watched, why a person is asked,
 * and what was promised.
 */
#include "bot/summary.h"

#include <stdlib.h>
#include <string.h>

static const char *watched(const struct instance *watch, const char *name)
{
	for (size_t i = 0; i < watch->n_entries; i++)
		if (watch->entries[i].kind == ENTRY_ANSWER && !strcmp(watch->entries[i].name, name))
			return watch->entries[i].value;
	return "";
}

static const char *watched_until(const struct summary *summary, const struct instance *watch,
				 enum language language)
{
	return summary_time(summary, strtoll(watched(watch, "since"), NULL, 10) + WATCH_LONGEST_MS,
			    language);
}

static const char *tell_watch(const struct summary *summary, const void *what,
			      enum language language)
{
	return arena_format(
		summary->turn->arena,
		IN(language, "%s 还没有结果，盯到 %s", "%s: no result yet, watched until %s"),
		summary_word(summary, watched(what, "what"), language),
		watched_until(summary, what, language));
}

static const char *tell_deadline(const struct summary *summary, const void *what,
				 enum language language)
{
	return arena_format(summary->turn->arena,
			    IN(language, "%s：%s 前没有结果就转人工",
			       "%s: a person, if there is no result by %s"),
			    summary_word(summary, watched(what, "what"), language),
			    watched_until(summary, what, language));
}

static void put_watches(struct summary *summary, teller *tell)
{
	for (size_t i = 0; i < summary->state->n_watches; i++) {
		const struct instance *watch = summary->state->watches[i];

		summary_put(summary, tell, watch);
		source_message(summary_sources(summary), strtoll(watched(watch, "seq"), NULL, 10));
	}
}

/* `summary.open.<slot>`; what has no such text is no question of the matter. */
static const char *question(const struct summary *summary, const char *slot, enum language language)
{
	return texts_find(summary->turn->bot->texts, "dialogue",
			  arena_format(summary->turn->arena, "summary.open.%s", slot), language);
}

static const char *tell_open(const struct summary *summary, const void *what,
			     enum language language)
{
	return arena_format(summary->turn->arena,
			    IN(language, "问了没答：%s", "asked, not answered: %s"),
			    question(summary, what, language));
}

static const char *tell_later(const struct summary *summary, const void *what,
			      enum language language)
{
	return arena_format(summary->turn->arena, IN(language, "还没办：%s", "not begun: %s"),
			    summary_word(summary, what, language));
}

/* Whether it was answered after all, `paid_not_restored.amount`. */
static bool is_answered(const struct state *state, const char *slot)
{
	for (size_t i = 0; i < state->n_story; i++) {
		const char *dot = strchr(state->story[i].name, '.');

		if (story_is(&state->story[i], "answered") && dot && !strcmp(dot + 1, slot))
			return true;
	}
	return false;
}

static void put_questions(struct summary *summary)
{
	const struct state *state = summary->state;

	for (size_t i = 0; i < state->n_story; i++) {
		const struct story *story = &state->story[i];

		if (story_is(story, "later"))
			summary_put(summary, tell_later, story->value);
		else if (story_is(story, "open") && question(summary, story->name, LANGUAGE_ZH) &&
			 !is_answered(state, story->name))
			summary_put(summary, tell_open, story->name);
		else
			continue;
		source_message(summary_sources(summary), story->seq);
	}
}

void summary_put_open(struct summary *summary)
{
	if (*summary->state->line && !summary_proof(summary)) {
		summary_put_both(summary, "身份未核实", "identity not verified");
		summary_source_line(summary);
	}
	put_questions(summary);
	put_watches(summary, tell_watch);
}

static const char *tell_reason(const struct summary *summary, const void *what,
			       enum language language)
{
	return summary_word(summary, what, language);
}

void summary_put_reason(struct summary *summary)
{
	const struct state *state = summary->state;

	summary_put(summary, tell_reason, summary->row->reason);
	source_case(summary_sources(summary), summary->row->id);
	for (size_t i = 0; i < state->n_story; i++) {
		const struct story *story = &state->story[i];

		if (story_is(story, "raised"))
			summary_put(summary, tell_reason, story->value);
		if (story_is(story, "raised") || story_is(story, "handed"))
			source_message(summary_sources(summary), story->seq);
	}
}

void summary_put_promises(struct summary *summary)
{
	for (size_t i = 0; i < summary->state->n_promises; i++) {
		const struct promise *promise = &summary->state->promises[i];

		summary_item(&summary->lines, promise->text);
		source_printed(summary_sources(summary), promise->sources);
	}
	put_watches(summary, tell_deadline);
}
