/*
 * Random walks through all errands: what a walk knows and remembers, shared by the files here.
 *
 * world.c is what can be said and what may be told to whom, dice.c the chance, moves.c what a
 * subscriber does, rules.c what must then be true, walks.c plays them.
 */
#ifndef FUJI_TESTS_WALKS_WALK_H
#define FUJI_TESTS_WALKS_WALK_H

#include "base/buffer.h"
#include "knowledge/knowledge.h"
#include "ws/local.h"

/* --- dice.c ------------------------------------------------------------------- */

/** Makes this process's chance, the bot's and the operator's included, the same for the same
 *  number. The first call comes before crypto_start. */
void dice_seed(uint64_t number);

/** 0 to n - 1, from the walk's own dice, which the bot does not throw. */
size_t dice(uint64_t *dice, size_t n);

/* --- world.c ------------------------------------------------------------------ */

struct person {
	const char *name, *password, *id_tail;
};

struct line {
	const char *number, *masked;
	size_t owner; /* n_owners: the operator does not know the number */
	bool password_locked;
	const char *amounts[3]; /* of its record, as they are told; NULL: no more */
};

struct utterance {
	const char *text, *intent;
	enum language language;
	bool errand;
};

/** Read-only once it was read. */
struct world {
	struct arena *arena;
	struct person owners[4];
	size_t n_owners;
	struct line lines[32]; /* of the demo operator, and last an unknown one */
	size_t n_lines;
	struct utterance *utterances; /* of the packs */
	size_t n_utterances;
	const char *marks[512]; /* wordings that tell a cause, and stand nowhere else */
	size_t n_marks;
	struct buffer fixed; /* what stands in flows and articles, and may be told to everyone */
};

bool world_read(struct world *world, const char *resources, struct problems *problems);
void world_finish(struct world *world);

/** The line that is named in a text, masked or in full; n_lines if none. */
size_t world_line_in(const struct world *world, const char *text);

/* --- a walk ------------------------------------------------------------------- */

#define OFFERS_MOST 16
#define CORRECTIONS \
	4 /* the lines that others are corrected to; walks to compare are about others */

struct walk {
	const struct world *world;
	struct local *local;
	struct clock *clock;
	uint64_t dice;

	/* Who walks. */
	enum language language;
	size_t self;      /* which owner */
	size_t line;      /* what it is about */
	bool proves;      /* gives right answers to checks */
	bool keen;        /* mostly answers what is asked */
	const char *want; /* the intent of its errand */

	/* What was offered last, and is open. */
	struct {
		char title[96], choice[96];
	} offers[OFFERS_MOST];
	size_t n_offers;
	bool secret;            /* a secret is expected */
	char method[32];        /* the check that was chosen */
	char owner[16];         /* who may speak: bot, waiting, ... */
	size_t named;           /* the line that the bot named last; n_lines: none yet */
	struct buffer question; /* the last text that asks for a yes, and names a number */

	/* What the rules remember. */
	int64_t proven_ms[32], strong_ms[32]; /* by line: when it was proven; 0: it was not */
	bool ever_proven[32];
	bool waits;         /* time passes, nobody speaks */
	bool paid;          /* records may show other amounts than at first */
	bool agreed;        /* the message that is answered is a yes */
	int64_t message_ms; /* of the last message */
	char ledger[64];    /* file of the operator's orders */
	long ledger_at;
	size_t n_orders;
	struct buffer last; /* the bot's last text, and how often it stood in a row */
	size_t n_last;
	struct buffer keys;   /* of the orders that the operator carried out */
	struct buffer said;   /* all that the walk said */
	struct buffer shown;  /* all that the bot said, the walk's own number left out */
	struct buffer script; /* all that was said and done, for whoever looks into it */
	const char *broken;   /* the rule that was broken; NULL: none */
	struct buffer detail;
};

/* --- moves.c ------------------------------------------------------------------ */

/** Decides what the subscriber wants; who is keen says it at once. */
void begin_walk(struct walk *walk);

/** One move of the subscriber, whatever fits. */
void move(struct walk *walk);

/** Says it; `choice` is that of the quick reply, NULL if it was typed. */
void say(struct walk *walk, const char *text, const char *choice);

/* --- rules.c ------------------------------------------------------------------ */

/** Takes what the bot lets out; breaks the walk if it may not. */
void hear(void *walk, const struct output *output);

/** Before a message: what was proven may have ended. */
void rules_message(struct walk *walk);

/** After a move: the operator's ledger. */
void rules_orders(struct walk *walk);

/** Breaks the walk, unless it is broken already. */
void break_rule(struct walk *walk, const char *rule, const char *detail);

#endif
