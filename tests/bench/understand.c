/*
 * What understanding a message costs: `understand PACKS MESSAGES [N]`.
 *
 * With N: loads the packs, answers N messages, and tells the seconds and the memory that took.
 * Without: the time of one message on one core, by part. Each part gets what the parts before
 * it have made of the message. A neighbour on the machine must not count: a message's time is
 * the least of its rounds, and the mean is the CPU's time in the best of some turns.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "base/mem.h"
#include "intents/features.h"
#include "intents/packs.h"
#include "intents/rules.h"
#include "intents/slots.h"
#include "tests/bench/bench.h"

enum { TURNS = 5, ROUNDS_A_TURN = 40, ZONE_MINUTES = 480 };

struct bench {
	const struct intents *intents;
	struct intent_matcher *matcher;
	struct text_reader *reader;
	struct rule_runner *rules;
	struct arena *arena; /* of one message */
	double *by_rules;
	float *by_model;
	struct sample *samples;
	size_t n;
};

/* --- the parts ------------------------------------------------------------ */

typedef void part(struct bench *bench, const struct sample *sample);

static void normal_form(struct bench *bench, const struct sample *sample)
{
	struct text_normal normal;
	struct subject subject;

	text_normalize(bench->reader, sample->text, strlen(sample->text), bench->arena, &normal,
		       NULL);
	subject_read(&normal, bench->arena, &subject);
}

static void slots(struct bench *bench, const struct sample *sample)
{
	struct understanding meaning = {.normal = sample->normal};

	slots_read(&meaning, 0, ZONE_MINUTES, bench->arena);
}

static void rules(struct bench *bench, const struct sample *sample)
{
	struct understanding meaning = {.normal = sample->normal};

	rules_run(bench->rules, &sample->subject, bench->arena, &meaning, bench->by_rules);
}

static void model(struct bench *bench, const struct sample *sample)
{
	struct features features;

	if (!bench->intents->model)
		return;
	features_read(&sample->subject, bench->arena, &features);
	model_score(bench->intents->model, &features, bench->by_model);
}

static void all(struct bench *bench, const struct sample *sample)
{
	struct understanding meaning;

	intent_match(bench->matcher, sample->text, strlen(sample->text), 0, ZONE_MINUTES,
		     bench->arena, &meaning, NULL);
}

/* --- speed ---------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static double time_of(struct bench *bench, const struct sample *sample, part *run)
{
	double start = bench_seconds(CLOCK_MONOTONIC);

	run(bench, sample);
	arena_reset(bench->arena);
	return bench_seconds(CLOCK_MONOTONIC) - start;
}

/* Mean CPU seconds of a message; keeps the least time of each. */
static double take_turn(struct bench *bench, part *run, double *least)
{
	double start = bench_seconds(CLOCK_PROCESS_CPUTIME_ID);

	for (size_t i = 0; i < ROUNDS_A_TURN * bench->n; i++) {
		double seconds = time_of(bench, &bench->samples[i % bench->n], run);

		if (seconds < least[i % bench->n])
			least[i % bench->n] = seconds;
	}
	return (bench_seconds(CLOCK_PROCESS_CPUTIME_ID) - start) /
	       (double)(ROUNDS_A_TURN * bench->n);
}

static void measure(struct bench *bench, const char *name, part *run)
{
	double *least = mem_resize(NULL, bench->n, sizeof *least), cpu = 1;

	for (size_t i = 0; i < bench->n; i++)
		least[i] = 1;
	for (int i = 0; i < TURNS; i++) {
		double seconds = take_turn(bench, run, least);

		cpu = seconds < cpu ? seconds : cpu;
	}
	qsort(least, bench->n, sizeof *least, compare);
	printf("{\"part\":\"%s\",\"median_us\":%.3f,\"p99_us\":%.3f,\"cpu_us\":%.3f}\n", name,
	       least[bench->n / 2] * 1e6, least[bench->n * 99 / 100] * 1e6, cpu * 1e6);
	free(least);
}

static void measure_parts(struct bench *bench, const struct messages *messages)
{
	size_t n_packs = bench->intents->n_packs;
	struct error err;

	bench->reader = text_reader_create(&err);
	bench_require(bench->reader, err.text);
	bench->rules = rule_runner_create(bench->intents);
	bench->by_rules = mem_new(n_packs * sizeof *bench->by_rules);
	bench->by_model = mem_new(n_packs * sizeof *bench->by_model);
	bench->samples = samples_create(messages);
	bench->n = messages->n;
	measure(bench, "all", all);
	measure(bench, "normal form", normal_form);
	measure(bench, "slots", slots);
	measure(bench, "rules", rules);
	measure(bench, "model", model);
}

/* --- loading -------------------------------------------------------------- */

static double resident_mib(void)
{
	FILE *file = fopen("/proc/self/status", "r");
	char *line = NULL;
	size_t room = 0;
	double kib = 0;

	bench_require(file, "no /proc");
	while (getline(&line, &room, file) > 0)
		if (!strncmp(line, "VmRSS:", 6))
			kib = strtod(line + 6, NULL);
	free(line);
	fclose(file);
	return kib / 1024;
}

static void answer(struct bench *bench, const struct messages *messages, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		all(bench, &(struct sample){.text = messages->texts[i % messages->n]});
		arena_reset(bench->arena);
	}
}

int main(int argc, char **argv)
{
	struct problems *problems = problems_create();
	struct bench bench = {.arena = arena_create()};
	struct error err;

	if (argc < 3) {
		fputs("usage: understand PACKS MESSAGES [N]\n", stderr);
		return 2;
	}
	struct messages messages = messages_read(argv[2]);
	double start = bench_seconds(CLOCK_MONOTONIC);

	bench.intents = intents_load(argv[1], problems);
	problems_print(problems, stderr);
	bench_require(bench.intents, argv[1]);
	bench.matcher = intent_matcher_create(bench.intents, &err);
	bench_require(bench.matcher, err.text);
	double load_seconds = bench_seconds(CLOCK_MONOTONIC) - start;

	if (argc == 3) {
		measure_parts(&bench, &messages);
		return 0;
	}
	answer(&bench, &messages, strtoul(argv[3], NULL, 10));
	printf("{\"load_seconds\":%.3f,\"resident_mib\":%.1f}\n", load_seconds, resident_mib());
	return 0;
}
