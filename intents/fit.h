/*
 * Weights that part right rows from wrong ones: the only file that knows liblinear.
 *
 * liblinear draws from the process's rand() and prints to stdout. A fit seeds the one
 * and silences the other, so that the same rows in the same order always give the
 * same weights. Two fits must not run at once.
 */
#ifndef FUJI_INTENTS_FIT_H
#define FUJI_INTENTS_FIT_H

#include <linear.h>
#include <stddef.h>

/** Each row has nodes with features from 1 to n_features in ascending order, and is closed
 *  by fit_close. */
struct fit {
	struct feature_node **rows;
	double *answers; /* 1 right, -1 wrong; both occur */
	size_t n_rows, n_features;
	double cost; /* of an error, against large weights */
};

#define FIT_CLOSING_NODES 2
void fit_close(struct feature_node *nodes, size_t n_features);

/** Writes n_features weights and the constant behind them. For many rare features: a linear
 *  support vector machine, whose sums are good to rank by but no probabilities. */
void fit_margin(const struct fit *fit, double *out);

/** The same for few features: a logistic regression; its sums are log odds. */
void fit_odds(const struct fit *fit, double *out);

#endif
