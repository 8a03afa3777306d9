/*
 * The folder as it is shipped: it loads, and says what it must.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "knowledge/knowledge.h"

static int load(void **state)
{
	struct problems *problems = problems_create();

	*state = knowledge_load("knowledge", problems);
	problems_print(problems, stderr);
	problems_destroy(problems);
	return *state ? 0 : -1;
}

static int unload(void **state)
{
	knowledge_destroy(*state);
	return 0;
}

/* --- what is said -------------------------------------------------------------- */

static void every_cause_of_the_domain_is_there(void **state)
{
	static const char *const codes[] = {
		"ARREARS_OUT",  "ARREARS_FULL", "CREDIT_LIMIT", "VOLUNTARY_HOLD",
		"LOST",         "REALNAME",     "FRAUD_RISK",   "AUTHORITY",
		"PRE_CANCEL",   "CANCELLED",    "OUTAGE",       "SYSTEM_FAULT",
		"CONTRACT_END", "ACCOUNT_LOCK", "DEVICE_SIDE",  "SMS_OR_CALL_BARRED",
	};

	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		assert_non_null(knowledge_cause(*state, codes[i]));
	assert_int_equal(knowledge_n_causes(*state), sizeof codes / sizeof *codes);
}

static void a_stopped_line_can_always_reach_help(void **state)
{
	for (size_t i = 0; i < knowledge_n_causes(*state); i++) {
		const struct cause *cause = knowledge_cause_at(*state, i);

		if (cause->suspends)
			assert_int_equal(cause->abilities[CAN_CALL_EMERGENCY], ABILITY_YES);
	}
}

static void only_anti_fraud_and_authority_stops_are_restricted(void **state)
{
	for (size_t i = 0; i < knowledge_n_causes(*state); i++) {
		const struct cause *cause = knowledge_cause_at(*state, i);
		bool named = !strcmp(cause->code, "FRAUD_RISK") ||
			     !strcmp(cause->code, "AUTHORITY");

		assert_int_equal(cause->restricted, named);
	}
}

/* A sentence whose placeholder has no value is dropped; what stays must still say something. */
static bool says_something_without_values(const char *text, const char *end_mark)
{
	while (*text) {
		const char *end = strstr(text, end_mark);
		size_t length = end ? (size_t)(end - text) : strlen(text);

		if (!memchr(text, '{', length))
			return true;
		text += length + (end ? strlen(end_mark) : 0);
	}
	return false;
}

static void every_text_stands_when_nothing_is_on_record(void **state)
{
	static const char *const end_marks[N_LANGUAGES] = {"。", ". "};

	for (size_t i = 0; i < knowledge_n_causes(*state); i++) {
		const struct cause *cause = knowledge_cause_at(*state, i);

		for (enum language l = 0; l < N_LANGUAGES; l++) {
			assert_true(says_something_without_values(cause->what[l], end_marks[l]));
			assert_true(says_something_without_values(cause->way_out[l], end_marks[l]));
		}
	}
}

static void who_cannot_pay_a_stop_away_is_told_so_first(void **state)
{
	static const char *const codes[] = {"VOLUNTARY_HOLD", "LOST",      "REALNAME",
					    "FRAUD_RISK",     "AUTHORITY", "SMS_OR_CALL_BARRED"};

	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		const struct cause *cause = knowledge_cause(*state, codes[i]);

		assert_int_equal(cause->pay_effect, PAY_HELPS_NOT);
		assert_ptr_equal(strstr(cause->way_out[LANGUAGE_ZH], "充值不能"),
				 cause->way_out[LANGUAGE_ZH]);
		assert_ptr_equal(strstr(cause->way_out[LANGUAGE_EN], "Paying does not"),
				 cause->way_out[LANGUAGE_EN]);
	}
}

static void the_demo_operator_has_channels_of_its_own(void **state)
{
	const int64_t day = INT64_C(1764000000000); /* 2025-11-24 */
	const struct policy *demo = knowledge_policy(*state, "hotline", "demo", "", day, 480);
	const struct policy *any = knowledge_policy(*state, "hotline", "", "", day, 480);

	assert_string_equal(demo->value[LANGUAGE_ZH], "10086");
	assert_string_not_equal(any->value[LANGUAGE_ZH], demo->value[LANGUAGE_ZH]);
}

/* --- articles ------------------------------------------------------------------ */

typedef void look_at(const struct article *article, enum language language);

/* Shows every article in every language. A file is named as its article. */
static size_t walk_articles(const struct knowledge *knowledge, look_at *look)
{
	DIR *dir = opendir("knowledge/articles");
	size_t n = 0;

	assert_non_null(dir);
	for (const struct dirent *entry; (entry = readdir(dir));) {
		char id[256];
		const char *end = strstr(entry->d_name, ".md");

		if (!end)
			continue;
		snprintf(id, sizeof id, "%.*s", (int)(end - entry->d_name), entry->d_name);

		const struct article *article = knowledge_article(knowledge, id);

		assert_non_null(article);
		for (enum language language = 0; language < N_LANGUAGES; language++)
			look(article, language);
		n++;
	}
	closedir(dir);
	return n;
}

static void names_a_person(const struct article *article, enum language language)
{
	static const char *const words[N_LANGUAGES] = {"人工", "\"agent\""};

	if (!strstr(article->body[language], words[language]))
		fail_msg("%s leads to no person", article->id);
}

static void no_article_is_a_dead_end(void **state)
{
	assert_true(walk_articles(*state, names_a_person) >= 64);
}

/* Skips blanks, and then one of the units of what differs from place to place. */
static bool is_unit(const char *text)
{
	static const char *const units[] = {"元", "天",    "小时", "个月", "年",    "%",
					    "‰",  "yuan ", "hour", "day",  "month", "year"};

	text += strspn(text, " ");
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (!strncmp(text, units[i], strlen(units[i])))
			return true;
	return false;
}

static void states_no_amount(const struct article *article, enum language language)
{
	const char *text = article->body[language];

	while (*text) {
		size_t n_digits = strspn(text, "0123456789");

		/* Four digits are a year: the law of 2021. */
		if (n_digits && n_digits < 4 && is_unit(text + n_digits))
			fail_msg("%s states an amount of its own: %.20s", article->id, text);
		text += n_digits ? n_digits : 1;
	}
}

static void amounts_and_periods_are_policies(void **state)
{
	walk_articles(*state, states_no_amount);
}

#define TEST(name) cmocka_unit_test(name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_cause_of_the_domain_is_there),
		TEST(a_stopped_line_can_always_reach_help),
		TEST(only_anti_fraud_and_authority_stops_are_restricted),
		TEST(every_text_stands_when_nothing_is_on_record),
		TEST(who_cannot_pay_a_stop_away_is_told_so_first),
		TEST(the_demo_operator_has_channels_of_its_own),
		TEST(no_article_is_a_dead_end),
		TEST(amounts_and_periods_are_policies),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
