/*
 * What facts are rolled up to, and other snapshots of what is made of them, as the bot writes them;
 * bot/sqlite/report.c reads them.
 */
#include "bot/sqlite/query.h"
#include "bot/sqlite/rows.h"

enum found sqlite_rollup_mark(void *db, struct rollup_mark *out, struct error *err)
{
	struct query query = query_start(db, ROLLUP_MARK);
	enum found found = query_next(&query, err);

	if (found == FOUND) {
		out->version = query_take_number(&query);
		out->generation = query_take_number(&query);
		out->behind = query_take_number(&query);
	}
	query_end(&query);
	return found;
}

bool sqlite_rollup_mark_save(void *db, const struct rollup_mark *mark, struct error *err)
{
	struct query query = query_start(db, ROLLUP_MARK_SAVE);

	query_put_number(&query, mark->version);
	query_put_number(&query, mark->generation);
	query_put_number(&query, mark->behind);
	return query_run(&query, err);
}

bool sqlite_rollup_save(void *db, const struct rollup_row *row, int64_t generation,
			struct error *err)
{
	struct query query = query_start(db, ROLLUP_SAVE);

	query_put_number(&query, row->conversation);
	query_put_number(&query, generation);
	query_put_blob(&query, row->body);
	return query_run(&query, err);
}

bool sqlite_rollup_item_add(void *db, int64_t number, const char *item, struct error *err)
{
	struct query query = query_start(db, ROLLUP_ITEM_ADD);

	query_put_number(&query, number);
	query_put_text(&query, item);
	return query_run(&query, err);
}

bool sqlite_rollup_items_clear(void *db, struct error *err)
{
	struct query query = query_start(db, ROLLUP_ITEMS_CLEAR);

	return query_run(&query, err);
}

bool sqlite_snapshot_save(void *db, const struct snapshot_row *row, struct error *err)
{
	struct query query = query_start(db, SNAPSHOT_SAVE);

	query_put_text(&query, row->name);
	query_put_number(&query, row->behind);
	query_put_blob(&query, row->body);
	return query_run(&query, err);
}
