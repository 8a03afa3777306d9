/*
 * Dual coordinate descent over all classes at once.
 *
 * Each class is a linear support vector machine with squared hinge loss, fitted as in Hsieh
 * et al., "A Dual Coordinate Descent Method for Large-scale Linear SVM" (ICML 2008). Classes
 * have rows and features in common and the weights of a feature lie together, so one walk
 * over a row's features serves them all.
 *
 * A feature counts the more the fewer rows have it, by its inverse document frequency.
 */
#include "intents/fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Less leaves examples of the packs behind; more finds nothing new. */
static const float COST = 1.5F;

enum { N_PASSES = 7, N_FULL_PASSES = 2 };

/* As many weights are added up at once. */
enum { LANES = 4 };

/* A row that has moved each class less than this is left alone until the last pass. */
static const float SETTLED = 0.03F;

struct fit {
	const struct model_rows *rows;
	struct model_weights *dictionary; /* of all features, without weights */
	uint32_t *places;                 /* of the features of all rows, row by row, ascending */
	size_t *starts;                   /* by row, and the end of the last */
};

/* One learning without one fold. */
struct run {
	const struct fit *fit;
	struct model_weights *model; /* its weights come last */
	float *weights;              /* n_features * n_classes */
	uint32_t *order;             /* of the rows that take part */
	size_t n;
	float *gains;  /* by feature: the square of how much it counts */
	float *norms;  /* by row */
	float *alphas; /* by row and class: how hard the row pulls */
	float *scores; /* by class, of one row */
	float *pulls;
	float *moves; /* by row: its strongest pull when it was last learnt */
};

/* --- what all folds have in common ---------------------------------------- */

static int compare_places(const void *a, const void *b)
{
	const uint32_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

/* Features are placed in the order of their first rows, so that frequent ones are neighbours. */
static void place_row(struct fit *fit, size_t row)
{
	const struct features *features = &fit->rows->rows[row].features;
	uint32_t *places = fit->places + fit->starts[row];

	for (size_t i = 0; i < features->n; i++)
		places[i] = model_enter(fit->dictionary, features->hashes[i]);
	qsort(places, features->n, sizeof *places, compare_places);
	fit->starts[row + 1] = fit->starts[row] + features->n;
}

struct fit *fit_create(const struct model_rows *rows)
{
	struct fit *fit = mem_new(sizeof *fit);
	size_t most = 0;

	for (size_t i = 0; i < rows->n; i++)
		most += rows->rows[i].features.n;
	fit->rows = rows;
	fit->dictionary = model_create(most, 0);
	fit->dictionary->n_features = 0;
	fit->places = mem_resize(NULL, most + 1, sizeof *fit->places);
	fit->starts = mem_new((rows->n + 1) * sizeof *fit->starts);
	for (size_t i = 0; i < rows->n; i++)
		place_row(fit, i);
	return fit;
}

void fit_destroy(struct fit *fit)
{
	model_destroy(fit->dictionary);
	free(fit->places);
	free(fit->starts);
	free(fit);
}

/* --- what a fold changes -------------------------------------------------- */

static void pick_rows(struct run *run, int left_out)
{
	for (size_t i = 0; i < run->fit->rows->n; i++)
		if (run->fit->rows->rows[i].fold != left_out)
			run->order[run->n++] = (uint32_t)i;
}

/* How often the feature at places[at] follows itself before the end. */
static size_t count_same(const uint32_t *places, size_t at, size_t end)
{
	size_t n = 1;

	while (at + n < end && places[at + n] == places[at])
		n++;
	return n;
}

static void weigh_features(struct run *run)
{
	const struct fit *fit = run->fit;
	const float most = logf((float)run->n + 1);

	for (size_t i = 0; i < run->n; i++) {
		size_t end = fit->starts[run->order[i] + 1];

		for (size_t at = fit->starts[run->order[i]]; at < end;
		     at += count_same(fit->places, at, end))
			run->gains[fit->places[at]]++;
	}
	for (size_t i = 0; i < run->model->n_features; i++) {
		float rarity = 1 - logf(fmaxf(1, run->gains[i])) / most;

		run->gains[i] = rarity * rarity;
	}
}

/* The squared length of a row; the constant is a feature of 1. */
static float norm_of(const struct run *run, size_t row)
{
	const struct fit *fit = run->fit;
	const float share = model_share(fit->rows->rows[row].features.n);
	size_t end = fit->starts[row + 1];
	float sum = 0;

	for (size_t at = fit->starts[row], n; at < end; at += n) {
		n = count_same(fit->places, at, end);
		sum += (float)(n * n) * run->gains[fit->places[at]];
	}
	return share * share * sum + 1;
}

/* --- descent -------------------------------------------------------------- */

/* Compilers make one instruction of a loop whose length they know. */
static void add(float *restrict out, const float *restrict in, float times, size_t n)
{
	size_t i = 0;

	for (; i + LANES <= n; i += LANES)
		for (size_t j = 0; j < LANES; j++)
			out[i + j] += times * in[i + j];
	for (; i < n; i++)
		out[i] += times * in[i];
}

/* The weights hold what a feature counts, so that scoring need not know it. */
static void pull_weights(struct run *run, size_t row, float share)
{
	const struct fit *fit = run->fit;
	size_t n = run->model->n_classes;

	for (size_t at = fit->starts[row]; at < fit->starts[row + 1]; at++) {
		uint32_t place = fit->places[at];

		add(run->weights + place * n, run->pulls, share * run->gains[place], n);
	}
}

/* How far the row must pull a class more than before; answer is 1 or -1. */
static float pull_class(struct run *run, size_t row, size_t class, float answer)
{
	const float slack = 1 / (2 * COST);
	float *alpha = &run->alphas[row * run->model->n_classes + class];
	float before = *alpha;
	float gradient = answer * run->scores[class] - 1 + slack * before;

	*alpha = before - gradient / (run->norms[row] + slack);
	if (*alpha < 0)
		*alpha = 0;
	return answer * (*alpha - before);
}

static void learn_row(struct run *run, size_t row)
{
	const struct fit *fit = run->fit;
	const struct model_row *told = &fit->rows->rows[row];
	const float share = model_share(told->features.n);
	struct model_weights *model = run->model;
	size_t n = model->n_classes;
	float most = 0;

	memset(run->scores, 0, n * sizeof *run->scores);
	for (size_t at = fit->starts[row]; at < fit->starts[row + 1]; at++)
		add(run->scores, run->weights + fit->places[at] * n, share, n);
	for (size_t i = 0; i < n; i++) {
		bool is_own = told->class == i;

		run->scores[i] += model->constants[i];
		run->pulls[i] = 0;
		if (fit->rows->learnt[i] && (told->wanted || is_own))
			run->pulls[i] = pull_class(run, row, i, told->wanted && is_own ? 1 : -1);
		model->constants[i] += run->pulls[i];
		most = fmaxf(most, fabsf(run->pulls[i]));
	}
	run->moves[row] = most;
	if (most > 0)
		pull_weights(run, row, share);
}

/* Knuth's multiplier (The Art of Computer Programming 2, 3.3.4). */
static uint32_t draw(uint64_t *state, size_t below)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)((*state >> 33) % below);
}

