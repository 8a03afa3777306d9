/*
 * The key that seals persons' keys gives way to a new one, a step at a time.
 *
 * The new key is in the file before anything is sealed under it, and whatever is new is sealed
 * under it from then on. Persons are walked by their rows, and walked again until a whole walk
 * finds nothing under another key; what was found by then was committed long before, so the
 * older key may go. How far a walk has come is kept in memory alone: after a crash the next
 * step begins a walk, with the keys of the file.
 */
#include "base/json.h"
#include "bot/core.h"

#define PERSONS_A_STEP 200

struct page {
	struct turn *turn;
	const char **code;
	int64_t last; /* row */
	size_t n, n_sealed;
	bool failed;
};

static bool take_person(void *context, const struct person_row *person)
{
	struct page *page = context;
	struct turn *turn = page->turn;
	const struct store *store = &turn->bot->store;
	struct person_row row = *person;
	bool changed = false;

	if (!conversation_seal_again(store->keys, &row.wrapped_key, turn->arena, &changed)) {
		*page->code = "wrong_key";
		page->failed = !error_set(turn->err,
					  "the key of person %lld does not open: nothing was "
					  "dropped; put back the key file that belongs to the "
					  "database",
					  (long long)row.row);
	} else if (changed) {
		page->failed = !store->kind->person_save(store->db, &row, turn->err);
	}
	page->last = row.row;
	page->n++;
	page->n_sealed += changed;
	return !page->failed;
}

static void note(struct turn *turn, const char *detail)
{
	audit_write(turn, &(struct audit_act){.role = role_name(ROLE_ADMIN),
					      .what = ROTATE_VERB,
					      .detail = detail});
}

static bool begin(struct turn *turn)
{
	struct rotation *rotation = &turn->bot->rotation;

	if (rotation->under_way)
		return true;
	if (!keys_add(turn->bot->keys, turn->err))
		return false;
	*rotation = (struct rotation){.under_way = true};
	note(turn, "begun");
	return true;
}

/* At the end of a walk: the rotation's, or another walk's beginning. */
static bool end_walk(struct turn *turn, bool *done)
{
	struct rotation *rotation = &turn->bot->rotation;

	*done = rotation->n_sealed == 0;
	if (*done && !keys_drop(turn->bot->keys, turn->err))
		return false;
	if (*done)
		note(turn, "done");
	*rotation = (struct rotation){.under_way = !*done};
	return true;
}

static void answer(struct turn *turn, size_t n_sealed, bool done)
{
	struct output *output = turn_output(turn, OUTPUT_ROTATED, turn->event->origin);
	struct buffer json = {0};

	buffer_char(&json, '{');
	json_put_integer(&json, "sealed", (int64_t)n_sealed);
	json_put_boolean(&json, "done", done);
	buffer_char(&json, '}');
	output->json_length = json.length;
	output->json = buffer_take(&json);
}

bool rotation_step(struct turn *turn, const char **code)
{
	const struct store *store = &turn->bot->store;
	struct rotation *rotation = &turn->bot->rotation;
	struct page page = {.turn = turn, .code = code};
	bool done = false;

	if (!begin(turn) ||
	    !store->kind->person_page(store->db, rotation->behind, PERSONS_A_STEP, take_person,
				      &page, turn->err) ||
	    page.failed)
		return false;
	rotation->behind = page.last;
	rotation->n_sealed += page.n_sealed;
	if (page.n < PERSONS_A_STEP && !end_walk(turn, &done))
		return false;
	answer(turn, page.n_sealed, done);
	return !turn->failed;
}
