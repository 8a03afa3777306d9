/*
 * Words that rules know are heard in homophones and in pinyin, and in nothing else.
 */
#include "fixture.h"

#include "base/yaml.h"
#include "intents/heard.h"

static struct text_reader *reader;
static struct arena *arena, *kept;
static struct heard heard;

static bool hear(const char *text, struct text_normal *normal, struct subject *out)
{
	struct subject subject;

	assert_true(text_normalize(reader, text, strlen(text), arena, normal, NULL));
	subject_read(normal, arena, &subject);
	return heard_read(&heard, &subject, arena, out);
}

static void homophones_are_heard(void **state)
{
	static const char *const rows[][2] = {
		{"挺机了", "停机了"},
		{"我手机听机了", "我手机停机了"},
		{"亭鸡", "停机"},
		{"停几了怎么办", "停机了怎么办"},
		{"要付机", "要复机"},
		{"富鸡", "复机"},
		{"给我揩机", "给我开机"},
		{"我要爆亭", "我要报停"},
		{"停鸡抱号", "停机保号"},
		{"抱浩业务", "保号业务"},
		{"转人供", "转人工"},
		{"找人公客服", "找人工客服"},
		{"仁功科服", "人工客服"},
		{"找珍人", "找真人"},
		{"查画费", "查话费"},
		{"冲直了五十", "充值了五十"},
		{"冲画费", "充话费"},
		{"缴废在哪", "缴费在哪"},
		{"我前费多少", "我欠费多少"},
		{"鱼额多少", "余额多少"},
		{"瓜失", "挂失"},
		{"我要挂师", "我要挂失"},
		{"补咖", "补卡"},
		{"实明认证", "实名认证"},
		{"二次使命", "二次实名"},
		{"消户", "销户"},
		{"肖号", "销号"},
		{"注消", "注销"},
		{"忘了密马", "忘了密码"},
		{"眼正码没来", "验证码没来"},
		{"断心收不到", "短信收不到"},
		{"头诉你们", "投诉你们"},
		{"报井", "报警"},
		{"快报晶", "快报警"},
		{"被炸骗了", "被诈骗了"},
		{"涉炸", "涉诈"},
		{"没新号", "没信号"},
		{"套参", "套餐"},
		{"叫你们经里来", "叫你们经理来"},
		{"話廢還有多少", "话费还有多少"},
		{"充了一百到帐没", "充了一百到账没"},
		{"听机付机", "停机复机"},
	};
	struct text_normal normal;
	struct subject subject;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (!hear(rows[i][0], &normal, &subject))
			fail_msg("%s is not heard", rows[i][0]);
		assert_string_equal(subject.text, rows[i][1]);
		assert_int_equal(subject.length, strlen(rows[i][1]));
	}
}

static void pinyin_is_heard(void **state)
{
	static const char *const rows[][2] = {
		{"tingji", "停机"},
		{"ting ji le", "停机le"},
		{"停 ji", "停机"},
		{"TingJi", "停机"},
		{"zhuan rengong", "zhuan人工"},
		{"zhuanrengong", "zhuan人工"},
		{"chong hua fei", "充话费"},
		{"chonghuafei", "充话费"},
		{"wo yao fuji", "我要复机"},
		{"wodekahaotingjile", "我的kahao停机le"},
		{"huafei duoshao", "话费多少"},
		{"weishenme tingji", "为什么停机"},
		{"mei you xinhao", "没有信号"},
		{"zhaohuo le", "zhaohuo le"},
		{"bangwo baojing", "帮我报警"},
		{"buka", "补卡"},
		{"mima wangle", "密码忘了"},
		{"我的shouji停机了", "我的手机停机了"},
	};
	struct text_normal normal;
	struct subject subject;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		bool differs = strcmp(rows[i][0], rows[i][1]) != 0;

		assert_int_equal(hear(rows[i][0], &normal, &subject), differs);
		if (!differs)
			continue;
		assert_string_equal(subject.text, rows[i][1]);
		assert_int_equal(subject.language, LANGUAGE_ZH);
		assert_true(subject.language_is_clear);
	}
}

