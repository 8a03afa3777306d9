/*
 * The log of each case.
 */
#include "bot/sqlite/rows.h"

#include "bot/sqlite/query.h"

bool sqlite_case_entry_add(void *db, const struct case_entry_row *entry, struct error *err)
{
	struct query query = query_start(db, CASE_ENTRY_ADD);

	query_put_number(&query, entry->case_row);
	query_put_number(&query, entry->seq);
	query_put_number(&query, entry->at_ms);
	query_put_text(&query, entry->kind);
	query_put_number(&query, entry->agent);
	query_put_blob(&query, entry->sealed_body);
	return query_run(&query, err);
}

static void take_case_entry(struct query *query, struct case_entry_row *out)
{
	out->case_row = query_take_number(query);
	out->seq = query_take_number(query);
	out->at_ms = query_take_number(query);
	query_take_text(query, out->kind, sizeof out->kind);
	out->agent = query_take_number(query);
	out->sealed_body = query_take_blob(query, NULL);
}

bool sqlite_case_entry_list(void *db, int64_t case_row, int64_t after, size_t most,
			    case_entry_taker *take, void *context, struct error *err)
{
	struct query query = query_start(db, CASE_ENTRY_LIST);
	struct case_entry_row row;
	enum found found;

	query_put_number(&query, case_row);
	query_put_number(&query, after);
	query_put_number(&query, (int64_t)most);
	while ((found = query_next(&query, err)) == FOUND) {
		take_case_entry(&query, &row);
		if (!take(context, &row))
			break;
	}
	query_end(&query);
	return found != FIND_FAILED;
}
