/*
 * `fuji forecast`: how many conversations about each cause are to be expected.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/names.h"
#include "bot/insight/forecast.h"
#include "bot/insight/topics.h"
#include "bot/insight/usage.h"
#include "bot/rows.h"
#include "ws/commands/command.h"
#include "ws/config.h"

extern const struct command command_forecast;
extern const struct store_kind store_sqlite;

#define MINUTE_MS (60 * 1000LL)
#define DAY_MS (24 * 60 * MINUTE_MS)
#define DAYS_MOST 365 /* are looked back on */

struct counting {
	int first_day, until_day; /* the last one is not counted: it has only begun */
	int zone_minutes;
	struct names *causes;
	double (*numbers)[DAYS_MOST]; /* by cause and day */
	struct topics *topics;
	int begun_day; /* of the first fact; 0: none */
};

/* --- counting --------------------------------------------------------------------- */

static int day_of(const struct counting *counting, int64_t at_ms)
{
	return (int)((at_ms + counting->zone_minutes * MINUTE_MS) / DAY_MS);
}

static double *numbers_of(struct counting *counting, int cause, size_t n_before)
{
	size_t n = names_count(counting->causes);

	if (n > n_before) {
		counting->numbers = mem_resize(counting->numbers, n, sizeof *counting->numbers);
		memset(counting->numbers[n_before], 0, sizeof *counting->numbers);
	}
	return counting->numbers[cause];
}

static void take_fact(void *context, const struct fact_row *fact)
{
	struct counting *counting = context;
	size_t n_before = names_count(counting->causes);
	int day = day_of(counting, fact->at_ms), cause;

	if (day < counting->first_day || day >= counting->until_day)
		return;
	if (!counting->begun_day)
		counting->begun_day = day;
	if (strcmp(fact->kind, "told") != 0 || strcmp(fact->name, "cause") != 0)
		return;
	cause = names_number(counting->causes, fact->value);
	numbers_of(counting, cause, n_before)[day - counting->first_day] += talk_add_topic(
		topics_talk(counting->topics, fact->conversation), cause);
}

/* --- printing --------------------------------------------------------------------- */

static void add_marks(struct forecast_marks *sum, const struct forecast_marks *marks)
{
	sum->n += marks->n;
	sum->within += marks->within;
}

static void print_one(const struct series *series, const char *cause, size_t days,
		      struct forecast_marks *sum)
{
	struct forecast_marks marks;
	struct forecast forecast;

	if (!forecast_make(series, days, &forecast, &marks))
		return;
	add_marks(sum, &marks);
	printf("| %s | %zu | %.1f | %.1f | %.1f | %zu of %zu |\n", cause, days, forecast.expected,
	       forecast.low, forecast.high, marks.within, marks.n);
}

static void print_coverage(size_t days, const struct forecast_marks *marks)
{
	if (marks->n > 0)
		printf("Of %zu forecasts of %zu day%s in the past %.1f %% held.\n", marks->n, days,
		       days == 1 ? "" : "s", 100 * (double)marks->within / (double)marks->n);
}

static void print_all(const struct counting *counting)
{
	int offset = counting->begun_day - counting->first_day;
	struct forecast_marks sums[2] = {0};
	char day[DAY_TEXT_SIZE];

	usage_print_day(counting->until_day, day);
	printf("From %s on; eight times in ten the number lies from low to high.\n\n"
	       "| cause | days | expected | low | high | held in the past |\n"
	       "| --- | ---: | ---: | ---: | ---: | ---: |\n",
	       day);
	for (size_t i = 0; i < names_count(counting->causes); i++) {
		const struct series series = {counting->numbers[i] + offset,
					      (size_t)(counting->until_day - counting->begun_day),
					      counting->begun_day};

		print_one(&series, names_text(counting->causes, (int)i), 1, &sums[0]);
		print_one(&series, names_text(counting->causes, (int)i), 7, &sums[1]);
	}
	putchar('\n');
	print_coverage(1, &sums[0]);
	print_coverage(7, &sums[1]);
}

/* --- the command ------------------------------------------------------------------ */

static int forecast(const char *database, int64_t at_ms, int zone_minutes)
{
	struct counting counting = {.zone_minutes = zone_minutes};
	const struct report_reader reader = {.context = &counting, .fact = take_fact};
	struct error err;
	bool fine;

	counting.until_day = day_of(&counting, at_ms);
	counting.first_day = counting.until_day - DAYS_MOST;
	counting.causes = names_create();
	counting.topics = topics_create();
	fine = store_sqlite.report(database, at_ms - DAYS_MOST * DAY_MS, &reader, &err);
	if (fine)
		print_all(&counting);
	topics_destroy(counting.topics);
	names_destroy(counting.causes);
	free(counting.numbers);
	return fine ? EXIT_DONE : command_fail(EXIT_ENVIRONMENT, "%s", err.text);
}

static const struct option own[] = {{"at", required_argument, NULL, 'A'}, {0}};

static bool take_option(void *context, int option, const char *value)
{
	(void)option;
	*(const char **)context = value;
	return true;
}

static int act(const struct workplace *place, void *context)
{
	const char *at = *(const char **)context;
	int zone_minutes = (int)place->config->zone_minutes;
	struct clock clock = clock_system();
	int64_t at_ms = clock_now_ms(&clock);

	if (at && !command_time(at, zone_minutes, &at_ms))
		return command_fail(EXIT_INPUT, "--at %s is no time like 2026-01-31", at);
	return forecast(arena_format(place->arena, "%s/%s", place->config->data, store_sqlite.file),
			at_ms, zone_minutes);
}

static int run(int argc, char **argv)
{
	static const struct command_line line = {.own = own, .take = take_option, .work = act};
	const char *at = NULL;

	return command_configured(&command_forecast, &line, &at, argc, argv);
}

const struct command command_forecast = {
	.name = "forecast",
	.summary = "how many conversations about each cause are to be expected",
	.usage =
		"usage: fuji forecast [--at DAY]\n\n"
		"  --at DAY  as one would have said it when that day began (today)\n\n"
		"For that day and for the seven days from it on, out of the days before it;\n"
		"with what the same forecast was worth on each day of the past. Nothing is said before\n"
		"four weeks are there. bot/insight/README.md says how it is made.\n",
	.settings = true,
	.run = run,
};
