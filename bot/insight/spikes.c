/*
 * What is usual is the median of the same hour in the weeks before, drawn as a line from the middle
 * of one hour to the middle of the next. One is added to each median, so that what never came
 * before may come once.
 *
 * More than usual is a spike when chance would hardly ever bring so many: over all that is watched,
 * `false_weekly` times a week. Of a week's two thousand windows of five minutes and each thing
 * watched an equal part of that is the bound on the chance of one window.
 */
#include "bot/insight/spikes.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bot/insight/spikes_known.h"

#define MINUTE_MS (60 * 1000LL)
#define HOUR_MS (60 * MINUTE_MS)
#define WINDOWS_AN_HOUR ((double)HOUR_MS / SPIKE_WINDOW_MS)
#define WINDOWS_A_WEEK (WEEK_HOURS * WINDOWS_AN_HOUR)

const struct spike_rules spike_rules = {
	.least_weeks = 2,
	.least = 6,
	.least_times = 2,
	.false_weekly = 0.2,
	.calm_minutes = 15,
};

struct spikes *spikes_create(const struct spike_rules *rules, int zone_minutes, spike_taker *take,
			     void *context)
{
	struct spikes *spikes = mem_new(sizeof *spikes);

	spikes->rules = *rules;
	spikes->zone_ms = zone_minutes * MINUTE_MS;
	spikes->take = take;
	spikes->context = context;
	spikes->names = names_create();
	spikes->keys = names_create();
	spikes->topics = topics_create();
	return spikes;
}

void spikes_destroy(struct spikes *spikes)
{
	if (!spikes)
		return;
	for (size_t i = 0; i < names_count(spikes->keys); i++) {
		free(spikes->watched[i]->recent);
		free(spikes->watched[i]);
	}
	free(spikes->watched);
	names_destroy(spikes->keys);
	names_destroy(spikes->names);
	topics_destroy(spikes->topics);
	free(spikes);
}

/* --- what is usual ---------------------------------------------------------------- */

static int by_size(const void *a, const void *b)
{
	uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;

	return one < other ? -1 : one > other;
}

/* In that hour of the weeks before, but none before the first fact. */
static double usual_in_hour(const struct spikes *spikes, const struct watched *watched,
			    int64_t hour)
{
	int64_t first = (spikes->first_ms + spikes->zone_ms) / HOUR_MS;
	uint32_t counts[SPIKE_WEEKS];
	size_t n = 0;

	for (int64_t week = 1; week <= SPIKE_WEEKS && hour - week * WEEK_HOURS >= first; week++)
		counts[n++] = watched->hours[(hour - week * WEEK_HOURS) % HOURS_KEPT];
	if (n == 0)
		return 1;
	qsort(counts, n, sizeof *counts, by_size);
	return counts[n / 2] + 1.0;
}

/* In the window that ends then. */
static double usual_at(const struct spikes *spikes, const struct watched *watched, int64_t at_ms)
{
	int64_t from_middle = at_ms + spikes->zone_ms - HOUR_MS / 2;
	int64_t hour = from_middle / HOUR_MS;
	double part = (double)(from_middle % HOUR_MS) / HOUR_MS;

	return ((1 - part) * usual_in_hour(spikes, watched, hour) +
		part * usual_in_hour(spikes, watched, hour + 1)) /
	       WINDOWS_AN_HOUR;
}

double spike_chance(double mean, size_t n)
{
	double term, sum = 0;

	if ((double)n <= mean)
		return 1; /* half or more: no spike, however large */
	term = exp((double)n * log(mean) - mean - lgamma((double)n + 1));
	for (size_t k = n; term > sum * 1e-9; k++) {
		sum += term;
		term *= mean / ((double)k + 1);
	}
	return sum;
}

/* --- what comes ------------------------------------------------------------------- */

/* Hours in which nothing came count as well. */
static void move_to_hour(struct watched *watched, int64_t hour)
{
	int64_t next = watched->last_hour + 1;

	if (next < hour - HOURS_KEPT + 1)
		next = hour - HOURS_KEPT + 1;
	for (; next <= hour; next++)
		watched->hours[next % HOURS_KEPT] = 0;
	watched->last_hour = hour > watched->last_hour ? hour : watched->last_hour;
}

static void drop_old(struct watched *watched, int64_t now_ms)
{
	size_t n = 0;

	while (n < watched->n_recent && watched->recent[n] <= now_ms - SPIKE_WINDOW_MS)
		n++;
	if (n == 0)
		return;
	watched->n_recent -= n;
	memmove(watched->recent, watched->recent + n, watched->n_recent * sizeof *watched->recent);
}

void watched_add_recent(struct watched *watched, int64_t at_ms)
{
	if (watched->n_recent == watched->room) {
		watched->room = watched->room ? watched->room * 2 : 8;
		watched->recent = mem_resize(watched->recent, watched->room,
					     sizeof *watched->recent);
	}
	watched->recent[watched->n_recent++] = at_ms;
}

