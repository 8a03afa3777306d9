/*
 * RFC 8259's grammar, rule by rule: what fits is taken, what does not is refused with the byte
 * where it ends to fit.
 *
 * A part is written down, the rest is made from texts that fit: a token missing, twice or in
 * another's place, each byte where few may stand. What we refuse though the grammar takes it
 * (depth, members, names that stand twice, half a character) is in tests/unit/base/json.c too,
 * with its sentences.
 */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

#define LENGTH(list) (sizeof(list) / sizeof *(list))

static size_t n_taken, n_refused;

/* From a copy of its own size, so that a sanitizer sees a read beyond it. */
static cJSON *read(const struct buffer *text, struct error *err)
{
	char *copy = malloc(text->length ? text->length : 1);
	cJSON *value;

	if (text->length)
		memcpy(copy, text->data, text->length);
	value = json_read(copy, text->length, err);
	free(copy);
	return value;
}

/* The text is freed. `printed` is what it says, without blanks; NULL: that is not looked at. */
static void assert_taken(struct buffer text, const char *printed)
{
	struct buffer out = {0};
	struct error err;
	cJSON *value = read(&text, &err);

	if (!value)
		fail_msg("%s: %s", text.data, err.text);
	json_put_value(&out, value);
	if (printed)
		assert_string_equal(out.data, printed);
	n_taken++;
	cJSON_Delete(value);
	buffer_finish(&out);
	buffer_finish(&text);
}

static void assert_refused(struct buffer text)
{
	struct error err = {.text = ""};
	cJSON *value = read(&text, &err);
	size_t at;

	if (value)
		fail_msg("taken: %s", text.data);
	assert_int_equal(sscanf(err.text, "JSON, byte %zu: ", &at), 1);
	assert_true(at <= text.length);
	n_refused++;
	buffer_finish(&text);
}

static struct buffer text_of(const char *format, ...)
{
	struct buffer text = {0};
	va_list args;

	va_start(args, format);
	buffer_format_list(&text, format, args);
	va_end(args);
	return text;
}

/* `before`, one byte, whatever it is, `behind`. */
static struct buffer with_byte(const char *before, int byte, const char *behind)
{
	struct buffer text = text_of("%s", before);

	buffer_char(&text, (char)byte);
	buffer_text(&text, behind);
	return text;
}

/* --- what is written down ----------------------------------------------------------- */

/* clang-format off */
static const struct {
	const char *text, *printed;
} good[] = {
	/* 2: a text is any value, with blanks around it. */
	{"null", "null"}, {"true", "true"}, {"false", "false"}, {"0", "0"}, {"\"\"", "\"\""},
	{"{}", "{}"}, {"[]", "[]"}, {" null", "null"}, {"\ttrue", "true"}, {"\nfalse", "false"},
	{"\r0", "0"}, {"\"\" ", "\"\""}, {" \t\r\n{} \t\r\n", "{}"},
	/* 4: objects. */
	{"{\"\":0}", "{\"\":0}"}, {"{\" \":0}", "{\" \":0}"}, {"{\"a\":{}}", "{\"a\":{}}"},
	{"{\"a\":[]}", "{\"a\":[]}"}, {"{\"a\":\"a\",\"A\":\"A\"}", "{\"a\":\"a\",\"A\":\"A\"}"},
	{"{\"b\":1,\"a\":2}", "{\"b\":1,\"a\":2}"},
	{"{\"a\":{\"a\":{\"a\":1}}}", "{\"a\":{\"a\":{\"a\":1}}}"},
	{"{\"\\n\":1,\"n\":2}", "{\"\\n\":1,\"n\":2}"}, {"{\"停\":\"机\"}", "{\"停\":\"机\"}"},
	/* 5: arrays; their values need not be of one kind. */
	{"[0]", "[0]"}, {"[null,true,false]", "[null,true,false]"},
	{"[[],{},\"\",0]", "[[],{},\"\",0]"}, {"[{},{}]", "[{},{}]"}, {"[1,1,1]", "[1,1,1]"},
	{"[[[0]]]", "[[[0]]]"},
	/* 6: numbers at the ends of their range. */
	{"9007199254740991", "9007199254740991"}, {"-9007199254740991", "-9007199254740991"},
	{"1e308", "1e+308"}, {"5e-324", "4.9406564584124654e-324"}, {"1e-400", "0"},
	/* 7: strings. */
	{"\"\x7f\"", "\"\\u007f\""}, {"\"\\\"\"", "\"\\\"\""}, {"\"\\\\\"", "\"\\\\\""},
	{"\"\\/\"", "\"/\""}, {"\"/\"", "\"/\""}, {"\"\\b\"", "\"\\u0008\""}, {"\"\\f\"", "\"\\u000c\""},
	{"\"\\n\"", "\"\\n\""}, {"\"\\r\"", "\"\\u000d\""}, {"\"\\t\"", "\"\\u0009\""},
	{"\"\\u0001\"", "\"\\u0001\""}, {"\"\\u0061\"", "\"a\""},
	{"\"\\u00e9\\u00E9\"", "\"éé\""}, {"\"\\u505c\\u673A\"", "\"停机\""},
	{"\"\\ud7ff\\ue000\"", "\"\xed\x9f\xbf\xee\x80\x80\""},
	{"\"\\uffff\"", "\"\xef\xbf\xbf\""}, {"\"\\ud800\\udc00\"", "\"\xf0\x90\x80\x80\""},
	{"\"\\uDBFF\\uDFFF\"", "\"\xf4\x8f\xbf\xbf\""}, {"\"\\\\u0000\"", "\"\\\\u0000\""},
	{"\"[1,{}:]\"", "\"[1,{}:]\""}, {"\"'\"", "\"'\""}, {"\"// /* */ #\"", "\"// /* */ #\""},
	{"\"停\xf0\x9f\x93\xb5é\"", "\"停\xf0\x9f\x93\xb5é\""},
	{"\"\xef\xbb\xbf\"", "\"\xef\xbb\xbf\""},
};

