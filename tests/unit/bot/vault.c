/*
 * A secret is there for its check, and then nowhere.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/crypto.h"
#include "bot/vault.h"

#define MINUTE_MS 60000

static void a_secret_is_found_by_its_handle_until_it_is_forgotten(void **state)
{
	struct vault *vault = vault_create(NULL);
	char first[VAULT_HANDLE_SIZE], second[VAULT_HANDLE_SIZE];

	(void)state;
	vault_put(vault, "482913", 0, first);
	vault_put(vault, "135790", 0, second);
	assert_string_equal(vault_get(vault, first, 0), "482913");
	vault_forget(vault, first);
	assert_null(vault_get(vault, first, 0));
	assert_string_equal(vault_get(vault, second, 0), "135790");
	vault_destroy(vault);
}

static void a_secret_is_gone_after_ten_minutes(void **state)
{
	struct vault *vault = vault_create(NULL);
	char handle[VAULT_HANDLE_SIZE];

	(void)state;
	vault_put(vault, "482913", 0, handle);
	assert_non_null(vault_get(vault, handle, 9 * MINUTE_MS));
	assert_null(vault_get(vault, handle, 10 * MINUTE_MS));
	assert_null(vault_get(vault, handle, -2 * MINUTE_MS)); /* the clock was set back */
	vault_destroy(vault);
}

static void a_handle_of_another_process_opens_nothing(void **state)
{
	struct vault *before = vault_create(NULL), *after = vault_create(NULL);
	char old[VAULT_HANDLE_SIZE], new[VAULT_HANDLE_SIZE];

	(void)state;
	vault_put(before, "482913", 0, old);
	vault_put(after, "135790", 0, new);
	assert_null(vault_get(after, old, 0));
	assert_null(vault_get(after, "", 0));
	vault_destroy(before);
	vault_destroy(after);
}

static void a_wrong_secret_is_known_again_for_ten_minutes_and_only_for_the_same(void **state)
{
	struct keys *keys = keys_for_tests();
	struct vault *vault = vault_create(keys);
	char first[VAULT_HANDLE_SIZE], second[VAULT_HANDLE_SIZE], other[VAULT_HANDLE_SIZE];

	(void)state;
	vault_put(vault, "482913", 0, first);
	assert_false(vault_was_wrong(vault, first, "13800000003 sms_code", 0));
	vault_note_wrong(vault, first, "13800000003 sms_code", 0);
	vault_forget(vault, first);
	vault_put(vault, "482913", 5 * MINUTE_MS, second);
	vault_put(vault, "482914", 5 * MINUTE_MS, other);
	assert_true(vault_was_wrong(vault, second, "13800000003 sms_code", 9 * MINUTE_MS));
	assert_false(vault_was_wrong(vault, second, "13800000002 sms_code", 9 * MINUTE_MS));
	assert_false(vault_was_wrong(vault, other, "13800000003 sms_code", 9 * MINUTE_MS));
	assert_false(vault_was_wrong(vault, second, "13800000003 sms_code", 10 * MINUTE_MS));
	vault_destroy(vault);
	keys_close(keys);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_secret_is_found_by_its_handle_until_it_is_forgotten),
		cmocka_unit_test(a_secret_is_gone_after_ten_minutes),
		cmocka_unit_test(a_handle_of_another_process_opens_nothing),
		cmocka_unit_test(
			a_wrong_secret_is_known_again_for_ten_minutes_and_only_for_the_same),
	};

	crypto_start();
	return cmocka_run_group_tests_name("vault", tests, NULL, NULL);
}
