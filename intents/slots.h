/*
 * Values that a message names: numbers of lines, codes, ends of ID numbers, amounts, dates.
 */
#ifndef FUJI_INTENTS_SLOTS_H
#define FUJI_INTENTS_SLOTS_H

#include "base/arena.h"
#include "intents/intents.h"

/** Adds a value to out->slots, unless they are full or hold the same one already. */
void slots_add(struct understanding *out, struct slot_value slot);

/** What the readers of one message share. */
struct slot_reader {
	const char *text; /* the normal form */
	size_t length;
	struct understanding *out;
	struct arena *arena;
};

/** Adds a value that stands at [at, end) of the normal form. */
void slot_reader_add(struct slot_reader *reader, const char *name, const char *value, size_t at,
		     size_t end);

/** Length of the first of the words (closed by NULL) that starts at `at`; 0: none does. */
size_t slot_reader_word(const struct slot_reader *reader, size_t at, const char *const *words);

/** Whether one of the words ends right before `at`. */
bool slot_reader_after(const struct slot_reader *reader, size_t at, const char *const *words);

/** Reads all that readers know in out->normal. now_ms and zone_minutes make dates absolute. */
void slots_read(struct understanding *out, int64_t now_ms, int zone_minutes, struct arena *arena);

#endif
