/*
 * Batches of messages written through the store as the bot writes them, and a book of what
 * must be found again.
 */
#ifndef FUJI_TESTS_FAULT_LEDGER_H
#define FUJI_TESTS_FAULT_LEDGER_H

#include <stdbool.h>
#include <stdint.h>

#include "bot/rows.h"

#define LEDGER_CONVERSATIONS 5
#define LEDGER_MOST 1024

extern const struct store_kind store_sqlite;

/** Zeroed and set up by ledger_start. */
struct ledger {
	int n; /* batches acknowledged */
	/* The last seq of each conversation after i batches; -1: it does not exist. Those of
	 * batch n + 1 are what a batch that was not acknowledged may have left. */
	int64_t seqs[LEDGER_MOST][LEDGER_CONVERSATIONS];
};

void ledger_start(struct ledger *ledger);

/** Writes the next batch: several events, one of them undone. True: acknowledged. After
 *  false it is tried again by the next call. */
bool ledger_write(struct ledger *ledger, void *db);

/** After how many batches the store is as it is now; -1 when it is as it never was: half a
 *  batch, a hole, an undone event, other bytes. */
int ledger_find(const struct ledger *ledger, void *db);

/** The same for a folder that a crash left, which must pass SQLite's integrity check too. */
int ledger_find_in(const struct ledger *ledger, const char *dir);

/** Folders: a fresh one in memory (syncs are played, not made); and all of it gone, without folders inside. */
void ledger_make_folder(char dir[32]);
void ledger_remove_folder(const char *dir);

/** A file of one folder, if it is there, into another. */
void ledger_copy_file(const char *from, const char *to, const char *name);

#endif
