/*
 * Close my number for good: what comes first, and where it is done. No chat closes a number.
 *
 * what is it about? -> the owner has died, or charged after closing: a person
 *   -> what to know -> which number -> proof -> the record: what is to be settled
 *   -> only to save money: a hold instead
 */
#include "bot/flow.h"

static enum flow_status pass_on(struct turn *turn, const char *text, const char *reason)
{
	turn_say(turn, text);
	return turn_hand_over(turn, reason);
}

static void tell_what_to_know(struct turn *turn)
{
	if (turn_is(turn, "reason", "closed")) {
		if (!turn_has_told_holds(turn))
			turn_say(turn, "look_first");
		return;
	}
	if (turn_is(turn, "reason", "money"))
		turn_say(turn, "rather_hold");
	turn_say(turn, "how");
	turn_say(turn, "before");
}

static void tell_what_to_settle(struct turn *turn, const struct carrier_line *line)
{
	if (turn_paying_helps(turn, line))
		turn_say(turn, "debt_first");
	else if (line->owed_fen > 0 && line->n_holds == 0)
		turn_say(turn, "owes");
	else if (line->n_holds == 0)
		turn_say(turn, "in_service");
	if (!turn_has_hold(line, "CONTRACT_END"))
		turn_say(turn, "contract");
	turn_promise(turn, "balance");
	turn_say(turn, "afterwards");
}

static enum flow_status follow(struct turn *turn, const char *next)
{
	if (!turn_ask(turn, next))
		return FLOW_WAITING;
	if (turn_is(turn, next, "hold"))
		return turn_change_to(turn, "hold");
	return turn_end(turn);
}

static enum flow_status run(struct turn *turn)
{
	struct carrier_line line;

	if (!turn_ask(turn, "reason"))
		return FLOW_WAITING;
	if (turn_is(turn, "reason", "died"))
		return pass_on(turn, "died", "owner_died");
	if (turn_is(turn, "reason", "charged"))
		return pass_on(turn, "charged", "closed_but_charged");
	tell_what_to_know(turn);
	if (!turn_ask(turn, "line"))
		return FLOW_WAITING;
	if (turn_is(turn, "line", "hold") || turn_is(turn, "line", "done"))
		return follow(turn, "line");
	if (!turn_trusted(turn, TRUST_LOW) || !turn_line(turn, &line))
		return FLOW_WAITING;
	if (turn_has_hold(&line, "CANCELLED") && turn_has_told_holds(turn))
		turn_say(turn, "gone");
	if (!turn_say_holds(turn, &line))
		return FLOW_WAITING;
	if (!turn_has_hold(&line, "CANCELLED") && !turn_has_hold(&line, "PRE_CANCEL"))
		tell_what_to_settle(turn, &line);
	return follow(turn, turn_is_stopped(turn, &line) ? "next" : "decide");
}

const struct flow flow_cancel_number = {
	.name = "cancel_number",
	.run = run,
	.intents = {"cancel_number"},
	.texts = {"died", "charged", "look_first", "gone", "rather_hold", "how", "before",
		  "debt_first", "owes", "in_service", "contract", "balance", "afterwards", "done"},
	.slots = {"reason", "line", "decide", "next"},
};
