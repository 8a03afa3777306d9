/*
 * An item of the review as desks are told it: what it says, the conversation around it, and what
 * was decided there.
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "bot/case.h"
#include "bot/frame.h"
#include "bot/review.h"
#include "bot/text_change.h"

enum {
	SHOWN_BEFORE = 12, /* activities around it */
	SHOWN_BEHIND = 4,
	SHOWN_CHARACTERS = 200, /* of a text in the list */
	APART_MS = 1000,        /* what is said later was decided in another turn */
	EARLY_MS = 50,          /* what is decided is noted before what it says is stamped */
};

/* --- what it says -------------------------------------------------------------------- */

void review_finish(struct review_item *item)
{
	crypto_forget(item->conversation.key, sizeof item->conversation.key);
	cJSON_Delete(item->body);
}

enum found review_open(struct turn *turn, const struct missed_row *row, struct review_item *out)
{
	const char *body;
	enum found found;

	*out = (struct review_item){.turn = turn, .row = row};
	found = conversation_load_at(&turn->bot->store, row->conversation, turn->arena,
				     &out->conversation, turn->err);
	if (found != FOUND)
		return found;
	body = missed_open(&out->conversation, row, turn->arena, turn->err);
	out->body = body ? json_read_own(body, strlen(body), turn->err) : NULL;
	return out->body ? FOUND : FIND_FAILED;
}

static cJSON *read_activity(const struct review_item *item, int64_t seq)
{
	struct turn *turn = item->turn;
	struct buffer printed = {0};
	bool fine = conversation_activity(&turn->bot->store, &item->conversation, seq, &printed,
					  turn->err);
	cJSON *activity = fine ? json_read_own(printed.data, printed.length, turn->err) : NULL;

	buffer_finish(&printed);
	return activity;
}

/* As agents see it. */
static void put_masked(const struct review_item *item, struct buffer *json, const char *name,
		       const char *text)
{
	const char *masked = text_mask_numbers(text ? text : "", item->turn->arena);

	json_put_name(json, name);
	json_put_text_n(json, masked, text_bytes_of(masked, strlen(masked), SHOWN_CHARACTERS));
}

/* The answer, and the message that it answers. */
static void put_answer(const struct review_item *item, struct buffer *json)
{
	cJSON *answer = read_activity(item, item->row->seq);
	const char *reply_to = json_text(answer, "replyToId");
	const char *seq = reply_to ? strrchr(reply_to, '.') : NULL;
	cJSON *asked = seq ? read_activity(item, strtoll(seq + 1, NULL, 10)) : NULL;

	put_masked(item, json, "said", json_text(asked, "text"));
	put_masked(item, json, "answer", json_text(answer, "text"));
	cJSON_Delete(asked);
	cJSON_Delete(answer);
}

static void put_words(const struct review_item *item, struct buffer *json)
{
	switch ((enum missed_kind)item->row->kind) {
	case MISSED_MESSAGE:
		put_masked(item, json, "said", json_text(item->body, "text"));
		break;
	case MISSED_THUMB:
		put_answer(item, json);
		break;
	case MISSED_RATING:
		put_masked(item, json, "said", json_text(item->body, "comment"));
		json_put_integer(json, "stars", json_integer(item->body, "stars", 0));
		break;
	case N_MISSED_KINDS:
		break;
	}
}

void review_put(const struct review_item *item, struct buffer *json)
{
	const struct missed_row *row = item->row;

	buffer_char(json, '{');
	json_put_integer(json, "number", row->row);
	json_put_member(json, "kind", missed_kind_name((enum missed_kind)row->kind));
	json_put_member(json, "state", missed_state_name((enum missed_state)row->state));
	json_put_integer(json, "seq", row->seq);
	frame_put_time(json, "at", row->at_ms);
	json_put_integer(json, "count", row->count);
	json_put_member(json, "language", language_code((enum language)row->language));
	put_words(item, json);
	json_put_member(json, "note", json_text(item->body, "note"));
	if (row->changed_ms) {
		frame_put_time(json, "changed", row->changed_ms);
		json_put_member(json, "by",
				row->agent ? case_agent_name(item->turn, row->agent) : "");
	}
	buffer_char(json, '}');
}

/* --- what was decided ----------------------------------------------------------------- */

struct trace {
	const struct review_item *item;
	struct buffer facts, texts;
	int64_t from_ms, to_ms; /* of the turn that is gathered */
	bool failed;
};

static bool tells_why(const struct fact_row *fact)
{
	static const char *const kinds[] = {"took", "understood", "missed",    "errand",  "asked",
					    "said", "told",       "looked_up", "checked", "handed"};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (!strcmp(kinds[i], fact->kind))
			return true;
	return false;
}

