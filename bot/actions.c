/*
 * The orders that there are: what each needs, and when it makes sense for a line as its record shows
 * it, whoever would give it. A new one is a row here.
 */
#include <assert.h>
#include <string.h>

#include "bot/core.h"

bool turn_money_lifts_all(const struct turn *turn, const struct carrier_line *line)
{
	for (size_t i = 0; i < line->n_holds; i++)
		if (!turn_paying_lifts(turn, &line->holds[i]) &&
		    strcmp(line->holds[i].cause, "SYSTEM_FAULT") != 0)
			return false;
	return true;
}

/* A cause that nobody here knows counts as one that is in the way. */
static bool is_free(const struct turn *turn, const struct carrier_line *line)
{
	return !turn_is_stopped(turn, line) && !turn_is_restricted(turn, line) &&
	       line->owed_fen <= 0;
}

/* What has to be lifted first, or cannot be lifted here, goes before. */
static bool is_on_hold(const struct turn *turn, const struct carrier_line *line)
{
	return turn_has_hold(line, "VOLUNTARY_HOLD") && !turn_paying_helps(turn, line) &&
	       !turn_is_restricted(turn, line);
}

static bool may_be_lost(const struct turn *turn, const struct carrier_line *line)
{
	(void)turn;
	return !turn_has_hold(line, "LOST") && !turn_has_hold(line, "CANCELLED");
}

static bool is_lost(const struct turn *turn, const struct carrier_line *line)
{
	(void)turn;
	return turn_has_hold(line, "LOST");
}

/* Nothing is owed; of a fault the record need not say so. */
static bool is_settled(const struct turn *turn, const struct carrier_line *line)
{
	return line->n_holds > 0 && turn_money_lifts_all(turn, line) &&
	       (line->owed_fen == 0 || (line->owed_fen < 0 && turn_has_hold(line, "SYSTEM_FAULT")));
}

static const struct action actions[] = {
	/* These change what the owner has, or end what protects him. */
	{"hold", TRUST_STRONG, false, "confirm", is_free, "ordered_hold"},
	{"resume", TRUST_STRONG, false, "confirm", is_on_hold, "ordered_resume"},
	{"unblock", TRUST_STRONG, false, "confirm_unblock", is_lost, "ordered_unblock"},
	/* Every minute counts, and a line that is blocked by mistake is soon back. */
	{"block", TRUST_LOW, true, "confirm", may_be_lost, "ordered_block"},
	/* Given only where the operator's own record shows the payment. It is what the operator then
	 * owes and does by its own rules, without any proof (service norm 2009, 2.4), and changes
	 * nothing that the owner did not pay for: proof is needed for what is told, not for this. */
	{"reconnect", TRUST_LOW, false, "confirm", is_settled, "ordered_reconnect"},
};

enum { N_ACTIONS = sizeof actions / sizeof *actions };

const struct action *action_at(size_t i)
{
	return i < N_ACTIONS ? &actions[i] : NULL;
}

const struct action *action_find(const char *what)
{
	for (size_t i = 0; i < N_ACTIONS; i++)
		if (!strcmp(actions[i].what, what))
			return &actions[i];
	return NULL;
}

const struct action *action_named(const char *what)
{
	const struct action *action = action_find(what);

	assert(action);
	return action;
}

bool turn_order_fits(const struct turn *turn, const char *what, const struct carrier_line *line)
{
	return line->exists && action_named(what)->fits(turn, line);
}
