/*
 * Every fault of a knowledge folder is told with its place.
 */
#include "base/clock.h"
#include "folder.h"

static void a_right_folder_loads(void **state)
{
	struct folder *folder = *state;
	struct knowledge *knowledge = knowledge_load(folder->path, folder->problems);

	assert_int_equal(problems_count(folder->problems), 0);
	assert_non_null(knowledge);
	knowledge_destroy(knowledge);
}

static void destroying_nothing_is_allowed(void **state)
{
	(void)state;
	knowledge_destroy(NULL);
}

/* --- causes ------------------------------------------------------------------ */

static void a_value_that_the_cause_has_not_declared_is_a_problem(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "causes.yaml",
		     CAUSE("A", "1", "{zh: \"付了{paid}。\", en: You owe money}"));
	assert_refused(folder,
		       "causes.yaml:10:17: {paid} may not stand here; allowed: owed, policy");
}

static void a_policy_that_is_not_there_is_a_problem(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "causes.yaml",
		     CAUSE("A", "1", "{zh: 欠费, en: \"In {policy.restore_longst}.\"}"));
	assert_refused(folder,
		       "causes.yaml:10:26: {policy.restore_longst}: there is no such policy, "
		       "did you mean {policy.restore_longest}?");
}

static void a_brace_without_a_name_is_a_problem(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "causes.yaml", CAUSE("A", "1", "{zh: \"欠费{owed\", en: Owed}"));
	assert_refused(folder, "causes.yaml:10:17: `{` is not followed by a name and `}`");
}

static void every_wrong_placeholder_of_a_text_is_told(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "causes.yaml", CAUSE("A", "1", "{zh: \"{paid}，{since}\", en: Owed}"));
	assert_null(knowledge_load(folder->path, folder->problems));
	assert_int_equal(problems_count(folder->problems), 2);
	assert_problem(folder, 1,
		       "causes.yaml:10:22: {since} may not stand here; allowed: owed, policy");
}

static void an_empty_text_is_a_problem(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "causes.yaml", CAUSE("A", "1", "{zh: 欠费, en: \"\"}"));
	assert_refused(folder, "causes.yaml:10:22: the text is empty");
}

static void a_text_in_one_language_only_is_a_problem(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "causes.yaml", CAUSE("A", "1", "{zh: 欠费}"));
	assert_null(knowledge_load(folder->path, folder->problems));
	assert_int_equal(problems_count(folder->problems), 1);
	assert_non_null(strstr(problems_line(folder->problems, 0), "causes.yaml:10:9: "));
}

static void a_text_may_fill_a_bubble_but_not_more(void **state)
{
	struct folder *folder = *state;
	char what[3 * 221 + 1] = "";
	char file[4096];

	for (int i = 0; i < 220; i++)
		strcat(what, "停");
	snprintf(file, sizeof file, CAUSE("A", "1", "{en: Owed, zh: %s}"), what);
	folder_write(folder, "causes.yaml", file);
	knowledge_destroy(knowledge_load(folder->path, folder->problems));
	assert_int_equal(problems_count(folder->problems), 0);

	strcat(what, "停");
	snprintf(file, sizeof file, CAUSE("A", "1", "{en: Owed, zh: %s}"), what);
	folder_write(folder, "causes.yaml", file);
	assert_refused(folder, "causes.yaml:10:24: the text has 221 characters, at most 220 fit");
}

static void two_causes_of_one_place_in_the_order_are_a_problem(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "causes.yaml", CAUSE("A", "1", GOOD_WHAT) CAUSE("B", "1", GOOD_WHAT));
	assert_refused(folder, "causes.yaml:16:15: lift_order 1 is that of A already");
}

static void a_cause_without_steps_is_a_problem(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "causes.yaml", CAUSE_WITH("A", "1", GOOD_WHAT, "{}"));
	assert_refused(folder, "causes.yaml:14:10: steps is a map of what is to be done before a "
			       "case is closed");
}

