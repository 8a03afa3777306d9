/*
 * Civil dates in given zones, printed and read.
 */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include <string.h>

#include "base/clock.h"

static void assert_printed(int64_t at_ms, const char *wanted)
{
	char text[25];

	clock_print(at_ms, text);
	assert_string_equal(text, wanted);
}

static int64_t parsed(const char *text)
{
	int64_t at_ms;

	if (!clock_parse(text, &at_ms))
		fail_msg("%s is refused", text);
	return at_ms;
}

static void a_manual_clock_stands_until_it_is_moved(void **state)
{
	struct clock clock = clock_manual(1000);

	(void)state;
	assert_int_equal(clock_now_ms(&clock), 1000);
	clock.manual_ms += 500;
	assert_int_equal(clock_now_ms(&clock), 1500);
}

static void the_system_clock_is_past_the_day_this_was_written(void **state)
{
	struct clock clock = clock_system();

	(void)state;
	assert_true(clock_now_ms(&clock) > parsed("2025-01-01"));
}

static void known_moments_are_printed(void **state)
{
	(void)state;
	assert_printed(0, "1970-01-01T00:00:00.000Z");
	assert_printed(-1, "1969-12-31T23:59:59.999Z");
	assert_printed(951827696789, "2000-02-29T12:34:56.789Z");
	assert_printed(1795593600000, "2026-11-25T08:00:00.000Z");
}

static void what_four_digits_cannot_hold_is_shown_as_the_edge(void **state)
{
	(void)state;
	assert_printed(INT64_MAX, "9999-12-31T23:59:59.999Z");
	assert_printed(INT64_MIN, "0000-01-01T00:00:00.000Z");
}

static void a_day_in_china_begins_eight_hours_before_utc(void **state)
{
	struct civil civil;

	(void)state;
	clock_civil(parsed("2026-11-24T16:00:00.000Z"), 480, &civil);
	assert_int_equal(civil.day, 25);
	assert_int_equal(civil.hour, 0);
	assert_int_equal(civil.weekday, 3);
	assert_int_equal(clock_from_civil(&civil, 480), parsed("2026-11-24T16:00:00.000Z"));
}

static void every_day_of_four_centuries_follows_the_one_before(void **state)
{
	struct civil before, civil;

	(void)state;
	clock_civil(parsed("1899-12-31"), 0, &before);
	for (int64_t at = parsed("1900-01-01"); at < parsed("2301-01-01"); at += 86400000) {
		clock_civil(at, 0, &civil);
		assert_int_equal(clock_from_civil(&civil, 0), at);
		assert_int_equal(civil.weekday, (before.weekday + 1) % 7);
		if (civil.day != before.day + 1) {
			assert_int_equal(civil.day, 1);
			assert_int_equal(civil.month, before.month % 12 + 1);
			assert_true(before.day >= 28);
		}
		before = civil;
	}
}

static void all_forms_of_a_moment_are_read(void **state)
{
	const int64_t at = 1795593600000;

	(void)state;
	assert_int_equal(parsed("2026-11-25T08:00:00.000Z"), at);
	assert_int_equal(parsed("2026-11-25T08:00Z"), at);
	assert_int_equal(parsed("2026-11-25T08:00"), at);
	assert_int_equal(parsed("2026-11-25T08:00:00"), at);
	assert_int_equal(parsed("2026-11-25T16:00+08:00"), at);
	assert_int_equal(parsed("2026-11-25T02:30:00-05:30"), at);
	assert_int_equal(parsed("2026-11-25"), at - 8 * 3600000);
	assert_int_equal(parsed("2026-11-25T08:00:00.5Z"), at + 500);
	assert_int_equal(parsed("2026-11-25T08:00:00.123456789Z"), at + 123);
}

static void what_is_no_moment_is_refused(void **state)
{
	static const char *const wrong[] = {
		"",
		"2026",
		"2026-11",
		"2026-13-01",
		"2026-00-01",
		"2026-11-00",
		"2026-11-31",
		"2026-02-29",
		"2100-02-29",
		"2026-1-01",
		"2026-11-25 08:00",
		"2026-11-25T",
		"2026-11-25T24:00",
		"2026-11-25T08:60",
		"2026-11-25T08:00:60Z",
		"2026-11-25T08:00:00.Z",
		"2026-11-25T08:00z",
		"2026-11-25T08:00+0800",
		"2026-11-25T08:00+24:00",
		"2026-11-25T08:00Zx",
		"2026-11-25Z",
		" 2026-11-25",
	};
	int64_t at_ms;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (clock_parse(wrong[i], &at_ms))
			fail_msg("%s is taken", wrong[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_manual_clock_stands_until_it_is_moved),
		cmocka_unit_test(the_system_clock_is_past_the_day_this_was_written),
		cmocka_unit_test(known_moments_are_printed),
		cmocka_unit_test(what_four_digits_cannot_hold_is_shown_as_the_edge),
		cmocka_unit_test(a_day_in_china_begins_eight_hours_before_utc),
		cmocka_unit_test(every_day_of_four_centuries_follows_the_one_before),
		cmocka_unit_test(all_forms_of_a_moment_are_read),
		cmocka_unit_test(what_is_no_moment_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
