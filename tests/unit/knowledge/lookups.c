/*
 * Causes, policies and articles are found by name, and a policy by its most exact row.
 */
#include "folder.h"

#include "base/clock.h"

#define CHINA 480

static const char rows[] = "- {name: fee, valid_from: 2020-01-01, source: any,"
			   " value: {zh: 一, en: any}}\n"
			   "- {name: fee, valid_from: 2024-01-01, source: any,"
			   " value: {zh: 二, en: any later}}\n"
			   "- {name: fee, carrier: demo, valid_from: 2021-01-01, source: demo,"
			   " value: {zh: 三, en: demo}}\n"
			   "- {name: fee, province: 河南, valid_from: 2021-01-01, source: henan,"
			   " value: {zh: 四, en: henan}}\n"
			   "- {name: fee, carrier: demo, province: 四川, valid_from: 2020-01-01,"
			   " source: both, value: {zh: 五, en: both}}\n"
			   "- {name: fee, province: 西藏, valid_from: 2022-01-01, source: tibet,"
			   " valid_until: 2022-12-31, value: {zh: 七, en: tibet}}\n"
			   "- {name: fee, province: 四川, valid_from: 2025-01-01, source: sichuan,"
			   " value: {zh: 六, en: sichuan}}\n";

struct setting {
	struct folder *folder;
	struct knowledge *knowledge;
};

static int load(void **state)
{
	struct setting *setting = calloc(1, sizeof *setting);
	void *folder;

	folder_create(&folder);
	setting->folder = folder;
	folder_write(folder, "policies/other.yaml", rows);
	folder_write(
		folder, "articles/b.md",
		"---\nid: fees\ntitle_zh: 收费\ntitle_en: Fees\nwords_zh: 收费\nwords_en: fee\n"
		"---\n\n## zh\n\n{policy.fee}。\n\n## en\n\n{policy.fee}.\n");
	folder_write(folder, "causes.yaml",
		     CAUSE("ARREARS", "1", GOOD_WHAT) CAUSE("LOST", "2", GOOD_WHAT));
	setting->knowledge = knowledge_load(setting->folder->path, setting->folder->problems);
	problems_print(setting->folder->problems, stderr);
	assert_non_null(setting->knowledge);
	*state = setting;
	return 0;
}

static int unload(void **state)
{
	struct setting *setting = *state;
	void *folder = setting->folder;

	knowledge_destroy(setting->knowledge);
	folder_destroy(&folder);
	free(setting);
	return 0;
}

static const char *fee(const struct setting *setting, const char *carrier, const char *province,
		       const char *at)
{
	int64_t at_ms;

	assert_true(clock_parse(at, &at_ms));

	const struct policy *policy = knowledge_policy(setting->knowledge, "fee", carrier, province,
						       at_ms, CHINA);

	return policy ? policy->value[LANGUAGE_EN] : "none";
}

static void a_cause_is_found_with_all_it_says(void **state)
{
	struct setting *setting = *state;
	const struct cause *cause = knowledge_cause(setting->knowledge, "LOST");

	assert_string_equal(cause->code, "LOST");
	assert_int_equal(cause->lift_order, 2);
	assert_int_equal(cause->pay_effect, PAY_MAY_HELP);
	assert_true(cause->suspends);
	assert_false(cause->restricted);
	assert_int_equal(cause->abilities[CAN_CALL_OUT], ABILITY_NO);
	assert_int_equal(cause->abilities[CAN_RECEIVE_CALL], ABILITY_YES);
	assert_int_equal(cause->abilities[CAN_RECEIVE_SMS], ABILITY_UNKNOWN);
	assert_string_equal(cause->name[LANGUAGE_ZH], "欠费");
	assert_string_equal(cause->what[LANGUAGE_EN], "You owe {owed}.");
	assert_string_equal(cause->way_out[LANGUAGE_ZH], "请交费");
	assert_string_equal(cause->agent_next[LANGUAGE_EN], "Check");
	assert_string_equal(cause->source, "电信条例第34条");
}

static void an_unknown_code_is_no_cause(void **state)
{
	struct setting *setting = *state;

	assert_null(knowledge_cause(setting->knowledge, "MOON"));
	assert_null(knowledge_cause(setting->knowledge, "lost"));
}

