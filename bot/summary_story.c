/*
 * What has happened: the subscriber in his own words and answers, what was done and what failed,
 * each once with its number, and how he takes it as counted facts.
 */
#include "bot/summary.h"

#include <string.h>

#define STEPS_MOST 12

/* --- subscriber says ---------------------------------------------------------- */

static const char *tell_want(const struct summary *summary, const void *what,
			     enum language language)
{
	const struct want *want = what;

	return arena_format(summary->turn->arena, IN(language, "“%s” (#%lld)", "\"%s\" (#%lld)"),
			    want->text, (long long)want->seq);
}

void summary_put_wants(struct summary *summary)
{
	for (size_t i = 0; i < summary->state->n_wants; i++) {
		summary_put(summary, tell_want, &summary->state->wants[i]);
		source_message(summary_sources(summary), summary->state->wants[i].seq);
	}
}

/* What was answered, by `paid_not_restored.amount`; NULL when this version has no such question. */
static const struct slot *slot_of(const struct summary *summary, const struct story *story)
{
	const char *dot = strchr(story->name, '.');

	return dot ? texts_slot(summary->turn->bot->texts,
				arena_text_n(summary->turn->arena, story->name,
					     (size_t)(dot - story->name)),
				dot + 1)
		   : NULL;
}

static const char *tell_answer(const struct summary *summary, const void *what,
			       enum language language)
{
	const struct story *story = what;
	const struct slot *slot = slot_of(summary, story);
	const char *value = turn_told_back(summary->turn, slot, story->value, language);

	return arena_format(summary->turn->arena, "%s %s",
			    summary_word(summary, slot->name, language),
			    summary_word(summary, value, language));
}

/* Whether the same was answered otherwise later. */
static bool is_taken_back(const struct state *state, size_t at)
{
	for (size_t i = at + 1; i < state->n_story; i++)
		if (story_is(&state->story[i], "answered") &&
		    !strcmp(state->story[i].name, state->story[at].name))
			return true;
	return false;
}

void summary_put_details(struct summary *summary)
{
	const struct state *state = summary->state;

	for (size_t i = 0; i < state->n_story; i++) {
		if (!story_is(&state->story[i], "answered") || is_taken_back(state, i) ||
		    !slot_of(summary, &state->story[i]))
			continue;
		summary_put(summary, tell_answer, &state->story[i]);
		source_message(summary_sources(summary), state->story[i].seq);
	}
}

/* --- counted ------------------------------------------------------------------ */

/* Facts that are told once, with their number. Where it was not understood is no matter. */
static bool are_same(const struct story *a, const struct story *b)
{
	return !strcmp(a->kind, b->kind) &&
	       (story_is(a, "missed") ||
		(!strcmp(a->name, b->name) && !strcmp(a->value, b->value)));
}

static bool was_before(const struct state *state, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (are_same(&state->story[i], &state->story[at]))
			return true;
	return false;
}

static long long times(const struct summary *summary, const struct story *story)
{
	long long n = 0;

	for (size_t i = 0; i < summary->state->n_story; i++)
		n += are_same(&summary->state->story[i], story);
	return n;
}

/* Whether the message answered something as well, and so did not only say it again. */
static bool answers(const struct state *state, int64_t seq)
{
	for (size_t i = 0; i < state->n_story; i++)
		if (story_is(&state->story[i], "answered") && state->story[i].seq == seq)
			return true;
	return false;
}

/* The first time, and each that told nothing else. */
static long long repeats(const struct state *state, size_t first)
{
	long long n = 1;

	for (size_t i = first + 1; i < state->n_story; i++)
		n += are_same(&state->story[i], &state->story[first]) &&
		     !answers(state, state->story[i].seq);
	return n;
}

static const char *tell_repeats(const struct summary *summary, const void *what,
				enum language language)
{
	return arena_format(summary->turn->arena,
			    IN(language, "同一件事说了 %lld 次", "the same matter: %lld times"),
			    *(const long long *)what);
}

static const char *tell_complaints(const struct summary *summary, const void *what,
				   enum language language)
{
	return arena_format(
		summary->turn->arena,
		IN(language, "投诉或骂人的话 %lld 次", "words of complaint or abuse: %lld"),
		times(summary, what));
}