/* A text that was said, as it is now; one that is said twice stands there once. */
static void put_text(struct trace *trace, const char *name)
{
	struct turn *turn = trace->item->turn;
	const struct bot *bot = turn->bot;
	const char *member = arena_format(turn->arena, "{\"name\":\"%s\"", name);

	if ((trace->texts.data && strstr(trace->texts.data, member)) ||
	    !text_words(bot->texts, bot->knowledge, name, LANGUAGE_ZH))
		return;
	json_put_comma(&trace->texts);
	buffer_text(&trace->texts, member);
	for (int i = 0; i < N_LANGUAGES; i++)
		json_put_member(&trace->texts, language_code((enum language)i),
				text_words(bot->texts, bot->knowledge, name, (enum language)i));
	buffer_char(&trace->texts, '}');
}

/* An article is one text, a cause two. */
static void put_texts_of(struct trace *trace, const struct fact_row *fact)
{
	struct arena *arena = trace->item->turn->arena;

	if (!strcmp(fact->kind, "said")) {
		put_text(trace, fact->name);
	} else if (!strcmp(fact->kind, "told") && !strcmp(fact->name, "article")) {
		put_text(trace, arena_format(arena, "article.%s", fact->value));
	} else if (!strcmp(fact->kind, "told") && !strcmp(fact->name, "cause")) {
		put_text(trace, arena_format(arena, "cause.%s.what", fact->value));
		put_text(trace, arena_format(arena, "cause.%s.way_out", fact->value));
	}
}

static bool take_fact(void *context, const struct fact_row *fact)
{
	struct trace *trace = context;
	struct buffer *json = &trace->facts;

	if (!tells_why(fact))
		return true;
	json_put_comma(json);
	buffer_char(json, '{');
	json_put_integer(json, "seq", fact->seq);
	json_put_member(json, "kind", fact->kind);
	json_put_member(json, "name", fact->name);
	if (*fact->value)
		put_masked(trace->item, json, "value", fact->value);
	json_put_integer(json, "number", fact->number);
	buffer_char(json, '}');
	put_texts_of(trace, fact);
	return true;
}

static void gather_turn(struct trace *trace)
{
	struct turn *turn = trace->item->turn;
	const struct store *store = &turn->bot->store;

	trace->failed |= !store->kind->fact_list(store->db, trace->item->row->conversation,
						 trace->from_ms - EARLY_MS, trace->to_ms, take_fact,
						 trace, turn->err);
}

/* Facts are found by their time, and turns may lie days apart. */
static bool take_moment(void *context, const struct activity_row *row)
{
	struct trace *trace = context;

	if (trace->to_ms && row->at_ms - trace->to_ms > APART_MS) {
		gather_turn(trace);
		trace->from_ms = 0;
	}
	if (!trace->from_ms)
		trace->from_ms = row->at_ms;
	trace->to_ms = row->at_ms;
	return !trace->failed;
}

static bool put_trace(const struct review_item *item, int64_t after, size_t most,
		      struct buffer *frame)
{
	const struct store *store = &item->turn->bot->store;
	struct trace trace = {.item = item};
	bool fine;

	buffer_char(&trace.facts, '[');
	buffer_char(&trace.texts, '[');
	fine = store->kind->activity_list(store->db, item->row->conversation, after, most,
					  take_moment, &trace, item->turn->err);
	if (trace.to_ms)
		gather_turn(&trace);
	json_put_name(frame, "facts");
	buffer_add(frame, trace.facts.data, trace.facts.length);
	buffer_text(frame, "],\"texts\":");
	buffer_add(frame, trace.texts.data, trace.texts.length);
	buffer_char(frame, ']');
	buffer_finish(&trace.facts);
	buffer_finish(&trace.texts);
	return fine && !trace.failed;
}

/* --- what was said -------------------------------------------------------------------- */

bool review_put_talk(const struct review_item *item, struct buffer *frame)
{
	struct turn *turn = item->turn;
	struct buffer printed = {0};
	int64_t first;
	bool fine = conversation_earlier(
		&turn->bot->store, &item->conversation, item->row->seq + SHOWN_BEHIND + 1,
		SHOWN_BEFORE + SHOWN_BEHIND + 1, &printed, &first, turn->err);

	json_put_name(frame, "activities");
	buffer_format(frame, "[%s]",
		      text_mask_numbers(printed.data ? printed.data : "", turn->arena));
	buffer_finish(&printed);
	return fine && put_trace(item, first - 1,
				 (size_t)(item->row->seq + SHOWN_BEHIND + 1 - first), frame);
}
