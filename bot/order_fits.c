/*
 * Which orders make sense for a line as its record shows it, whoever would give them.
 */
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

bool turn_order_fits(const struct turn *turn, const char *what, const struct carrier_line *line)
{
	static const struct {
		const char *what;
		bool (*fits)(const struct turn *turn, const struct carrier_line *line);
	} orders[] = {
		{"hold", is_free},    {"resume", is_on_hold},    {"block", may_be_lost},
		{"unblock", is_lost}, {"reconnect", is_settled},
	};
	size_t i = 0;

	while (strcmp(orders[i].what, what) != 0)
		i++;
	return line->exists && orders[i].fits(turn, line);
}
