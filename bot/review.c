/*
 * Answers that did not help, for who writes texts and packs: those that got a thumb down, and
 * conversations that were rated low. They wait in the queue of messages that were not understood.
 *
 * An item points at the conversation and holds no words of its own but the comment to a rating and
 * what a reviewer writes to it.
 */
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "bot/core.h"

#define LOW_MOST 2 /* stars */
#define COMMENT_MOST 500

/* Whose activity it is: only what the bot has said can be mended. */
static bool is_by_bot(struct turn *turn, int64_t seq)
{
	struct buffer printed = {0};
	bool is_ours = turn_stored(turn,
				   conversation_activity(&turn->bot->store, turn->conversation, seq,
							 &printed, turn->err));
	cJSON *activity = is_ours ? json_read_own(printed.data, printed.length, turn->err) : NULL;
	const char *from = json_text(json_get(activity, "from"), "id");

	is_ours = from && !strcmp(from, "fuji");
	cJSON_Delete(activity);
	buffer_finish(&printed);
	return is_ours;
}

static enum found find(struct turn *turn, const char *what, int64_t number, struct missed_row *out)
{
	const struct store *store = &turn->bot->store;
	const char *form = arena_format(turn->arena, "%s/%s/%lld", what, turn->conversation->row.id,
					(long long)number);
	uint8_t hash[CRYPTO_HASH_SIZE];
	enum found found;

	keys_hash(turn->bot->keys, "review", form, strlen(form), hash);
	*out = (struct missed_row){0};
	found = store->kind->missed_find(store->db, hash, turn->arena, out, turn->err);
	turn_stored(turn, found != FIND_FAILED);
	memcpy(out->form, hash, sizeof hash);
	return found;
}

/* `row` has its form, and its body if it needs one. */
static void put(struct turn *turn, struct missed_row *row)
{
	row->conversation = turn->conversation->row.row;
	row->at_ms = turn->now_ms;
	row->count = 1;
	row->language = (int)turn_language(turn);
	memcpy(row->packs, intents_hash(turn->bot->intents), sizeof row->packs);
	turn_stored(turn, missed_put(turn, row));
}

/* --- thumbs ----------------------------------------------------------------------- */

void review_thumb(struct turn *turn, int64_t seq, enum thumb thumb)
{
	const struct store *store = &turn->bot->store;
	struct missed_row row;
	enum found found = turn->failed ? FIND_FAILED : find(turn, "thumb", seq, &row);

	if (found == FOUND && thumb == THUMB_UP && !row.changed_ms) {
		turn_stored(turn, store->kind->missed_remove(store->db, row.row, turn->err));
	} else if (found == NOT_FOUND && thumb == THUMB_DOWN && is_by_bot(turn, seq)) {
		row.kind = MISSED_THUMB;
		row.seq = seq;
		put(turn, &row);
	}
}

/* --- ratings ---------------------------------------------------------------------- */

static void seal_rating(const struct turn *turn, struct missed_row *row, int64_t stars,
			const char *comment)
{
	struct buffer body = {0};

	buffer_char(&body, '{');
	json_put_integer(&body, "stars", stars);
	json_put_member(&body, "comment", comment);
	buffer_char(&body, '}');
	missed_seal(turn->conversation, row, body.data, turn->arena);
	crypto_forget(body.data, body.length);
	buffer_finish(&body);
}

void review_rating(struct turn *turn, int64_t stars)
{
	struct missed_row row;

	if (turn->failed || stars > LOW_MOST ||
	    find(turn, "rating", turn->running->number, &row) != NOT_FOUND)
		return;
	row.kind = MISSED_RATING;
	row.seq = turn->message_seq;
	seal_rating(turn, &row, stars, NULL);
	put(turn, &row);
}

/* Before anybody has worked on it: it comes with the next message. */
void review_comment(struct turn *turn)
{
	const struct store *store = &turn->bot->store;
	struct missed_row row;
	const char *body;
	cJSON *said;

	if (turn->failed || find(turn, "rating", turn->running->number, &row) != FOUND ||
	    row.changed_ms)
		return;
	body = missed_open(turn->conversation, &row, turn->arena, turn->err);
	said = body ? json_read_own(body, strlen(body), turn->err) : NULL;
	if (said)
		seal_rating(turn, &row, json_integer(said, "stars", 0),
			    turn_masked_text(turn, COMMENT_MOST));
	turn_stored(turn, said && store->kind->missed_save(store->db, &row, turn->err));
	cJSON_Delete(said);
}
