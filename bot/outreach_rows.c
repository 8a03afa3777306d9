/*
 * Rows of what is to be told: sealed, moved from state to state, counted, and forgotten.
 */
#include "bot/outreach.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "bot/case.h"

#define KEPT_MS (90 * 24 * 60 * 60 * 1000LL) /* so that nobody is told of an occasion twice */

/* --- rows ------------------------------------------------------------------------- */

static void key_of(const struct turn *turn, const struct reminder_row *row,
		   uint8_t out[CRYPTO_KEY_SIZE])
{
	keys_hash(turn->bot->keys, "reminder", row->id, strlen(row->id), out);
}

void outreach_seal(const struct turn *turn, struct reminder_row *row,
		   const struct reminder_body *body)
{
	uint8_t key[CRYPTO_KEY_SIZE], *box;
	struct buffer json = {0};

	buffer_char(&json, '{');
	json_put_member(&json, "line", body->line);
	json_put_member(&json, "text", body->text);
	json_put_integer(&json, "balance", body->balance_fen);
	buffer_char(&json, '}');
	key_of(turn, row, key);
	box = arena_new(turn->arena, json.length + CRYPTO_SEAL_EXTRA);
	crypto_seal(key, "reminder", json.data, json.length, box);
	row->sealed_body = (struct blob){box, json.length + CRYPTO_SEAL_EXTRA};
	crypto_forget(key, sizeof key);
	buffer_finish(&json);
}

bool outreach_open(struct turn *turn, const struct reminder_row *row, struct reminder_body *out)
{
	size_t size = row->sealed_body.size;
	char *json = arena_new(turn->arena, size + 1);
	uint8_t key[CRYPTO_KEY_SIZE];
	cJSON *root;
	bool opened;

	key_of(turn, row, key);
	opened = size >= CRYPTO_SEAL_EXTRA &&
		 crypto_open(key, "reminder", row->sealed_body.data, size, json);
	crypto_forget(key, sizeof key);
	root = opened ? json_read_own(json, strlen(json), turn->err) : NULL;
	if (!root)
		return error_set(turn->err, "reminder %s was changed outside", row->id);
	*out = (struct reminder_body){
		.line = arena_text(turn->arena, json_text(root, "line")),
		.text = arena_text(turn->arena, json_text(root, "text")),
		.balance_fen = json_integer(root, "balance", -1),
	};
	cJSON_Delete(root);
	return true;
}

struct matching {
	const struct reminder_row *alike;
	struct reminder_row *out;
	bool found;
};

static bool match(void *context, const struct reminder_row *row)
{
	struct matching *matching = context;

	matching->found = row->matter == matching->alike->matter &&
			  row->occasion == matching->alike->occasion;
	if (matching->found)
		*matching->out = *row;
	return !matching->found;
}

enum found outreach_find_row(struct turn *turn, const struct reminder_row *alike,
			     struct reminder_row *out)
{
	const struct store *store = &turn->bot->store;
	struct matching matching = {alike, out, false};

	return !store->kind->reminder_of(store->db, alike->subject, match, &matching, turn->err)
		       ? FIND_FAILED
	       : matching.found ? FOUND
				: NOT_FOUND;
}

/* One that the gateway may have had is never said not to have been told. */
void outreach_drop(struct reminder_row *row, const char *why)
{
	row->state = row->maybe_sent ? REMINDER_DOUBTFUL : REMINDER_DROPPED;
	snprintf(row->why, sizeof row->why, "%s", why);
}

void outreach_put_off(struct reminder_row *row, int64_t due_ms)
{
	row->due_ms = due_ms;
	if (due_ms >= row->until_ms)
		outreach_drop(row, "too_late");
}

bool outreach_load(struct turn *turn, int64_t number, struct reminder_row *row)
{
	const struct store *store = &turn->bot->store;

	return turn_stored(turn, store->kind->reminder_at(store->db, number, turn->arena, row,
							  turn->err) == FOUND);
}

bool outreach_save(struct turn *turn, const struct reminder_row *row)
{
	const struct store *store = &turn->bot->store;

	return turn_stored(turn, store->kind->reminder_save(store->db, row, turn->err));
}

/* --- what is counted -------------------------------------------------------------- */

const char *outreach_fact(const struct reminder_row *row)
{
	switch ((enum reminder_state)row->state) {
	case REMINDER_TOLD:
		return "told";
	case REMINDER_REFUSED:
		return "refused";
	case REMINDER_DOUBTFUL:
		return "doubtful";
	case REMINDER_DROPPED:
		return "dropped";
	case REMINDER_PLANNED:
	case REMINDER_BEGUN:
	case REMINDER_READY:
	case REMINDER_OUT:
	case N_REMINDER_STATES:
		break;
	}
	return NULL;
}

struct counting {
	const struct reminder_row *row;
	const char *fact;
};

static enum found load(struct turn *own, void *context)
{
	const struct counting *counting = context;

