/*
 * A message goes into a pack at the end of its list, and nothing else changes.
 */
#include "fixture.h"

#include "intents/pack_change.h"

#define HEAD "# Pays.\nintent: pay   # the name\nkind: errand\n"

static struct pack_message zh(const char *text)
{
	return (struct pack_message){.text = text, .language = LANGUAGE_ZH, .wanted = true};
}

/* What the pack is with the message; "" when it is refused. */
static void edit(const char *pack, struct pack_message message, struct buffer *out,
		 struct error *err)
{
	size_t line;

	buffer_text(out, "");
	if (!pack_edit_add("pay.yaml", pack, strlen(pack), &message, out, &line, err))
		buffer_clear(out);
}

static void assert_edited(const char *pack, struct pack_message message, const char *wanted)
{
	struct buffer out = {0};
	struct error err = {0};

	edit(pack, message, &out, &err);
	assert_string_equal(err.text, "");
	assert_string_equal(out.data, wanted);
	buffer_finish(&out);
}

static void assert_refused(const char *pack, struct pack_message message, const char *reason)
{
	struct buffer out = {0};
	struct error err = {0};

	edit(pack, message, &out, &err);
	assert_string_equal(out.data, "");
	if (!strstr(err.text, reason))
		fail_msg("%s", err.text);
	buffer_finish(&out);
}

static void a_list_of_lines_gets_one_more(void **state)
{
	(void)state;
	assert_edited(HEAD "examples:\n  zh:\n    - 缴费 # said most\n    - '交: 钱'   # last\n"
			   "\n    # of the end\n  en: [pay]\n# bye\n",
		      zh("充钱"),
		      HEAD "examples:\n  zh:\n    - 缴费 # said most\n    - '交: 钱'   # last\n"
			   "    - 充钱\n\n    # of the end\n  en: [pay]\n# bye\n");
	assert_edited(
		HEAD "examples:\n  zh:\n  - 缴费\n  - 交\n    钱\ncounterexamples: {}\n",
		zh("充钱"),
		HEAD "examples:\n  zh:\n  - 缴费\n  - 交\n    钱\n  - 充钱\ncounterexamples: {}\n");
}

static void the_last_line_of_the_file_may_have_no_end(void **state)
{
	(void)state;
	assert_edited(HEAD "examples:\n  zh:\n    - 缴费", zh("充钱"),
		      HEAD "examples:\n  zh:\n    - 缴费\n    - 充钱");
}

static void lines_that_end_as_on_windows_go_on_so(void **state)
{
	(void)state;
	assert_edited(
		"intent: pay\r\nexamples:\r\n  zh:\r\n    - 缴费\r\n  en: []\r\n", zh("充钱"),
		"intent: pay\r\nexamples:\r\n  zh:\r\n    - 缴费\r\n    - 充钱\r\n  en: []\r\n");
}

static void a_list_in_brackets_gets_one_more(void **state)
{
	(void)state;
	assert_edited(HEAD "examples:\n  zh: [a, b]  # two\n", zh("充钱"),
		      HEAD "examples:\n  zh: [a, b, 充钱]  # two\n");
	assert_edited(HEAD "examples:\n  zh: [ 'it''s ]', \"]\\\"\", # here\n    don't,\n  ]\n",
		      zh("充钱"),
		      HEAD
		      "examples:\n  zh: [ 'it''s ]', \"]\\\"\", # here\n    don't, 充钱,\n  ]\n");
	assert_edited(HEAD "examples:\n  zh: []\n", zh("充钱"), HEAD "examples:\n  zh: [充钱]\n");
	assert_edited(HEAD "examples: {zh: [a]}\n", zh("充, 钱"),
		      HEAD "examples: {zh: [a, '充, 钱']}\n");
}

static void a_list_that_is_missing_is_begun(void **state)
{
	struct pack_message not = {.text = "不缴费", .language = LANGUAGE_ZH};
	struct pack_message en = {.text = "pay up", .language = LANGUAGE_EN, .wanted = true};

	(void)state;
	assert_edited(
		HEAD "examples:\n  zh:\n    - 缴费 # most\n\n# rest\nwins: 1\n", en,
		HEAD
		"examples:\n  zh:\n    - 缴费 # most\n  en:\n    - pay up\n\n# rest\nwins: 1\n");
	assert_edited(HEAD "examples: {zh: [a]} # few\n", en,
		      HEAD "examples: {zh: [a], en: [pay up]} # few\n");
	assert_edited(HEAD "examples: {}\n", en, HEAD "examples: {en: [pay up]}\n");
	assert_edited(HEAD "examples:\n  zh: [a]\n# bye\n", not,
		      HEAD "examples:\n  zh: [a]\ncounterexamples:\n  zh:\n    - 不缴费\n# bye\n");
	assert_edited("{intent: pay, kind: errand}\n", not,
		      "{intent: pay, kind: errand, counterexamples: {zh: [不缴费]}}\n");
}

