/*
 * The parts of a pattern: each is exact, one of a few strings, or it is anything that contains
 * what it needs. All memory is the arena's.
 */
#ifndef FUJI_INTENTS_PARTS_H
#define FUJI_INTENTS_PARTS_H

#include <stdbool.h>

#include "intents/literals.h"

struct part {
	bool exact;
	struct literals strings; /* of an exact one */
	struct needs needs;      /* of any other */
};

struct part part_anything(void);

/** What takes no text. */
struct part part_nothing(struct arena *arena);

/** One of the characters. */
struct part part_one_of(struct arena *arena, const uint32_t *codes, size_t n);

struct part part_either(struct arena *arena, const struct part *a, const struct part *b);

struct needs part_needs(struct arena *arena, const struct part *part);

/** Parts one behind the other. */
struct sequence {
	struct part run;    /* the exact part at the end, which may become longer */
	struct needs needs; /* of what is before it */
	bool exact;         /* nothing is */
};

void sequence_start(struct arena *arena, struct sequence *sequence);

/** more: the part may be there more than once. */
void sequence_add(struct arena *arena, struct sequence *sequence, const struct part *part,
		  bool more);

struct part sequence_end(struct arena *arena, struct sequence *sequence);

#endif
