/*
 * The store in SQLite keeps what goes out and comes in: calls, hooks, files.
 */
#include "tests/unit/bot/store_place.h"

static bool add_key(void *context, const struct call_row *row)
{
	strcat(context, row->key);
	return true;
}

static void calls_stay_until_removed(void **state)
{
	struct place *place = *state;
	int64_t conversation = add_conversation(place, "c"), other = add_conversation(place, "d");
	struct call_row call = {.conversation = conversation, .sealed_body = BLOB("body")}, found;
	int64_t first;
	char seen[64] = "";

	strcpy(call.key, "a");
	assert_true(kind->call_add(place->db, &call, &place->err));
	first = call.row;
	assert_false(kind->call_add(place->db, &call, &place->err));
	strcpy(call.key, "b");
	assert_true(kind->call_add(place->db, &call, &place->err));
	call.conversation = other;
	strcpy(call.key, "c");
	assert_true(kind->call_add(place->db, &call, &place->err));

	assert_int_equal(kind->call_find(place->db, first, place->arena, &found, NULL), FOUND);
	assert_string_equal(found.key, "a");
	assert_int_equal(found.conversation, conversation);
	assert_int_equal(found.sealed_body.size, 4);
	assert_true(kind->call_remove(place->db, first, &place->err));
	assert_int_equal(kind->call_find(place->db, first, place->arena, &found, NULL), NOT_FOUND);
	assert_true(kind->call_list(place->db, add_key, seen, &place->err));
	assert_string_equal(seen, "bc");
	assert_true(kind->call_remove_of(place->db, conversation, &place->err));
	assert_true(kind->call_list(place->db, add_key, seen, &place->err));
	assert_string_equal(seen, "bcc");
}

static bool add_call(void *context, int64_t call)
{
	*(int64_t *)context += call;
	return true;
}

static int64_t awaiting(struct place *place, const uint8_t subject[CRYPTO_HASH_SIZE])
{
	int64_t sum = 0;

	assert_true(kind->await_list(place->db, subject, add_call, &sum, &place->err));
	return sum;
}

static void what_a_call_waits_for_goes_with_it(void **state)
{
	struct place *place = *state;
	const uint8_t line[CRYPTO_HASH_SIZE] = "1", account[CRYPTO_HASH_SIZE] = "2";
	struct call_row one = {.conversation = add_conversation(place, "c"), .key = "a"};
	struct call_row other = {.conversation = one.conversation, .key = "b"};

	assert_true(kind->call_add(place->db, &one, &place->err));
	assert_true(kind->call_add(place->db, &other, &place->err));
	assert_true(kind->await_add(place->db, line, one.row, &place->err));
	assert_true(kind->await_add(place->db, account, one.row, &place->err));
	assert_true(kind->await_add(place->db, account, other.row, &place->err));
	assert_int_equal(awaiting(place, line), one.row);
	assert_int_equal(awaiting(place, account), one.row + other.row);
	assert_true(kind->call_remove(place->db, one.row, &place->err));
	assert_int_equal(awaiting(place, line), 0);
	assert_int_equal(awaiting(place, account), other.row);
	assert_true(kind->call_remove_of(place->db, one.conversation, &place->err));
	assert_int_equal(awaiting(place, account), 0);
}

static void the_row_of_a_call_is_never_given_again(void **state)
{
	struct place *place = *state;
	struct call_row call = {.conversation = add_conversation(place, "c"), .key = "a"};
	int64_t first;

	assert_true(kind->call_add(place->db, &call, &place->err));
	first = call.row;
	assert_true(kind->call_remove(place->db, first, &place->err));
	reopen(place);
	assert_true(kind->call_add(place->db, &call, &place->err));
	assert_true(call.row > first);
}

static struct upload_row add_upload(struct place *place, const char *id, int64_t conversation,
				    int64_t expires_ms)
{
	struct upload_row row = {.conversation = conversation,
				 .expires_ms = expires_ms,
				 .type = 2,
				 .size = 100,
				 .sealed_key = {"key", 3}};

	strcpy(row.id, id);
	assert_true(kind->upload_add(place->db, &row, &place->err));
	return row;
}

static bool remove_upload(void *context, const struct upload_row *row)
{
	struct place *place = context;

	return kind->upload_remove(place->db, row->row, &place->err);
}

