/*
 * Why is my number dead, and what helps?
 *
 * which number -> proof -> the operator's record -> each hold and its way out -> what next:
 * the errand that lifts it, a person, or nothing
 */
#include "bot/flow.h"

static void tell_what_follows(struct turn *turn, const struct carrier_line *line)
{
	if (line->n_holds == 0)
		turn_say(turn, "in_order");
	if (turn_is_restricted(turn, line))
		turn_say(turn, "person_always");
}

static enum flow_status run(struct turn *turn)
{
	struct carrier_line line;

	if (!turn_is_proven(turn))
		turn_say(turn, "general");
	if (!turn_ask(turn, "line") || !turn_trusted(turn, TRUST_LOW) || !turn_line(turn, &line))
		return FLOW_WAITING;
	/* The way out of a stop for risk hangs on where one is. */
	if (turn_has_hold(&line, "FRAUD_RISK") && turn_knows(turn, "place"))
		return turn_change_to(turn, "fraud_block");
	if (!turn_say_holds(turn, &line))
		return FLOW_WAITING;
	tell_what_follows(turn, &line);
	if (!turn_give_pay_link(turn, &line))
		return FLOW_WAITING;
	if (!turn_ask(turn, "next"))
		return FLOW_WAITING;
	if (!turn_is(turn, "next", "done"))
		return turn_change_to(turn, turn_answer(turn, "next"));
	return turn_end(turn);
}

const struct flow flow_explain_suspension = {
	.name = "explain_suspension",
	.run = run,
	.intents = {"suspension_cause"},
	.texts = {"general", "in_order", "person_always", "done"},
	.slots = {"line", "place", "next"},
};
