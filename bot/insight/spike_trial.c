#include "bot/insight/spike_trial.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bot/population/population.h"

#define MINUTE_MS (60 * 1000LL)
#define IN_TIME_MS (5 * MINUTE_MS)
#define AFTER_MS (10 * MINUTE_MS) /* conversations that began in it are still being held */

struct incident {
	int64_t from_ms, to_ms;
	const char *region;
	int64_t seen_ms, over_ms; /* 0: was not */
};

struct watching {
	struct spikes *spikes;
	struct spike_marks *marks;
	int64_t now_ms;
	struct incident *incidents;
	size_t n, room;
};

/* That goes on in the spike's region; where the spike has none, any. */
static struct incident *incident_of(struct watching *watching, const struct spike *spike)
{
	for (size_t i = watching->n; i > 0; i--) {
		struct incident *incident = &watching->incidents[i - 1];

		if (spike->from_ms >= incident->from_ms &&
		    spike->from_ms <= incident->to_ms + AFTER_MS &&
		    (!strcmp(spike->region, incident->region) ||
		     !strcmp(spike->region, SPIKE_REGION_UNKNOWN)))
			return incident;
	}
	return NULL;
}

static void take_spike(void *context, const struct spike *spike)
{
	struct watching *watching = context;
	struct incident *incident = incident_of(watching, spike);
	bool names_it = incident && !strcmp(spike->region, incident->region);

	if (spike->to_ms) {
		if (incident)
			incident->over_ms = watching->now_ms;
		return;
	}
	watching->marks->spikes++;
	watching->marks->false_spikes += !incident;
	if (names_it && !incident->seen_ms)
		incident->seen_ms = spike->from_ms;
}

static void take_truth(void *context, const struct truth_row *row)
{
	struct watching *watching = context;

	if (row->truth == TRUTH_INCIDENT_OVER)
		watching->incidents[watching->n - 1].to_ms = row->at_ms;
	if (row->truth != TRUTH_INCIDENT)
		return;
	if (watching->n == watching->room) {
		watching->room = watching->room ? watching->room * 2 : 64;
		watching->incidents = mem_resize(watching->incidents, watching->room,
						 sizeof *watching->incidents);
	}
	watching->incidents[watching->n++] = (struct incident){.from_ms = row->at_ms,
							       .region = row->region};
}

static void take_conversation(void *context, const struct report_conversation *conversation)
{
	struct watching *watching = context;

	(void)conversation;
	watching->marks->contacts++;
}

static void take_fact(void *context, const struct fact_row *fact)
{
	struct watching *watching = context;

	/* As a server does, every minute. */
	for (; watching->now_ms && watching->now_ms < fact->at_ms; watching->now_ms += MINUTE_MS)
		spikes_pass(watching->spikes, watching->now_ms);
	watching->now_ms = fact->at_ms;
	spikes_fact(watching->spikes, fact);
}

/* --- marks ------------------------------------------------------------------------ */

static int by_size(const void *a, const void *b)
{
	double one = *(const double *)a, other = *(const double *)b;

	return one < other ? -1 : one > other;
}

/* Nearest rank. */
static double within(double *times, size_t n, size_t of_hundred)
{
	qsort(times, n, sizeof *times, by_size);
	return n ? times[(n * of_hundred + 99) / 100 - 1] : NAN;
}

static void mark(const struct watching *watching, struct spike_marks *out)
{
	double *seen = mem_new((watching->n + 1) * sizeof *seen);
	double *over = mem_new((watching->n + 1) * sizeof *over);
	size_t n_over = 0;

	out->planted = watching->n;
	for (size_t i = 0; i < watching->n; i++) {
		const struct incident *incident = &watching->incidents[i];
		int64_t after_ms = incident->seen_ms - incident->from_ms;

		if (!incident->seen_ms) {
			out->missed++;
			continue;
		}
		out->in_time += after_ms <= IN_TIME_MS;
		seen[out->seen++] = (double)after_ms / 1000;
		if (incident->over_ms)
			over[n_over++] = (double)(incident->over_ms - incident->to_ms) / 1000;
	}
	out->half_within_s = within(seen, out->seen, 50);
	out->nine_in_ten_within_s = within(seen, out->seen, 90);
	out->half_over_within_s = within(over, n_over, 50);
	free(seen);
	free(over);
}

void spike_trial_run(const struct spike_trial *trial, struct spike_marks *out)
{
	struct watching watching = {.marks = out};
	const struct report_reader contacts = {
		.context = &watching, .conversation = take_conversation, .fact = take_fact};
	const struct population_taker taker = {&watching, NULL, take_truth, &contacts};
	struct population *population = population_create(trial->params, trial->n_lines,
							  trial->seed);
	int days = (int)trial->params->incident_after_days + trial->weeks * 7;

	*out = (struct spike_marks){0};
	watching.spikes = spikes_create(trial->rules, POPULATION_ZONE_MINUTES, take_spike,
					&watching);
	for (int day = 0; day < days; day++)
		population_day(population, &taker);
	population_end(population, &taker);
	mark(&watching, out);
	spikes_destroy(watching.spikes);
	population_destroy(population);
	free(watching.incidents);
}
