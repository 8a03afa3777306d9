/*
 * Not to wait for a person: where nobody is there, or the line is long.
 *
 * call back or leave it in writing -> a number that works -> a part of the day -> promised
 */
#include "bot/flow.h"

static enum flow_status leave_ticket(struct turn *turn)
{
	turn_leave_ticket(turn);
	turn_say(turn, "left");
	return FLOW_DONE;
}

/* The number that does not work is no number to be called on. */
static bool ask_number(struct turn *turn)
{
	if (!turn_ask(turn, "number"))
		return false;
	if (!turn_is_own_line(turn, "number"))
		return true;
	turn_say_again(turn, "own_line");
	turn_back_to(turn, "number");
	return turn_ask(turn, "number");
}

static enum flow_status run(struct turn *turn)
{
	if (!turn_ask(turn, "way"))
		return FLOW_WAITING;
	if (!turn_is(turn, "way", "call"))
		return leave_ticket(turn);
	if (!ask_number(turn) || !turn_ask(turn, "part"))
		return FLOW_WAITING;
	if (!turn_call_back(turn, "number", "part")) {
		turn_say_again(turn, "not_then");
		turn_back_to(turn, "part");
		turn_ask(turn, "part");
		return FLOW_WAITING;
	}
	turn_promise(turn, "arranged");
	return FLOW_DONE;
}

const struct flow flow_callback = {
	.name = "callback",
	.run = run,
	.texts = {"arranged", "left", "not_then", "own_line"},
	.slots = {"way", "number", "part"},
};
