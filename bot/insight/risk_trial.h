/*
 * How good a risk list is: on weeks of a simulated population, whose future is then lived.
 */
#ifndef FUJI_BOT_INSIGHT_RISK_TRIAL_H
#define FUJI_BOT_INSIGHT_RISK_TRIAL_H

#include "bot/insight/risk.h"
#include "bot/population/params.h"

struct risk_trial {
	const struct population_params *params;
	size_t n_lines;
	int days;
	uint64_t seed;
	double share; /* of the lines, so many are looked at: 0.05 */
};

/** Of the lines at the head of each list, the share that was stopped in the week after. */
struct risk_marks {
	int day;
	size_t working, looked_at, stopped; /* lines */
	double listed;                      /* by risks_find */
	double by_balance;                  /* prepaid lines, the lowest balance first */
	double achievable; /* by who knows all rules, and of owners what they have done */
	double best;       /* by who knows each owner as well, but not the dice */
};

/** Called for every seventh day from the 28th on whose week to come is lived too. */
typedef void risk_marks_taker(void *context, const struct risk_marks *marks);

void risk_trial_run(const struct risk_trial *trial, risk_marks_taker *take, void *context);

#endif
