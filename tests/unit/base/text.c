/*
 * UTF-8 and the distance of words.
 */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include <string.h>

#include "base/text.h"

static void well_formed_bytes_are_counted_up_to_the_first_that_is_not(void **state)
{
	(void)state;
	assert_int_equal(text_utf8_bytes("停a😀", 8), 8);
	assert_int_equal(text_utf8_bytes("停\xff", 4), 3);
	assert_int_equal(text_utf8_bytes("a\0b", 3), 1);
	assert_int_equal(text_utf8_bytes("a\xe5\x81", 3), 1);        /* cut */
	assert_int_equal(text_utf8_bytes("\xc0\xaf", 2), 0);         /* too long */
	assert_int_equal(text_utf8_bytes("\xed\xa0\x80", 3), 0);     /* surrogate */
	assert_int_equal(text_utf8_bytes("\xf4\x90\x80\x80", 4), 0); /* beyond U+10FFFF */
	assert_true(text_is_utf8("", 0));
	assert_false(text_is_utf8("\x80", 1));
}

static void characters_are_counted_and_cut_whole(void **state)
{
	static const char text[] = "a停😀b";
	size_t at = 1;

	(void)state;
	assert_int_equal(text_characters(text, strlen(text)), 4);
	assert_int_equal(text_bytes_of(text, strlen(text), 2), 4);
	assert_int_equal(text_bytes_of(text, strlen(text), 9), strlen(text));
	assert_int_equal(text_next(text, strlen(text), &at), 0x505c);
	assert_int_equal(at, 4);
	assert_int_equal(text_next(text, strlen(text), &at), 0x1f600);
	assert_int_equal(at, 8);
}

static void a_bad_byte_that_nobody_checked_is_one_wrong_character(void **state)
{
	(void)state;
	assert_int_equal(text_characters("a\xff\xe5", 3), 3);
}

static void words_are_near_by_edits_in_characters(void **state)
{
	(void)state;
	assert_true(text_is_near("pattern", "patern", 1));
	assert_true(text_is_near("停机", "停几", 1));
	assert_true(text_is_near("weight", "wieght", 2));
	assert_false(text_is_near("weight", "wieght", 1));
	assert_true(text_is_near("", "ab", 2));
	assert_false(text_is_near("", "abc", 2));
	assert_true(text_is_near("kitten", "sitting", 3));
	assert_false(text_is_near("kitten", "sitting", 2));
}

static void words_too_long_to_be_typed_are_never_near(void **state)
{
	char word[80];

	(void)state;
	memset(word, 'a', sizeof word);
	word[65] = '\0';
	assert_false(text_is_near(word, word, 2));
	word[64] = '\0';
	assert_true(text_is_near(word, word, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(well_formed_bytes_are_counted_up_to_the_first_that_is_not),
		cmocka_unit_test(characters_are_counted_and_cut_whole),
		cmocka_unit_test(a_bad_byte_that_nobody_checked_is_one_wrong_character),
		cmocka_unit_test(words_are_near_by_edits_in_characters),
		cmocka_unit_test(words_too_long_to_be_typed_are_never_near),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
