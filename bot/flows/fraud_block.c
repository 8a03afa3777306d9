/*
 * Stopped for risk: the rights, the cause, and an appeal.
 *
 * the rights -> which number -> proof -> the record -> no such hold: what it is instead
 *                                                   -> where are you -> an appeal? -> a case
 *                                                                    -> cut off: a person at once
 */
#include "bot/flow.h"

static bool is_stopped_for_risk(const struct carrier_line *line)
{
	return turn_has_hold(line, "FRAUD_RISK") || turn_has_hold(line, "AUTHORITY") ||
	       turn_has_hold(line, "SMS_OR_CALL_BARRED");
}

static enum flow_status tell_what_it_is(struct turn *turn, const struct carrier_line *line)
{
	turn_say(turn, line->n_holds == 0 ? "in_order" : "other_cause");
	if (!turn_say_holds(turn, line) || !turn_ask(turn, "after"))
		return FLOW_WAITING;
	return turn_end(turn);
}

/* No shop can be reached, and perhaps no other phone: the common way leads nowhere. */
static bool is_cut_off(struct turn *turn)
{
	return turn_knows(turn, "place") &&
	       (turn_is(turn, "place", "abroad") || turn_is(turn, "place", "stranded"));
}

/* False when it was asked where one is, or a person comes. */
static bool tell_where_to_go(struct turn *turn)
{
	if (!is_cut_off(turn))
		turn_say(turn, "tiers");
	if (!turn_ask(turn, "place"))
		return false;
	turn_say(turn, turn_answer(turn, "place"));
	if (!is_cut_off(turn))
		return true;
	turn_make_urgent(turn);
	turn_hand_over(turn, "stranded");
	return false;
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
	if (!turn_say_holds(turn, &line))
		return FLOW_WAITING;
	/* An authority's order is lifted by nobody here, so it does not matter where one is. */
	if (turn_has_hold(&line, "FRAUD_RISK") && !tell_where_to_go(turn))
		return FLOW_WAITING;
	if (!turn_ask(turn, "next"))
		return FLOW_WAITING;
	return turn_is(turn, "next", "appeal") ? take_appeal(turn) : turn_end(turn);
}

const struct flow flow_fraud_block = {
	.name = "fraud_block",
	.run = run,
	.intents = {"fraud_block"},
	.texts = {"rights", "paying_no_help", "in_order", "other_cause", "tiers", "near", "away",
		  "abroad", "stranded", "appeal_taken", "done"},
	.slots = {"line", "place", "next", "appeal", "after"},
};
