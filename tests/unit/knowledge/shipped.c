/*
 * The folder as it is shipped: it loads, says what it must, and its search answers.
 */
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

/* --- search -------------------------------------------------------------------- */

struct question {
	const char *text;
	const char *article; /* NULL: none */
};

static void ask(struct knowledge *knowledge, const struct question *questions, size_t n,
		enum language language)
{
	for (size_t i = 0; i < n; i++) {
		const struct article *article = knowledge_search(knowledge, questions[i].text,
								 language);
		const char *found = article ? article->id : "none";
		const char *expected = questions[i].article ? questions[i].article : "none";

		if (strcmp(found, expected))
			fprintf(stderr, "asked: %s\n", questions[i].text);
		assert_string_equal(found, expected);
	}
}

#define ASK(state, questions, language) \
	ask(state, questions, sizeof(questions) / sizeof *(questions), language)

static void a_word_of_two_characters_is_found(void **state)
{
	assert_non_null(knowledge_search(*state, "停机", LANGUAGE_ZH));
}

static void a_single_character_is_found_inside_words(void **state)
{
	assert_non_null(knowledge_search(*state, "停", LANGUAGE_ZH));
}

static void chinese_questions_find_their_article(void **state)
{
	static const struct question questions[] = {
		{"单向停机和双向停机有什么区别", "one_way_two_way"},
		{"什么叫单停", "one_way_two_way"},
		{"报停要多少钱", "hold_or_lost"},
		{"怎么避免停机", "avoid_suspension"},
		{"我交了钱怎么还是停机", "after_paying"},
		{"充值后多久恢复", "after_paying"},
		{"停机了还能打110吗", "emergency_calls"},
		{"停机能报警吗", "emergency_calls"},
		{"停机保号和挂失哪个好", "hold_or_lost"},
		{"停机保号", "hold_or_lost"},
		{"手机被偷了先做什么", "hold_or_lost"},
		{"有人打电话说我号码要强制停机", "scam_calls"},
		{"冒充客服的诈骗电话", "scam_calls"},
		{"我要投诉找谁", "complaint_path"},
		{"怎么申诉", "complaint_path"},
		{"涉诈停机我有什么权利", "fraud_stop_rights"},
		{"凭什么说我涉诈", "fraud_stop_rights"},
		{"销号了还能找回来吗", "cancelled_number"},
		{"号码注销了", "cancelled_number"},
		{"实名登记要带什么证件", "real_name_documents"},
		{"过户要带身份证吗", "real_name_documents"},
		{"为什么要刷脸", "identity_checks"},
		{"一定要身份验证吗", "identity_checks"},
		{"我的隐私安全吗", "privacy"},
		{"怎么删除我的个人信息", "privacy"},
	};

	ASK(*state, questions, LANGUAGE_ZH);
}

static void traditional_and_full_width_writing_finds_the_same(void **state)
{
	static const struct question questions[] = {
		{"停機保號", "hold_or_lost"},
		{"停机了能打１１０吗", "emergency_calls"},
	};

	ASK(*state, questions, LANGUAGE_ZH);
}

static void english_questions_find_their_article(void **state)
{
	static const struct question questions[] = {
		{"privacy", "privacy"},
		{"SCAM calls", "scam_calls"},
		{"someone threatened to suspend my number, is it a scam?", "scam_calls"},
		{"I paid, when is service restored?", "after_paying"},
		{"can I make emergency calls while suspended", "emergency_calls"},
		{"one-way suspension", "one_way_two_way"},
		{"hold my number", "hold_or_lost"},
		{"complaint to the regulator", "complaint_path"},
		{"how to complain", "complaint_path"},
		{"my phone was stolen", "hold_or_lost"},
		{"my number was blocked for fraud", "fraud_stop_rights"},
		{"which documents for registration", "real_name_documents"},
	};

	ASK(*state, questions, LANGUAGE_EN);
}

static void unrelated_questions_find_nothing(void **state)
{
	static const struct question chinese[] = {
		{"今天天气怎么样", NULL},
		{"给我讲个笑话", NULL},
		{"附近有什么好吃的", NULL},
		{"流量套餐有哪些", NULL},
		{"宽带多少钱一个月", NULL},
		{"帮我订一张去北京的机票", NULL},
		{"怎么办", NULL},
		{"什么", NULL},
		{"你好", NULL},
		{"嗯嗯那个", NULL},
		{"彩铃怎么关", NULL},
		{"积分换什么", NULL},
		{"哪个手机好用", NULL},
		{"国际漫游怎么开通", NULL},
		{"我想听故事", NULL},
		{"weather", NULL},
	};
	static const struct question english[] = {
		{"what is the weather today", NULL},
		{"tell me a joke", NULL},
		{"how do I cook rice", NULL},
		{"what can you do", NULL},
		{"and then what", NULL},
		{"how much data do I have left", NULL},
		{"I want a new phone", NULL},
		{"credit card payment", NULL},
		{"book a flight to Beijing", NULL},
		{"停机", NULL},
	};

	ASK(*state, chinese, LANGUAGE_ZH);
	ASK(*state, english, LANGUAGE_EN);
}

static void no_writing_breaks_the_search(void **state)
{
	static const struct question questions[] = {
		{"", NULL},   {"？！…", NULL},    {"\" OR title : * NEAR(", NULL},
		{"😀😀", NULL}, {"\xff\xfe", NULL},
	};
	char long_question[4 * 3000 + 1] = "";

	ASK(*state, questions, LANGUAGE_ZH);
	for (size_t i = 0; i + 4 < sizeof long_question; i += 4)
		memcpy(long_question + i, "\xf0\xa0\x80\x80", 4);
	assert_null(knowledge_search(*state, long_question, LANGUAGE_ZH));
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
		TEST(a_word_of_two_characters_is_found),
		TEST(a_single_character_is_found_inside_words),
		TEST(chinese_questions_find_their_article),
		TEST(traditional_and_full_width_writing_finds_the_same),
		TEST(english_questions_find_their_article),
		TEST(unrelated_questions_find_nothing),
		TEST(no_writing_breaks_the_search),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
