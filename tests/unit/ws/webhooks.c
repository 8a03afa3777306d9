/*
 * Signatures of webhooks, held against the example that the libraries of Standard Webhooks are
 * tested with (https://github.com/standard-webhooks/standard-webhooks).
 */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include "ws/webhooks.h"

static void a_body_is_signed_as_receivers_check_it(void **state)
{
	struct webhook_key key;
	char signature[WEBHOOK_SIGNATURE_SIZE];

	(void)state;
	assert_true(webhook_key_read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", &key));
	webhook_sign(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}",
		     signature);
	assert_string_equal(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

static void what_is_no_key_or_too_short_a_one_is_refused(void **state)
{
	struct webhook_key key;

	(void)state;
	assert_false(webhook_key_read("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", &key));
	assert_false(webhook_key_read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2La", &key));
	assert_false(webhook_key_read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS!", &key));
	assert_false(webhook_key_read("whsec_", &key));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_body_is_signed_as_receivers_check_it),
		cmocka_unit_test(what_is_no_key_or_too_short_a_one_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
