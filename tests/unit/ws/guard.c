/*
 * Hosts and origins that are let in, and their look-alikes.
 */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include "ws/guard.h"

static const char *const origins[] = {"https://shop.example", "https://shop.example:8443"};
static const struct guard on_loopback = {origins, 2, .on_loopback = true};
static const struct guard in_public = {origins, 2, .on_loopback = false};

static void on_loopback_a_host_is_loopback_or_listed(void **state)
{
	static const char *const good[] = {"localhost",  "localhost:8080", "127.0.0.1:1",
					   "[::1]:8080", "shop.example",   "shop.example:8443"};
	static const char *const foreign[] = {"evil.example",
					      "localhost.evil.example",
					      "127.0.0.1.evil.example",
					      "127.0.0.1:",
					      "localhost:8x",
					      "shop.example:1",
					      "::1",
					      "LOCALHOST"};
	static const char *const none[] = {NULL, "", "127.0.0.1, evil.example", "user@localhost"};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_int_equal(guard_host(&on_loopback, good[i]), 0);
	for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
		assert_int_equal(guard_host(&on_loopback, foreign[i]), 403);
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_int_equal(guard_host(&on_loopback, none[i]), 400);
}

static void in_public_any_one_host_will_do(void **state)
{
	(void)state;
	assert_int_equal(guard_host(&in_public, "service.example"), 0);
	assert_int_equal(guard_host(&in_public, "service.example, evil.example"), 400);
	assert_int_equal(guard_host(&in_public, NULL), 400);
}

static void an_origin_is_listed_or_our_own(void **state)
{
	static const char *const good[] = {"https://shop.example", "https://shop.example:8443",
					   "http://own.example:1", "https://own.example:1"};
	static const char *const bad[] = {"",
					  "null",
					  "https://shop.example.evil.example",
					  "https://evil.example/https://shop.example",
					  "https://shop.example/",
					  "HTTPS://shop.example",
					  "http://shop.example",
					  "https://shop.example:443",
					  "https://user@shop.example",
					  "https://shop.example, https://evil.example",
					  "http://own.example",
					  "http://own.example:1/",
					  "ws://own.example:1"};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(guard_origin(&in_public, good[i], "own.example:1"));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(guard_origin(&in_public, bad[i], "own.example:1"));
}

static void with_tls_our_own_is_no_longer_http(void **state)
{
	const struct guard with_tls = {origins, 2, .has_tls = true};

	(void)state;
	assert_true(guard_origin(&with_tls, "https://own.example:1", "own.example:1"));
	assert_false(guard_origin(&with_tls, "http://own.example:1", "own.example:1"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(on_loopback_a_host_is_loopback_or_listed),
		cmocka_unit_test(in_public_any_one_host_will_do),
		cmocka_unit_test(an_origin_is_listed_or_our_own),
		cmocka_unit_test(with_tls_our_own_is_no_longer_http),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
