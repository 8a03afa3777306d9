/*
 * What the bot has promised: the sentences of a text that name a time or an amount, in every
 * language, with the policies and the record that they were said from.
 */
#include <stdio.h>
#include <string.h>

#include "bot/core.h"
#include "bot/fill.h"
#include "bot/summary_lines.h"
#include "bot/values.h"

/* The one amount of the record that is promised to be paid back. */
static bool is_promised_amount(const struct turn *turn, const char *name)
{
	return turn->record && !strcmp(name, "balance");
}

/* Where each value of the sentence comes from; false when it names no time and no amount. */
static bool add_sources(struct turn *turn, const char *sentence, size_t length,
			struct buffer *sources)
{
	const char *end = sentence + length;
	bool found = false;

	for (const char *at = sentence; (at = memchr(at, '{', (size_t)(end - at)));) {
		char name[64] = "";
		const struct policy *policy = NULL;

		sscanf(++at, "%63[^}]", name);
		if (!strncmp(name, POLICY_PREFIX, strlen(POLICY_PREFIX)))
			policy = turn_policy(turn, name + strlen(POLICY_PREFIX));
		if (policy)
			source_policy(sources, policy);
		else if (is_promised_amount(turn, name))
			source_record(sources, "line", turn->conversation->state->record_ms);
		found = found || policy || is_promised_amount(turn, name);
	}
	return found;
}

/* The text without the sentences that promise nothing. */
static const char *promising(struct turn *turn, const char *template, struct buffer *sources)
{
	struct buffer kept = {0};
	const char *text;

	buffer_text(&kept, "");
	for (size_t length; *template; template += length) {
		length = fill_sentence_length(template);
		if (add_sources(turn, template, length, sources))
			buffer_add(&kept, template, length);
	}
	text = arena_text_n(turn->arena, kept.data, kept.length);
	buffer_finish(&kept);
	return text;
}

static void note_promise(struct turn *turn, const char *text)
{
	struct state *state = turn->conversation->state;
	struct promise promise;
	struct buffer sources = {0};

	source_message(&sources, turn->conversation->row.seq);
	for (enum language language = 0; language < N_LANGUAGES; language++)
		promise.text[language] = turn_filled_in(
			turn,
			promising(turn,
				  texts_find(turn->bot->texts, turn->running->flow, text, language),
				  &sources),
			language);
	promise.sources = arena_text(turn->arena, sources.data);
	buffer_finish(&sources);
	if (!*promise.text[turn_language(turn)])
		return;
	turn_fact(turn, "promised", text, promise.text[turn_language(turn)], 0);
	if (state->n_promises == PROMISES_MOST)
		memmove(state->promises, state->promises + 1,
			--state->n_promises * sizeof *state->promises);
	state->promises[state->n_promises++] = promise;
}

void turn_promise(struct turn *turn, const char *text)
{
	int64_t before = turn->conversation->row.seq;

	turn_say(turn, text);
	if (turn->conversation->row.seq > before)
		note_promise(turn, text);
}
