/*
 * What holds a line, told by the table of causes.
 */
#include <string.h>

#include "bot/case.h"

static const struct cause *cause_of(const struct turn *turn, const struct carrier_hold *hold)
{
	return knowledge_cause(turn->bot->knowledge, hold->cause);
}

static long long place_of(const struct turn *turn, const struct carrier_hold *hold)
{
	const struct cause *cause = cause_of(turn, hold);

	return cause ? cause->lift_order : INT64_MAX;
}

void turn_sort_holds(const struct turn *turn, struct carrier_line *line)
{
	for (size_t i = 1; i < line->n_holds; i++) {
		const struct carrier_hold hold = line->holds[i];
		size_t at = i;

		for (; at > 0 && place_of(turn, &hold) < place_of(turn, &line->holds[at - 1]); at--)
			line->holds[at] = line->holds[at - 1];
		line->holds[at] = hold;
	}
}

const struct cause *turn_first_cause(const struct turn *turn, const struct carrier_line *line)
{
	const struct cause *first = NULL;

	for (size_t i = 0; i < line->n_holds; i++) {
		const struct cause *cause = cause_of(turn, &line->holds[i]);

		if (cause && (!first || cause->lift_order < first->lift_order))
			first = cause;
	}
	return first;
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

static bool was_told_before(const struct turn *turn, const struct carrier_hold *hold)
{
	const struct entry *told = journal_find(turn->running, ENTRY_SAID,
						cause_of(turn, hold)->code);

	return told && !strcmp(told->value, TOLD_BEFORE);
}

/* Those that the errand before has told: that they are still there, and which comes first. */
static void name_holds(struct turn *turn, const struct carrier_line *sorted)
{
	enum language language = turn_language(turn);
	const char *comma = language == LANGUAGE_ZH ? "、" : ", ";

	turn->still_held = NULL;
	for (size_t i = 0; i < sorted->n_holds; i++) {
		const char *name = cause_of(turn, &sorted->holds[i])->name[language];

		if (was_told_before(turn, &sorted->holds[i]))
			turn->still_held = turn->still_held
						   ? arena_format(turn->arena, "%s%s%s",
								  turn->still_held, comma, name)
						   : name;
	}
	if (!turn->still_held)
		return;
	turn->first_held = sorted->n_holds > 1 ? cause_of(turn, &sorted->holds[0])->name[language]
					       : NULL;
	turn_say_once(turn, "still_held", turn_common(turn, "still_held"));
}

bool turn_say_holds(struct turn *turn, const struct carrier_line *line)
{
	struct carrier_line sorted = *line;

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
	turn_sort_holds(turn, &sorted);
	if (sorted.n_holds > 1 && !was_told_before(turn, &sorted.holds[0]) &&
	    !was_told_before(turn, &sorted.holds[1]))
		turn_say_once(turn, "several", turn_common(turn, "several"));
	for (size_t i = 0; i < sorted.n_holds; i++)
		say_hold(turn, &sorted.holds[i]);
	name_holds(turn, &sorted);
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