static const char *const bad[] = {
	/* 2: nothing, blanks alone, blanks that are none, comments. */
	"", " ", "\t\r\n", "\f0", "\v0", "\xc2\xa0" "0", "\xe3\x80\x80{}", "\xe2\x80\xa8[]",
	"\xef\xbb\xbf{}", "// a\n1", "1 // a", "/* a */ 1", "1 /* a */", "# a\n1",
	"<!-- a -->1",
	/* 3: other words. */
	"undefined", "NaN", "nan", "Infinity", "-Infinity", "inf", "None", "nil", "yes", "a",
	"\\u0074rue", "t", "*", "`a`",
	/* 4 */
	"{", "}", "{:}", "{,}", "{a:1}", "{1:1}", "{null:1}", "{[]:1}", "{{}:1}", "{'a':1}",
	"{\"a\"}", "{\"a\":}", "{\"a\",1}", "{\"a\":1,}", "{,\"a\":1}", "{\"a\":1,,\"b\":2}",
	"{\"a\":1;\"b\":2}", "{\"a\"=1}", "{\"a\"=>1}", "{\"a\"::1}", "{\"a\":1 \"b\":2}",
	"{\"a\":1", "{\"a\":", "{\"a\"", "{\"a", "{\"a\":1]", "{\"a\":1}}", "{\"a\":1:2}",
	"{...a}", "{\"a\":a}", "{\"a\":1/*b*/}",
	/* 5 */
	"[", "]", "[,]", "[,1]", "[1,]", "[1,,2]", "[1 2]", "[1;2]", "[1:2]", "[1}", "[1]]",
	"[[1]", "[\"a\":1]", "[1,", "[\"a", "[-]", "[1,\n1,", "[(1)]", "(1)", "[1..2]", 
	"[1,2", "[true false]", "{\"a\":[1}",
	/* 6 */
	"-", "+1", "--1", "-+1", "- 1", "00", "01", "-01", "-00", "1.", "-1.", ".1", "-.1", ".",
	"1..2", "1.2.3", "1e", "1E", "1e+", "1E-", "e1", "1e1.5", "1e1e1", "1e++1", "1.e1",
	"0e", "0x1", "0X1", "0b1", "0o7", "1_000", "1,000", "1 000", "1f", "1L", "1n", "1%",
	"1/2", "1+1", "\xef\xbc\x91", "1e999", "-1e999", "1a", "1\"a\"", "1{}", "1[]",
	/* 7 */
	"\"", "'a'", "\"a", "a\"", "\"a'", "\"\\", "\"\\\"", "\"\\x41\"", "\"\\0\"", "\"\\'\"",
	"\"\\U0041\"", "\"\\u\"", "\"\\u0\"", "\"\\u00\"", "\"\\u004\"", "\"\\u004",
	"\"\\u{41}\"", "\"\\u00g1\"", "\"\\u+041\"", "\"\\u 041\"", "\"\\u0x41\"", "\"\\\n\"",
	"\"a\nb\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\udc00\\ud800\"", "\"\\ud800\\ud800\"",
	"\"\\ud800a\"", "\"\\ud800\\n\"", "\"\\ud800\\u\"", "\"\\ud800\\udc0\"", "\"\\u0000\"",
	"\"a\"\"b\"", "\"a\" \"b\"", "\"a\"+\"b\"",
	/* 8: what is no UTF-8, in a string and beside one. */
	"\"\x80\"", "\"\xc0\x80\"", "\"\xc1\xbf\"", "\"\xe0\x9f\xbf\"", "\"\xed\xa0\x80\"",
	"\"\xf0\x8f\xbf\xbf\"", "\"\xf4\x90\x80\x80\"", "\"\xf5\x80\x80\x80\"", "\"\xff\"",
	"\"\xe5\x81\"", "\xff{}", "{}\xff", "\xff\xfe{", "{\"\xe9\":1}",
	/* What we refuse beyond the grammar. */
	"{\"a\":1,\"a\":1}", "{\"a\":1,\"\\u0061\":2}", "{\"a\":{\"b\":1,\"b\":2}}",
};
/* clang-format on */

