/*
 * Messages that are alike, for a person who goes through many of them.
 */
#ifndef FUJI_INTENTS_CLUSTERS_H
#define FUJI_INTENTS_CLUSTERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/** out[i] is the place of the message that i is gathered around: an earlier one, or i itself
 *  when it is like none of those. The same messages in the same order give the same. Messages
 *  are UTF-8; false with err when the text tables are not there. */
bool clusters_find(const char *const *messages, size_t n, size_t *out, struct error *err);

#endif