static const char *tell_waiting(const struct summary *summary, const void *what,
				enum language language)
{
	return arena_format(summary->turn->arena,
			    IN(language, "排队时已等 %lld 分钟", "had waited %lld minutes"),
			    (long long)((const struct story *)what)->number);
}

static void source_same(struct summary *summary, const struct story *story)
{
	for (size_t i = 0; i < summary->state->n_story; i++)
		if (are_same(&summary->state->story[i], story))
			source_message(summary_sources(summary), summary->state->story[i].seq);
}

void summary_put_mood(struct summary *summary)
{
	const struct state *state = summary->state;

	for (size_t i = 0; i < state->n_story; i++) {
		const struct story *story = &state->story[i];
		const long long n = repeats(state, i);

		if (story_is(story, "waited") && story->number > 0) {
			summary_put(summary, tell_waiting, story);
			source_message(summary_sources(summary), story->seq);
		}
		if (was_before(state, i))
			continue;
		if (story_is(story, "complained"))
			summary_put(summary, tell_complaints, story);
		else if (story_is(story, "understood") && n > 1)
			summary_put(summary, tell_repeats, &n);
		else
			continue;
		source_same(summary, story);
	}
}

/* --- done, failed ------------------------------------------------------------- */
static bool went_wrong(const struct story *story)
{
	return !strcmp(story->value, "wrong") || !strcmp(story->value, "refused") ||
	       !strcmp(story->value, "unavailable") || story_is(story, "missed");
}

static bool is_step(const struct story *story)
{
	static const char *const kinds[] = {"checked",  "told",     "looked_up", "ordered",
					    "accepted", "finished", "missed",    "rated",
					    "returned", "sent"};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (story_is(story, kinds[i]))
			return true;
	return false;
}

/* What was told: the cause or the article by its name. */
static const char *step_value(const struct summary *summary, const struct story *story,
			      enum language language)
{
	const struct knowledge *knowledge = summary->turn->bot->knowledge;
	const struct cause *cause = knowledge_cause(knowledge, story->value);
	const struct article *article = knowledge_article(knowledge, story->value);

	if (story_is(story, "told") && cause)
		return cause->name[language];
	if (story_is(story, "told") && article)
		return article->title[language];
	if (story_is(story, "accepted"))
		return arena_format(summary->turn->arena, IN(language, "受理号 %s", "number %s"),
				    story->value);
	return summary_word(summary, story->value, language);
}

static const char *tell_step(const struct summary *summary, const void *what,
			     enum language language)
{
	const struct story *story = what;
	struct arena *arena = summary->turn->arena;
	const char *name = story_is(story, "missed") ? ""
						     : summary_word(summary, story->name, language);
	const char *value = step_value(summary, story, language);
	long long n = times(summary, story);

	return arena_format(arena, "%s%s%s%s%s%s", summary_word(summary, story->kind, language),
			    *name ? " " : "", name, *value ? " " : "", value,
			    n > 1 ? arena_format(arena, IN(language, " %lld次", " (%lld times)"), n)
				  : "");
}

static void source_step(struct summary *summary, const struct story *story)
{
	if (story_is(story, "checked"))
		source_record(summary_sources(summary), summary_check(story->name), story->at_ms);
	else if (story_is(story, "looked_up"))
		source_record(summary_sources(summary), story->name, story->at_ms);
	else if (story_is(story, "accepted"))
		source_record(summary_sources(summary), "order", story->at_ms);
	else if (story_is(story, "finished"))
		source_record(summary_sources(summary), "line", story->at_ms);
	else
		source_message(summary_sources(summary), story->seq);
}

/* The last ones, each once. */
static void put_steps(struct summary *summary, bool wrong)
{
	const struct state *state = summary->state;
	size_t n = 0;

	for (size_t i = 0; i < state->n_story && n < STEPS_MOST; i++) {
		const struct story *story = &state->story[i];

		if (!is_step(story) || went_wrong(story) != wrong)
			continue;
		source_step(summary, story);
		if (was_before(state, i))
			continue;
		summary_put(summary, tell_step, story);
		n++;
	}
}

void summary_put_done(struct summary *summary)
{
	put_steps(summary, false);
}

void summary_put_failed(struct summary *summary)
{
	put_steps(summary, true);
}
