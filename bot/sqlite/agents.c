/*
 * Agents: accounts, work and presence.
 */
#include "bot/sqlite/rows.h"

#include "bot/sqlite/query.h"

static void put_agent(struct query *query, const struct agent_row *agent)
{
	query_put_text(query, agent->name);
	query_put_text(query, agent->password_hash);
	query_put_number(query, agent->role);
	query_put_number(query, agent->disabled);
	query_put_number(query, agent->created_ms);
	query_put_text(query, agent->teams);
	query_put_text(query, agent->languages);
	query_put_number(query, agent->capacity);
	query_put_number(query, agent->presence);
	query_put_text(query, agent->reason);
	query_put_number(query, agent->presence_ms);
	query_put_number(query, agent->unlinked_ms);
	query_put_number(query, agent->epoch);
	query_put_number(query, agent->acted_ms);
}

static void take_agent(struct query *query, struct agent_row *out)
{
	query_take_text(query, out->name, sizeof out->name);
	query_take_text(query, out->password_hash, sizeof out->password_hash);
	out->role = (int)query_take_number(query);
	out->disabled = query_take_number(query) != 0;
	out->created_ms = query_take_number(query);
	query_take_text(query, out->teams, sizeof out->teams);
	query_take_text(query, out->languages, sizeof out->languages);
	out->capacity = (int)query_take_number(query);
	out->presence = (int)query_take_number(query);
	query_take_text(query, out->reason, sizeof out->reason);
	out->presence_ms = query_take_number(query);
	out->unlinked_ms = query_take_number(query);
	out->epoch = query_take_number(query);
	out->acted_ms = query_take_number(query);
	out->row = query_take_number(query);
}

static enum found find_agent(struct query *query, struct agent_row *out, struct error *err)
{
	enum found found = query_next(query, err);

	if (found == FOUND)
		take_agent(query, out);
	query_end(query);
	return found;
}

bool sqlite_agent_add(void *db, struct agent_row *agent, struct error *err)
{
	struct query query = query_start(db, AGENT_ADD);

	put_agent(&query, agent);
	return query_run_add(&query, &agent->row, err);
}

enum found sqlite_agent_find(void *db, const char *name, struct agent_row *out, struct error *err)
{
	struct query query = query_start(db, AGENT_FIND);

	query_put_text(&query, name);
	return find_agent(&query, out, err);
}

enum found sqlite_agent_at(void *db, int64_t row, struct agent_row *out, struct error *err)
{
	struct query query = query_start(db, AGENT_AT);

	query_put_number(&query, row);
	return find_agent(&query, out, err);
}

bool sqlite_agent_save(void *db, const struct agent_row *agent, struct error *err)
{
	struct query query = query_start(db, AGENT_SAVE);

	put_agent(&query, agent);
	query_put_number(&query, agent->row);
	return query_run_save(&query, err);
}

bool sqlite_agent_list(void *db, agent_taker *take, void *context, struct error *err)
{
	struct query query = query_start(db, AGENT_LIST);
	struct agent_row row;
	enum found found;

	while ((found = query_next(&query, err)) == FOUND) {
		take_agent(&query, &row);
		if (!take(context, &row))
			break;
	}
	query_end(&query);
	return found != FIND_FAILED;
}

bool sqlite_agent_unlink_all(void *db, int64_t at_ms, struct error *err)
{
	struct query query = query_start(db, AGENT_UNLINK_ALL);

	query_put_number(&query, at_ms);
	return query_run(&query, err);
}