static void uploads_are_kept_counted_and_listed_when_they_are_due(void **state)
{
	struct place *place = *state;
	int64_t one = add_conversation(place, "one");
	int64_t other = add_conversation(place, "other");
	struct upload_row row = add_upload(place, "early", one, 10);
	struct upload_row found;
	int64_t n, bytes;

	add_upload(place, "late", one, 20);
	add_upload(place, "foreign", other, 20);
	row.seq = 7;
	assert_true(kind->upload_save(place->db, &row, &place->err));
	reopen(place);
	assert_int_equal(kind->upload_find(place->db, "early", place->arena, &found, &place->err),
			 FOUND);
	assert_int_equal(found.seq, 7);
	assert_int_equal(found.type, 2);
	assert_memory_equal(found.sealed_key.data, "key", 3);
	assert_true(kind->upload_totals(place->db, one, &n, &bytes, &place->err));
	assert_int_equal(n, 2);
	assert_int_equal(bytes, 300);
	assert_true(kind->upload_due(place->db, 10, remove_upload, place, &place->err));
	assert_int_equal(kind->upload_find(place->db, "early", place->arena, &found, &place->err),
			 NOT_FOUND);
	assert_int_equal(kind->upload_find(place->db, "late", place->arena, &found, &place->err),
			 FOUND);
}

static struct hook_row add_hook_for(struct place *place, enum hook_target target,
				    int64_t conversation, int64_t at_ms)
{
	struct hook_row row = {
		.conversation = conversation,
		.at_ms = at_ms,
		.target = target,
		.sealed_data = {"x", 1},
	};

	assert_true(kind->hook_add(place->db, &row, &place->err));
	return row;
}

static struct hook_row add_hook(struct place *place, int64_t conversation, int64_t at_ms)
{
	return add_hook_for(place, HOOK_DESK, conversation, at_ms);
}

static bool add_hook_row(void *context, const struct hook_row *row)
{
	int64_t *sum = context;

	*sum = *sum * 10 + row->row;
	return true;
}

static int64_t heads(struct place *place)
{
	int64_t sum = 0;

	assert_true(kind->hook_heads(place->db, add_hook_row, &sum, &place->err));
	return sum;
}

static void of_each_conversation_the_first_that_waits_goes_next(void **state)
{
	struct place *place = *state;
	struct hook_row found;
	int64_t sum = 0;

	add_hook(place, 1, 10);
	add_hook(place, 2, 20);
	add_hook(place, 1, 30);
	reopen(place);
	assert_int_equal(heads(place), 12);
	assert_true(kind->hook_settle(place->db, 1, HOOK_DELIVERED, &place->err));
	assert_true(kind->hook_settle(place->db, 2, HOOK_DEAD, &place->err));
	assert_int_equal(heads(place), 3);
	assert_int_equal(
		kind->hook_first(place->db, 2, HOOK_DESK, place->arena, &found, &place->err),
		NOT_FOUND);
	assert_true(kind->hook_list(place->db, 1, 9, add_hook_row, &sum, &place->err));
	assert_int_equal(sum, 23);
}

static void what_waits_for_one_target_holds_up_no_other(void **state)
{
	struct place *place = *state;
	struct hook_row found;
	int64_t sum = 0;

	add_hook(place, 1, 10);
	add_hook_for(place, HOOK_PUSH, 1, 20);
	add_hook_for(place, HOOK_PUSH, 1, 30);
	assert_int_equal(heads(place), 12);
	assert_int_equal(
		kind->hook_first(place->db, 1, HOOK_PUSH, place->arena, &found, &place->err),
		FOUND);
	assert_int_equal(found.row, 2);
	assert_int_equal(found.target, HOOK_PUSH);
	assert_true(kind->hook_list(place->db, 0, 9, add_hook_row, &sum, &place->err));
	assert_int_equal(sum, 1);
}

static void old_hooks_are_dropped_and_their_numbers_with_them(void **state)
{
	struct place *place = *state;
	int64_t sum = 0;

	add_hook(place, 1, 10);
	add_hook(place, 1, 20);
	assert_true(kind->hook_purge(place->db, 20, &place->err));
	assert_true(kind->hook_list(place->db, 0, 9, add_hook_row, &sum, &place->err));
	assert_int_equal(sum, 2);
	assert_true(kind->hook_purge(place->db, 21, &place->err));
	assert_int_equal(add_hook(place, 1, 30).row, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(uploads_are_kept_counted_and_listed_when_they_are_due),
		TEST(of_each_conversation_the_first_that_waits_goes_next),
		TEST(what_waits_for_one_target_holds_up_no_other),
		TEST(old_hooks_are_dropped_and_their_numbers_with_them),
		TEST(calls_stay_until_removed),
		TEST(the_row_of_a_call_is_never_given_again),
		TEST(what_a_call_waits_for_goes_with_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
