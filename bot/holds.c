/*
 * What holds a line, told by the table of causes.
 */
#include <string.h>

#include "bot/core.h"

static const struct cause *cause_of(const struct turn *turn, const struct carrier_hold *hold)
{
	return knowledge_cause(turn->bot->knowledge, hold->cause);
}

static void say_hold(struct turn *turn, const struct carrier_hold *hold)
{
	const struct cause *cause = cause_of(turn, hold);
	enum language language = turn_language(turn);

	turn->hold = hold;
	if (turn_explain_once(turn, cause->code,
			      turn_has_told_holds(turn)
				      ? cause->way_out[language]
				      : arena_format(turn->arena, "%s\n%s", cause->what[language],
						     cause->way_out[language])))
		turn_fact_said(turn, "told", "cause", cause->code);
	turn->hold = NULL;
}

bool turn_say_holds(struct turn *turn, const struct carrier_line *line)
{
	for (size_t i = 0; i < line->n_holds; i++) {
		if (!cause_of(turn, &line->holds[i])) {
			turn_say_common(turn, "unknown_cause");
			handoff_request(turn, "unknown_cause");
			return false;
		}
	}
	if (journal_find(turn->running, ENTRY_SAID, "told_enough")) {
		turn_say_once(turn, "told_already", turn_common(turn, "told_already"));
		return true;
	}
	if (line->n_holds > 1)
		turn_say_once(turn, "several", turn_common(turn, "several"));
	for (long long order = 0; order < 100; order++) {
		for (size_t i = 0; i < line->n_holds; i++) {
			if (cause_of(turn, &line->holds[i])->lift_order == order)
				say_hold(turn, &line->holds[i]);
		}
	}
	return true;
}

bool turn_has_hold(const struct carrier_line *line, const char *cause)
{
	for (size_t i = 0; i < line->n_holds; i++)
		if (!strcmp(line->holds[i].cause, cause))
			return true;
	return false;
}

bool turn_is_stopped(const struct turn *turn, const struct carrier_line *line)
{
	for (size_t i = 0; i < line->n_holds; i++) {
		const struct cause *cause = cause_of(turn, &line->holds[i]);

		if (cause && cause->suspends)
			return true;
	}
	return false;
}

bool turn_paying_lifts(const struct turn *turn, const struct carrier_hold *hold)
{
	const struct cause *cause = cause_of(turn, hold);

	return cause && cause->pay_effect == PAY_HELPS;
}

bool turn_paying_helps(const struct turn *turn, const struct carrier_line *line)
{
	for (size_t i = 0; i < line->n_holds; i++)
		if (turn_paying_lifts(turn, &line->holds[i]))
			return true;
	return false;
}

bool turn_is_restricted(const struct turn *turn, const struct carrier_line *line)
{
	for (size_t i = 0; i < line->n_holds; i++) {
		const struct cause *cause = cause_of(turn, &line->holds[i]);

		if (!cause || cause->restricted)
			return true;
	}
	return false;
}
