/*
 * `fuji report`: figures of a period, beside a running server and without one.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "bot/report.h"
#include "ws/commands/command.h"
#include "ws/config.h"
#include "ws/report_print.h"

extern const struct command command_report;
extern const struct store_kind store_sqlite;

#define DAY_MS (24 * 60 * 60 * 1000LL)
#define DAYS_MOST (20 * 365)

typedef void printer(struct buffer *out, const struct report_query *query,
		     const struct report *report, const struct report *before);

struct options {
	const char *from, *to;
	bool compare;
	enum report_by by;
	printer *print;
};

/* --- options ---------------------------------------------------------------------- */

static printer *printer_named(const char *name)
{
	return !strcmp(name, "markdown") ? report_print_markdown
	       : !strcmp(name, "csv")    ? report_print_csv
	       : !strcmp(name, "json")   ? report_print_json
	       : !strcmp(name, "digest") ? report_print_digest
					 : NULL;
}

static const struct option own[] = {
	{"from", required_argument, NULL, 'F'},   {"to", required_argument, NULL, 'T'},
	{"by", required_argument, NULL, 'B'},     {"compare", no_argument, NULL, 'C'},
	{"format", required_argument, NULL, 'O'}, {0},
};

static bool take_option(void *context, int option, const char *value)
{
	struct options *out = context;

	switch (option) {
	case 'F':
		out->from = value;
		return true;
	case 'T':
		out->to = value;
		return true;
	case 'B':
		return report_by_from(value, &out->by);
	case 'C':
		out->compare = true;
		return true;
	case 'O':
		out->print = printer_named(value);
		return out->print;
	default:
		return false;
	}
}

/* The seven days before today, unless told otherwise. */
static int read_period(const struct options *options, struct report_query *query)
{
	struct clock clock = clock_system();

	query->to_ms = clock_day_start(clock_now_ms(&clock), query->zone_minutes);
	if (options->to && !command_time(options->to, query->zone_minutes, &query->to_ms))
		return command_fail(EXIT_INPUT, "--to %s is no time like 2026-01-31", options->to);
	query->from_ms = query->to_ms - 7 * DAY_MS;
	if (options->from && !command_time(options->from, query->zone_minutes, &query->from_ms))
		return command_fail(EXIT_INPUT, "--from %s is no time like 2026-01-31",
				    options->from);
	if (query->from_ms >= query->to_ms || query->to_ms - query->from_ms > DAYS_MOST * DAY_MS)
		return command_fail(EXIT_INPUT, "the period must begin before it ends, and not be "
						"longer than twenty years");
	return EXIT_DONE;
}

/* --- the command ------------------------------------------------------------------ */

static int make(const struct options *options, const struct report_query *query,
		const char *database, struct arena *arena)
{
	struct report_query earlier = *query;
	struct report report, before;
	struct buffer printed = {0};
	struct error err;

	earlier.to_ms = query->from_ms;
	earlier.from_ms = 2 * query->from_ms - query->to_ms;
	if (!report_make(&store_sqlite, database, query, arena, &report, &err) ||
	    (options->compare &&
	     !report_make(&store_sqlite, database, &earlier, arena, &before, &err)))
		return command_fail(EXIT_ENVIRONMENT, "%s", err.text);
	options->print(&printed, query, &report, options->compare ? &before : NULL);
	fputs(printed.data, stdout);
	buffer_finish(&printed);
	return EXIT_DONE;
}

static bool take_words(void *context, int n, char **words)
{
	struct options *options = context;
	bool is_digest = options->print == report_print_digest;

	(void)words;
	options->compare = options->compare || is_digest;
	return n == 0 && (!is_digest || options->by == BY_ALL);
}

static int act(const struct workplace *place, void *context)
{
	const struct options *options = context;
	struct report_query query = {.by = options->by,
				     .zone_minutes = (int)place->config->zone_minutes};
	int code = read_period(options, &query);

	if (code != EXIT_DONE)
		return code;
	return make(options, &query,
		    arena_format(place->arena, "%s/%s", place->config->data, store_sqlite.file),
		    place->arena);
}

static int run(int argc, char **argv)
{
	static const struct command_line line = {
		.own = own, .take = take_option, .words = take_words, .work = act};
	struct options options = {.print = report_print_markdown};

	return command_configured(&command_report, &line, &options, argc, argv);
}

const struct command command_report = {
	.name = "report",
	.summary = "figures of a period: causes, ways, waits, what was restored",
	.usage =
		"usage: fuji report [--from DAY] [--to DAY] [--by GROUP] [--compare]\n"
		"                   [--format markdown|digest|csv|json]\n\n"
		"  --from, --to  conversations that began from then on and before: 2026-01-31, a day\n"
		"                of the set zone, or 2026-01-31T09:00+08:00 (the last seven days)\n"
		"  --by GROUP    day, hour, region, channel, language or cause; without: all in one\n"
		"  --compare     beside the period of the same length before\n"
		"  --format      markdown for people, digest for those who read one a week: what changed,\n"
		"                where people left, what did not help (not by groups); csv and json hold\n"
		"                every figure of every group\n\n"
		"bot/FIGURES.md says what each figure means. Works beside a running server and\n"
		"without one, and changes nothing.\n",
	.settings = true,
	.run = run,
};
