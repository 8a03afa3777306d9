/*
 * `fuji spikes`: which causes and intents came far more often than usual, in which region; and how
 * well that is seen.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "bot/insight/spike_trial.h"
#include "ws/commands/command.h"
#include "ws/config.h"

extern const struct command command_spikes;
extern const struct store_kind store_sqlite;

#define SHOWN_MS (7 * 24 * 60 * 60 * 1000LL)

struct options {
	const char *at, *params;
	bool evaluate;
	long long lines, weeks, seed;
};

/* --- those of a store ------------------------------------------------------------- */

struct showing {
	struct spikes *spikes;
	int64_t at_ms;
	int zone_minutes;
};

static void print_spike(const struct showing *showing, const struct spike *spike)
{
	char from[CLOCK_MINUTE_SIZE], to[CLOCK_MINUTE_SIZE] = "goes on";

	clock_print_minute(spike->from_ms, showing->zone_minutes, from);
	if (spike->to_ms)
		clock_print_minute(spike->to_ms, showing->zone_minutes, to);
	printf("| %s | %s | %s | %s | %zu | %.1f |\n", from, to, spike->topic, spike->region,
	       spike->most, spike->usual);
}

static void take_spike(void *context, const struct spike *spike)
{
	const struct showing *showing = context;

	if (spike->to_ms && spike->from_ms >= showing->at_ms - SHOWN_MS)
		print_spike(showing, spike);
}

static void take_fact(void *context, const struct fact_row *fact)
{
	const struct showing *showing = context;

	if (fact->at_ms <= showing->at_ms)
		spikes_fact(showing->spikes, fact);
}

static int show(const char *database, int64_t at_ms, int zone_minutes)
{
	struct showing showing = {NULL, at_ms, zone_minutes};
	const struct report_reader reader = {.context = &showing, .fact = take_fact};
	struct spike spike;
	struct error err;
	size_t at = 0;
	bool fine;

	showing.spikes = spikes_create(&spike_rules, zone_minutes, take_spike, &showing);
	puts("| seen | until | what | region | most in 5 minutes | usual |\n"
	     "| --- | --- | --- | --- | ---: | ---: |");
	fine = store_sqlite.report(database, at_ms - SPIKE_MEMORY_MS, &reader, &err);
	spikes_pass(showing.spikes, at_ms);
	while (fine && spikes_next(showing.spikes, &at, &spike))
		print_spike(&showing, &spike);
	spikes_destroy(showing.spikes);
	return fine ? EXIT_DONE : command_fail(EXIT_ENVIRONMENT, "%s", err.text);
}

/* --- how well they are seen ------------------------------------------------------- */

static void print_marks(const struct spike_marks *marks, int weeks)
{
	double planted = marks->planted ? (double)marks->planted : 1;

	printf("| %d weeks, %zu conversations | | |\n| --- | ---: | ---: |\n", weeks,
	       marks->contacts);
	printf("| incidents planted | %zu | |\n", marks->planted);
	printf("| seen within 5 minutes | %zu | %.1f %% |\n", marks->in_time,
	       100 * (double)marks->in_time / planted);
	printf("| seen later | %zu | %.1f %% |\n", marks->seen - marks->in_time,
	       100 * (double)(marks->seen - marks->in_time) / planted);
	printf("| missed | %zu | %.1f %% |\n", marks->missed,
	       100 * (double)marks->missed / planted);
	printf("| half seen within | %.0f s | |\n", marks->half_within_s);
	printf("| nine in ten seen within | %.0f s | |\n", marks->nine_in_ten_within_s);
	printf("| half over within | %.0f s | behind the end |\n", marks->half_over_within_s);
	printf("| spikes | %zu | |\n", marks->spikes);
	printf("| false ones | %zu | %.2f a week |\n", marks->false_spikes,
	       (double)marks->false_spikes / weeks);
}

static int evaluate(const struct options *options, const struct workplace *place)
{
	struct population_params params;
	struct spike_marks marks;
	struct spike_trial trial = {
		.params = &params,
		.rules = &spike_rules,
		.n_lines = (size_t)options->lines,
		.weeks = (int)options->weeks,
		.seed = (uint64_t)options->seed,
	};

	if (!population_params_read(place->home, options->params, place->arena, &params,
				    place->problems))
		return command_fail_problems(place->problems);
	spike_trial_run(&trial, &marks);
	print_marks(&marks, trial.weeks);
	return EXIT_DONE;
}

/* --- the command ------------------------------------------------------------------ */

static const struct option own[] = {
	{"at", required_argument, NULL, 'A'},
	{"evaluate", no_argument, NULL, 'E'},
	{"weeks", required_argument, NULL, 'W'},
	{"lines", required_argument, NULL, 'L'},
	{"seed", required_argument, NULL, 'S'},
	{"params", required_argument, NULL, 'P'},
	{0},
};

static bool take_option(void *context, int option, const char *value)
{
	struct options *out = context;

	switch (option) {
	case 'A':
		out->at = value;
		return true;
	case 'E':
		out->evaluate = true;
		return true;
	case 'W':
		return command_number(value, 1, 1000, &out->weeks);
	case 'L':
		return command_number(value, 1, 10 * 1000 * 1000, &out->lines);
	case 'S':
		return command_number(value, 0, INT64_MAX, &out->seed);
	case 'P':
		out->params = value;
		return true;
	default:
		return false;
	}
}

static int look(const struct options *options, const struct workplace *place)
{
	struct clock clock = clock_system();
	int64_t at_ms = clock_now_ms(&clock);
	int zone_minutes = (int)place->config->zone_minutes;

	if (options->at && !command_time(options->at, zone_minutes, &at_ms))
		return command_fail(EXIT_INPUT, "--at %s is no time like 2026-01-31T09:00+08:00",
				    options->at);
	return show(arena_format(place->arena, "%s/%s", place->config->data, store_sqlite.file),
		    at_ms, zone_minutes);
}

static int act(const struct workplace *place, void *context)
{
	const struct options *options = context;

	return options->evaluate ? evaluate(options, place) : look(options, place);
}

static int run(int argc, char **argv)
{
	static const struct command_line line = {.own = own, .take = take_option, .work = act};
	struct options options = {.lines = 20000, .weeks = 100, .seed = 1};

	return command_configured(&command_spikes, &line, &options, argc, argv);
}

const struct command command_spikes = {
	.name = "spikes",
	.summary = "causes and intents that come far more often than usual, by region",
	.usage =
		"usage: fuji spikes [--at TIME]\n"
		"       fuji spikes --evaluate [--weeks N] [--lines N] [--seed N] [--params FILE]\n\n"
		"  --at TIME      as one would have seen it then (now), with the week before\n"
		"  --evaluate     how well incidents are seen that a simulation plants\n"
		"  --weeks N      of so many weeks (100)\n"
		"  --lines N, --seed N, --params FILE\n"
		"                 as in `fuji simulate`\n\n"
		"A spike is much more than the median of the same hour in the last eight weeks; of fewer\n"
		"than two nothing is said. bot/insight/README.md says when it is one. Works beside a\n"
		"running server and without one, and changes nothing.\n",
	.settings = true,
	.run = run,
};
