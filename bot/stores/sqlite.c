/*
 * The store in SQLite: one connection, one file, every statement prepared once.
 *
 * A function starts its query, puts the values in the order of the question marks, runs it,
 * and takes the columns in the order of the select. What is found but not copied into an
 * arena lives until the query ends.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bot/rows.h"
#include "bot/sqlite_file.h"
#include "bot/sqlite_upkeep.h"

enum statement {
	BEGIN,
	COMMIT,
	ROLLBACK,
	SAVEPOINT,
	RELEASE,
	BACK_TO_SAVEPOINT,
	PERSON_ADD,
	PERSON_FIND,
	PERSON_SAVE,
	CONVERSATION_ADD,
	CONVERSATION_FIND,
	CONVERSATION_AT,
	CONVERSATION_SAVE,
	ACTIVITY_ADD,
	ACTIVITY_LIST,
	SENT_ADD,
	SENT_FIND,
	SENT_FORGET_SECRETS,
	SENT_PURGE,
	CALL_ADD,
	CALL_FIND,
	CALL_KEYED,
	CALL_REMOVE,
	CALL_REMOVE_OF,
	CALL_LIST,
	CASE_ADD,
	CASE_FIND,
	CASE_AT,
	CASE_SAVE,
	CASE_LIST,
	CASE_BY_ID,
	CASE_BY_MASKED,
	CASE_LIVE,
	CASE_BY_AGENT,
	CASE_BY_CAUSE,
	CASE_BY_REASON,
	CASE_BY_TEAM,
	CASE_ANY,
	CASE_TEAM_WAITING,
	CASE_OF_AGENT,
	CASE_LOAD,
	CASE_SINCE,
	TEAM_FIGURES,
	TEAM_TIMES,
	CASE_AHEAD,
	CASE_ENTRY_ADD,
	CASE_ENTRY_LIST,
	AGENT_ADD,
	AGENT_FIND,
	AGENT_AT,
	AGENT_SAVE,
	AGENT_LIST,
	AGENT_UNLINK_ALL,
	FACT_ADD,
	MISSED_ADD,
	MISSED_FIND,
	MISSED_AT,
	MISSED_SAVE,
	MISSED_LIST,
	MISSED_PURGE,
	UPLOAD_ADD,
	UPLOAD_FIND,
	UPLOAD_SAVE,
	UPLOAD_REMOVE,
	UPLOAD_DUE,
	UPLOAD_TOTALS,
	AUDIT_ADD,
	AUDIT_LAST,
	AUDIT_LIST,
	TRIES_FIND,
	TRIES_SAVE,
	USED_PURGE,
	USED_ADD,
	N_STATEMENTS
};

#define SELECT_PERSON "SELECT wrapped_key, subject, created_ms, row FROM persons "
#define SELECT_CONVERSATION                                                                      \
	"SELECT id, person, owner, seq, last_ms, language, zone_minutes, case_row, created_ms, " \
	"sealed_state, row FROM conversations "
#define SELECT_CALL "SELECT conversation, key, created_ms, sealed_body, row FROM calls "
/* CROSS JOIN keeps the order: first the case by its index, then its conversation. */
#define SELECT_CASE                                                                            \
	"SELECT c.id, conversation, state, priority, reason, cause, team, skill, region, "     \
	"c.language, agent, epoch, c.seq, c.created_ms, changed_ms, claimed_ms, answered_ms, " \
	"closed_ms, call_from_ms, call_to_ms, line_hash, masked_hash, sealed_masked, "         \
	"sealed_callback, c.row, v.id, v.owner "                                               \
	"FROM cases c CROSS JOIN conversations v ON v.row = conversation "
/* One filter leads, by its index; the others look at what that finds. The index ends in the row, so
 * nothing is sorted. */
#define SEARCH_CASES(leading)                                                          \
	SELECT_CASE "WHERE " leading "(?1 = '' OR c.id = ?1) "                         \
		    "AND (?2 IS NULL OR masked_hash = ?2) AND (?3 = 0 OR agent = ?3) " \
		    "AND (?4 = '' OR cause = ?4) AND (?5 = '' OR reason = ?5) "        \
		    "AND (?6 = '' OR team = ?6) AND (?7 < 0 OR c.language = ?7) "      \
		    "AND (?8 < 0 OR state = ?8) AND c.row < ?9 ORDER BY c.row DESC LIMIT ?10"
#define SELECT_MISSED                                                                         \
	"SELECT form, conversation, seq, at_ms, count, state, language, packs, sealed_body, " \
	"row FROM missed "
#define SELECT_UPLOAD                                                                         \
	"SELECT id, conversation, seq, at_ms, expires_ms, type, size, hash, sealed_key, row " \
	"FROM uploads "
#define SELECT_AUDIT "SELECT row, at_ms, who, role, what, object, detail, hash FROM audit "
#define SELECT_AGENT                                                                           \
	"SELECT name, password_hash, role, disabled, created_ms, teams, languages, capacity, " \
	"presence, reason, presence_ms, unlinked_ms, epoch, row FROM agents "

