/*
 * Days that are not what their weekday says: public holidays, and the workdays of a weekend
 * that make up for them. A date is a text, and dates are compared as texts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "knowledge/parts.h"

#define DAY_LENGTH 10 /* YYYY-MM-DD */

enum { SUNDAY = 0, SATURDAY = 6 };

struct stretch {
	char first[DAY_LENGTH + 1], last[DAY_LENGTH + 1];
};

struct calendar_year {
	long long year;
	struct stretch *off, *work;
	size_t n_off, n_work;
};

void day_of(int64_t at_ms, int zone_minutes, char out[DAY_SIZE])
{
	struct civil civil;

	clock_civil(at_ms, zone_minutes, &civil);
	snprintf(out, DAY_SIZE, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
}

bool day_is_written(const char *text, size_t length)
{
	char day[DAY_LENGTH + 1];
	int64_t ignored;

	if (length != DAY_LENGTH)
		return false;
	memcpy(day, text, DAY_LENGTH);
	day[DAY_LENGTH] = '\0';
	return clock_parse(day, &ignored);
}

bool day_read(const struct yaml *map, const char *key, bool need, const char **out,
	      struct problems *problems)
{
	if (!yaml_read_string(map, key, need, out, problems))
		return false;
	if (yaml_get(map, key) && !day_is_written(*out, strlen(*out)))
		return yaml_problem(yaml_get(map, key), problems,
				    "`%s` is no date; write it as 2026-11-25", *out);
	return true;
}

/* `2026-01-01` or `2026-01-01/2026-01-03`, within the year. */
static bool read_stretch(const struct yaml *item, long long year, struct stretch *out,
			 struct problems *problems)
{
	const char *text = item->kind == YAML_TEXT ? item->text : "";
	const char *last = strchr(text, '/');
	size_t n_first = last ? (size_t)(last - text) : strlen(text);

	last = last ? last + 1 : text;
	if (!day_is_written(text, n_first) || !day_is_written(last, strlen(last)))
		return yaml_problem(item, problems,
				    "a day is written 2026-01-01, several 2026-01-01/2026-01-03");
	memcpy(out->first, text, DAY_LENGTH);
	memcpy(out->last, last, DAY_LENGTH);
	if (strtoll(out->first, NULL, 10) != year || strtoll(out->last, NULL, 10) != year)
		return yaml_problem(item, problems, "this day is not in %lld", year);
	if (strcmp(out->last, out->first) < 0)
		return yaml_problem(item, problems, "the last day is before the first");
	return true;
}

static bool read_stretches(const struct yaml *map, const char *key, long long year,
			   struct arena *arena, struct stretch **out, size_t *n,
			   struct problems *problems)
{
	const struct yaml *list = yaml_get(map, key);
	bool fine = true;

	if (!list)
		return true;
	if (list->kind != YAML_LIST)
		return yaml_problem(list, problems, "`%s` is a list of days", key);
	*out = arena_new(arena, list->n * sizeof **out);
	for (*n = 0; *n < list->n; ++*n)
		fine = read_stretch(list->items[*n], year, &(*out)[*n], problems) && fine;
	return fine;
}

static bool read_year(const struct yaml *map, struct arena *arena, struct calendar_year *out,
		      struct problems *problems)
{
	static const char *const keys[] = {"year", "source", "off", "work", NULL};
	const char *source;

	return yaml_known_keys(map, keys, problems) &&
	       yaml_read_integer(map, "year", true, 2000, 2999, &out->year, problems) &&
	       yaml_read_string(map, "source", true, &source, problems) &&
	       read_stretches(map, "off", out->year, arena, &out->off, &out->n_off, problems) &&
	       read_stretches(map, "work", out->year, arena, &out->work, &out->n_work, problems);
}

bool calendar_read(const char *path, struct arena *arena, struct calendar *out,
		   struct problems *problems)
{
	const struct yaml *list = yaml_read(path, arena, problems);
	bool fine = true;

	if (!list)
		return false;
	if (list->kind != YAML_LIST)
		return yaml_problem(list, problems, "a list of years is expected");
	out->years = arena_new(arena, list->n * sizeof *out->years);
	for (out->n = 0; out->n < list->n; out->n++)
		fine = read_year(list->items[out->n], arena, &out->years[out->n], problems) && fine;
	return fine;
}

static bool has_day(const struct stretch *stretches, size_t n, const char *day)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(stretches[i].first, day) <= 0 && strcmp(day, stretches[i].last) <= 0)
			return true;
	return false;
}

enum day_kind calendar_kind(const struct calendar *calendar, const char *day)
{
	for (size_t i = 0; i < calendar->n; i++) {
		const struct calendar_year *year = &calendar->years[i];

		if (has_day(year->off, year->n_off, day))
			return DAY_OFF;
		if (has_day(year->work, year->n_work, day))
			return DAY_WORK;
	}
	return DAY_PLAIN;
}

bool calendar_is_off(const struct calendar *calendar, int64_t at_ms, int zone_minutes)
{
	char day[DAY_SIZE];
	struct civil civil;

	day_of(at_ms, zone_minutes, day);
	clock_civil(at_ms, zone_minutes, &civil);
	switch (calendar_kind(calendar, day)) {
	case DAY_OFF:
		return true;
	case DAY_WORK:
		return false;
	case DAY_PLAIN:
		break;
	}
	return civil.weekday == SUNDAY || civil.weekday == SATURDAY;
}

static bool knows_year(const struct calendar *calendar, int year)
{
	for (size_t i = 0; i < calendar->n; i++)
		if (calendar->years[i].year == year)
			return true;
	return false;
}

bool calendar_check_day(const struct calendar *calendar, const char *path, int64_t at_ms,
			int zone_minutes, struct problems *problems)
{
	struct civil today;
	int last;

	clock_civil(at_ms, zone_minutes, &today);
	last = today.month == 12 ? today.year + 1 : today.year;
	for (int year = today.year; year <= last; year++) {
		if (!knows_year(calendar, year)) {
			problems_add(
				problems, path, 1, 1,
				"no row has the public holidays of %d; see the State Council's "
				"notice",
				year);
			return false;
		}
	}
	return true;
}
