/*
 * Fit and add up evidence.
 */
#include "intents/blend.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "intents/fit.h"

/* A rule of weight 1 is no proof. */
static const double MOST_SURE = 0.99;

/* Rules that hardly any sentence has met still count. */
static const double LEAST_TRUST = 1;

enum { N_PARTS = 2 };

static double evidence(double rules)
{
	return -log(1 - fmin(rules, MOST_SURE));
}

double blend_confidence(const struct blend *blend, double score, double rules)
{
	double odds = blend->score * score + blend->rules * evidence(rules) + blend->constant;

	return 1 / (1 + exp(-odds));
}

void blend_fit(struct blend *blend, const struct blend_row *rows, size_t n)
{
	struct feature_node(*nodes)[N_PARTS + FIT_CLOSING_NODES] = mem_resize(NULL, n,
									      sizeof *nodes);
	struct feature_node **starts = mem_resize(NULL, n, sizeof *starts);
	double *answers = mem_resize(NULL, n, sizeof *answers);
	const struct fit fit = {starts, answers, n, N_PARTS, 1};
	double fitted[N_PARTS + 1];

	for (size_t i = 0; i < n; i++) {
		nodes[i][0] = (struct feature_node){1, rows[i].score};
		nodes[i][1] = (struct feature_node){2, evidence(rows[i].rules)};
		fit_close(nodes[i] + N_PARTS, N_PARTS);
		starts[i] = nodes[i];
		answers[i] = rows[i].right ? 1 : -1;
	}
	fit_odds(&fit, fitted);
	blend->score = fitted[0];
	blend->rules = fmax(fitted[1], LEAST_TRUST);
	blend->constant = fitted[2];
	free(nodes);
	free(starts);
	free(answers);
}