static void a_message_is_quoted_where_yaml_needs_it(void **state)
{
	static const char *const messages[][2] = {
		{"停机 #1 了", "'停机 #1 了'"},
		{"状态: 停机", "'状态: 停机'"},
		{"It's dead", "It's dead"},
		{"'停'机", "'''停''机'"},
		{"- 停机", "'- 停机'"},
		{"*停机", "'*停机'"},
		{"?", "'?'"},
		{"停机 ", "'停机 '"},
		{"a\\n\"b\"", "'a\\n\"b\"'"},
		{"😀停机🙏🏽", "😀停机🙏🏽"},
		{"[停机]", "'[停机]'"},
		{"停机，怎么办？", "停机，怎么办？"},
		{"no", "no"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
		char wanted[256];

		snprintf(wanted, sizeof wanted, HEAD "examples:\n  zh:\n    - a\n    - %s\n",
			 messages[i][1]);
		assert_edited(HEAD "examples:\n  zh:\n    - a\n", zh(messages[i][0]), wanted);
		snprintf(wanted, sizeof wanted, HEAD "examples: {zh: [a, %s]}\n", messages[i][1]);
		assert_edited(HEAD "examples: {zh: [a]}\n", zh(messages[i][0]), wanted);
	}
}

static void what_cannot_be_added_is_refused(void **state)
{
	(void)state;
	assert_refused(HEAD "examples: {zh: [缴费]}\n", zh("缴费"),
		       "pay.yaml:4: '缴费' stands among the examples already");
	assert_refused(HEAD "examples: {zh: [缴费]}\n", zh("缴\n费"), "one line of text");
	assert_refused(HEAD "examples: {zh: [缴费]}\n", zh("  "), "one line of text");
	assert_refused(HEAD "examples: {zh: [缴费]}\n", zh("\xff"), "one line of text");
	assert_refused(HEAD "examples: {zh: [缴费]}\n", zh("缴\u2028费"), "one line of text");
	assert_refused(HEAD "examples: {zh: 缴费}\n", zh("交"),
		       "pay.yaml:4: examples must be lists");
	assert_refused(HEAD "examples:\n", zh("交"), "examples must be lists");
	assert_refused("intent: [\n", zh("交"), "pay.yaml:2:1: ");
}

static void where_the_tree_does_not_tell_the_end_nothing_is_written(void **state)
{
	(void)state;
	assert_refused(HEAD "examples:\n  zh:\n    - |\n      缴费\n  en: []\n", zh("交"),
		       "by hand");
	/* The text of a block ends with the line's end, once the line has one. */
	assert_refused(HEAD "examples:\n  zh:\n    - |\n      缴费", zh("交"), "by hand");
}

/* --- in a folder ---------------------------------------------------------------- */

static const char PAY[] = HEAD "rules:\n  - match: 缴费\nexamples:\n  zh: [缴费]\n";
static const char LOST[] =
	"intent: lost\nkind: errand\nrules:\n  - match: 丢\nexamples:\n  zh: [丢了]\n";

static enum file_change change(struct fixture *fixture, const char *intent, const char *text,
			       struct error *err)
{
	struct pack_message message = zh(text);
	const char *place;

	return pack_change_add(fixture->folder, intent, &message, fixture->arena, &place,
			       fixture->problems, err);
}

static void assert_file(struct fixture *fixture, const char *name, const char *wanted)
{
	char path[64], text[512] = "";

	snprintf(path, sizeof path, "%s/%s", fixture->folder, name);
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	text[fread(text, 1, sizeof text - 1, file)] = '\0';
	fclose(file);
	assert_string_equal(text, wanted);
}

static void start(struct fixture *fixture)
{
	fixture_start(fixture);
	fixture_file(fixture, "pay.yaml", PAY);
	fixture_file(fixture, "lost.yaml", LOST);
}

static void what_all_packs_agree_with_is_written(void **state)
{
	struct fixture fixture;
	struct error err = {0};

	(void)state;
	start(&fixture);
	assert_int_equal(change(&fixture, "pay", "怎么缴费", &err), FILE_CHANGED);
	assert_string_equal(err.text, "");
	assert_file(&fixture, "pay.yaml",
		    HEAD "rules:\n  - match: 缴费\nexamples:\n  zh: [缴费, 怎么缴费]\n");
	assert_file(&fixture, "lost.yaml", LOST);
	fixture_finish(&fixture);
}

static void what_they_do_not_agree_with_is_told_of_their_files(void **state)
{
	struct fixture fixture;
	struct error err = {0};
	char wanted[128];

	(void)state;
	start(&fixture);
	assert_int_equal(change(&fixture, "pay", "卡丢了", &err), FILE_REFUSED);
	assert_int_equal(problems_count(fixture.problems), 1);
	snprintf(wanted, sizeof wanted,
		 "%s/pay.yaml:7:12: example '卡丢了' is understood as lost, not as pay",
		 fixture.folder);
	assert_ptr_equal(strstr(problems_line(fixture.problems, 0), wanted),
			 problems_line(fixture.problems, 0));
	assert_null(strstr(problems_line(fixture.problems, 0), "fuji-packs"));
	assert_file(&fixture, "pay.yaml", PAY);
	fixture_finish(&fixture);
}

static void an_intent_without_a_pack_is_refused_with_its_neighbours(void **state)
{
	struct fixture fixture;
	struct error err;

	(void)state;
	start(&fixture);
	assert_int_equal(change(&fixture, "lots", "卡丢了", &err), FILE_REFUSED);
	assert_non_null(strstr(err.text, "the intent lots: did you mean lost"));
	assert_file(&fixture, "lost.yaml", LOST);
	fixture_finish(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_of_lines_gets_one_more),
		cmocka_unit_test(the_last_line_of_the_file_may_have_no_end),
		cmocka_unit_test(lines_that_end_as_on_windows_go_on_so),
		cmocka_unit_test(a_list_in_brackets_gets_one_more),
		cmocka_unit_test(a_list_that_is_missing_is_begun),
		cmocka_unit_test(a_message_is_quoted_where_yaml_needs_it),
		cmocka_unit_test(what_cannot_be_added_is_refused),
		cmocka_unit_test(where_the_tree_does_not_tell_the_end_nothing_is_written),
		cmocka_unit_test(what_all_packs_agree_with_is_written),
		cmocka_unit_test(what_they_do_not_agree_with_is_told_of_their_files),
		cmocka_unit_test(an_intent_without_a_pack_is_refused_with_its_neighbours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
