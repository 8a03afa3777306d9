/*
 * Dual coordinate descent over all classes at once.
 *
 * Each class is a linear support vector machine with squared hinge loss, fitted as in Hsieh
 * et al., "A Dual Coordinate Descent Method for Large-scale Linear SVM" (ICML 2008). Classes
 * have rows and features in common and the weights of a feature lie together, so one walk
 * over a row's features serves them all.
 *
 * A feature counts the more the fewer rows have it, by its inverse document frequency.
 *
 * Without a fold is learnt from where all rows have led: their pulls are taken back, and the others
 * settle again. That is near, so a few passes do. Each row's pull is kept, and the weights are the
 * sum of all: what is taken back leaves no trace.
 */
#include "intents/fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Less leaves examples of the packs behind; more finds nothing new. */
static const float COST = 1.5F;

enum { N_PASSES = 7, N_FULL_PASSES = 2, N_PASSES_OF_FOLD = 5 };

/* As many weights are added up at once. */
enum { LANES = 4 };

/* A row that has moved each class less than this is left alone until the last pass. */
static const float SETTLED = 0.03F;

/* What is being learnt, from some of the rows. */
struct learner {
	float *weights; /* n_features * n_classes */
	float *constants;
	float *alphas;   /* by row and class: how hard the row pulls */
	uint32_t *order; /* of the rows that take part */
	size_t n;
	float *moves;  /* by row: its strongest pull when it was last learnt */
	float *scores; /* by class, of one row */
	float *pulls;
};

struct fit {
	const struct model_rows *rows;
	struct model_weights *dictionary; /* of all features, without weights */
	uint32_t *places;                 /* of the features of all rows, row by row, ascending */
	size_t *starts;                   /* by row, and the end of the last */
	float *gains;                     /* by feature: the square of how much it counts */
	float *norms;                     /* by row */
	struct learner learner;           /* from all rows */
};

/* --- what rows are made of ------------------------------------------------- */

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

static void place_rows(struct fit *fit)
{
	size_t most = 0;

	for (size_t i = 0; i < fit->rows->n; i++)
		most += fit->rows->rows[i].features.n;
	fit->dictionary = model_create(most, 0);
	fit->dictionary->n_features = 0;
	fit->places = mem_resize(NULL, most + 1, sizeof *fit->places);
	fit->starts = mem_new((fit->rows->n + 1) * sizeof *fit->starts);
	for (size_t i = 0; i < fit->rows->n; i++)
		place_row(fit, i);
}

/* How often the feature at places[at] follows itself before the end. */
static size_t count_same(const uint32_t *places, size_t at, size_t end)
{
	size_t n = 1;

	while (at + n < end && places[at + n] == places[at])
		n++;
	return n;
}

static void weigh_features(struct fit *fit)
{
	size_t n_rows = fit->rows->n, n_features = fit->dictionary->n_features;
	const float most = logf((float)n_rows + 1);

	fit->gains = mem_new((n_features + 1) * sizeof *fit->gains);
	for (size_t i = 0; i < n_rows; i++) {
		size_t end = fit->starts[i + 1];

		for (size_t at = fit->starts[i]; at < end; at += count_same(fit->places, at, end))
			fit->gains[fit->places[at]]++;
	}
	for (size_t i = 0; i < n_features; i++) {
		float rarity = 1 - logf(fit->gains[i]) / most;

		fit->gains[i] = rarity * rarity;
	}
}

/* The squared length of a row; the constant is a feature of 1. */
static float norm_of(const struct fit *fit, size_t row)
{
	const float share = model_share(fit->rows->rows[row].features.n);
	size_t end = fit->starts[row + 1];
	float sum = 0;

	for (size_t at = fit->starts[row], n; at < end; at += n) {
		n = count_same(fit->places, at, end);
		sum += (float)(n * n) * fit->gains[fit->places[at]];
	}
	return share * share * sum + 1;
}

