/*
 * The text of each statement, by subject.
 */
#include "bot/sqlite/statements.h"

#include <assert.h>

#include "bot/rows.h"

#define SELECT_PERSON "SELECT wrapped_key, subject, created_ms, row FROM persons "
#define SELECT_CONVERSATION                                                                      \
	"SELECT id, person, owner, seq, last_ms, language, zone_minutes, case_row, created_ms, " \
	"sealed_state, row FROM conversations "
#define SELECT_CALL "SELECT conversation, key, created_ms, sealed_body, row FROM calls "
/* CROSS JOIN keeps the order: first the case by its index, then its conversation. INDEXED BY names
 * the index of few cases where the planner takes one of all that there ever were for as good. */
#define SELECT_CASE_FROM(cases)                                                                \
	"SELECT c.id, conversation, state, priority, reason, cause, team, skill, region, "     \
	"c.language, agent, epoch, c.seq, c.created_ms, changed_ms, claimed_ms, answered_ms, " \
	"closed_ms, call_from_ms, call_to_ms, line_hash, masked_hash, sealed_masked, "         \
	"sealed_callback, asked_ms, overdue, tags, due_ms, c.row, v.id, v.owner, v.person "    \
	"FROM " cases " CROSS JOIN conversations v ON v.row = conversation "
#define SELECT_CASE SELECT_CASE_FROM("cases c")
#define SELECT_CASE_BY(index) SELECT_CASE_FROM("cases c INDEXED BY " index)
#define SELECT_CASE_TAGGED SELECT_CASE_FROM("case_tags t CROSS JOIN cases c ON c.row = t.case_row")
/* One part of the filter leads, by its index; the others look at what that finds. The index ends in
 * the row, so nothing is sorted. */
#define SEARCH_CASES(select, leading, row)                                        \
	select "WHERE " leading "(?1 = '' OR c.id = ?1) "                         \
	       "AND (?2 IS NULL OR masked_hash = ?2) AND (?3 = 0 OR agent = ?3) " \
	       "AND (?4 = '' OR cause = ?4) AND (?5 = '' OR reason = ?5) "        \
	       "AND (?6 = '' OR team = ?6) AND (?7 < 0 OR c.language = ?7) "      \
	       "AND (?8 < 0 OR state = ?8) AND (?9 IS NULL OR line_hash = ?9) "   \
	       "AND (?10 = '' OR instr(' ' || tags || ' ', ' ' || ?10 || ' ')) "  \
	       "AND " row " < ?11 ORDER BY " row " DESC LIMIT ?12"
/* How many cases that index would find, up to ?11. */
#define COUNT_CASES(found) "SELECT count(*) FROM (SELECT 1 FROM " found " LIMIT ?11)"
#define SELECT_MISSED                                                                         \
	"SELECT form, conversation, seq, at_ms, count, state, language, packs, sealed_body, " \
	"kind, agent, changed_ms, row FROM missed "
#define SELECT_UPLOAD                                                                         \
	"SELECT id, conversation, seq, at_ms, expires_ms, type, size, hash, sealed_key, row " \
	"FROM uploads "
#define SELECT_AUDIT "SELECT row, at_ms, who, role, what, object, detail, hash FROM audit "
#define SELECT_HOOK                                                                                   \
	"SELECT id, conversation, case_id, type, at_ms, retried_ms, state, target, sealed_data, row " \
	"FROM hooks "
#define SELECT_REMINDER                                                                          \
	"SELECT id, subject, matter, occasion, state, channel, conversation, due_ms, until_ms, " \
	"told_ms, answered_ms, stopped_ms, tries, maybe_sent, why, sealed_body, row FROM reminders "
#define SELECT_AGENT                                                                           \
	"SELECT name, password_hash, role, disabled, created_ms, teams, languages, capacity, " \
	"presence, reason, presence_ms, unlinked_ms, epoch, acted_ms, row FROM agents "

