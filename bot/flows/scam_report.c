/*
 * I was cheated, or somebody may be trying to: interrupts whatever runs, which then goes on.
 *
 * stop, hang up -> what was given away? -> what to do, in which order -> a person, soon
 *
 * Nothing is asked but what kind of thing was given: no account, no card, no code.
 */
#include "bot/flow.h"

static enum flow_status run(struct turn *turn)
{
	turn_make_urgent(turn);
	if (!turn_knows(turn, "given"))
		turn_say(turn, "stop");
	/* An aside that waited for an answer would keep the errand below from its own. */
	if (turn_is_aside(turn) && !turn_knows(turn, "given"))
		return FLOW_DONE;
	if (!turn_ask(turn, "given"))
		return FLOW_WAITING;
	turn_say(turn, turn_answer(turn, "given"));
	if (turn_is_aside(turn))
		return FLOW_DONE;
	if (!turn_ask(turn, "next"))
		return FLOW_WAITING;
	turn_say(turn, "done");
	return FLOW_DONE;
}

const struct flow flow_scam_report = {
	.name = "scam_report",
	.run = run,
	.intents = {"scam_report"},
	.texts = {"stop", "money", "code", "access", "nothing", "doubt", "done"},
	.slots = {"given", "next"},
};
