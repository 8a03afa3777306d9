/*
 * Every fault in the words is told with its place: style by wording_check, names when loaded.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "bot/core.h"
#include "bot/wording.h"

#define RULES                                                   \
	"instead: {zh: {工单: 编号}, en: {ticket: case}}\n" \
	"letters: [APP]\n"                                      \
	"characters: [一证通查]\n"

/* What stands behind `a: ` begins in column 6. */
#define TEXT(zh, en) "texts:\n  a:\n    zh: " zh "\n    en: " en "\n"

static const char *const folders[] = {"bot", "bot/flows", "knowledge", "knowledge/articles"};
static const char *const files[] = {"bot/wording.yaml", "bot/dialogue.yaml",
				    "bot/flows/balance.yaml", "knowledge/causes.yaml",
				    "knowledge/articles/a.md"};

struct words {
	char path[32];
	struct problems *problems;
};

static void put(const struct words *words, const char *name, const char *text)
{
	char path[64];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", words->path, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static int create(void **state)
{
	struct words *words = calloc(1, sizeof *words);
	char path[64];

	strcpy(words->path, "/tmp/fuji-words-XXXXXX");
	assert_non_null(mkdtemp(words->path));
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		snprintf(path, sizeof path, "%s/%s", words->path, folders[i]);
		assert_int_equal(mkdir(path, 0700), 0);
	}
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		put(words, files[i], "");
	put(words, "bot/wording.yaml", RULES);
	words->problems = problems_create();
	*state = words;
	return 0;
}

static int destroy(void **state)
{
	struct words *words = *state;
	char path[64];

	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(path, sizeof path, "%s/%s", words->path, files[i]);
		unlink(path);
	}
	for (size_t i = sizeof folders / sizeof *folders; i > 0; i--) {
		snprintf(path, sizeof path, "%s/%s", words->path, folders[i - 1]);
		rmdir(path);
	}
	rmdir(words->path);
	problems_destroy(words->problems);
	free(words);
	return 0;
}

/* The i-th problem is `FOLDER/<expected>`. */
static void assert_problem(const struct words *words, size_t i, const char *expected)
{
	if (problems_count(words->problems) <= i)
		fail_msg("no problem, but expected %s", expected);
	assert_string_equal(problems_line(words->problems, i) + strlen(words->path) + 1, expected);
}

static void assert_fine(const struct words *words)
{
	bool fine = wording_check(words->path, words->problems);

	problems_print(words->problems, stderr);
	assert_true(fine);
}

static void assert_faulty(const struct words *words, const char *expected)
{
	assert_false(wording_check(words->path, words->problems));
	if (problems_count(words->problems) != 1)
		problems_print(words->problems, stderr);
	assert_int_equal(problems_count(words->problems), 1);
	assert_problem(words, 0, expected);
}

/* --- style -------------------------------------------------------------------- */

static void a_word_of_the_trade_is_told_with_what_to_say_instead(void **state)
{
	const struct words *words = *state;

	put(words, "bot/dialogue.yaml",
	    TEXT("您的工单到了。", "Your Ticket is here; ticketing is not."));
	assert_false(wording_check(words->path, words->problems));
	assert_int_equal(problems_count(words->problems), 2);
	assert_problem(
		words, 0,
		"bot/dialogue.yaml:3:11: subscribers do not know the word `工单`, say: 编号");
	assert_problem(
		words, 1,
		"bot/dialogue.yaml:4:14: subscribers do not know the word `ticket`, say: case");
}

static void agents_are_told_in_their_own_words(void **state)
{
	const struct words *words = *state;

	put(words, "bot/dialogue.yaml", "texts:\n  summary.a: {zh: 工单, en: ticket}\n");
	put(words, "knowledge/causes.yaml", "A:\n  agent_next: {zh: 查工单, en: See the ticket}\n");
	assert_fine(words);
}

static void english_in_a_chinese_text_must_be_allowed(void **state)
{
	const struct words *words = *state;

	put(words, "bot/flows/balance.yaml",
	    TEXT("\"打开APP，10086 或 l0086，KYC没过\"", "Open the app"));
	assert_faulty(words,
		      "bot/flows/balance.yaml:3:30: `KYC` is no Chinese, nor one of the letters "
		      "that bot/wording.yaml allows");
}

static void chinese_in_an_english_text_must_be_allowed(void **state)
{
	const struct words *words = *state;

	put(words, "knowledge/causes.yaml",
	    "A:\n  what: {zh: 停机, en: 一证通查 tells about 停机}\n");
	assert_faulty(words, "knowledge/causes.yaml:2:39: `停机` is no English, nor one of the "
			     "characters that bot/wording.yaml allows");
}

static void placeholders_and_links_are_no_words(void **state)
{
	const struct words *words = *state;

	put(words, "bot/dialogue.yaml", TEXT("\"{ticket}请看https://a.cn/kyc。\"", "\"{ticket}\""));
	assert_fine(words);
}

