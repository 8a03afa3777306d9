/*
 * What a simulated population is like: the values of population.yaml, and of a second file that
 * says what is to be otherwise.
 */
#ifndef FUJI_BOT_POPULATION_PARAMS_H
#define FUJI_BOT_POPULATION_PARAMS_H

#include "base/arena.h"
#include "base/error.h"

#define SHARES_MOST 64

/** Names with shares that add up to 1; of a list the names are NULL. */
struct shares {
	const char *names[SHARES_MOST];
	double shares[SHARES_MOST];
	size_t n;
};

/** One member a key of population.yaml, under its name. */
struct population_params {
	int first_day; /* since 1970 */
	struct shares regions, asked, channels, incident_causes;
	double weekdays[7], hours[24]; /* shares of a week, from Sunday on, and of a day */
	int due_days[SHARES_MOST];
	size_t n_due_days;

	double usage_median, usage_spread, usage_noise, usage_weekend;
	double habit_change_daily, habit_change;
	double prepaid_share, topup_low_days, topup_chance, topup_spread, topup_days;
	double bill_notice_days, punctual_chance, punctual_spread, late_pay_daily, grace_days;
	double credit_limit_days, full_after_days, arrears_return_daily;
	double document_yearly, document_renew_daily, contract_yearly, contract_renew_daily;
	double papers_return_daily;
	double flag_daily, flag_days, flagged_stop_daily, suspicion_return_daily;
	double hold_daily, hold_months, hold_return_daily, lost_daily, lost_return_daily;
	double writes_first_day, writes_later_daily, asks_daily, english_share, answer_seconds;
	double leaves, misunderstood, proves, wrong_code, pays_at_once, handed, rates;
	double incidents_weekly, incident_after_days, incident_minutes_least;
	double incident_minutes_most, incident_times, incident_extra, incident_spread;
};

/** As population.yaml under the product's own folder says, and `other` (NULL: none) otherwise. False after adding problems. Names
 *  are the arena's. */
bool population_params_read(const char *home, const char *other, struct arena *arena,
			    struct population_params *out, struct problems *problems);

#endif
