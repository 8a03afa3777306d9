#include "bot/insight/forecast.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define LEVEL_DAYS 14
#define PROFILE_DAYS 42
#define PRIOR_WEEKS 4.0 /* in which all days were alike, are added to what each weekday was */
#define ODD 3.0         /* so many roots above the median is no day like the others */
#define OUTSIDE 0.2     /* of all truths */
#define OUTSIDE_LEAST 0.02
#define OUTSIDE_MOST 0.6
#define LEARNING 0.04

/* --- what is expected ------------------------------------------------------------- */

static int by_size(const void *a, const void *b)
{
	double one = *(const double *)a, other = *(const double *)b;

	return one < other ? -1 : one > other;
}

static double sum_of(const double *numbers, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += numbers[i];
	return sum;
}

/* Misses grow with the root of what is expected, as counts do: in that measure a large one tells
 * something of a small one. */
static double measure(double expected)
{
	return sqrt(expected + 1);
}

/* The last days before day n; of an odd day, as incidents make them, no more counts than of the
 * largest that is none. */
static size_t recent(const struct series *series, size_t n, double out[PROFILE_DAYS])
{
	size_t n_days = n < PROFILE_DAYS ? n : PROFILE_DAYS;
	const double *from = series->numbers + n - n_days;
	double sorted[PROFILE_DAYS], most;

	memcpy(sorted, from, n_days * sizeof *sorted);
	qsort(sorted, n_days, sizeof *sorted, by_size);
	most = sorted[n_days / 2] + ODD * measure(sorted[n_days / 2]);
	for (size_t i = 0; i < n_days; i++)
		out[i] = fmin(from[i], most);
	return n_days;
}

static int weekday_of(const struct series *series, size_t i)
{
	return (series->first_day + (int)i + 4) % 7; /* 1 January 1970 was a Thursday */
}

/* How many times the mean a weekday has, in the whole weeks before day n. */
static void profile_of(const struct series *series, size_t n, const double *days, size_t n_days,
		       double out[7])
{
	size_t weeks = n_days / 7, skipped = n_days - weeks * 7;
	double mean = sum_of(days + skipped, weeks * 7) / (double)(weeks * 7);
	double sums[7] = {0};

	for (size_t i = skipped; i < n_days; i++)
		sums[weekday_of(series, n - n_days + i)] += days[i];
	for (int day = 0; day < 7; day++)
		out[day] = mean > 0 ? (sums[day] / mean + PRIOR_WEEKS) /
					      ((double)weeks + PRIOR_WEEKS)
				    : 1;
}

/* Of the days from day n on. */
static double expect(const struct series *series, size_t n, size_t days)
{
	double before[PROFILE_DAYS], profile[7], times = 0;
	size_t n_before = recent(series, n, before);
	double level = sum_of(before + n_before - LEVEL_DAYS, LEVEL_DAYS) / LEVEL_DAYS;

	profile_of(series, n, before, n_before, profile);
	for (size_t i = 0; i < days; i++)
		times += profile[weekday_of(series, n + i)];
	return level * times;
}

/* --- how far off ------------------------------------------------------------------ */

/* From the first day on of which anything is expected, to the day behind the last. */
struct walk {
	const struct series *series;
	size_t days;
	double *expected; /* by day */
	double *misses;   /* of those whose truth is known, sorted */
	size_t n_misses;
	bool *outside; /* by day */
	double share;  /* to be outside; 0.2, but for what was learned */
};

/* Between two in proportion. */
static double miss_at(const struct walk *walk, double rank)
{
	size_t below = (size_t)rank, above = below + 1 < walk->n_misses ? below + 1 : below;

	return walk->misses[below] +
	       (rank - (double)below) * (walk->misses[above] - walk->misses[below]);
}

/* How many misses are left out at either end. Truths of several days overlap, so that many misses
 * are worth few: then none is. */
static double left_out(const struct walk *walk)
{
	double days = (double)walk->days;

	return fmax(walk->share / 2 * ((double)walk->n_misses + days) - days, 0);
}

static double truth_of(const struct walk *walk, size_t at)
{
	return sum_of(walk->series->numbers + at, walk->days);
}

/* The truth of the forecast of day `at` has come. After too many outside the next are wider: Gibbs
 * and Candes, Adaptive conformal inference under distribution shift, 2021. */
static void learn(struct walk *walk, size_t at)
{
	double expected = walk->expected[at];

	walk->misses[walk->n_misses++] = (truth_of(walk, at) - expected) / measure(expected);
	qsort(walk->misses, walk->n_misses, sizeof *walk->misses, by_size);
	if (at < FORECAST_LEAST_DAYS(walk->days))
		return;
	walk->share += LEARNING * (OUTSIDE - walk->outside[at]);
	walk->share = fmin(fmax(walk->share, OUTSIDE_LEAST), OUTSIDE_MOST);
}

static struct forecast forecast_at(const struct walk *walk, size_t at)
{
	double expected = walk->expected[at], size = measure(expected);
	double rank = left_out(walk);
	double low = miss_at(walk, rank);
	double high = miss_at(walk, (double)(walk->n_misses - 1) - rank);

	return (struct forecast){expected, fmax(0, expected + low * size),
				 fmax(0, expected + high * size)};
}

static void mark(struct walk *walk, size_t at, const struct forecast *forecast,
		 struct forecast_marks *marks)
{
	double truth = truth_of(walk, at);

	walk->outside[at] = truth < forecast->low || truth > forecast->high;
	marks->n++;
	marks->within += !walk->outside[at];
}

bool forecast_make(const struct series *series, size_t days, struct forecast *out,
		   struct forecast_marks *marks)
{
	struct walk walk = {.series = series, .days = days, .share = OUTSIDE};

	*marks = (struct forecast_marks){0};
	if (series->n < FORECAST_LEAST_DAYS(days))
		return false;
	walk.expected = mem_new((series->n + 1) * sizeof *walk.expected);
	walk.misses = mem_new((series->n + 1) * sizeof *walk.misses);
	walk.outside = mem_new((series->n + 1) * sizeof *walk.outside);
	for (size_t at = LEVEL_DAYS; at <= series->n; at++) {
		walk.expected[at] = expect(series, at, days);
		if (at >= LEVEL_DAYS + days)
			learn(&walk, at - days);
		if (at < FORECAST_LEAST_DAYS(days))
			continue;
		*out = forecast_at(&walk, at);
		if (at + days <= series->n)
			mark(&walk, at, out, marks);
	}
	free(walk.expected);
	free(walk.misses);
	free(walk.outside);
	return true;
}