static void a_step_is_told_in_every_language_and_without_placeholders(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "causes.yaml",
		     CAUSE_WITH("A", "1", GOOD_WHAT, "{told: {zh: \"{owed}\", en: Told}}"));
	assert_refused(folder, "causes.yaml:14:23: {owed} may not stand here; allowed: none");
	folder_write(folder, "causes.yaml",
		     CAUSE_WITH("A", "1", GOOD_WHAT, "{told: {zh: 已告知}}"));
	assert_null(knowledge_load(folder->path, folder->problems));
}

static void an_ability_is_yes_no_or_unknown(void **state)
{
	struct folder *folder = *state;
	char file[4096];
	char *usually = NULL;

	snprintf(file, sizeof file, "%s", CAUSE("A", "1", GOOD_WHAT));
	usually = strstr(file, "yes, send_sms");
	memcpy(usually, "yep", 3);
	folder_write(folder, "causes.yaml", file);
	assert_refused(folder, "causes.yaml:7:37: receive_call is unknown, no or yes, not `yep`");
}

static void paying_helps_or_not_or_maybe(void **state)
{
	struct folder *folder = *state;
	char file[4096];

	snprintf(file, sizeof file, "%s", CAUSE("A", "1", GOOD_WHAT));
	memcpy(strstr(file, "maybe"), "often", 5);
	folder_write(folder, "causes.yaml", file);
	assert_refused(folder, "causes.yaml:3:8: pay is helps, no or maybe, not `often`");
}

static void a_declared_value_that_no_record_holds_is_a_problem(void **state)
{
	struct folder *folder = *state;
	char file[4096];

	snprintf(file, sizeof file, "%s", CAUSE("A", "1", "{zh: 欠费, en: Owed}"));
	memcpy(strstr(file, "owed, policy"), "owed, luckyy", 12);
	folder_write(folder, "causes.yaml", file);
	assert_refused(folder, "causes.yaml:6:18: no record holds such a value");
}

static void values_must_be_declared(void **state)
{
	struct folder *folder = *state;
	char file[4096];

	snprintf(file, sizeof file, "%s", CAUSE("A", "1", "{zh: 欠费, en: Owed}"));
	memcpy(strstr(file, "[owed, policy]"), "anything      ", 14);
	folder_write(folder, "causes.yaml", file);
	assert_refused(folder,
		       "causes.yaml:6:11: values is a list of what the texts may use, perhaps []");
}

static void causes_are_a_map(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "causes.yaml", "- ARREARS\n");
	assert_refused(folder, "causes.yaml:1:1: a map of causes by code is expected");
}

/* --- policies ----------------------------------------------------------------- */

static void a_day_that_is_no_date_is_a_problem(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "policies/other.yaml",
		     ROW("fee", "  valid_from: 2016-13-06\n  value: {zh: 一, en: one}\n"));
	assert_refused(folder, "policies/other.yaml:3:15: `2016-13-06` is no date; "
			       "write it as 2026-11-25");
}

static void a_time_of_day_is_no_date(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "policies/other.yaml",
		     ROW("fee", "  valid_from: 2016-02-06T10:00\n  value: {zh: 一, en: one}\n"));
	assert_refused(folder, "policies/other.yaml:3:15: `2016-02-06T10:00` is no date; "
			       "write it as 2026-11-25");
}

static void assert_contradicted(const struct folder *folder, const char *place, const char *name)
{
	char expected[256];

	snprintf(
		expected, sizeof expected,
		"policies/other.yaml:%s: another row says what %s is for this carrier and province "
		"in the same days: %s/policies/law.yaml:1",
		place, name, folder->path);
	assert_refused(folder, expected);
}

static void the_same_row_in_two_files_is_a_problem(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "policies/other.yaml", GOOD_POLICIES);
	assert_contradicted(folder, "1:3", "restore_longest");
}

