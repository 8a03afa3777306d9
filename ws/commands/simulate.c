/*
 * `fuji simulate`: a made-up operator's lines and those who write, to try figures, alarms and
 * forecasts on.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "bot/population/population.h"
#include "bot/population/record.h"
#include "ws/commands/command.h"
#include "ws/data_dir.h"

extern const struct command command_simulate;
extern const struct store_kind store_sqlite;

#define DAY_MS (24 * 60 * 60 * 1000LL)

struct options {
	long long days, lines, seed;
	const char *out, *params;
};

struct simulation {
	FILE *usage, *truth;
	struct buffer rows; /* of usage */
	struct record record;
};

/* --- what is written -------------------------------------------------------------- */

static void take_usage(void *context, const struct usage_row *row)
{
	struct simulation *simulation = context;

	usage_print(row, &simulation->rows);
}

static void print_time(const struct truth_row *row, char out[25])
{
	bool of_line = *row->line;
	struct civil civil;

	clock_civil(row->at_ms, POPULATION_ZONE_MINUTES, &civil);
	if (of_line)
		usage_print_day((int)((row->at_ms + POPULATION_ZONE_MINUTES * 60000LL) / DAY_MS),
				out);
	else
		clock_print(row->at_ms, out);
}

static void take_truth(void *context, const struct truth_row *row)
{
	static const char *const names[] = {
		[TRUTH_STOPPED] = "stopped",
		[TRUTH_RESTORED] = "restored",
		[TRUTH_INCIDENT] = "incident",
		[TRUTH_INCIDENT_OVER] = "incident over",
	};
	struct simulation *simulation = context;
	char at[25];

	print_time(row, at);
	fprintf(simulation->truth, "%s,%s,%s,%s,%s\n", names[row->truth], at, row->line,
		row->region, row->cause);
}

static void write_usage(struct simulation *simulation)
{
	fwrite(simulation->rows.data, 1, simulation->rows.length, simulation->usage);
	buffer_clear(&simulation->rows);
}

static bool simulate(struct simulation *simulation, const struct options *options,
		     const struct population_params *params)
{
	const struct population_taker taker = {simulation, take_usage, take_truth,
					       &simulation->record.reader};
	struct population *population = population_create(params, (size_t)options->lines,
							  (uint64_t)options->seed);
	bool fine = record_begin(&simulation->record);

	fputs(USAGE_HEADER, simulation->usage);
	fputs("what,at,line,region,cause\n", simulation->truth);
	for (long long day = 0; fine && day < options->days; day++) {
		population_day(population, &taker);
		write_usage(simulation);
	}
	population_end(population, &taker);
	fine = fine && record_commit(&simulation->record);
	population_destroy(population);
	buffer_finish(&simulation->rows);
	return fine;
}

/* --- files ------------------------------------------------------------------------ */

static FILE *create(const struct options *options, const char *name, struct arena *arena)
{
	const char *path = arena_format(arena, "%s/%s", options->out, name);
	FILE *file = fopen(path, "w");

	if (!file)
		command_fail(EXIT_ENVIRONMENT, "%s cannot be written: %s", path, strerror(errno));
	return file;
}

/* Whether all of it is on the disk. */
static bool finish(FILE *file)
{
	bool fine = !ferror(file);

	return fclose(file) == 0 && fine;
}

static int write_files(struct simulation *simulation, const struct options *options,
		       const struct population_params *params, struct arena *arena)
{
	bool fine, whole;

	simulation->usage = create(options, "usage.csv", arena);
	if (!simulation->usage)
		return EXIT_ENVIRONMENT;
	simulation->truth = create(options, "truth.csv", arena);
	if (!simulation->truth) {
		fclose(simulation->usage);
		return EXIT_ENVIRONMENT;
	}
	fine = simulate(simulation, options, params);
	whole = finish(simulation->usage);
	whole &= finish(simulation->truth);
	if (!fine)
		return command_fail(EXIT_ENVIRONMENT, "%s", simulation->record.err.text);
	return whole ? EXIT_DONE
		     : command_fail(EXIT_ENVIRONMENT, "%s cannot be written to its end",
				    options->out);
}