const char *const sqlite_statements[N_STATEMENTS] = {
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
	[PERSON_LIST] = SELECT_PERSON "WHERE subject = ? ORDER BY row",
	[PERSON_PAGE] = SELECT_PERSON
	"WHERE row > ? AND wrapped_key IS NOT NULL ORDER BY row LIMIT ?",

	/* The index persons_kept holds those that have a key, oldest first: who stays although he is
	 * old is looked at each time, and there are few. The literal 2 is CASE_CLOSED. */
	[PERSON_DUE] = "SELECT wrapped_key, subject, p.created_ms, p.row FROM persons p "
		       "CROSS JOIN conversations c ON c.person = p.row "
		       "WHERE wrapped_key IS NOT NULL AND p.created_ms < ?1 AND last_ms < ?1 "
		       "AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.subject = p.subject) "
		       "AND NOT EXISTS (SELECT 1 FROM cases WHERE conversation = c.row "
		       "AND (state <> 2 OR closed_ms >= ?2)) ORDER BY p.created_ms LIMIT ?3",

	[HOLD_FIND] = "SELECT since_ms FROM holds WHERE subject = ?",
	[HOLD_ADD] = "INSERT OR IGNORE INTO holds (subject, since_ms) VALUES (?, ?)",
	[HOLD_REMOVE] = "DELETE FROM holds WHERE subject = ?",

	[CONVERSATION_ADD] =
		"INSERT INTO conversations (id, person, owner, seq, last_ms, language, "
		"zone_minutes, case_row, created_ms, sealed_state) "
		"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[CONVERSATION_FIND] = SELECT_CONVERSATION "WHERE id = ?",
	[CONVERSATION_AT] = SELECT_CONVERSATION "WHERE row = ?",
	[CONVERSATION_OF] = SELECT_CONVERSATION "WHERE person = ?",
	/* What never changes is given but not set: SQLite would write the id's index again, and look
	 * the person up. */
	[CONVERSATION_SAVE] = "UPDATE conversations SET owner = ?3, seq = ?4, last_ms = ?5, "
			      "language = ?6, zone_minutes = ?7, case_row = ?8, "
			      "sealed_state = ?10 WHERE row = ?11",
	[CONVERSATION_STRIP] = "UPDATE conversations SET sealed_state = NULL WHERE row = ?",

	[ACTIVITY_REMOVE_OF] = "DELETE FROM activities WHERE conversation = ?",
	[CASE_ENTRY_REMOVE_OF] = "DELETE FROM case_entries WHERE case_row IN "
				 "(SELECT row FROM cases WHERE conversation = ?)",

	[ACTIVITY_ADD] = "INSERT INTO activities (conversation, seq, at_ms, sealed_body) "
			 "VALUES (?, ?, ?, ?)",
	[ACTIVITY_LIST] = "SELECT conversation, seq, at_ms, sealed_body FROM activities "
			  "WHERE conversation = ? AND seq > ? ORDER BY seq LIMIT ?",
	[ACTIVITY_BACK] = "SELECT conversation, seq, at_ms, sealed_body FROM activities "
			  "WHERE conversation = ? AND seq < ? ORDER BY seq DESC LIMIT ?",

	[SENT_ADD] = "INSERT INTO sent (conversation, client, content, secret, seq, at_ms) "
		     "VALUES (?, ?, ?, ?, ?, ?)",
	[SENT_FIND] = "SELECT conversation, client, content, secret, seq, at_ms FROM sent "
		      "WHERE conversation = ? AND client = ?",
	[SENT_FORGET_SECRETS] = "UPDATE sent SET content = NULL "
				"WHERE conversation = ? AND secret AND content IS NOT NULL",
	/* Rows lie in the order of time, so this reads only what it drops. */
	[SENT_PURGE] = "DELETE FROM sent WHERE at_ms < ?1 AND row IN "
		       "(SELECT row FROM sent ORDER BY row LIMIT ?2)",
	[SENT_REMOVE_OF] = "DELETE FROM sent WHERE conversation = ?",

	[CALL_ADD] = "INSERT INTO calls (conversation, key, created_ms, sealed_body) "
		     "VALUES (?, ?, ?, ?)",
	[CALL_FIND] = SELECT_CALL "WHERE row = ?",
	[CALL_KEYED] = SELECT_CALL "WHERE key = ?",
	[CALL_REMOVE] = "DELETE FROM calls WHERE row = ?",
	[CALL_REMOVE_OF] = "DELETE FROM calls WHERE conversation = ?",
	[CALL_LIST] = SELECT_CALL "ORDER BY row",
	[AWAIT_ADD] = "INSERT INTO awaited (subject, call) VALUES (?, ?)",
	[AWAIT_LIST] = "SELECT call FROM awaited WHERE subject = ?",

	[CASE_ADD] =
		"INSERT INTO cases (id, conversation, state, priority, reason, cause, team, skill, "
		"region, language, agent, epoch, seq, created_ms, changed_ms, claimed_ms, "
		"answered_ms, closed_ms, call_from_ms, call_to_ms, line_hash, masked_hash, "
		"sealed_masked, sealed_callback, asked_ms, overdue, tags, due_ms) "
		"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
		"?, ?, ?)",
	[CASE_FIND] = SELECT_CASE "WHERE c.id = ?",
	[CASE_AT] = SELECT_CASE "WHERE c.row = ?",
	[CASE_SAVE] = "UPDATE cases SET id = ?, conversation = ?, state = ?, priority = ?, "
		      "reason = ?, cause = ?, team = ?, skill = ?, region = ?, language = ?, "
		      "agent = ?, epoch = ?, seq = ?, created_ms = ?, changed_ms = ?, "
		      "claimed_ms = ?, answered_ms = ?, closed_ms = ?, call_from_ms = ?, "
		      "call_to_ms = ?, line_hash = ?, masked_hash = ?, sealed_masked = ?, "
		      "sealed_callback = ?, asked_ms = ?, overdue = ?, tags = ?, due_ms = ? "
		      "WHERE row = ?",
	[CASE_STRIP] = "UPDATE cases SET line_hash = NULL, masked_hash = NULL, "
		       "sealed_masked = NULL, sealed_callback = NULL WHERE conversation = ?",
	/* The literal 2, CASE_CLOSED, is what the indexes cases_in_line and cases_live say. */
	[CASE_LIST] = SELECT_CASE "WHERE state <> 2 AND (priority, c.row) > (?, ?) "
				  "ORDER BY priority, c.row LIMIT ?",
	[COUNT_TAGGED] = COUNT_CASES("case_tags WHERE tag = ?10"),
	[COUNT_BY_AGENT] = COUNT_CASES("cases WHERE agent = ?3"),
	[COUNT_BY_CAUSE] = COUNT_CASES("cases WHERE cause = ?4"),
	[COUNT_BY_REASON] = COUNT_CASES("cases WHERE reason = ?5"),
	[COUNT_BY_TEAM] = COUNT_CASES("cases WHERE team = ?6"),
	[COUNT_LIVE] = COUNT_CASES("cases INDEXED BY cases_live WHERE state <> 2"),
	[CASE_BY_ID] = SEARCH_CASES(SELECT_CASE, "c.id = ?1 AND ", "c.row"),
	[CASE_BY_LINE] = SEARCH_CASES(SELECT_CASE, "line_hash = ?9 AND ", "c.row"),
	[CASE_BY_MASKED] = SEARCH_CASES(SELECT_CASE, "masked_hash = ?2 AND ", "c.row"),
	[CASE_IN_HAND] = SEARCH_CASES(SELECT_CASE_BY("cases_in_hand"),
				      "state = 1 AND agent = ?3 AND ", "c.row"),
	[CASE_TAGGED] = SEARCH_CASES(SELECT_CASE_TAGGED, "tag = ?10 AND ", "t.case_row"),
	[CASE_BY_AGENT] = SEARCH_CASES(SELECT_CASE, "agent = ?3 AND ", "c.row"),
	[CASE_BY_CAUSE] = SEARCH_CASES(SELECT_CASE, "cause = ?4 AND ", "c.row"),
	[CASE_BY_REASON] = SEARCH_CASES(SELECT_CASE, "reason = ?5 AND ", "c.row"),
	[CASE_BY_TEAM] = SEARCH_CASES(SELECT_CASE, "team = ?6 AND ", "c.row"),
	[CASE_LIVE] = SEARCH_CASES(SELECT_CASE_BY("cases_live"), "state <> 2 AND ", "c.row"),
	[CASE_ANY] = SEARCH_CASES(SELECT_CASE, "", "c.row"),
	[CASE_DUE] = SELECT_CASE "WHERE due_ms > 0 ORDER BY due_ms",
	[CASE_SET_DUE] = "UPDATE cases SET due_ms = ? WHERE row = ?",
	/* The literals 0 and 1 are what the indexes cases_waiting and cases_in_hand say. */
	[CASE_TEAM_WAITING] = SELECT_CASE_BY("cases_waiting") "WHERE state = 0 AND team = ? "
							      "ORDER BY priority, c.row",
	[CASE_LIST_OF] = SELECT_CASE "WHERE conversation = ? ORDER BY c.row",
	[CASE_OF_AGENT] = SELECT_CASE_BY("cases_in_hand") "WHERE state = 1 AND agent = ? "
							  "ORDER BY c.row",
	[CASE_LOAD] = "SELECT count(*) FROM cases INDEXED BY cases_in_hand "
		      "WHERE state = 1 AND agent = ?",
	[CASE_SINCE] = "SELECT 1 FROM cases WHERE line_hash = ? AND created_ms >= ? LIMIT 1",
	[TEAM_FIGURES] = "SELECT count(*), min(created_ms), "
			 "(SELECT count(*) FROM cases INDEXED BY cases_in_team "
			 "WHERE state = 1 AND team = ?1) "
			 "FROM cases INDEXED BY cases_waiting WHERE state = 0 AND team = ?1",
	[TEAM_TIMES] = "SELECT created_ms, claimed_ms, answered_ms, closed_ms "
		       "FROM cases INDEXED BY cases_taken "
		       "WHERE team = ? AND claimed_ms > 0 ORDER BY row DESC LIMIT ?",
	[CASE_AHEAD] = "SELECT count(*) FROM cases "
		       "WHERE state = 0 AND team = ? AND (priority, row) < (?, ?)",

	[CASE_ENTRY_ADD] = "INSERT INTO case_entries (case_row, seq, at_ms, kind, agent, "
			   "sealed_body) VALUES (?, ?, ?, ?, ?, ?)",
	[CASE_ENTRY_LIST] = "SELECT case_row, seq, at_ms, kind, agent, sealed_body "
			    "FROM case_entries WHERE case_row = ? AND seq > ? ORDER BY seq LIMIT ?",

	[AGENT_ADD] = "INSERT INTO agents (name, password_hash, role, disabled, created_ms, teams, "
		      "languages, capacity, presence, reason, presence_ms, unlinked_ms, epoch, "
		      "acted_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[AGENT_FIND] = SELECT_AGENT "WHERE name = ?",
	[AGENT_AT] = SELECT_AGENT "WHERE row = ?",
	[AGENT_SAVE] = "UPDATE agents SET name = ?, password_hash = ?, role = ?, disabled = ?, "
		       "created_ms = ?, teams = ?, languages = ?, capacity = ?, presence = ?, "
		       "reason = ?, presence_ms = ?, unlinked_ms = ?, epoch = ?, acted_ms = ? "
		       "WHERE row = ?",
	[AGENT_LIST] = SELECT_AGENT "ORDER BY row",
	[AGENT_UNLINK_ALL] = "UPDATE agents SET unlinked_ms = ? WHERE unlinked_ms = 0",

	[FACT_ADD] = "INSERT INTO facts (conversation, seq, at_ms, kind, name, value, number) "
		     "VALUES (?, ?, ?, ?, ?, ?, ?)",
	[FACT_LAST] = "SELECT coalesce(max(rowid), 0) FROM facts",
	[FACT_TIME] = "SELECT at_ms FROM facts WHERE rowid >= ? ORDER BY rowid LIMIT 1",
	[FACT_LIST] =
		"SELECT conversation, seq, at_ms, kind, name, value, number, rowid FROM facts "
		"WHERE rowid >= ? ORDER BY rowid LIMIT ?",

	[ROLLUP_MARK] = "SELECT version, generation, behind FROM rollup_mark",
	[ROLLUP_MARK_SAVE] =
		"INSERT OR REPLACE INTO rollup_mark (row, version, generation, behind) "
		"VALUES (1, ?, ?, ?)",
	[ROLLUP_SAVE] = "INSERT OR REPLACE INTO rollups (conversation, generation, body) "
			"VALUES (?, ?, ?)",
	[ROLLUP_ITEM_ADD] = "INSERT INTO rollup_items (number, item) VALUES (?, ?)",
	[ROLLUP_ITEMS_CLEAR] = "DELETE FROM rollup_items",
	[SNAPSHOT_SAVE] = "INSERT OR REPLACE INTO snapshots (name, behind, body) "
			  "VALUES (?, ?, ?)",

	[MISSED_ADD] = "INSERT INTO missed (form, conversation, seq, at_ms, count, state, "
		       "language, packs, sealed_body, kind, agent, changed_ms) "
		       "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[MISSED_FIND] = SELECT_MISSED "WHERE form = ?",
	[MISSED_AT] = SELECT_MISSED "WHERE row = ?",
	[MISSED_SAVE] = "UPDATE missed SET form = ?, conversation = ?, seq = ?, at_ms = ?, "
			"count = ?, state = ?, language = ?, packs = ?, sealed_body = ?, "
			"kind = ?, agent = ?, changed_ms = ? WHERE row = ?",
	/* The literal 0 is MISSED_MESSAGE. */
	[MISSED_LIST] = SELECT_MISSED "WHERE row > ? AND kind = 0 ORDER BY row LIMIT ?",
	[MISSED_BACK] = SELECT_MISSED "WHERE row < ? AND (?2 < 0 OR kind = ?2) "
				      "AND (?3 < 0 OR state = ?3) ORDER BY row DESC LIMIT ?4",
	[MISSED_OF] = SELECT_MISSED "WHERE conversation = ? ORDER BY row",
	[MISSED_REMOVE] = "DELETE FROM missed WHERE row = ?",
	[MISSED_PURGE] = "DELETE FROM missed WHERE row <= ?",
	[MISSED_REMOVE_OF] = "DELETE FROM missed WHERE conversation = ?",

	[UPLOAD_ADD] = "INSERT INTO uploads (id, conversation, seq, at_ms, expires_ms, type, size, "
		       "hash, sealed_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[UPLOAD_FIND] = SELECT_UPLOAD "WHERE id = ?",
	[UPLOAD_SAVE] = "UPDATE uploads SET id = ?, conversation = ?, seq = ?, at_ms = ?, "
			"expires_ms = ?, type = ?, size = ?, hash = ?, sealed_key = ? "
			"WHERE row = ?",
	[UPLOAD_REMOVE] = "DELETE FROM uploads WHERE row = ?",
	[UPLOAD_DUE] = SELECT_UPLOAD "WHERE expires_ms <= ?",
	[UPLOAD_LIST] = SELECT_UPLOAD "WHERE conversation = ?",
	[UPLOAD_TOTALS] = "SELECT coalesce(sum(conversation = ?), 0), coalesce(sum(size), 0) "
			  "FROM uploads",

	[AUDIT_ADD] = "INSERT INTO audit (row, at_ms, who, role, what, object, detail, hash) "
		      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
	[AUDIT_LAST] = SELECT_AUDIT "ORDER BY row DESC LIMIT 1",
	[AUDIT_LIST] = SELECT_AUDIT "WHERE row > ? ORDER BY row LIMIT ?",

	[HOOK_ADD] = "INSERT INTO hooks (id, conversation, case_id, type, at_ms, state, "
		     "target, sealed_data) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
	/* The literals 0 and 2 of a state are HOOK_WAITING and HOOK_DEAD, as the indexes have it; 0 of
	 * a target is HOOK_DESK. */
	[HOOK_FIRST] = SELECT_HOOK
	"WHERE state = 0 AND conversation = ? AND target = ? ORDER BY row LIMIT 1",
	[HOOK_AT] = SELECT_HOOK "WHERE row = ?",
	[HOOK_SETTLE] = "UPDATE hooks SET state = ? WHERE row = ?",
	[HOOK_HEADS] = SELECT_HOOK "WHERE row IN (SELECT min(row) FROM hooks WHERE state = 0 "
				   "GROUP BY conversation, target) ORDER BY row",
	[HOOK_LIST] = SELECT_HOOK "WHERE row > ? AND target = 0 ORDER BY row LIMIT ?",
	[HOOK_DEAD_LIST] = SELECT_HOOK "WHERE state = 2 AND row > ? ORDER BY row LIMIT ?",
	[HOOK_RETRY] = "UPDATE hooks SET state = 0, retried_ms = ? WHERE row = ?",
	/* Rows lie in the order of time, so this reads only what it drops. */
	[HOOK_PURGE] = "DELETE FROM hooks WHERE row < coalesce("
		       "(SELECT row FROM hooks WHERE at_ms >= ? ORDER BY row LIMIT 1), "
		       "9223372036854775807)",

	[REMINDER_ADD] = "INSERT INTO reminders (id, subject, matter, occasion, state, channel, "
			 "conversation, due_ms, until_ms, told_ms, answered_ms, stopped_ms, tries, "
			 "maybe_sent, why, sealed_body) "
			 "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[REMINDER_AT] = SELECT_REMINDER "WHERE row = ?",
	[REMINDER_SAVE] =
		"UPDATE reminders SET id = ?, subject = ?, matter = ?, occasion = ?, "
		"state = ?, channel = ?, conversation = ?, due_ms = ?, until_ms = ?, "
		"told_ms = ?, answered_ms = ?, stopped_ms = ?, tries = ?, maybe_sent = ?, why = ?, "
		"sealed_body = ? WHERE row = ?",
	[REMINDER_OF] = SELECT_REMINDER "WHERE subject = ? ORDER BY row",
	[REMINDER_IN] = SELECT_REMINDER "WHERE state = ? ORDER BY row",
	/* The literals 3 and 1 are REMINDER_OUT and REMINDER_BEGUN. */
	[REMINDER_DUE] = SELECT_REMINDER "WHERE state < 3 ORDER BY due_ms",
	[REMINDER_UNDER_WAY] = "SELECT count(*) FROM reminders WHERE state IN (1, 3)",
	[REMINDER_REMOVE_OF] = "DELETE FROM reminders WHERE subject = ?",
	[REMINDER_PURGE] = "DELETE FROM reminders WHERE until_ms < ?",
	[WISH_FIND] = "SELECT wants FROM wishes WHERE subject = ?",
	[WISH_SAVE] = "INSERT OR REPLACE INTO wishes (subject, wants, since_ms) VALUES (?, ?, ?)",

	[TRIES_FIND] =
		"SELECT subject, wrong, checks, codes, failed, code_for, since_ms, locked_until_ms FROM tries "
		"WHERE subject = ?",
	[TRIES_SAVE] = "INSERT OR REPLACE INTO tries (subject, wrong, checks, codes, failed, "
		       "code_for, since_ms, locked_until_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
	[TRIES_PURGE] = "DELETE FROM tries WHERE since_ms < ?1 AND locked_until_ms < ?1 "
			"AND failed = 0",

	[USED_PURGE] = "DELETE FROM used WHERE until_ms <= ?",
	[USED_ADD] = "INSERT OR IGNORE INTO used (id, until_ms) VALUES (?, ?)",
};

static_assert(CASE_WAITING == 0 && CASE_OPEN == 1 && CASE_CLOSED == 2,
	      "the statements and indexes say so");
static_assert(REMINDER_BEGUN == 1 && REMINDER_OUT == 3, "the statements and indexes say so");
