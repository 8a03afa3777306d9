/*
 * Roll-ups: what the facts of a conversation come to for a report, in a few bytes that are kept. A
 * report reads these, and only the facts behind the mark up to which they were made; so does a start.
 *
 * A roll-up is a list of facts that each stand for `n`, from which a report counts exactly what it
 * counts from the facts themselves. It is of one conversation, for a report may begin at any minute,
 * knows a conversation's line and language only as they are now, and tells how many of a hundred took
 * how long: none of that can be added up by day. It knows no zone and nobody's line.
 *
 * Made on any thread, beside the bot; kept by the bot, all of a chunk or nothing, and only behind
 * what was kept before. One that was made by other definitions counts for nothing and is made again.
 */
#ifndef FUJI_BOT_REPORT_ROLLUP_H
#define FUJI_BOT_REPORT_ROLLUP_H

#include "bot/report_items.h"

/** A fact as a report counts it, or several that come to the same. */
struct report_fact {
	int64_t conversation, seq, number, n;
	uint32_t order; /* in which it came */
	int item;
};

struct report_facts {
	struct report_fact *of;
	size_t n, room;
};

void report_facts_finish(struct report_facts *facts);

/** Adds a fact to those of its conversation, behind them. */
void report_facts_fold(struct report_facts *facts, const struct report_fact *fact,
		       const struct report_items *items);

/** Adds it as it is. */
void report_facts_add(struct report_facts *facts, const struct report_fact *fact);

/** By conversation, and each one's in the order in which they came. */
void report_facts_sort(struct report_facts *facts);

/** Adds those of a body, in which so many items may be named. False when it is none, and then
 *  nothing was added. */
bool report_facts_read(struct report_facts *facts, struct blob body, size_t n_items);

/** What the next facts of a store come to. */
struct rollup;

/** So many facts at once; fewer are left as they are: NULL, and err as it was. NULL with err when the
 *  database cannot be read. */
struct rollup *rollup_make(const struct store_kind *kind, const char *path, size_t n_facts,
			   struct error *err);
void rollup_destroy(struct rollup *rollup);

/** The row behind which its facts are. */
int64_t rollup_behind(const struct rollup *rollup);

/** In a transaction of the bot's. Does nothing when it does not follow what is kept. */
bool rollup_keep(const struct rollup *rollup, const struct store_kind *kind, void *db,
		 struct error *err);

#endif
