/*
 * The packs that are shipped load, and keep apart what is easily confused.
 *
 * Sentences here stand in no pack.
 */
#include "fixture.h"

struct row {
	const char *text, *intents;
};

/* Training takes a while: once for all. */
static struct fixture shipped;

static int load_shipped(void **state)
{
	(void)state;
	fixture_start(&shipped);
	fixture_load(&shipped, "intents/packs");
	problems_print(shipped.problems, stderr);
	return shipped.intents ? 0 : -1;
}

static int unload_shipped(void **state)
{
	(void)state;
	fixture_finish(&shipped);
	return 0;
}

static void check(const struct row *rows, size_t n)
{
	size_t n_wrong = 0;

	for (size_t i = 0; i < n; i++) {
		const char *got = fixture_intents(&shipped, rows[i].text);

		if (!strcmp(got, rows[i].intents))
			continue;
		print_error("%s: %s, not %s\n", rows[i].text, got, rows[i].intents);
		n_wrong++;
	}
	assert_int_equal(n_wrong, 0);
}
#define CHECK(rows) check(rows, sizeof(rows) / sizeof *(rows))

static void a_suspended_line_is_told_from_what_only_sounds_like_it(void **state)
{
	static const struct row rows[] = {
		{"我这手机咋又停机了啊", "suspension_cause"},
		{"號碼被停機了是什麼原因", "suspension_cause"},
		{"电话用不了了什么情况", "suspension_cause"},
		{"我没停机就是打不出去", "no_service"},
		{"家里宽带怎么停了", "other_telecom"},
		{"我们厂的设备停机三天了", "out_of_scope"},
		{"昨天刚交了一百块钱咋还停着呢", "paid_not_restored"},
		{"手机让人偷了赶紧给我停机", "lost"},
		{"出国一年想办停机保号", "hold"},
		{"停机以后多久会被注销", "policy"},
		{"系统说我涉嫌诈骗给我停了", "fraud_block"},
		{"话费还多着呢咋停机了", "suspension_cause"},
		{"停机了在哪交话费", "pay"},
		{"银行卡被冻结了", "out_of_scope"},
		{"游戏停服了", "out_of_scope"},
		{"why has my phone number been cut off", "suspension_cause"},
		{"i topped up but it is still suspended", "paid_not_restored"},
	};

	(void)state;
	CHECK(rows);
}

static void who_is_old_or_disabled_and_cannot_manage_wants_a_person(void **state)
{
	static const struct row rows[] = {
		{"我都七十八岁了这个搞不来", "human"},
		{"年纪大了真的看不懂你这些", "human"},
		{"我是个残疾人", "human"},
		{"耳朵不好听不清", "human"},
		{"我不识字的", "human"},
		{"i am 71 and i cannot work this out", "human"},
		{"i am deaf, what now", "human"},
		{"残疾人办套餐有优惠吗", "other_telecom"},
		{"老人手机停机了什么原因", "suspension_cause"},
		{"我爸快八十岁了刷脸过不了", "verification_help"},
	};

	(void)state;
	CHECK(rows);
}

static void another_offices_matter_is_not_ours(void **state)
{
	static const struct row rows[] = {
		{"医保卡丢了去哪补办", "out_of_scope"},
		{"这个月水费欠多少钱", "out_of_scope"},
		{"公交卡充了三十没到账", "out_of_scope"},
		{"我用银行卡交话费可以吗", "pay"},
		{"办公室座机停机了", "other_telecom"},
		{"宽带没问题，是手机号停了", "suspension_cause"},
	};

	(void)state;
	CHECK(rows);
}

static void who_wins_wins_alone(void **state)
{
	static const struct row rows[] = {
		{"停机了烦死了给我找个人工", "human"},
		{"我爸晕倒了打不了120给我转人工", "emergency"},
		{"有人冒充移动让我转账帮我转人工", "scam_report"},
		{"不跟你说我要找人工", "human"},
		{"my number is suspended let me talk to a person", "human"},
	};

	(void)state;
	CHECK(rows);
}

static void a_phone_number_holds_no_words(void **state)
{
	static const struct row rows[] = {
		{"手机停机 13912345678", "suspension_cause"},
		{"帮我打13811000110", ""},
		{"手机停机 138 1231 5110", "suspension_cause"},
		{"why is my number 13812315119 suspended", "suspension_cause"},
	};

	(void)state;
	CHECK(rows);
}

static void fragments_are_not_understood(void **state)
{
	static const struct row rows[] = {
		{"", ""},         {"那个那个", ""},  {"😀😀", ""}, {"13800010001", ""},
		{"阿巴阿巴", ""}, {"asdf qwer", ""},
	};

	(void)state;
	CHECK(rows);
}

static void each_name_of_the_contract_has_a_pack(void **state)
{
	static const char *const names[] = {"suspension_cause",
					    "balance",
					    "paid_not_restored",
					    "pay",
					    "resume",
					    "hold",
					    "lost",
					    "cancel_number",
					    "fraud_block",
					    "real_name",
					    "account_lock",
					    "no_service",
					    "verification_help",
					    "case_progress",
					    "policy",
					    "complaint",
					    "human",
					    "privacy",
					    "scam_report",
					    "emergency",
					    "feedback",
					    "greet",
					    "thanks",
					    "bye",
					    "affirm",
					    "deny",
					    "stop",
					    "repeat",
					    "restart",
					    "help",
					    "are_you_bot",
					    "abuse",
					    "other_telecom",
					    "out_of_scope",
					    "language"};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		assert_true(intents_know(shipped.intents, names[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_suspended_line_is_told_from_what_only_sounds_like_it),
		cmocka_unit_test(who_is_old_or_disabled_and_cannot_manage_wants_a_person),
		cmocka_unit_test(another_offices_matter_is_not_ours),
		cmocka_unit_test(who_wins_wins_alone),
		cmocka_unit_test(a_phone_number_holds_no_words),
		cmocka_unit_test(fragments_are_not_understood),
		cmocka_unit_test(each_name_of_the_contract_has_a_pack),
	};

	return cmocka_run_group_tests(tests, load_shipped, unload_shipped);
}