static void measure_rows(struct fit *fit)
{
	fit->norms = mem_new((fit->rows->n + 1) * sizeof *fit->norms);
	for (size_t i = 0; i < fit->rows->n; i++)
		fit->norms[i] = norm_of(fit, i);
}

/* --- what is being learnt ------------------------------------------------- */

static size_t count_weights(const struct fit *fit)
{
	return fit->dictionary->n_features * fit->rows->n_classes;
}

static void start(struct learner *learner, const struct fit *fit)
{
	size_t n_rows = fit->rows->n, n = fit->rows->n_classes;

	*learner = (struct learner){
		.weights = mem_new((count_weights(fit) + 1) * sizeof *learner->weights),
		.constants = mem_new((n + 1) * sizeof *learner->constants),
		.alphas = mem_new((n_rows * n + 1) * sizeof *learner->alphas),
		.order = mem_new((n_rows + 1) * sizeof *learner->order),
		.moves = mem_new((n_rows + 1) * sizeof *learner->moves),
		.scores = mem_new((n + 1) * sizeof *learner->scores),
		.pulls = mem_new((n + 1) * sizeof *learner->pulls),
	};
}

static void finish(struct learner *learner)
{
	free(learner->weights);
	free(learner->constants);
	free(learner->alphas);
	free(learner->order);
	free(learner->moves);
	free(learner->scores);
	free(learner->pulls);
}

static void pick_rows(struct learner *learner, const struct model_rows *rows, int left_out)
{
	for (size_t i = 0; i < rows->n; i++)
		if (rows->rows[i].fold != left_out)
			learner->order[learner->n++] = (uint32_t)i;
}

/* fmaxf() is a call, for the sake of numbers that are none. */
static float larger(float a, float b)
{
	return a > b ? a : b;
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

static void score_row(const struct fit *fit, const struct learner *learner, size_t row, float *out)
{
	const float share = model_share(fit->rows->rows[row].features.n);
	size_t n = fit->rows->n_classes;

	memset(out, 0, n * sizeof *out);
	for (size_t at = fit->starts[row]; at < fit->starts[row + 1]; at++)
		add(out, learner->weights + fit->places[at] * n, share, n);
	for (size_t i = 0; i < n; i++)
		out[i] += learner->constants[i];
}

/* The weights hold what a feature counts, so that scoring need not know it. */
static void pull_weights(const struct fit *fit, struct learner *learner, size_t row)
{
	const float share = model_share(fit->rows->rows[row].features.n);
	size_t n = fit->rows->n_classes;

	for (size_t at = fit->starts[row]; at < fit->starts[row + 1]; at++) {
		uint32_t place = fit->places[at];

		add(learner->weights + place * n, learner->pulls, share * fit->gains[place], n);
	}
	for (size_t i = 0; i < n; i++)
		learner->constants[i] += learner->pulls[i];
}

/* Which way a row pulls a class: it speaks for its own, or against it and the others. 0: it has
 * nothing to say. */
static float answer_of(const struct model_rows *rows, const struct model_row *row, size_t class)
{
	bool is_own = row->class == class;

	if (!rows->learnt[class] || (!row->wanted && !is_own))
		return 0;
	return row->wanted && is_own ? 1 : -1;
}

/* How far the row must pull a class more than before. */
static float pull_class(float *alpha, float answer, float score, float norm)
{
	const float slack = 1 / (2 * COST);
	float before = *alpha;
	float gradient = answer * score - 1 + slack * before;

	*alpha = before - gradient / (norm + slack);
	if (*alpha < 0)
		*alpha = 0;
	return answer * (*alpha - before);
}

static void learn_row(const struct fit *fit, struct learner *learner, size_t row)
{
	const struct model_row *told = &fit->rows->rows[row];
	size_t n = fit->rows->n_classes;
	float most = 0;

	score_row(fit, learner, row, learner->scores);
	for (size_t i = 0; i < n; i++) {
		float answer = answer_of(fit->rows, told, i);

		learner->pulls[i] = 0;
		if (answer == 0)
			continue;
		learner->pulls[i] = pull_class(&learner->alphas[row * n + i], answer,
					       learner->scores[i], fit->norms[row]);
		most = larger(most, fabsf(learner->pulls[i]));
	}
	learner->moves[row] = most;
	if (most > 0)
		pull_weights(fit, learner, row);
}

static void forget_row(const struct fit *fit, struct learner *learner, size_t row)
{
	size_t n = fit->rows->n_classes;

	for (size_t i = 0; i < n; i++)
		learner->pulls[i] = -answer_of(fit->rows, &fit->rows->rows[row], i) *
				    learner->alphas[row * n + i];
	pull_weights(fit, learner, row);
}

/* Knuth's multiplier (The Art of Computer Programming 2, 3.3.4). */
static uint32_t draw(uint64_t *state, size_t below)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)((*state >> 33) % below);
}

