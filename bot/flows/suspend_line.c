/*
 * Put my number on hold: the plan's fee stops, the number is kept.
 *
 * what it is -> which number -> proof of the owner -> the record
 *   -> on hold already: end it?
 *   -> a debt or another hold: told, and its way out
 *   -> why? from when? for how long? -> where the operator wants it, a document -> yes?
 *   -> order -> watched; with a document a person looks at it and orders
 */
#include "bot/flow.h"

static enum flow_status offer_to_end_it(struct turn *turn)
{
	turn_say(turn, "held_already");
	if (!turn_ask(turn, "held"))
		return FLOW_WAITING;
	if (turn_is(turn, "held", "resume"))
		return turn_change_to(turn, "resume");
	return turn_end(turn);
}

static enum flow_status refuse(struct turn *turn, const struct carrier_line *line)
{
	bool by_hold = turn_is_stopped(turn, line) || turn_is_restricted(turn, line);

	turn_say(turn, by_hold ? "not_possible" : "owes");
	if (by_hold && !turn_say_holds(turn, line))
		return FLOW_WAITING;
	if (turn_paying_helps(turn, line))
		turn_say(turn, "after_paying");
	if (!turn_ask(turn, "next"))
		return FLOW_WAITING;
	return turn_end(turn);
}

/* Who cannot say for how long need not show why. */
static bool needs_document(const struct turn *turn)
{
	int64_t without = turn_policy_months(turn, "hold_document_after");

	return without > 0 && turn_number(turn, "months") > without;
}

static bool knows_all(struct turn *turn)
{
	turn_say(turn, "what");
	turn_say(turn, "before");
	turn_say(turn, "contract");
	return turn_ask(turn, "reason") && turn_ask(turn, "from") && turn_ask(turn, "months") &&
	       (!needs_document(turn) || turn_ask(turn, "document"));
}

static bool is_ordered(struct turn *turn)
{
	struct carrier_order order = {
		.what = "hold",
		.from_ms = turn_day(turn, "from"),
		.months = turn_number(turn, "months"),
	};

	strncpy(order.reason, turn_answer(turn, "reason"), sizeof order.reason - 1);
	return turn_order(turn, "hold", &order);
}

static enum flow_status run(struct turn *turn)
{
	struct carrier_line line;

	if (!turn_is_proven(turn))
		turn_say(turn, "what");
	if (!turn_ask(turn, "line") || !turn_may_order(turn, "hold") || !turn_line(turn, &line))
		return FLOW_WAITING;
	if (turn_has_hold(&line, "VOLUNTARY_HOLD"))
		return offer_to_end_it(turn);
	if (!turn_order_fits(turn, "hold", &line))
		return refuse(turn, &line);
	if (turn_is_ordered(turn, "hold") && !turn_is(turn, "confirm", "yes")) {
		turn_say(turn, "under_way");
		return FLOW_DONE;
	}
	if (!knows_all(turn))
		return FLOW_WAITING;
	if (needs_document(turn) && turn_is(turn, "document", "shop")) {
		turn_say(turn, "to_shop");
		return FLOW_DONE;
	}
	if (!turn_ask(turn, "confirm"))
		return FLOW_WAITING;
	if (turn_is(turn, "confirm", "no")) {
		turn_say(turn, "left");
		return FLOW_DONE;
	}
	if (needs_document(turn)) {
		turn_say(turn, "to_be_checked");
		return turn_hand_over(turn, "hold_document");
	}
	if (!is_ordered(turn))
		return FLOW_WAITING;
	turn_say(turn, "ordered");
	return FLOW_DONE;
}

const struct flow flow_suspend_line = {
	.name = "suspend_line",
	.run = run,
	.intents = {"hold"},
	.texts = {"what", "held_already", "not_possible", "owes", "after_paying", "before",
		  "contract", "under_way", "left", "to_shop", "to_be_checked", "ordered", "done"},
	.slots = {"line", "reason", "from", "months", "document", "confirm", "held", "next"},
};
