/*
 * Reading paths, queries and bearer tokens.
 */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include "ws/head.h"

static void a_pattern_without_words_is_its_path(void **state)
{
	char word[8] = "kept";

	(void)state;
	assert_true(head_path_is("/chat", "/chat", word, sizeof word));
	assert_false(head_path_is("/chat/", "/chat", word, sizeof word));
	assert_false(head_path_is("/cha", "/chat", word, sizeof word));
	assert_string_equal(word, "kept");
}

static void a_word_stands_for_one_segment(void **state)
{
	char word[8];

	(void)state;
	assert_true(head_path_is("/c/abc/activities", "/c/{id}/activities", word, sizeof word));
	assert_string_equal(word, "abc");
	assert_true(head_path_is("/c/abc", "/c/{id}", word, sizeof word));
	assert_false(head_path_is("/c//activities", "/c/{id}/activities", word, sizeof word));
	assert_false(head_path_is("/c/abc/d", "/c/{id}", word, sizeof word));
	assert_false(head_path_is("/c/", "/c/{id}", word, sizeof word));
}

static void a_segment_that_does_not_fit_matches_nothing(void **state)
{
	char word[8];

	(void)state;
	assert_true(head_path_is("/c/1234567", "/c/{id}", word, sizeof word));
	assert_false(head_path_is("/c/12345678", "/c/{id}", word, sizeof word));
}

static void a_query_is_read_by_whole_names(void **state)
{
	static const struct head head = {.query = "xt=1&t=two&watermark=&last"};
	char out[8];

	(void)state;
	assert_true(head_query(&head, "t", out, sizeof out));
	assert_string_equal(out, "two");
	assert_true(head_query(&head, "watermark", out, sizeof out));
	assert_string_equal(out, "");
	assert_false(head_query(&head, "last", out, sizeof out));
	assert_false(head_query(&head, "water", out, sizeof out));
	assert_false(head_query(&head, "t", out, 3));
}

static void a_bearer_token_stands_behind_its_scheme(void **state)
{
	static const struct head bearer = {.authorization = "bearer abc"};
	static const struct head basic = {.authorization = "Basic abc"};
	static const struct head none = {0};

	(void)state;
	assert_string_equal(head_bearer(&bearer), "abc");
	assert_string_equal(head_bearer(&basic), "");
	assert_string_equal(head_bearer(&none), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pattern_without_words_is_its_path),
		cmocka_unit_test(a_word_stands_for_one_segment),
		cmocka_unit_test(a_segment_that_does_not_fit_matches_nothing),
		cmocka_unit_test(a_query_is_read_by_whole_names),
		cmocka_unit_test(a_bearer_token_stands_behind_its_scheme),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
