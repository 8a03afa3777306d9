/*
 * How was it?
 *
 * 1 to 5 -> a sentence, if you like -> thanks
 */
#include "bot/flow.h"

static bool is_negative(const struct turn *turn)
{
	return turn_is(turn, "rating", "1") || turn_is(turn, "rating", "2");
}

static enum flow_status run(struct turn *turn)
{
	if (!turn_ask(turn, "rating"))
		return FLOW_WAITING;
	turn_rate(turn, "rating");
	if (!turn_ask(turn, is_negative(turn) ? "what_went_wrong" : "sentence"))
		return FLOW_WAITING;
	turn_rate_in_words(turn);
	turn_say(turn, is_negative(turn) ? "noted" : "thanks");
	return FLOW_DONE;
}

const struct flow flow_feedback = {
	.name = "feedback",
	.run = run,
	.texts = {"noted", "thanks"},
	.slots = {"rating", "sentence", "what_went_wrong"},
};
