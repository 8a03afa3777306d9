/*
 * How many conversations about a cause there will be tomorrow, and in the next seven days.
 *
 * A pure function of a row of daily numbers: the level of late times the weekday's part. How far off
 * it may be is told by how far off it was on the days before, not by an assumed law; and where that
 * held too seldom or too often, by a little more or less.
 */
#ifndef FUJI_BOT_INSIGHT_FORECAST_H
#define FUJI_BOT_INSIGHT_FORECAST_H

#include <stdbool.h>
#include <stddef.h>

/** So many days are known before anything is said. */
#define FORECAST_LEAST_DAYS(days) (21 + 3 * (days))

/** Numbers of days that follow each other without a gap. */
struct series {
	const double *numbers;
	size_t n;
	int first_day; /* since 1970 */
};

/** What is expected; the truth lies from low to high eight times in ten. */
struct forecast {
	double expected, low, high;
};

/** Of the past: how often the truth lay from low to high, on each day on which it could have been
 *  said. */
struct forecast_marks {
	size_t n, within;
};

/** The sum of the `days` (1 or 7) days behind the series, and what the same was worth on the days
 *  before. False when the series is too short. */
bool forecast_make(const struct series *series, size_t days, struct forecast *out,
		   struct forecast_marks *marks);

#endif
