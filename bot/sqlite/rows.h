/*
 * What a store does with each kind of row (bot/rows.h), by subject.
 */
#ifndef FUJI_BOT_SQLITE_ROWS_H
#define FUJI_BOT_SQLITE_ROWS_H

#include "bot/rows.h"

/* --- talks.c ----------------------------------------------------------------- */

bool sqlite_activity_add(void *db, const struct activity_row *activity, struct error *err);
bool sqlite_activity_back(void *db, int64_t conversation, int64_t before, size_t most,
			  activity_taker *take, void *context, struct error *err);
bool sqlite_activity_list(void *db, int64_t conversation, int64_t after, size_t most,
			  activity_taker *take, void *context, struct error *err);
bool sqlite_conversation_add(void *db, struct conversation_row *conversation, struct error *err);
enum found sqlite_conversation_at(void *db, int64_t row, struct arena *arena,
				  struct conversation_row *out, struct error *err);
enum found sqlite_conversation_find(void *db, const char *id, struct arena *arena,
				    struct conversation_row *out, struct error *err);
enum found sqlite_conversation_of(void *db, int64_t person, struct arena *arena,
				  struct conversation_row *out, struct error *err);
bool sqlite_conversation_save(void *db, const struct conversation_row *conversation,
			      struct error *err);
bool sqlite_conversation_strip(void *db, int64_t row, struct error *err);
bool sqlite_conversation_empty(void *db, int64_t row, struct error *err);
bool sqlite_person_add(void *db, struct person_row *person, struct error *err);
enum found sqlite_person_find(void *db, int64_t row, struct arena *arena, struct person_row *out,
			      struct error *err);
bool sqlite_person_due(void *db, int64_t silent_ms, int64_t closed_ms, size_t most,
		       person_taker *take, void *context, struct error *err);
bool sqlite_person_list(void *db, struct blob subject, person_taker *take, void *context,
			struct error *err);
bool sqlite_person_page(void *db, int64_t after, size_t most, person_taker *take, void *context,
			struct error *err);
bool sqlite_person_save(void *db, const struct person_row *person, struct error *err);
bool sqlite_sent_add(void *db, const struct sent_row *sent, struct error *err);
enum found sqlite_sent_find(void *db, int64_t conversation, const uint8_t client[16],
			    struct sent_row *out, struct error *err);
bool sqlite_sent_forget_secrets(void *db, int64_t conversation, struct error *err);
bool sqlite_sent_purge(void *db, int64_t before_ms, size_t most, size_t *out_n, struct error *err);

/* --- facts.c ----------------------------------------------------------------- */

bool sqlite_fact_add(void *db, const struct fact_row *fact, struct error *err);
bool sqlite_fact_list(void *db, int64_t conversation, int64_t from_ms, int64_t to_ms,
		      fact_taker *take, void *context, struct error *err);
bool sqlite_fact_between(void *db, int64_t from_ms, int64_t to_ms, bool *out, struct error *err);

/** The time of the first row at or behind one, in a table whose rows lie in the order of time. */
typedef bool row_clock(void *context, int64_t row, int64_t *out_ms, struct error *err);

/** The first row at or behind that time, of rows up to `last`. */
bool sqlite_row_first(row_clock *tell, void *context, int64_t last, int64_t from_ms, int64_t *out,
		      struct error *err);
/* --- rollups.c --------------------------------------------------------------- */

enum found sqlite_rollup_mark(void *db, struct rollup_mark *out, struct error *err);
bool sqlite_rollup_mark_save(void *db, const struct rollup_mark *mark, struct error *err);
bool sqlite_rollup_save(void *db, const struct rollup_row *row, int64_t generation,
			struct error *err);
bool sqlite_rollup_item_add(void *db, int64_t number, const char *item, struct error *err);
bool sqlite_rollup_items_clear(void *db, struct error *err);
bool sqlite_snapshot_save(void *db, const struct snapshot_row *row, struct error *err);

/* --- holds.c ----------------------------------------------------------------- */

bool sqlite_hold_add(void *db, struct blob subject, int64_t since_ms, struct error *err);
enum found sqlite_hold_find(void *db, struct blob subject, int64_t *since_ms, struct error *err);
bool sqlite_hold_remove(void *db, struct blob subject, struct error *err);

/* --- tries.c ----------------------------------------------------------------- */

