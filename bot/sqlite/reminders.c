/*
 * What somebody is told before his line is stopped, and who wants to be told.
 */
#include "bot/sqlite/rows.h"

#include "bot/sqlite/query.h"

static void take_reminder(struct query *query, struct arena *arena, struct reminder_row *out)
{
	query_take_text(query, out->id, sizeof out->id);
	query_take_bytes(query, out->subject, sizeof out->subject);
	out->matter = (int)query_take_number(query);
	out->occasion = query_take_number(query);
	out->state = (int)query_take_number(query);
	out->channel = (int)query_take_number(query);
	out->conversation = query_take_number(query);
	out->due_ms = query_take_number(query);
	out->until_ms = query_take_number(query);
	out->told_ms = query_take_number(query);
	out->answered_ms = query_take_number(query);
	out->stopped_ms = query_take_number(query);
	out->tries = (int)query_take_number(query);
	out->maybe_sent = query_take_number(query);
	query_take_text(query, out->why, sizeof out->why);
	out->sealed_body = query_take_blob(query, arena);
	out->row = query_take_number(query);
}

static void put_reminder(struct query *query, const struct reminder_row *reminder)
{
	query_put_text(query, reminder->id);
	query_put_bytes(query, reminder->subject, sizeof reminder->subject);
	query_put_number(query, reminder->matter);
	query_put_number(query, reminder->occasion);
	query_put_number(query, reminder->state);
	query_put_number(query, reminder->channel);
	query_put_number(query, reminder->conversation);
	query_put_number(query, reminder->due_ms);
	query_put_number(query, reminder->until_ms);
	query_put_number(query, reminder->told_ms);
	query_put_number(query, reminder->answered_ms);
	query_put_number(query, reminder->stopped_ms);
	query_put_number(query, reminder->tries);
	query_put_number(query, reminder->maybe_sent);
	query_put_text(query, reminder->why);
	query_put_blob(query, reminder->sealed_body);
}

bool sqlite_reminder_add(void *db, struct reminder_row *reminder, struct error *err)
{
	struct query query = query_start(db, REMINDER_ADD);

	put_reminder(&query, reminder);
	return query_run_add(&query, &reminder->row, err);
}

enum found sqlite_reminder_at(void *db, int64_t row, struct arena *arena, struct reminder_row *out,
			      struct error *err)
{
	struct query query = query_start(db, REMINDER_AT);
	enum found found;

	query_put_number(&query, row);
	found = query_next(&query, err);
	if (found == FOUND)
		take_reminder(&query, arena, out);
	query_end(&query);
	return found;
}

bool sqlite_reminder_save(void *db, const struct reminder_row *reminder, struct error *err)
{
	struct query query = query_start(db, REMINDER_SAVE);

	put_reminder(&query, reminder);
	query_put_number(&query, reminder->row);
	return query_run_save(&query, err);
}

static bool list_reminders(struct query *query, reminder_taker *take, void *context,
			   struct error *err)
{
	struct reminder_row row;
	enum found found;

	while ((found = query_next(query, err)) == FOUND) {
		take_reminder(query, NULL, &row);
		if (!take(context, &row))
			break;
	}
	query_end(query);
	return found != FIND_FAILED;
}

bool sqlite_reminder_of(void *db, const uint8_t subject[CRYPTO_HASH_SIZE], reminder_taker *take,
			void *context, struct error *err)
{
	struct query query = query_start(db, REMINDER_OF);

	query_put_bytes(&query, subject, CRYPTO_HASH_SIZE);
	return list_reminders(&query, take, context, err);
}

bool sqlite_reminder_in(void *db, enum reminder_state state, reminder_taker *take, void *context,
			struct error *err)
{
	struct query query = query_start(db, REMINDER_IN);

	query_put_number(&query, state);
	return list_reminders(&query, take, context, err);
}

bool sqlite_reminder_due(void *db, reminder_taker *take, void *context, struct error *err)
{
	struct query query = query_start(db, REMINDER_DUE);

	return list_reminders(&query, take, context, err);
}

bool sqlite_reminder_under_way(void *db, int64_t *out, struct error *err)
{
	struct query query = query_start(db, REMINDER_UNDER_WAY);
	bool found = query_next(&query, err) == FOUND;

	if (found)
		*out = query_take_number(&query);
	query_end(&query);
	return found;
}

bool sqlite_reminder_remove_of(void *db, const uint8_t subject[CRYPTO_HASH_SIZE], struct error *err)
{
	struct query query = query_start(db, REMINDER_REMOVE_OF);

	query_put_bytes(&query, subject, CRYPTO_HASH_SIZE);
	return query_run(&query, err);
}

bool sqlite_reminder_purge(void *db, int64_t before_ms, struct error *err)
{
	struct query query = query_start(db, REMINDER_PURGE);

	query_put_number(&query, before_ms);
	return query_run(&query, err);
}

/* --- who wants to be told ------------------------------------------------------------- */

enum found sqlite_wish_find(void *db, const uint8_t subject[CRYPTO_HASH_SIZE], bool *wants,
			    struct error *err)
{
	struct query query = query_start(db, WISH_FIND);
	enum found found;

	query_put_bytes(&query, subject, CRYPTO_HASH_SIZE);
	found = query_next(&query, err);
	if (found == FOUND)
		*wants = query_take_number(&query);
	query_end(&query);
	return found;
}

bool sqlite_wish_save(void *db, const uint8_t subject[CRYPTO_HASH_SIZE], bool wants,
		      int64_t since_ms, struct error *err)
{
	struct query query = query_start(db, WISH_SAVE);

	query_put_bytes(&query, subject, CRYPTO_HASH_SIZE);
	query_put_number(&query, wants);
	query_put_number(&query, since_ms);
	return query_run(&query, err);
}
