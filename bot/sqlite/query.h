/*
 * A query of the store, from its start to its end.
 *
 * A function starts its query, puts the values in the order of the question marks, runs it,
 * and takes the columns in the order of the select. What is found but not copied into an
 * arena lives until the query ends.
 */
#ifndef FUJI_BOT_SQLITE_QUERY_H
#define FUJI_BOT_SQLITE_QUERY_H

#include <sqlite3.h>

#include "base/arena.h"
#include "bot/rows.h"
#include "bot/sqlite/file.h"
#include "bot/sqlite/statements.h"

struct sqlite {
	struct sqlite_file *file;
	sqlite3_stmt *statements[N_STATEMENTS];
	bool in_unit; /* begun, and neither committed nor rolled back by us */
	bool erased;  /* the log may still hold a key that a person's row no longer has */
};

struct query {
	struct sqlite *sqlite;
	sqlite3_stmt *statement;
	int n_put, n_taken;
	bool failed; /* a value could not be put */
};

/** `db` is the struct sqlite; a statement serves one query at a time. */
struct query query_start(void *db, enum statement which);

/** The next value; what is put must live until the query ends. A value that could not be put is told
 *  when the query runs. */
void query_put_number(struct query *query, int64_t number);
void query_put_text(struct query *query, const char *text);
void query_put_bytes(struct query *query, const void *data, size_t size);
void query_put_blob(struct query *query, struct blob blob);

/** The next row, whose columns can then be taken. */
enum found query_next(struct query *query, struct error *err);

int64_t query_take_number(struct query *query);
void query_take_text(struct query *query, char *out, size_t room);

/** It lives until the query goes on; "" for no value. */
const char *query_borrow_text(struct query *query);

/** Bytes of a known size; false when there is no such value. */
bool query_take_bytes(struct query *query, void *out, size_t size);

/** Into the arena; without one the blob lives until the query goes on. */
struct blob query_take_blob(struct query *query, struct arena *arena);

void query_end(struct query *query);

/** A whole query that finds nothing; then the same for one that adds a row, whose number it gives, and
 *  for one that must have changed exactly one. */
bool query_run(struct query *query, struct error *err);
bool query_run_add(struct query *query, int64_t *row, struct error *err);
bool query_run_save(struct query *query, struct error *err);

/** A whole query of one row with one number. */
bool query_run_number(struct query *query, int64_t *out, struct error *err);

#endif