/* In another order each time: rows of one class in a row would pull it to and fro. */
static void descend(struct run *run)
{
	uint64_t state = 1;

	for (int pass = 0; pass < N_PASSES; pass++) {
		bool is_full = pass < N_FULL_PASSES || pass == N_PASSES - 1;

		for (size_t i = 0; i < run->n; i++) {
			size_t j = i + draw(&state, run->n - i);
			uint32_t row = run->order[j];

			run->order[j] = run->order[i];
			run->order[i] = row;
			if (is_full || run->moves[row] > SETTLED)
				learn_row(run, row);
		}
	}
}

static void round_weights(const struct run *run)
{
	struct model_weights *model = run->model;
	size_t n = model->n_features * model->n_classes;
	float most = 0;

	for (size_t i = 0; i < n; i++)
		most = fmaxf(most, fabsf(run->weights[i]));
	model->unit = most > 0 ? most / INT16_MAX : 1;
	for (size_t i = 0; i < n; i++)
		model->weights[i] = (int16_t)lrintf(run->weights[i] / model->unit);
}

struct model_weights *fit_run(const struct fit *fit, int left_out)
{
	size_t n_rows = fit->rows->n, n_classes = fit->rows->n_classes;
	size_t n_features = fit->dictionary->n_features;
	struct model_weights *model = model_create(n_features, n_classes);
	struct run run = {
		.fit = fit,
		.model = model,
		.weights = mem_new((n_features * n_classes + 1) * sizeof *run.weights),
		.order = mem_new((n_rows + 1) * sizeof *run.order),
		.gains = mem_new((n_features + 1) * sizeof *run.gains),
		.norms = mem_new((n_rows + 1) * sizeof *run.norms),
		.alphas = mem_new((n_rows * n_classes + 1) * sizeof *run.alphas),
		.scores = mem_new((n_classes + 1) * sizeof *run.scores),
		.pulls = mem_new((n_classes + 1) * sizeof *run.pulls),
		.moves = mem_new((n_rows + 1) * sizeof *run.moves),
	};

	memcpy(model->hashes, fit->dictionary->hashes, n_features * sizeof *model->hashes);
	model_index(model);
	pick_rows(&run, left_out);
	weigh_features(&run);
	for (size_t i = 0; i < run.n; i++)
		run.norms[run.order[i]] = norm_of(&run, run.order[i]);
	descend(&run);
	round_weights(&run);
	free(run.weights);
	free(run.order);
	free(run.gains);
	free(run.norms);
	free(run.alphas);
	free(run.scores);
	free(run.pulls);
	free(run.moves);
	return model;
}
