/*
 * What brings a database of any older version up to this one.
 */
#ifndef FUJI_BOT_SQLITE_SCHEMA_H
#define FUJI_BOT_SQLITE_SCHEMA_H

/** Step n brings version n to n + 1; the last leads to what this program writes. */
extern const char *const sqlite_migrations[];
extern const int sqlite_n_migrations;

#endif
