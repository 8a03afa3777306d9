/*
 * What loading has found out about packs, kept for the next time.
 *
 * A file in `$XDG_CACHE_HOME/fuji` (`~/.cache/fuji`) says that packs of this hash are free
 * of faults, and holds the model trained from them. It is only ever a short cut: one that
 * is missing, damaged or of another version is as good as none, and none is an error.
 */
#ifndef FUJI_INTENTS_CACHE_H
#define FUJI_INTENTS_CACHE_H

#include <stdbool.h>

#include "intents/packs.h"

/** What an earlier load has kept of packs with this hash; finish with model_destroy. */
struct cached {
	struct model_weights *model; /* NULL: these packs have none */
	struct blend blend;
	struct intent_gate gate;
};

bool cache_read(const char *hash, struct cached *out);
void cache_write(const struct intents *intents);

#endif
