/*
 * Deadlines in a line.
 */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include "ws/deadlines.h"

static void they_pass_in_the_order_in_which_they_were_set(void **state)
{
	struct deadlines line;
	struct deadline a = {0}, b = {0}, c = {0};

	(void)state;
	deadlines_init(&line, 30);
	deadline_set(&line, &a, 0);
	deadline_set(&line, &b, 0);
	deadline_set(&line, &c, 5);
	assert_null(deadlines_take(&line, 29));
	assert_ptr_equal(deadlines_take(&line, 30), &a);
	assert_ptr_equal(deadlines_take(&line, 30), &b);
	assert_null(deadlines_take(&line, 34));
	assert_ptr_equal(deadlines_take(&line, 35), &c);
	assert_null(deadlines_take(&line, 1000));
}

static void what_is_set_anew_is_the_last(void **state)
{
	struct deadlines line;
	struct deadline a = {0}, b = {0};

	(void)state;
	deadlines_init(&line, 30);
	deadline_set(&line, &a, 0);
	deadline_set(&line, &b, 10);
	deadline_set(&line, &a, 20);
	assert_ptr_equal(deadlines_take(&line, 50), &b);
	assert_ptr_equal(deadlines_take(&line, 50), &a);
}

static void what_is_set_elsewhere_has_left_where_it_was(void **state)
{
	struct deadlines heard, asked;
	struct deadline a = {0}, b = {0};

	(void)state;
	deadlines_init(&heard, 30);
	deadlines_init(&asked, 45);
	deadline_set(&heard, &a, 0);
	deadline_set(&heard, &b, 0);
	deadline_set(&asked, &a, 30);
	assert_ptr_equal(deadlines_take(&heard, 30), &b);
	assert_null(deadlines_take(&heard, 30));
	assert_null(deadlines_take(&asked, 74));
	assert_ptr_equal(deadlines_take(&asked, 75), &a);
}

static void what_was_dropped_does_not_pass(void **state)
{
	struct deadlines line;
	struct deadline a = {0}, b = {0}, never_set = {0};

	(void)state;
	deadlines_init(&line, 30);
	deadline_set(&line, &a, 0);
	deadline_set(&line, &b, 0);
	deadline_drop(&a);
	deadline_drop(&a);
	deadline_drop(&never_set);
	assert_ptr_equal(deadlines_take(&line, 30), &b);
	assert_null(deadlines_take(&line, 30));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_pass_in_the_order_in_which_they_were_set),
		cmocka_unit_test(what_is_set_anew_is_the_last),
		cmocka_unit_test(what_is_set_elsewhere_has_left_where_it_was),
		cmocka_unit_test(what_was_dropped_does_not_pass),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
