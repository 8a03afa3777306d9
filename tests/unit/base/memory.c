/*
 * Arena, buffer and error: what is promised about their memory.
 */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/mem.h"

static void arena_memory_is_zeroed_and_aligned_also_after_a_reset(void **state)
{
	static const char zeros[1000];
	struct arena *arena = arena_create();

	(void)state;
	for (int turn = 0; turn < 3; turn++, arena_reset(arena)) {
		for (size_t size = 0; size < sizeof zeros; size++) {
			char *memory = arena_new(arena, size);

			assert_int_equal((uintptr_t)memory % alignof(max_align_t), 0);
			assert_memory_equal(memory, zeros, size);
			memset(memory, 0xff, size);
		}
	}
	arena_destroy(arena);
}

static void an_arena_gives_what_is_larger_than_a_block(void **state)
{
	struct arena *arena = arena_create();
	char *large = arena_new(arena, 1 << 20);

	(void)state;
	large[(1 << 20) - 1] = 1;
	assert_string_equal(arena_format(arena, "%s-%d", "a", 5), "a-5");
	assert_string_equal(arena_text(arena, "停机"), "停机");
	assert_string_equal(arena_text_n(arena, "停机", 3), "停");
	arena_destroy(arena);
	arena_destroy(NULL);
}

static void a_buffer_grows_and_stays_terminated(void **state)
{
	struct buffer buffer = {0};

	(void)state;
	for (size_t i = 0; i < 1000; i++) {
		buffer_char(&buffer, 'x');
		assert_int_equal(strlen(buffer.data), i + 1);
	}
	buffer_clear(&buffer);
	assert_string_equal(buffer.data, "");
	buffer_format(&buffer, "%0200d", 7);
	assert_int_equal(buffer.length, 200);
	buffer_finish(&buffer);
	assert_null(buffer.data);
}

static void a_buffer_hands_its_text_over_also_when_empty(void **state)
{
	struct buffer buffer = {0};
	char *empty = buffer_take(&buffer), *full;

	(void)state;
	buffer_text(&buffer, "abc");
	full = buffer_take(&buffer);
	assert_string_equal(empty, "");
	assert_string_equal(full, "abc");
	assert_int_equal(buffer.capacity, 0);
	free(empty);
	free(full);
}

static void an_error_is_cut_at_its_room_and_always_false(void **state)
{
	struct error err;

	(void)state;
	assert_false(error_set(&err, "%01000d", 1));
	assert_int_equal(strlen(err.text), sizeof err.text - 1);
	assert_false(error_set(NULL, "nobody listens"));
}

static void problems_are_kept_in_order_with_their_places(void **state)
{
	struct problems *problems = problems_create();

	(void)state;
	for (size_t i = 1; i <= 40; i++)
		assert_false(problems_add(problems, "a.yaml", i, 2, "fault %zu", i));
	problems_add(problems, "b.yaml", 0, 0, "is empty");
	assert_int_equal(problems_count(problems), 41);
	assert_string_equal(problems_line(problems, 39), "a.yaml:40:2: fault 40");
	assert_string_equal(problems_line(problems, 40), "b.yaml: is empty");
	problems_destroy(problems);
	problems_destroy(NULL);
}

static void no_text_has_no_copy(void **state)
{
	char *copy = mem_text_n("abc", 2);

	(void)state;
	assert_null(mem_text(NULL));
	assert_string_equal(copy, "ab");
	free(copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arena_memory_is_zeroed_and_aligned_also_after_a_reset),
		cmocka_unit_test(an_arena_gives_what_is_larger_than_a_block),
		cmocka_unit_test(a_buffer_grows_and_stays_terminated),
		cmocka_unit_test(a_buffer_hands_its_text_over_also_when_empty),
		cmocka_unit_test(an_error_is_cut_at_its_room_and_always_false),
		cmocka_unit_test(problems_are_kept_in_order_with_their_places),
		cmocka_unit_test(no_text_has_no_copy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
