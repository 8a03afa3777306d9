/*
 * The literal text that a pattern cannot match without.
 *
 * 停机.*原因|报停 needs 停机 and 原因, or 报停. Asking a message for such strings is far cheaper
 * than running the pattern, and most patterns need strings that most messages lack.
 */
#ifndef FUJI_INTENTS_LITERALS_H
#define FUJI_INTENTS_LITERALS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct literal {
	const uint32_t *codes; /* code points */
	size_t n;
};

/** Strings of which one must occur. */
struct literals {
	struct literal *strings;
	size_t n;
};

#define WAY_SETS_MOST 3

/** Sets of strings, of each of which one must occur. */
struct way {
	struct literals sets[WAY_SETS_MOST];
	size_t n;
};

/** The ways in which a pattern may match. None: it has to be run. */
struct needs {
	struct way *ways;
	size_t n;
};

/** What every match of the pattern contains. Nothing for a pattern whose syntax is beyond what
 *  is read here: then it has to be run. The pattern is one that PCRE2 has compiled without
 *  options that change what a letter matches. Memory is the arena's. */
void needs_read(const char *pattern, struct arena *arena, struct needs *out);

#endif