static void other_words_that_sound_alike_are_left_alone(void **state)
{
	static const char *const rows[] = {
		/* written as it should be */
		"停机了",
		"交费和缴费",
		"转人工",
		"",
		"?!",
		"话费",
		/* another word */
		"你们受理吗在我手里",
		"老人失明了",
		"手机很流畅不卡",
		"我来报号",
		"号码已经报好了",
		"我听见了",
		"停几天",
		"停几个月行不行",
		"他们公司的人公司付",
		"别人公司的号",
		"几个人共用",
		"是明天吗",
		"你们的使命",
		"能克服吗",
		"可付现金",
		"你们的经历",
		"没精力弄",
		"领到卡了",
		"我的小号",
		"小户型",
		"孩子住校",
		"我会记住",
		"这样好吗",
		"要验证吗",
		"还没回复我",
		"直接听",
		"被背景音挡住听不清",
		"月收几块钱",
		"收集个人信息",
		"就明天",
		"看片子",
		"神速",
		"换新号",
		"花费了三天",
		"买化肥",
		"营业厅几点开门",
		"付几块钱",
		"留两年",
		"紫砂壶",
		"这货到了",
		"样子啥的",
		"但停机不行吗",
		/* no Chinese */
		"can men fan the long change",
		"i can change the plan at the bank",
		"she and he hang up",
		"please open the machine",
		"what is ting ji called in english here please",
		"a b c",
		"13800000001",
		"women",
	};
	struct text_normal normal;
	struct subject subject;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (hear(rows[i], &normal, &subject))
			fail_msg("%s is heard as %s", rows[i], subject.text);
	}
}

static void what_is_heard_leads_back_to_what_was_written(void **state)
{
	static const struct {
		const char *text, *part, *origin;
	} rows[] = {
		{"我手机亭機了", "停机", "亭機"},
		{"我手机亭機了", "停", "亭"},
		{"我手机亭機了", "机了", "機了"},
		{"zhuan ren gong kefu", "人工", "ren gong"},
		{"zhuan ren gong kefu", "客服", "kefu"},
		{"zhuan ren gong kefu", "工客", "gong ke"},
		{"转人人供", "人工", "人供"},
		{"嗯，转人供！", "工", "供"},
	};
	struct text_normal normal;
	struct subject subject;
	size_t from, length;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_true(hear(rows[i].text, &normal, &subject));
		const char *found = strstr(subject.text, rows[i].part);

		assert_non_null(found);
		subject_origin(&subject, &normal, (size_t)(found - subject.text),
			       strlen(rows[i].part), &from, &length);
		assert_string_equal(arena_text_n(arena, rows[i].text + from, length),
				    rows[i].origin);
	}
}

static void the_view_has_a_core_of_its_own(void **state)
{
	struct text_normal normal;
	struct subject subject;

	(void)state;
	assert_true(hear("嗯，ren gong！！", &normal, &subject));
	assert_string_equal(
		arena_text_n(arena, subject.text + subject.core_at, subject.core_length), "人工");
}

