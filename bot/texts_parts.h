/*
 * What the words of flows are kept in, for those who read and find them.
 */
#ifndef FUJI_BOT_TEXTS_PARTS_H
#define FUJI_BOT_TEXTS_PARTS_H

#include "base/arena.h"
#include "bot/texts.h"

struct named_text {
	const char *name;
	const char *text[N_LANGUAGES];
};

struct word_list {
	const char *name;
	const char **words[N_LANGUAGES];
};

struct words {
	const char *flow;
	const struct yaml *choices; /* that its slots name, a map or NULL */
	bool *chosen;               /* which of them are named */
	struct named_text *texts;
	size_t n_texts;
	struct slot *slots;
	size_t n_slots;
	struct word_list *lists;
	size_t n_lists;
};

struct texts {
	struct arena *arena;
	struct words *flows;
	size_t n_flows;
	struct written *written;
	size_t n_written;
	const struct written **by_text; /* the same by the address of their text */
};

/** Orders by_text, once all are read. */
void texts_index(struct texts *texts);

#endif
