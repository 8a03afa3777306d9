/*
 * What the help desk and the app's back end are told.
 */
#include "bot/sqlite/rows.h"

#include "bot/sqlite/query.h"

static void take_hook(struct query *query, struct arena *arena, struct hook_row *out)
{
	query_take_text(query, out->id, sizeof out->id);
	out->conversation = query_take_number(query);
	query_take_text(query, out->case_id, sizeof out->case_id);
	query_take_text(query, out->type, sizeof out->type);
	out->at_ms = query_take_number(query);
	out->retried_ms = query_take_number(query);
	out->state = (int)query_take_number(query);
	out->target = (int)query_take_number(query);
	out->sealed_data = query_take_blob(query, arena);
	out->row = query_take_number(query);
}

bool sqlite_hook_add(void *db, struct hook_row *hook, struct error *err)
{
	struct query query = query_start(db, HOOK_ADD);

	query_put_text(&query, hook->id);
	query_put_number(&query, hook->conversation);
	query_put_text(&query, hook->case_id);
	query_put_text(&query, hook->type);
	query_put_number(&query, hook->at_ms);
	query_put_number(&query, hook->state);
	query_put_number(&query, hook->target);
	query_put_blob(&query, hook->sealed_data);
	return query_run_add(&query, &hook->row, err);
}

static enum found find_hook(struct query *query, struct arena *arena, struct hook_row *out,
			    struct error *err)
{
	enum found found = query_next(query, err);

	if (found == FOUND)
		take_hook(query, arena, out);
	query_end(query);
	return found;
}

enum found sqlite_hook_first(void *db, int64_t conversation, enum hook_target target,
			     struct arena *arena, struct hook_row *out, struct error *err)
{
	struct query query = query_start(db, HOOK_FIRST);

	query_put_number(&query, conversation);
	query_put_number(&query, target);
	return find_hook(&query, arena, out, err);
}

enum found sqlite_hook_at(void *db, int64_t row, struct arena *arena, struct hook_row *out,
			  struct error *err)
{
	struct query query = query_start(db, HOOK_AT);

	query_put_number(&query, row);
	return find_hook(&query, arena, out, err);
}

bool sqlite_hook_settle(void *db, int64_t row, enum hook_state state, struct error *err)
{
	struct query query = query_start(db, HOOK_SETTLE);

	query_put_number(&query, state);
	query_put_number(&query, row);
	return query_run(&query, err);
}

static bool list_hooks(struct query *query, hook_taker *take, void *context, struct error *err)
{
	struct hook_row row;
	enum found found;

	while ((found = query_next(query, err)) == FOUND) {
		take_hook(query, NULL, &row);
		if (!take(context, &row))
			break;
	}
	query_end(query);
	return found != FIND_FAILED;
}

bool sqlite_hook_heads(void *db, hook_taker *take, void *context, struct error *err)
{
	struct query query = query_start(db, HOOK_HEADS);

	return list_hooks(&query, take, context, err);
}

bool sqlite_hook_list(void *db, int64_t after, size_t most, hook_taker *take, void *context,
		      struct error *err)
{
	struct query query = query_start(db, HOOK_LIST);

	query_put_number(&query, after);
	query_put_number(&query, (int64_t)most);
	return list_hooks(&query, take, context, err);
}

bool sqlite_hook_dead(void *db, int64_t after, size_t most, hook_taker *take, void *context,
		      struct error *err)
{
	struct query query = query_start(db, HOOK_DEAD_LIST);

	query_put_number(&query, after);
	query_put_number(&query, (int64_t)most);
	return list_hooks(&query, take, context, err);
}

bool sqlite_hook_retry(void *db, int64_t row, int64_t now_ms, struct error *err)
{
	struct query query = query_start(db, HOOK_RETRY);

	query_put_number(&query, now_ms);
	query_put_number(&query, row);
	return query_run_save(&query, err);
}

bool sqlite_hook_purge(void *db, int64_t before_ms, struct error *err)
{
	struct query query = query_start(db, HOOK_PURGE);

	query_put_number(&query, before_ms);
	return query_run(&query, err);
}
