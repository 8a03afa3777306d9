/*
 * The loaded packs, as the matcher sees them.
 */
#ifndef FUJI_INTENTS_PACKS_H
#define FUJI_INTENTS_PACKS_H

#include "intents/blend.h"
#include "intents/heard.h"
#include "intents/intents.h"
#include "intents/model.h"
#include "intents/pack.h"
#include "intents/prefilter.h"

struct intents {
	struct arena *arena;
	struct intent_pack *packs;
	size_t n_packs;
	size_t n_rules;              /* of all packs */
	struct heard heard;          /* words that rules know, by sound */
	struct prefilter *prefilter; /* of each rule in the order of packs, then of each unless */
	bool knows_foreign;          /* there is a pack of what is not ours */
	char hash[17];
	struct model_weights *model; /* NULL: rules only; its classes are the packs */
	struct blend blend;
	struct intent_gate gate;
	const struct yaml *gate_map; /* what a file sets of it; NULL: none does */
};

#endif
