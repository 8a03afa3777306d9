/*
 * A query: its values put one after another, its columns taken the same way.
 */
#include "bot/sqlite/query.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

struct query query_start(void *db, enum statement which)
{
	struct sqlite *sqlite = db;

	assert(!sqlite3_stmt_busy(sqlite->statements[which]));
	return (struct query){.sqlite = sqlite, .statement = sqlite->statements[which]};
}

void query_put_number(struct query *query, int64_t number)
{
	query->failed |= sqlite3_bind_int64(query->statement, ++query->n_put, number) != SQLITE_OK;
}

void query_put_text(struct query *query, const char *text)
{
	query->failed |= sqlite3_bind_text(query->statement, ++query->n_put, text, -1,
					   SQLITE_STATIC) != SQLITE_OK;
}

void query_put_bytes(struct query *query, const void *data, size_t size)
{
	query->failed |= sqlite3_bind_blob64(query->statement, ++query->n_put, data, size,
					     SQLITE_STATIC) != SQLITE_OK;
}

void query_put_blob(struct query *query, struct blob blob)
{
	query_put_bytes(query, blob.data, blob.size);
}

int64_t query_take_number(struct query *query)
{
	return sqlite3_column_int64(query->statement, query->n_taken++);
}

const char *query_borrow_text(struct query *query)
{
	const unsigned char *text = sqlite3_column_text(query->statement, query->n_taken++);

	return text ? (const char *)text : "";
}

void query_take_text(struct query *query, char *out, size_t room)
{
	snprintf(out, room, "%s", query_borrow_text(query));
}

/* Bytes of a known size; false when there is no such value. */
bool query_take_bytes(struct query *query, void *out, size_t size)
{
	int column = query->n_taken++;
	const void *data = sqlite3_column_blob(query->statement, column);

	if (!data || (size_t)sqlite3_column_bytes(query->statement, column) != size)
		return false;
	memcpy(out, data, size);
	return true;
}

/* Into the arena; without one the blob lives until the query goes on. */
struct blob query_take_blob(struct query *query, struct arena *arena)
{
	int column = query->n_taken++;
	struct blob blob = {.data = sqlite3_column_blob(query->statement, column)};

	blob.size = (size_t)sqlite3_column_bytes(query->statement, column);
	if (blob.data && arena) {
		void *copy = arena_new(arena, blob.size);

		blob.data = memcpy(copy, blob.data, blob.size);
	}
	return blob;
}

static bool fail(struct query *query, struct error *err)
{
	struct sqlite_file *file = query->sqlite->file;

	sqlite_file_note_failure(file);
	return error_set(err, "%s: %s (SQLite %d) in: %s", file->path, sqlite3_errmsg(file->db),
			 sqlite3_extended_errcode(file->db), sqlite3_sql(query->statement));
}

/* Some errors, memory and disk among them, end the transaction by themselves: what its events do
 * after that must not be stored a statement at a time. */
static bool is_cut_off(const struct query *query)
{
	return query->sqlite->in_unit && sqlite3_get_autocommit(query->sqlite->file->db);
}

/* The next row; its columns can then be taken. */
enum found query_next(struct query *query, struct error *err)
{
	int code;

	if (is_cut_off(query)) {
		error_set(err, "the transaction was ended by an error before");
		return FIND_FAILED;
	}
	code = query->failed ? SQLITE_ERROR : sqlite3_step(query->statement);

	query->n_taken = 0;
	if (code == SQLITE_ROW)
		return FOUND;
	if (code == SQLITE_DONE)
		return NOT_FOUND;
	fail(query, err);
	return FIND_FAILED;
}

void query_end(struct query *query)
{
	sqlite3_reset(query->statement);
	sqlite3_clear_bindings(query->statement);
}

bool query_run(struct query *query, struct error *err)
{
	bool fine = query_next(query, err) == NOT_FOUND;

	query_end(query);
	return fine;
}

bool query_run_add(struct query *query, int64_t *row, struct error *err)
{
	if (!query_run(query, err))
		return false;
	*row = sqlite3_last_insert_rowid(query->sqlite->file->db);
	return true;
}

bool query_run_save(struct query *query, struct error *err)
{
	if (!query_run(query, err))
		return false;
	if (sqlite3_changes(query->sqlite->file->db) != 1)
		return error_set(err, "%s: no such row in: %s", query->sqlite->file->path,
				 sqlite3_sql(query->statement));
	return true;
}

bool query_run_number(struct query *query, int64_t *out, struct error *err)
{
	enum found found = query_next(query, err);

	if (found == FOUND)
		*out = query_take_number(query);
	query_end(query);
	return found == FOUND;
}
