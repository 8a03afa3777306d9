/*
 * The store in SQLite keeps units of work, and small tables: agents, facts, tries, missed messages.
 */
#include "tests/unit/bot/store_place.h"

#include <sqlite3.h>

#include "bot/sqlite/query.h"

static bool add_name(void *context, const struct agent_row *row)
{
	strcat(context, row->name);
	return true;
}

static void agents_are_kept(void **state)
{
	struct place *place = *state;
	struct agent_row agent = {.name = "li", .password_hash = "$argon2id$", .role = 4}, found;
	char seen[64] = "";

	assert_true(kind->agent_add(place->db, &agent, &place->err));
	assert_false(kind->agent_add(place->db, &agent, &place->err));
	agent.disabled = true;
	assert_true(kind->agent_save(place->db, &agent, &place->err));
	assert_int_equal(kind->agent_find(place->db, "li", &found, NULL), FOUND);
	assert_int_equal(found.row, agent.row);
	assert_string_equal(found.password_hash, "$argon2id$");
	assert_int_equal(found.role, 4);
	assert_true(found.disabled);
	assert_int_equal(kind->agent_at(place->db, agent.row, &found, NULL), FOUND);
	assert_int_equal(kind->agent_find(place->db, "LI", &found, NULL), NOT_FOUND);

	strcpy(agent.name, "wang");
	assert_true(kind->agent_add(place->db, &agent, &place->err));
	assert_true(kind->agent_list(place->db, add_name, seen, &place->err));
	assert_string_equal(seen, "liwang");
}

static void facts_and_tries_are_kept(void **state)
{
	struct place *place = *state;
	struct fact_row fact = {.conversation = 1, .seq = 2, .kind = "told", .name = "cause"};
	struct tries_row tries = {.subject = "s", .wrong = 1, .since_ms = 5}, found;

	assert_true(kind->fact_add(place->db, &fact, &place->err));
	fact.value = "arrears";
	assert_true(kind->fact_add(place->db, &fact, &place->err));

	assert_int_equal(kind->tries_find(place->db, tries.subject, &found, NULL), NOT_FOUND);
	assert_true(kind->tries_save(place->db, &tries, &place->err));
	tries.wrong = 3;
	tries.failed = 1;
	tries.code_for = 7;
	tries.locked_until_ms = 99;
	assert_true(kind->tries_save(place->db, &tries, &place->err));
	assert_int_equal(kind->tries_find(place->db, tries.subject, &found, NULL), FOUND);
	assert_memory_equal(found.subject, tries.subject, sizeof tries.subject);
	assert_int_equal(found.wrong, 3);
	assert_int_equal(found.failed, 1);
	assert_int_equal(found.code_for, 7);
	assert_int_equal(found.since_ms, 5);
	assert_int_equal(found.locked_until_ms, 99);

	assert_true(kind->tries_purge(place->db, 99, &place->err));
	assert_int_equal(kind->tries_find(place->db, tries.subject, &found, NULL), FOUND);
	assert_true(kind->tries_purge(place->db, 100, &place->err));
	assert_int_equal(kind->tries_find(place->db, tries.subject, &found, NULL), FOUND);
	tries.failed = 0;
	assert_true(kind->tries_save(place->db, &tries, &place->err));
	assert_true(kind->tries_purge(place->db, 100, &place->err));
	assert_int_equal(kind->tries_find(place->db, tries.subject, &found, NULL), NOT_FOUND);
}

static void what_is_used_once_is_remembered_until_its_end(void **state)
{
	struct place *place = *state;
	const uint8_t one[CRYPTO_HASH_SIZE] = "1", other[CRYPTO_HASH_SIZE] = "2";

	assert_int_equal(kind->use_once(place->db, one, 10, 20, &place->err), NOT_FOUND);
	assert_int_equal(kind->use_once(place->db, other, 10, 30, &place->err), NOT_FOUND);
	assert_int_equal(kind->use_once(place->db, one, 19, 20, &place->err), FOUND);
	reopen(place);
	assert_int_equal(kind->use_once(place->db, one, 19, 20, &place->err), FOUND);
	assert_int_equal(kind->use_once(place->db, one, 20, 40, &place->err), NOT_FOUND);
	assert_int_equal(kind->use_once(place->db, other, 20, 30, &place->err), FOUND);
}

static bool add_row(void *context, const struct missed_row *row)
{
	int64_t *sum = context;

	*sum = *sum * 10 + row->row;
	return true;
}

static int64_t listed_missed(struct place *place, int64_t after, size_t most)
{
	int64_t sum = 0;

	assert_true(kind->missed_list(place->db, after, most, add_row, &sum, &place->err));
	return sum;
}

