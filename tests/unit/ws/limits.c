/*
 * How much one peer may take, and when an operator is left alone.
 */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include <stdio.h>

#include "ws/breaker.h"
#include "ws/limits.h"

static const struct rate_limit five_a_second = {20, 200000};
static const struct attempts_limit five_tries = {5, 15 * 60 * 1000};

static void twenty_pass_at_once_and_then_five_a_second(void **state)
{
	struct rate rate = {0};
	int64_t wait, now = 1000000;
	int passed = 0;

	(void)state;
	while (rate_take(&rate, &five_a_second, now, &wait))
		passed++;
	assert_int_equal(passed, 20);
	assert_int_equal(wait, 200);
	assert_false(rate_take(&rate, &five_a_second, now + 199, &wait));
	assert_int_equal(wait, 1);
	for (int i = 1; i <= 50; i++) {
		assert_true(rate_take(&rate, &five_a_second, now + i * 200, &wait));
		assert_false(rate_take(&rate, &five_a_second, now + i * 200, &wait));
	}
}

static void the_bucket_holds_no_more_than_twenty_after_a_day(void **state)
{
	struct rate rate = {0};
	int64_t wait, now = 1000000;
	int passed = 0;

	(void)state;
	while (rate_take(&rate, &five_a_second, now, &wait))
		;
	while (rate_take(&rate, &five_a_second, now + 86400000, &wait))
		passed++;
	assert_int_equal(passed, 20);
}

/* The clock has just begun, and a bucket that takes an hour to fill is full all the same. */
static void a_bucket_is_full_on_a_machine_that_has_just_started(void **state)
{
	static const struct rate_limit thousand_an_hour = {1000, 3600000};
	struct rates *rates = rates_create();
	int64_t wait, now = 1000;

	(void)state;
	for (int i = 0; i < 1000; i++)
		assert_true(rates_take(rates, "192.0.2.1", &thousand_an_hour, now, &wait));
	assert_false(rates_take(rates, "192.0.2.1", &thousand_an_hour, now, &wait));
	assert_int_equal(wait, 3600);
	rates_destroy(rates);
}

static void a_bucket_is_an_addresss_own(void **state)
{
	struct rates *rates = rates_create();
	int64_t wait, now = 1000000;

	(void)state;
	for (int i = 0; i < 20; i++)
		assert_true(rates_take(rates, "192.0.2.1", &five_a_second, now, &wait));
	assert_false(rates_take(rates, "192.0.2.1", &five_a_second, now, &wait));
	assert_int_equal(wait, 200);
	assert_true(rates_take(rates, "192.0.2.2", &five_a_second, now, &wait));
	assert_true(rates_take(rates, "192.0.2.1", &five_a_second, now + 200, &wait));
	rates_destroy(rates);
}

static void what_was_none_is_put_back(void **state)
{
	struct rates *rates = rates_create();
	int64_t wait, now = 1000000;

	(void)state;
	for (int i = 0; i < 20; i++)
		assert_true(rates_take(rates, "192.0.2.1", &five_a_second, now, &wait));
	rates_give_back(rates, "192.0.2.1", &five_a_second);
	assert_true(rates_take(rates, "192.0.2.1", &five_a_second, now, &wait));
	assert_false(rates_take(rates, "192.0.2.1", &five_a_second, now, &wait));
	rates_give_back(rates, "192.0.2.2", &five_a_second); /* who has none */
	rates_destroy(rates);
}

static void a_place_given_back_can_be_taken_again(void **state)
{
	struct places *places = places_create();

	(void)state;
	assert_true(places_take(places, "192.0.2.1", 2));
	assert_true(places_take(places, "192.0.2.1", 2));
	assert_false(places_take(places, "192.0.2.1", 2));
	assert_true(places_take(places, "192.0.2.2", 2));
	places_give_back(places, "192.0.2.1");
	assert_true(places_take(places, "192.0.2.1", 2));
	places_destroy(places);
}

static void many_names_do_not_mix(void **state)
{
	struct places *places = places_create();
	char name[24];

	(void)state;
	for (int i = 0; i < 5000; i++) {
		snprintf(name, sizeof name, "name-%d", i);
		assert_true(places_take(places, name, 1));
	}
	for (int i = 0; i < 5000; i += 2) {
		snprintf(name, sizeof name, "name-%d", i);
		places_give_back(places, name);
	}
	for (int i = 0; i < 5000; i++) {
		snprintf(name, sizeof name, "name-%d", i);
		assert_int_equal(places_take(places, name, 1), i % 2 == 0);
	}
	places_destroy(places);
}