static void a_last_day_that_reaches_into_a_later_row_is_a_problem(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "policies/other.yaml",
		     "- {name: restore_longest, carrier: demo, valid_from: 2020-01-01,"
		     " valid_until: 2024-06-01, source: a, value: {zh: 一, en: one}}\n"
		     "- {name: restore_longest, carrier: demo, valid_from: 2024-06-01,"
		     " source: b, value: {zh: 二, en: two}}\n");
	assert_null(knowledge_load(folder->path, folder->problems));
	assert_int_equal(problems_count(folder->problems), 1);
	assert_non_null(strstr(problems_line(folder->problems, 0), "other.yaml:2:3: another row"));
}

static void a_last_day_before_the_first_is_a_problem(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "policies/other.yaml",
		     "- {name: restore_longest, carrier: demo, valid_from: 2020-01-01,\n"
		     "   valid_until: 2019-12-31, source: a, value: {zh: 一, en: one}}\n");
	assert_refused(folder, "policies/other.yaml:2:17: 2019-12-31 is before the row begins, "
			       "2020-01-01");
}

static void rows_that_follow_each_other_are_right(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "policies/other.yaml",
		     "- {name: restore_longest, carrier: demo, valid_from: 2024-06-01,"
		     " source: b, value: {zh: 二, en: two}}\n"
		     "- {name: restore_longest, carrier: demo, valid_from: 2020-01-01,"
		     " valid_until: 2024-05-31, source: a, value: {zh: 一, en: one}}\n"
		     "- {name: restore_longest, carrier: demo, valid_from: 2025-01-01,"
		     " source: c, value: {zh: 三, en: three}}\n"
		     "- {name: restore_longest, province: 河南, valid_from: 2020-01-01,"
		     " source: d, value: {zh: 四, en: four}}\n");
	knowledge_destroy(knowledge_load(folder->path, folder->problems));
	assert_int_equal(problems_count(folder->problems), 0);
}

static void a_policy_that_a_text_from_elsewhere_quotes_is_right(void **state)
{
	struct folder *folder = *state;
	struct knowledge *knowledge;
	struct arena *arena;

	folder_write(folder, "policies/other.yaml",
		     ROW("fee", "  valid_from: 2016-02-06\n  value: {zh: 一, en: one}\n"));
	knowledge = knowledge_load(folder->path, folder->problems);
	arena = arena_create();
	assert_null(knowledge_quote_fault(knowledge, "fee", arena));
	assert_string_equal(knowledge_quote_fault(knowledge, "fees", arena),
			    "{policy.fees}: there is no such policy, did you mean {policy.fee}?");
	assert_string_equal(knowledge_quote_fault(knowledge, "price", arena),
			    "{policy.price}: there is no such policy");
	arena_destroy(arena);
	assert_true(knowledge_check_quoted(knowledge, folder->problems));
	knowledge_destroy(knowledge);
}

static void a_policy_that_no_text_quotes_is_a_problem(void **state)
{
	struct folder *folder = *state;
	struct knowledge *knowledge;

	folder_write(folder, "policies/other.yaml",
		     ROW("fee", "  valid_from: 2016-02-06\n  value: {zh: 一, en: one}\n"));
	knowledge = knowledge_load(folder->path, folder->problems);
	assert_non_null(knowledge);
	assert_false(knowledge_check_quoted(knowledge, folder->problems));
	assert_problem(folder, 0, "policies/other.yaml:1:3: no text quotes {policy.fee}");
	knowledge_destroy(knowledge);
}

/* Loads two rows: one whose value is a link, and one that allows two hosts. */
static void write_link(const struct folder *folder, const char *link)
{
	char rows[512];

	snprintf(rows, sizeof rows,
		 ROW("pay_link", "  valid_from: 2016-02-06\n  value: {zh: \"%s\", en: here}\n")
			 ROW("link_hosts", "  valid_from: 2016-02-06\n"
					   "  value: {zh: a.example pay.example, en: a.example}\n"),
		 link);
	folder_write(folder, "policies/other.yaml", rows);
}

static void a_link_to_a_host_of_ours_is_right(void **state)
{
	struct folder *folder = *state;

	write_link(folder, "在 https://pay.example/now?a=b 交费");
	knowledge_destroy(knowledge_load(folder->path, folder->problems));
	assert_int_equal(problems_count(folder->problems), 0);
}

