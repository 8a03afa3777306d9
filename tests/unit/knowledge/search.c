/*
 * The search over the articles as they are shipped.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "knowledge/knowledge.h"
#include "questions.h"

static struct text_reader *reader;
static struct arena *arena;

static int load(void **state)
{
	struct problems *problems = problems_create();

	reader = text_reader_create(NULL);
	arena = arena_create();
	*state = knowledge_load("knowledge", problems);
	problems_print(problems, stderr);
	problems_destroy(problems);
	return *state && reader ? 0 : -1;
}

static int unload(void **state)
{
	knowledge_destroy(*state);
	text_reader_destroy(reader);
	arena_destroy(arena);
	return 0;
}

static const struct article *search(struct knowledge *knowledge, const char *question,
				    enum language language)
{
	struct text_normal normal;

	arena_reset(arena);
	assert_true(text_normalize(reader, question, strlen(question), arena, &normal, NULL));
	return knowledge_search(knowledge, &normal, language);
}

static bool finds(struct knowledge *knowledge, const struct question *question,
		  enum language language)
{
	const struct article *article = search(knowledge, question->text, language);
	const char *found = article ? article->id : "none";
	const char *expected = question->article ? question->article : "none";

	if (!strcmp(found, expected))
		return true;
	fprintf(stderr, "asked: %s; expected %s, found %s\n", question->text, expected, found);
	return false;
}

static size_t count_found(struct knowledge *knowledge, const struct question *questions, size_t n,
			  enum language language)
{
	size_t n_found = 0;

	for (size_t i = 0; i < n; i++)
		n_found += finds(knowledge, &questions[i], language);
	return n_found;
}

#define N(questions) (sizeof(questions) / sizeof *(questions))
#define ASK(state, questions, language) \
	assert_int_equal(count_found(state, questions, N(questions), language), N(questions))

static void a_word_of_two_characters_is_found(void **state)
{
	assert_non_null(search(*state, "停机", LANGUAGE_ZH));
}

static void a_single_character_is_found_inside_words(void **state)
{
	assert_non_null(search(*state, "停", LANGUAGE_ZH));
}

static void chinese_questions_find_their_article(void **state)
{
	static const struct question questions[] = {
		{"单向停机和双向停机有什么区别", "one_way_two_way"},
		{"什么叫单停", "one_way_two_way"},
		{"报停要多少钱", "hold_charges"},
		{"怎么避免停机", "avoid_suspension"},
		{"我交了钱怎么还是停机", "after_paying"},
		{"充值后多久恢复", "after_paying"},
		{"停机了还能打110吗", "emergency_calls"},
		{"停机能报警吗", "emergency_calls"},
		{"停机保号和挂失哪个好", "hold_or_lost"},
		{"停机保号", "hold_number"},
		{"手机被偷了先做什么", "report_lost"},
		{"有人打电话说我号码要强制停机", "scam_calls"},
		{"冒充客服的诈骗电话", "scam_calls"},
		{"我要投诉找谁", "complaint_path"},
		{"怎么申诉", "regulator_appeal"},
		{"涉诈停机我有什么权利", "fraud_stop_rights"},
		{"凭什么说我涉诈", "fraud_stop_rights"},
		{"销号了还能找回来吗", "cancelled_number"},
		{"号码注销了", "cancelled_number"},
		{"实名登记要带什么证件", "real_name_documents"},
		{"过户要带身份证吗", "documents_by_errand"},
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
		{"停機保號", "hold_number"},
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
		{"hold my number", "hold_number"},
		{"complaint to the regulator", "complaint_path"},
		{"how to complain", "complaint_path"},
		{"my phone was stolen", "report_lost"},
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
		{"recommend a restaurant", NULL},
		{"book a flight to Beijing", NULL},
		{"停机", NULL},
	};

	ASK(*state, chinese, LANGUAGE_ZH);
	ASK(*state, english, LANGUAGE_EN);
}

static void no_writing_breaks_the_search(void **state)
{
	static const struct question questions[] = {
		{"", NULL},
		{"？！…", NULL},
		{"\" OR title : * NEAR(", NULL},
		{"😀😀", NULL},
	};
	char long_question[4 * 3000 + 1] = "";

	ASK(*state, questions, LANGUAGE_ZH);
	for (size_t i = 0; i + 4 < sizeof long_question; i += 4)
		memcpy(long_question + i, "\xf0\xa0\x80\x80", 4);
	assert_null(search(*state, long_question, LANGUAGE_ZH));
}

static void assert_most_are_found(struct knowledge *knowledge, const struct question *questions,
				  size_t n, enum language language, size_t least_percent)
{
	size_t n_found = count_found(knowledge, questions, n, language);

	printf("%zu of %zu found\n", n_found, n);
	assert_true(n_found * 100 >= n * least_percent);
}

/* The rates are those that are reached: raise them, never lower them. */
#define ASSERT_MOST(state, questions, language, percent) \
	assert_most_are_found(state, questions, N(questions), language, percent)

static void questions_that_shaped_the_words_find_their_article(void **state)
{
	ASSERT_MOST(*state, chinese_questions, LANGUAGE_ZH, 95);
	ASSERT_MOST(*state, english_questions, LANGUAGE_EN, 97);
}

static void questions_never_seen_before_find_their_article(void **state)
{
	ASSERT_MOST(*state, fresh_chinese, LANGUAGE_ZH, 89);
	ASSERT_MOST(*state, fresh_english, LANGUAGE_EN, 96);
}

#define TEST(name) cmocka_unit_test(name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_word_of_two_characters_is_found),
		TEST(a_single_character_is_found_inside_words),
		TEST(chinese_questions_find_their_article),
		TEST(traditional_and_full_width_writing_finds_the_same),
		TEST(english_questions_find_their_article),
		TEST(unrelated_questions_find_nothing),
		TEST(no_writing_breaks_the_search),
		TEST(questions_that_shaped_the_words_find_their_article),
		TEST(questions_never_seen_before_find_their_article),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
