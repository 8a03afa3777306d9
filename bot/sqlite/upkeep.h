/*
 * What is done to a database file beside its server, or without one: counted, checked, copied,
 * put in the place of another.
 *
 * Each on a connection of its own that writes nothing: SQLite 3.40 may damage a file that two
 * connections write or bring the log into. The server's writer is never in the way.
 */
#ifndef FUJI_BOT_SQLITE_UPKEEP_H
#define FUJI_BOT_SQLITE_UPKEEP_H

#include "bot/rows.h"

bool sqlite_figures(const char *path, struct store_figures *out, struct error *err);
bool sqlite_backlog(const char *path, struct store_backlog *out, struct error *err);
bool sqlite_report(const char *path, int64_t from_ms, const struct report_reader *reader,
		   struct error *err);
bool sqlite_rollups(const char *path, int64_t generation, const int64_t *conversations, size_t n,
		    const struct report_reader *reader, struct error *err);
bool sqlite_snapshot(const char *path, const char *name,
		     void (*take)(void *context, const struct snapshot_row *row), void *context,
		     struct error *err);
bool sqlite_check(const char *path, seal_tester *fits, void *context, struct error *err);
bool sqlite_copy(const char *path, const char *to, struct error *err);
bool sqlite_install(const char *from, const char *dir, bool replace, struct error *err);

#endif
