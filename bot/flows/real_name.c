/*
 * Registration: an expired document, none, too many cards, another owner.
 *
 * what is the matter -> (not in my name: whose, and can they help?) -> what to do
 *                    -> is my number stopped for it? -> proof -> the record
 */
#include "bot/flow.h"

/* "Not in my name" is where many were sent away. Each owner has a way. */
static bool tell_of_owner(struct turn *turn)
{
	if (!turn_ask(turn, "owner"))
		return false;
	if (!turn_is(turn, "owner", "known")) {
		turn_say(turn, turn_answer(turn, "owner"));
		return true;
	}
	if (!turn_ask(turn, "owner_helps"))
		return false;
	turn_say(turn, turn_is(turn, "owner_helps", "yes") ? "owner_can" : "owner_cannot");
	return true;
}

static bool tell(struct turn *turn)
{
	if (!turn_ask(turn, "matter"))
		return false;
	if (turn_is(turn, "matter", "not_mine"))
		return tell_of_owner(turn);
	turn_say(turn, turn_answer(turn, "matter"));
	return true;
}

static enum flow_status look(struct turn *turn)
{
	struct carrier_line line;

	if (!turn_ask(turn, "line") || !turn_trusted(turn, TRUST_LOW) || !turn_line(turn, &line))
		return FLOW_WAITING;
	if (line.n_holds == 0)
		turn_say(turn, "in_order");
	else if (!turn_has_hold(&line, "REALNAME"))
		turn_say(turn, "other_cause");
	if (!turn_say_holds(turn, &line) || !turn_ask(turn, "after"))
		return FLOW_WAITING;
	return turn_end(turn);
}

static enum flow_status run(struct turn *turn)
{
	if (!tell(turn) || !turn_ask(turn, "next"))
		return FLOW_WAITING;
	return turn_is(turn, "next", "look") ? look(turn) : turn_end(turn);
}

const struct flow flow_real_name = {
	.name = "real_name",
	.run = run,
	.intents = {"real_name"},
	.texts = {"expired", "unregistered", "cards", "transfer", "passport", "stopped", "company",
		  "unknown", "died", "owner_can", "owner_cannot", "in_order", "other_cause",
		  "done"},
	.slots = {"matter", "owner", "owner_helps", "next", "line", "after"},
};
