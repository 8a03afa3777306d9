/*
 * Learn a model's weights from rows.
 *
 * What is the same for every fold is prepared once: the features of all rows, and where
 * each row's are. The same rows in the same order always give the same weights.
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

/** The rows must outlive the fit. */
struct fit *fit_create(const struct model_rows *rows);
void fit_destroy(struct fit *fit);

/** Learns from all rows but those of a fold; -1 leaves none out. */
struct model_weights *fit_run(const struct fit *fit, int left_out);

#endif
