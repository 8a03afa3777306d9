/*
 * Facts.
 *
 * They have no index on their time, which would cost every turn: they lie in the order of time,
 * so where to begin is found by halving.
 */
#include "bot/sqlite/rows.h"

#include <string.h>

#include "bot/sqlite/query.h"

#define SCANNED_MOST 20000 /* the bot waits meanwhile */

bool sqlite_fact_add(void *db, const struct fact_row *fact, struct error *err)
{
	struct query query = query_start(db, FACT_ADD);

	query_put_number(&query, fact->conversation);
	query_put_number(&query, fact->seq);
	query_put_number(&query, fact->at_ms);
	query_put_text(&query, fact->kind);
	query_put_text(&query, fact->name);
	query_put_text(&query, fact->value);
	query_put_number(&query, fact->number);
	return query_run(&query, err);
}

bool sqlite_row_first(row_clock *tell, void *context, int64_t last, int64_t from_ms, int64_t *out,
		      struct error *err)
{
	int64_t low = 0, high = last, at_ms;

	while (low < high) {
		int64_t middle = low + (high - low) / 2;

		if (!tell(context, middle, &at_ms, err))
			return false;
		if (at_ms < from_ms)
			low = middle + 1;
		else
			high = middle;
	}
	*out = low;
	return true;
}

static bool time_of(void *db, int64_t row, int64_t *out, struct error *err)
{
	struct query query = query_start(db, FACT_TIME);

	query_put_number(&query, row);
	return query_run_number(&query, out, err);
}

bool sqlite_fact_between(void *db, int64_t from_ms, int64_t to_ms, bool *out, struct error *err)
{
	struct query query = query_start(db, FACT_LAST);
	int64_t first, last, at_ms;

	*out = false;
	if (!query_run_number(&query, &last, err))
		return false;
	if (last == 0)
		return true;
	if (!sqlite_row_first(time_of, db, last, from_ms, &first, err) ||
	    !time_of(db, first, &at_ms, err))
		return false;
	*out = at_ms >= from_ms && at_ms <= to_ms;
	return true;
}

/* The texts live until the query goes on. */
static void take_fact(struct query *query, struct fact_row *out)
{
	out->conversation = query_take_number(query);
	out->seq = query_take_number(query);
	out->at_ms = query_take_number(query);
	out->kind = query_borrow_text(query);
	out->name = query_borrow_text(query);
	out->value = query_borrow_text(query);
	out->number = query_take_number(query);
	out->row = query_take_number(query);
}

bool sqlite_fact_list(void *db, int64_t conversation, int64_t from_ms, int64_t to_ms,
		      fact_taker *take, void *context, struct error *err)
{
	struct query query = query_start(db, FACT_LAST);
	struct fact_row fact;
	int64_t first, last;
	enum found found;

	if (!query_run_number(&query, &last, err) ||
	    !sqlite_row_first(time_of, db, last, from_ms, &first, err))
		return false;
	query = query_start(db, FACT_LIST);
	query_put_number(&query, first);
	query_put_number(&query, SCANNED_MOST);
	while ((found = query_next(&query, err)) == FOUND) {
		take_fact(&query, &fact);
		if (fact.at_ms > to_ms ||
		    (fact.conversation == conversation && !take(context, &fact)))
			break;
	}
	query_end(&query);
	return found != FIND_FAILED;
}