static void causes_can_be_walked_through(void **state)
{
	struct setting *setting = *state;

	assert_int_equal(knowledge_n_causes(setting->knowledge), 2);
	assert_string_equal(knowledge_cause_at(setting->knowledge, 0)->code, "ARREARS");
	assert_string_equal(knowledge_cause_at(setting->knowledge, 1)->code, "LOST");
}

static void an_article_is_found_by_id(void **state)
{
	struct setting *setting = *state;
	const struct article *article = knowledge_article(setting->knowledge, "paying");

	assert_string_equal(article->title[LANGUAGE_ZH], "交费后恢复");
	assert_string_equal(article->body[LANGUAGE_ZH], "最长{policy.restore_longest}。");
	assert_string_equal(article->body[LANGUAGE_EN], "At most {policy.restore_longest}.");
	assert_null(knowledge_article(setting->knowledge, "nothing"));
}

static void a_policy_tells_source_and_day(void **state)
{
	struct setting *setting = *state;
	const struct policy *policy = knowledge_policy(setting->knowledge, "restore_longest", NULL,
						       NULL, INT64_C(1800000000000), CHINA);

	assert_string_equal(policy->name, "restore_longest");
	assert_string_equal(policy->value[LANGUAGE_ZH], "24小时");
	assert_string_equal(policy->source, "电信条例");
	assert_string_equal(policy->valid_from, "2016-02-06");
}

static void an_unknown_policy_is_none(void **state)
{
	struct setting *setting = *state;

	assert_null(knowledge_policy(setting->knowledge, "rent", "demo", "四川",
				     INT64_C(1800000000000), CHINA));
}

static void without_a_carrier_only_general_rows_hold(void **state)
{
	assert_string_equal(fee(*state, NULL, NULL, "2026-01-01"), "any later");
	assert_string_equal(fee(*state, "", "", "2026-01-01"), "any later");
	assert_string_equal(fee(*state, "other", "西藏", "2026-01-01"), "any later");
}

static void a_carriers_own_row_beats_a_later_general_one(void **state)
{
	assert_string_equal(fee(*state, "demo", NULL, "2026-01-01"), "demo");
}

static void the_province_beats_the_carrier(void **state)
{
	assert_string_equal(fee(*state, "demo", "河南", "2026-01-01"), "henan");
}

static void carrier_and_province_together_beat_all(void **state)
{
	assert_string_equal(fee(*state, "demo", "四川", "2026-01-01"), "both");
}

static void a_row_holds_from_its_day_on(void **state)
{
	assert_string_equal(fee(*state, NULL, NULL, "2019-12-31T00:00+08:00"), "none");
	assert_string_equal(fee(*state, NULL, NULL, "2020-01-01T00:00+08:00"), "any");
	assert_string_equal(fee(*state, NULL, NULL, "2023-12-31T23:59+08:00"), "any");
	assert_string_equal(fee(*state, "demo", NULL, "2020-06-01T00:00+08:00"), "any");
}

static void a_row_holds_to_the_end_of_its_last_day(void **state)
{
	assert_string_equal(fee(*state, "demo", "西藏", "2022-12-31T23:59+08:00"), "tibet");
	assert_string_equal(fee(*state, "demo", "西藏", "2023-01-01T00:00+08:00"), "demo");
}

static void the_day_is_that_of_the_zone(void **state)
{
	/* 16:00 UTC is midnight in China. */
	assert_string_equal(fee(*state, NULL, NULL, "2023-12-31T15:59+00:00"), "any");
	assert_string_equal(fee(*state, NULL, NULL, "2023-12-31T16:00+00:00"), "any later");
}

#define TEST(name) cmocka_unit_test(name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_cause_is_found_with_all_it_says),
		TEST(an_unknown_code_is_no_cause),
		TEST(causes_can_be_walked_through),
		TEST(an_article_is_found_by_id),
		TEST(a_policy_tells_source_and_day),
		TEST(an_unknown_policy_is_none),
		TEST(without_a_carrier_only_general_rows_hold),
		TEST(a_carriers_own_row_beats_a_later_general_one),
		TEST(the_province_beats_the_carrier),
		TEST(carrier_and_province_together_beat_all),
		TEST(a_row_holds_from_its_day_on),
		TEST(a_row_holds_to_the_end_of_its_last_day),
		TEST(the_day_is_that_of_the_zone),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
