/*
 * One intent's words: rules, examples and counter-examples, read from one YAML file.
 */
#ifndef FUJI_INTENTS_PACK_H
#define FUJI_INTENTS_PACK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/language.h"
#include "base/yaml.h"
#include "intents/intents.h"
#include "intents/pattern.h"
#include "intents/words.h"

struct intent_rule {
	const char *file;
	size_t line, column;
	struct pattern *match;
	struct pattern *unless; /* NULL: nothing silences it */
	double weight;
	bool whole; /* the message apart from filler at its ends */
	bool any_language;
	enum language language;
};

struct intent_example {
	const char *file;
	size_t line, column;
	const char *text;
	bool wanted; /* false: a counter-example */
};

struct intent_pack {
	const char *name;
	enum intent_kind kind;
	long long wins; /* 0: competes; else wins over all others, 1 before 2 */
	struct intent_rule *rules;
	size_t n_rules;
	struct intent_example *examples;
	size_t n_examples;
	bool learnt; /* the model knows it; else it has too few examples, and its rules alone speak */
};

/** Fills out from the file's tree; what is wrong goes to problems. Memory is the arena's,
 *  but for the patterns: intent_pack_finish frees them. lint NULL: its patterns are known not to be costly. */
void intent_pack_read(struct intent_pack *out, const struct yaml *root, const struct words *words,
		      struct pattern_runner *lint, struct arena *arena, struct problems *problems);
void intent_pack_finish(struct intent_pack *pack);

#endif
