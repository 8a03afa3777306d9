/*
 * Put my number back in service.
 *
 * which number -> the record -> reported lost: found? -> lifted, or a new SIM (errand lost)
 *                            -> no hold of one's own: what it is and its way out
 *                            -> one's own hold: proof of the owner -> yes? -> order -> watched
 */
#include "bot/flow.h"

static enum flow_status explain(struct turn *turn, const struct carrier_line *line)
{
	if (line->n_holds == 0)
		turn_say(turn, "works");
	if (!turn_say_holds(turn, line) || !turn_ask(turn, "next"))
		return FLOW_WAITING;
	return turn_end(turn);
}

/* What keeps a finder out is lifted by errand `lost`, with the proof that this takes. */
static enum flow_status ask_whether_found(struct turn *turn)
{
	turn_say(turn, "lost");
	return turn_ask(turn, "what") ? turn_change_to(turn, "lost") : FLOW_WAITING;
}

static enum flow_status run(struct turn *turn)
{
	const struct carrier_order order = {.what = "resume"};
	struct carrier_line line;

	if (!turn_ask(turn, "line") || !turn_trusted(turn, TRUST_LOW) || !turn_line(turn, &line))
		return FLOW_WAITING;
	/* The way out of a stop for risk hangs on where one is. */
	if (turn_has_hold(&line, "FRAUD_RISK") && turn_knows(turn, "place"))
		return turn_change_to(turn, "fraud_block");
	if (turn_has_hold(&line, "LOST") && !turn_is_restricted(turn, &line))
		return ask_whether_found(turn);
	if (!turn_order_fits(turn, "resume", &line))
		return explain(turn, &line);
	turn_say(turn, "own_hold");
	if (!turn_may_order(turn, "resume") || !turn_ask(turn, "confirm"))
		return FLOW_WAITING;
	if (turn_is(turn, "confirm", "no")) {
		turn_say(turn, "left");
		return FLOW_DONE;
	}
	if (!turn_order(turn, "resume", &order))
		return FLOW_WAITING;
	turn_promise(turn, "ordered");
	return FLOW_DONE;
}

const struct flow flow_resume_line = {
	.name = "resume_line",
	.run = run,
	.intents = {"resume"},
	.texts = {"works", "lost", "own_hold", "left", "ordered", "done"},
	.slots = {"line", "place", "what", "confirm", "next"},
};
