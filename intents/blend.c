/*
 * Fit and add up evidence.
 */
#include "intents/blend.h"

#include <math.h>

/* A rule of weight 1 is no proof. */
static const double MOST_SURE = 0.99;

/* Rules that hardly any sentence has met still count. */
static const double LEAST_TRUST = 1;

enum { N_PARTS = 3, MOST_STEPS = 30 };

/* Newton's method squares the error at each step near the end. */
static const double SMALL_STEP = 1e-6;

static double evidence(double rules)
{
	return -log(1 - fmin(rules, MOST_SURE));
}

double blend_confidence(const struct blend *blend, double score, double rules)
{
	double odds = blend->score * score + blend->rules * evidence(rules) + blend->constant;

	return 1 / (1 + exp(-odds));
}

/* --- fitting -------------------------------------------------------------- */

struct slope {
	double gradient[N_PARTS];
	double curve[N_PARTS][N_PARTS];
};

/* Of the log loss over all rows, and half the square of the factors, which keeps them finite
 * where rows can be told apart without error. */
static void find_slope(const struct blend *blend, const struct blend_row *rows, size_t n,
		       struct slope *out)
{
	const double factors[N_PARTS] = {blend->score, blend->rules, blend->constant};

	*out = (struct slope){0};
	for (size_t i = 0; i < N_PARTS; i++) {
		out->gradient[i] = factors[i];
		out->curve[i][i] = 1;
	}
	for (size_t row = 0; row < n; row++) {
		const double parts[N_PARTS] = {rows[row].score, evidence(rows[row].rules), 1};
		double p = blend_confidence(blend, rows[row].score, rows[row].rules);

		for (size_t i = 0; i < N_PARTS; i++) {
			out->gradient[i] += (p - rows[row].right) * parts[i];
			for (size_t j = 0; j < N_PARTS; j++)
				out->curve[i][j] += p * (1 - p) * parts[i] * parts[j];
		}
	}
}

/* Gauss's elimination: the gradient becomes the step. The curve is positive, so no pivot is 0. */
static void solve(struct slope *slope)
{
	double *x = slope->gradient;

	for (size_t i = 0; i < N_PARTS; i++) {
		double pivot = slope->curve[i][i];

		for (size_t j = 0; j < N_PARTS; j++)
			slope->curve[i][j] /= pivot;
		x[i] /= pivot;
		for (size_t k = 0; k < N_PARTS; k++) {
			double times = slope->curve[k][i];

			if (k == i)
				continue;
			for (size_t j = 0; j < N_PARTS; j++)
				slope->curve[k][j] -= times * slope->curve[i][j];
			x[k] -= times * x[i];
		}
	}
}

void blend_fit(struct blend *blend, const struct blend_row *rows, size_t n)
{
	double moved = 1;

	*blend = (struct blend){0};
	for (int step = 0; step < MOST_STEPS && moved > SMALL_STEP; step++) {
		struct slope slope;

		find_slope(blend, rows, n, &slope);
		solve(&slope);
		blend->score -= slope.gradient[0];
		blend->rules -= slope.gradient[1];
		blend->constant -= slope.gradient[2];
		moved = fabs(slope.gradient[0]) + fabs(slope.gradient[1]) + fabs(slope.gradient[2]);
	}
	blend->rules = fmax(blend->rules, LEAST_TRUST);
}
