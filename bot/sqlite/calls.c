/*
 * What is to be asked of the operator: the outbox.
 */
#include "bot/sqlite/rows.h"

#include "bot/sqlite/query.h"

static void take_call(struct query *query, struct arena *arena, struct call_row *out)
{
	out->conversation = query_take_number(query);
	query_take_text(query, out->key, sizeof out->key);
	out->created_ms = query_take_number(query);
	out->sealed_body = query_take_blob(query, arena);
	out->row = query_take_number(query);
}

bool sqlite_call_add(void *db, struct call_row *call, struct error *err)
{
	struct query query = query_start(db, CALL_ADD);

	query_put_number(&query, call->conversation);
	query_put_text(&query, call->key);
	query_put_number(&query, call->created_ms);
	query_put_blob(&query, call->sealed_body);
	return query_run_add(&query, &call->row, err);
}

enum found sqlite_call_find(void *db, int64_t row, struct arena *arena, struct call_row *out,
			    struct error *err)
{
	struct query query = query_start(db, CALL_FIND);
	enum found found;

	query_put_number(&query, row);
	found = query_next(&query, err);
	if (found == FOUND)
		take_call(&query, arena, out);
	query_end(&query);
	return found;
}

enum found sqlite_call_keyed(void *db, const char *key, struct arena *arena, struct call_row *out,
			     struct error *err)
{
	struct query query = query_start(db, CALL_KEYED);
	enum found found;

	query_put_text(&query, key);
	found = query_next(&query, err);
	if (found == FOUND)
		take_call(&query, arena, out);
	query_end(&query);
	return found;
}

bool sqlite_call_remove(void *db, int64_t row, struct error *err)
{
	struct query query = query_start(db, CALL_REMOVE);

	query_put_number(&query, row);
	return query_run(&query, err);
}

bool sqlite_call_remove_of(void *db, int64_t conversation, struct error *err)
{
	struct query query = query_start(db, CALL_REMOVE_OF);

	query_put_number(&query, conversation);
	return query_run(&query, err);
}

bool sqlite_call_list(void *db, call_taker *take, void *context, struct error *err)
{
	struct query query = query_start(db, CALL_LIST);
	struct call_row row;
	enum found found;

	while ((found = query_next(&query, err)) == FOUND) {
		take_call(&query, NULL, &row);
		if (!take(context, &row))
			break;
	}
	query_end(&query);
	return found != FIND_FAILED;
}

/* --- what they would end for ---------------------------------------------------------- */

bool sqlite_await_add(void *db, const uint8_t subject[CRYPTO_HASH_SIZE], int64_t call,
		      struct error *err)
{
	struct query query = query_start(db, AWAIT_ADD);

	query_put_bytes(&query, subject, CRYPTO_HASH_SIZE);
	query_put_number(&query, call);
	return query_run(&query, err);
}

bool sqlite_await_list(void *db, const uint8_t subject[CRYPTO_HASH_SIZE], await_taker *take,
		       void *context, struct error *err)
{
	struct query query = query_start(db, AWAIT_LIST);
	enum found found;

	query_put_bytes(&query, subject, CRYPTO_HASH_SIZE);
	while ((found = query_next(&query, err)) == FOUND) {
		if (!take(context, query_take_number(&query)))
			break;
	}
	query_end(&query);
	return found != FIND_FAILED;
}