static const char *const statement_texts[N_STATEMENTS] = {
	[BEGIN] = "BEGIN IMMEDIATE",
	[COMMIT] = "COMMIT",
	[ROLLBACK] = "ROLLBACK",
	[SAVEPOINT] = "SAVEPOINT event",
	[RELEASE] = "RELEASE event",
	[BACK_TO_SAVEPOINT] = "ROLLBACK TO event",

	[PERSON_ADD] = "INSERT INTO persons (wrapped_key, subject, created_ms) VALUES (?, ?, ?)",
	[PERSON_FIND] = SELECT_PERSON "WHERE row = ?",
	[PERSON_SAVE] = "UPDATE persons SET wrapped_key = ?, subject = ?, created_ms = ? "
			"WHERE row = ?",

	[CONVERSATION_ADD] =
		"INSERT INTO conversations (id, person, owner, seq, last_ms, language, "
		"zone_minutes, case_row, created_ms, sealed_state) "
		"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[CONVERSATION_FIND] = SELECT_CONVERSATION "WHERE id = ?",
	[CONVERSATION_AT] = SELECT_CONVERSATION "WHERE row = ?",
	[CONVERSATION_SAVE] = "UPDATE conversations SET id = ?, person = ?, owner = ?, seq = ?, "
			      "last_ms = ?, language = ?, zone_minutes = ?, case_row = ?, "
			      "created_ms = ?, sealed_state = ? WHERE row = ?",

	[ACTIVITY_ADD] = "INSERT INTO activities (conversation, seq, at_ms, sealed_body) "
			 "VALUES (?, ?, ?, ?)",
	[ACTIVITY_LIST] = "SELECT conversation, seq, at_ms, sealed_body FROM activities "
			  "WHERE conversation = ? AND seq > ? ORDER BY seq LIMIT ?",

	[SENT_ADD] = "INSERT INTO sent (conversation, client, content, secret, seq, at_ms) "
		     "VALUES (?, ?, ?, ?, ?, ?)",
	[SENT_FIND] = "SELECT conversation, client, content, secret, seq, at_ms FROM sent "
		      "WHERE conversation = ? AND client = ?",
	[SENT_FORGET_SECRETS] = "UPDATE sent SET content = NULL "
				"WHERE conversation = ? AND secret AND content IS NOT NULL",
	/* Rows lie in the order of time, so this reads only what it drops. */
	[SENT_PURGE] = "DELETE FROM sent WHERE row < coalesce("
		       "(SELECT row FROM sent WHERE at_ms >= ? ORDER BY row LIMIT 1), "
		       "9223372036854775807)",

	[CALL_ADD] = "INSERT INTO calls (conversation, key, created_ms, sealed_body) "
		     "VALUES (?, ?, ?, ?)",
	[CALL_FIND] = SELECT_CALL "WHERE row = ?",
	[CALL_KEYED] = SELECT_CALL "WHERE key = ?",
	[CALL_REMOVE] = "DELETE FROM calls WHERE row = ?",
	[CALL_REMOVE_OF] = "DELETE FROM calls WHERE conversation = ?",
	[CALL_LIST] = SELECT_CALL "ORDER BY row",

	[CASE_ADD] =
		"INSERT INTO cases (id, conversation, state, priority, reason, cause, team, skill, "
		"region, language, agent, epoch, seq, created_ms, changed_ms, claimed_ms, "
		"answered_ms, closed_ms, call_from_ms, call_to_ms, line_hash, masked_hash, "
		"sealed_masked, sealed_callback) "
		"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[CASE_FIND] = SELECT_CASE "WHERE c.id = ?",
	[CASE_AT] = SELECT_CASE "WHERE c.row = ?",
	[CASE_SAVE] = "UPDATE cases SET id = ?, conversation = ?, state = ?, priority = ?, "
		      "reason = ?, cause = ?, team = ?, skill = ?, region = ?, language = ?, "
		      "agent = ?, epoch = ?, seq = ?, created_ms = ?, changed_ms = ?, "
		      "claimed_ms = ?, answered_ms = ?, closed_ms = ?, call_from_ms = ?, "
		      "call_to_ms = ?, line_hash = ?, masked_hash = ?, sealed_masked = ?, "
		      "sealed_callback = ? WHERE row = ?",
	/* The literal 2, CASE_CLOSED, is what the index cases_in_line says. */
	[CASE_LIST] = SELECT_CASE "WHERE state <> 2 AND (priority, c.row) > (?, ?) "
				  "ORDER BY priority, c.row LIMIT ?",
	[CASE_BY_ID] = SEARCH_CASES("c.id = ?1 AND "),
	[CASE_BY_MASKED] = SEARCH_CASES("masked_hash = ?2 AND "),
	[CASE_LIVE] = SEARCH_CASES("state <> 2 AND "),
	[CASE_BY_AGENT] = SEARCH_CASES("agent = ?3 AND "),
	[CASE_BY_CAUSE] = SEARCH_CASES("cause = ?4 AND "),
	[CASE_BY_REASON] = SEARCH_CASES("reason = ?5 AND "),
	[CASE_BY_TEAM] = SEARCH_CASES("team = ?6 AND "),
	[CASE_ANY] = SEARCH_CASES(""),
	/* The literals 0 and 1 are what the indexes cases_waiting and cases_in_hand say. */
	[CASE_TEAM_WAITING] = SELECT_CASE "WHERE state = 0 AND team = ? ORDER BY priority, c.row",
	[CASE_OF_AGENT] = SELECT_CASE "WHERE state = 1 AND agent = ? ORDER BY c.row",
	[CASE_LOAD] = "SELECT count(*) FROM cases WHERE state = 1 AND agent = ?",
	[CASE_SINCE] = "SELECT 1 FROM cases WHERE line_hash = ? AND created_ms >= ? LIMIT 1",
	[TEAM_FIGURES] = "SELECT count(*), min(created_ms), "
			 "(SELECT count(*) FROM cases WHERE state = 1 AND team = ?1) "
			 "FROM cases WHERE state = 0 AND team = ?1",
	[TEAM_TIMES] = "SELECT created_ms, claimed_ms, answered_ms, closed_ms FROM cases "
		       "WHERE team = ? AND claimed_ms > 0 ORDER BY row DESC LIMIT ?",
	[CASE_AHEAD] = "SELECT count(*) FROM cases "
		       "WHERE state = 0 AND team = ? AND (priority, row) < (?, ?)",

	[CASE_ENTRY_ADD] = "INSERT INTO case_entries (case_row, seq, at_ms, kind, agent, "
			   "sealed_body) VALUES (?, ?, ?, ?, ?, ?)",
	[CASE_ENTRY_LIST] = "SELECT case_row, seq, at_ms, kind, agent, sealed_body "
			    "FROM case_entries WHERE case_row = ? AND seq > ? ORDER BY seq LIMIT ?",

	[AGENT_ADD] = "INSERT INTO agents (name, password_hash, role, disabled, created_ms, teams, "
		      "languages, capacity, presence, reason, presence_ms, unlinked_ms, epoch) "
		      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[AGENT_FIND] = SELECT_AGENT "WHERE name = ?",
	[AGENT_AT] = SELECT_AGENT "WHERE row = ?",
	[AGENT_SAVE] = "UPDATE agents SET name = ?, password_hash = ?, role = ?, disabled = ?, "
		       "created_ms = ?, teams = ?, languages = ?, capacity = ?, presence = ?, "
		       "reason = ?, presence_ms = ?, unlinked_ms = ?, epoch = ? WHERE row = ?",
	[AGENT_LIST] = SELECT_AGENT "ORDER BY row",
	[AGENT_UNLINK_ALL] = "UPDATE agents SET unlinked_ms = ? WHERE unlinked_ms = 0",

	[FACT_ADD] = "INSERT INTO facts (conversation, seq, at_ms, kind, name, value, number) "
		     "VALUES (?, ?, ?, ?, ?, ?, ?)",

	[MISSED_ADD] = "INSERT INTO missed (form, conversation, seq, at_ms, count, state, "
		       "language, packs, sealed_body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[MISSED_FIND] = SELECT_MISSED "WHERE form = ?",
	[MISSED_AT] = SELECT_MISSED "WHERE row = ?",
	[MISSED_SAVE] = "UPDATE missed SET form = ?, conversation = ?, seq = ?, at_ms = ?, "
			"count = ?, state = ?, language = ?, packs = ?, sealed_body = ? "
			"WHERE row = ?",
	[MISSED_LIST] = SELECT_MISSED "WHERE row > ? ORDER BY row LIMIT ?",
	[MISSED_PURGE] = "DELETE FROM missed WHERE row <= ?",

	[UPLOAD_ADD] = "INSERT INTO uploads (id, conversation, seq, at_ms, expires_ms, type, size, "
		       "hash, sealed_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[UPLOAD_FIND] = SELECT_UPLOAD "WHERE id = ?",
	[UPLOAD_SAVE] = "UPDATE uploads SET id = ?, conversation = ?, seq = ?, at_ms = ?, "
			"expires_ms = ?, type = ?, size = ?, hash = ?, sealed_key = ? "
			"WHERE row = ?",
	[UPLOAD_REMOVE] = "DELETE FROM uploads WHERE row = ?",
	[UPLOAD_DUE] = SELECT_UPLOAD "WHERE expires_ms <= ?",
	[UPLOAD_TOTALS] = "SELECT coalesce(sum(conversation = ?), 0), coalesce(sum(size), 0) "
			  "FROM uploads",

	[AUDIT_ADD] = "INSERT INTO audit (row, at_ms, who, role, what, object, detail, hash) "
		      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
	[AUDIT_LAST] = SELECT_AUDIT "ORDER BY row DESC LIMIT 1",
	[AUDIT_LIST] = SELECT_AUDIT "WHERE row > ? ORDER BY row LIMIT ?",

	[TRIES_FIND] = "SELECT subject, wrong, checks, codes, since_ms, locked_until_ms FROM tries "
		       "WHERE subject = ?",
	[TRIES_SAVE] = "INSERT OR REPLACE INTO tries (subject, wrong, checks, codes, since_ms, "
		       "locked_until_ms) VALUES (?, ?, ?, ?, ?, ?)",

	[USED_PURGE] = "DELETE FROM used WHERE until_ms <= ?",
	[USED_ADD] = "INSERT OR IGNORE INTO used (id, until_ms) VALUES (?, ?)",
};

