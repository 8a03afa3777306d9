/*
 * Cases: found one by one, listed, searched.
 */
#include "bot/sqlite/rows.h"

#include "bot/sqlite/query.h"

#define COUNTED_MOST 5000 /* what is more common than that is common */

static void put_case(struct query *query, const struct case_row *row)
{
	query_put_text(query, row->id);
	query_put_number(query, row->conversation);
	query_put_number(query, row->state);
	query_put_number(query, row->priority);
	query_put_text(query, row->reason);
	query_put_text(query, row->cause);
	query_put_text(query, row->team);
	query_put_text(query, row->skill);
	query_put_text(query, row->region);
	query_put_number(query, row->language);
	query_put_number(query, row->agent);
	query_put_number(query, row->epoch);
	query_put_number(query, row->seq);
	query_put_number(query, row->created_ms);
	query_put_number(query, row->changed_ms);
	query_put_number(query, row->claimed_ms);
	query_put_number(query, row->answered_ms);
	query_put_number(query, row->closed_ms);
	query_put_number(query, row->call_from_ms);
	query_put_number(query, row->call_to_ms);
	query_put_blob(query, row->line_hash);
	query_put_blob(query, row->masked_hash);
	query_put_blob(query, row->sealed_masked);
	query_put_blob(query, row->sealed_callback);
	query_put_number(query, row->asked_ms);
	query_put_number(query, row->overdue);
	query_put_text(query, row->tags);
	query_put_number(query, row->due_ms);
}

static void take_case(struct query *query, struct arena *arena, struct case_row *out)
{
	query_take_text(query, out->id, sizeof out->id);
	out->conversation = query_take_number(query);
	out->state = (int)query_take_number(query);
	out->priority = (int)query_take_number(query);
	query_take_text(query, out->reason, sizeof out->reason);
	query_take_text(query, out->cause, sizeof out->cause);
	query_take_text(query, out->team, sizeof out->team);
	query_take_text(query, out->skill, sizeof out->skill);
	query_take_text(query, out->region, sizeof out->region);
	out->language = (int)query_take_number(query);
	out->agent = query_take_number(query);
	out->epoch = query_take_number(query);
	out->seq = query_take_number(query);
	out->created_ms = query_take_number(query);
	out->changed_ms = query_take_number(query);
	out->claimed_ms = query_take_number(query);
	out->answered_ms = query_take_number(query);
	out->closed_ms = query_take_number(query);
	out->call_from_ms = query_take_number(query);
	out->call_to_ms = query_take_number(query);
	out->line_hash = query_take_blob(query, arena);
	out->masked_hash = query_take_blob(query, arena);
	out->sealed_masked = query_take_blob(query, arena);
	out->sealed_callback = query_take_blob(query, arena);
	out->asked_ms = query_take_number(query);
	out->overdue = (int)query_take_number(query);
	query_take_text(query, out->tags, sizeof out->tags);
	out->due_ms = query_take_number(query);
	out->row = query_take_number(query);
	query_take_text(query, out->conversation_id, sizeof out->conversation_id);
	out->owner = (int)query_take_number(query);
	out->person = query_take_number(query);
}

static enum found find_case(struct query *query, struct arena *arena, struct case_row *out,
			    struct error *err)
{
	enum found found = query_next(query, err);

	if (found == FOUND)
		take_case(query, arena, out);
	query_end(query);
	return found;
}

bool sqlite_case_add(void *db, struct case_row *row, struct error *err)
{
	struct query query = query_start(db, CASE_ADD);

	put_case(&query, row);
	return query_run_add(&query, &row->row, err);
}

enum found sqlite_case_find(void *db, const char *id, struct arena *arena, struct case_row *out,
			    struct error *err)
{
	struct query query = query_start(db, CASE_FIND);

	query_put_text(&query, id);
	return find_case(&query, arena, out, err);
}

enum found sqlite_case_at(void *db, int64_t row, struct arena *arena, struct case_row *out,
			  struct error *err)
{
	struct query query = query_start(db, CASE_AT);

	query_put_number(&query, row);
	return find_case(&query, arena, out, err);
}

bool sqlite_case_save(void *db, const struct case_row *row, struct error *err)
{
	struct query query = query_start(db, CASE_SAVE);

	put_case(&query, row);
	query_put_number(&query, row->row);
	return query_run_save(&query, err);
}

static bool list_cases(struct query *query, case_taker *take, void *context, struct error *err)
{
	struct case_row row;
	enum found found;

	while ((found = query_next(query, err)) == FOUND) {
		take_case(query, NULL, &row);
		if (!take(context, &row))
			break;
	}
	query_end(query);
	return found != FIND_FAILED;
}