static void a_link_that_is_not_ours_is_a_problem(void **state)
{
	static const struct {
		const char *link, *problem;
	} cases[] = {
		{"https://pay.example.cn/",
		 "no policy row link_hosts names the host pay.example.cn"},
		{"https://pay.exampl", "no policy row link_hosts names the host pay.exampl"},
		{"https://pay.example@b.cn",
		 "no policy row link_hosts names the host pay.example@b.cn"},
		{"http://pay.example/", "a link begins with https://"},
		{"www.pay.example", "a link begins with https://"},
		{"https://pay.example/ www.b.cn", "a link begins with https://"},
	};
	struct folder *folder = *state;
	char line[128];

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		write_link(folder, cases[i].link);
		assert_null(knowledge_load(folder->path, folder->problems));
		snprintf(line, sizeof line, "policies/other.yaml:1:3: %s", cases[i].problem);
		assert_problem(folder, i, line);
	}
}

static void a_link_in_a_text_is_held_against_the_same_list(void **state)
{
	struct folder *folder = *state;

	write_link(folder, "https://pay.example/");
	folder_write(folder, "causes.yaml",
		     CAUSE("A", "1", "{zh: \"见https://b.cn。{paid}\", en: Owed}"));
	assert_null(knowledge_load(folder->path, folder->problems));
	assert_problem(folder, 0,
		       "causes.yaml:10:21: no policy row link_hosts names the host b.cn");
	assert_problem(folder, 1,
		       "causes.yaml:10:29: {paid} may not stand here; allowed: owed, policy");
}

/* --- what time makes of them --------------------------------------------------- */

static bool check_on(const struct folder *folder, const char *day)
{
	int64_t at_ms;

	assert_true(clock_parse(day, &at_ms));
	return knowledge_check_day(folder->path, at_ms, 480, folder->problems);
}

static void a_row_that_ended_is_a_problem_from_the_next_day_on(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "policies/other.yaml",
		     ROW("fee", "  valid_from: 2016-02-06\n  valid_until: 2024-12-31\n"
				"  value: {zh: 一, en: one}\n"));
	assert_true(check_on(folder, "2024-12-31T23:59+08:00"));
	assert_false(check_on(folder, "2025-01-01T00:00+08:00"));
	assert_int_equal(problems_count(folder->problems), 1);
	assert_problem(folder, 0,
		       "policies/other.yaml:1:3: fee ended on 2024-12-31 and no row "
		       "follows");
}

static void a_row_that_ended_and_is_followed_is_right(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "policies/other.yaml",
		     ROW("fee", "  valid_from: 2016-02-06\n  valid_until: 2024-12-31\n"
				"  value: {zh: 一, en: one}\n")
			     ROW("fee", "  valid_from: 2025-01-01\n  value: {zh: 二, en: two}\n"));
	assert_true(check_on(folder, "2026-01-01"));
}

static void a_policy_that_nothing_fills_yet_is_a_problem(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "policies/other.yaml",
		     ROW("fee", "  valid_from: 2026-02-01\n  value: {zh: 一, en: one}\n"));
	assert_false(check_on(folder, "2026-01-31"));
	assert_problem(folder, 0,
		       "policies/other.yaml:1:3: no row fills {policy.fee} before 2026-02-01");
	assert_true(check_on(folder, "2026-02-01"));
}

static void a_policy_value_holds_no_placeholders(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "policies/other.yaml",
		     ROW("fee", "  valid_from: 2016-02-06\n  value: {zh: \"{owed}\", en: one}\n"));
	assert_refused(folder,
		       "policies/other.yaml:4:15: the value of a policy holds no placeholders");
}

static void a_policy_without_value_is_a_problem(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "policies/other.yaml", ROW("fee", "  valid_from: 2016-02-06\n"));
	assert_refused(folder, "policies/other.yaml:1:3: value is missing");
}

static void policies_are_a_list(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "policies/other.yaml", "fee: 5\n");
	assert_refused(folder, "policies/other.yaml:1:1: a list of policies is expected");
}