static bool is_learned(const struct spikes *spikes, int64_t at_ms)
{
	return at_ms - spikes->first_ms >= spikes->rules.least_weeks * WEEK_HOURS * HOUR_MS;
}

static bool is_by_chance(const struct spikes *spikes, double usual, size_t n)
{
	double windows = WINDOWS_A_WEEK * (double)names_count(spikes->keys);

	return spike_chance(usual, n) > spikes->rules.false_weekly / windows;
}

static void look(struct spikes *spikes, struct watched *watched, int64_t at_ms)
{
	size_t n = watched->n_recent;
	double usual;

	if ((double)n < spikes->rules.least || !is_learned(spikes, at_ms))
		return;
	usual = usual_at(spikes, watched, at_ms);
	if ((double)n < spikes->rules.least_times * usual)
		return;
	if (!watched->active) {
		if (is_by_chance(spikes, usual, n))
			return;
		watched->active = true;
		watched->spike.from_ms = at_ms;
		watched->spike.to_ms = 0;
		watched->spike.most = n;
		watched->spike.usual = usual;
		spikes->take(spikes->context, &watched->spike);
	}
	watched->spike.to_ms = at_ms; /* until it is over: when it was last as much */
	watched->spike.most = n > watched->spike.most ? n : watched->spike.most;
}

struct watched *spikes_watched(struct spikes *spikes, int topic, int region)
{
	size_t before = names_count(spikes->keys);
	struct watched *watched;
	char name[32];
	int key;

	snprintf(name, sizeof name, "%d %d", topic, region);
	key = names_number(spikes->keys, name);
	if (names_count(spikes->keys) == before)
		return spikes->watched[key];
	watched = mem_new(sizeof *watched);
	watched->topic = topic;
	watched->region = region;
	watched->spike.topic = names_text(spikes->names, topic);
	watched->spike.region = names_text(spikes->names, region);
	spikes->watched = mem_resize(spikes->watched, before + 1, sizeof *spikes->watched);
	spikes->watched[key] = watched;
	return watched;
}

static void count(struct spikes *spikes, int topic, int region, int64_t at_ms)
{
	struct watched *watched = spikes_watched(spikes, topic, region);
	int64_t hour = (at_ms + spikes->zone_ms) / HOUR_MS;

	move_to_hour(watched, hour);
	watched->hours[hour % HOURS_KEPT]++;
	drop_old(watched, at_ms);
	watched_add_recent(watched, at_ms);
	look(spikes, watched, at_ms);
}

/* --- conversations ---------------------------------------------------------------- */

static void take_topic(struct spikes *spikes, const struct fact_row *fact)
{
	struct talk *talk = topics_talk(spikes->topics, fact->conversation);
	char text[80];
	int topic;

	snprintf(text, sizeof text, "%s %s", fact->name, fact->value);
	topic = names_number(spikes->names, text);
	if (talk_add_topic(talk, topic))
		count(spikes, topic,
		      talk->region < 0 ? names_number(spikes->names, SPIKE_REGION_UNKNOWN)
				       : talk->region,
		      fact->at_ms);
}

/* What was counted where nobody knew it counts here too. */
static void take_region(struct spikes *spikes, const struct fact_row *fact)
{
	struct talk *talk = topics_talk(spikes->topics, fact->conversation);
	int region = names_number(spikes->names, fact->value);

	if (talk->region == region)
		return;
	talk->region = region;
	for (size_t i = 0; i < talk->n_topics; i++)
		count(spikes, talk->topics[i], region, fact->at_ms);
}

void spikes_fact(struct spikes *spikes, const struct fact_row *fact)
{
	if (!spikes->first_ms)
		spikes->first_ms = fact->at_ms;
	spikes_pass(spikes, fact->at_ms);
	if ((!strcmp(fact->kind, "told") && !strcmp(fact->name, "cause")) ||
	    (!strcmp(fact->kind, "understood") && !strcmp(fact->name, "intent")))
		take_topic(spikes, fact);
	else if (!strcmp(fact->kind, "line") && !strcmp(fact->name, "region") && fact->value)
		take_region(spikes, fact);
}

/* --- the end ---------------------------------------------------------------------- */

void spikes_pass(struct spikes *spikes, int64_t now_ms)
{
	int64_t calm_ms = now_ms - spikes->rules.calm_minutes * MINUTE_MS;

	for (size_t i = 0; i < names_count(spikes->keys); i++) {
		struct watched *watched = spikes->watched[i];

		if (!watched->active || watched->spike.to_ms > calm_ms)
			continue;
		watched->active = false;
		spikes->take(spikes->context, &watched->spike);
	}
}

bool spikes_next(const struct spikes *spikes, size_t *at, struct spike *out)
{
	while (*at < names_count(spikes->keys)) {
		const struct watched *watched = spikes->watched[(*at)++];

		if (!watched->active)
			continue;
		*out = watched->spike;
		out->to_ms = 0;
		return true;
	}
	return false;
}
