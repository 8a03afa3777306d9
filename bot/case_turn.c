/*
 * What an alarm does with cases and conversations: each is changed in a turn of its own.
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

void turn_of_its_own(struct turn *turn, own_opening *open, own_act *act, void *context)
{
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
	enum found found = open(&own, context);

	if (found == FOUND) {
		act(&own, context);
		turn_stored(turn, turn_finish(&own));
	}
	turn_stored(turn, found != FIND_FAILED);
	buffer_finish(&own.printed);
	crypto_forget(conversation.key, sizeof conversation.key);
}

struct case_turn {
	int64_t number;
	struct case_row row;
	case_act *act;
};

static enum found open_case(struct turn *own, void *context)
{
	const struct store *store = &own->bot->store;
	struct case_turn *turn = context;
	enum found found = store->kind->case_at(store->db, turn->number, own->arena, &turn->row,
						own->err);

	return found == FOUND ? conversation_load_at(&own->bot->store, turn->row.conversation,
						     own->arena, own->conversation, own->err)
			      : found;
}

static void act_on_case(struct turn *own, void *context)
{
	struct case_turn *turn = context;

	own->case_id = turn->row.id;
	turn->act(own, &turn->row);
}

void case_in_turn_of_its_own(struct turn *turn, int64_t row_number, case_act *act)
{
	struct case_turn context = {.number = row_number, .act = act};

	turn_of_its_own(turn, open_case, act_on_case, &context);
}
