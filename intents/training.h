/*
 * Learn from the packs' own examples.
 */
#ifndef FUJI_INTENTS_TRAINING_H
#define FUJI_INTENTS_TRAINING_H

#include "base/error.h"
#include "intents/packs.h"

/** Marks the packs that have enough examples to be learnt from; false if too few have. */
bool training_is_possible(struct intents *intents);

/** Trains intents->model, fits intents->blend and learns intents->gate. The same packs give the same numbers. */
bool training_run(struct intents *intents, struct error *err);

#endif