static_assert(CASE_WAITING == 0 && CASE_OPEN == 1 && CASE_CLOSED == 2,
	      "the statements and indexes say so");

struct sqlite {
	struct sqlite_file *file;
	sqlite3_stmt *statements[N_STATEMENTS];
	bool erased; /* the log may still hold a key that a person's row no longer has */
};

/* --- a query ---------------------------------------------------------------------- */

struct query {
	struct sqlite *sqlite;
	sqlite3_stmt *statement;
	int n_put, n_taken;
	bool failed; /* a value could not be put */
};

static struct query start(void *db, enum statement which)
{
	struct sqlite *sqlite = db;

	assert(!sqlite3_stmt_busy(sqlite->statements[which]));
	return (struct query){.sqlite = sqlite, .statement = sqlite->statements[which]};
}

static void put_number(struct query *query, int64_t number)
{
	query->failed |= sqlite3_bind_int64(query->statement, ++query->n_put, number) != SQLITE_OK;
}

static void put_text(struct query *query, const char *text)
{
	query->failed |= sqlite3_bind_text(query->statement, ++query->n_put, text, -1,
					   SQLITE_STATIC) != SQLITE_OK;
}

static void put_bytes(struct query *query, const void *data, size_t size)
{
	query->failed |= sqlite3_bind_blob64(query->statement, ++query->n_put, data, size,
					     SQLITE_STATIC) != SQLITE_OK;
}

static void put_blob(struct query *query, struct blob blob)
{
	put_bytes(query, blob.data, blob.size);
}

static int64_t take_number(struct query *query)
{
	return sqlite3_column_int64(query->statement, query->n_taken++);
}

static void take_text(struct query *query, char *out, size_t room)
{
	const unsigned char *text = sqlite3_column_text(query->statement, query->n_taken++);

	snprintf(out, room, "%s", text ? (const char *)text : "");
}

/* Bytes of a known size; false when there is no such value. */
static bool take_bytes(struct query *query, void *out, size_t size)
{
	int column = query->n_taken++;
	const void *data = sqlite3_column_blob(query->statement, column);

	if (!data || (size_t)sqlite3_column_bytes(query->statement, column) != size)
		return false;
	memcpy(out, data, size);
	return true;
}

/* Into the arena; without one the blob lives until the query goes on. */
static struct blob take_blob(struct query *query, struct arena *arena)
{
	int column = query->n_taken++;
	struct blob blob = {.data = sqlite3_column_blob(query->statement, column)};

	blob.size = (size_t)sqlite3_column_bytes(query->statement, column);
	if (blob.data && arena) {
		void *copy = arena_new(arena, blob.size);

		blob.data = memcpy(copy, blob.data, blob.size);
	}
	return blob;
}

static bool fail(struct query *query, struct error *err)
{
	struct sqlite_file *file = query->sqlite->file;

	sqlite_file_note_failure(file);
	return error_set(err, "%s: %s (SQLite %d) in: %s", file->path, sqlite3_errmsg(file->db),
			 sqlite3_extended_errcode(file->db), sqlite3_sql(query->statement));
}

/* The next row; its columns can then be taken. */
static enum found next(struct query *query, struct error *err)
{
	int code = query->failed ? SQLITE_ERROR : sqlite3_step(query->statement);

	query->n_taken = 0;
	if (code == SQLITE_ROW)
		return FOUND;
	if (code == SQLITE_DONE)
		return NOT_FOUND;
	fail(query, err);
	return FIND_FAILED;
}

static void end(struct query *query)
{
	sqlite3_reset(query->statement);
	sqlite3_clear_bindings(query->statement);
}

static bool run(struct query *query, struct error *err)
{
	bool fine = next(query, err) == NOT_FOUND;

	end(query);
	return fine;
}

static bool run_add(struct query *query, int64_t *row, struct error *err)
{
	if (!run(query, err))
		return false;
	*row = sqlite3_last_insert_rowid(query->sqlite->file->db);
	return true;
}

static bool run_save(struct query *query, struct error *err)
{
	if (!run(query, err))
		return false;
	if (sqlite3_changes(query->sqlite->file->db) != 1)
		return error_set(err, "%s: no such row in: %s", query->sqlite->file->path,
				 sqlite3_sql(query->statement));
	return true;
}

/* --- units of work ---------------------------------------------------------------- */

static bool simply(void *db, enum statement which, struct error *err)
{
	struct query query = start(db, which);

	return run(&query, err);
}

static bool begin(void *db, struct error *err)
{
	struct sqlite *sqlite = db;

	if (sqlite->file->full)
		sqlite_file_make_room(sqlite->file);
	return simply(db, BEGIN, err);
}

static bool in_transaction(void *db)
{
	struct sqlite *sqlite = db;

	return !sqlite3_get_autocommit(sqlite->file->db);
}

static void rollback(void *db)
{
	if (in_transaction(db))
		simply(db, ROLLBACK, NULL);
}

static bool commit(void *db, struct error *err)
{
	struct sqlite *sqlite = db;

	if (!simply(db, COMMIT, err)) {
		rollback(db);
		return false;
	}
	if (sqlite->erased)
		sqlite->erased = !sqlite_file_empty_log(sqlite->file);
	sqlite_file_keep_reserve(sqlite->file);
	return true;
}

