/*
 * How much do I owe, or how much is left?
 *
 * where else it stands -> which number -> proof -> owed and until when, or left -> why it is stopped
 */
#include "bot/flow.h"

static void tell_amount(struct turn *turn, const struct carrier_line *line)
{
	if (line->owed_fen > 0)
		turn_say(turn, "owed");
	else if (line->balance_fen >= 0)
		turn_say(turn, "left");
	else
		turn_say(turn, "unknown");
	turn_say(turn, "made_up");
}

static enum flow_status run(struct turn *turn)
{
	struct carrier_line line;
	const char *next;

	if (!turn_is_proven(turn))
		turn_say(turn, "general");
	if (!turn_ask(turn, "line") || !turn_trusted(turn, TRUST_LOW) || !turn_line(turn, &line))
		return FLOW_WAITING;
	tell_amount(turn, &line);
	next = line.n_holds > 0 && !turn_has_told_holds(turn) ? "held" : "next";
	if (!turn_ask(turn, next))
		return FLOW_WAITING;
	if (turn_is(turn, next, "why") && (!turn_say_holds(turn, &line) || !turn_ask(turn, "next")))
		return FLOW_WAITING;
	return turn_end(turn);
}

const struct flow flow_balance = {
	.name = "balance",
	.run = run,
	.intents = {"balance"},
	.texts = {"general", "owed", "left", "unknown", "made_up", "done"},
	.slots = {"line", "held", "next"},
};
