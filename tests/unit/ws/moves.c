/*
 * Codes that open a conversation on another device.
 */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "ws/moves.h"

#define NOW 1000000

static struct keys *keys;
static struct moves *moves;

static int set_up(void **state)
{
	(void)state;
	crypto_start();
	keys = keys_for_tests();
	moves = moves_create(keys);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	moves_destroy(moves);
	keys_close(keys);
	return 0;
}

static struct move move_of(const char *conversation)
{
	struct move move = {.user = "subscriber"};

	snprintf(move.conversation, sizeof move.conversation, "%s", conversation);
	return move;
}

static void give(const char *conversation, int64_t now_ms, char code[MOVE_CODE_SIZE])
{
	const struct move move = move_of(conversation);

	assert_true(moves_give(moves, &move, now_ms, code));
}

static void a_code_opens_its_conversation_once(void **state)
{
	char code[MOVE_CODE_SIZE], other[MOVE_CODE_SIZE];
	struct move move;

	(void)state;
	give("one", NOW, code);
	give("two", NOW, other);
	assert_true(moves_take(moves, code, NOW + MOVE_LIFE_MS - 1, &move));
	assert_string_equal(move.conversation, "one");
	assert_string_equal(move.user, "subscriber");
	assert_false(moves_take(moves, code, NOW, &move));
	assert_true(moves_take(moves, other, NOW, &move));
	assert_string_equal(move.conversation, "two");
}

static void five_minutes_are_its_life(void **state)
{
	char code[MOVE_CODE_SIZE];
	struct move move;

	(void)state;
	give("one", NOW, code);
	assert_false(moves_take(moves, code, NOW + MOVE_LIFE_MS, &move));
}

static void a_new_code_takes_the_place_of_the_old_one(void **state)
{
	char first[MOVE_CODE_SIZE], second[MOVE_CODE_SIZE];
	struct move move;

	(void)state;
	give("one", NOW, first);
	give("one", NOW, second);
	assert_false(moves_take(moves, first, NOW, &move));
	assert_true(moves_take(moves, second, NOW, &move));
}

/* As it is read from one screen and typed on another. */
static void it_may_be_typed_small_and_with_blanks_or_without(void **state)
{
	static const char *const between[] = {"", "-", " ", " - "};
	char code[MOVE_CODE_SIZE], typed[32];
	struct move move;

	(void)state;
	for (size_t i = 0; i < sizeof between / sizeof *between; i++) {
		give("one", NOW, code);
		for (char *c = code; *c; c++)
			*c = (char)tolower(*c);
		snprintf(typed, sizeof typed, " %.4s%s%s", code, between[i], code + 5);
		assert_true(moves_take(moves, typed, NOW, &move));
	}
}

static void what_is_no_code_opens_nothing(void **state)
{
	static const char *const texts[] = {"",           "-",         "BCDF",      "BCDF-GHJ",
					    "BCDF-GHJKB", "1234-5678", "BCDF_GHJK", "复机复机"};
	struct move move;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_false(moves_take(moves, texts[i], NOW, &move));
}

static void there_are_not_many_at_once(void **state)
{
	char id[16], code[MOVE_CODE_SIZE];
	struct move move;
	int n = 0;

	(void)state;
	do {
		snprintf(id, sizeof id, "%d", n);
		move = move_of(id);
	} while (moves_give(moves, &move, NOW, code) && ++n);
	assert_int_equal(n, 1024);
	move = move_of("0"); /* in its own place */
	assert_true(moves_give(moves, &move, NOW, code));
	give("late", NOW + MOVE_LIFE_MS, code);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_code_opens_its_conversation_once),
		TEST(five_minutes_are_its_life),
		TEST(a_new_code_takes_the_place_of_the_old_one),
		TEST(it_may_be_typed_small_and_with_blanks_or_without),
		TEST(what_is_no_code_opens_nothing),
		TEST(there_are_not_many_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
