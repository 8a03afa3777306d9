/*
 * Stopped for risk: the rights, the cause, and an appeal.
 *
 * the rights -> which number -> proof -> the record -> no such hold: what it is instead
 *                                                   -> where are you -> an appeal? -> a case
 */
#include "bot/flow.h"

static bool is_stopped_for_risk(const struct carrier_line *line)
{
	return turn_has_hold(line, "FRAUD_RISK") || turn_has_hold(line, "AUTHORITY") ||
	       turn_has_hold(line, "SMS_OR_CALL_BARRED");
}

static enum flow_status end(struct turn *turn, const char *slot)
{
	if (turn_is(turn, slot, "person"))
		return turn_hand_over(turn, "asked");
	turn_say(turn, "done");
	return turn_end(turn);
}

static enum flow_status tell_what_it_is(struct turn *turn, const struct carrier_line *line)
{
	turn_say(turn, line->n_holds == 0 ? "in_order" : "other_cause");
	if (!turn_say_holds(turn, line) || !turn_ask(turn, "after"))
		return FLOW_WAITING;
	return end(turn, "after");
}

/* An authority's order is lifted by nobody here, so it does not matter where one is. */
static bool tell_where_to_go(struct turn *turn, const struct carrier_line *line)
{
	if (!turn_has_hold(line, "FRAUD_RISK"))
		return true;
	turn_say(turn, "tiers");
	if (!turn_ask(turn, "place"))
		return false;
	turn_say(turn, turn_answer(turn, "place"));
	return true;
}

static enum flow_status take_appeal(struct turn *turn)
{
	if (!turn_ask(turn, "appeal"))
		return FLOW_WAITING;
	turn_hand_over(turn, "appeal");
	turn_promise(turn, "appeal_taken");
	return FLOW_WAITING;
}

static enum flow_status run(struct turn *turn)
{
	struct carrier_line line;

	if (!turn_is_proven(turn)) {
		turn_say(turn, "rights");
		turn_say(turn, "paying_no_help");
	}
	if (!turn_ask(turn, "line") || !turn_trusted(turn, TRUST_LOW) || !turn_line(turn, &line))
		return FLOW_WAITING;
	if (!is_stopped_for_risk(&line))
		return tell_what_it_is(turn, &line);
	if (!turn_say_holds(turn, &line) || !tell_where_to_go(turn, &line) ||
	    !turn_ask(turn, "next"))
		return FLOW_WAITING;
	return turn_is(turn, "next", "appeal") ? take_appeal(turn) : end(turn, "next");
}

const struct flow flow_fraud_block = {
	.name = "fraud_block",
	.run = run,
	.intents = {"fraud_block"},
	.texts = {"rights", "paying_no_help", "in_order", "other_cause", "tiers", "near", "away",
		  "abroad", "appeal_taken", "done"},
	.slots = {"line", "place", "next", "appeal", "after"},
};
