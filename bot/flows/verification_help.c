/*
 * Trouble with the identity check, or why there is one.
 *
 * what was said about it -> in the middle of a check: it goes on
 *                        -> else: anything more? -> done | a person
 *
 * In the middle of a check nothing is asked here, so that what is typed next is still known for
 * the secret that it may be.
 */
#include "bot/flow.h"

static const char *what_to_tell(struct turn *turn)
{
	if (turn_began_with(turn, "real_name"))
		return "helper";
	if (turn_knows(turn, "trouble") &&
	    (turn_is_aside(turn) || !turn_is(turn, "trouble", "by_errand")))
		return turn_answer(turn, "trouble");
	return turn_began_with(turn, "account_lock") ? "password" : "ways";
}

static enum flow_status run(struct turn *turn)
{
	turn_say(turn, what_to_tell(turn));
	if (turn_is_aside(turn))
		return FLOW_DONE;
	if (!turn_ask(turn, "next"))
		return FLOW_WAITING;
	return turn_end(turn);
}

const struct flow flow_verification_help = {
	.name = "verification_help",
	.run = run,
	.intents = {"verification_help"},
	.texts = {"no_code", "face", "mismatch", "why", "password", "ways", "by_errand", "helper",
		  "done"},
	.slots = {"trouble", "next"},
};
