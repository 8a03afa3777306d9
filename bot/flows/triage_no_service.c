/*
 * No signal, no calls, no texts, no data.
 *
 * which number -> proof -> the record: a fault in the network, a service that is limited, or
 *                          suspended after all: told
 *                       -> in order, or no proof is wanted: where? -> what? -> steps to try
 *                          -> did it help? -> done | a person
 */
#include "bot/flow.h"

static enum flow_status ask_whether_it_helped(struct turn *turn)
{
	if (!turn_ask(turn, "helped"))
		return FLOW_WAITING;
	if (!turn_is(turn, "helped", "yes"))
		return turn_hand_over(turn, "no_service");
	return turn_end(turn);
}

static enum flow_status try_steps(struct turn *turn)
{
	if (!turn_ask(turn, "where"))
		return FLOW_WAITING;
	if (!turn_is(turn, "where", "everywhere")) {
		turn_say(turn, turn_answer(turn, "where"));
		return ask_whether_it_helped(turn);
	}
	if (!turn_ask(turn, "what"))
		return FLOW_WAITING;
	turn_say(turn, turn_answer(turn, "what"));
	return ask_whether_it_helped(turn);
}

static enum flow_status tell_cause(struct turn *turn, const struct carrier_line *line)
{
	turn_say(turn, "found");
	if (!turn_say_holds(turn, line))
		return FLOW_WAITING;
	if (turn_is_restricted(turn, line))
		turn_say(turn, "person_always");
	if (!turn_ask(turn, "next"))
		return FLOW_WAITING;
	return turn_end(turn);
}

static enum flow_status run(struct turn *turn)
{
	struct carrier_line line;

	if (!turn_is_proven(turn))
		turn_say(turn, "general");
	if (!turn_ask(turn, "line"))
		return FLOW_WAITING;
	if (turn_is(turn, "line", "self_help") || turn_has_declined(turn))
		return try_steps(turn);
	if (!turn_trusted(turn, TRUST_LOW) || !turn_line(turn, &line))
		return FLOW_WAITING;
	/* The way out of a stop for risk hangs on where one is. */
	if (turn_has_hold(&line, "FRAUD_RISK") && turn_knows(turn, "place"))
		return turn_change_to(turn, "fraud_block");
	if (turn_is_stopped(turn, &line) || turn_has_hold(&line, "OUTAGE"))
		return tell_cause(turn, &line);
	if (!turn_has_hold(&line, "DEVICE_SIDE")) {
		turn_say(turn, "in_order");
		return try_steps(turn);
	}
	if (!turn_say_holds(turn, &line))
		return FLOW_WAITING;
	return ask_whether_it_helped(turn);
}

const struct flow flow_triage_no_service = {
	.name = "triage_no_service",
	.run = run,
	.intents = {"no_service"},
	.texts = {"general", "found", "person_always", "in_order", "here", "abroad", "no_signal",
		  "sim", "sms", "data", "calls", "done"},
	.slots = {"line", "place", "where", "what", "helped", "next"},
};