bool sqlite_case_list(void *db, int after_priority, int64_t after_row, size_t most,
		      case_taker *take, void *context, struct error *err)
{
	struct query query = query_start(db, CASE_LIST);

	query_put_number(&query, after_priority);
	query_put_number(&query, after_row);
	query_put_number(&query, (int64_t)most);
	return list_cases(&query, take, context, err);
}

static void put_filter(struct query *query, const struct case_filter *filter)
{
	query_put_text(query, filter->id);
	query_put_blob(query, filter->masked_hash);
	query_put_number(query, filter->agent);
	query_put_text(query, filter->cause);
	query_put_text(query, filter->reason);
	query_put_text(query, filter->team);
	query_put_number(query, filter->language);
	query_put_number(query, filter->state);
	query_put_blob(query, filter->line_hash);
	query_put_text(query, filter->tag);
}

/* What finds few cases by its nature. */
static enum statement few(const struct case_filter *filter)
{
	if (*filter->id)
		return CASE_BY_ID;
	if (filter->line_hash.data)
		return CASE_BY_LINE;
	if (filter->masked_hash.data)
		return CASE_BY_MASKED;
	return filter->agent && filter->state == CASE_OPEN ? CASE_IN_HAND : CASE_ANY;
}

static bool count(void *db, enum statement which, const struct case_filter *filter, int64_t *out,
		  struct error *err)
{
	struct query query = query_start(db, which);

	put_filter(&query, filter);
	query_put_number(&query, COUNTED_MOST);
	return query_run_number(&query, out, err);
}

/* The rarest part of the filter leads: whatever it finds is looked at. */
static bool find_leading(void *db, const struct case_filter *filter, enum statement *out,
			 struct error *err)
{
	const struct {
		bool asked;
		enum statement count, search;
	} parts[] = {
		{*filter->tag, COUNT_TAGGED, CASE_TAGGED},
		{filter->agent, COUNT_BY_AGENT, CASE_BY_AGENT},
		{*filter->cause, COUNT_BY_CAUSE, CASE_BY_CAUSE},
		{*filter->reason, COUNT_BY_REASON, CASE_BY_REASON},
		{*filter->team, COUNT_BY_TEAM, CASE_BY_TEAM},
		{filter->state == CASE_WAITING || filter->state == CASE_OPEN, COUNT_LIVE,
		 CASE_LIVE},
	};
	int64_t least = COUNTED_MOST + 1;

	*out = CASE_ANY;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		int64_t n;

		if (!parts[i].asked)
			continue;
		if (!count(db, parts[i].count, filter, &n, err))
			return false;
		if (n < least) {
			least = n;
			*out = parts[i].search;
		}
	}
	return true;
}

bool sqlite_case_search(void *db, const struct case_filter *filter, int64_t before, size_t most,
			case_taker *take, void *context, struct error *err)
{
	enum statement leading = few(filter);
	struct query query;

	if (leading == CASE_ANY && !find_leading(db, filter, &leading, err))
		return false;
	query = query_start(db, leading);
	put_filter(&query, filter);
	query_put_number(&query, before ? before : INT64_MAX);
	query_put_number(&query, (int64_t)most);
	return list_cases(&query, take, context, err);
}

bool sqlite_case_due(void *db, case_taker *take, void *context, struct error *err)
{
	struct query query = query_start(db, CASE_DUE);

	return list_cases(&query, take, context, err);
}

bool sqlite_case_set_due(void *db, int64_t row, int64_t due_ms, struct error *err)
{
	struct query query = query_start(db, CASE_SET_DUE);

	query_put_number(&query, due_ms);
	query_put_number(&query, row);
	return query_run_save(&query, err);
}

bool sqlite_case_waiting(void *db, const char *team, case_taker *take, void *context,
			 struct error *err)
{
	struct query query = query_start(db, CASE_TEAM_WAITING);

	query_put_text(&query, team);
	return list_cases(&query, take, context, err);
}

bool sqlite_case_list_of(void *db, int64_t conversation, case_taker *take, void *context,
			 struct error *err)
{
	struct query query = query_start(db, CASE_LIST_OF);

	query_put_number(&query, conversation);
	return list_cases(&query, take, context, err);
}

bool sqlite_case_of_agent(void *db, int64_t agent, case_taker *take, void *context,
			  struct error *err)
{
	struct query query = query_start(db, CASE_OF_AGENT);

	query_put_number(&query, agent);
	return list_cases(&query, take, context, err);
}
