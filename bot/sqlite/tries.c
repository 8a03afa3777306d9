/*
 * Checks that were tried, and what is used once.
 */
#include "bot/sqlite/rows.h"

#include "bot/sqlite/query.h"

/* --- tries ---------------------------------------------------------------------------- */

enum found sqlite_tries_find(void *db, const uint8_t subject[CRYPTO_HASH_SIZE],
			     struct tries_row *out, struct error *err)
{
	struct query query = query_start(db, TRIES_FIND);
	enum found found;

	query_put_bytes(&query, subject, CRYPTO_HASH_SIZE);
	found = query_next(&query, err);
	if (found == FOUND) {
		query_take_bytes(&query, out->subject, sizeof out->subject);
		out->wrong = query_take_number(&query);
		out->checks = query_take_number(&query);
		out->codes = query_take_number(&query);
		out->failed = query_take_number(&query);
		out->code_for = query_take_number(&query);
		out->since_ms = query_take_number(&query);
		out->locked_until_ms = query_take_number(&query);
	}
	query_end(&query);
	return found;
}

bool sqlite_tries_save(void *db, const struct tries_row *tries, struct error *err)
{
	struct query query = query_start(db, TRIES_SAVE);

	query_put_bytes(&query, tries->subject, sizeof tries->subject);
	query_put_number(&query, tries->wrong);
	query_put_number(&query, tries->checks);
	query_put_number(&query, tries->codes);
	query_put_number(&query, tries->failed);
	query_put_number(&query, tries->code_for);
	query_put_number(&query, tries->since_ms);
	query_put_number(&query, tries->locked_until_ms);
	return query_run(&query, err);
}

bool sqlite_tries_purge(void *db, int64_t before_ms, struct error *err)
{
	struct query query = query_start(db, TRIES_PURGE);

	query_put_number(&query, before_ms);
	return query_run(&query, err);
}

/* --- what is used once ---------------------------------------------------------------- */

enum found sqlite_use_once(void *db, const uint8_t id[CRYPTO_HASH_SIZE], int64_t now_ms,
			   int64_t until_ms, struct error *err)
{
	struct sqlite *sqlite = db;
	struct query purge = query_start(db, USED_PURGE);
	struct query add;

	query_put_number(&purge, now_ms);
	if (!query_run(&purge, err))
		return FIND_FAILED;
	add = query_start(db, USED_ADD);
	query_put_bytes(&add, id, CRYPTO_HASH_SIZE);
	query_put_number(&add, until_ms);
	if (!query_run(&add, err))
		return FIND_FAILED;
	return sqlite3_changes(sqlite->file->db) == 1 ? NOT_FOUND : FOUND;
}
