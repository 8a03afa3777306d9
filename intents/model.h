/*
 * The long tail: what a message means by its likeness to the packs' examples.
 *
 * One linear classifier a class over the features of a message, each on its own, so
 * that a message may mean several things, or none.
 */
#ifndef FUJI_INTENTS_MODEL_H
#define FUJI_INTENTS_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "intents/features.h"

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

/** Read-only once trained or read. The weights of a feature lie together, one a class. */
struct model_weights {
	uint64_t *hashes; /* of the features */
	float *weights;   /* n_features * n_classes */
	float *constants; /* n_classes */
	size_t n_features, n_classes;
	uint32_t *table; /* open addressing: 1 + the feature's place, or 0 */
	size_t table_mask;
};

/** Learns from all rows but those of a fold; -1 leaves none out. */
struct model_weights *model_train(const struct model_rows *rows, int left_out);

/** Room for as many features and classes, without values; model_index after filling them. */
struct model_weights *model_create(size_t n_features, size_t n_classes);
void model_index(struct model_weights *model);
void model_destroy(struct model_weights *model);

/** For each class how much speaks for it, against it when negative; to be compared, no odds. */
void model_score(const struct model_weights *model, const struct features *features, float *out);

#endif
