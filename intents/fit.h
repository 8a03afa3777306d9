/*
 * Learn a model's weights from rows, and see how they score in one that has not seen them.
 *
 * The same rows in the same order always give the same weights.
 */
#ifndef FUJI_INTENTS_FIT_H
#define FUJI_INTENTS_FIT_H

#include <stdbool.h>
#include <stddef.h>

#include "intents/model.h"

/** A sentence to learn from. */
struct model_row {
	struct features features;
	size_t class;
	bool wanted; /* false: it is not of that class, and says nothing about others */
	int fold;    /* from 0: rows of one fold can be left out together */
};

struct model_rows {
	struct model_row *rows;
	size_t n, n_classes;
	const bool *learnt; /* by class; one that is not gets no weights */
};

struct fit;

/** Learns from all rows, which must outlive the fit. */
struct fit *fit_create(const struct model_rows *rows);
void fit_destroy(struct fit *fit);

/** What was learnt. */
struct model_weights *fit_model(const struct fit *fit);

/** Learns anew without the rows of a fold, and scores these: n_classes each into out, which has room
 *  for all rows, at the row's place. Threads may judge folds at once. */
void fit_judge(const struct fit *fit, int fold, float *out);

#endif