static bool savepoint(void *db, struct error *err)
{
	return simply(db, SAVEPOINT, err);
}

static bool release(void *db, struct error *err)
{
	return simply(db, RELEASE, err);
}

static void undo(void *db)
{
	if (!in_transaction(db))
		return;
	/* Rather lose the batch than keep half an event. */
	if (!simply(db, BACK_TO_SAVEPOINT, NULL) || !simply(db, RELEASE, NULL))
		rollback(db);
}

/* --- persons ---------------------------------------------------------------------- */

static void put_person(struct query *query, const struct person_row *person)
{
	put_blob(query, person->wrapped_key);
	put_blob(query, person->subject);
	put_number(query, person->created_ms);
}

static void take_person(struct query *query, struct arena *arena, struct person_row *out)
{
	out->wrapped_key = take_blob(query, arena);
	out->subject = take_blob(query, arena);
	out->created_ms = take_number(query);
	out->row = take_number(query);
}

static bool person_add(void *db, struct person_row *person, struct error *err)
{
	struct query query = start(db, PERSON_ADD);

	put_person(&query, person);
	return run_add(&query, &person->row, err);
}

static enum found person_find(void *db, int64_t row, struct arena *arena, struct person_row *out,
			      struct error *err)
{
	struct query query = start(db, PERSON_FIND);
	enum found found;

	put_number(&query, row);
	found = next(&query, err);
	if (found == FOUND)
		take_person(&query, arena, out);
	end(&query);
	return found;
}

static bool person_save(void *db, const struct person_row *person, struct error *err)
{
	struct sqlite *sqlite = db;
	struct query query = start(db, PERSON_SAVE);

	put_person(&query, person);
	put_number(&query, person->row);
	if (!person->wrapped_key.data)
		sqlite->erased = true;
	return run_save(&query, err);
}

/* --- conversations ---------------------------------------------------------------- */

static void put_conversation(struct query *query, const struct conversation_row *conversation)
{
	put_text(query, conversation->id);
	put_number(query, conversation->person);
	put_number(query, conversation->owner);
	put_number(query, conversation->seq);
	put_number(query, conversation->last_ms);
	put_number(query, conversation->language);
	put_number(query, conversation->zone_minutes);
	put_number(query, conversation->case_row);
	put_number(query, conversation->created_ms);
	put_blob(query, conversation->sealed_state);
}

static void take_conversation(struct query *query, struct arena *arena,
			      struct conversation_row *out)
{
	take_text(query, out->id, sizeof out->id);
	out->person = take_number(query);
	out->owner = (int)take_number(query);
	out->seq = take_number(query);
	out->last_ms = take_number(query);
	out->language = (int)take_number(query);
	out->zone_minutes = (int)take_number(query);
	out->case_row = take_number(query);
	out->created_ms = take_number(query);
	out->sealed_state = take_blob(query, arena);
	out->row = take_number(query);
}

static enum found find_conversation(struct query *query, struct arena *arena,
				    struct conversation_row *out, struct error *err)
{
	enum found found = next(query, err);

	if (found == FOUND)
		take_conversation(query, arena, out);
	end(query);
	return found;
}

static bool conversation_add(void *db, struct conversation_row *conversation, struct error *err)
{
	struct query query = start(db, CONVERSATION_ADD);

	put_conversation(&query, conversation);
	return run_add(&query, &conversation->row, err);
}

static enum found conversation_find(void *db, const char *id, struct arena *arena,
				    struct conversation_row *out, struct error *err)
{
	struct query query = start(db, CONVERSATION_FIND);

	put_text(&query, id);
	return find_conversation(&query, arena, out, err);
}

static enum found conversation_at(void *db, int64_t row, struct arena *arena,
				  struct conversation_row *out, struct error *err)
{
	struct query query = start(db, CONVERSATION_AT);

	put_number(&query, row);
	return find_conversation(&query, arena, out, err);
}

static bool conversation_save(void *db, const struct conversation_row *conversation,
			      struct error *err)
{
	struct query query = start(db, CONVERSATION_SAVE);

	put_conversation(&query, conversation);
	put_number(&query, conversation->row);
	return run_save(&query, err);
}

/* --- activities ------------------------------------------------------------------- */

static bool activity_add(void *db, const struct activity_row *activity, struct error *err)
{
	struct query query = start(db, ACTIVITY_ADD);

	put_number(&query, activity->conversation);
	put_number(&query, activity->seq);
	put_number(&query, activity->at_ms);
	put_blob(&query, activity->sealed_body);
	return run(&query, err);
}

static void take_activity(struct query *query, struct activity_row *out)
{
	out->conversation = take_number(query);
	out->seq = take_number(query);
	out->at_ms = take_number(query);
	out->sealed_body = take_blob(query, NULL);
}

static bool activity_list(void *db, int64_t conversation, int64_t after, size_t most,
			  activity_taker *take, void *context, struct error *err)
{
	struct query query = start(db, ACTIVITY_LIST);
	struct activity_row row;
	enum found found;

	put_number(&query, conversation);
	put_number(&query, after);
	put_number(&query, (int64_t)most);
	while ((found = next(&query, err)) == FOUND) {
		take_activity(&query, &row);
		if (!take(context, &row))
			break;
	}
	end(&query);
	return found != FIND_FAILED;
}

/* --- what clients sent ------------------------------------------------------------ */

static bool sent_add(void *db, const struct sent_row *sent, struct error *err)
{
	struct query query = start(db, SENT_ADD);

	put_number(&query, sent->conversation);
	put_bytes(&query, sent->client, sizeof sent->client);
	put_bytes(&query, sent->content_known ? sent->content : NULL, sizeof sent->content);
	put_number(&query, sent->secret);
	put_number(&query, sent->seq);
	put_number(&query, sent->at_ms);
	return run(&query, err);
}

static void take_sent(struct query *query, struct sent_row *out)
{
	*out = (struct sent_row){.conversation = take_number(query)};
	take_bytes(query, out->client, sizeof out->client);
	out->content_known = take_bytes(query, out->content, sizeof out->content);
	out->secret = take_number(query);
	out->seq = take_number(query);
	out->at_ms = take_number(query);
}

static enum found sent_find(void *db, int64_t conversation, const uint8_t client[16],
			    struct sent_row *out, struct error *err)
{
	struct query query = start(db, SENT_FIND);
	enum found found;

	put_number(&query, conversation);
	put_bytes(&query, client, 16);
	found = next(&query, err);
	if (found == FOUND)
		take_sent(&query, out);
	end(&query);
	return found;
}

static bool sent_forget_secrets(void *db, int64_t conversation, struct error *err)
{
	struct query query = start(db, SENT_FORGET_SECRETS);

	put_number(&query, conversation);
	return run(&query, err);
}

static bool sent_purge(void *db, int64_t before_ms, struct error *err)
{
	struct query query = start(db, SENT_PURGE);

	put_number(&query, before_ms);
	return run(&query, err);
}

