/*
 * The queue of where the bot missed, and in it the messages that were not understood, or that two
 * or three errands fit no better than each other; bot/review.c puts in the answers that did not
 * help.
 *
 * People who write packs read it, so it holds less than the journal: no message that holds a
 * secret or is written in the middle of a check, where a mistyped password looks like any
 * word; and of the rest no number that could be a person's. Each is sealed under the key of
 * whoever said it last, and goes with that key.
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "bot/core.h"

enum {
	QUEUE_MOST = 10000,
	PAGE_MOST = 100,
	TEXT_MOST = 500, /* characters; what is longer is no example */
	GUESSES_MOST = 3,
};

#define WORTH_TELLING 0.01

/* --- states ----------------------------------------------------------------------- */

static const char *const state_names[N_MISSED_STATES] = {"new", "done", "ignored", "task"};

const char *missed_state_name(enum missed_state state)
{
	return state_names[state];
}

bool missed_state_from(const char *name, enum missed_state *out)
{
	for (int i = 0; name && i < N_MISSED_STATES; i++) {
		*out = (enum missed_state)i;
		if (!strcmp(state_names[i], name))
			return true;
	}
	return false;
}

static const char *const kind_names[N_MISSED_KINDS] = {"message", "thumb", "rating"};

const char *missed_kind_name(enum missed_kind kind)
{
	return kind_names[kind];
}

bool missed_kind_from(const char *name, enum missed_kind *out)
{
	for (int i = 0; name && i < N_MISSED_KINDS; i++) {
		*out = (enum missed_kind)i;
		if (!strcmp(kind_names[i], name))
			return true;
	}
	return false;
}

/* --- putting it in ---------------------------------------------------------------- */

static const struct intent_score *best_below(const struct intent_score *scores, size_t n,
					     const struct intent_score *above)
{
	const struct intent_score *best = NULL;

	for (size_t i = 0; i < n; i++) {
		bool below = !above || scores[i].confidence < above->confidence ||
			     (scores[i].confidence == above->confidence && &scores[i] > above);

		if (below && (!best || scores[i].confidence > best->confidence))
			best = &scores[i];
	}
	return best;
}

static void put_guesses(const struct turn *turn, struct buffer *body)
{
	size_t n;
	const struct intent_score *scores = intent_matcher_scores(turn->bot->matcher, &n);
	const struct intent_score *guess = best_below(scores, n, NULL);

	json_put_name(body, "guesses");
	buffer_char(body, '[');
	for (int i = 0; i < GUESSES_MOST && guess && guess->confidence >= WORTH_TELLING; i++) {
		json_put_comma(body);
		buffer_char(body, '{');
		json_put_member(body, "name", guess->name);
		json_put_name(body, "confidence");
		buffer_format(body, "%.3f}", guess->confidence);
		guess = best_below(scores, n, guess);
	}
	buffer_char(body, ']');
}

static const char *bound_of(const struct conversation *conversation, const struct missed_row *row,
			    struct arena *arena)
{
	return arena_format(arena,
			    row->kind == MISSED_MESSAGE ? "missed/%s/%lld" : "review/%s/%lld",
			    conversation->row.id, (long long)row->seq);
}

void missed_seal(const struct conversation *conversation, struct missed_row *row, const char *body,
		 struct arena *arena)
{
	row->sealed_body = conversation_seal(conversation, bound_of(conversation, row, arena), body,
					     arena);
}

const char *missed_open(const struct conversation *conversation, const struct missed_row *row,
			struct arena *arena, struct error *err)
{
	const char *body = "{}";

	if (row->sealed_body.size)
		body = conversation_open(conversation, bound_of(conversation, row, arena),
					 row->sealed_body, arena);
	if (!body)
		error_set(err, "message %lld was changed outside", (long long)row->row);
	return body;
}

bool missed_put(const struct turn *turn, struct missed_row *row)
{
	const struct store *store = &turn->bot->store;

	return store->kind->missed_add(store->db, row, turn->err) &&
	       store->kind->missed_purge(store->db, row->row - QUEUE_MOST, turn->err);
}

static void seal_message(const struct turn *turn, struct missed_row *row, const char *text)
{
	struct buffer body = {0};

	buffer_char(&body, '{');
	json_put_member(&body, "text", text);
	put_guesses(turn, &body);
	buffer_char(&body, '}');
	missed_seal(turn->conversation, row, body.data, turn->arena);
	crypto_forget(body.data, body.length);
	buffer_finish(&body);
}

/* What was done with older packs was not enough, if these do not understand it either. A task keeps
 * what was written to it, which is sealed for who said it then. */
static void say_again(const struct turn *turn, struct missed_row *row, const char *text)
{
	const char *packs = intents_hash(turn->bot->intents);

	row->count++;
	if (row->state == MISSED_TASK)
		return;
	if (row->state == MISSED_DONE && strcmp(row->packs, packs) != 0)
		row->state = MISSED_NEW;
	row->conversation = turn->conversation->row.row;
	row->seq = turn->message_seq;
	row->at_ms = turn->now_ms;
	row->language = (int)(turn->meaning->language_is_clear ? turn->meaning->language
							       : turn_language(turn));
	memcpy(row->packs, packs, sizeof row->packs);
	seal_message(turn, row, text);
}

