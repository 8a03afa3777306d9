/*
 * A text in a YAML file gets other words; all else in the file stays byte for byte.
 */
#include "base/yaml_edit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static const char FILE_TEXT[] = "# Of the flow.\n"
				"texts:\n"
				"  greet:   # first of all\n"
				"    zh: 您好，我在的。   # short\n"
				"    en: \"Hello: I am here.\"\n"
				"  long:\n"
				"    zh: |\n"
				"      一行\n"
				"      两行\n"
				"    # behind the block\n"
				"    en: 'It''s\n"
				"      two lines'\n"
				"  both: {zh: 1 很不满意, en: 1 very bad}\n"
				"slots: {}\n";

static struct buffer out;
static struct error err;

static int tear_down(void **state)
{
	(void)state;
	buffer_finish(&out);
	return 0;
}

static bool edit(const char *name, const char *language, const char *words)
{
	const char *const keys[] = {"texts", name, language, NULL};
	struct buffer text = {0};
	size_t line;
	bool good;

	buffer_clear(&out);
	buffer_text(&text, FILE_TEXT);
	good = yaml_edit_text("flow.yaml", &text, keys, words, &out, &line, &err);
	buffer_finish(&text);
	return good;
}

/* The file with `is` in place of `was`. */
static void assert_written(const char *was, const char *is)
{
	const char *at = strstr(FILE_TEXT, was);
	struct buffer expected = {0};

	buffer_add(&expected, FILE_TEXT, (size_t)(at - FILE_TEXT));
	buffer_text(&expected, is);
	buffer_text(&expected, at + strlen(was));
	assert_string_equal(out.data, expected.data);
	buffer_finish(&expected);
}

static void a_text_gets_other_words_and_its_comment_stays(void **state)
{
	(void)state;
	assert_true(edit("greet", "zh", "在呢"));
	assert_written("您好，我在的。", "在呢");
	assert_true(edit("greet", "en", "Yes?"));
	assert_written("\"Hello: I am here.\"", "Yes?");
}

static void what_means_something_in_yaml_stands_in_quotes(void **state)
{
	(void)state;
	assert_true(edit("greet", "zh", "# {line}: it's 'on' - \"here\""));
	assert_written("您好，我在的。", "'# {line}: it''s ''on'' - \"here\"'");
	assert_true(edit("both", "zh", "坏, 很坏"));
	assert_written("1 很不满意", "'坏, 很坏'");
	assert_true(edit("both", "en", "bad]}"));
	assert_written("1 very bad", "'bad]}'");
}

static void several_lines_are_kept_as_they_are(void **state)
{
	(void)state;
	assert_true(edit("greet", "zh", "一、\"甲\"\n二、乙\\"));
	assert_written("您好，我在的。", "\"一、\\\"甲\\\"\\n二、乙\\\\\"");
	assert_true(edit("long", "zh", "三行"));
	assert_written("|\n      一行\n      两行\n", "三行\n");
	assert_true(edit("long", "en", "one"));
	assert_written("'It''s\n      two lines'", "one");
}

static void what_cannot_be_written_is_refused_with_its_place(void **state)
{
	(void)state;
	assert_false(edit("greet", "zh", "您好，我在的。"));
	assert_string_equal(err.text, "flow.yaml:4: these words stand there already");
	assert_false(edit("gone", "zh", "x"));
	assert_non_null(strstr(err.text, "no such text"));
	assert_false(edit("greet", "zh", " \n "));
	assert_false(edit("greet", "zh", "tab\t"));
	assert_false(edit("greet", "zh", "\xff"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_gets_other_words_and_its_comment_stays),
		cmocka_unit_test(what_means_something_in_yaml_stands_in_quotes),
		cmocka_unit_test(several_lines_are_kept_as_they_are),
		cmocka_unit_test(what_cannot_be_written_is_refused_with_its_place),
	};

	return cmocka_run_group_tests_name("yaml_edit", tests, NULL, tear_down);
}
