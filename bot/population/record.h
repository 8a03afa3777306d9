/*
 * Puts made-up contacts into a store, as if they had been held.
 *
 * Nobody has said anything: there are facts and cases, but no activities, and the persons have no
 * key, as if they had been erased.
 */
#ifndef FUJI_BOT_POPULATION_RECORD_H
#define FUJI_BOT_POPULATION_RECORD_H

#include "bot/rows.h"

struct record {
	const struct store_kind *kind;
	void *db; /* new */
	const struct keys *keys;
	struct error err;
	bool failed;                 /* the first failure; nothing is written after it */
	struct report_reader reader; /* takes the contacts */
};

/** What comes between begin and commit is one transaction. */
void record_init(struct record *record, const struct store_kind *kind, void *db,
		 const struct keys *keys);
bool record_begin(struct record *record);
bool record_commit(struct record *record);

#endif
