/*
 * Messages that were not understood, and answers that did not help.
 */
#include "bot/sqlite/rows.h"

#include "bot/sqlite/query.h"

static void put_missed(struct query *query, const struct missed_row *missed)
{
	query_put_bytes(query, missed->form, sizeof missed->form);
	query_put_number(query, missed->conversation);
	query_put_number(query, missed->seq);
	query_put_number(query, missed->at_ms);
	query_put_number(query, missed->count);
	query_put_number(query, missed->state);
	query_put_number(query, missed->language);
	query_put_text(query, missed->packs);
	query_put_blob(query, missed->sealed_body);
	query_put_number(query, missed->kind);
	query_put_number(query, missed->agent);
	query_put_number(query, missed->changed_ms);
}

static void take_missed(struct query *query, struct arena *arena, struct missed_row *out)
{
	query_take_bytes(query, out->form, sizeof out->form);
	out->conversation = query_take_number(query);
	out->seq = query_take_number(query);
	out->at_ms = query_take_number(query);
	out->count = query_take_number(query);
	out->state = (int)query_take_number(query);
	out->language = (int)query_take_number(query);
	query_take_text(query, out->packs, sizeof out->packs);
	out->sealed_body = query_take_blob(query, arena);
	out->kind = (int)query_take_number(query);
	out->agent = query_take_number(query);
	out->changed_ms = query_take_number(query);
	out->row = query_take_number(query);
}

static enum found find_missed(struct query *query, struct arena *arena, struct missed_row *out,
			      struct error *err)
{
	enum found found = query_next(query, err);

	if (found == FOUND)
		take_missed(query, arena, out);
	query_end(query);
	return found;
}

bool sqlite_missed_add(void *db, struct missed_row *missed, struct error *err)
{
	struct query query = query_start(db, MISSED_ADD);

	put_missed(&query, missed);
	return query_run_add(&query, &missed->row, err);
}

enum found sqlite_missed_find(void *db, const uint8_t form[CRYPTO_HASH_SIZE], struct arena *arena,
			      struct missed_row *out, struct error *err)
{
	struct query query = query_start(db, MISSED_FIND);

	query_put_bytes(&query, form, CRYPTO_HASH_SIZE);
	return find_missed(&query, arena, out, err);
}

enum found sqlite_missed_at(void *db, int64_t row, struct arena *arena, struct missed_row *out,
			    struct error *err)
{
	struct query query = query_start(db, MISSED_AT);

	query_put_number(&query, row);
	return find_missed(&query, arena, out, err);
}

bool sqlite_missed_save(void *db, const struct missed_row *missed, struct error *err)
{
	struct query query = query_start(db, MISSED_SAVE);

	put_missed(&query, missed);
	query_put_number(&query, missed->row);
	return query_run_save(&query, err);
}

static bool take_all(struct query *query, missed_taker *take, void *context, struct error *err)
{
	struct missed_row row;
	enum found found;

	while ((found = query_next(query, err)) == FOUND) {
		take_missed(query, NULL, &row);
		if (!take(context, &row))
			break;
	}
	query_end(query);
	return found != FIND_FAILED;
}

bool sqlite_missed_list(void *db, int64_t after, size_t most, missed_taker *take, void *context,
			struct error *err)
{
	struct query query = query_start(db, MISSED_LIST);

	query_put_number(&query, after);
	query_put_number(&query, (int64_t)most);
	return take_all(&query, take, context, err);
}

bool sqlite_missed_back(void *db, const struct missed_filter *filter, int64_t before, size_t most,
			missed_taker *take, void *context, struct error *err)
{
	struct query query = query_start(db, MISSED_BACK);

	query_put_number(&query, before ? before : INT64_MAX);
	query_put_number(&query, filter->kind);
	query_put_number(&query, filter->state);
	query_put_number(&query, (int64_t)most);
	return take_all(&query, take, context, err);
}

bool sqlite_missed_of(void *db, int64_t conversation, missed_taker *take, void *context,
		      struct error *err)
{
	struct query query = query_start(db, MISSED_OF);

	query_put_number(&query, conversation);
	return take_all(&query, take, context, err);
}

bool sqlite_missed_remove(void *db, int64_t row, struct error *err)
{
	struct query query = query_start(db, MISSED_REMOVE);

	query_put_number(&query, row);
	return query_run(&query, err);
}

bool sqlite_missed_purge(void *db, int64_t last, struct error *err)
{
	struct query query = query_start(db, MISSED_PURGE);

	query_put_number(&query, last);
	return query_run(&query, err);
}