static void a_term_that_cannot_be_heard_is_a_problem(void **state)
{
	static const struct {
		const char *text, *problem;
	} rows[] = {
		{"heard: {机: []}", "x:1:12: term 机 must be 2 to 6 Chinese characters"},
		{"heard: {停ji: []}", "x:1:14: term 停ji must be 2 to 6 Chinese characters"},
		{"heard: {停机: 听几}", "x:1:13: must be a list of words"},
		{"heard: {停机: [[]]}", "x:1:14: must be a word"},
		{"heard: [停机]", "x:1:8: must be a map of terms to lists of words"},
		{"pinyin: 停机", "x:1:9: must be a list of words"},
		{"pinyin: [机]", "x:1:10: term 机 must be 2 to 6 Chinese characters"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct problems *problems = problems_create();
		struct heard none = {0};

		heard_add(&none,
			  yaml_read_text("x", rows[i].text, strlen(rows[i].text), arena, problems),
			  arena, problems);
		assert_int_equal(problems_count(problems), 1);
		assert_string_equal(problems_line(problems, 0), rows[i].problem);
		problems_destroy(problems);
	}
}

static void rules_hear(void **state)
{
	static const char *const rows[][2] = {
		{"转人供", "human"},
		{"找人公客服", "human"},
		{"给我仁功", "human"},
		{"zhuan rengong", "human"},
		{"zhuanrengong", "human"},
		{"zrg", "human"},
		{"快帮我报井", "emergency"},
		{"帮我 bao jing", "emergency"},
		{"我被炸骗了", "scam_report"},
		{"wo bei zhapian le", "scam_report"},
		{"我要富鸡", "resume"},
		{"亭鸡抱号怎么办", "hold"},
		{"我要瓜失", "lost"},
		{"前费多少", "balance"},
		{"我要肖户", "cancel_number"},
		{"wo de ka weishenme tingji", "suspension_cause"},
		{"头诉你们", "complaint"},
		/* and do not mishear */
		{"这样好吗", ""},
		{"can men fan", ""},
	};
	struct fixture fixture;
	size_t n_wrong = 0;

	(void)state;
	fixture_start(&fixture);
	fixture_load(&fixture, "intents/packs");
	problems_print(fixture.problems, stderr);
	assert_non_null(fixture.intents);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *got = fixture_intents(&fixture, rows[i][0]);

		if (!strcmp(got, rows[i][1]))
			continue;
		print_error("%s: %s, not %s\n", rows[i][0], got, rows[i][1]);
		n_wrong++;
	}
	assert_int_equal(n_wrong, 0);
	fixture_finish(&fixture);
}

/* A rule that matches what was written is not tried on what is heard. */
static void what_was_written_comes_first(void **state)
{
	struct fixture fixture;

	(void)state;
	fixture_start(&fixture);
	fixture_file(&fixture, "a.yaml",
		     "intent: stop\nkind: act\nrules:\n  - match: '我的.机'\n    unless: '停机'\n"
		     "examples: {zh: [我的手机]}\n");
	fixture_file(&fixture, "words.yaml", "heard: {停机: [], 手机: []}\n");
	fixture_load(&fixture, fixture.folder);
	problems_print(fixture.problems, stderr);
	assert_non_null(fixture.intents);
	/* Heard it would be silenced, and is on the view on which it matches. */
	assert_string_equal(fixture_intents(&fixture, "我的首机亭机"), "stop");
	assert_int_equal(fixture.got.n_hits, 1);
	assert_string_equal(fixture_intents(&fixture, "我的首击亭机"), "");
	assert_int_equal(fixture.got.n_hits, 1);
	assert_true(fixture.got.hits[0].silenced);
	fixture_finish(&fixture);
}

static int create(void **state)
{
	struct problems *problems = problems_create();

	(void)state;
	reader = text_reader_create(NULL);
	arena = arena_create();
	kept = arena_create();
	const struct yaml *words = yaml_read("intents/packs/words.yaml", kept, problems);

	heard_add(&heard, words, kept, problems);
	problems_print(problems, stderr);
	bool good = reader && !problems_count(problems);

	problems_destroy(problems);
	return good ? 0 : -1;
}

static int destroy(void **state)
{
	(void)state;
	text_reader_destroy(reader);
	arena_destroy(arena);
	arena_destroy(kept);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(homophones_are_heard),
		cmocka_unit_test(pinyin_is_heard),
		cmocka_unit_test(other_words_that_sound_alike_are_left_alone),
		cmocka_unit_test(what_is_heard_leads_back_to_what_was_written),
		cmocka_unit_test(the_view_has_a_core_of_its_own),
		cmocka_unit_test(a_term_that_cannot_be_heard_is_a_problem),
		cmocka_unit_test(rules_hear),
		cmocka_unit_test(what_was_written_comes_first),
	};

	return cmocka_run_group_tests(tests, create, destroy);
}
