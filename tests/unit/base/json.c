/*
 * JSON from strangers: what is refused and where; what is printed.
 */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include <stdlib.h>
#include <string.h>

#include "base/json.h"

/* Parses and prints again; the caller frees. */
static char *round_trip(const char *text)
{
	struct buffer out = {0};
	struct error err;
	cJSON *value = json_read(text, strlen(text), &err);

	if (!value)
		fail_msg("%s: %s", text, err.text);
	json_put_value(&out, value);
	cJSON_Delete(value);
	return buffer_take(&out);
}

static void assert_prints(const char *text, const char *wanted)
{
	char *printed = round_trip(text);

	assert_string_equal(printed, wanted);
	free(printed);
}

static void assert_refused_n(const char *text, size_t length, const char *sentence)
{
	struct error err = {.text = "accepted"};
	cJSON *value = json_read(text, length, &err);

	cJSON_Delete(value);
	assert_string_equal(err.text, sentence);
	assert_null(value);
}

static void assert_refused(const char *text, const char *sentence)
{
	assert_refused_n(text, strlen(text), sentence);
}

static char *repeat(const char *open, size_t n, const char *middle, const char *close)
{
	struct buffer text = {0};

	for (size_t i = 0; i < n; i++)
		buffer_text(&text, open);
	buffer_text(&text, middle);
	for (size_t i = 0; i < n; i++)
		buffer_text(&text, close);
	return buffer_take(&text);
}

/* An object of n members named a0, a1 ... */
static char *object_of(size_t n)
{
	struct buffer text = {0};

	buffer_char(&text, '{');
	for (size_t i = 0; i < n; i++) {
		json_put_comma(&text);
		buffer_format(&text, "\"a%zu\":%zu", i, i);
	}
	buffer_char(&text, '}');
	return buffer_take(&text);
}

static void every_kind_of_value_is_read_and_printed_without_blanks(void **state)
{
	(void)state;
	assert_prints(" { \"a\" : [ 1 , -0.5 , true , false , null , \"x\" ] , \"b\" : { } } ",
		      "{\"a\":[1,-0.5,true,false,null,\"x\"],\"b\":{}}");
	assert_prints("1e2", "100");
	assert_prints("9007199254740992", "9007199254740992");
	assert_prints("\"\\u505c\\ud83d\\ude00\"", "\"停😀\"");
	assert_prints("[[],[[]]]", "[[],[[]]]");
}

static void what_is_no_json_is_refused_with_its_byte(void **state)
{
	(void)state;
	assert_refused("", "JSON, byte 0: a value is missing, the text ends");
	assert_refused("{\"a\":1,}", "JSON, byte 7: a string is missing");
	assert_refused("[1,]", "JSON, byte 3: a value is missing");
	assert_refused("[1 2]", "JSON, byte 3: `,` or `]` is missing");
	assert_refused("{\"a\" 1}", "JSON, byte 5: `:` is missing");
	assert_refused("{\"a\":1 \"b\":2}", "JSON, byte 7: `,` or `}` is missing");
	assert_refused("{'a':1}", "JSON, byte 1: a string is missing");
	assert_refused("nul", "JSON, byte 3: a value is missing, the text ends");
	assert_refused("NaN", "JSON, byte 0: a value is missing");
	assert_refused("\"abc", "JSON, byte 4: the closing quote is missing, the text ends");
	assert_refused("\"a\\x\"", "JSON, byte 2: no such escape");
	assert_refused("\"a\\", "JSON, byte 2: no such escape");
	assert_refused("\"\\u12g4\"", "JSON, byte 5: a hexadecimal digit is missing");
	assert_refused("\"a\tb\"", "JSON, byte 2: a control character in a string");
	assert_refused("\f1", "JSON, byte 0: a value is missing");
}

static void numbers_follow_the_grammar(void **state)
{
	static const char *const wrong[] = {"01", "+1",   ".5",  "1.", "1e",
					    "-",  "0x10", "1e+", "--1"};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_null(json_read(wrong[i], strlen(wrong[i]), NULL));
	assert_prints("[-0,0,10,1.25,1E+2,-1e-2]", "[0,0,10,1.25,100,-0.01]");
}

static void a_number_beyond_double_is_refused(void **state)
{
	char *digits = repeat("1", 64, "", "");

	(void)state;
	assert_refused("[1e999]", "JSON, byte 1: the number is too large");
	assert_refused("-1e309", "JSON, byte 0: the number is too large");
	assert_refused(digits, "JSON, byte 0: the number is too long");
	free(digits);
}