static void texts_are_not_blamed_for_a_policy_that_could_not_be_read(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "policies/law.yaml", "restore_longest: 24\n");
	assert_refused(folder, "policies/law.yaml:1:1: a list of policies is expected");
}

/* --- articles ----------------------------------------------------------------- */

#define HEAD                                                                                 \
	"---\nid: other\ntitle_zh: 题目\ntitle_en: Title\nwords_zh: 词\nwords_en: word\n" \
	"---\n"

static void an_article_without_front_matter_is_a_problem(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "articles/b.md", "## zh\n\n停机\n\n## en\n\nStop\n");
	assert_refused(folder, "articles/b.md:1:1: an article begins with its id and titles "
			       "between two lines `---`");
}

static void a_wrong_placeholder_in_an_article_has_its_exact_place(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "articles/b.md",
		     HEAD "\n## zh\n\n停机\n\n欠费{owed}。\n\n## en\n\nStop\n");
	assert_refused(folder, "articles/b.md:13:3: {owed} may not stand here; allowed: policy");
}

static void a_section_of_an_unknown_language_is_a_problem(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "articles/b.md",
		     HEAD "\n## zh\n\n停机\n\n## en\n\nStop\n\n## fr\n\nArrêt\n");
	assert_refused(folder, "articles/b.md:17:1: a section is `## zh` or `## en`");
}

static void a_section_that_is_there_twice_is_a_problem(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "articles/b.md", HEAD "## zh\n停机\n## en\nStop\n## zh\n停机\n");
	assert_refused(folder, "articles/b.md:12:1: this section is there twice");
}

static void a_missing_section_is_a_problem(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "articles/b.md", HEAD "## zh\n\n停机\n");
	assert_refused(folder, "articles/b.md: section `## en` is missing or empty");
}

static void an_empty_section_is_a_problem(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "articles/b.md", HEAD "## zh\n\n\n## en\n\nStop\n");
	assert_refused(folder, "articles/b.md: section `## zh` is missing or empty");
}

static void text_before_the_first_section_is_a_problem(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "articles/b.md", HEAD "\nLost\n\n## zh\n\n停机\n\n## en\n\nStop\n");
	assert_refused(folder, "articles/b.md:9:1: text before the first section");
}

static void an_article_without_words_to_find_it_by_is_a_problem(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "articles/b.md",
		     "---\nid: b\ntitle_zh: 题目\ntitle_en: Title\nwords_zh: 词\n---\n"
		     "## zh\n停\n## en\nStop\n");
	assert_refused(folder, "articles/b.md:2:1: the key `words_en` is missing");
}

static void bold_type_is_a_problem(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "articles/b.md", HEAD "## zh\n请**注意：**停\n## en\nStop\n");
	assert_refused(folder, "articles/b.md:9:2: the chat shows no bold type");
}

static void an_article_may_fill_a_screen_but_not_more(void **state)
{
	struct folder *folder = *state;
	char body[3 * 351 + 1] = "";
	char file[4096];

	for (int i = 0; i < 350; i++)
		strcat(body, "停");
	snprintf(file, sizeof file, HEAD "## en\nStop\n## zh\n%s\n", body);
	folder_write(folder, "articles/b.md", file);
	knowledge_destroy(knowledge_load(folder->path, folder->problems));
	assert_int_equal(problems_count(folder->problems), 0);

	strcat(body, "停");
	snprintf(file, sizeof file, HEAD "## en\nStop\n## zh\n%s\n", body);
	folder_write(folder, "articles/b.md", file);
	assert_refused(folder, "articles/b.md:11:1: the text has 351 characters, at most 350 fit");
}

static void two_articles_of_one_id_are_a_problem(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "articles/b.md", GOOD_ARTICLE);
	assert_refused(folder, "articles/b.md: another article has the id paying already");
}

