/*
 * What the model sees of a message: hashes of short stretches.
 *
 * A unit is a Chinese character, a Latin word or a number. Units, pairs, and threes of
 * characters tell what is said; stretches of 3 and 4 letters inside a Latin word forgive
 * its endings and misspellings. Marks and blanks are no units, since speech has none.
 *
 * Beside them stands what is heard, syllables, pairs and threes of them: a message of wrong
 * characters that sound right, or of pinyin, has them in common with the right one.
 */
#ifndef FUJI_INTENTS_FEATURES_H
#define FUJI_INTENTS_FEATURES_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "intents/subject.h"

struct features {
	uint64_t *hashes; /* in the arena; one that occurs twice is there twice; never 0 */
	size_t n;
};

void features_read(const struct subject *subject, struct arena *arena, struct features *out);

#endif
