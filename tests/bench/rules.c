/*
 * Trying all rules on a message, beside one pass of Hyperscan: `rules PACKS MESSAGES SCRATCH`.
 *
 * Both are given the same patterns and asked the same: which of them are found in the message.
 * Patterns that Hyperscan cannot compile (those that look around, and \b in Unicode) are left out
 * on both sides; so are those that speak on no example, which packs may not have.
 */
#include <hs/hs.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "intents/rules.h"
#include "tests/bench/bench.h"
#include "tests/bench/shipped.h"

enum { TURNS = 5, FLAGS = HS_FLAG_UTF8 | HS_FLAG_UCP | HS_FLAG_SINGLEMATCH };
#define SECONDS_A_TURN 0.2

/* --- both sides ------------------------------------------------------------ */

struct bench {
	struct sample *samples;
	size_t n;
	struct arena *arena; /* of one message */
	struct rule_runner *rules;
	double by_pack[1];
	hs_database_t *database;
	hs_scratch_t *scratch;
	size_t n_found;
};

typedef void engine(struct bench *bench, const struct sample *sample);

static void fuji(struct bench *bench, const struct sample *sample)
{
	struct understanding meaning = {.normal = sample->normal};

	rules_run(bench->rules, &sample->subject, bench->arena, &meaning, bench->by_pack);
	bench->n_found += meaning.n_hits;
	arena_reset(bench->arena);
}

static int count_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
		       void *context)
{
	(void)id, (void)from, (void)to, (void)flags;
	++*(size_t *)context;
	return 0;
}

static void hyperscan(struct bench *bench, const struct sample *sample)
{
	hs_scan(bench->database, sample->subject.text, (unsigned)sample->subject.length, 0,
		bench->scratch, count_match, &bench->n_found);
}

/* Hyperscan knows no core: a pattern that wants the whole message gets all of it. */
static void read_samples(struct bench *bench, const char *path)
{
	struct messages messages = messages_read(path);

	bench->samples = samples_create(&messages);
	bench->n = messages.n;
	for (size_t i = 0; i < bench->n; i++) {
		bench->samples[i].subject.core_at = 0;
		bench->samples[i].subject.core_length = bench->samples[i].subject.length;
	}
}

static double microseconds(struct bench *bench, engine *run)
{
	double start = bench_seconds(CLOCK_PROCESS_CPUTIME_ID), seconds;
	size_t n = 0;

	do {
		for (size_t i = 0; i < bench->n; i++)
			run(bench, &bench->samples[i]);
		n += bench->n;
		seconds = bench_seconds(CLOCK_PROCESS_CPUTIME_ID) - start;
	} while (seconds < SECONDS_A_TURN);
	return seconds / (double)n * 1e6;
}

static size_t count_found(struct bench *bench, engine *run)
{
	bench->n_found = 0;
	for (size_t i = 0; i < bench->n; i++)
		run(bench, &bench->samples[i]);
	return bench->n_found;
}

/* The engines take turns, and the best turn of each counts: the others were disturbed. */
static void compare(struct bench *bench, size_t n_patterns)
{
	size_t found = count_found(bench, fuji), found_by_hyperscan = count_found(bench, hyperscan);
	double best = 1e9, best_of_hyperscan = 1e9;

	for (int i = 0; i < TURNS; i++) {
		double ours = microseconds(bench, fuji), theirs = microseconds(bench, hyperscan);

		best = ours < best ? ours : best;
		best_of_hyperscan = theirs < best_of_hyperscan ? theirs : best_of_hyperscan;
	}
	printf("{\"patterns\":%zu,\"fuji_us\":%.3f,\"hyperscan_us\":%.3f,\"fuji_found\":%zu,"
	       "\"hyperscan_found\":%zu}\n",
	       n_patterns, best, best_of_hyperscan, found, found_by_hyperscan);
}

static bool hyperscan_takes(const char *expression)
{
	hs_expr_info_t *info = NULL;
	hs_compile_error_t *error = NULL;
	bool takes = hs_expression_info(expression, FLAGS, &info, &error) == HS_SUCCESS;

	free(info);
	hs_free_compile_error(error);
	return takes;
}

static hs_database_t *compile(const struct pool *pool)
{
	const char **expressions = mem_resize(NULL, pool->n, sizeof *expressions);
	unsigned *flags = mem_resize(NULL, pool->n, sizeof *flags);
	unsigned *ids = mem_resize(NULL, pool->n, sizeof *ids);
	hs_database_t *database = NULL;
	hs_compile_error_t *error = NULL;

	for (unsigned i = 0; i < pool->n; i++) {
		expressions[i] = pool->items[i].expression;
		flags[i] = FLAGS;
		ids[i] = i;
	}
	hs_compile_multi(expressions, flags, ids, (unsigned)pool->n, HS_MODE_BLOCK, NULL, &database,
			 &error);
	bench_require(database, error ? error->message : "Hyperscan does not work on this machine");
	free(expressions);
	free(flags);
	free(ids);
	return database;
}

static void run(struct bench *bench, const struct shipped *shipped, const char *scratch, size_t n)
{
	struct pool pool = shipped_choose(shipped, n);
	const char *folder = arena_format(shipped->arena, "%s/rules-%zu", scratch, n);

	shipped_write(shipped, &pool, folder);
	struct intents *intents = intents_load(folder, shipped->problems);

	problems_print(shipped->problems, stderr);
	bench_require(intents, folder);
	bench->rules = rule_runner_create(intents);
	bench->database = compile(&pool);
	bench_require(hs_alloc_scratch(bench->database, &bench->scratch) == HS_SUCCESS,
		      "no memory");
	compare(bench, pool.n);
	hs_free_database(bench->database);
	rule_runner_destroy(bench->rules);
	intents_destroy(intents);
	free(pool.items);
}

int main(int argc, char **argv)
{
	struct shipped shipped = {.arena = arena_create(), .problems = problems_create()};
	struct bench bench = {.arena = arena_create()};

	if (argc != 4) {
		fputs("usage: rules PACKS MESSAGES SCRATCH\n", stderr);
		return 2;
	}
	shipped_read(&shipped, argv[1], hyperscan_takes);
	read_samples(&bench, argv[2]);
	run(&bench, &shipped, argv[3], 50);
	run(&bench, &shipped, argv[3], 200);
	run(&bench, &shipped, argv[3], 500);
	return 0;
}