static bool put(const struct turn *turn, const char *form, const char *text)
{
	const struct store *store = &turn->bot->store;
	struct missed_row row = {0};
	uint8_t hash[CRYPTO_HASH_SIZE];
	enum found found;

	keys_hash(turn->bot->keys, "missed", form, strlen(form), hash);
	found = store->kind->missed_find(store->db, hash, turn->arena, &row, turn->err);
	if (found == FIND_FAILED)
		return false;
	say_again(turn, &row, text);
	if (found == FOUND)
		return store->kind->missed_save(store->db, &row, turn->err);
	memcpy(row.form, hash, sizeof hash);
	return missed_put(turn, &row);
}

/* A mistyped number, a press of 1: there are no words to learn from. */
static bool has_words(const char *text)
{
	return text[strspn(text, "0123456789*+-., ")] != '\0';
}

void missed_note(struct turn *turn)
{
	const char *text = turn_masked_text(turn, TEXT_MOST);
	const char *form = strcmp(text, turn->text) ? text : turn->meaning->normal.text;

	if (!turn->failed && !turn->secret && !turn->event->choice && !secret_expected(turn) &&
	    has_words(text))
		turn_stored(turn, put(turn, form, text));
}

/* --- listing ---------------------------------------------------------------------- */

struct listing {
	const struct turn *turn;
	struct arena *arena;
	struct buffer json;
	size_t n; /* rows seen */
	int64_t last;
	bool failed;
};

static void put_row(struct buffer *json, const struct missed_row *row, const char *body)
{
	json_put_comma(json);
	buffer_char(json, '{');
	json_put_integer(json, "number", row->row);
	json_put_member(json, "state", missed_state_name((enum missed_state)row->state));
	json_put_integer(json, "count", row->count);
	json_put_integer(json, "at_ms", row->at_ms);
	json_put_member(json, "language", language_code((enum language)row->language));
	json_put_member(json, "packs", row->packs);
	json_put_name(json, "said");
	buffer_text(json, body);
	buffer_char(json, '}');
}

/* Of a person who was erased nothing is listed. */
static bool take_row(void *context, const struct missed_row *row)
{
	struct listing *listing = context;
	struct conversation conversation = {0};
	const char *body;

	listing->n++;
	listing->last = row->row;
	arena_reset(listing->arena);
	switch (conversation_load_at(&listing->turn->bot->store, row->conversation, listing->arena,
				     &conversation, listing->turn->err)) {
	case FOUND:
		break;
	case NOT_FOUND:
		return true;
	case FIND_FAILED:
		listing->failed = true;
		return false;
	}
	body = missed_open(&conversation, row, listing->arena, listing->turn->err);
	crypto_forget(conversation.key, sizeof conversation.key);
	listing->failed = !body;
	if (body)
		put_row(&listing->json, row, body);
	return body;
}

/* Also masked it is what subscribers wrote. */
static void note_list(struct turn *turn)
{
	if (turn->event->missed_after == 0)
		audit_write(turn, &(struct audit_act){.role = role_name(ROLE_ADMIN),
						      .what = "missed.list"});
}

static bool list(struct turn *turn)
{
	const struct store *store = &turn->bot->store;
	struct listing listing = {.turn = turn, .arena = arena_create()};
	struct output *output;

	buffer_char(&listing.json, '[');
	listing.failed |= !store->kind->missed_list(store->db, turn->event->missed_after, PAGE_MOST,
						    take_row, &listing, turn->err);
	arena_destroy(listing.arena);
	if (listing.failed) {
		buffer_finish(&listing.json);
		return false;
	}
	buffer_char(&listing.json, ']');
	output = turn_output(turn, OUTPUT_MISSED, turn->event->origin);
	output->watermark = listing.n == PAGE_MOST ? listing.last : 0;
	output->json_length = listing.json.length;
	output->json = buffer_take(&listing.json);
	note_list(turn);
	return !turn->failed;
}

/* --- marking ---------------------------------------------------------------------- */

static bool mark_one(struct turn *turn, int64_t number, const char **code)
{
	const struct store *store = &turn->bot->store;
	struct missed_row row;

	switch (store->kind->missed_at(store->db, number, turn->arena, &row, turn->err)) {
	case FOUND:
		row.state = (int)turn->event->missed_state;
		row.agent = 0;
		row.changed_ms = turn->now_ms;
		return store->kind->missed_save(store->db, &row, turn->err);
	case NOT_FOUND:
		*code = "no_such_message";
		return error_set(turn->err, "there is no message %lld any more", (long long)number);
	case FIND_FAILED:
		break;
	}
	return false;
}

static bool mark(struct turn *turn, const char **code)
{
	for (size_t i = 0; i < turn->event->n_missed_rows; i++) {
		if (!mark_one(turn, turn->event->missed_rows[i], code))
			return false;
	}
	turn_output(turn, OUTPUT_MISSED, turn->event->origin);
	return true;
}

bool missed_do(struct turn *turn, const char **code)
{
	switch (turn->event->missed) {
	case MISSED_LIST:
		return list(turn);
	case MISSED_MARK:
		return mark(turn, code);
	}
	return false;
}
