/*
 * Words that rules know, heard where they are written otherwise: 转人供 and zhuan rengong are
 * 转人工.
 *
 * What is heard lies over what was written as a second view of the message, and is written
 * nowhere: many characters sound alike, and rules try the first view first.
 */
#ifndef FUJI_INTENTS_HEARD_H
#define FUJI_INTENTS_HEARD_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/yaml.h"
#include "intents/subject.h"

#define HEARD_STARTS 1024

struct heard_term;

/** Zeroed is empty and ready. Read-only once it has all its terms, so threads may share it. */
struct heard {
	struct heard_term *by_start[HEARD_STARTS]; /* by the first two syllables; longest first */
	size_t n;
};

/** Adds the terms of one file: of its map `heard:`, each with a list of what sounds like its
 *  beginning and is another word, and of its list `pinyin:`, which are heard in Latin letters
 *  only. The file's tree and the arena must live as long. */
void heard_add(struct heard *heard, const struct yaml *file, struct arena *arena,
	       struct problems *problems);

/** The view in which terms stand where they are heard; false when it is the subject itself.
 *  All memory is the arena's. */
bool heard_read(const struct heard *heard, const struct subject *subject, struct arena *arena,
		struct subject *out);

#endif