static int with_store(const struct options *options, const struct population_params *params,
		      struct arena *arena)
{
	const char *path = arena_format(arena, "%s/data", options->out);
	struct simulation simulation = {0};
	struct data_dir dir = {0};
	struct error err;
	void *db;
	int code;

	crypto_start();
	if (mkdir(options->out, 0700) && errno != EEXIST)
		return command_fail(EXIT_ENVIRONMENT, "%s cannot be made: %s", options->out,
				    strerror(errno));
	if (access(arena_format(arena, "%s/%s", path, store_sqlite.file), F_OK) == 0)
		return command_fail(EXIT_ENVIRONMENT, "%s holds a database already", path);
	if (!data_dir_open(path, NULL, &dir, &err))
		return command_fail(EXIT_ENVIRONMENT, "%s", err.text);
	db = store_sqlite.open(path, &err);
	if (db) {
		record_init(&simulation.record, &store_sqlite, db, dir.keys);
		code = write_files(&simulation, options, params, arena);
		store_sqlite.close(db);
	} else {
		code = command_fail(EXIT_ENVIRONMENT, "%s", err.text);
	}
	data_dir_close(&dir);
	return code;
}

/* --- the command ------------------------------------------------------------------ */

static bool take_option(struct options *out, int option)
{
	switch (option) {
	case 'd':
		return command_number(optarg, 1, 3650, &out->days);
	case 'l':
		return command_number(optarg, 1, 10 * 1000 * 1000, &out->lines);
	case 's':
		return command_number(optarg, 0, INT64_MAX, &out->seed);
	case 'o':
		out->out = optarg;
		return true;
	case 'p':
		out->params = optarg;
		return true;
	default:
		return false;
	}
}

static int run_with(const struct options *options, struct arena *arena, struct problems *problems)
{
	struct population_params params;

	if (!population_params_read(command_home(arena), options->params, arena, &params, problems))
		return command_fail_problems(problems);
	return with_store(options, &params, arena);
}

static int run(int argc, char **argv)
{
	static const struct option known[] = {
		{"days", required_argument, NULL, 'd'},   {"lines", required_argument, NULL, 'l'},
		{"seed", required_argument, NULL, 's'},   {"out", required_argument, NULL, 'o'},
		{"params", required_argument, NULL, 'p'}, {0},
	};
	struct options options = {.days = 60, .lines = 20000, .seed = 1};
	struct problems *problems = problems_create();
	struct arena *arena = arena_create();
	bool good = true;
	int option, code;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1)
		good = take_option(&options, option) && good;
	code = good && options.out && optind == argc ? run_with(&options, arena, problems)
						     : command_misused(&command_simulate);
	arena_destroy(arena);
	problems_destroy(problems);
	return code;
}

const struct command command_simulate = {
	.name = "simulate",
	.summary = "makes up lines and those who write, to try figures and forecasts on",
	.usage =
		"usage: fuji simulate --out DIR [--days N] [--lines N] [--seed N] [--params FILE]\n\n"
		"  --out DIR      made if it is not there; gets\n"
		"                   usage.csv  what an operator exports of its lines each day\n"
		"                   truth.csv  which line was stopped when and why; incidents\n"
		"                   data       a data folder with the facts of those who wrote, for\n"
		"                              `fuji report`, `fuji spikes` and `fuji forecast`\n"
		"  --days N       so many days (60)\n"
		"  --lines N      of so many lines (20000)\n"
		"  --seed N       the same seed makes the same (1)\n"
		"  --params FILE  YAML: what is to be otherwise than in bot/population/population.yaml\n\n"
		"bot/population/README.md says what is assumed.\n",
	.run = run,
};
