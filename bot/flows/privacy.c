/*
 * My personal data: what is kept and who sees it, a copy, a correction, erasure, a leak.
 *
 * whose a number is: told to nobody
 * the wish -> a leak: a person
 *          -> what is kept, who sees it, how long -> more?
 *          -> which number -> proof of the owner -> (what is wrong | yes?) -> a case
 */
#include "bot/flow.h"

static enum flow_status file(struct turn *turn, const char *reason)
{
	turn_hand_over(turn, reason);
	turn_promise(turn, "filed");
	return FLOW_WAITING;
}

/* What a person must then do with the data, for the owner alone. */
static enum flow_status take_wish(struct turn *turn, const char *slot)
{
	struct carrier_line line;

	turn_say(turn, "owner_only");
	if (!turn_ask(turn, "line") || !turn_trusted(turn, TRUST_STRONG) ||
	    !turn_look_again(turn, "record", &line))
		return FLOW_WAITING;
	if (turn_is(turn, slot, "copy"))
		return file(turn, "privacy_copy");
	if (turn_is(turn, slot, "correct"))
		return turn_ask(turn, "wrong") ? file(turn, "privacy_correct") : FLOW_WAITING;
	if (!turn_ask(turn, "confirm"))
		return FLOW_WAITING;
	if (turn_is(turn, "confirm", "yes"))
		return file(turn, "privacy_erase");
	turn_say(turn, "left");
	return FLOW_DONE;
}

static enum flow_status tell(struct turn *turn)
{
	turn_say(turn, "kept");
	turn_say(turn, "how_long");
	if (!turn_ask(turn, "next"))
		return FLOW_WAITING;
	if (!turn_is(turn, "next", "done"))
		return take_wish(turn, "next");
	return turn_end(turn);
}

static enum flow_status run(struct turn *turn)
{
	if (turn_knows(turn, "whose")) {
		turn_say(turn, "of_other");
		return FLOW_DONE;
	}
	if (!turn_ask(turn, "wish"))
		return FLOW_WAITING;
	if (turn_is(turn, "wish", "leak")) {
		turn_say(turn, "leak");
		return turn_hand_over(turn, "leak");
	}
	return turn_is(turn, "wish", "tell") ? tell(turn) : take_wish(turn, "wish");
}

const struct flow flow_privacy = {
	.name = "privacy",
	.run = run,
	.intents = {"privacy"},
	.texts = {"owner_only", "filed", "left", "kept", "how_long", "done", "leak", "of_other"},
	.slots = {"whose", "wish", "line", "wrong", "confirm", "next"},
};