/* --- calls ------------------------------------------------------------------------ */

static void take_call(struct query *query, struct arena *arena, struct call_row *out)
{
	out->conversation = take_number(query);
	take_text(query, out->key, sizeof out->key);
	out->created_ms = take_number(query);
	out->sealed_body = take_blob(query, arena);
	out->row = take_number(query);
}

static bool call_add(void *db, struct call_row *call, struct error *err)
{
	struct query query = start(db, CALL_ADD);

	put_number(&query, call->conversation);
	put_text(&query, call->key);
	put_number(&query, call->created_ms);
	put_blob(&query, call->sealed_body);
	return run_add(&query, &call->row, err);
}

static enum found call_find(void *db, int64_t row, struct arena *arena, struct call_row *out,
			    struct error *err)
{
	struct query query = start(db, CALL_FIND);
	enum found found;

	put_number(&query, row);
	found = next(&query, err);
	if (found == FOUND)
		take_call(&query, arena, out);
	end(&query);
	return found;
}

static enum found call_keyed(void *db, const char *key, struct arena *arena, struct call_row *out,
			     struct error *err)
{
	struct query query = start(db, CALL_KEYED);
	enum found found;

	put_text(&query, key);
	found = next(&query, err);
	if (found == FOUND)
		take_call(&query, arena, out);
	end(&query);
	return found;
}

static bool call_remove(void *db, int64_t row, struct error *err)
{
	struct query query = start(db, CALL_REMOVE);

	put_number(&query, row);
	return run(&query, err);
}

static bool call_remove_of(void *db, int64_t conversation, struct error *err)
{
	struct query query = start(db, CALL_REMOVE_OF);

	put_number(&query, conversation);
	return run(&query, err);
}

static bool call_list(void *db, call_taker *take, void *context, struct error *err)
{
	struct query query = start(db, CALL_LIST);
	struct call_row row;
	enum found found;

	while ((found = next(&query, err)) == FOUND) {
		take_call(&query, NULL, &row);
		if (!take(context, &row))
			break;
	}
	end(&query);
	return found != FIND_FAILED;
}

/* --- cases ------------------------------------------------------------------------ */

static void put_case(struct query *query, const struct case_row *row)
{
	put_text(query, row->id);
	put_number(query, row->conversation);
	put_number(query, row->state);
	put_number(query, row->priority);
	put_text(query, row->reason);
	put_text(query, row->cause);
	put_text(query, row->team);
	put_text(query, row->skill);
	put_text(query, row->region);
	put_number(query, row->language);
	put_number(query, row->agent);
	put_number(query, row->epoch);
	put_number(query, row->seq);
	put_number(query, row->created_ms);
	put_number(query, row->changed_ms);
	put_number(query, row->claimed_ms);
	put_number(query, row->answered_ms);
	put_number(query, row->closed_ms);
	put_number(query, row->call_from_ms);
	put_number(query, row->call_to_ms);
	put_blob(query, row->line_hash);
	put_blob(query, row->masked_hash);
	put_blob(query, row->sealed_masked);
	put_blob(query, row->sealed_callback);
}

static void take_case(struct query *query, struct arena *arena, struct case_row *out)
{
	take_text(query, out->id, sizeof out->id);
	out->conversation = take_number(query);
	out->state = (int)take_number(query);
	out->priority = (int)take_number(query);
	take_text(query, out->reason, sizeof out->reason);
	take_text(query, out->cause, sizeof out->cause);
	take_text(query, out->team, sizeof out->team);
	take_text(query, out->skill, sizeof out->skill);
	take_text(query, out->region, sizeof out->region);
	out->language = (int)take_number(query);
	out->agent = take_number(query);
	out->epoch = take_number(query);
	out->seq = take_number(query);
	out->created_ms = take_number(query);
	out->changed_ms = take_number(query);
	out->claimed_ms = take_number(query);
	out->answered_ms = take_number(query);
	out->closed_ms = take_number(query);
	out->call_from_ms = take_number(query);
	out->call_to_ms = take_number(query);
	out->line_hash = take_blob(query, arena);
	out->masked_hash = take_blob(query, arena);
	out->sealed_masked = take_blob(query, arena);
	out->sealed_callback = take_blob(query, arena);
	out->row = take_number(query);
	take_text(query, out->conversation_id, sizeof out->conversation_id);
	out->owner = (int)take_number(query);
}

static enum found find_case(struct query *query, struct arena *arena, struct case_row *out,
			    struct error *err)
{
	enum found found = next(query, err);

	if (found == FOUND)
		take_case(query, arena, out);
	end(query);
	return found;
}

static bool case_add(void *db, struct case_row *row, struct error *err)
{
	struct query query = start(db, CASE_ADD);

	put_case(&query, row);
	return run_add(&query, &row->row, err);
}

static enum found case_find(void *db, const char *id, struct arena *arena, struct case_row *out,
			    struct error *err)
{
	struct query query = start(db, CASE_FIND);

	put_text(&query, id);
	return find_case(&query, arena, out, err);
}

static enum found case_at(void *db, int64_t row, struct arena *arena, struct case_row *out,
			  struct error *err)
{
	struct query query = start(db, CASE_AT);

	put_number(&query, row);
	return find_case(&query, arena, out, err);
}

static bool case_save(void *db, const struct case_row *row, struct error *err)
{
	struct query query = start(db, CASE_SAVE);

	put_case(&query, row);
	put_number(&query, row->row);
	return run_save(&query, err);
}

static bool list_cases(struct query *query, case_taker *take, void *context, struct error *err)
{
	struct case_row row;
	enum found found;

	while ((found = next(query, err)) == FOUND) {
		take_case(query, NULL, &row);
		if (!take(context, &row))
			break;
	}
	end(query);
	return found != FIND_FAILED;
}

static bool case_list(void *db, int after_priority, int64_t after_row, size_t most,
		      case_taker *take, void *context, struct error *err)
{
	struct query query = start(db, CASE_LIST);

	put_number(&query, after_priority);
	put_number(&query, after_row);
	put_number(&query, (int64_t)most);
	return list_cases(&query, take, context, err);
}

/* The filter that few cases fit leads. */
static enum statement leading(const struct case_filter *filter)
{
	if (*filter->id)
		return CASE_BY_ID;
	if (filter->masked_hash.data)
		return CASE_BY_MASKED;
	if (filter->state == CASE_WAITING || filter->state == CASE_OPEN)
		return CASE_LIVE;
	if (filter->agent)
		return CASE_BY_AGENT;
	if (*filter->cause)
		return CASE_BY_CAUSE;
	if (*filter->reason)
		return CASE_BY_REASON;
	return *filter->team ? CASE_BY_TEAM : CASE_ANY;
}