static void what_is_written_down_is_taken_or_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(good); i++)
		assert_taken(text_of("%s", good[i].text), good[i].printed);
	for (size_t i = 0; i < LENGTH(bad); i++)
		assert_refused(text_of("%s", bad[i]));
}

/* --- what is made from texts that fit ----------------------------------------------- */

static const char *const tokens[] = {"{",     "\"a\"", ":",    "[",    "1", ",",     "{",
				     "\"b\"", ":",     "null", "}",    ",", "\"c\"", "]",
				     ",",     "\"d\"", ":",    "true", "}"};
#define N_TOKENS LENGTH(tokens)
#define PRINTED "{\"a\":[1,{\"b\":null},\"c\"],\"d\":true}"

enum change { KEPT, CUT, DOUBLED, SWAPPED };
static const int times[] = {[KEPT] = 1, [CUT] = 0, [DOUBLED] = 2, [SWAPPED] = 1};

/* All tokens, `blank` behind each, with that change at one of them; swapped is it with the next. */

static struct buffer changed(size_t at, enum change change, const char *blank)
{
	struct buffer text = {0};

	for (size_t i = 0; i < N_TOKENS; i++) {
		size_t token = i;

		if (change == SWAPPED && (i == at || i == at + 1))
			token = 2 * at + 1 - i;
		for (int n = i == at ? times[change] : 1; n > 0; n--)
			buffer_format(&text, "%s%s", tokens[token], blank);
	}
	return text;
}

static void each_token_stands_once_and_in_its_place(void **state)
{
	(void)state;
	assert_taken(changed(0, KEPT, " "), PRINTED);
	for (size_t i = 0; i < N_TOKENS; i++) {
		assert_refused(changed(i, CUT, " "));
		assert_refused(changed(i, DOUBLED, " "));
	}
	for (size_t i = 0; i + 1 < N_TOKENS; i++)
		assert_refused(changed(i, SWAPPED, " "));
}

static void four_bytes_are_blanks_and_they_may_stand_between_any_tokens(void **state)
{
	(void)state;
	for (int byte = 1; byte < 0x80; byte++) {
		char blank[] = {(char)byte, '\0'};
		struct buffer text = changed(0, KEPT, blank);

		if (strchr(" \t\r\n", byte))
			assert_taken(text, PRINTED);
		else
			assert_refused(text);
	}
}

static void a_text_of_one_byte_is_a_digit(void **state)
{
	(void)state;
	for (int byte = 0; byte < 256; byte++) {
		struct buffer text = with_byte("", byte, "");

		if (byte >= '0' && byte <= '9')
			assert_taken(text, NULL);
		else
			assert_refused(text);
	}
}

static void nothing_but_blanks_may_stand_behind_a_value(void **state)
{
	static const char *const values[] = {"{}", "[]", "\"\"", "null"};

	(void)state;
	for (size_t i = 0; i < LENGTH(values); i++) {
		for (int byte = 0; byte < 256; byte++) {
			struct buffer text = with_byte(values[i], byte, "");

			if (byte && strchr(" \t\r\n", byte))
				assert_taken(text, values[i]);
			else
				assert_refused(text);
		}
	}
}

static void words_are_written_whole_and_small(void **state)
{
	static const char *const words[] = {"null", "true", "false"};

	(void)state;
	for (size_t i = 0; i < LENGTH(words); i++) {
		for (int length = 1; words[i][length]; length++) {
			struct buffer cut = text_of("%.*s", length, words[i]);
			struct buffer large = text_of("%s", words[i]);

			large.data[length - 1] ^= 'a' ^ 'A';
			assert_refused(cut);
			assert_refused(large);
		}
		assert_refused(text_of("%s%s", words[i], words[i]));
	}
}

