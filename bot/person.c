/*
 * All that is kept of one person: brought to an end, held against that, or given out.
 *
 * Whoever has not proven a line is nobody that could be found, and each conversation that has
 * proven one is a person of its own. To erase is to destroy the person's key and what would
 * tell of him beside it; what the key sealed stays as noise, so that sequences, totals and
 * facts go on being true. An open case is somebody's work and must end first.
 *
 * Who has been silent long enough is erased without being asked for (PIPL, Articles 19 and 47), a
 * few at a time; then the noise goes too.
 */
#include <string.h>

#include "base/json.h"
#include "bot/case.h"
#include "bot/outreach.h"
#include "bot/queue.h"

#define RETIRED_AT_ONCE 50

/* --- who ------------------------------------------------------------------------ */

static struct blob subject_of(const struct turn *turn)
{
	uint8_t *hash = arena_new(turn->arena, CRYPTO_HASH_SIZE);

	conversation_subject(turn->bot->keys, turn->event->as_line, hash);
	return (struct blob){hash, CRYPTO_HASH_SIZE};
}

struct listing {
	struct arena *arena;
	struct row_list rows;
};

static bool take_person(void *context, const struct person_row *person)
{
	struct listing *listing = context;

	row_list_add(listing->arena, &listing->rows, person->row);
	return true;
}

struct conversations {
	struct conversation_row *items; /* in the arena */
	size_t n;
};

static bool load_conversations(struct turn *turn, const struct row_list *persons,
			       struct conversations *out)
{
	const struct store *store = &turn->bot->store;

	out->n = 0;
	out->items = arena_new(turn->arena, (persons->n + 1) * sizeof *out->items);
	for (size_t i = 0; i < persons->n; i++) {
		if (store->kind->conversation_of(store->db, persons->rows[i], turn->arena,
						 &out->items[out->n++], turn->err) != FOUND)
			return false;
	}
	return true;
}

/* The conversations of those who have proven the event's line. */
static bool find_conversations(struct turn *turn, struct conversations *out)
{
	const struct store *store = &turn->bot->store;
	struct listing listing = {.arena = turn->arena};

	return store->kind->person_list(store->db, subject_of(turn), take_person, &listing,
					turn->err) &&
	       load_conversations(turn, &listing.rows, out);
}

/* --- the end -------------------------------------------------------------------- */

static bool drop_key(struct turn *turn, int64_t row)
{
	const struct store *store = &turn->bot->store;
	struct person_row person;

	if (store->kind->person_find(store->db, row, turn->arena, &person, turn->err) != FOUND)
		return false;
	person.wrapped_key = (struct blob){0};
	person.subject = (struct blob){0};
	return store->kind->person_save(store->db, &person, turn->err);
}

bool person_forget(struct turn *turn, const struct conversation_row *conversation)
{
	const struct store *store = &turn->bot->store;
	struct output *output;

	if (!upload_remove_of(turn, conversation->row) ||
	    !store->kind->conversation_strip(store->db, conversation->row, turn->err) ||
	    !drop_key(turn, conversation->person))
		return false;
	output = turn_output(turn, OUTPUT_ERASED, 0);
	strcpy(output->conversation, conversation->id);
	return true;
}

static bool find_due(struct turn *turn, struct conversations *out)
{
	const struct store *store = &turn->bot->store;
	const struct retention_rules *rules = turn->bot->retention;
	struct listing listing = {.arena = turn->arena};

	return store->kind->person_due(store->db, turn->now_ms - rules->conversation_ms,
				       turn->now_ms - rules->case_ms, RETIRED_AT_ONCE, take_person,
				       &listing, turn->err) &&
	       load_conversations(turn, &listing.rows, out);
}

bool person_retire(struct turn *turn, bool *more)
{
	const struct store *store = &turn->bot->store;
	struct conversations due = {0};

	if (turn->bot->retention && !find_due(turn, &due))
		return false;
	for (size_t i = 0; i < due.n; i++) {
		if (!person_forget(turn, &due.items[i]) ||
		    !store->kind->conversation_empty(store->db, due.items[i].row, turn->err))
			return false;
	}
	*more |= due.n == RETIRED_AT_ONCE;
	return true;
}

/* --- asked for ------------------------------------------------------------------- */

