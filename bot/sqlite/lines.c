/*
 * How the lines of teams stand: how much there is in them, and how long it took.
 */
#include "bot/sqlite/rows.h"

#include "bot/sqlite/query.h"

bool sqlite_case_load(void *db, int64_t agent, int64_t *out, struct error *err)
{
	struct query query = query_start(db, CASE_LOAD);

	query_put_number(&query, agent);
	return query_run_number(&query, out, err);
}

bool sqlite_case_since(void *db, struct blob line_hash, int64_t since_ms, bool *out,
		       struct error *err)
{
	struct query query = query_start(db, CASE_SINCE);
	enum found found;

	query_put_blob(&query, line_hash);
	query_put_number(&query, since_ms);
	found = query_next(&query, err);
	query_end(&query);
	*out = found == FOUND;
	return found != FIND_FAILED;
}

bool sqlite_team_figures(void *db, const char *team, struct team_figures *out, struct error *err)
{
	struct query query = query_start(db, TEAM_FIGURES);
	enum found found;

	query_put_text(&query, team);
	found = query_next(&query, err);
	if (found == FOUND) {
		out->waiting = query_take_number(&query);
		out->longest_ms = query_take_number(&query);
		out->in_hand = query_take_number(&query);
	}
	query_end(&query);
	return found == FOUND;
}

bool sqlite_team_times(void *db, const char *team, size_t most, case_times_taker *take,
		       void *context, struct error *err)
{
	struct query query = query_start(db, TEAM_TIMES);
	enum found found;

	query_put_text(&query, team);
	query_put_number(&query, (int64_t)most);
	while ((found = query_next(&query, err)) == FOUND) {
		struct case_times times;

		times.created_ms = query_take_number(&query);
		times.claimed_ms = query_take_number(&query);
		times.answered_ms = query_take_number(&query);
		times.closed_ms = query_take_number(&query);
		if (!take(context, &times))
			break;
	}
	query_end(&query);
	return found != FIND_FAILED;
}

bool sqlite_case_ahead(void *db, const struct case_row *row, int64_t *out, struct error *err)
{
	struct query query = query_start(db, CASE_AHEAD);

	query_put_text(&query, row->team);
	query_put_number(&query, row->priority);
	query_put_number(&query, row->row);
	return query_run_number(&query, out, err);
}
