/*
 * Remind me before my number is stopped; or leave me alone.
 *
 * which of both -> which number -> was it ever proven here? else proof -> noted
 */
#include "bot/flow.h"

static enum flow_status run(struct turn *turn)
{
	if (!turn_ask(turn, "wish") || !turn_ask(turn, "line") ||
	    !turn_wants_reminders(turn, turn_is(turn, "wish", "again")))
		return FLOW_WAITING;
	turn_say(turn, turn_answer(turn, "wish"));
	return FLOW_DONE;
}

const struct flow flow_reminders = {
	.name = "reminders",
	.run = run,
	.texts = {"no_more", "again"},
	.slots = {"wish", "line"},
};
