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
	struct vault *vault = vault_create();
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
	struct vault *vault = vault_create();
	char handle[VAULT_HANDLE_SIZE];

	(void)state;
	vault_put(vault, "482913", 0, handle);
	assert_non_null(vault_get(vault, handle, 9 * MINUTE_MS));
	assert_null(vault_get(vault, handle, 10 * MINUTE_MS));
	vault_destroy(vault);
}

static void a_handle_of_another_process_opens_nothing(void **state)
{
	struct vault *before = vault_create(), *after = vault_create();
	char old[VAULT_HANDLE_SIZE], new[VAULT_HANDLE_SIZE];

	(void)state;
	vault_put(before, "482913", 0, old);
	vault_put(after, "135790", 0, new);
	assert_null(vault_get(after, old, 0));
	assert_null(vault_get(after, "", 0));
	vault_destroy(before);
	vault_destroy(after);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_secret_is_found_by_its_handle_until_it_is_forgotten),
		cmocka_unit_test(a_secret_is_gone_after_ten_minutes),
		cmocka_unit_test(a_handle_of_another_process_opens_nothing),
	};

	crypto_start();
	return cmocka_run_group_tests_name("vault", tests, NULL, NULL);
}