static void bytes_behind_the_value_are_refused(void **state)
{
	(void)state;
	assert_refused("{} x", "JSON, byte 3: more text behind the value");
	assert_refused("1 1", "JSON, byte 2: more text behind the value");
	assert_refused_n("{}\0", 3, "JSON, byte 2: not UTF-8, or a NUL");
}

static void a_byte_order_mark_is_refused(void **state)
{
	(void)state;
	assert_refused("\xef\xbb\xbf{}", "JSON, byte 0: a byte-order mark");
}

static void invalid_utf8_is_refused_where_it_stands(void **state)
{
	(void)state;
	assert_refused("\"a\xff\"", "JSON, byte 2: not UTF-8, or a NUL");
	assert_refused("\"\xc0\xaf\"", "JSON, byte 1: not UTF-8, or a NUL");
	assert_refused("\"\xed\xa0\x80\"", "JSON, byte 1: not UTF-8, or a NUL");
	assert_refused("\"\xe5\x81", "JSON, byte 1: not UTF-8, or a NUL");
}

static void a_name_that_stands_twice_is_refused_however_it_is_written(void **state)
{
	(void)state;
	assert_refused("{\"a\":1,\"a\":2}", "JSON, byte 7: the name stands twice in an object");
	assert_refused("{\"a\":1,\"\\u0061\":2}",
		       "JSON, byte 7: the name stands twice in an object");
	assert_refused("{\"\\ud83d\\ude00\":1,\"😀\":2}",
		       "JSON, byte 18: the name stands twice in an object");
	assert_refused("{\"\":1,\"\":2}", "JSON, byte 6: the name stands twice in an object");
	assert_prints("{\"a\":{\"a\":1},\"A\":2,\"aa\":3,\"\\\"\":4}",
		      "{\"a\":{\"a\":1},\"A\":2,\"aa\":3,\"\\\"\":4}");
}

static void an_escaped_nul_is_refused(void **state)
{
	(void)state;
	assert_refused("\"a\\u0000b\"", "JSON, byte 2: \\u0000 is not allowed");
	assert_refused("{\"a\\u0000\":1}", "JSON, byte 3: \\u0000 is not allowed");
}

static void half_a_surrogate_pair_is_refused(void **state)
{
	(void)state;
	assert_refused("\"\\ud83d\"", "JSON, byte 1: half of a surrogate pair");
	assert_refused("\"\\ude00\"", "JSON, byte 1: half of a surrogate pair");
	assert_refused("\"\\ud83d\\u0041\"", "JSON, byte 1: half of a surrogate pair");
	assert_refused("\"\\ud83dx\"", "JSON, byte 1: half of a surrogate pair");
	assert_refused("\"\\ude00\\ud83d\"", "JSON, byte 1: half of a surrogate pair");
}

static void sixteen_levels_are_read_and_seventeen_refused(void **state)
{
	char *sixteen = repeat("[", 16, "1", "]"), *seventeen = repeat("[", 17, "", "]");
	char *objects = repeat("{\"a\":", 17, "1", "}");

	(void)state;
	assert_prints(sixteen, sixteen);
	assert_refused(seventeen, "JSON, byte 16: nested too deeply");
	assert_refused(objects, "JSON, byte 80: nested too deeply");
	free(sixteen);
	free(seventeen);
	free(objects);
}

static void sixty_four_members_are_read_and_sixty_five_refused(void **state)
{
	char *fits = object_of(64), *too_many = object_of(65);
	struct error err;

	(void)state;
	assert_prints(fits, fits);
	assert_null(json_read(too_many, strlen(too_many), &err));
	assert_non_null(strstr(err.text, "too many members"));
	free(fits);
	free(too_many);
}

static void no_prefix_of_a_text_is_taken_for_the_whole(void **state)
{
	static const char text[] = "{\"a\":[1,-2.5e3,true,\"\\u505c\\ud83d\\ude00机\"],\"b\":null}";

	(void)state;
	for (size_t length = 0; length + 1 < sizeof text; length++) {
		/* A copy of its own size, so that a sanitizer sees a read beyond it. */
		char *prefix = malloc(length ? length : 1);

		memcpy(prefix, text, length);
		assert_null(json_read(prefix, length, NULL));
		free(prefix);
	}
}