/* In another order each time: rows of one class in a row would pull it to and fro. */
static void descend(const struct fit *fit, struct learner *learner, int n_passes)
{
	uint64_t state = 1;

	for (int pass = 0; pass < n_passes; pass++) {
		bool is_full = pass < N_FULL_PASSES || pass == n_passes - 1;

		for (size_t i = 0; i < learner->n; i++) {
			size_t j = i + draw(&state, learner->n - i);
			uint32_t row = learner->order[j];

			learner->order[j] = learner->order[i];
			learner->order[i] = row;
			if (is_full || learner->moves[row] > SETTLED)
				learn_row(fit, learner, row);
		}
	}
}

/* --- what others call ----------------------------------------------------- */

struct fit *fit_create(const struct model_rows *rows)
{
	struct fit *fit = mem_new(sizeof *fit);

	fit->rows = rows;
	place_rows(fit);
	weigh_features(fit);
	measure_rows(fit);
	start(&fit->learner, fit);
	pick_rows(&fit->learner, rows, -1);
	descend(fit, &fit->learner, N_PASSES);
	return fit;
}

void fit_destroy(struct fit *fit)
{
	model_destroy(fit->dictionary);
	free(fit->places);
	free(fit->starts);
	free(fit->gains);
	free(fit->norms);
	finish(&fit->learner);
	free(fit);
}

struct model_weights *fit_model(const struct fit *fit)
{
	const struct model_weights *dictionary = fit->dictionary;
	const float *weights = fit->learner.weights;
	size_t n_classes = fit->rows->n_classes, n = count_weights(fit);
	struct model_weights *model = model_create(dictionary->n_features, n_classes);
	float most = 0;

	memcpy(model->hashes, dictionary->hashes, dictionary->n_features * sizeof *model->hashes);
	memcpy(model->constants, fit->learner.constants, n_classes * sizeof *model->constants);
	model_index(model);
	for (size_t i = 0; i < n; i++)
		most = larger(most, fabsf(weights[i]));
	model->unit = most > 0 ? most / INT16_MAX : 1;
	for (size_t i = 0; i < n; i++)
		model->weights[i] = (int16_t)lrintf(weights[i] / model->unit);
	return model;
}

void fit_judge(const struct fit *fit, int fold, float *out)
{
	const struct model_rows *rows = fit->rows;
	const struct learner *all = &fit->learner;
	size_t n = rows->n_classes;
	struct learner learner;

	start(&learner, fit);
	memcpy(learner.weights, all->weights, count_weights(fit) * sizeof *all->weights);
	memcpy(learner.constants, all->constants, n * sizeof *all->constants);
	memcpy(learner.alphas, all->alphas, rows->n * n * sizeof *all->alphas);
	pick_rows(&learner, rows, fold);
	for (size_t i = 0; i < rows->n; i++)
		if (rows->rows[i].fold == fold)
			forget_row(fit, &learner, i);
	descend(fit, &learner, N_PASSES_OF_FOLD);
	for (size_t i = 0; i < rows->n; i++)
		if (rows->rows[i].fold == fold)
			score_row(fit, &learner, i, out + i * n);
	finish(&learner);
}
