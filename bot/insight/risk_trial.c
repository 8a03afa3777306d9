/*
 * The best lists are made by living the next week many times over from the same day, under other
 * dice: who is stopped most often stands first. One knows its owners; the other must guess from what
 * they have done, as must whoever sees no more than an export.
 */
#include "bot/insight/risk_trial.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bot/population/population.h"

#define FUTURES 100
#define FIRST_DAY 28

struct seen {
	int stops;           /* since they were last set to 0 */
	int64_t balance_fen; /* as the day ended */
	bool working, prepaid;
};

struct watching {
	struct history *history;
	struct seen *lines; /* by number */
};

struct ranked {
	size_t line;
	double score; /* the most first */
};

static size_t number_of(const char *line)
{
	return strtoul(line + strlen("139"), NULL, 10);
}

static void take_usage(void *context, const struct usage_row *row)
{
	struct watching *watching = context;
	struct seen *seen = &watching->lines[number_of(row->line)];

	seen->balance_fen = row->balance_fen;
	seen->working = !*row->stopped;
	seen->prepaid = row->prepaid;
	history_add(watching->history, row, NULL);
}

static void take_truth(void *context, const struct truth_row *row)
{
	struct watching *watching = context;

	if (row->truth == TRUTH_STOPPED)
		watching->lines[number_of(row->line)].stops++;
}

/* --- lists ------------------------------------------------------------------------ */

static int most_first(const void *a, const void *b)
{
	const struct ranked *one = a, *other = b;

	if (one->score != other->score)
		return one->score > other->score ? -1 : 1;
	return one->line < other->line ? -1 : one->line > other->line;
}

/* Of n lines in a list, none twice; where the list ends early, nobody is behind it. */
struct list {
	struct ranked *lines;
	size_t n;
};

static struct list list_by_balance(const struct seen *lines, size_t n)
{
	struct list list = {mem_resize(NULL, n, sizeof *list.lines), 0};

	for (size_t i = 0; i < n; i++)
		if (lines[i].working && lines[i].prepaid)
			list.lines[list.n++] = (struct ranked){i, -(double)lines[i].balance_fen};
	qsort(list.lines, list.n, sizeof *list.lines, most_first);
	return list;
}

static struct list list_of_futures(const struct population *population, const struct seen *lines,
				   size_t n, uint64_t seed, bool owners_known)
{
	struct seen *lived = mem_new(n * sizeof *lived);
	struct watching watching = {NULL, lived};
	const struct population_taker taker = {&watching, NULL, take_truth, NULL};
	struct list list = {mem_resize(NULL, n, sizeof *list.lines), 0};

	for (uint64_t i = 0; i < FUTURES; i++) {
		struct population *future = population_fork(population, seed + i, owners_known);

		for (int day = 0; day < RISK_DAYS; day++)
			population_day(future, &taker);
		population_destroy(future);
	}
	for (size_t i = 0; i < n; i++)
		if (lines[i].working)
			list.lines[list.n++] = (struct ranked){i, lived[i].stops};
	qsort(list.lines, list.n, sizeof *list.lines, most_first);
	free(lived);
	return list;
}

static struct list list_of_risks(const struct history *history)
{
	struct arena *arena = arena_create();
	struct list list = {0};
	struct risk *risks;

	risks_find(history, arena, &risks, &list.n);
	list.lines = mem_resize(NULL, list.n + 1, sizeof *list.lines);
	for (size_t i = 0; i < list.n; i++)
		list.lines[i] = (struct ranked){number_of(risks[i].line), risks[i].chance};
	arena_destroy(arena);
	return list;
}

/* --- the trial -------------------------------------------------------------------- */

static double precision(const struct list *list, const struct seen *lines, size_t looked_at)
{
	size_t right = 0;

	for (size_t i = 0; i < looked_at && i < list->n; i++)
		right += lines[list->lines[i].line].stops > 0;
	return (double)right / (double)looked_at;
}

static struct risk_marks look(const struct risk_trial *trial, struct population *population,
			      struct watching *watching, int day)
{
	struct list listed = list_of_risks(watching->history);
	struct list by_balance = list_by_balance(watching->lines, trial->n_lines);
	uint64_t seed = trial->seed + 1000 * (uint64_t)day;
	struct list achievable = list_of_futures(population, watching->lines, trial->n_lines, seed,
						 false);
	struct list best = list_of_futures(population, watching->lines, trial->n_lines, seed, true);
	const struct population_taker taker = {watching, take_usage, take_truth, NULL};
	struct risk_marks marks = {.day = trial->params->first_day + day - 1, .working = best.n};

	marks.looked_at = (size_t)(trial->share * (double)marks.working + 0.5);
	marks.looked_at = marks.looked_at ? marks.looked_at : 1;
	for (size_t i = 0; i < trial->n_lines; i++)
		watching->lines[i].stops = 0;
	for (int i = 0; i < RISK_DAYS; i++)
		population_day(population, &taker);
	for (size_t i = 0; i < best.n; i++)
		marks.stopped += watching->lines[best.lines[i].line].stops > 0;
	marks.listed = precision(&listed, watching->lines, marks.looked_at);
	marks.by_balance = precision(&by_balance, watching->lines, marks.looked_at);
	marks.achievable = precision(&achievable, watching->lines, marks.looked_at);
	marks.best = precision(&best, watching->lines, marks.looked_at);
	free(listed.lines);
	free(by_balance.lines);
	free(achievable.lines);
	free(best.lines);
	return marks;
}

void risk_trial_run(const struct risk_trial *trial, risk_marks_taker *take, void *context)
{
	struct watching watching = {history_create(),
				    mem_new(trial->n_lines * sizeof *watching.lines)};
	const struct population_taker taker = {&watching, take_usage, take_truth, NULL};
	struct population *population = population_create(trial->params, trial->n_lines,
							  trial->seed);
	struct risk_marks marks;

	for (int day = 0; day < FIRST_DAY; day++)
		population_day(population, &taker);
	for (int day = FIRST_DAY; day + RISK_DAYS <= trial->days; day += RISK_DAYS) {
		marks = look(trial, population, &watching, day);
		take(context, &marks);
	}
	population_destroy(population);
	history_destroy(watching.history);
	free(watching.lines);
}
