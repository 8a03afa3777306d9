/*
 * What a message means: ranked intents and the values it names.
 *
 * The words are data: packs, one YAML file an intent. Understanding is a pure
 * function of packs, text and clock; it needs no dialogue and keeps no state.
 * "Not understood" is an outcome of its own: then there are no intents.
 */
#ifndef FUJI_INTENTS_INTENTS_H
#define FUJI_INTENTS_INTENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/language.h"
#include "base/text.h"

/** Loaded packs. Read-only after loading, so threads may share them. */
struct intents;

/** Loads every `*.yaml` of the folder. All faults of all packs are added to problems;
 *  NULL if there was one: a rule that does not compile, is too costly, speaks on no example of
 *  its own; an example that its own pack with its rules does not win, a counter-example that it
 *  does, a sentence that stands twice. Trains the model: all that takes a second or two; packs that
 *  are unchanged since an earlier load take 0.1 s. One load at a time in a process. */
struct intents *intents_load(const char *dir, struct problems *problems);
void intents_destroy(struct intents *intents);

/** 16 hexadecimal digits over the packs' bytes: the same words, the same hash. */
const char *intents_hash(const struct intents *intents);

bool intents_know(const struct intents *intents, const char *name);

/** The confidences, 0..1, that the gate asks for: learnt from the packs, or set in them. Kept is
 *  what rules alone make likely, or whose confidence is not below its least. The best of them is
 *  taken; errands that follow it closer than the lead are asked about. */
struct intent_gate {
	double claim; /* least of an errand, where packs know what is foreign */
	double guess; /* least of what else the model has learnt */
	double lead;
	double likely; /* for what the model has not learnt, wins over all others or is foreign */
};

const struct intent_gate *intents_gate(const struct intents *intents);

/** An errand is what a flow is for; an act steers the dialogue; none is neither. */
enum intent_kind {
	INTENT_ERRAND,
	INTENT_ACT,
	INTENT_NONE,
	INTENT_NOISE, /* never an outcome: what is most like it is not understood */
};

struct intent_guess {
	const char *name; /* lives as long as the intents */
	enum intent_kind kind;
	double confidence; /* 0..1 */
};

/** A value in normal form, and the stretch of the original message that it came from. */
struct slot_value {
	const char *name;  /* `line`, `code`, `id_tail`, `amount_fen`, ... */
	const char *value; /* in the arena */
	size_t from, from_length;
};

/** A rule that matched, whether or not its `unless` then silenced it. */
struct intent_hit {
	const char *intent;
	const char *file;
	size_t line;
	double weight;
	bool silenced;
	size_t from, from_length; /* what it matched, in the original */
	size_t by, by_length;     /* what silenced it */
};

#define INTENTS_MOST 3 /* after the gate: none, the one to take, or two or three to ask between */
#define SLOTS_MOST 16

struct understanding {
	struct text_normal normal;
	struct intent_guess intents[INTENTS_MOST];
	size_t n_intents;
	struct slot_value slots[SLOTS_MOST];
	size_t n_slots;
	const struct intent_hit *hits; /* in the order of packs and rules */
	size_t n_hits;
	enum language language;
	bool language_is_clear; /* enough words to tell: digits, emoji, "ok" do not */
	size_t n_given_up;      /* rules that came to the bound of their steps, which is no hit */
};

/** Whether the machine lets patterns be compiled to machine code. Without it all works, but
 *  understanding takes about three times as long. */
bool intents_have_jit(void);

/** What one thread needs to match: match data, a JIT stack, the text tables. */
struct intent_matcher;

struct intent_matcher *intent_matcher_create(const struct intents *intents, struct error *err);
void intent_matcher_destroy(struct intent_matcher *matcher);

/** What speaks for an intent in the last message. */
struct intent_score {
	const char *name;
	enum intent_kind kind;
	double rules;      /* 0..1 */
	double model;      /* unbounded; 0 for an intent that it has not learnt */
	double confidence; /* both together, 0..1 */
	double least;      /* what the gate asks of the confidence */
};

/** Of all intents, in no order of merit. The matcher's, until its next message. */
const struct intent_score *intent_matcher_scores(const struct intent_matcher *matcher,
						 size_t *out_n);

/** Understands one message. `now_ms` and `zone_minutes` make dates absolute. Memory is
 *  the arena's. False with err only when the text is not UTF-8. */
bool intent_match(struct intent_matcher *matcher, const char *text, size_t length, int64_t now_ms,
		  int zone_minutes, struct arena *arena, struct understanding *out,
		  struct error *err);

/** Whether the intent is among those after the gate. */
bool understanding_means(const struct understanding *understanding, const char *intent);

/** First value of a slot, or NULL. */
const char *understanding_slot(const struct understanding *understanding, const char *name);

#endif