static bool case_search(void *db, const struct case_filter *filter, int64_t before, size_t most,
			case_taker *take, void *context, struct error *err)
{
	struct query query = start(db, leading(filter));

	put_text(&query, filter->id);
	put_blob(&query, filter->masked_hash);
	put_number(&query, filter->agent);
	put_text(&query, filter->cause);
	put_text(&query, filter->reason);
	put_text(&query, filter->team);
	put_number(&query, filter->language);
	put_number(&query, filter->state);
	put_number(&query, before ? before : INT64_MAX);
	put_number(&query, (int64_t)most);
	return list_cases(&query, take, context, err);
}

static bool case_waiting(void *db, const char *team, case_taker *take, void *context,
			 struct error *err)
{
	struct query query = start(db, CASE_TEAM_WAITING);

	put_text(&query, team);
	return list_cases(&query, take, context, err);
}

static bool case_of_agent(void *db, int64_t agent, case_taker *take, void *context,
			  struct error *err)
{
	struct query query = start(db, CASE_OF_AGENT);

	put_number(&query, agent);
	return list_cases(&query, take, context, err);
}

/* A query of one row with one number. */
static bool run_count(struct query *query, int64_t *out, struct error *err)
{
	enum found found = next(query, err);

	if (found == FOUND)
		*out = take_number(query);
	end(query);
	return found == FOUND;
}

static bool case_load(void *db, int64_t agent, int64_t *out, struct error *err)
{
	struct query query = start(db, CASE_LOAD);

	put_number(&query, agent);
	return run_count(&query, out, err);
}

static bool case_since(void *db, struct blob line_hash, int64_t since_ms, bool *out,
		       struct error *err)
{
	struct query query = start(db, CASE_SINCE);
	enum found found;

	put_blob(&query, line_hash);
	put_number(&query, since_ms);
	found = next(&query, err);
	end(&query);
	*out = found == FOUND;
	return found != FIND_FAILED;
}

static bool team_figures(void *db, const char *team, struct team_figures *out, struct error *err)
{
	struct query query = start(db, TEAM_FIGURES);
	enum found found;

	put_text(&query, team);
	found = next(&query, err);
	if (found == FOUND) {
		out->waiting = take_number(&query);
		out->longest_ms = take_number(&query);
		out->in_hand = take_number(&query);
	}
	end(&query);
	return found == FOUND;
}

static bool team_times(void *db, const char *team, size_t most, case_times_taker *take,
		       void *context, struct error *err)
{
	struct query query = start(db, TEAM_TIMES);
	enum found found;

	put_text(&query, team);
	put_number(&query, (int64_t)most);
	while ((found = next(&query, err)) == FOUND) {
		struct case_times times;

		times.created_ms = take_number(&query);
		times.claimed_ms = take_number(&query);
		times.answered_ms = take_number(&query);
		times.closed_ms = take_number(&query);
		if (!take(context, &times))
			break;
	}
	end(&query);
	return found != FIND_FAILED;
}

static bool case_ahead(void *db, const struct case_row *row, int64_t *out, struct error *err)
{
	struct query query = start(db, CASE_AHEAD);

	put_text(&query, row->team);
	put_number(&query, row->priority);
	put_number(&query, row->row);
	return run_count(&query, out, err);
}

static bool case_entry_add(void *db, const struct case_entry_row *entry, struct error *err)
{
	struct query query = start(db, CASE_ENTRY_ADD);

	put_number(&query, entry->case_row);
	put_number(&query, entry->seq);
	put_number(&query, entry->at_ms);
	put_text(&query, entry->kind);
	put_number(&query, entry->agent);
	put_blob(&query, entry->sealed_body);
	return run(&query, err);
}

static void take_case_entry(struct query *query, struct case_entry_row *out)
{
	out->case_row = take_number(query);
	out->seq = take_number(query);
	out->at_ms = take_number(query);
	take_text(query, out->kind, sizeof out->kind);
	out->agent = take_number(query);
	out->sealed_body = take_blob(query, NULL);
}

static bool case_entry_list(void *db, int64_t case_row, int64_t after, size_t most,
			    case_entry_taker *take, void *context, struct error *err)
{
	struct query query = start(db, CASE_ENTRY_LIST);
	struct case_entry_row row;
	enum found found;

	put_number(&query, case_row);
	put_number(&query, after);
	put_number(&query, (int64_t)most);
	while ((found = next(&query, err)) == FOUND) {
		take_case_entry(&query, &row);
		if (!take(context, &row))
			break;
	}
	end(&query);
	return found != FIND_FAILED;
}

/* --- agents ----------------------------------------------------------------------- */

static void put_agent(struct query *query, const struct agent_row *agent)
{
	put_text(query, agent->name);
	put_text(query, agent->password_hash);
	put_number(query, agent->role);
	put_number(query, agent->disabled);
	put_number(query, agent->created_ms);
	put_text(query, agent->teams);
	put_text(query, agent->languages);
	put_number(query, agent->capacity);
	put_number(query, agent->presence);
	put_text(query, agent->reason);
	put_number(query, agent->presence_ms);
	put_number(query, agent->unlinked_ms);
	put_number(query, agent->epoch);
}

static void take_agent(struct query *query, struct agent_row *out)
{
	take_text(query, out->name, sizeof out->name);
	take_text(query, out->password_hash, sizeof out->password_hash);
	out->role = (int)take_number(query);
	out->disabled = take_number(query) != 0;
	out->created_ms = take_number(query);
	take_text(query, out->teams, sizeof out->teams);
	take_text(query, out->languages, sizeof out->languages);
	out->capacity = (int)take_number(query);
	out->presence = (int)take_number(query);
	take_text(query, out->reason, sizeof out->reason);
	out->presence_ms = take_number(query);
	out->unlinked_ms = take_number(query);
	out->epoch = take_number(query);
	out->row = take_number(query);
}

static enum found find_agent(struct query *query, struct agent_row *out, struct error *err)
{
	enum found found = next(query, err);

	if (found == FOUND)
		take_agent(query, out);
	end(query);
	return found;
}

static bool agent_add(void *db, struct agent_row *agent, struct error *err)
{
	struct query query = start(db, AGENT_ADD);

	put_agent(&query, agent);
	return run_add(&query, &agent->row, err);
}

static enum found agent_find(void *db, const char *name, struct agent_row *out, struct error *err)
{
	struct query query = start(db, AGENT_FIND);

	put_text(&query, name);
	return find_agent(&query, out, err);
}

static enum found agent_at(void *db, int64_t row, struct agent_row *out, struct error *err)
{
	struct query query = start(db, AGENT_AT);

	put_number(&query, row);
	return find_agent(&query, out, err);
}

static bool agent_save(void *db, const struct agent_row *agent, struct error *err)
{
	struct query query = start(db, AGENT_SAVE);

	put_agent(&query, agent);
	put_number(&query, agent->row);
	return run_save(&query, err);
}

static bool agent_list(void *db, agent_taker *take, void *context, struct error *err)
{
	struct query query = start(db, AGENT_LIST);
	struct agent_row row;
	enum found found;

	while ((found = next(&query, err)) == FOUND) {
		take_agent(&query, &row);
		if (!take(context, &row))
			break;
	}
	end(&query);
	return found != FIND_FAILED;
}

