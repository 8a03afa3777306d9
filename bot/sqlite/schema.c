/*
 * The schema, as the steps that led to it.
 */
#include "bot/sqlite/schema.h"

/* The tags of cases, which are words between blanks, and the cases' rows. */
#define EACH_TAG                                                                                 \
	"SELECT value, row FROM cases, json_each('[\"' || replace(tags, ' ', '\",\"') || '\"]')" \
	" WHERE tags <> ''"

/* What a new version adds to the one before; entries are never changed, only appended.
 *
 * Logs (activities, sent, facts) are tables in the order of arrival with at most one narrow
 * index: a second one halves the rate. They name their conversation by its number and leave
 * out the foreign key, which would be one more look-up for each row. */
const char *const sqlite_migrations[] = {
	"CREATE TABLE persons ("
	" row INTEGER PRIMARY KEY,"
	" created_ms INTEGER NOT NULL,"
	" subject BLOB,"
	" wrapped_key BLOB);"

	"CREATE TABLE conversations ("
	" row INTEGER PRIMARY KEY,"
	" id TEXT NOT NULL UNIQUE,"
	" person INTEGER NOT NULL REFERENCES persons,"
	" owner INTEGER NOT NULL,"
	" seq INTEGER NOT NULL,"
	" last_ms INTEGER NOT NULL,"
	" language INTEGER NOT NULL,"
	" zone_minutes INTEGER NOT NULL,"
	" case_row INTEGER NOT NULL,"
	" created_ms INTEGER NOT NULL,"
	" sealed_state BLOB);"

	"CREATE TABLE activities ("
	" conversation INTEGER NOT NULL,"
	" seq INTEGER NOT NULL,"
	" at_ms INTEGER NOT NULL,"
	" sealed_body BLOB);"
	"CREATE UNIQUE INDEX activities_of ON activities (conversation, seq);"

	"CREATE TABLE sent ("
	" row INTEGER PRIMARY KEY,"
	" conversation INTEGER NOT NULL,"
	" client BLOB NOT NULL,"
	" content BLOB,"
	" secret INTEGER NOT NULL,"
	" seq INTEGER NOT NULL,"
	" at_ms INTEGER NOT NULL);"
	"CREATE UNIQUE INDEX sent_by ON sent (conversation, client);"

	/* A late answer names its call by row, so a row is never given out twice. */
	"CREATE TABLE calls ("
	" row INTEGER PRIMARY KEY AUTOINCREMENT,"
	" conversation INTEGER NOT NULL REFERENCES conversations,"
	" key TEXT NOT NULL UNIQUE,"
	" created_ms INTEGER NOT NULL,"
	" sealed_body BLOB);"
	"CREATE INDEX calls_of ON calls (conversation);"

	"CREATE TABLE cases ("
	" row INTEGER PRIMARY KEY,"
	" id TEXT NOT NULL UNIQUE,"
	" conversation INTEGER NOT NULL REFERENCES conversations,"
	" state INTEGER NOT NULL,"
	" priority INTEGER NOT NULL,"
	" reason TEXT NOT NULL,"
	" cause TEXT NOT NULL,"
	" language INTEGER NOT NULL,"
	" agent INTEGER NOT NULL,"
	" epoch INTEGER NOT NULL,"
	" seq INTEGER NOT NULL,"
	" created_ms INTEGER NOT NULL,"
	" changed_ms INTEGER NOT NULL,"
	" sealed_masked BLOB);"
	/* State 2 is CASE_CLOSED; only cases that are not are in the line. */
	"CREATE INDEX cases_in_line ON cases (priority) WHERE state <> 2;"

	"CREATE TABLE case_entries ("
	" case_row INTEGER NOT NULL REFERENCES cases,"
	" seq INTEGER NOT NULL,"
	" at_ms INTEGER NOT NULL,"
	" kind TEXT NOT NULL,"
	" agent INTEGER NOT NULL,"
	" sealed_body BLOB);"
	"CREATE UNIQUE INDEX case_entries_of ON case_entries (case_row, seq);"

	"CREATE TABLE agents ("
	" row INTEGER PRIMARY KEY,"
	" name TEXT NOT NULL UNIQUE,"
	" password_hash TEXT NOT NULL,"
	" role INTEGER NOT NULL,"
	" disabled INTEGER NOT NULL,"
	" created_ms INTEGER NOT NULL);"

	"CREATE TABLE facts ("
	" conversation INTEGER NOT NULL,"
	" seq INTEGER NOT NULL,"
	" at_ms INTEGER NOT NULL,"
	" kind TEXT NOT NULL,"
	" name TEXT NOT NULL,"
	" value TEXT,"
	" number INTEGER NOT NULL);"

	"CREATE TABLE tries ("
	" subject BLOB PRIMARY KEY,"
	" wrong INTEGER NOT NULL,"
	" since_ms INTEGER NOT NULL,"
	" locked_until_ms INTEGER NOT NULL) WITHOUT ROWID;",

	/* People name a message by its row, so a row is never given out twice. */
	"CREATE TABLE missed ("
	" row INTEGER PRIMARY KEY AUTOINCREMENT,"
	" form BLOB NOT NULL UNIQUE,"
	" conversation INTEGER NOT NULL,"
	" seq INTEGER NOT NULL,"
	" at_ms INTEGER NOT NULL,"
	" count INTEGER NOT NULL,"
	" state INTEGER NOT NULL,"
	" language INTEGER NOT NULL,"
	" packs TEXT NOT NULL,"
	" sealed_body BLOB);",

	("ALTER TABLE tries ADD COLUMN checks INTEGER NOT NULL DEFAULT 0;"
	 "ALTER TABLE tries ADD COLUMN codes INTEGER NOT NULL DEFAULT 0;"),

	("CREATE TABLE used (id BLOB PRIMARY KEY, until_ms INTEGER NOT NULL) WITHOUT ROWID;"
	 "CREATE INDEX used_until ON used (until_ms);"),

	/* The literals 0 and 1 are CASE_WAITING and CASE_OPEN. Old cases are in no team's line: the
	 * next start puts those that wait in one. */
	("ALTER TABLE cases ADD COLUMN team TEXT NOT NULL DEFAULT '';"
	 "ALTER TABLE cases ADD COLUMN skill TEXT NOT NULL DEFAULT '';"
	 "ALTER TABLE cases ADD COLUMN region TEXT NOT NULL DEFAULT '';"
	 "ALTER TABLE cases ADD COLUMN claimed_ms INTEGER NOT NULL DEFAULT 0;"
	 "ALTER TABLE cases ADD COLUMN answered_ms INTEGER NOT NULL DEFAULT 0;"
	 "ALTER TABLE cases ADD COLUMN closed_ms INTEGER NOT NULL DEFAULT 0;"
	 "ALTER TABLE cases ADD COLUMN call_from_ms INTEGER NOT NULL DEFAULT 0;"
	 "ALTER TABLE cases ADD COLUMN call_to_ms INTEGER NOT NULL DEFAULT 0;"
	 "ALTER TABLE cases ADD COLUMN line_hash BLOB;"
	 "ALTER TABLE cases ADD COLUMN masked_hash BLOB;"
	 "ALTER TABLE cases ADD COLUMN sealed_callback BLOB;"
	 "CREATE INDEX cases_waiting ON cases (team, priority) WHERE state = 0;"
	 "CREATE INDEX cases_in_hand ON cases (agent) WHERE state = 1;"
	 "CREATE INDEX cases_in_team ON cases (team) WHERE state = 1;"
	 "CREATE INDEX cases_of_agent ON cases (agent);"
	 "CREATE INDEX cases_of_cause ON cases (cause);"
	 "CREATE INDEX cases_of_reason ON cases (reason);"
	 "CREATE INDEX cases_of_team ON cases (team);"
	 "CREATE INDEX cases_of_line ON cases (line_hash);"
	 "CREATE INDEX cases_of_masked ON cases (masked_hash);"
	 "ALTER TABLE agents ADD COLUMN teams TEXT NOT NULL DEFAULT '';"
	 "ALTER TABLE agents ADD COLUMN languages TEXT NOT NULL DEFAULT '';"
	 "ALTER TABLE agents ADD COLUMN capacity INTEGER NOT NULL DEFAULT 4;"
	 "ALTER TABLE agents ADD COLUMN presence INTEGER NOT NULL DEFAULT 0;"
	 "ALTER TABLE agents ADD COLUMN reason TEXT NOT NULL DEFAULT '';"
	 "ALTER TABLE agents ADD COLUMN presence_ms INTEGER NOT NULL DEFAULT 0;"
	 "ALTER TABLE agents ADD COLUMN unlinked_ms INTEGER NOT NULL DEFAULT 0;"),

	("CREATE TABLE uploads ("
	 " row INTEGER PRIMARY KEY,"
	 " id TEXT NOT NULL UNIQUE,"
	 " conversation INTEGER NOT NULL REFERENCES conversations,"
	 " seq INTEGER NOT NULL,"
	 " at_ms INTEGER NOT NULL,"
	 " expires_ms INTEGER NOT NULL,"
	 " type INTEGER NOT NULL,"
	 " size INTEGER NOT NULL,"
	 " hash BLOB NOT NULL,"
	 " sealed_key BLOB NOT NULL);"
	 "CREATE INDEX uploads_of ON uploads (conversation);"
	 "CREATE INDEX uploads_due ON uploads (expires_ms);"),

	/* Who has the file can drop the triggers; they stop mistakes, the chain shows the rest. A
	 * row that is inserted over another would be deleted without a trigger. */
	("ALTER TABLE agents ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;"
	 "CREATE TABLE audit ("
	 " row INTEGER PRIMARY KEY,"
	 " at_ms INTEGER NOT NULL,"
	 " who TEXT NOT NULL,"
	 " role TEXT NOT NULL,"
	 " what TEXT NOT NULL,"
	 " object TEXT NOT NULL,"
	 " detail TEXT NOT NULL,"
	 " hash BLOB NOT NULL);"
	 "CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN"
	 " SELECT raise(ABORT, 'the audit log is only added to'); END;"
	 "CREATE TRIGGER audit_stays_as_it_is BEFORE UPDATE ON audit BEGIN"
	 " SELECT raise(ABORT, 'the audit log is only added to'); END;"
	 "CREATE TRIGGER audit_goes_on BEFORE INSERT ON audit"
	 " WHEN new.row <= (SELECT max(row) FROM audit) BEGIN"
	 " SELECT raise(ABORT, 'the audit log is only added to'); END;"),

	/* What a case is late with. */
	("ALTER TABLE cases ADD COLUMN asked_ms INTEGER NOT NULL DEFAULT 0;"
	 "ALTER TABLE cases ADD COLUMN overdue INTEGER NOT NULL DEFAULT 0;"),

	"ALTER TABLE agents ADD COLUMN acted_ms INTEGER NOT NULL DEFAULT 0;",

	/* The way from a line to all that is kept of who has proven it. */
	("CREATE INDEX persons_of ON persons (subject) WHERE subject IS NOT NULL;"
	 "CREATE INDEX conversations_of ON conversations (person);"
	 "CREATE INDEX cases_of ON cases (conversation);"
	 "CREATE INDEX missed_of ON missed (conversation);"
	 "CREATE TABLE holds (subject BLOB PRIMARY KEY, since_ms INTEGER NOT NULL) WITHOUT ROWID;"),

	"CREATE INDEX persons_kept ON persons (created_ms) WHERE wrapped_key IS NOT NULL;",

	/* In the order of a search: those that have tags are looked at, the newest first. */
	("ALTER TABLE cases ADD COLUMN tags TEXT NOT NULL DEFAULT '';"
	 "CREATE INDEX cases_tagged ON cases (row) WHERE tags <> '';"),

	/* Who reads on behind a row relies on it: no row is given out twice. The literals 0 and 2
	 * are HOOK_WAITING and HOOK_DEAD. */
	("CREATE TABLE hooks ("
	 " row INTEGER PRIMARY KEY AUTOINCREMENT,"
	 " id TEXT NOT NULL,"
	 " conversation INTEGER NOT NULL,"
	 " case_id TEXT NOT NULL,"
	 " type TEXT NOT NULL,"
	 " at_ms INTEGER NOT NULL,"
	 " state INTEGER NOT NULL,"
	 " sealed_data BLOB NOT NULL);"
	 "CREATE INDEX hooks_waiting ON hooks (conversation) WHERE state = 0;"
	 "CREATE INDEX hooks_dead ON hooks (row) WHERE state = 2;"),

	"ALTER TABLE hooks ADD COLUMN target INTEGER NOT NULL DEFAULT 0;",

	/* What calls that wait for their time would end for. */
	("CREATE TABLE awaited ("
	 " subject BLOB NOT NULL,"
	 " call INTEGER NOT NULL REFERENCES calls ON DELETE CASCADE,"
	 " PRIMARY KEY (subject, call)) WITHOUT ROWID;"
	 "CREATE INDEX awaited_by ON awaited (call);"),

	/* 0 until the next start has looked at all that are not closed. */
	("ALTER TABLE cases ADD COLUMN due_ms INTEGER NOT NULL DEFAULT 0;"
	 "CREATE INDEX cases_due ON cases (due_ms) WHERE due_ms > 0;"),

	/* In the order of a search, and of a team's last ones. */
	("CREATE INDEX cases_live ON cases (row) WHERE state <> 2;"
	 "CREATE INDEX cases_taken ON cases (team) WHERE claimed_ms > 0;"),

	/* Which cases have a tag: an index of the words in a column, which the file keeps by itself. */
	("DROP INDEX cases_tagged;"
	 "CREATE TABLE case_tags ("
	 " tag TEXT NOT NULL,"
	 " case_row INTEGER NOT NULL,"
	 " PRIMARY KEY (tag, case_row)) WITHOUT ROWID;"
	 "INSERT INTO case_tags " EACH_TAG ";"
	 "CREATE TRIGGER case_begins_tagged AFTER INSERT ON cases WHEN new.tags <> '' BEGIN"
	 " INSERT INTO case_tags " EACH_TAG " AND row = new.row; END;"
	 "CREATE TRIGGER case_untagged BEFORE UPDATE OF tags ON cases"
	 " WHEN new.tags <> old.tags BEGIN"
	 " DELETE FROM case_tags WHERE (tag, case_row) IN (" EACH_TAG " AND row = old.row); END;"
	 "CREATE TRIGGER case_tagged AFTER UPDATE OF tags ON cases"
	 " WHEN new.tags <> old.tags BEGIN"
	 " INSERT INTO case_tags " EACH_TAG " AND row = new.row; END;"),

	"ALTER TABLE hooks ADD COLUMN retried_ms INTEGER NOT NULL DEFAULT 0;",
	/* The literal 3 is REMINDER_OUT. */
	("CREATE TABLE reminders ("
	 " row INTEGER PRIMARY KEY,"
	 " id TEXT NOT NULL,"
	 " subject BLOB NOT NULL,"
	 " matter INTEGER NOT NULL,"
	 " occasion INTEGER NOT NULL,"
	 " state INTEGER NOT NULL,"
	 " channel INTEGER NOT NULL,"
	 " conversation INTEGER NOT NULL,"
	 " due_ms INTEGER NOT NULL,"
	 " until_ms INTEGER NOT NULL,"
	 " told_ms INTEGER NOT NULL,"
	 " answered_ms INTEGER NOT NULL,"
	 " stopped_ms INTEGER NOT NULL,"
	 " tries INTEGER NOT NULL,"
	 " maybe_sent INTEGER NOT NULL,"
	 " why TEXT NOT NULL,"
	 " sealed_body BLOB NOT NULL,"
	 " UNIQUE (subject, matter, occasion));"
	 "CREATE INDEX reminders_due ON reminders (due_ms) WHERE state < 3;"
	 "CREATE INDEX reminders_in ON reminders (state);"
	 "CREATE INDEX reminders_until ON reminders (until_ms);"
	 "CREATE TABLE wishes ("
	 " subject BLOB PRIMARY KEY, wants INTEGER NOT NULL, since_ms INTEGER NOT NULL)"
	 " WITHOUT ROWID;"),

	/* Answers that did not help wait with the messages that were not understood. */
	("ALTER TABLE missed ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;"
	 "ALTER TABLE missed ADD COLUMN agent INTEGER NOT NULL DEFAULT 0;"
	 "ALTER TABLE missed ADD COLUMN changed_ms INTEGER NOT NULL DEFAULT 0;"),

	/* A row of another generation than the mark's is as good as none. */
	("CREATE TABLE rollups ("
	 " conversation INTEGER PRIMARY KEY,"
	 " generation INTEGER NOT NULL,"
	 " body BLOB NOT NULL);"
	 "CREATE TABLE rollup_items (number INTEGER PRIMARY KEY, item TEXT NOT NULL);"
	 "CREATE TABLE rollup_mark ("
	 " row INTEGER PRIMARY KEY,"
	 " version INTEGER NOT NULL,"
	 " generation INTEGER NOT NULL,"
	 " behind INTEGER NOT NULL);"),

	("CREATE TABLE snapshots ("
	 " name TEXT PRIMARY KEY,"
	 " behind INTEGER NOT NULL,"
	 " body BLOB NOT NULL);"),

	"ALTER TABLE tries ADD COLUMN failed INTEGER NOT NULL DEFAULT 0;",
	"ALTER TABLE tries ADD COLUMN code_for INTEGER NOT NULL DEFAULT 0;",
};

const int sqlite_n_migrations = sizeof sqlite_migrations / sizeof *sqlite_migrations;
