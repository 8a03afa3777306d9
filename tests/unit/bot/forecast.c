/*
 * Forecasts of daily numbers: the weekday and the level of late, and how often they hold.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs those four first. */
#include <cmocka.h>
#include <math.h>

#include "bot/insight/forecast.h"
#include "bot/population/dice.h"

#define DAYS 365
#define MONDAY 20703 /* 2026-09-07 */

static bool is_weekend(size_t day)
{
	return day % 7 >= 5;
}

static struct series flat(double numbers[DAYS], size_t n)
{
	for (size_t day = 0; day < n; day++)
		numbers[day] = is_weekend(day) ? 10 : 40;
	return (struct series){numbers, n, MONDAY};
}

/* --- the tests -------------------------------------------------------------------- */

static void a_weekend_is_expected_to_be_a_weekend(void **state)
{
	double numbers[DAYS];
	struct series series = flat(numbers, 61); /* a Friday was last */
	struct forecast saturday, week;
	struct forecast_marks marks;

	(void)state;
	assert_true(forecast_make(&series, 1, &saturday, &marks));
	assert_true(forecast_make(&series, 7, &week, &marks));
	assert_true(saturday.expected < 22 && saturday.expected > 9);
	assert_true(fabs(week.expected - 220) < 15);
	assert_true(saturday.low <= 10 && week.low <= 220 && week.high >= 220);
}

static void a_new_level_is_followed(void **state)
{
	double numbers[DAYS];
	struct series series = flat(numbers, 84);
	struct forecast week;
	struct forecast_marks marks;

	(void)state;
	for (size_t day = 60; day < 84; day++)
		numbers[day] *= 1.4;
	assert_true(forecast_make(&series, 7, &week, &marks));
	assert_true(week.expected > 280);
}

static void one_odd_day_changes_little(void **state)
{
	double numbers[DAYS];
	struct series series = flat(numbers, 84);
	struct forecast before, after;
	struct forecast_marks marks;

	(void)state;
	assert_true(forecast_make(&series, 7, &before, &marks));
	numbers[80] = 1000;
	assert_true(forecast_make(&series, 7, &after, &marks));
	assert_true(after.expected < before.expected * 1.1);
}

static void nothing_is_said_of_a_few_days(void **state)
{
	double numbers[DAYS];
	struct series series = flat(numbers, 23);
	struct forecast forecast;
	struct forecast_marks marks;

	(void)state;
	assert_false(forecast_make(&series, 1, &forecast, &marks));
	series = flat(numbers, 41);
	assert_false(forecast_make(&series, 7, &forecast, &marks));
}

static void what_comes_by_chance_lies_from_low_to_high_eight_times_in_ten(void **state)
{
	struct dice dice = {3};
	struct forecast_marks marks, all[2] = {0};
	struct forecast forecast;
	double numbers[DAYS];

	(void)state;
	for (int i = 0; i < 10; i++) {
		struct series series = flat(numbers, DAYS);

		for (size_t day = 0; day < DAYS; day++)
			numbers[day] = (double)dice_count(&dice, numbers[day] * (i + 1) / 10);
		for (size_t k = 0; k < 2; k++) {
			assert_true(forecast_make(&series, k ? 7 : 1, &forecast, &marks));
			all[k].n += marks.n;
			all[k].within += marks.within;
		}
	}
	for (size_t k = 0; k < 2; k++) {
		assert_true(all[k].within * 100 >= all[k].n * 77);
		assert_true(all[k].within * 100 <= all[k].n * 83);
	}
}

/* The same forecast, made on the day itself. */
static void no_forecast_knows_what_came_after(void **state)
{
	double numbers[DAYS];
	struct series series = flat(numbers, 90);
	struct forecast then, now;
	struct forecast_marks marks;

	(void)state;
	series.n = 70;
	assert_true(forecast_make(&series, 1, &then, &marks));
	for (size_t day = 70; day < 90; day++)
		numbers[day] = 500;
	assert_true(forecast_make(&series, 1, &now, &marks));
	assert_true(then.expected == now.expected && then.high == now.high);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_weekend_is_expected_to_be_a_weekend),
		cmocka_unit_test(a_new_level_is_followed),
		cmocka_unit_test(one_odd_day_changes_little),
		cmocka_unit_test(nothing_is_said_of_a_few_days),
		cmocka_unit_test(what_comes_by_chance_lies_from_low_to_high_eight_times_in_ten),
		cmocka_unit_test(no_forecast_knows_what_came_after),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