enum found sqlite_tries_find(void *db, const uint8_t subject[CRYPTO_HASH_SIZE],
			     struct tries_row *out, struct error *err);
bool sqlite_tries_save(void *db, const struct tries_row *tries, struct error *err);
bool sqlite_tries_purge(void *db, int64_t before_ms, struct error *err);
enum found sqlite_use_once(void *db, const uint8_t id[CRYPTO_HASH_SIZE], int64_t now_ms,
			   int64_t until_ms, struct error *err);

/* --- calls.c ----------------------------------------------------------------- */

bool sqlite_call_add(void *db, struct call_row *call, struct error *err);
enum found sqlite_call_find(void *db, int64_t row, struct arena *arena, struct call_row *out,
			    struct error *err);
enum found sqlite_call_keyed(void *db, const char *key, struct arena *arena, struct call_row *out,
			     struct error *err);
bool sqlite_call_list(void *db, call_taker *take, void *context, struct error *err);
bool sqlite_call_remove(void *db, int64_t row, struct error *err);
bool sqlite_call_remove_of(void *db, int64_t conversation, struct error *err);
bool sqlite_await_add(void *db, const uint8_t subject[CRYPTO_HASH_SIZE], int64_t call,
		      struct error *err);
bool sqlite_await_list(void *db, const uint8_t subject[CRYPTO_HASH_SIZE], await_taker *take,
		       void *context, struct error *err);

/* --- cases.c -------------------------------------------------------------- */

bool sqlite_case_add(void *db, struct case_row *row, struct error *err);
enum found sqlite_case_at(void *db, int64_t row, struct arena *arena, struct case_row *out,
			  struct error *err);
bool sqlite_case_due(void *db, case_taker *take, void *context, struct error *err);
enum found sqlite_case_find(void *db, const char *id, struct arena *arena, struct case_row *out,
			    struct error *err);
bool sqlite_case_list(void *db, int after_priority, int64_t after_row, size_t most,
		      case_taker *take, void *context, struct error *err);
bool sqlite_case_list_of(void *db, int64_t conversation, case_taker *take, void *context,
			 struct error *err);
bool sqlite_case_of_agent(void *db, int64_t agent, case_taker *take, void *context,
			  struct error *err);
bool sqlite_case_save(void *db, const struct case_row *row, struct error *err);
bool sqlite_case_search(void *db, const struct case_filter *filter, int64_t before, size_t most,
			case_taker *take, void *context, struct error *err);
bool sqlite_case_set_due(void *db, int64_t row, int64_t due_ms, struct error *err);
bool sqlite_case_waiting(void *db, const char *team, case_taker *take, void *context,
			 struct error *err);

/* --- lines.c -------------------------------------------------------------- */

bool sqlite_case_ahead(void *db, const struct case_row *row, int64_t *out, struct error *err);
bool sqlite_case_load(void *db, int64_t agent, int64_t *out, struct error *err);
bool sqlite_case_since(void *db, struct blob line_hash, int64_t since_ms, bool *out,
		       struct error *err);
bool sqlite_team_figures(void *db, const char *team, struct team_figures *out, struct error *err);
bool sqlite_team_times(void *db, const char *team, size_t most, case_times_taker *take,
		       void *context, struct error *err);

/* --- case_entries.c ------------------------------------------------------- */

bool sqlite_case_entry_add(void *db, const struct case_entry_row *entry, struct error *err);
bool sqlite_case_entry_list(void *db, int64_t case_row, int64_t after, size_t most,
			    case_entry_taker *take, void *context, struct error *err);

/* --- agents.c ---------------------------------------------------------------- */

bool sqlite_agent_add(void *db, struct agent_row *agent, struct error *err);
enum found sqlite_agent_at(void *db, int64_t row, struct agent_row *out, struct error *err);
enum found sqlite_agent_find(void *db, const char *name, struct agent_row *out, struct error *err);
bool sqlite_agent_list(void *db, agent_taker *take, void *context, struct error *err);
bool sqlite_agent_save(void *db, const struct agent_row *agent, struct error *err);
bool sqlite_agent_unlink_all(void *db, int64_t at_ms, struct error *err);

/* --- missed.c ---------------------------------------------------------------- */

bool sqlite_missed_add(void *db, struct missed_row *missed, struct error *err);
enum found sqlite_missed_at(void *db, int64_t row, struct arena *arena, struct missed_row *out,
			    struct error *err);
