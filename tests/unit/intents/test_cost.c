/*
 * A pattern that could hold up all other messages is refused when it is loaded.
 */
#include "fixture.h"

#include "intents/cost.h"

static bool is_refused(struct pattern_runner *runner, const char *text)
{
	struct pattern *pattern;
	struct error err;
	size_t offset;

	pattern = pattern_compile(text, false, &offset, &err);
	if (!pattern)
		fail_msg("%s: %s", text, err.text);
	pattern_destroy(pattern);
	return cost_is_high(runner, text, false);
}

static void check(const char *const *patterns, bool refused)
{
	struct pattern_runner *runner = pattern_runner_create();
	size_t n_wrong = 0;

	for (; *patterns; patterns++) {
		if (is_refused(runner, *patterns) == refused)
			continue;
		print_error("%s is %srefused\n", *patterns, refused ? "not " : "");
		n_wrong++;
	}
	pattern_runner_destroy(runner);
	assert_int_equal(n_wrong, 0);
}

static void a_pattern_that_some_message_makes_slow_is_refused(void **state)
{
	static const char *const patterns[] = {
		/* repetitions of repetitions */
		"(a+)+$",
		"(?:停+)+机",
		"(\\w+\\s?)+$",
		"(?:停机?|机停?)+号码",
		"(?:\\bstop\\b.{0,30})+\\bnow\\b",
		/* the same letters for one of several */
		"a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?aaaaaaaaaaaaaaaaaab",
		"(?:停|停机|停机了|停机了吗)*！",
		"(?:a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p)*1",
		/* gaps behind gaps */
		".{0,40}a.{0,40}b.{0,40}c",
		"停.{0,40}机.{0,40}卡.{0,40}号",
		"(?:(?:一|二|三)?.{0,20}){5}四五",
		"[^号]{0,60}机[^号]{0,60}x",
		"\\w{0,300}\\b(?:suspended|suspension|suspect)\\b.{0,60}\\bplease",
		/* gaps without a bound */
		"停.*机",
		"(.*)(.*)(.*)x",
		"^(?:.*,){9}p",
		"\\w*\\d*\\w*!",
		/* what was taken is looked for again */
		"(\\w+)\\s\\1号",
		"(?=(.*)机)停.*\\1号",
		/* never given back, but taken again from every start */
		"(?>停+)+号x",
		"\\X{0,100}号机",
		/* only where others stand before */
		"(?<=[停][停][停])(?:停+)+机",
		NULL,
	};

	(void)state;
	check(patterns, true);
}

static void a_pattern_as_packs_have_them_is_not(void **state)
{
	static const char *const patterns[] = {
		"停机",
		"停[了咗]?机|停[几鸡基]|[挺听亭]机",
		"停(?:机|卡|号){0,3}.{0,12}(?:为什么|怎么|咋)",
		"(?<!没)被停.{0,12}吗",
		"\\bmy\\b.{0,40}\\b(?:phone|line)\\b.{0,40}\\bis\\b.{0,40}\\bdead\\b",
		"^(?!.{0,30}(?:话费|手机|电话)).{0,20}?(?:银行卡|社保|快递)",
		"[\\x{1f44c}\\x{1f44d}]+",
		NULL,
	};

	(void)state;
	check(patterns, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pattern_that_some_message_makes_slow_is_refused),
		cmocka_unit_test(a_pattern_as_packs_have_them_is_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
