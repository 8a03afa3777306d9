/*
 * How a case is getting on, as far as the subscriber may know.
 *
 * A case is told in the conversation that it came from, and elsewhere only to who has proven the
 * number that it is about. Every other one reads as if it did not exist.
 */
#include <string.h>

#include "bot/core.h"

static bool is_theirs(struct turn *turn, const struct case_row *row)
{
	struct conversation other;
	enum found found;

	if (row->conversation == turn->conversation->row.row)
		return true;
	if (!turn_is_proven(turn))
		return false;
	found = conversation_load_at(&turn->bot->store, row->conversation, turn->arena, &other,
				     turn->err);
	turn_stored(turn, found != FIND_FAILED);
	return found == FOUND && !strcmp(other.state->line, turn->conversation->state->line);
}

enum case_news turn_case(struct turn *turn)
{
	const struct store *store = &turn->bot->store;
	struct case_row row;
	enum found found;

	turn->case_id = turn_answer(turn, "case");
	found = store->kind->case_find(store->db, turn->case_id, turn->arena, &row, turn->err);
	if (!turn_stored(turn, found != FIND_FAILED) || found == NOT_FOUND ||
	    !is_theirs(turn, &row))
		return CASE_UNKNOWN;
	switch ((enum case_state)row.state) {
	case CASE_WAITING:
		return CASE_RECEIVED;
	case CASE_OPEN:
		return CASE_IN_WORK;
	case CASE_CLOSED:
		break;
	}
	return CASE_ENDED;
}
