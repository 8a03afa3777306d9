/*
 * Persons, their conversations, and what was said, sent and noted in them.
 */
#include "bot/sqlite/rows.h"

#include "bot/sqlite/query.h"

/* --- persons -------------------------------------------------------------------------- */

static void put_person(struct query *query, const struct person_row *person)
{
	query_put_blob(query, person->wrapped_key);
	query_put_blob(query, person->subject);
	query_put_number(query, person->created_ms);
}

static void take_person(struct query *query, struct arena *arena, struct person_row *out)
{
	out->wrapped_key = query_take_blob(query, arena);
	out->subject = query_take_blob(query, arena);
	out->created_ms = query_take_number(query);
	out->row = query_take_number(query);
}

bool sqlite_person_add(void *db, struct person_row *person, struct error *err)
{
	struct query query = query_start(db, PERSON_ADD);

	put_person(&query, person);
	return query_run_add(&query, &person->row, err);
}

enum found sqlite_person_find(void *db, int64_t row, struct arena *arena, struct person_row *out,
			      struct error *err)
{
	struct query query = query_start(db, PERSON_FIND);
	enum found found;

	query_put_number(&query, row);
	found = query_next(&query, err);
	if (found == FOUND)
		take_person(&query, arena, out);
	query_end(&query);
	return found;
}

bool sqlite_person_save(void *db, const struct person_row *person, struct error *err)
{
	struct sqlite *sqlite = db;
	struct query query = query_start(db, PERSON_SAVE);

	put_person(&query, person);
	query_put_number(&query, person->row);
	if (!person->wrapped_key.data)
		sqlite->erased = true;
	return query_run_save(&query, err);
}

static bool list_persons(struct query *query, person_taker *take, void *context, struct error *err)
{
	struct person_row row;
	enum found found;

	while ((found = query_next(query, err)) == FOUND) {
		take_person(query, NULL, &row);
		if (!take(context, &row))
			break;
	}
	query_end(query);
	return found != FIND_FAILED;
}

bool sqlite_person_list(void *db, struct blob subject, person_taker *take, void *context,
			struct error *err)
{
	struct query query = query_start(db, PERSON_LIST);

	query_put_blob(&query, subject);
	return list_persons(&query, take, context, err);
}

bool sqlite_person_page(void *db, int64_t after, size_t most, person_taker *take, void *context,
			struct error *err)
{
	struct query query = query_start(db, PERSON_PAGE);

	query_put_number(&query, after);
	query_put_number(&query, (int64_t)most);
	return list_persons(&query, take, context, err);
}

bool sqlite_person_due(void *db, int64_t silent_ms, int64_t closed_ms, size_t most,
		       person_taker *take, void *context, struct error *err)
{
	struct query query = query_start(db, PERSON_DUE);

	query_put_number(&query, silent_ms);
	query_put_number(&query, closed_ms);
	query_put_number(&query, (int64_t)most);
	return list_persons(&query, take, context, err);
}

/* --- conversations -------------------------------------------------------------------- */

static void put_conversation(struct query *query, const struct conversation_row *conversation)
{
	query_put_text(query, conversation->id);
	query_put_number(query, conversation->person);
	query_put_number(query, conversation->owner);
	query_put_number(query, conversation->seq);
	query_put_number(query, conversation->last_ms);
	query_put_number(query, conversation->language);
	query_put_number(query, conversation->zone_minutes);
	query_put_number(query, conversation->case_row);
	query_put_number(query, conversation->created_ms);
	query_put_blob(query, conversation->sealed_state);
}

static void take_conversation(struct query *query, struct arena *arena,
			      struct conversation_row *out)
{
	query_take_text(query, out->id, sizeof out->id);
	out->person = query_take_number(query);
	out->owner = (int)query_take_number(query);
	out->seq = query_take_number(query);
	out->last_ms = query_take_number(query);
	out->language = (int)query_take_number(query);
	out->zone_minutes = (int)query_take_number(query);
	out->case_row = query_take_number(query);
	out->created_ms = query_take_number(query);
	out->sealed_state = query_take_blob(query, arena);
	out->row = query_take_number(query);
}

static enum found find_conversation(struct query *query, struct arena *arena,
				    struct conversation_row *out, struct error *err)
{
	enum found found = query_next(query, err);

	if (found == FOUND)
		take_conversation(query, arena, out);
	query_end(query);
	return found;
}

bool sqlite_conversation_add(void *db, struct conversation_row *conversation, struct error *err)
{
	struct query query = query_start(db, CONVERSATION_ADD);

	put_conversation(&query, conversation);
	return query_run_add(&query, &conversation->row, err);
}

enum found sqlite_conversation_find(void *db, const char *id, struct arena *arena,
				    struct conversation_row *out, struct error *err)
{
	struct query query = query_start(db, CONVERSATION_FIND);

	query_put_text(&query, id);
	return find_conversation(&query, arena, out, err);
}

enum found sqlite_conversation_at(void *db, int64_t row, struct arena *arena,
				  struct conversation_row *out, struct error *err)
{
	struct query query = query_start(db, CONVERSATION_AT);

	query_put_number(&query, row);
	return find_conversation(&query, arena, out, err);
}

