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

/* Unicode, table 3-7: the ranges of the second byte by the first; all further ones are 80 to BF. */
static const struct {
	unsigned char first, last, from, to;
	size_t length;
} table[] = {
	{0x01, 0x7f, 0x00, 0x00, 1}, /* not 00, which we never take */
	{0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3}, {0xe1, 0xec, 0x80, 0xbf, 3},
	{0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3}, {0xf0, 0xf0, 0x90, 0xbf, 4},
	{0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
};

/* Of the character that the bytes begin with; 0: they begin with none. */
static size_t length_by_table(const unsigned char *bytes, size_t length)
{
	size_t row = 0;

	while (row < sizeof table / sizeof *table && bytes[0] > table[row].last)
		row++;
	if (row == sizeof table / sizeof *table || bytes[0] < table[row].first ||
	    table[row].length > length)
		return 0;
	for (size_t i = 1; i < table[row].length; i++) {
		unsigned char from = i == 1 ? table[row].from : 0x80;
		unsigned char to = i == 1 ? table[row].to : 0xbf;

		if (bytes[i] < from || bytes[i] > to)
			return 0;
	}
	return table[row].length;
}

/* Not by cmocka's asserts, which would take longer than what they look at. */
static void look_at(const unsigned char *bytes, size_t length)
{
	size_t good = 0, n;

	while (good < length && (n = length_by_table(bytes + good, length - good)))
		good += n;
	if (text_utf8_bytes((const char *)bytes, length) != good)
		fail_msg("%02x %02x %02x %02x, of which %zu", bytes[0], bytes[1], bytes[2],
			 bytes[3], length);
}

static void all_that_is_up_to_three_bytes_long_is_utf8_as_unicode_has_it(void **state)
{
	unsigned char bytes[4] = {0};

	(void)state;
	for (unsigned i = 0; i < 1u << 24; i++) {
		bytes[0] = (unsigned char)(i >> 16);
		bytes[1] = (unsigned char)(i >> 8);
		bytes[2] = (unsigned char)i;
		look_at(bytes, 3);
		if (!bytes[2])
			look_at(bytes, 2);
		if (!bytes[2] && !bytes[1])
			look_at(bytes, 1);
	}
}

static void four_bytes_are_utf8_from_edge_to_edge(void **state)
{
	static const unsigned char edges[] = {0x00, 0x01, 0x7f, 0x80, 0x81, 0x8e, 0x8f, 0x90,
					      0x91, 0x9f, 0xa0, 0xbe, 0xbf, 0xc0, 0xc2, 0xff};
	const size_t n = sizeof edges;
	unsigned char bytes[4];

	(void)state;
	for (size_t i = 0; i < 256 * n * n * n; i++) {
		bytes[0] = (unsigned char)(i % 256);
		bytes[1] = edges[i / 256 % n];
		bytes[2] = edges[i / 256 / n % n];
		bytes[3] = edges[i / 256 / n / n];
		look_at(bytes, 4);
	}
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
		cmocka_unit_test(all_that_is_up_to_three_bytes_long_is_utf8_as_unicode_has_it),
		cmocka_unit_test(four_bytes_are_utf8_from_edge_to_edge),
		cmocka_unit_test(characters_are_counted_and_cut_whole),
		cmocka_unit_test(a_bad_byte_that_nobody_checked_is_one_wrong_character),
		cmocka_unit_test(words_are_near_by_edits_in_characters),
		cmocka_unit_test(words_too_long_to_be_typed_are_never_near),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
