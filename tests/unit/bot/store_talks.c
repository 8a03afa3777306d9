/*
 * The store in SQLite keeps persons, conversations and what was said.
 */
#include "tests/unit/bot/store_place.h"

#include <sqlite3.h>

static void a_person_is_kept_until_erased(void **state)
{
	struct place *place = *state;
	struct person_row person = {.wrapped_key = BLOB("a wrapped key"), .created_ms = 7};
	struct person_row found;

	assert_true(kind->person_add(place->db, &person, &place->err));
	reopen(place);
	assert_int_equal(kind->person_find(place->db, person.row, place->arena, &found, NULL),
			 FOUND);
	assert_int_equal(found.row, person.row);
	assert_int_equal(found.created_ms, 7);
	assert_int_equal(found.wrapped_key.size, 13);
	assert_memory_equal(found.wrapped_key.data, "a wrapped key", 13);
	assert_null(found.subject.data);

	person.wrapped_key = (struct blob){0};
	person.subject = BLOB("subject");
	assert_true(kind->person_save(place->db, &person, &place->err));
	assert_int_equal(kind->person_find(place->db, person.row, place->arena, &found, NULL),
			 FOUND);
	assert_null(found.wrapped_key.data);
	assert_int_equal(found.subject.size, 7);
	assert_int_equal(kind->person_find(place->db, 99, place->arena, &found, NULL), NOT_FOUND);
}

static void look_for_key(const char *path, void *context)
{
	size_t *n_seen = context;
	size_t size;
	char *data = read_whole(path, &size);

	for (size_t i = 0; i + 13 <= size; i++)
		*n_seen += memcmp(data + i, "a wrapped key", 13) == 0;
	free(data);
}

static void an_erased_key_is_nowhere_on_disk(void **state)
{
	struct place *place = *state;
	struct person_row person = {.wrapped_key = BLOB("a wrapped key")};
	size_t n_before = 0, n_after = 0;

	assert_true(kind->person_add(place->db, &person, &place->err));
	each_file(place->dir, look_for_key, &n_before);
	assert_true(n_before > 0);

	person.wrapped_key = (struct blob){0};
	assert_true(kind->begin(place->db, &place->err));
	assert_true(kind->person_save(place->db, &person, &place->err));
	assert_true(kind->commit(place->db, &place->err));
	each_file(place->dir, look_for_key, &n_after);
	assert_int_equal(n_after, 0);
}

static void a_reader_delays_only_the_emptying_of_the_log(void **state)
{
	struct place *place = *state;
	struct person_row person = {.wrapped_key = BLOB("a wrapped key")};
	size_t n_left = 0;
	sqlite3 *reader;

	assert_true(kind->person_add(place->db, &person, &place->err));
	assert_int_equal(sqlite3_open_v2(place->path, &reader, SQLITE_OPEN_READONLY, NULL),
			 SQLITE_OK);
	sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM persons", NULL, NULL, NULL);

	person.wrapped_key = (struct blob){0};
	assert_true(kind->begin(place->db, &place->err));
	assert_true(kind->person_save(place->db, &person, &place->err));
	assert_true(kind->commit(place->db, &place->err));

	assert_int_equal(sqlite3_close(reader), SQLITE_OK);
	assert_true(kind->begin(place->db, &place->err));
	assert_true(kind->commit(place->db, &place->err));
	each_file(place->dir, look_for_key, &n_left);
	assert_int_equal(n_left, 0);
}

static void a_conversation_is_found_by_id_and_by_row(void **state)
{
	struct place *place = *state;
	int64_t row = add_conversation(place, "abcdefghijklmnopqrstuvwxyz");
	struct conversation_row found;

	assert_int_equal(kind->conversation_at(place->db, row, place->arena, &found, NULL), FOUND);
	found.owner = 2;
	found.seq = 3;
	found.language = 1;
	found.case_row = 4;
	found.sealed_state = BLOB("state");
	assert_true(kind->conversation_save(place->db, &found, &place->err));
	reopen(place);

	memset(&found, 0, sizeof found);
	assert_int_equal(kind->conversation_find(place->db, "abcdefghijklmnopqrstuvwxyz",
						 place->arena, &found, NULL),
			 FOUND);
	assert_int_equal(found.row, row);
	assert_string_equal(found.id, "abcdefghijklmnopqrstuvwxyz");
	assert_int_equal(found.owner, 2);
	assert_int_equal(found.seq, 3);
	assert_int_equal(found.last_ms, 9);
	assert_int_equal(found.language, 1);
	assert_int_equal(found.zone_minutes, 480);
	assert_int_equal(found.case_row, 4);
	assert_int_equal(found.sealed_state.size, 5);
	assert_memory_equal(found.sealed_state.data, "state", 5);
	assert_int_equal(kind->conversation_find(place->db, "no", place->arena, &found, NULL),
			 NOT_FOUND);
}

static void what_is_not_there_is_not_saved(void **state)
{
	struct place *place = *state;
	struct person_row nobody = {.row = 12};

	assert_false(kind->person_save(place->db, &nobody, &place->err));
	assert_non_null(strstr(place->err.text, "no such row"));
}