static void numbers_are_all_forms_of_four_parts(void **state)
{
	static const char *const whole[] = {"0", "7", "10", "123"}, *const fraction[] = {
									    "", ".0", ".5", ".025"};
	static const char *const exponent[] = {"", "e0", "E1", "e+2", "e-2", "E+0", "E-10"};
	size_t n = LENGTH(whole) * LENGTH(fraction) * LENGTH(exponent) * 2;

	(void)state;
	for (size_t i = 0; i < n; i++) {
		struct buffer number = text_of("%s%s%s%s", i % 2 ? "-" : "", whole[i / 2 % 4],
					       fraction[i / 8 % 4], exponent[i / 32]);
		struct buffer text = text_of("%s", number.data);
		cJSON *value = read(&number, NULL);

		assert_true(cJSON_GetNumberValue(value) == strtod(number.data, NULL));
		cJSON_Delete(value);
		assert_taken(text, NULL);
		assert_refused(text_of("+%s", number.data));
		assert_refused(text_of("%s.", number.data));
		assert_refused(text_of("%se", number.data));
		assert_refused(text_of("0%s", number.data));
		buffer_finish(&number);
	}
}

static void control_characters_stand_in_no_string(void **state)
{
	(void)state;
	for (int byte = 0; byte < 0x80; byte++) {
		struct buffer text = with_byte("\"a", byte, "\"");

		if (byte < ' ' || byte == '"' || byte == '\\')
			assert_refused(text);
		else
			assert_taken(text, NULL);
	}
}

static void eight_letters_and_a_number_are_escapes(void **state)
{
	(void)state;
	for (int byte = 0; byte < 256; byte++) {
		struct buffer text = with_byte("\"\\", byte, "0041\"");

		if (byte && strchr("\"\\/bfnrtu", byte))
			assert_taken(text, NULL);
		else
			assert_refused(text);
	}
}

static void each_place_of_an_escaped_number_is_hexadecimal(void **state)
{
	(void)state;
	for (size_t place = 0; place < 4; place++) {
		for (int byte = 0; byte < 256; byte++) {
			struct buffer text = text_of("\"\\u1111\"");

			text.data[3 + place] = (char)byte;
			if (byte && strchr("0123456789abcdefABCDEF", byte))
				assert_taken(text, NULL);
			else
				assert_refused(text);
		}
	}
}

static void lists_and_objects_go_sixteen_deep(void **state)
{
	(void)state;
	for (int depth = 1; depth <= 40; depth++) {
		struct buffer list = {0}, object = {0};

		for (int i = 0; i < depth; i++) {
			buffer_text(&list, "[");
			buffer_text(&object, "{\"a\":");
		}
		buffer_text(&object, "1");
		for (int i = 0; i < depth; i++) {
			buffer_text(&list, "]");
			buffer_text(&object, "}");
		}
		if (depth <= JSON_MAX_DEPTH) {
			assert_taken(list, NULL);
			assert_taken(object, NULL);
		} else {
			assert_refused(list);
			assert_refused(object);
		}
	}
}

static void these_were_many(void **state)
{
	(void)state;
	print_message("written down: %zu refused, %zu taken; in all %zu and %zu\n", LENGTH(bad),
		      LENGTH(good), n_refused, n_taken);
	assert_true(LENGTH(bad) >= 180 && n_refused >= 2000);
	assert_true(LENGTH(good) >= 50 && n_taken >= 400);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_down_is_taken_or_refused),
		cmocka_unit_test(each_token_stands_once_and_in_its_place),
		cmocka_unit_test(four_bytes_are_blanks_and_they_may_stand_between_any_tokens),
		cmocka_unit_test(a_text_of_one_byte_is_a_digit),
		cmocka_unit_test(nothing_but_blanks_may_stand_behind_a_value),
		cmocka_unit_test(words_are_written_whole_and_small),
		cmocka_unit_test(numbers_are_all_forms_of_four_parts),
		cmocka_unit_test(control_characters_stand_in_no_string),
		cmocka_unit_test(eight_letters_and_a_number_are_escapes),
		cmocka_unit_test(each_place_of_an_escaped_number_is_hexadecimal),
		cmocka_unit_test(lists_and_objects_go_sixteen_deep),
		cmocka_unit_test(these_were_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