static void five_tries_in_a_quarter_of_an_hour(void **state)
{
	int64_t wait_ms;
	struct attempts *attempts = attempts_create();
	int64_t now = 1000000;

	(void)state;
	for (int i = 0; i < 5; i++)
		assert_true(attempts_take(attempts, "li", &five_tries, now + i, &wait_ms));
	assert_false(attempts_take(attempts, "li", &five_tries, now + five_tries.window_ms - 1,
				   &wait_ms));
	assert_int_equal(wait_ms, 1);
	assert_true(attempts_take(attempts, "wang", &five_tries, now, &wait_ms));
	assert_true(
		attempts_take(attempts, "li", &five_tries, now + five_tries.window_ms, &wait_ms));
	attempts_destroy(attempts);
}

static void a_good_log_in_forgets_the_tries(void **state)
{
	int64_t wait_ms;
	struct attempts *attempts = attempts_create();

	(void)state;
	for (int i = 0; i < 20; i++) {
		assert_true(attempts_take(attempts, "li", &five_tries, 1, &wait_ms));
		attempts_forget(attempts, "li");
	}
	attempts_destroy(attempts);
}

static void the_breaker_opens_when_half_of_the_last_twenty_failed(void **state)
{
	struct breaker breaker = {.failures_most = 5, .probe_each_ms = 10000};

	(void)state;
	for (int i = 0; i < 19; i++) {
		i % 2 ? breaker_failed(&breaker, 0) : breaker_succeeded(&breaker);
		assert_true(breaker_allows(&breaker, 0));
	}
	breaker_failed(&breaker, 0);
	assert_false(breaker_allows(&breaker, 9999));
	assert_true(breaker_allows(&breaker, 10000));
	breaker_succeeded(&breaker);
	breaker_failed(&breaker, 10000);
	assert_true(breaker_allows(&breaker, 10000));
}

static void the_breaker_opens_after_five_failures_in_a_row(void **state)
{
	struct breaker breaker = {.failures_most = 5, .probe_each_ms = 10000};

	(void)state;
	for (int i = 0; i < breaker.failures_most - 1; i++)
		breaker_failed(&breaker, 0);
	breaker_succeeded(&breaker);
	for (int i = 0; i < breaker.failures_most; i++) {
		assert_true(breaker_allows(&breaker, 0));
		breaker_failed(&breaker, 0);
	}
	assert_false(breaker_allows(&breaker, 1));
}

static void an_open_breaker_lets_one_call_through_in_ten_seconds(void **state)
{
	struct breaker breaker = {.failures_most = 5, .probe_each_ms = 10000};
	int passed = 0;

	(void)state;
	for (int i = 0; i < breaker.failures_most; i++)
		breaker_failed(&breaker, 0);
	for (int64_t now = 0; now < 60000; now += 100) {
		if (breaker_allows(&breaker, now)) {
			breaker_failed(&breaker, now);
			passed++;
		}
	}
	assert_int_equal(passed, 5);
	breaker_succeeded(&breaker);
	assert_true(breaker_allows(&breaker, 60001));
	assert_true(breaker_allows(&breaker, 60002));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(twenty_pass_at_once_and_then_five_a_second),
		cmocka_unit_test(the_bucket_holds_no_more_than_twenty_after_a_day),
		cmocka_unit_test(a_bucket_is_full_on_a_machine_that_has_just_started),
		cmocka_unit_test(a_bucket_is_an_addresss_own),
		cmocka_unit_test(what_was_none_is_put_back),
		cmocka_unit_test(a_place_given_back_can_be_taken_again),
		cmocka_unit_test(many_names_do_not_mix),
		cmocka_unit_test(five_tries_in_a_quarter_of_an_hour),
		cmocka_unit_test(a_good_log_in_forgets_the_tries),
		cmocka_unit_test(the_breaker_opens_when_half_of_the_last_twenty_failed),
		cmocka_unit_test(the_breaker_opens_after_five_failures_in_a_row),
		cmocka_unit_test(an_open_breaker_lets_one_call_through_in_ten_seconds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