static bool add_seq(void *context, const struct activity_row *row)
{
	char *seen = context;

	assert_int_equal(row->sealed_body.size, 4);
	snprintf(seen + strlen(seen), 32, "%d ", (int)row->seq);
	return row->seq != 8;
}

static void activities_are_listed_by_seq(void **state)
{
	struct place *place = *state;
	int64_t conversation = add_conversation(place, "c");
	struct activity_row row = {.conversation = conversation, .sealed_body = BLOB("body")};
	char seen[128] = "";

	for (row.seq = 1; row.seq <= 9; row.seq++)
		assert_true(kind->activity_add(place->db, &row, &place->err));
	assert_true(kind->activity_list(place->db, conversation, 2, 3, add_seq, seen, &place->err));
	assert_string_equal(seen, "3 4 5 ");
	assert_true(
		kind->activity_list(place->db, conversation, 6, 99, add_seq, seen, &place->err));
	assert_string_equal(seen, "3 4 5 7 8 ");
	assert_true(kind->activity_list(place->db, conversation + 1, 0, 99, add_seq, seen, NULL));
	assert_true(kind->activity_back(place->db, conversation, 4, 2, add_seq, seen, &place->err));
	assert_string_equal(seen, "3 4 5 7 8 3 2 ");
}

static void a_seq_is_given_once(void **state)
{
	struct place *place = *state;
	struct activity_row row = {.conversation = 1, .seq = 1, .sealed_body = BLOB("body")};

	assert_true(kind->activity_add(place->db, &row, &place->err));
	assert_false(kind->activity_add(place->db, &row, &place->err));
	assert_non_null(strstr(place->err.text, "UNIQUE"));
}

static void a_sent_message_is_known_again(void **state)
{
	struct place *place = *state;
	struct sent_row sent = {.conversation = 1,
				.client = "client",
				.content = "content",
				.content_known = true,
				.seq = 5,
				.at_ms = 100};
	struct sent_row found;

	assert_true(kind->sent_add(place->db, &sent, &place->err));
	assert_false(kind->sent_add(place->db, &sent, &place->err));
	assert_int_equal(kind->sent_find(place->db, 1, sent.client, &found, NULL), FOUND);
	assert_true(found.content_known);
	assert_memory_equal(found.content, sent.content, sizeof sent.content);
	assert_int_equal(found.seq, 5);
	assert_int_equal(found.at_ms, 100);
	assert_int_equal(kind->sent_find(place->db, 2, sent.client, &found, NULL), NOT_FOUND);
}

static void what_was_sent_in_secret_is_forgotten_and_nothing_else(void **state)
{
	struct place *place = *state;
	struct sent_row plain = {.conversation = 1,
				 .client = "plain",
				 .content = "content",
				 .content_known = true,
				 .seq = 5};
	struct sent_row secret = plain;
	struct sent_row found;

	strcpy((char *)secret.client, "secret");
	secret.secret = true;
	assert_true(kind->sent_add(place->db, &plain, &place->err));
	assert_true(kind->sent_add(place->db, &secret, &place->err));
	assert_true(kind->sent_forget_secrets(place->db, 1, &place->err));
	assert_int_equal(kind->sent_find(place->db, 1, secret.client, &found, NULL), FOUND);
	assert_false(found.content_known);
	assert_int_equal(found.content[0], 0);
	assert_int_equal(found.seq, 5);
	assert_int_equal(kind->sent_find(place->db, 1, plain.client, &found, NULL), FOUND);
	assert_true(found.content_known);
}

static void old_client_ids_are_dropped(void **state)
{
	struct place *place = *state;
	struct sent_row sent = {.conversation = 1}, found;
	size_t n;

	for (sent.at_ms = 1; sent.at_ms <= 5; sent.at_ms++) {
		sent.client[0] = (uint8_t)sent.at_ms;
		assert_true(kind->sent_add(place->db, &sent, &place->err));
	}
	assert_true(kind->sent_purge(place->db, 3, 1, &n, &place->err));
	assert_int_equal(n, 1);
	assert_true(kind->sent_purge(place->db, 3, 10, &n, &place->err));
	assert_int_equal(n, 1);
	sent.client[0] = 2;
	assert_int_equal(kind->sent_find(place->db, 1, sent.client, &found, NULL), NOT_FOUND);
	sent.client[0] = 3;
	assert_int_equal(kind->sent_find(place->db, 1, sent.client, &found, NULL), FOUND);

	assert_true(kind->sent_purge(place->db, 99, 10, &n, &place->err));
	assert_int_equal(kind->sent_find(place->db, 1, sent.client, &found, NULL), NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(a_person_is_kept_until_erased),
		TEST(an_erased_key_is_nowhere_on_disk),
		TEST(a_reader_delays_only_the_emptying_of_the_log),
		TEST(a_conversation_is_found_by_id_and_by_row),
		TEST(what_is_not_there_is_not_saved),
		TEST(activities_are_listed_by_seq),
		TEST(a_seq_is_given_once),
		TEST(a_sent_message_is_known_again),
		TEST(what_was_sent_in_secret_is_forgotten_and_nothing_else),
		TEST(old_client_ids_are_dropped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