static bool agent_unlink_all(void *db, int64_t at_ms, struct error *err)
{
	struct query query = start(db, AGENT_UNLINK_ALL);

	put_number(&query, at_ms);
	return run(&query, err);
}

/* --- facts ------------------------------------------------------------------------ */

static bool fact_add(void *db, const struct fact_row *fact, struct error *err)
{
	struct query query = start(db, FACT_ADD);

	put_number(&query, fact->conversation);
	put_number(&query, fact->seq);
	put_number(&query, fact->at_ms);
	put_text(&query, fact->kind);
	put_text(&query, fact->name);
	put_text(&query, fact->value);
	put_number(&query, fact->number);
	return run(&query, err);
}

/* --- messages that were not understood -------------------------------------------- */

static void put_missed(struct query *query, const struct missed_row *missed)
{
	put_bytes(query, missed->form, sizeof missed->form);
	put_number(query, missed->conversation);
	put_number(query, missed->seq);
	put_number(query, missed->at_ms);
	put_number(query, missed->count);
	put_number(query, missed->state);
	put_number(query, missed->language);
	put_text(query, missed->packs);
	put_blob(query, missed->sealed_body);
}

static void take_missed(struct query *query, struct arena *arena, struct missed_row *out)
{
	take_bytes(query, out->form, sizeof out->form);
	out->conversation = take_number(query);
	out->seq = take_number(query);
	out->at_ms = take_number(query);
	out->count = take_number(query);
	out->state = (int)take_number(query);
	out->language = (int)take_number(query);
	take_text(query, out->packs, sizeof out->packs);
	out->sealed_body = take_blob(query, arena);
	out->row = take_number(query);
}

static enum found find_missed(struct query *query, struct arena *arena, struct missed_row *out,
			      struct error *err)
{
	enum found found = next(query, err);

	if (found == FOUND)
		take_missed(query, arena, out);
	end(query);
	return found;
}

static bool missed_add(void *db, struct missed_row *missed, struct error *err)
{
	struct query query = start(db, MISSED_ADD);

	put_missed(&query, missed);
	return run_add(&query, &missed->row, err);
}

static enum found missed_find(void *db, const uint8_t form[CRYPTO_HASH_SIZE], struct arena *arena,
			      struct missed_row *out, struct error *err)
{
	struct query query = start(db, MISSED_FIND);

	put_bytes(&query, form, CRYPTO_HASH_SIZE);
	return find_missed(&query, arena, out, err);
}

static enum found missed_at(void *db, int64_t row, struct arena *arena, struct missed_row *out,
			    struct error *err)
{
	struct query query = start(db, MISSED_AT);

	put_number(&query, row);
	return find_missed(&query, arena, out, err);
}

static bool missed_save(void *db, const struct missed_row *missed, struct error *err)
{
	struct query query = start(db, MISSED_SAVE);

	put_missed(&query, missed);
	put_number(&query, missed->row);
	return run_save(&query, err);
}

static bool missed_list(void *db, int64_t after, size_t most, missed_taker *take, void *context,
			struct error *err)
{
	struct query query = start(db, MISSED_LIST);
	struct missed_row row;
	enum found found;

	put_number(&query, after);
	put_number(&query, (int64_t)most);
	while ((found = next(&query, err)) == FOUND) {
		take_missed(&query, NULL, &row);
		if (!take(context, &row))
			break;
	}
	end(&query);
	return found != FIND_FAILED;
}

static bool missed_purge(void *db, int64_t last, struct error *err)
{
	struct query query = start(db, MISSED_PURGE);

	put_number(&query, last);
	return run(&query, err);
}

/* --- uploads ---------------------------------------------------------------------- */

static void put_upload(struct query *query, const struct upload_row *upload)
{
	put_text(query, upload->id);
	put_number(query, upload->conversation);
	put_number(query, upload->seq);
	put_number(query, upload->at_ms);
	put_number(query, upload->expires_ms);
	put_number(query, upload->type);
	put_number(query, upload->size);
	put_bytes(query, upload->hash, sizeof upload->hash);
	put_blob(query, upload->sealed_key);
}

static void take_upload(struct query *query, struct arena *arena, struct upload_row *out)
{
	take_text(query, out->id, sizeof out->id);
	out->conversation = take_number(query);
	out->seq = take_number(query);
	out->at_ms = take_number(query);
	out->expires_ms = take_number(query);
	out->type = (int)take_number(query);
	out->size = take_number(query);
	take_bytes(query, out->hash, sizeof out->hash);
	out->sealed_key = take_blob(query, arena);
	out->row = take_number(query);
}

static bool upload_add(void *db, struct upload_row *upload, struct error *err)
{
	struct query query = start(db, UPLOAD_ADD);

	put_upload(&query, upload);
	return run_add(&query, &upload->row, err);
}

static enum found upload_find(void *db, const char *id, struct arena *arena, struct upload_row *out,
			      struct error *err)
{
	struct query query = start(db, UPLOAD_FIND);
	enum found found;

	put_text(&query, id);
	found = next(&query, err);
	if (found == FOUND)
		take_upload(&query, arena, out);
	end(&query);
	return found;
}

static bool upload_save(void *db, const struct upload_row *upload, struct error *err)
{
	struct query query = start(db, UPLOAD_SAVE);

	put_upload(&query, upload);
	put_number(&query, upload->row);
	return run_save(&query, err);
}

static bool upload_remove(void *db, int64_t row, struct error *err)
{
	struct query query = start(db, UPLOAD_REMOVE);

	put_number(&query, row);
	return run(&query, err);
}

static bool upload_due(void *db, int64_t now_ms, upload_taker *take, void *context,
		       struct error *err)
{
	struct query query = start(db, UPLOAD_DUE);
	struct upload_row row;
	enum found found;

	put_number(&query, now_ms);
	while ((found = next(&query, err)) == FOUND) {
		take_upload(&query, NULL, &row);
		if (!take(context, &row))
			break;
	}
	end(&query);
	return found != FIND_FAILED;
}

static bool upload_totals(void *db, int64_t conversation, int64_t *n, int64_t *bytes,
			  struct error *err)
{
	struct query query = start(db, UPLOAD_TOTALS);
	enum found found;

	put_number(&query, conversation);
	found = next(&query, err);
	if (found == FOUND) {
		*n = take_number(&query);
		*bytes = take_number(&query);
	}
	end(&query);
	return found == FOUND;
}

/* --- audit ------------------------------------------------------------------------ */

static bool audit_add(void *db, const struct audit_row *row, struct error *err)
{
	struct query query = start(db, AUDIT_ADD);

	put_number(&query, row->row);
	put_number(&query, row->at_ms);
	put_text(&query, row->who);
	put_text(&query, row->role);
	put_text(&query, row->what);
	put_text(&query, row->object);
	put_text(&query, row->detail);
	put_bytes(&query, row->hash, sizeof row->hash);
	return run(&query, err);
}

