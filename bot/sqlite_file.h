/*
 * The file behind bot/stores/sqlite.c: found fit or refused, brought up to date, and kept
 * going when its disk is full.
 */
#ifndef FUJI_BOT_SQLITE_FILE_H
#define FUJI_BOT_SQLITE_FILE_H

#include <sqlite3.h>
#include <stdbool.h>

#include "base/error.h"

struct sqlite_file {
	sqlite3 *db;
	char *path;    /* DIR/fuji.db */
	char *log;     /* DIR/fuji.db-wal */
	char *reserve; /* DIR/reserve: room that a full disk gets back */
	bool reserve_kept;
	bool full; /* the disk was full; sqlite_file_make_room will see to it */
};

/** The connection is the only one that writes and checkpoints. NULL with err when the
 *  folder or the file does not fit, and then nothing on disk has changed. */
struct sqlite_file *sqlite_file_open(const char *dir, struct error *err);
void sqlite_file_close(struct sqlite_file *file);

/** After a statement that went wrong: notes whether the disk was full. */
void sqlite_file_note_failure(struct sqlite_file *file);

/** Outside a transaction, when the disk was full: gives up the reserve, so that the log can
 *  be brought into the database and start over. */
void sqlite_file_make_room(struct sqlite_file *file);

/** Makes the reserve again once the disk has room for more than that. */
void sqlite_file_keep_reserve(struct sqlite_file *file);

/** Empties the log, so that it holds nothing that was erased. False: a reader still needs
 *  it, try again later. Never waits. */
bool sqlite_file_empty_log(struct sqlite_file *file);

#endif