/* A text of n units and an end, beside a short one in the other language. */
static void write_long(const struct words *words, const char *language, const char *unit, size_t n,
		       const char *end)
{
	char text[1024] = "", file[2048];

	while (n--)
		strncat(text, unit, sizeof text - strlen(text) - 1);
	snprintf(file, sizeof file, "texts:\n  a:\n    %s: \"%s%s\"\n", language, text, end);
	put(words, "bot/dialogue.yaml", file);
}

static void a_text_is_short_enough_for_a_telephone(void **state)
{
	const struct words *words = *state;

	write_long(words, "zh", "停", 140, "{policy.app}");
	assert_fine(words);
	write_long(words, "zh", "停", 141, "");
	assert_faulty(words,
		      "bot/dialogue.yaml:3:9: the text has 141 characters, at most 140 are read");
}

static void an_english_text_is_counted_in_words(void **state)
{
	const struct words *words = *state;

	write_long(words, "en", "so off ", 40, "");
	assert_fine(words);
	write_long(words, "en", "so off ", 40, "then");
	assert_faulty(words, "bot/dialogue.yaml:3:9: the text has 81 words, at most 80 are read");
}

static void a_title_fits_a_button(void **state)
{
	const struct words *words = *state;

	put(words, "bot/dialogue.yaml",
	    "slots:\n  s:\n    choices:\n      - title: {zh: 一二三四五六七八九十一二三, en: One two three four "
	    "five six}\n");
	assert_false(wording_check(words->path, words->problems));
	assert_int_equal(problems_count(words->problems), 2);
	assert_problem(words, 0,
		       "bot/dialogue.yaml:4:21: the title has 13 characters, at most 12 are read");
	assert_problem(words, 1,
		       "bot/dialogue.yaml:4:40: the title has 6 words, at most 5 are read");
}

static void an_article_is_looked_through_line_by_line(void **state)
{
	const struct words *words = *state;

	put(words, "knowledge/articles/a.md",
	    "---\nid: a\ntitle_zh: 查工单\ntitle_en: Your case\nwords_zh: 工单\n---\n\n## zh\n\n找人工。\n\n"
	    "## en\n\nAsk.\nGive the ticket.\n");
	assert_false(wording_check(words->path, words->problems));
	assert_int_equal(problems_count(words->problems), 2);
	assert_problem(words, 0,
		       "knowledge/articles/a.md:3:12: subscribers do not know the word `工单`, "
		       "say: 编号");
	assert_problem(words, 1,
		       "knowledge/articles/a.md:15:10: subscribers do not know the word "
		       "`ticket`, say: case");
}

/* --- names -------------------------------------------------------------------- */

#define SLOTS                                                                        \
	"slots:\n"                                                                   \
	"  months: {kind: months, ask: {zh: 几, en: M}, again: {zh: 几, en: M}}\n" \
	"  pin: {kind: code, secret: true, ask: {zh: 码, en: C}, again: {zh: 码, en: C}}\n"

static struct texts *load(const struct words *words)
{
	static const char *const flows[] = {"balance", NULL};
	struct texts *texts = texts_load(words->path, flows, words->problems);

	problems_print(words->problems, stderr);
	assert_non_null(texts);
	return texts;
}

/* With the shipped policies. Those that these texts do not quote are told behind. */
static void check_names(const struct words *words)
{
	struct knowledge *knowledge = knowledge_load("knowledge", words->problems);
	struct texts *texts = load(words);

	names_check_texts(texts, knowledge, words->problems);
	texts_destroy(texts);
	knowledge_destroy(knowledge);
}

static void assert_name_fault(const struct words *words, const char *zh, const char *expected)
{
	char file[1024];

	snprintf(file, sizeof file, TEXT("\"%s\"", "Off") SLOTS, zh);
	put(words, "bot/flows/balance.yaml", file);
	check_names(words);
	assert_problem(words, 0, expected);
}

static void a_placeholder_that_nothing_fills_is_a_problem(void **state)
{
	assert_name_fault(*state, "欠{money}。",
			  "bot/flows/balance.yaml:3:11: nothing fills {money}");
}

static void a_placeholder_is_told_the_name_that_is_near(void **state)
{
	assert_name_fault(
		*state, "余额{balanse}。",
		"bot/flows/balance.yaml:3:12: nothing fills {balanse}, did you mean {balance}?");
}

static void a_slot_of_the_flow_is_near_too(void **state)
{
	assert_name_fault(
		*state, "{month}。",
		"bot/flows/balance.yaml:3:10: nothing fills {month}, did you mean {months}?");
}

static void a_secret_is_never_told(void **state)
{
	assert_name_fault(*state, "{months}：{pin}。",
			  "bot/flows/balance.yaml:3:19: {pin} is a secret, which is never told");
}

static void when_a_hold_began_is_told_by_causes_only(void **state)
{
	assert_name_fault(*state, "从{since}起。",
			  "bot/flows/balance.yaml:3:11: nothing fills {since}");
}

static void a_policy_that_is_not_there_is_told_the_near_one(void **state)
{
	assert_name_fault(
		*state, "\\n打{policy.hotlin}。",
		"bot/flows/balance.yaml:3:13: {policy.hotlin}: there is no such policy, did "
		"you mean {policy.hotline}?");
}

