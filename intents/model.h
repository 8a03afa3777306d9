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

/** Read-only once trained or read. The weights of a feature lie together, one a class. */
struct model_weights {
	uint64_t *hashes; /* of the features */
	int16_t *weights; /* n_features * n_classes, in units: half the memory to read, to walk */
	float unit;       /* what a weight of 1 stands for */
	float *constants; /* n_classes */
	size_t n_features, n_classes;
	uint32_t *table; /* open addressing: 1 + the feature's place, or 0 */
	size_t table_mask;
};

/** Room for as many features and classes, without values. Features are entered one by one,
 *  or their hashes are filled in and then indexed. */
struct model_weights *model_create(size_t n_features, size_t n_classes);
void model_index(struct model_weights *model);

/** The place of a feature, from 0, which it gets now if it has none; there must be room. */
uint32_t model_enter(struct model_weights *model, uint64_t hash);

void model_destroy(struct model_weights *model);

/** How much a feature of a message with so many counts. */
float model_share(size_t n_features);

/** For each class how much speaks for it, against it when negative; to be compared, no odds.
 *  False if nothing of the message is known: then it is only how frequent a class is. */
bool model_score(const struct model_weights *model, const struct features *features, float *out);

#endif