static void take_audit(struct query *query, struct audit_row *out)
{
	out->row = take_number(query);
	out->at_ms = take_number(query);
	take_text(query, out->who, sizeof out->who);
	take_text(query, out->role, sizeof out->role);
	take_text(query, out->what, sizeof out->what);
	take_text(query, out->object, sizeof out->object);
	take_text(query, out->detail, sizeof out->detail);
	if (!take_bytes(query, out->hash, sizeof out->hash))
		memset(out->hash, 0, sizeof out->hash);
}

static enum found audit_last(void *db, struct audit_row *out, struct error *err)
{
	struct query query = start(db, AUDIT_LAST);
	enum found found = next(&query, err);

	if (found == FOUND)
		take_audit(&query, out);
	end(&query);
	return found;
}

static bool audit_list(void *db, int64_t after, size_t most, audit_taker *take, void *context,
		       struct error *err)
{
	struct query query = start(db, AUDIT_LIST);
	struct audit_row row;
	enum found found;

	put_number(&query, after);
	put_number(&query, (int64_t)most);
	while ((found = next(&query, err)) == FOUND) {
		take_audit(&query, &row);
		if (!take(context, &row))
			break;
	}
	end(&query);
	return found != FIND_FAILED;
}

/* --- tries ------------------------------------------------------------------------ */

static enum found tries_find(void *db, const uint8_t subject[CRYPTO_HASH_SIZE],
			     struct tries_row *out, struct error *err)
{
	struct query query = start(db, TRIES_FIND);
	enum found found;

	put_bytes(&query, subject, CRYPTO_HASH_SIZE);
	found = next(&query, err);
	if (found == FOUND) {
		take_bytes(&query, out->subject, sizeof out->subject);
		out->wrong = take_number(&query);
		out->checks = take_number(&query);
		out->codes = take_number(&query);
		out->since_ms = take_number(&query);
		out->locked_until_ms = take_number(&query);
	}
	end(&query);
	return found;
}

static bool tries_save(void *db, const struct tries_row *tries, struct error *err)
{
	struct query query = start(db, TRIES_SAVE);

	put_bytes(&query, tries->subject, sizeof tries->subject);
	put_number(&query, tries->wrong);
	put_number(&query, tries->checks);
	put_number(&query, tries->codes);
	put_number(&query, tries->since_ms);
	put_number(&query, tries->locked_until_ms);
	return run(&query, err);
}

/* --- what is used once ------------------------------------------------------------ */

static enum found use_once(void *db, const uint8_t id[CRYPTO_HASH_SIZE], int64_t now_ms,
			   int64_t until_ms, struct error *err)
{
	struct sqlite *sqlite = db;
	struct query purge = start(db, USED_PURGE);
	struct query add;

	put_number(&purge, now_ms);
	if (!run(&purge, err))
		return FIND_FAILED;
	add = start(db, USED_ADD);
	put_bytes(&add, id, CRYPTO_HASH_SIZE);
	put_number(&add, until_ms);
	if (!run(&add, err))
		return FIND_FAILED;
	return sqlite3_changes(sqlite->file->db) == 1 ? NOT_FOUND : FOUND;
}

/* --- the store -------------------------------------------------------------------- */

static bool prepare(struct sqlite *sqlite, struct error *err)
{
	struct sqlite_file *file = sqlite->file;

	for (int i = 0; i < N_STATEMENTS; i++)
		if (sqlite3_prepare_v3(file->db, statement_texts[i], -1, SQLITE_PREPARE_PERSISTENT,
				       &sqlite->statements[i], NULL) != SQLITE_OK)
			return error_set(err, "%s: %s in: %s", file->path, sqlite3_errmsg(file->db),
					 statement_texts[i]);
	return true;
}

static void store_close(void *db)
{
	struct sqlite *sqlite = db;

	if (!sqlite)
		return;
	for (int i = 0; i < N_STATEMENTS; i++)
		sqlite3_finalize(sqlite->statements[i]);
	sqlite_file_close(sqlite->file);
	free(sqlite);
}

static void *store_open(const char *dir, struct error *err)
{
	struct sqlite *sqlite = mem_new(sizeof *sqlite);

	sqlite->file = sqlite_file_open(dir, err);
	if (!sqlite->file || !prepare(sqlite, err)) {
		store_close(sqlite);
		return NULL;
	}
	return sqlite;
}

const struct store_kind store_sqlite = {
	.name = "sqlite",
	.open = store_open,
	.close = store_close,
	.file = "fuji.db",
	.figures = sqlite_figures,
	.backlog = sqlite_backlog,
	.check = sqlite_check,
	.copy = sqlite_copy,
	.install = sqlite_install,
	.begin = begin,
	.commit = commit,
	.rollback = rollback,
	.in_transaction = in_transaction,
	.savepoint = savepoint,
	.release = release,
	.undo = undo,
	.person_add = person_add,
	.person_find = person_find,
	.person_save = person_save,
	.conversation_add = conversation_add,
	.conversation_find = conversation_find,
	.conversation_at = conversation_at,
	.conversation_save = conversation_save,
	.activity_add = activity_add,
	.activity_list = activity_list,
	.sent_add = sent_add,
	.sent_find = sent_find,
	.sent_forget_secrets = sent_forget_secrets,
	.sent_purge = sent_purge,
	.call_add = call_add,
	.call_find = call_find,
	.call_keyed = call_keyed,
	.call_remove = call_remove,
	.call_remove_of = call_remove_of,
	.call_list = call_list,
	.case_add = case_add,
	.case_find = case_find,
	.case_at = case_at,
	.case_save = case_save,
	.case_list = case_list,
	.case_search = case_search,
	.case_waiting = case_waiting,
	.case_of_agent = case_of_agent,
	.case_load = case_load,
	.case_since = case_since,
	.team_figures = team_figures,
	.team_times = team_times,
	.case_ahead = case_ahead,
	.case_entry_add = case_entry_add,
	.case_entry_list = case_entry_list,
	.agent_add = agent_add,
	.agent_find = agent_find,
	.agent_at = agent_at,
	.agent_save = agent_save,
	.agent_list = agent_list,
	.agent_unlink_all = agent_unlink_all,
	.fact_add = fact_add,
	.missed_add = missed_add,
	.missed_find = missed_find,
	.missed_at = missed_at,
	.missed_save = missed_save,
	.missed_list = missed_list,
	.missed_purge = missed_purge,
	.upload_add = upload_add,
	.upload_find = upload_find,
	.upload_save = upload_save,
	.upload_remove = upload_remove,
	.upload_due = upload_due,
	.upload_totals = upload_totals,
	.audit_add = audit_add,
	.audit_last = audit_last,
	.audit_list = audit_list,
	.tries_find = tries_find,
	.tries_save = tries_save,
	.use_once = use_once,
};
