/*
 * The store in SQLite: one connection, one file, every statement prepared once.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "bot/sqlite/file.h"
#include "bot/sqlite/query.h"
#include "bot/sqlite/rows.h"
#include "bot/sqlite/upkeep.h"

/* --- units of work ---------------------------------------------------------------- */

static bool simply(void *db, enum statement which, struct error *err)
{
	struct query query = query_start(db, which);

	return query_run(&query, err);
}

static void tidy(void *db)
{
	struct sqlite *sqlite = db;

	sqlite_file_tidy(sqlite->file);
}

static bool begin(void *db, struct error *err)
{
	struct sqlite *sqlite = db;

	if (sqlite->file->full)
		sqlite_file_make_room(sqlite->file);
	tidy(db);
	sqlite->in_unit = false;
	sqlite->in_unit = simply(db, BEGIN, err);
	return sqlite->in_unit;
}

static bool in_transaction(void *db)
{
	struct sqlite *sqlite = db;

	return !sqlite3_get_autocommit(sqlite->file->db);
}

static void rollback(void *db)
{
	struct sqlite *sqlite = db;

	if (in_transaction(db))
		simply(db, ROLLBACK, NULL);
	sqlite->in_unit = false;
}

static bool commit(void *db, struct error *err)
{
	struct sqlite *sqlite = db;

	if (!simply(db, COMMIT, err)) {
		rollback(db);
		return false;
	}
	sqlite->in_unit = false;
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

/* --- the store -------------------------------------------------------------------- */

static bool prepare(struct sqlite *sqlite, struct error *err)
{
	struct sqlite_file *file = sqlite->file;

	for (int i = 0; i < N_STATEMENTS; i++)
		if (sqlite3_prepare_v3(file->db, sqlite_statements[i], -1,
				       SQLITE_PREPARE_PERSISTENT, &sqlite->statements[i],
				       NULL) != SQLITE_OK)
			return error_set(err, "%s: %s in: %s", file->path, sqlite3_errmsg(file->db),
					 sqlite_statements[i]);
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
	.report = sqlite_report,
	.rollups = sqlite_rollups,
	.snapshot = sqlite_snapshot,
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
	.tidy = tidy,
	.person_add = sqlite_person_add,
	.person_find = sqlite_person_find,
	.person_save = sqlite_person_save,
	.person_list = sqlite_person_list,
	.person_page = sqlite_person_page,
	.person_due = sqlite_person_due,
	.hold_find = sqlite_hold_find,
	.hold_add = sqlite_hold_add,
	.hold_remove = sqlite_hold_remove,
	.conversation_add = sqlite_conversation_add,
	.conversation_find = sqlite_conversation_find,
	.conversation_at = sqlite_conversation_at,
	.conversation_of = sqlite_conversation_of,
	.conversation_save = sqlite_conversation_save,
	.conversation_strip = sqlite_conversation_strip,
	.conversation_empty = sqlite_conversation_empty,
	.activity_add = sqlite_activity_add,
	.activity_list = sqlite_activity_list,
	.activity_back = sqlite_activity_back,
	.sent_add = sqlite_sent_add,
	.sent_find = sqlite_sent_find,
	.sent_forget_secrets = sqlite_sent_forget_secrets,
	.sent_purge = sqlite_sent_purge,
	.call_add = sqlite_call_add,
	.call_find = sqlite_call_find,
	.call_keyed = sqlite_call_keyed,
	.call_remove = sqlite_call_remove,
	.call_remove_of = sqlite_call_remove_of,
	.call_list = sqlite_call_list,
	.await_add = sqlite_await_add,
	.await_list = sqlite_await_list,
	.case_add = sqlite_case_add,
	.case_find = sqlite_case_find,
	.case_at = sqlite_case_at,
	.case_save = sqlite_case_save,
	.case_list = sqlite_case_list,
	.case_search = sqlite_case_search,
	.case_due = sqlite_case_due,
	.case_set_due = sqlite_case_set_due,
	.case_waiting = sqlite_case_waiting,
	.case_list_of = sqlite_case_list_of,
	.case_of_agent = sqlite_case_of_agent,
	.case_load = sqlite_case_load,
	.case_since = sqlite_case_since,
	.team_figures = sqlite_team_figures,
	.team_times = sqlite_team_times,
	.case_ahead = sqlite_case_ahead,
	.case_entry_add = sqlite_case_entry_add,
	.case_entry_list = sqlite_case_entry_list,
	.agent_add = sqlite_agent_add,
	.agent_find = sqlite_agent_find,
	.agent_at = sqlite_agent_at,
	.agent_save = sqlite_agent_save,
	.agent_list = sqlite_agent_list,
	.agent_unlink_all = sqlite_agent_unlink_all,
	.fact_add = sqlite_fact_add,
	.fact_list = sqlite_fact_list,
	.fact_between = sqlite_fact_between,
	.rollup_mark = sqlite_rollup_mark,
	.rollup_mark_save = sqlite_rollup_mark_save,
	.rollup_save = sqlite_rollup_save,
	.rollup_item_add = sqlite_rollup_item_add,
	.rollup_items_clear = sqlite_rollup_items_clear,
	.snapshot_save = sqlite_snapshot_save,
	.missed_add = sqlite_missed_add,
	.missed_find = sqlite_missed_find,
	.missed_at = sqlite_missed_at,
	.missed_save = sqlite_missed_save,
	.missed_list = sqlite_missed_list,
	.missed_back = sqlite_missed_back,
	.missed_of = sqlite_missed_of,
	.missed_remove = sqlite_missed_remove,
	.missed_purge = sqlite_missed_purge,
	.upload_add = sqlite_upload_add,
	.upload_find = sqlite_upload_find,
	.upload_save = sqlite_upload_save,
	.upload_remove = sqlite_upload_remove,
	.upload_due = sqlite_upload_due,
	.upload_list = sqlite_upload_list,
	.upload_totals = sqlite_upload_totals,
	.audit_add = sqlite_audit_add,
	.audit_last = sqlite_audit_last,
	.audit_list = sqlite_audit_list,
	.hook_add = sqlite_hook_add,
	.hook_first = sqlite_hook_first,
	.hook_at = sqlite_hook_at,
	.hook_settle = sqlite_hook_settle,
	.hook_heads = sqlite_hook_heads,
	.hook_list = sqlite_hook_list,
	.hook_dead = sqlite_hook_dead,
	.hook_retry = sqlite_hook_retry,
	.hook_purge = sqlite_hook_purge,
	.reminder_add = sqlite_reminder_add,
	.reminder_at = sqlite_reminder_at,
	.reminder_save = sqlite_reminder_save,
	.reminder_of = sqlite_reminder_of,
	.reminder_in = sqlite_reminder_in,
	.reminder_due = sqlite_reminder_due,
	.reminder_under_way = sqlite_reminder_under_way,
	.reminder_remove_of = sqlite_reminder_remove_of,
	.reminder_purge = sqlite_reminder_purge,
	.wish_find = sqlite_wish_find,
	.wish_save = sqlite_wish_save,
	.tries_find = sqlite_tries_find,
	.tries_save = sqlite_tries_save,
	.tries_purge = sqlite_tries_purge,
	.use_once = sqlite_use_once,
};
