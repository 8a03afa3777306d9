/*
 * Hold packs to their examples.
 */
#ifndef FUJI_INTENTS_AUDIT_H
#define FUJI_INTENTS_AUDIT_H

#include "base/error.h"
#include "intents/packs.h"

/** Adds a problem for each example that its pack does not win and each counter-example that it
 *  does, for each sentence that stands twice, and for each rule that speaks on no example of
 *  its own pack, or says loudly what others say more often. */
void audit_run(const struct intents *intents, struct problems *problems);

#endif
