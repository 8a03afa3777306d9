/*
 * A verb that its asker has named (clientActivityID, Idempotency-Key) is done once, however often it is
 * asked for; asked for again, it is answered with the case as that is by then.
 *
 * Messages, notes and orders see to it themselves: they have an outcome to tell again.
 */
#include "bot/desk.h"

#include "bot/case.h"
#include "bot/sent.h"

static bool is_done_once(enum desk_verb verb)
{
	return verb == DESK_NEXT || verb == DESK_CLAIM || verb == DESK_TRANSFER ||
	       verb == DESK_RETURN || verb == DESK_CLOSE;
}

struct in_hand {
	struct arena *arena;
	struct row_list cases;
};

static bool note_case(void *context, const struct case_row *row)
{
	struct in_hand *in_hand = context;

	row_list_add(in_hand->arena, &in_hand->cases, row->row);
	return true;
}

/* The case that desk.next brought is in the agent's hands, unless he has passed it on since. */
static enum sent brought_before(struct desk *desk)
{
	const struct store *store = &desk->turn->bot->store;
	struct in_hand in_hand = {.arena = desk->turn->arena};
	enum sent sent = SENT_NEW;

	if (!store->kind->case_of_agent(store->db, desk->agent.row, note_case, &in_hand,
					desk->err)) {
		desk_store_failed(desk);
		return SENT_REFUSED;
	}
	for (size_t i = 0; i < in_hand.cases.n && sent == SENT_NEW; i++)
		sent = desk_load_case(desk, in_hand.cases.rows[i])
			       ? sent_before(desk->turn, desk->code, desk->err)
			       : SENT_REFUSED;
	return sent;
}

static enum sent done_before(struct desk *desk)
{
	if (desk->turn->event->verb == DESK_NEXT)
		return brought_before(desk);
	return desk_find_case(desk) ? sent_before(desk->turn, desk->code, desk->err) : SENT_REFUSED;
}

bool desk_once(struct desk *desk, desk_verb *verb)
{
	const struct event *event = desk->turn->event;
	enum sent sent;

	if (!event->client_id || !is_done_once(event->verb))
		return verb(desk);
	sent = done_before(desk);
	if (sent != SENT_NEW)
		return sent == SENT_BEFORE;
	if (!verb(desk))
		return false;
	sent_note(desk->turn, 0, false);
	return true;
}