	return conversation_load_at(&own->bot->store, counting->row->conversation, own->arena,
				    own->conversation, own->err);
}

static void count(struct turn *own, void *context)
{
	const struct counting *counting = context;

	turn_count(own, "reminded", counting->fact,
		   outreach_matter_name((enum reminder_matter)counting->row->matter), 0);
}

/* Nothing of a person who was erased. */
void outreach_count(struct turn *turn, const struct reminder_row *row, const char *fact)
{
	struct counting counting = {row, fact};

	if (row->conversation && !turn->failed)
		turn_of_its_own(turn, load, count, &counting);
}

/* --- wishes ----------------------------------------------------------------------- */

struct unsent {
	struct arena *arena;
	struct row_list rows;
};

static bool find_unsent(void *context, const struct reminder_row *row)
{
	struct unsent *unsent = context;

	if (row->state < REMINDER_OUT)
		row_list_add(unsent->arena, &unsent->rows, row->row);
	return true;
}

static bool drop(struct turn *turn, int64_t number)
{
	struct reminder_row row;

	if (!outreach_load(turn, number, &row))
		return false;
	outreach_drop(&row, OUTREACH_OPTED_OUT);
	return outreach_save(turn, &row);
}

bool outreach_wish(struct turn *turn, const uint8_t subject[CRYPTO_HASH_SIZE], bool wants)
{
	const struct store *store = &turn->bot->store;
	struct unsent unsent = {.arena = turn->arena};
	bool fine = store->kind->wish_save(store->db, subject, wants, turn->now_ms, turn->err) &&
		    (wants ||
		     store->kind->reminder_of(store->db, subject, find_unsent, &unsent, turn->err));

	for (size_t i = 0; fine && i < unsent.rows.n; i++)
		fine = drop(turn, unsent.rows.rows[i]);
	return fine;
}

/* --- what was opened ---------------------------------------------------------------- */

struct opened {
	struct turn *turn;
	struct row_list conversations;
};

static bool find_conversation(void *context, const struct reminder_row *row)
{
	struct opened *opened = context;

	if (row->conversation)
		row_list_add(opened->turn->arena, &opened->conversations, row->conversation);
	return true;
}

/* Nobody has come to it: its person has proven nothing, and was not erased. */
static enum found still_opened(struct turn *turn, int64_t number, struct conversation_row *out)
{
	const struct store *store = &turn->bot->store;
	struct person_row person;
	enum found found = store->kind->conversation_at(store->db, number, turn->arena, out,
							turn->err);

	if (found == FOUND)
		found = store->kind->person_find(store->db, out->person, turn->arena, &person,
						 turn->err);
	return found == FOUND && (person.subject.size || !person.wrapped_key.size) ? NOT_FOUND
										   : found;
}

enum found outreach_find_opened(struct turn *turn, const uint8_t subject[CRYPTO_HASH_SIZE],
				struct conversation *out)
{
	const struct store *store = &turn->bot->store;
	struct opened opened = {.turn = turn};
	enum found found = NOT_FOUND;

	if (!store->kind->reminder_of(store->db, subject, find_conversation, &opened, turn->err))
		return FIND_FAILED;
	for (size_t i = opened.conversations.n; found == NOT_FOUND && i > 0; i--)
		found = still_opened(turn, opened.conversations.rows[i - 1], &out->row);
	return found == FOUND ? conversation_load_at(&turn->bot->store, out->row.row, turn->arena,
						     out, turn->err)
			      : found;
}

/* --- the end ----------------------------------------------------------------------- */

static bool forget_opened(struct turn *turn, int64_t number)
{
	struct conversation_row conversation;
	enum found found = still_opened(turn, number, &conversation);

	return found == FOUND ? person_forget(turn, &conversation) : found != FIND_FAILED;
}

/* Whoever is erased is told no more, also if he had asked for it. */
bool outreach_forget(struct turn *turn, const uint8_t subject[CRYPTO_HASH_SIZE])
{
	const struct store *store = &turn->bot->store;
	struct opened opened = {.turn = turn};
	bool fine = store->kind->reminder_of(store->db, subject, find_conversation, &opened,
					     turn->err),
	     wants = false;
	enum found found;

	for (size_t i = 0; fine && i < opened.conversations.n; i++)
		fine = forget_opened(turn, opened.conversations.rows[i]);
	if (!fine || !store->kind->reminder_remove_of(store->db, subject, turn->err))
		return false;
	found = store->kind->wish_find(store->db, subject, &wants, turn->err);
	return found != FIND_FAILED && (!wants || store->kind->wish_save(store->db, subject, false,
									 turn->now_ms, turn->err));
}

bool outreach_purge(struct turn *turn)
{
	const struct store *store = &turn->bot->store;

	return store->kind->reminder_purge(store->db, turn->now_ms - KEPT_MS, turn->err);
}
