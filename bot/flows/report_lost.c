/*
 * My phone or SIM is lost or stolen.
 *
 * block:   which number -> a check that needs no lost phone -> yes? -> order -> what else to do
 * unblock: which number -> proof of the owner -> yes? -> order
 * new SIM: where, what to bring -> block the lost one first?
 */
#include "bot/flow.h"

static enum flow_status leave(struct turn *turn, const char *text)
{
	turn_say(turn, text);
	return FLOW_DONE;
}

/* What the record shows, where nothing can be ordered. */
static enum flow_status explain(struct turn *turn, const struct carrier_line *line)
{
	if (line->n_holds == 0)
		turn_say(turn, "not_blocked");
	if (!turn_say_holds(turn, line) || !turn_ask(turn, "next"))
		return FLOW_WAITING;
	return leave(turn, "done");
}

static enum flow_status block(struct turn *turn)
{
	const struct carrier_order order = {.what = "block"};
	struct carrier_line line;

	turn_make_urgent(turn);
	turn_say(turn, "hurry");
	if (!turn_ask(turn, "line") || !turn_may_order(turn, "block") || !turn_line(turn, &line))
		return FLOW_WAITING;
	if (!turn_order_fits(turn, "block", &line))
		return explain(turn, &line);
	if (turn_is_ordered(turn, "block") && !turn_is(turn, "confirm", "yes"))
		return leave(turn, "block_under_way");
	if (turn_is_stopped(turn, &line))
		turn_say(turn, "stopped_already");
	if (!turn_ask(turn, "confirm"))
		return FLOW_WAITING;
	if (turn_is(turn, "confirm", "no"))
		return leave(turn, "left_open");
	if (!turn_order(turn, "block", &order))
		return FLOW_WAITING;
	return leave(turn, "block_ordered");
}

static enum flow_status unblock(struct turn *turn)
{
	const struct carrier_order order = {.what = "unblock"};
	struct carrier_line line;

	turn_say(turn, "owner_only");
	if (!turn_ask(turn, "line") || !turn_may_order(turn, "unblock") || !turn_line(turn, &line))
		return FLOW_WAITING;
	if (!turn_has_hold(&line, "LOST") && turn_is_ordered(turn, "block"))
		return leave(turn, "not_yet_blocked");
	if (!turn_order_fits(turn, "unblock", &line))
		return explain(turn, &line);
	if (turn_is_ordered(turn, "unblock") && !turn_is(turn, "confirm_unblock", "yes"))
		return leave(turn, "unblock_under_way");
	if (line.n_holds > 1)
		turn_say(turn, "more_holds");
	if (!turn_ask(turn, "confirm_unblock"))
		return FLOW_WAITING;
	if (turn_is(turn, "confirm_unblock", "no"))
		return leave(turn, "left_blocked");
	if (!turn_order(turn, "unblock", &order))
		return FLOW_WAITING;
	turn_promise(turn, "unblock_ordered");
	return FLOW_DONE;
}

/* A new SIM is not to be had by chat. What it costs is told where the operator is known. */
static enum flow_status new_sim(struct turn *turn)
{
	turn_say(turn, "new_sim");
	if (!turn_ask(turn, "block_first"))
		return FLOW_WAITING;
	if (turn_is(turn, "block_first", "yes"))
		return block(turn);
	return leave(turn, "done");
}

static enum flow_status run(struct turn *turn)
{
	if (!turn_ask(turn, "what"))
		return FLOW_WAITING;
	if (turn_is(turn, "what", "block"))
		return block(turn);
	if (turn_is(turn, "what", "unblock"))
		return unblock(turn);
	return new_sim(turn);
}

const struct flow flow_report_lost = {
	.name = "report_lost",
	.run = run,
	.intents = {"lost"},
	.texts = {"hurry", "stopped_already", "left_open", "block_ordered", "block_under_way",
		  "not_yet_blocked", "owner_only", "more_holds", "left_blocked", "unblock_ordered",
		  "unblock_under_way", "new_sim", "not_blocked", "done"},
	.slots = {"what", "line", "confirm", "confirm_unblock", "block_first", "next"},
};