enum found sqlite_missed_find(void *db, const uint8_t form[CRYPTO_HASH_SIZE], struct arena *arena,
			      struct missed_row *out, struct error *err);
bool sqlite_missed_list(void *db, int64_t after, size_t most, missed_taker *take, void *context,
			struct error *err);
bool sqlite_missed_back(void *db, const struct missed_filter *filter, int64_t before, size_t most,
			missed_taker *take, void *context, struct error *err);
bool sqlite_missed_of(void *db, int64_t conversation, missed_taker *take, void *context,
		      struct error *err);
bool sqlite_missed_remove(void *db, int64_t row, struct error *err);
bool sqlite_missed_purge(void *db, int64_t last, struct error *err);
bool sqlite_missed_save(void *db, const struct missed_row *missed, struct error *err);

/* --- uploads.c --------------------------------------------------------------- */

bool sqlite_upload_add(void *db, struct upload_row *upload, struct error *err);
bool sqlite_upload_due(void *db, int64_t now_ms, upload_taker *take, void *context,
		       struct error *err);
enum found sqlite_upload_find(void *db, const char *id, struct arena *arena, struct upload_row *out,
			      struct error *err);
bool sqlite_upload_list(void *db, int64_t conversation, upload_taker *take, void *context,
			struct error *err);
bool sqlite_upload_remove(void *db, int64_t row, struct error *err);
bool sqlite_upload_save(void *db, const struct upload_row *upload, struct error *err);
bool sqlite_upload_totals(void *db, int64_t conversation, int64_t *n, int64_t *bytes,
			  struct error *err);

/* --- hooks.c ----------------------------------------------------------------- */

bool sqlite_hook_add(void *db, struct hook_row *hook, struct error *err);
enum found sqlite_hook_at(void *db, int64_t row, struct arena *arena, struct hook_row *out,
			  struct error *err);
bool sqlite_hook_dead(void *db, int64_t after, size_t most, hook_taker *take, void *context,
		      struct error *err);
enum found sqlite_hook_first(void *db, int64_t conversation, enum hook_target target,
			     struct arena *arena, struct hook_row *out, struct error *err);
bool sqlite_hook_heads(void *db, hook_taker *take, void *context, struct error *err);
bool sqlite_hook_list(void *db, int64_t after, size_t most, hook_taker *take, void *context,
		      struct error *err);
bool sqlite_hook_purge(void *db, int64_t before_ms, struct error *err);
bool sqlite_hook_retry(void *db, int64_t row, int64_t now_ms, struct error *err);
bool sqlite_hook_settle(void *db, int64_t row, enum hook_state state, struct error *err);

/* --- reminders.c ------------------------------------------------------------- */

bool sqlite_reminder_add(void *db, struct reminder_row *reminder, struct error *err);
enum found sqlite_reminder_at(void *db, int64_t row, struct arena *arena, struct reminder_row *out,
			      struct error *err);
bool sqlite_reminder_due(void *db, reminder_taker *take, void *context, struct error *err);
bool sqlite_reminder_in(void *db, enum reminder_state state, reminder_taker *take, void *context,
			struct error *err);
bool sqlite_reminder_of(void *db, const uint8_t subject[CRYPTO_HASH_SIZE], reminder_taker *take,
			void *context, struct error *err);
bool sqlite_reminder_purge(void *db, int64_t before_ms, struct error *err);
bool sqlite_reminder_remove_of(void *db, const uint8_t subject[CRYPTO_HASH_SIZE],
			       struct error *err);
bool sqlite_reminder_save(void *db, const struct reminder_row *reminder, struct error *err);
bool sqlite_reminder_under_way(void *db, int64_t *out, struct error *err);
enum found sqlite_wish_find(void *db, const uint8_t subject[CRYPTO_HASH_SIZE], bool *wants,
			    struct error *err);
bool sqlite_wish_save(void *db, const uint8_t subject[CRYPTO_HASH_SIZE], bool wants,
		      int64_t since_ms, struct error *err);

/* --- audit.c ----------------------------------------------------------------- */

bool sqlite_audit_add(void *db, const struct audit_row *row, struct error *err);
enum found sqlite_audit_last(void *db, struct audit_row *out, struct error *err);
bool sqlite_audit_list(void *db, int64_t after, size_t most, audit_taker *take, void *context,
		       struct error *err);

#endif
