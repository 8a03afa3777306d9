/*
 * Lines whose persons are kept whatever else says that they go.
 */
#include "bot/sqlite/rows.h"

#include "bot/sqlite/query.h"

enum found sqlite_hold_find(void *db, struct blob subject, int64_t *since_ms, struct error *err)
{
	struct query query = query_start(db, HOLD_FIND);
	enum found found;

	query_put_blob(&query, subject);
	found = query_next(&query, err);
	if (found == FOUND)
		*since_ms = query_take_number(&query);
	query_end(&query);
	return found;
}

bool sqlite_hold_add(void *db, struct blob subject, int64_t since_ms, struct error *err)
{
	struct query query = query_start(db, HOLD_ADD);

	query_put_blob(&query, subject);
	query_put_number(&query, since_ms);
	return query_run(&query, err);
}

bool sqlite_hold_remove(void *db, struct blob subject, struct error *err)
{
	struct query query = query_start(db, HOLD_REMOVE);

	query_put_blob(&query, subject);
	return query_run(&query, err);
}