static void members_are_read_by_exact_name_and_type(void **state)
{
	static const char text[] = "{\"name\":\"停机\",\"Name\":1,\"n\":42,\"half\":0.5,"
				   "\"big\":9007199254740994,\"yes\":true}";
	cJSON *object = json_read(text, strlen(text), NULL);

	(void)state;
	assert_string_equal(json_text(object, "name"), "停机");
	assert_null(json_text(object, "Name"));
	assert_null(json_text(object, "NAME"));
	assert_null(json_get(NULL, "name"));
	assert_int_equal(json_integer(object, "n", -1), 42);
	assert_int_equal(json_integer(object, "half", -1), -1);
	assert_int_equal(json_integer(object, "big", -1), -1);
	assert_int_equal(json_integer(object, "name", -1), -1);
	assert_true(json_is_true(object, "yes"));
	assert_false(json_is_true(object, "n"));
	cJSON_Delete(object);
}

static void printed_text_may_stand_in_a_page_and_on_a_terminal(void **state)
{
	struct buffer out = {0};

	(void)state;
	json_put_text(&out, "</script>&\"\\\n\x1b\x7f\xc2\x9b停\u2028");
	assert_string_equal(out.data, "\"\\u003c/script\\u003e\\u0026\\\"\\\\\\n\\u001b\\u007f"
				      "\\u009b停\\u2028\"");
	buffer_finish(&out);
}

static void members_are_printed_with_commas_between(void **state)
{
	struct buffer out = {0};

	(void)state;
	buffer_char(&out, '{');
	json_put_member(&out, "a", "x{");
	json_put_member(&out, "nothing", NULL);
	json_put_integer(&out, "n", INT64_MIN);
	json_put_boolean(&out, "yes", true);
	json_put_name(&out, "list");
	buffer_char(&out, '[');
	json_put_comma(&out);
	json_put_text(&out, NULL);
	json_put_comma(&out);
	json_put_text(&out, "");
	buffer_text(&out, "]}");
	assert_string_equal(out.data, "{\"a\":\"x{\",\"n\":-9223372036854775808,\"yes\":true,"
				      "\"list\":[null,\"\"]}");
	buffer_finish(&out);
}

static void what_was_printed_is_read_as_it_was(void **state)
{
	struct buffer out = {0};
	struct error err;
	cJSON *value;

	(void)state;
	buffer_char(&out, '{');
	json_put_member(&out, "text", "停机<\u2028>\"\\\n\x7f");
	json_put_integer(&out, "most", 9007199254740991);
	json_put_boolean(&out, "yes", true);
	buffer_char(&out, '}');
	value = json_read_own(out.data, out.length, &err);
	assert_non_null(value);
	assert_string_equal(json_text(value, "text"), "停机<\u2028>\"\\\n\x7f");
	assert_int_equal(json_integer(value, "most", 0), 9007199254740991);
	assert_true(json_is_true(value, "yes"));
	cJSON_Delete(value);
	assert_null(json_read_own(out.data, out.length - 1, &err));
	buffer_finish(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_value_is_read_and_printed_without_blanks),
		cmocka_unit_test(what_is_no_json_is_refused_with_its_byte),
		cmocka_unit_test(numbers_follow_the_grammar),
		cmocka_unit_test(a_number_beyond_double_is_refused),
		cmocka_unit_test(bytes_behind_the_value_are_refused),
		cmocka_unit_test(a_byte_order_mark_is_refused),
		cmocka_unit_test(invalid_utf8_is_refused_where_it_stands),
		cmocka_unit_test(a_name_that_stands_twice_is_refused_however_it_is_written),
		cmocka_unit_test(an_escaped_nul_is_refused),
		cmocka_unit_test(half_a_surrogate_pair_is_refused),
		cmocka_unit_test(sixteen_levels_are_read_and_seventeen_refused),
		cmocka_unit_test(sixty_four_members_are_read_and_sixty_five_refused),
		cmocka_unit_test(no_prefix_of_a_text_is_taken_for_the_whole),
		cmocka_unit_test(members_are_read_by_exact_name_and_type),
		cmocka_unit_test(printed_text_may_stand_in_a_page_and_on_a_terminal),
		cmocka_unit_test(members_are_printed_with_commas_between),
		cmocka_unit_test(what_was_printed_is_read_as_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
