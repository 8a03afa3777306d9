/*
 * A password, a log-in or the SIM is locked. Nothing is reset here: who writes may be anybody.
 *
 * which -> password: what the owner can do -> which number -> proof -> the record: locked? suspended?
 *       -> SIM: do not guess -> the PUK is wanted: proof of the owner -> a person
 */
#include "bot/flow.h"

static enum flow_status unlock_sim(struct turn *turn)
{
	struct carrier_line line;

	turn_say(turn, "sim");
	if (!turn_ask(turn, "puk"))
		return FLOW_WAITING;
	if (turn_is(turn, "puk", "done"))
		return turn_end(turn);
	if (!turn_ask(turn, "line") || !turn_trusted(turn, TRUST_STRONG) ||
	    !turn_line(turn, &line) || !turn_say_holds(turn, &line))
		return FLOW_WAITING;
	return turn_hand_over(turn, "puk");
}

static void tell_lock(struct turn *turn, const struct carrier_line *line)
{
	turn_say(turn, turn_has_hold(line, "ACCOUNT_LOCK") ? "locked" : "not_locked");
	if (turn_is_stopped(turn, line))
		turn_say(turn, "while_stopped");
}

static enum flow_status unlock_password(struct turn *turn)
{
	struct carrier_line line;

	turn_say(turn, "password");
	if (!turn_ask(turn, "line"))
		return FLOW_WAITING;
	if (turn_is(turn, "line", "done") || turn_has_declined(turn))
		return turn_end(turn);
	if (!turn_trusted(turn, TRUST_LOW) || !turn_line(turn, &line) ||
	    !turn_say_holds(turn, &line))
		return FLOW_WAITING;
	tell_lock(turn, &line);
	return turn_ask(turn, "next") ? turn_end(turn) : FLOW_WAITING;
}

static enum flow_status run(struct turn *turn)
{
	if (!turn_ask(turn, "which"))
		return FLOW_WAITING;
	return turn_is(turn, "which", "sim") ? unlock_sim(turn) : unlock_password(turn);
}

const struct flow flow_account_lock = {
	.name = "account_lock",
	.run = run,
	.intents = {"account_lock"},
	.texts = {"sim", "password", "locked", "not_locked", "while_stopped", "done"},
	.slots = {"which", "puk", "line", "next"},
};
