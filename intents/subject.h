/*
 * What rules see of a message: a view of the normal form, never a change to it.
 *
 * The first and last 250 characters, because a complaint says what it wants at its ends
 * and time is bounded; without blanks beside Chinese characters, because people and
 * recognisers put them anywhere; without stutters and fillers; and a core without hesitation
 * and punctuation at the ends, for rules that want the whole message.
 */
#ifndef FUJI_INTENTS_SUBJECT_H
#define FUJI_INTENTS_SUBJECT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/language.h"
#include "base/text.h"

struct subject {
	const char *text;
	size_t length;
	size_t core_at, core_length;
	const size_t *places; /* per byte of text, and for its end: the byte of the normal form */
	enum language language;
	bool language_is_clear;
};

/** All memory is the arena's. */
void subject_read(const struct text_normal *normal, struct arena *arena, struct subject *out);

/** The stretch of the original message for a stretch of the subject. */
void subject_origin(const struct subject *subject, const struct text_normal *normal, size_t at,
		    size_t length, size_t *out_from, size_t *out_length);

#endif
