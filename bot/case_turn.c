/*
 * What an alarm does with cases: each is changed in a turn of its own conversation.
 */
#include <string.h>

#include "bot/case.h"

void row_list_add(struct arena *arena, struct row_list *list, int64_t row)
{
	bool full = (list->n & (list->n - 1)) == 0; /* room is a power of two */
	int64_t *grown = full ? arena_new(arena, (2 * list->n + 1) * sizeof *grown) : list->rows;

	if (full && list->n)
		memcpy(grown, list->rows, list->n * sizeof *grown);
	grown[list->n++] = row;
	list->rows = grown;
}

void case_in_turn_of_its_own(struct turn *turn, int64_t row_number, case_act *act)
{
	const struct store *store = &turn->bot->store;
	struct conversation conversation = {0};
	struct turn own = {
		.bot = turn->bot,
		.arena = turn->arena,
		.now_ms = turn->now_ms,
		.event = turn->event,
		.out = turn->out,
		.conversation = &conversation,
		.text = "",
		.err = turn->err,
	};
	struct case_row row;
	enum found found = store->kind->case_at(store->db, row_number, turn->arena, &row,
						turn->err);

	if (found == FOUND)
		found = conversation_load_at(&turn->bot->store, row.conversation, turn->arena,
					     &conversation, turn->err);
	if (found == FOUND) {
		own.case_id = row.id;
		act(&own, &row);
		turn_stored(turn, turn_finish(&own));
	}
	turn_stored(turn, found != FIND_FAILED);
	buffer_finish(&own.printed);
	crypto_forget(conversation.key, sizeof conversation.key);
}
