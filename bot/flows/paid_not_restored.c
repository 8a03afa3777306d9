/*
 * I have paid, and it is still off.
 *
 * proof -> the record -> something else holds it: told
 *                     -> settled: the order to restore it is sent again, once -> watched
 *                     -> a part arrived: the rest
 *                     -> nothing arrived: which number, when, where, how much -> watched, a person
 */
#include "bot/flow.h"

#define DAY_MS (24 * 60 * 60 * 1000LL)

/* Restoring a line takes an hour on average, at most 24 (service norm 2009, 2.4). The same in
 * words are the policies restore_usual and restore_longest. */
#define USUAL_MS (60 * 60 * 1000LL)
#define LONGEST_MS DAY_MS

/* A payment from before the line was stopped is not the one that is meant. */
static bool has_arrived(const struct carrier_line *line)
{
	for (size_t i = 0; i < line->n_holds; i++)
		if (line->paid_ms > 0 && line->paid_ms >= line->holds[i].since_ms)
			return true;
	return false;
}

static enum flow_status watch(struct turn *turn)
{
	turn_watch_payment(turn);
	turn_promise(turn, "watching");
	return FLOW_DONE;
}

/* A fault of the systems is not waited for as a payment is. */
static enum flow_status leave(struct turn *turn, const struct carrier_line *line)
{
	if (turn_paying_helps(turn, line))
		return watch(turn);
	turn_say(turn, "left");
	return FLOW_DONE;
}

/* Who owes as well is not told to keep the money. */
static const char *why_held(const struct turn *turn, const struct carrier_line *line)
{
	if (has_arrived(line))
		return "arrived_but_held";
	for (size_t i = 0; i < line->n_holds; i++) {
		if (turn_paying_lifts(turn, &line->holds[i]))
			return "held_and_owed";
	}
	return "held";
}

static enum flow_status explain(struct turn *turn, const struct carrier_line *line)
{
	turn_say(turn, why_held(turn, line));
	if (!turn_say_holds(turn, line))
		return FLOW_WAITING;
	if (turn_is_restricted(turn, line))
		turn_say(turn, "person_always");
	if (!turn_ask(turn, "next"))
		return FLOW_WAITING;
	return turn_end(turn);
}

static enum flow_status to_person(struct turn *turn, const char *reason)
{
	turn_say(turn, "to_person");
	turn_promise(turn, "first_answer");
	return turn_hand_over(turn, reason);
}

/* Who comes back after the order was sent again either is too early, or needs a person. */
static enum flow_status sent_before(struct turn *turn)
{
	if (turn_has_come(turn, turn_ordered_ms(turn, "reconnect") + USUAL_MS))
		return to_person(turn, "restore_overdue");
	turn_promise(turn, "sent_before");
	return FLOW_DONE;
}

static void tell_how_late(struct turn *turn, const struct carrier_line *line)
{
	bool is_fault = turn_has_hold(line, "SYSTEM_FAULT");

	if (is_fault)
		turn_say(turn, "fault");
	if (line->paid_ms <= 0)
		return;
	if (turn_has_come(turn, line->paid_ms + LONGEST_MS))
		turn_say(turn, "too_late");
	else if (turn_has_come(turn, line->paid_ms + USUAL_MS))
		turn_promise(turn, "late");
	else if (!is_fault)
		turn_promise(turn, "in_time");
}

static enum flow_status reconnect(struct turn *turn, const struct carrier_line *line)
{
	const struct carrier_order order = {.what = "reconnect"};

	if (!turn_is(turn, "confirm", "yes") && turn_ordered_ms(turn, "reconnect") > line->paid_ms)
		return sent_before(turn);
	turn_say(turn, "settled");
	tell_how_late(turn, line);
	if (!turn_ask(turn, "confirm"))
		return FLOW_WAITING;
	if (turn_is(turn, "confirm", "no"))
		return leave(turn, line);
	if (!turn_order(turn, "reconnect", &order))
		return FLOW_WAITING;
	turn_say(turn, "sent");
	if (line->paid_ms > 0 && turn_has_come(turn, line->paid_ms + LONGEST_MS))
		return to_person(turn, "restore_overdue");
	return FLOW_DONE;
}

static bool is_other_number(const struct turn *turn)
{
	return !turn_is(turn, "paid_number", "this") && !turn_is(turn, "paid_number", "unsure") &&
	       !turn_is(turn, "paid_number", turn_answer(turn, "line"));
}

static bool is_today(const struct turn *turn)
{
	int64_t day = turn_day(turn, "when");

	return day > 0 && !turn_has_come(turn, day + DAY_MS);
}

static enum flow_status trace(struct turn *turn)
{
	if (!turn_ask(turn, "paid_number"))
		return FLOW_WAITING;
	if (is_other_number(turn))
		turn_say(turn, "other_number");
	if (!turn_ask(turn, "when"))
		return FLOW_WAITING;
	if (!is_other_number(turn) && is_today(turn)) {
		if (!turn_ask(turn, "wait"))
			return FLOW_WAITING;
		if (turn_is(turn, "wait", "yes"))
			return watch(turn);
	}
	if (!turn_ask(turn, "channel") || !turn_ask(turn, "amount"))
		return FLOW_WAITING;
	if (is_other_number(turn))
		return to_person(turn, "paid_other_number");
	turn_watch_payment(turn);
	return to_person(turn, "payment_missing");
}

static enum flow_status ask_for_rest(struct turn *turn)
{
	turn_say(turn, "part");
	if (!turn_ask(turn, "rest"))
		return FLOW_WAITING;
	return turn_is(turn, "rest", "more") ? trace(turn) : watch(turn);
}

static enum flow_status run(struct turn *turn)
{
	struct carrier_line line;

	if (!turn_is_proven(turn))
		turn_say(turn, "general");
	if (!turn_ask(turn, "line") || !turn_trusted(turn, TRUST_LOW) || !turn_line(turn, &line))
		return FLOW_WAITING;
	if (line.n_holds == 0) {
		turn_say(turn, "works");
		return FLOW_DONE;
	}
	if (!turn_money_lifts_all(turn, &line))
		return explain(turn, &line);
	if (turn_order_fits(turn, "reconnect", &line))
		return reconnect(turn, &line);
	if (has_arrived(&line))
		return ask_for_rest(turn);
	if (!turn_knows(turn, "paid_number") || !is_other_number(turn))
		turn_promise(turn, "not_there");
	return trace(turn);
}

const struct flow flow_paid_not_restored = {
	.name = "paid_not_restored",
	.run = run,
	.intents = {"paid_not_restored"},
	.texts = {"general",       "works",         "arrived_but_held", "held",
		  "held_and_owed", "person_always", "settled",          "fault",
		  "in_time",       "late",          "too_late",         "sent",
		  "sent_before",   "part",          "not_there",        "other_number",
		  "watching",      "left",          "to_person",        "first_answer",
		  "done"},
	.slots = {"line", "confirm", "rest", "paid_number", "when", "wait", "channel", "amount",
		  "next"},
};
