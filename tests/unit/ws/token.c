/*
 * Tokens: ours are read, all else is not.
 */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include <string.h>

#include "ws/token.h"

static const struct token good = {
	.subject = "gqtjo7dkgg2gtznhpcv33pavge", .user = "subscriber", .expires_ms = 1795647461000};

static void what_was_printed_is_read(void **state)
{
	struct keys *keys = keys_for_tests();
	struct buffer text = {0};
	struct token token;

	(void)state;
	token_print(&text, keys, TOKEN_CHAT, &good);
	assert_true(token_read(text.data, keys, TOKEN_CHAT, &token));
	assert_string_equal(token.subject, good.subject);
	assert_string_equal(token.user, good.user);
	assert_int_equal(token.expires_ms, good.expires_ms);
	assert_int_equal(strspn(text.data, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
					   "0123456789_.-"),
			 text.length);
	buffer_finish(&text);
	keys_close(keys);
}

static void a_token_is_for_one_use(void **state)
{
	struct keys *keys = keys_for_tests();
	struct buffer text = {0};
	struct token token;

	(void)state;
	token_print(&text, keys, TOKEN_CHAT, &good);
	assert_false(token_read(text.data, keys, TOKEN_DESK, &token));
	buffer_finish(&text);
	keys_close(keys);
}

static void no_character_of_it_can_be_changed(void **state)
{
	struct keys *keys = keys_for_tests();
	struct buffer text = {0};
	struct token token;

	(void)state;
	token_print(&text, keys, TOKEN_CHAT, &good);
	for (size_t i = 0; i < text.length; i++) {
		char kept = text.data[i];

		for (const char *other = "aB0.-~"; *other; other++) {
			text.data[i] = *other;
			if (*other != kept)
				assert_false(token_read(text.data, keys, TOKEN_CHAT, &token));
		}
		text.data[i] = kept;
	}
	buffer_finish(&text);
	keys_close(keys);
}

static void what_has_another_shape_is_not_read(void **state)
{
	static const char *const texts[] = {
		"",
		"v1",
		"v1.",
		".....",
		"v1.k.c.u.1.m",
		"v1.k.c.u.-1.m",
		"v1.k.c.u.99999999999999999999.m",
		"v1.k.c.u.1.m.x",
		"v1.k.cccccccccccccccccccccccccccccccccccccccc.u.1.m",
		"v1.k.c/..u.1.m",
	};
	struct keys *keys = keys_for_tests();
	struct token token;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_false(token_read(texts[i], keys, TOKEN_CHAT, &token));
	keys_close(keys);
}

static void words_are_words(void **state)
{
	char long_word[66];

	(void)state;
	memset(long_word, 'a', 65);
	long_word[65] = '\0';
	assert_false(token_word(long_word));
	long_word[64] = '\0';
	assert_true(token_word(long_word));
	assert_false(token_word(""));
	assert_false(token_word("a.b"));
	assert_false(token_word("李"));
}

static void one_that_trusts_sites_is_for_their_pages_and_for_no_page(void **state)
{
	struct keys *keys = keys_for_tests();
	struct buffer text = {0};
	struct token token = good;

	(void)state;
	assert_true(token_trusts(&token, keys, "https://any.example"));
	assert_true(token_trust_origin(&token, keys, "https://shop.example"));
	assert_true(token_trust_origin(&token, keys, "https://other.example"));
	token_print(&text, keys, TOKEN_DIRECT_LINE, &token);
	assert_true(token_read(text.data, keys, TOKEN_DIRECT_LINE, &token));
	assert_true(token_trusts(&token, keys, "https://shop.example"));
	assert_true(token_trusts(&token, keys, "https://other.example"));
	assert_true(token_trusts(&token, keys, ""));
	assert_false(token_trusts(&token, keys, "https://shop.example.evil"));
	for (int i = 2; i < TOKEN_ORIGINS_MOST; i++)
		assert_true(token_trust_origin(&token, keys, "https://more.example"));
	assert_false(token_trust_origin(&token, keys, "https://nine.example"));
	buffer_finish(&text);
	keys_close(keys);
}

static void a_secret_is_itself_and_one_that_is_not_set_is_nothing(void **state)
{
	struct keys *keys = keys_for_tests();

	(void)state;
	assert_true(token_is_secret("chrysanthemum-47", keys, "chrysanthemum-47"));
	assert_false(token_is_secret("chrysanthemum-4", keys, "chrysanthemum-47"));
	assert_false(token_is_secret("", keys, "chrysanthemum-47"));
	assert_false(token_is_secret("", keys, ""));
	keys_close(keys);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_printed_is_read),
		cmocka_unit_test(a_token_is_for_one_use),
		cmocka_unit_test(one_that_trusts_sites_is_for_their_pages_and_for_no_page),
		cmocka_unit_test(no_character_of_it_can_be_changed),
		cmocka_unit_test(what_has_another_shape_is_not_read),
		cmocka_unit_test(words_are_words),
		cmocka_unit_test(a_secret_is_itself_and_one_that_is_not_set_is_nothing),
	};

	crypto_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
