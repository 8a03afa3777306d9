/*
 * Messages that are alike are gathered around the first of them.
 */
#include "fixture.h"

#include "intents/clusters.h"

#define MOST 16

static size_t leaders[MOST];

static void gather(const char *const *messages, size_t n)
{
	struct error err;

	assert_true(clusters_find(messages, n, leaders, &err));
}

static void messages_that_are_alike_join_the_first_of_them(void **state)
{
	static const char *const messages[] = {
		"把卡整活过来撒", "天气咋样",       "把卡整活过来", "wake my sim up please",
		"整活过来撒",     "wake my sim up", "明天天气咋样"};

	(void)state;
	gather(messages, 7);
	assert_int_equal(leaders[0], 0);
	assert_int_equal(leaders[1], 1);
	assert_int_equal(leaders[2], 0);
	assert_int_equal(leaders[3], 3);
	assert_int_equal(leaders[4], 0);
	assert_int_equal(leaders[5], 3);
	assert_int_equal(leaders[6], 1);
}

static void what_sounds_alike_is_alike(void **state)
{
	static const char *const messages[] = {"停机保号", "亭机宝号", "tingji baohao"};

	(void)state;
	gather(messages, 3);
	assert_int_equal(leaders[1], 0);
	assert_int_equal(leaders[2], 0);
}

static void messages_join_the_one_that_they_are_most_like(void **state)
{
	static const char *const messages[] = {"服务密码怎么改", "银行卡在哪里补办",
					       "服务密码怎么改银行卡在哪里",
					       "服务密码银行卡在哪里补办"};

	(void)state;
	gather(messages, 4);
	assert_int_equal(leaders[1], 1);
	assert_int_equal(leaders[2], 0);
	assert_int_equal(leaders[3], 1);
}

static void what_has_no_words_stands_together(void **state)
{
	static const char *const messages[] = {"", "。。。", "？", "阿巴", ""};

	(void)state;
	gather(messages, 5);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(leaders[i], i == 3 ? 3 : 0);
	gather(messages, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_that_are_alike_join_the_first_of_them),
		cmocka_unit_test(what_sounds_alike_is_alike),
		cmocka_unit_test(messages_join_the_one_that_they_are_most_like),
		cmocka_unit_test(what_has_no_words_stands_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
