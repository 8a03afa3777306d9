/*
 * How much confidence it takes to be believed: learnt from the packs, or set in them.
 */
#ifndef FUJI_INTENTS_GATE_H
#define FUJI_INTENTS_GATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/yaml.h"
#include "intents/intents.h"

/** What holds where nothing is learnt or set. */
extern const struct intent_gate GATE_DEFAULT;

/** What a file's `gate:` map sets replaces what is in out. False after adding problems. */
bool gate_read(const struct yaml *map, struct intent_gate *out, struct problems *problems);

/** A sentence that the model has not seen, and what it would be taken for without a gate. */
struct gate_row {
	double confidence;
	bool is_errand;    /* what it is taken for is one */
	bool wants_errand; /* it is one */
};

/** Lowers or raises `claim` where packs know what is foreign, else `guess`. Sorts the rows. */
void gate_learn(struct intent_gate *gate, struct gate_row *rows, size_t n, bool knows_foreign);

#endif
