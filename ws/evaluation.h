/*
 * How well messages are understood, held against what people said they mean.
 *
 * The rows come from a file: a message, a tab, and the intents that are right for it with commas
 * between. A row is right when the first intent is one of its own; where an intent that is no
 * matter of ours or nothing is right, each of those is.
 */
#ifndef FUJI_WS_EVALUATION_H
#define FUJI_WS_EVALUATION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "intents/intents.h"

/** One intent's rows; the last tally stands for "not understood". */
struct tally {
	const char *name;
	enum intent_kind kind;
	size_t n_wanted, n_found;   /* rows that want it; those of them that are right */
	size_t n_taken, n_mistaken; /* rows that are taken for it; those of them that are wrong */
};

struct mistake {
	const char *text;
	size_t line;
	size_t wanted, taken; /* tallies */
	double confidence;    /* in what it is taken for; 0 for nothing */
};

struct evaluation {
	struct arena *arena;
	struct tally *tallies;
	size_t n_tallies;
	size_t n_rows, n_right;
	size_t n_errands, n_errands_found;
	size_t n_others, n_claimed; /* rows that are no errand; those taken for one */
	struct mistake *mistakes;   /* the most confident first */
	size_t n_mistakes;
};

/** Understands all rows of the file. What is wrong with the file is added to problems, each
 *  fault with its line; then the result is of no use. To be finished in any case. */
void evaluation_run(struct evaluation *out, struct intent_matcher *matcher, const char *path,
		    struct problems *problems);
void evaluation_finish(struct evaluation *evaluation);

#endif
