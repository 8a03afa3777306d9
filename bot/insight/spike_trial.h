/*
 * How well spikes are seen: weeks of a simulated population, in which incidents are planted.
 */
#ifndef FUJI_BOT_INSIGHT_SPIKE_TRIAL_H
#define FUJI_BOT_INSIGHT_SPIKE_TRIAL_H

#include "bot/insight/spikes.h"
#include "bot/population/params.h"

struct spike_trial {
	const struct population_params *params;
	const struct spike_rules *rules;
	size_t n_lines;
	int weeks; /* without those before the first incident */
	uint64_t seed;
};

/** A spike that is seen in an incident's region while it goes on, or just after, is the
 *  incident's; every other one is false. */
struct spike_marks {
	size_t contacts;
	size_t planted, in_time, seen, missed; /* in time: within five minutes */
	size_t spikes, false_spikes;
	double half_within_s, nine_in_ten_within_s; /* until incidents were seen */
	double half_over_within_s; /* from an incident's end until its last spike was over */
};

void spike_trial_run(const struct spike_trial *trial, struct spike_marks *out);

#endif
