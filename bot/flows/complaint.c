/*
 * I want to complain, or to appeal. No arguing: it is put on record, and the way on is told.
 *
 * in your own words -> a case -> what happens now -> and if it does not
 */
#include "bot/flow.h"

/* Who was proven already is told the first answer's date of their own operator. */
static bool use_record(struct turn *turn)
{
	struct carrier_line line;

	return !turn_is_proven(turn) ||
	       (turn_ask(turn, "line") && turn_look_again(turn, "record", &line));
}

static enum flow_status run(struct turn *turn)
{
	if (!turn_ask(turn, "words") || !use_record(turn))
		return FLOW_WAITING;
	if (turn_is(turn, "words", "not_now")) {
		turn_say(turn, "left");
		return FLOW_DONE;
	}
	if (turn_knows(turn, "appeal")) {
		turn_hand_over(turn, "appeal");
		turn_promise(turn, "appealed");
	} else {
		turn_hand_over(turn, "complaint");
		turn_promise(turn, "recorded");
	}
	turn_say(turn, "way_on");
	return FLOW_WAITING;
}

const struct flow flow_complaint = {
	.name = "complaint",
	.run = run,
	.intents = {"complaint"},
	.texts = {"recorded", "appealed", "way_on", "left"},
	.slots = {"words", "appeal", "line"},
};