static void a_strange_link_is_told_with_its_place(void **state)
{
	assert_name_fault(*state, "看https://evil.example/x",
			  "bot/flows/balance.yaml:3:16: no policy row link_hosts names the host "
			  "evil.example");
}

static void a_title_is_not_filled(void **state)
{
	const struct words *words = *state;

	put(words, "bot/dialogue.yaml",
	    "slots:\n  s:\n    kind: choice\n    ask: {zh: 选, en: C}\n    again: {zh: 选, en: C}\n"
	    "    choices: [{value: v, title: {zh: 选, en: \"To {line}\"}}]\n");
	check_names(words);
	assert_problem(
		words, 0,
		"bot/dialogue.yaml:6:49: a title is shown as it stands: nothing is filled in");
}

static bool is_told(const struct words *words, const char *end)
{
	for (size_t i = 0; i < problems_count(words->problems); i++)
		if (strstr(problems_line(words->problems, i), end))
			return true;
	return false;
}

static void what_nothing_says_or_asks_is_a_problem(void **state)
{
	const struct words *words = *state;
	struct intents *intents = intents_load("intents/packs", words->problems);
	struct texts *texts;

	put(words, "bot/dialogue.yaml", TEXT("停", "Off") "  summary.any: {zh: 停, en: off}\n");
	put(words, "bot/flows/balance.yaml", SLOTS);
	texts = load(words);
	names_check(intents, texts, words->problems);
	assert_true(is_told(words, "bot/dialogue.yaml:2:3: nothing says a"));
	assert_true(is_told(words, "bot/flows/balance.yaml:2:3: nothing asks months"));
	assert_false(is_told(words, "summary.any"));
	texts_destroy(texts);
	intents_destroy(intents);
}

#define CHOICE(value) "{value: " value ", title: {zh: 选, en: C}}"
#define SLOT_OF(choices)                                                                       \
	"slots:\n"                                                                             \
	"  s: {kind: choice, ask: {zh: 选, en: C}, again: {zh: 选, en: C}, choices: [" choices \
	"]}\n"

static void a_choice_by_name_is_the_flows_own_or_else_the_dialogues(void **state)
{
	const struct words *words = *state;
	const struct slot *slot;
	struct texts *texts;

	put(words, "bot/dialogue.yaml",
	    "choices:\n  a: " CHOICE("common") "\n  b: " CHOICE("b") "\n" SLOT_OF("a"));
	put(words, "bot/flows/balance.yaml",
	    "choices:\n  a: " CHOICE("own") "\n" SLOT_OF("a, b, " CHOICE("c")));
	texts = load(words);
	slot = texts_slot(texts, "balance", "s");
	assert_int_equal(slot->n_choices, 3);
	assert_string_equal(slot->choices[0].value, "own");
	assert_string_equal(slot->choices[1].value, "b");
	assert_string_equal(slot->choices[1].title[LANGUAGE_ZH], "选");
	assert_string_equal(slot->choices[2].value, "c");
	assert_string_equal(texts_slot(texts, "dialogue", "s")->choices[0].value, "common");
	texts_destroy(texts);
}

static void a_choice_that_is_not_there_or_that_nobody_offers_is_a_problem(void **state)
{
	static const char *const flows[] = {"balance", NULL};
	const struct words *words = *state;

	put(words, "bot/dialogue.yaml", "choices:\n  a: " CHOICE("a") "\n");
	put(words, "bot/flows/balance.yaml", SLOT_OF("x"));
	assert_null(texts_load(words->path, flows, words->problems));
	assert_true(is_told(words, "bot/flows/balance.yaml:2:75: no choice x stands under choices, "
				   "here or in dialogue.yaml"));
	assert_true(is_told(words, "bot/dialogue.yaml:2:3: no slot offers a"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, create, destroy)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_word_of_the_trade_is_told_with_what_to_say_instead),
		TEST(agents_are_told_in_their_own_words),
		TEST(english_in_a_chinese_text_must_be_allowed),
		TEST(chinese_in_an_english_text_must_be_allowed),
		TEST(placeholders_and_links_are_no_words),
		TEST(a_text_is_short_enough_for_a_telephone),
		TEST(an_english_text_is_counted_in_words),
		TEST(a_title_fits_a_button),
		TEST(an_article_is_looked_through_line_by_line),
		TEST(a_placeholder_that_nothing_fills_is_a_problem),
		TEST(a_placeholder_is_told_the_name_that_is_near),
		TEST(a_slot_of_the_flow_is_near_too),
		TEST(a_secret_is_never_told),
		TEST(when_a_hold_began_is_told_by_causes_only),
		TEST(a_policy_that_is_not_there_is_told_the_near_one),
		TEST(a_strange_link_is_told_with_its_place),
		TEST(a_title_is_not_filled),
		TEST(what_nothing_says_or_asks_is_a_problem),
		TEST(a_choice_by_name_is_the_flows_own_or_else_the_dialogues),
		TEST(a_choice_that_is_not_there_or_that_nobody_offers_is_a_problem),
	};

	return cmocka_run_group_tests_name("wording", tests, NULL, NULL);
}
