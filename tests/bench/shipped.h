/*
 * Sets of patterns from the shipped packs that both engines can be given.
 */
#ifndef FUJI_TESTS_BENCH_SHIPPED_H
#define FUJI_TESTS_BENCH_SHIPPED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "intents/words.h"
#include "tests/bench/bench.h"

struct candidate {
	const char *written;    /* as in a pack */
	const char *expression; /* the same for Hyperscan */
	bool whole;
	const struct sample *example; /* on which it speaks: no pack may have a rule without */
};

struct pool {
	struct candidate *items;
	size_t n;
};

struct shipped {
	struct arena *arena;
	struct problems *problems;
	struct words words;
	struct sample *examples;
	size_t n_examples;
	/* What both engines take. A pattern that they do not take stands in the first pool by those
	 * of its alternatives that they do. The second one has nothing but alternatives, and
	 * some patterns made of examples. */
	struct pool patterns, alternatives;
};

/** Whether Hyperscan can compile an expression. */
typedef bool taker(const char *expression);

/** Reads the rules of a folder of packs; arena and problems are set. */
void shipped_read(struct shipped *shipped, const char *packs, taker *takes);

/** n patterns from all over the packs, or all there are: as they are or, where these are too
 *  few, from the second pool. */
struct pool shipped_choose(const struct shipped *shipped, size_t n);

/** Writes a folder of packs that has the chosen rules and what they need, and nothing else. */
void shipped_write(const struct shipped *shipped, const struct pool *pool, const char *folder);

#endif