static void missed_messages_are_found_by_form_and_by_row(void **state)
{
	struct place *place = *state;
	struct missed_row missed = {.form = "a form",
				    .conversation = 3,
				    .seq = 4,
				    .count = 1,
				    .packs = "0123456789abcdef",
				    .sealed_body = BLOB("sealed")};
	struct missed_row found;

	assert_int_equal(kind->missed_find(place->db, missed.form, place->arena, &found, NULL),
			 NOT_FOUND);
	assert_true(kind->missed_add(place->db, &missed, &place->err));
	assert_false(kind->missed_add(place->db, &missed, &place->err));
	missed.state = MISSED_DONE;
	missed.count = 2;
	assert_true(kind->missed_save(place->db, &missed, &place->err));
	assert_int_equal(kind->missed_find(place->db, missed.form, place->arena, &found, NULL),
			 FOUND);
	assert_int_equal(found.row, missed.row);
	assert_int_equal(kind->missed_at(place->db, missed.row, place->arena, &found, NULL), FOUND);
	assert_int_equal(found.state, MISSED_DONE);
	assert_int_equal(found.count, 2);
	assert_int_equal(found.conversation, 3);
	assert_int_equal(found.seq, 4);
	assert_string_equal(found.packs, "0123456789abcdef");
	assert_memory_equal(found.sealed_body.data, "sealed", 6);
}

static void the_oldest_missed_messages_are_dropped_and_their_numbers_with_them(void **state)
{
	struct place *place = *state;
	struct missed_row missed = {0};

	for (missed.form[0] = 1; missed.form[0] <= 3; missed.form[0]++)
		assert_true(kind->missed_add(place->db, &missed, &place->err));
	assert_int_equal(listed_missed(place, 0, 9), 123);
	assert_int_equal(listed_missed(place, 1, 1), 2);
	assert_true(kind->missed_purge(place->db, 3, &place->err));
	assert_true(kind->missed_add(place->db, &missed, &place->err));
	assert_int_equal(listed_missed(place, 0, 9), 4);
}

static int64_t listed_back(struct place *place, int miss, int state, int64_t before)
{
	const struct missed_filter filter = {miss, state};
	int64_t sum = 0;

	assert_true(kind->missed_back(place->db, &filter, before, 2, add_row, &sum, &place->err));
	return sum;
}

static void what_was_missed_is_searched_by_kind_and_state_the_newest_first(void **state)
{
	struct place *place = *state;
	struct missed_row missed = {.state = MISSED_NEW};

	for (missed.form[0] = 1; missed.form[0] <= 4; missed.form[0]++) {
		missed.kind = missed.form[0] % 2 ? MISSED_MESSAGE : MISSED_THUMB;
		assert_true(kind->missed_add(place->db, &missed, &place->err));
	}
	missed.form[0]--;
	missed.state = MISSED_TASK;
	missed.agent = 7;
	missed.changed_ms = 9;
	assert_true(kind->missed_save(place->db, &missed, &place->err));
	assert_int_equal(listed_back(place, -1, -1, 0), 43);
	assert_int_equal(listed_back(place, -1, -1, 3), 21);
	assert_int_equal(listed_back(place, MISSED_THUMB, -1, 0), 42);
	assert_int_equal(listed_back(place, MISSED_THUMB, MISSED_TASK, 0), 4);
	assert_int_equal(listed_missed(place, 0, 9), 13);
	assert_int_equal(kind->missed_at(place->db, 4, place->arena, &missed, NULL), FOUND);
	assert_int_equal(missed.agent, 7);
	assert_int_equal(missed.changed_ms, 9);
	assert_true(kind->missed_remove(place->db, 4, &place->err));
	assert_int_equal(listed_back(place, -1, -1, 0), 32);
}

static bool add_fact(void *context, const struct fact_row *fact)
{
	int64_t *sum = context;

	*sum = *sum * 10 + fact->number;
	return true;
}

static void facts_of_a_conversation_are_found_by_their_time(void **state)
{
	struct place *place = *state;
	struct fact_row fact = {.kind = "told", .name = "cause", .value = NULL};
	int64_t sum = 0;

	assert_true(kind->fact_list(place->db, 1, 0, 999, add_fact, &sum, &place->err));
	assert_int_equal(sum, 0);
	for (fact.number = 1; fact.number <= 9; fact.number++) {
		fact.conversation = fact.number % 3 ? 1 : 2;
		fact.at_ms = fact.number * 100;
		assert_true(kind->fact_add(place->db, &fact, &place->err));
	}
	assert_true(kind->fact_list(place->db, 1, 200, 700, add_fact, &sum, &place->err));
	assert_int_equal(sum, 2457);
	sum = 0;
	assert_true(kind->fact_list(place->db, 2, 250, 5000, add_fact, &sum, &place->err));
	assert_int_equal(sum, 369);
}

