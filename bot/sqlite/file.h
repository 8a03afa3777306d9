/*
 * The file behind the store: found fit or refused, brought up to date, and kept
 * going when its disk is full.
 */
#ifndef FUJI_BOT_SQLITE_FILE_H
#define FUJI_BOT_SQLITE_FILE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

struct sqlite_file {
	sqlite3 *db;
	char *path;    /* DIR/fuji.db */
	char *log;     /* DIR/fuji.db-wal */
	char *reserve; /* DIR/reserve: room that a full disk gets back */
	bool reserve_kept;
	bool full;     /* the disk was full; sqlite_file_make_room will see to it */
	int log_pages; /* that are not brought in, as of the last commit */
};

/** The connection is the only one that writes and checkpoints. NULL with err when the
 *  folder or the file does not fit, and then nothing on disk has changed. */
struct sqlite_file *sqlite_file_open(const char *dir, struct error *err);
void sqlite_file_close(struct sqlite_file *file);

/** A connection that only reads, to any file that is or was ours and is not newer. Another
 *  process may have it open. */
struct sqlite_file *sqlite_file_open_reading(const char *path, struct error *err);

/** The first column of the first row; there must be one. */
bool sqlite_file_ask(const struct sqlite_file *file, const char *sql, int64_t *out,
		     struct error *err);
bool sqlite_file_ask_text(const struct sqlite_file *file, const char *sql, char out[128],
			  struct error *err);

/** Why the last call to SQLite went wrong, as a refusal of the file: always false. */
bool sqlite_file_refuse(const struct sqlite_file *file, struct error *err);

/** The schema that this program brings a database to. */
int sqlite_file_schema(void);

/** After a statement that went wrong: notes whether the disk was full. */
void sqlite_file_note_failure(struct sqlite_file *file);

/** Outside a transaction, when the disk was full: gives up the reserve, so that the log can
 *  be brought into the database and start over. */
void sqlite_file_make_room(struct sqlite_file *file);

/** Makes the reserve again once the disk has room for more than that. */
void sqlite_file_keep_reserve(struct sqlite_file *file);

/** Outside a transaction: brings the log into the database when it has got long. */
void sqlite_file_tidy(struct sqlite_file *file);

/** Empties the log, so that it holds nothing that was erased. False: a reader still needs
 *  it, try again later. Never waits. */
bool sqlite_file_empty_log(struct sqlite_file *file);

#endif