static void front_matter_faults_have_their_line_in_the_file(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "articles/b.md",
		     "---\nid: b\ntitle_zh: 题目\ntitle_en: [Title]\nwords_zh: 词\nwords_en: word\n"
		     "---\n## zh\n停\n## en\nStop\n");
	assert_null(knowledge_load(folder->path, folder->problems));
	assert_int_equal(problems_count(folder->problems), 1);
	assert_non_null(strstr(problems_line(folder->problems, 0), "articles/b.md:4:11: "));
}

static void faults_of_all_files_are_told_in_one_run(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "policies/other.yaml", "fee: 5\n");
	folder_write(folder, "causes.yaml", "- ARREARS\n");
	folder_write(folder, "articles/b.md", HEAD "## zh\n停机\n");
	assert_null(knowledge_load(folder->path, folder->problems));
	assert_int_equal(problems_count(folder->problems), 3);
}

static void a_folder_that_is_not_there_is_a_problem(void **state)
{
	struct folder *folder = *state;

	assert_null(knowledge_load("/tmp/no-such-knowledge", folder->problems));
	assert_true(problems_count(folder->problems) > 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_create, folder_destroy)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_right_folder_loads),
		cmocka_unit_test(destroying_nothing_is_allowed),
		TEST(a_value_that_the_cause_has_not_declared_is_a_problem),
		TEST(a_policy_that_is_not_there_is_a_problem),
		TEST(a_brace_without_a_name_is_a_problem),
		TEST(every_wrong_placeholder_of_a_text_is_told),
		TEST(an_empty_text_is_a_problem),
		TEST(a_text_in_one_language_only_is_a_problem),
		TEST(a_text_may_fill_a_bubble_but_not_more),
		TEST(two_causes_of_one_place_in_the_order_are_a_problem),
		TEST(a_cause_without_steps_is_a_problem),
		TEST(a_step_is_told_in_every_language_and_without_placeholders),
		TEST(an_ability_is_yes_no_or_unknown),
		TEST(paying_helps_or_not_or_maybe),
		TEST(a_declared_value_that_no_record_holds_is_a_problem),
		TEST(values_must_be_declared),
		TEST(causes_are_a_map),
		TEST(a_day_that_is_no_date_is_a_problem),
		TEST(a_time_of_day_is_no_date),
		TEST(the_same_row_in_two_files_is_a_problem),
		TEST(a_last_day_that_reaches_into_a_later_row_is_a_problem),
		TEST(a_last_day_before_the_first_is_a_problem),
		TEST(rows_that_follow_each_other_are_right),
		TEST(a_policy_that_a_text_from_elsewhere_quotes_is_right),
		TEST(a_policy_that_no_text_quotes_is_a_problem),
		TEST(a_link_to_a_host_of_ours_is_right),
		TEST(a_link_that_is_not_ours_is_a_problem),
		TEST(a_link_in_a_text_is_held_against_the_same_list),
		TEST(a_row_that_ended_is_a_problem_from_the_next_day_on),
		TEST(a_row_that_ended_and_is_followed_is_right),
		TEST(a_policy_that_nothing_fills_yet_is_a_problem),
		TEST(a_policy_value_holds_no_placeholders),
		TEST(a_policy_without_value_is_a_problem),
		TEST(policies_are_a_list),
		TEST(texts_are_not_blamed_for_a_policy_that_could_not_be_read),
		TEST(an_article_without_front_matter_is_a_problem),
		TEST(a_wrong_placeholder_in_an_article_has_its_exact_place),
		TEST(a_section_of_an_unknown_language_is_a_problem),
		TEST(a_section_that_is_there_twice_is_a_problem),
		TEST(a_missing_section_is_a_problem),
		TEST(an_empty_section_is_a_problem),
		TEST(text_before_the_first_section_is_a_problem),
		TEST(an_article_without_words_to_find_it_by_is_a_problem),
		TEST(bold_type_is_a_problem),
		TEST(an_article_may_fill_a_screen_but_not_more),
		TEST(two_articles_of_one_id_are_a_problem),
		TEST(front_matter_faults_have_their_line_in_the_file),
		TEST(faults_of_all_files_are_told_in_one_run),
		TEST(a_folder_that_is_not_there_is_a_problem),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
