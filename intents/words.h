/*
 * Words that many patterns share: `{suspended}` in a pattern stands for the word list
 * `suspended`, so that a new way to say 停机 is written once.
 */
#ifndef FUJI_INTENTS_WORDS_H
#define FUJI_INTENTS_WORDS_H

#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/yaml.h"

struct word_list {
	const char *name;
	const char *pattern; /* in a group of its own: (?:...) */
};

/** Zeroed is empty and ready. Memory is the arena's. */
struct words {
	struct word_list *lists;
	size_t n;
};

/** Adds the lists of one file's `words:` map. A list may use those before it. */
void words_read(struct words *words, const struct yaml *map, struct arena *arena,
		struct problems *problems);

/** The pattern at the node with its word lists put in; NULL after adding problems. */
const char *words_expand(const struct words *words, const struct yaml *node, struct arena *arena,
			 struct problems *problems);

/** The byte of the written pattern that stands for a byte of the expanded one. */
size_t words_origin(const struct words *words, const char *written, size_t offset);

/** The column of a byte of a text node's value. Escapes and folded lines are not
 *  undone: there it is the node's own column or a few characters off. */
size_t words_column(const struct yaml *node, size_t offset);

#endif