static void an_undone_event_leaves_the_rest_of_the_batch(void **state)
{
	struct place *place = *state;
	char seen[64] = "";

	assert_true(kind->begin(place->db, &place->err));
	assert_true(kind->in_transaction(place->db));
	assert_true(kind->savepoint(place->db, &place->err));
	assert_true(add_agent(place, "a"));
	assert_true(kind->release(place->db, &place->err));
	assert_true(kind->savepoint(place->db, &place->err));
	assert_true(add_agent(place, "b"));
	assert_false(add_agent(place, "b"));
	kind->undo(place->db);
	assert_true(kind->in_transaction(place->db));
	assert_true(kind->savepoint(place->db, &place->err));
	assert_true(add_agent(place, "c"));
	assert_true(kind->release(place->db, &place->err));
	assert_true(kind->commit(place->db, &place->err));
	assert_false(kind->in_transaction(place->db));

	reopen(place);
	assert_true(kind->agent_list(place->db, add_name, seen, &place->err));
	assert_string_equal(seen, "ac");
}

static void a_rolled_back_batch_leaves_nothing(void **state)
{
	struct place *place = *state;
	char seen[64] = "";

	assert_true(kind->begin(place->db, &place->err));
	assert_true(add_agent(place, "a"));
	kind->rollback(place->db);
	kind->rollback(place->db);
	kind->undo(place->db);
	assert_false(kind->in_transaction(place->db));
	assert_true(kind->agent_list(place->db, add_name, seen, &place->err));
	assert_string_equal(seen, "");
	assert_false(kind->commit(place->db, &place->err));
}

/* As SQLite does by itself when it has no memory or no disk in the middle of one. */
static void nothing_is_stored_behind_the_end_of_a_transaction(void **state)
{
	struct place *place = *state;
	struct sqlite *sqlite = place->db;
	char seen[64] = "";

	assert_true(kind->begin(place->db, &place->err));
	assert_int_equal(sqlite3_exec(sqlite->file->db, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
	assert_false(add_agent(place, "a"));
	kind->rollback(place->db);
	assert_true(kind->agent_list(place->db, add_name, seen, &place->err));
	assert_string_equal(seen, "");
	assert_true(kind->begin(place->db, &place->err));
	assert_true(add_agent(place, "b"));
	assert_true(kind->commit(place->db, &place->err));
}

static void another_writer_is_waited_for_one_second(void **state)
{
	struct place *place = *state;
	sqlite3 *other;

	assert_int_equal(sqlite3_open(place->path, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	assert_false(kind->begin(place->db, &place->err));
	assert_non_null(strstr(place->err.text, "locked"));
	assert_false(kind->in_transaction(place->db));
	assert_int_equal(sqlite3_close(other), SQLITE_OK);
	assert_true(kind->begin(place->db, &place->err));
	assert_true(kind->commit(place->db, &place->err));
}

static void add_facts(struct place *place, int n_units, bool tidies)
{
	const struct fact_row fact = {.conversation = 1, .seq = 2, .kind = "told", .name = "cause"};

	for (int i = 0; i < n_units; i++) {
		assert_true(kind->begin(place->db, &place->err));
		assert_true(kind->fact_add(place->db, &fact, &place->err));
		assert_true(kind->commit(place->db, &place->err));
		if (tidies)
			kind->tidy(place->db);
	}
}

static int64_t log_pages(const struct place *place)
{
	char path[112];
	struct stat status;

	snprintf(path, sizeof path, "%s-wal", place->path);
	assert_int_equal(stat(path, &status), 0);
	return status.st_size / 4096;
}

/* What waits for a commit does not wait for that; but the log stays short even so. */
static void the_log_is_brought_in_by_who_tidies_or_begins(void **state)
{
	struct place *place = *state;

	add_facts(place, 150, true);
	assert_in_range(log_pages(place), 90, 110);
	add_facts(place, 150, false);
	assert_in_range(log_pages(place), 90, 110);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(agents_are_kept),
		TEST(facts_and_tries_are_kept),
		TEST(what_is_used_once_is_remembered_until_its_end),
		TEST(missed_messages_are_found_by_form_and_by_row),
		TEST(the_oldest_missed_messages_are_dropped_and_their_numbers_with_them),
		TEST(what_was_missed_is_searched_by_kind_and_state_the_newest_first),
		TEST(facts_of_a_conversation_are_found_by_their_time),
		TEST(an_undone_event_leaves_the_rest_of_the_batch),
		TEST(a_rolled_back_batch_leaves_nothing),
		TEST(nothing_is_stored_behind_the_end_of_a_transaction),
		TEST(another_writer_is_waited_for_one_second),
		TEST(the_log_is_brought_in_by_who_tidies_or_begins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
