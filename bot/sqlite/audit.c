/*
 * The audit log, which only grows.
 */
#include "bot/sqlite/rows.h"

#include <string.h>

#include "bot/sqlite/query.h"

bool sqlite_audit_add(void *db, const struct audit_row *row, struct error *err)
{
	struct query query = query_start(db, AUDIT_ADD);

	query_put_number(&query, row->row);
	query_put_number(&query, row->at_ms);
	query_put_text(&query, row->who);
	query_put_text(&query, row->role);
	query_put_text(&query, row->what);
	query_put_text(&query, row->object);
	query_put_text(&query, row->detail);
	query_put_bytes(&query, row->hash, sizeof row->hash);
	return query_run(&query, err);
}

static void take_audit(struct query *query, struct audit_row *out)
{
	out->row = query_take_number(query);
	out->at_ms = query_take_number(query);
	query_take_text(query, out->who, sizeof out->who);
	query_take_text(query, out->role, sizeof out->role);
	query_take_text(query, out->what, sizeof out->what);
	query_take_text(query, out->object, sizeof out->object);
	query_take_text(query, out->detail, sizeof out->detail);
	if (!query_take_bytes(query, out->hash, sizeof out->hash))
		memset(out->hash, 0, sizeof out->hash);
}

enum found sqlite_audit_last(void *db, struct audit_row *out, struct error *err)
{
	struct query query = query_start(db, AUDIT_LAST);
	enum found found = query_next(&query, err);

	if (found == FOUND)
		take_audit(&query, out);
	query_end(&query);
	return found;
}

bool sqlite_audit_list(void *db, int64_t after, size_t most, audit_taker *take, void *context,
		       struct error *err)
{
	struct query query = query_start(db, AUDIT_LIST);
	struct audit_row row;
	enum found found;

	query_put_number(&query, after);
	query_put_number(&query, (int64_t)most);
	while ((found = query_next(&query, err)) == FOUND) {
		take_audit(&query, &row);
		if (!take(context, &row))
			break;
	}
	query_end(&query);
	return found != FIND_FAILED;
}