static bool cases_are_closed(struct turn *turn, const struct conversations *all, const char **code)
{
	const struct store *store = &turn->bot->store;
	struct case_row row;

	for (size_t i = 0; i < all->n; i++) {
		if (!all->items[i].case_row)
			continue;
		if (store->kind->case_at(store->db, all->items[i].case_row, turn->arena, &row,
					 turn->err) != FOUND)
			return false;
		*code = "case_open";
		return error_set(turn->err,
				 "case %s of this number is open: close it first, nothing was "
				 "erased",
				 row.id);
	}
	return true;
}

/* What became of it could no longer be asked for, and it might be given again. */
static bool orders_are_done(struct turn *turn, const struct conversations *all, const char **code)
{
	struct conversation conversation = {0};
	enum found found = NOT_FOUND;
	bool open = false;

	for (size_t i = 0; i < all->n && !open && found != FIND_FAILED; i++) {
		found = conversation_load_at(&turn->bot->store, all->items[i].row, turn->arena,
					     &conversation, turn->err);
		open = found == FOUND && order_is_open(conversation.state);
	}
	crypto_forget(conversation.key, sizeof conversation.key);
	if (!open)
		return found != FIND_FAILED;
	*code = "order_open";
	return error_set(turn->err, "an order for this number is under way: wait until it is done, "
				    "nothing was erased");
}

static bool is_free(struct turn *turn, const char **code)
{
	const struct store *store = &turn->bot->store;
	int64_t since_ms;
	char since[25];

	switch (store->kind->hold_find(store->db, subject_of(turn), &since_ms, turn->err)) {
	case NOT_FOUND:
		return true;
	case FOUND:
		*code = "held";
		clock_print(since_ms, since);
		return error_set(turn->err,
				 "this number is held since %s: nothing was erased, `fuji person "
				 "release` ends the hold",
				 since);
	case FIND_FAILED:
		break;
	}
	return false;
}

/* --- verbs ---------------------------------------------------------------------- */

const char *person_verb_name(enum person_verb verb)
{
	static const char *const names[N_PERSON_VERBS] = {
		[PERSON_ERASE] = "person.erase",
		[PERSON_HOLD] = "person.hold",
		[PERSON_RELEASE] = "person.release",
		[PERSON_EXPORT] = "person.export",
	};

	return names[verb];
}

/* The audit log does not name the number. */
static void note(struct turn *turn, size_t n)
{
	audit_write(turn, &(struct audit_act){
				  .role = role_name(ROLE_ADMIN),
				  .what = person_verb_name(turn->event->person),
				  .detail = arena_format(turn->arena, "conversations: %zu", n)});
}

static void answer(struct turn *turn, struct buffer *json)
{
	struct output *output = turn_output(turn, OUTPUT_PERSON, turn->event->origin);

	output->json_length = json->length;
	output->json = buffer_take(json);
}

/* A file that is gone does not come back when the event is undone, so what may refuse comes first. */
static bool erase(struct turn *turn, const struct conversations *all, const char **code)
{
	if (!is_free(turn, code) || !cases_are_closed(turn, all, code) ||
	    !orders_are_done(turn, all, code))
		return false;
	for (size_t i = 0; i < all->n; i++) {
		if (!person_forget(turn, &all->items[i]))
			return false;
	}
	return outreach_forget(turn, subject_of(turn).data);
}

static bool hold(struct turn *turn, bool holds)
{
	const struct store *store = &turn->bot->store;
	struct blob subject = subject_of(turn);

	return holds ? store->kind->hold_add(store->db, subject, turn->now_ms, turn->err)
		     : store->kind->hold_remove(store->db, subject, turn->err);
}

static bool act(struct turn *turn, const struct conversations *all, struct buffer *json,
		const char **code)
{
	switch (turn->event->person) {
	case PERSON_ERASE:
		return erase(turn, all, code);
	case PERSON_HOLD:
		return hold(turn, true);
	case PERSON_RELEASE:
		return hold(turn, false);
	case PERSON_EXPORT:
		json_put_name(json, "export");
		return export_print(turn, all->items, all->n, json);
	case N_PERSON_VERBS:
		break;
	}
	return false;
}

bool person_do(struct turn *turn, const char **code)
{
	struct conversations all;
	struct buffer json = {0};

	if (!find_conversations(turn, &all))
		return false;
	buffer_char(&json, '{');
	json_put_integer(&json, "conversations", (int64_t)all.n);
	if (!act(turn, &all, &json, code)) {
		buffer_finish(&json);
		return false;
	}
	buffer_char(&json, '}');
	note(turn, all.n);
	answer(turn, &json);
	return !turn->failed;
}