enum found sqlite_conversation_of(void *db, int64_t person, struct arena *arena,
				  struct conversation_row *out, struct error *err)
{
	struct query query = query_start(db, CONVERSATION_OF);

	query_put_number(&query, person);
	return find_conversation(&query, arena, out, err);
}

bool sqlite_conversation_save(void *db, const struct conversation_row *conversation,
			      struct error *err)
{
	struct query query = query_start(db, CONVERSATION_SAVE);

	put_conversation(&query, conversation);
	query_put_number(&query, conversation->row);
	return query_run_save(&query, err);
}

static bool run_all(void *db, const enum statement *statements, size_t n, int64_t row,
		    struct error *err)
{
	for (size_t i = 0; i < n; i++) {
		struct query query = query_start(db, statements[i]);

		query_put_number(&query, row);
		if (!query_run(&query, err))
			return false;
	}
	return true;
}

bool sqlite_conversation_strip(void *db, int64_t row, struct error *err)
{
	static const enum statement statements[] = {
		SENT_REMOVE_OF, CALL_REMOVE_OF, MISSED_REMOVE_OF, CASE_STRIP, CONVERSATION_STRIP};

	return run_all(db, statements, sizeof statements / sizeof *statements, row, err);
}

bool sqlite_conversation_empty(void *db, int64_t row, struct error *err)
{
	static const enum statement statements[] = {ACTIVITY_REMOVE_OF, CASE_ENTRY_REMOVE_OF};

	return run_all(db, statements, sizeof statements / sizeof *statements, row, err);
}

/* --- activities ----------------------------------------------------------------------- */

bool sqlite_activity_add(void *db, const struct activity_row *activity, struct error *err)
{
	struct query query = query_start(db, ACTIVITY_ADD);

	query_put_number(&query, activity->conversation);
	query_put_number(&query, activity->seq);
	query_put_number(&query, activity->at_ms);
	query_put_blob(&query, activity->sealed_body);
	return query_run(&query, err);
}

static void take_activity(struct query *query, struct activity_row *out)
{
	out->conversation = query_take_number(query);
	out->seq = query_take_number(query);
	out->at_ms = query_take_number(query);
	out->sealed_body = query_take_blob(query, NULL);
}

static bool list_activities(void *db, enum statement which, int64_t conversation, int64_t from,
			    size_t most, activity_taker *take, void *context, struct error *err)
{
	struct query query = query_start(db, which);
	struct activity_row row;
	enum found found;

	query_put_number(&query, conversation);
	query_put_number(&query, from);
	query_put_number(&query, (int64_t)most);
	while ((found = query_next(&query, err)) == FOUND) {
		take_activity(&query, &row);
		if (!take(context, &row))
			break;
	}
	query_end(&query);
	return found != FIND_FAILED;
}

bool sqlite_activity_list(void *db, int64_t conversation, int64_t after, size_t most,
			  activity_taker *take, void *context, struct error *err)
{
	return list_activities(db, ACTIVITY_LIST, conversation, after, most, take, context, err);
}

bool sqlite_activity_back(void *db, int64_t conversation, int64_t before, size_t most,
			  activity_taker *take, void *context, struct error *err)
{
	return list_activities(db, ACTIVITY_BACK, conversation, before, most, take, context, err);
}

/* --- what clients sent ---------------------------------------------------------------- */

bool sqlite_sent_add(void *db, const struct sent_row *sent, struct error *err)
{
	struct query query = query_start(db, SENT_ADD);

	query_put_number(&query, sent->conversation);
	query_put_bytes(&query, sent->client, sizeof sent->client);
	query_put_bytes(&query, sent->content_known ? sent->content : NULL, sizeof sent->content);
	query_put_number(&query, sent->secret);
	query_put_number(&query, sent->seq);
	query_put_number(&query, sent->at_ms);
	return query_run(&query, err);
}

static void take_sent(struct query *query, struct sent_row *out)
{
	*out = (struct sent_row){.conversation = query_take_number(query)};
	query_take_bytes(query, out->client, sizeof out->client);
	out->content_known = query_take_bytes(query, out->content, sizeof out->content);
	out->secret = query_take_number(query);
	out->seq = query_take_number(query);
	out->at_ms = query_take_number(query);
}

enum found sqlite_sent_find(void *db, int64_t conversation, const uint8_t client[16],
			    struct sent_row *out, struct error *err)
{
	struct query query = query_start(db, SENT_FIND);
	enum found found;

	query_put_number(&query, conversation);
	query_put_bytes(&query, client, 16);
	found = query_next(&query, err);
	if (found == FOUND)
		take_sent(&query, out);
	query_end(&query);
	return found;
}

bool sqlite_sent_forget_secrets(void *db, int64_t conversation, struct error *err)
{
	struct query query = query_start(db, SENT_FORGET_SECRETS);

	query_put_number(&query, conversation);
	return query_run(&query, err);
}

bool sqlite_sent_purge(void *db, int64_t before_ms, size_t most, size_t *out_n, struct error *err)
{
	struct sqlite *sqlite = db;
	struct query query = query_start(db, SENT_PURGE);

	query_put_number(&query, before_ms);
	query_put_number(&query, (int64_t)most);
	if (!query_run(&query, err))
		return false;
	*out_n = (size_t)sqlite3_changes(sqlite->file->db);
	return true;
}
