/*
 * I want a person: one message is enough, and nothing is asked in between.
 */
#include "bot/flow.h"

static enum flow_status run(struct turn *turn)
{
	return turn_hand_over(turn, "asked");
}

const struct flow flow_talk_to_person = {
	.name = "talk_to_person",
	.run = run,
	.intents = {"human"},
};
