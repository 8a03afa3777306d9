/*
 * I want to pay: what may be said before anybody proves anything, and whether it helps.
 *
 * how and where -> which number -> proof -> does paying lift its holds? -> paid -> watched
 */
#include "bot/flow.h"

static size_t lifted_by_paying(const struct turn *turn, const struct carrier_line *line)
{
	size_t n = 0;

	for (size_t i = 0; i < line->n_holds; i++)
		n += turn_paying_lifts(turn, &line->holds[i]);
	return n;
}

/* The warning comes first: who reads no further must not pay in vain. */
static bool tell(struct turn *turn, const struct carrier_line *line)
{
	size_t lifted = lifted_by_paying(turn, line);

	if (line->n_holds == 0)
		turn_say(turn, "works");
	else if (lifted == 0)
		turn_say(turn, "no_use");
	else if (lifted < line->n_holds)
		turn_say(turn, "not_enough");
	if (lifted > 0 && turn_knows(turn, "part") && turn_has_told_holds(turn))
		return true;
	return turn_say_holds(turn, line);
}

static enum flow_status run(struct turn *turn)
{
	struct carrier_line line;
	const char *next;

	if (!turn_is_proven(turn))
		turn_say(turn, "general");
	if (turn_knows(turn, "part"))
		turn_say(turn, "part");
	if (!turn_ask(turn, "line"))
		return FLOW_WAITING;
	if (turn_is(turn, "line", "done"))
		return turn_end(turn);
	if (!turn_trusted(turn, TRUST_LOW) || !turn_line(turn, &line) || !tell(turn, &line) ||
	    !turn_give_pay_link(turn, &line))
		return FLOW_WAITING;
	next = turn_paying_helps(turn, &line) ? "paid" : "next";
	if (!turn_ask(turn, next))
		return FLOW_WAITING;
	if (turn_is(turn, next, "paid")) {
		turn_watch_payment(turn);
		turn_promise(turn, "watching");
		return FLOW_DONE;
	}
	return turn_end(turn);
}

const struct flow flow_pay_bill = {
	.name = "pay_bill",
	.run = run,
	.intents = {"pay"},
	.texts = {"general", "part", "works", "no_use", "not_enough", "watching", "done"},
	.slots = {"part", "line", "paid", "next"},
};
