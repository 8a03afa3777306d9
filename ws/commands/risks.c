/*
 * `fuji risks`: lines that are likely to be stopped within a week; and how good that list is.
 */
#include <stdio.h>
#include <string.h>

#include "bot/insight/risk_trial.h"
#include "ws/commands/command.h"
#include "ws/config.h"
#include "ws/imported.h"

extern const struct command command_risks;

struct options {
	long long top, lines, days, seed;
	const char *day, *params;
	bool evaluate;
};

/* --- the list --------------------------------------------------------------------- */

static void print_risks(const struct risk *risks, size_t n)
{
	char day[DAY_TEXT_SIZE];

	puts("line,matter,day,chance,why");
	for (size_t i = 0; i < n; i++) {
		usage_print_day(risks[i].day, day);
		printf("%s,%s,%s,%.2f,\"%s\"\n", risks[i].line, risk_matter_name(risks[i].matter),
		       day, risks[i].chance, risks[i].why);
	}
}

static int list(const struct options *options, const struct workplace *place)
{
	struct history *history;
	struct risk *risks;
	int code = imported_history(place->config, options->day, &history);
	size_t n;

	if (code != EXIT_DONE)
		return code;
	risks_find(history, place->arena, &risks, &n);
	print_risks(risks, n < (size_t)options->top ? n : (size_t)options->top);
	history_destroy(history);
	return EXIT_DONE;
}

/* --- how good it is --------------------------------------------------------------- */

static void print_marks(void *context, const struct risk_marks *marks)
{
	char day[DAY_TEXT_SIZE];

	(void)context;
	usage_print_day(marks->day, day);
	printf("| %s | %zu | %zu | %zu | %.1f %% | %.1f %% | %.1f %% | %.1f %% |\n", day,
	       marks->working, marks->stopped, marks->looked_at, 100 * marks->listed,
	       100 * marks->by_balance, 100 * marks->achievable, 100 * marks->best);
	fflush(stdout);
}

static int evaluate(const struct options *options, const struct workplace *place)
{
	struct population_params params;
	struct risk_trial trial = {
		.params = &params,
		.n_lines = (size_t)options->lines,
		.days = (int)options->days,
		.seed = (uint64_t)options->seed,
		.share = 0.05,
	};

	if (!population_params_read(place->home, options->params, place->arena, &params,
				    place->problems))
		return command_fail_problems(place->problems);
	puts("Of the 5 % of lines at the head of each list, who was stopped within 7 days:\n\n"
	     "| day | lines that work | stopped in 7 days | looked at | this list | lowest balance "
	     "first | best from an export | best who knows the owners |\n"
	     "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
	risk_trial_run(&trial, print_marks, NULL);
	return EXIT_DONE;
}

/* --- the command ------------------------------------------------------------------ */

static const struct option own[] = {
	{"top", required_argument, NULL, 'T'},    {"day", required_argument, NULL, 'D'},
	{"evaluate", no_argument, NULL, 'E'},     {"days", required_argument, NULL, 'N'},
	{"lines", required_argument, NULL, 'L'},  {"seed", required_argument, NULL, 'S'},
	{"params", required_argument, NULL, 'P'}, {0},
};

static bool take_option(void *context, int option, const char *value)
{
	struct options *out = context;

	switch (option) {
	case 'T':
		return command_number(value, 1, 1000 * 1000 * 1000, &out->top);
	case 'D':
		out->day = value;
		return true;
	case 'E':
		out->evaluate = true;
		return true;
	case 'N':
		return command_number(value, 35, 3650, &out->days);
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

static int act(const struct workplace *place, void *context)
{
	const struct options *options = context;

	return options->evaluate ? evaluate(options, place) : list(options, place);
}

static int run(int argc, char **argv)
{
	static const struct command_line line = {.own = own, .take = take_option, .work = act};
	struct options options = {.top = 100, .lines = 20000, .days = 60, .seed = 1};

	return command_configured(&command_risks, &line, &options, argc, argv);
}

const struct command command_risks = {
	.name = "risks",
	.summary = "lines that are likely to be stopped within a week, and why",
	.usage =
		"usage: fuji risks [--top N] [--day DAY]\n"
		"       fuji risks --evaluate [--days N] [--lines N] [--seed N] [--params FILE]\n\n"
		"  --top N       so many lines, the most likely first (100)\n"
		"  --day DAY     as one would have said it at the end of that day (the last one)\n"
		"  --evaluate    how good the list is on a simulated population\n"
		"  --days N, --lines N, --seed N, --params FILE\n"
		"                as in `fuji simulate`\n\n"
		"Of what `fuji import` has taken; as comma-separated values, with whole numbers: for the\n"
		"operator's own eyes. bot/insight/README.md says how likely is counted.\n",
	.settings = true,
	.run = run,
};
