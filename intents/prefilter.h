/*
 * Which patterns are worth running on a message.
 *
 * All strings that patterns need lie in one trie. One walk over a message finds those that
 * occur in it, and the patterns of which one way has all that it needs. The others are left out.
 */
#ifndef FUJI_INTENTS_PREFILTER_H
#define FUJI_INTENTS_PREFILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "intents/literals.h"

/** Read-only once all patterns are added, so that threads may share it. */
struct prefilter;

struct prefilter *prefilter_create(void);
void prefilter_destroy(struct prefilter *prefilter);

/** Adds a pattern; they are counted from 0. */
void prefilter_add(struct prefilter *prefilter, const struct needs *needs);

/** Bytes of room that one message needs. */
size_t prefilter_room(const struct prefilter *prefilter);

/** Reads well-formed UTF-8 and notes in room which patterns may match it. */
void prefilter_read(const struct prefilter *prefilter, const char *text, size_t length,
		    struct arena *arena, void *room);

/** Whether the pattern may match what was read. */
bool prefilter_passes(const void *room, size_t pattern);

/** The first pattern from `from` on that may match what was read; false when there is none. */
bool prefilter_next(const struct prefilter *prefilter, const void *room, size_t from, size_t *out);

#endif
