/*
 * The bot's promises: nothing acknowledged is lost or done twice, nothing leaves before
 * COMMIT, and before proof nothing tells one number from another.
 */
#include "fixture.h"

/* --- a store that fails when told ---------------------------------------------- */

static struct {
	int activity_in;  /* the n-th activity_add from now fails; 0: none */
	bool ends_it;     /* and takes the whole transaction with it, as a full disk does */
	int commits_fail; /* so many commits fail */
	int commits;
} fault;

static bool failing_activity_add(void *db, const struct activity_row *row, struct error *err)
{
	if (fault.activity_in && --fault.activity_in == 0) {
		if (fault.ends_it)
			store_sqlite.rollback(db);
		return error_set(err, "the disk is full");
	}
	return store_sqlite.activity_add(db, row, err);
}

static bool failing_commit(void *db, struct error *err)
{
	if (fault.commits_fail) {
		fault.commits_fail--;
		store_sqlite.rollback(db);
		return error_set(err, "the disk is full");
	}
	fault.commits++;
	return store_sqlite.commit(db, err);
}

static struct store_kind failing_store;

static int open_failing(void **state)
{
	static struct fixture fixture;

	failing_store = store_sqlite;
	failing_store.activity_add = failing_activity_add;
	failing_store.commit = failing_commit;
	memset(&fault, 0, sizeof fault);
	fixture_open(&fixture, &failing_store, "sim:?code=135790");
	hello(&fixture, "zh-CN");
	*state = &fixture;
	return 0;
}

static int close_fixture(void **state)
{
	fixture_close(*state);
	return 0;
}

/* --- messages ------------------------------------------------------------------ */

static void a_resend_is_answered_with_the_first_outcome(void **state)
{
	struct fixture *fixture = *state;
	struct event *first = message(fixture, "我手机怎么停机了", "c-1");
	struct event *second = message(fixture, "我手机怎么停机了", "c-1");
	char echo[512];

	fixture_run(fixture, &first, 1);
	snprintf(echo, sizeof echo, "%.*s", (int)strcspn(fixture->told.data, "}"),
		 fixture->told.data);
	fixture_run(fixture, &second, 1);
	assert_told(fixture, echo);
	assert_int_equal(fixture->last.n, 1);
	assert_int_equal(fixture->last.items[0]->origin, 7);
	assert_int_equal(fixture->last.items[0]->watermark, 0);
}

static void a_resend_after_a_restart_is_answered_with_the_first_outcome(void **state)
{
	struct fixture *fixture = *state;
	struct event *first = message(fixture, "你好", "c-1");
	struct event *second = message(fixture, "你好", "c-1");
	struct error err;

	fixture_run(fixture, &first, 1);
	assert_true(bot_restart(fixture->bot, &err));
	fixture_run(fixture, &second, 1);
	assert_int_equal(fixture->last.n, 1);
	assert_told(fixture, "\"clientActivityID\":\"c-1\"");
}

static void an_id_with_other_content_is_refused(void **state)
{
	struct fixture *fixture = *state;
	struct event *first = message(fixture, "你好", "c-1");
	struct event *second = message(fixture, "再见", "c-1");

	fixture_run(fixture, &first, 1);
	fixture_run(fixture, &second, 1);
	assert_told(fixture, "error id_reused");
}

/* --- faults -------------------------------------------------------------------- */

static void one_event_that_fails_leaves_the_others_of_its_batch(void **state)
{
	struct fixture *fixture = *state;
	struct event *events[] = {message(fixture, "谢谢", "c-1"),
				  message(fixture, "谢谢你", "c-2"),
				  message(fixture, "多谢", "c-3")};

	fault.activity_in = 3; /* each message has an echo and an answer: the second one's echo */
	fixture_run(fixture, events, 3);
	assert_told(fixture, "\"clientActivityID\":\"c-1\"");
	assert_told(fixture, "error storage_unavailable");
	assert_told(fixture, "\"clientActivityID\":\"c-3\"");
	assert_not_told(fixture, "\"clientActivityID\":\"c-2\"");
}

static void a_lost_transaction_is_run_again_event_by_event(void **state)
{
	struct fixture *fixture = *state;
	struct event *events[] = {message(fixture, "谢谢", "c-1"),
				  message(fixture, "谢谢你", "c-2")};

	fault.activity_in = 3;
	fault.ends_it = true;
	fixture_run(fixture, events, 2);
	assert_told(fixture, "\"clientActivityID\":\"c-1\"");
	assert_told(fixture, "\"clientActivityID\":\"c-2\"");
	assert_told(fixture, "\"webchat:sequence-id\":5");
	assert_not_told(fixture, "\"webchat:sequence-id\":6");
	assert_not_told(fixture, "error");
}

static void nothing_leaves_when_commit_fails(void **state)
{
	struct fixture *fixture = *state;
	struct event *event = message(fixture, "你好", "c-1");

	fault.commits_fail = 2; /* together, and alone */
	fixture_run(fixture, &event, 1);
	assert_int_equal(fixture->last.n, 1);
	assert_int_equal(fixture->last.items[0]->kind, OUTPUT_ERROR);
	assert_true(fixture->last.items[0]->retry_after_ms > 0);

	event = message(fixture, "你好", "c-1");
	fixture_run(fixture, &event, 1);
	assert_told(fixture, "\"webchat:sequence-id\":2");
}

static void a_batch_is_one_commit(void **state)
{
	struct fixture *fixture = *state;
	struct event *events[8];
	int before = fault.commits;

	for (int i = 0; i < 8; i++)
		events[i] = message(fixture, "你好", NULL);
	fixture_run(fixture, events, 8);
	assert_int_equal(fault.commits - before, 1);
}

/* --- checks -------------------------------------------------------------------- */

static void a_secret_is_masked_in_its_echo(void **state)
{
	struct fixture *fixture = *state;

	say(fixture, "我手机停机了 13800000003");
	say(fixture, "服务密码");
	say(fixture, "999999");
	assert_told(fixture, "••••••");
	assert_not_told(fixture, "999999");
	say(fixture, "那密码246810呢");
	assert_not_told(fixture, "246810");
	assert_told(fixture, "128.00元");
}

static void say_slow(struct fixture *fixture, int64_t call)
{
	struct event *event = event_create(EVENT_SLOW, 0);

	event->call = call;
	fixture_run(fixture, &event, 1);
}

static void who_waits_for_a_slow_operator_is_told_so_once_for_each_call(void **state)
{
	struct fixture *fixture = *state;
	struct event *event;
	int64_t call = 0;

	say(fixture, "我手机停机了 13800000003");
	say(fixture, "服务密码");
	event = message(fixture, "246810", NULL);
	fixture_run(fixture, &event, 1); /* the operator does not answer yet */
	for (size_t i = 0; i < fixture->last.n; i++) {
		if (fixture->last.items[i]->kind == OUTPUT_CALL)
			call = fixture->last.items[i]->call;
	}
	say_slow(fixture, call);
	assert_told(fixture, "这会儿回得慢");
	say_slow(fixture, call);
	assert_not_told(fixture, "这会儿回得慢");
	say_slow(fixture, call + 1); /* was answered long ago */
	assert_not_told(fixture, "这会儿回得慢");
}

static void a_check_that_a_restart_interrupted_costs_no_try(void **state)
{
	struct fixture *fixture = *state;
	struct event *event;
	struct output_list calls = {0};
	struct error err;

	say(fixture, "我手机停机了 13800000003");
	say(fixture, "服务密码");
	event = message(fixture, "246810", "c-9");
	fixture_run(fixture, &event, 1); /* the operator does not answer */
	assert_true(bot_restart(fixture->bot, &err));
	output_list_finish(&fixture->last);
	buffer_clear(&fixture->told);
	bot_resume_calls(fixture->bot, &calls);
	fixture->last = calls;
	fixture_keep(fixture);
	assert_told(fixture, "不算次数");
	say(fixture, "111111");
	assert_told(fixture, "还可以再试 2 次");
}

static void three_wrong_tries_lead_to_a_person_in_any_conversation(void **state)
{
	struct fixture *fixture = *state;

	say(fixture, "我手机停机了 13800000003");
	say(fixture, "服务密码");
	say(fixture, "111111");
	say(fixture, "222222");
	hello(fixture, "zh-CN");
	say(fixture, "我手机停机了 13800000003");
	say(fixture, "服务密码");
	say(fixture, "333333");
	assert_told(fixture, "\"owner\":\"waiting\"");
	hello(fixture, "zh-CN");
	say(fixture, "我手机停机了 13800000003");
	assert_told(fixture, "\"owner\":\"waiting\"");
	assert_not_told(fixture, "短信验证码");
}

/* The whole way through one check of that number by its password. */
static void check(struct fixture *fixture, const char *password)
{
	hello(fixture, "zh-CN");
	say(fixture, "我手机停机了 13800000003");
	say(fixture, "服务密码");
	say(fixture, password);
}

static void assert_locked(struct fixture *fixture)
{
	hello(fixture, "zh-CN");
	say(fixture, "我手机停机了 13800000003");
	assert_told(fixture, "不能再自助核实身份了");
	assert_told(fixture, "\"owner\":\"waiting\"");
	assert_not_told(fixture, "服务密码");
}

static void a_wrong_secret_that_is_sent_again_costs_one_try(void **state)
{
	struct fixture *fixture = *state;

	check(fixture, "111111");
	assert_told(fixture, "还可以再试 2 次");
	say(fixture, "111111");
	assert_told(fixture, "这次不算次数");
	assert_told(fixture, "还可以再试 2 次");
	check(fixture, "111111");
	assert_told(fixture, "还可以再试 2 次");
	say(fixture, "222222");
	assert_told(fixture, "还可以再试 1 次");
	say(fixture, "246810");
	assert_told(fixture, "128.00元");
}

/* Two guesses and what one knows, again and again. */
static void fail_four_checks(struct fixture *fixture)
{
	check(fixture, "111111");
	check(fixture, "222222");
	check(fixture, "246810");
	assert_told(fixture, "128.00元");
	check(fixture, "333333");
	check(fixture, "444444");
	check(fixture, "246810");
	assert_told(fixture, "128.00元");
}

static void a_number_fails_five_checks_a_day_whatever_is_passed_between(void **state)
{
	struct fixture *fixture = *state;

	fail_four_checks(fixture);
	check(fixture, "555555");
	assert_locked(fixture);
	fixture->clock.manual_ms += 24 * 60 * 60 * 1000LL;
	check(fixture, "246810");
	assert_told(fixture, "128.00元");
}

static void the_last_check_of_the_day_says_that_it_was(void **state)
{
	struct fixture *fixture = *state;

	fail_four_checks(fixture);
	check(fixture, "555555");
	assert_not_told(fixture, "还可以再试");
	assert_told(fixture, "不能再自助核实身份了");
	assert_told(fixture, "\"owner\":\"waiting\"");
}

/* The operator is slow, and nobody waits for it. */
static void a_check_that_is_run_away_from_was_a_check(void **state)
{
	struct fixture *fixture = *state;

	for (int i = 0; i < 5; i++) {
		char wrong[] = "111110";
		struct event *event;

		wrong[5] += (char)i;
		hello(fixture, "zh-CN");
		say(fixture, "我手机停机了 13800000003");
		say(fixture, "服务密码");
		event = message(fixture, wrong, NULL);
		fixture_run(fixture, &event, 1);
	}
	assert_locked(fixture);
}

/* All that the bot says, without what is different in every conversation. */
static void add_words(struct buffer *words, const struct fixture *fixture)
{
	for (const char *at = fixture->told.data; (at = strstr(at, "\"text\":\"")); at += 8) {
		size_t length = strcspn(at + 8, "\"");

		buffer_add(words, at, length + 8);
		buffer_char(words, '\n');
	}
}

static char *words_before_proof(struct fixture *fixture, const char *number)
{
	struct buffer words = {0};

	hello(fixture, "zh-CN");
	say(fixture, "我手机怎么停机了");
	say(fixture, number);
	add_words(&words, fixture);
	say(fixture, "短信验证码");
	add_words(&words, fixture);
	say(fixture, "000000");
	add_words(&words, fixture);
	say(fixture, "换一种方式");
	say(fixture, "服务密码");
	say(fixture, "000000");
	add_words(&words, fixture);
	say(fixture, "换一种方式");
	say(fixture, "姓名和身份证后六位");
	say(fixture, "王五 000000");
	add_words(&words, fixture);
	say(fixture, "取消"); /* leave the line, so that everyone is told the same place in it */
	return buffer_take(&words);
}

/* The number, in full and masked, and the case that the third wrong try opens, differ of
 * course. */
static void blot_out(char *words, const char *piece, size_t length)
{
	for (char *at = words; (at = strstr(at, piece)); at += length)
		memset(at, '*', length);
}

static void before_proof_no_number_is_told_from_another(void **state)
{
	struct fixture *fixture = *state;
	char *unknown = words_before_proof(fixture, "13700000000");

	blot_out(unknown, "13700000000", 11);
	blot_out(unknown, "137****0000", 11);
	blot_out(unknown, fixture->case_id, 9);
	for (int i = 1; i <= 19; i++) {
		char number[24];
		char *words;

		snprintf(number, sizeof number, "138000000%02d", i);
		words = words_before_proof(fixture, number);
		blot_out(words, number, 11);
		memset(number + 3, '*', 4);
		blot_out(words, number, 11);
		blot_out(words, fixture->case_id, 9);
		if (strcmp(words, unknown))
			fail_whole(number, words, unknown);
		free(words);
	}
	free(unknown);
}

/* --- agents -------------------------------------------------------------------- */

static void an_agent_takes_the_case_and_the_bot_falls_silent(void **state)
{
	struct fixture *fixture = *state;

	account(fixture, "li", ROLE_AGENT);
	say(fixture, "转人工");
	assert_told(fixture, "\"owner\":\"waiting\"");
	desk(fixture, "li", DESK_CLAIM, NULL);
	assert_told(fixture, "客服 li 已接入");
	say(fixture, "我手机怎么停机了");
	assert_told(fixture, "我手机怎么停机了");
	assert_not_told(fixture, "\"fuji:speaker\":\"bot\"");
	desk(fixture, "li", DESK_MESSAGE, "您好，我来处理");
	assert_told(fixture, "\"fuji:speaker\":\"agent\"");
	desk(fixture, "li", DESK_CLOSE, NULL);
	assert_told(fixture, "\"owner\":\"closed\"");
	say(fixture, "你好");
	assert_told(fixture, "\"owner\":\"bot\"");
	assert_told(fixture, "\"fuji:speaker\":\"bot\"");
}

static void a_case_that_an_agent_closes_asks_how_it_was(void **state)
{
	struct fixture *fixture = *state;

	account(fixture, "li", ROLE_AGENT);
	say(fixture, "转人工");
	desk(fixture, "li", DESK_CLAIM, NULL);
	desk(fixture, "li", DESK_CLOSE, NULL);
	assert_told(fixture, "1 到 5 分");
	assert_told(fixture, "\"owner\":\"closed\"");
	say(fixture, "5");
	assert_told(fixture, "想多说一句");
}

static void a_rating_after_a_case_was_closed_may_be_left_out(void **state)
{
	struct fixture *fixture = *state;

	account(fixture, "li", ROLE_AGENT);
	say(fixture, "转人工");
	desk(fixture, "li", DESK_CLAIM, NULL);
	desk(fixture, "li", DESK_CLOSE, NULL);
	say(fixture, "我手机怎么停机了");
	assert_told(fixture, "11 位");
	assert_not_told(fixture, "1 到 5");
}

static void a_case_that_goes_back_to_the_bot_asks_nothing(void **state)
{
	struct fixture *fixture = *state;

	account(fixture, "li", ROLE_AGENT);
	say(fixture, "转人工");
	desk(fixture, "li", DESK_CLAIM, NULL);
	desk(fixture, "li", DESK_RETURN, NULL);
	assert_not_told(fixture, "1 到 5");
}

static void a_complaint_is_quoted_to_agents_and_stays_theirs_when_its_teller_leaves(void **state)
{
	struct fixture *fixture = *state;

	account(fixture, "li", ROLE_AGENT);
	say(fixture, "我要投诉");
	say(fixture, "打了十次电话都没人接，停机也不通知我，害我丢了一单生意");
	assert_desk_told(fixture, "“打了十次电话都没人接");
	assert_desk_told(fixture, "\"zh\":\"投诉\"");
	say(fixture, "取消");
	assert_told(fixture, "\"owner\":\"bot\"");
	say(fixture, "我手机怎么停机了");
	assert_told(fixture, "11 位");
	desk(fixture, "li", DESK_CLAIM, NULL);
	assert_told(fixture, "客服 li 已接入");
	desk(fixture, "li", DESK_CLOSE, NULL);
	assert_told(fixture, "\"owner\":\"closed\"");
}

static void danger_is_answered_while_an_agent_speaks_and_moves_the_case_up(void **state)
{
	struct fixture *fixture = *state;

	account(fixture, "li", ROLE_AGENT);
	say(fixture, "转人工");
	desk(fixture, "li", DESK_CLAIM, NULL);
	say(fixture, "我妈晕倒了没气了");
	assert_told(fixture, "120（急救）");
	assert_told(fixture, "\"fuji:speaker\":\"system\"");
	assert_not_told(fixture, "\"fuji:speaker\":\"bot\"");
	assert_desk_told(fixture, "\"priority\":0");
	say(fixture, "我不想活了");
	assert_told(fixture, "12356");
	assert_not_told(fixture, "\"fuji:speaker\":\"bot\"");
}

static void danger_after_the_case_was_closed_opens_another_before_all_others(void **state)
{
	struct fixture *fixture = *state;

	account(fixture, "li", ROLE_AGENT);
	say(fixture, "转人工");
	desk(fixture, "li", DESK_CLAIM, NULL);
	desk(fixture, "li", DESK_CLOSE, NULL);
	say(fixture, "我不想活了");
	assert_told(fixture, "12356");
	assert_told(fixture, "\"owner\":\"waiting\"");
	assert_desk_told(fixture, "\"priority\":0");
	assert_desk_told(fixture, "我不想活了");
}

static void who_reports_a_scam_waits_before_others(void **state)
{
	struct fixture *fixture = *state;

	say(fixture, "我被骗了五千块钱");
	say(fixture, "人工");
	assert_told(fixture, "\"owner\":\"waiting\"");
	assert_desk_told(fixture, "\"priority\":1");
}

static void a_case_is_claimed_once(void **state)
{
	struct fixture *fixture = *state;

	account(fixture, "li", ROLE_AGENT);
	account(fixture, "wang", ROLE_AGENT);
	say(fixture, "转人工");
	desk(fixture, "li", DESK_CLAIM, NULL);
	desk(fixture, "wang", DESK_CLAIM, NULL);
	assert_told(fixture, "error already_claimed");
	desk(fixture, "wang", DESK_MESSAGE, "我也在");
	assert_told(fixture, "error not_yours");
}

static void roles_do_what_the_table_says_and_nothing_else(void **state)
{
	struct fixture *fixture = *state;

	account(fixture, "zhao", ROLE_AUDITOR);
	account(fixture, "root", ROLE_ADMIN);
	say(fixture, "转人工");
	desk(fixture, "zhao", DESK_OPEN, NULL);
	assert_not_told(fixture, "error");
	desk(fixture, "zhao", DESK_CLAIM, NULL);
	assert_told(fixture, "error forbidden");
	desk(fixture, "root", DESK_SNAPSHOT, NULL);
	assert_told(fixture, "error forbidden");
	for (int role = 0; role < N_ROLES; role++)
		assert_false(access_allows((enum role)role, "desk.export"));
}

static void a_disabled_agent_does_nothing_any_more(void **state)
{
	struct fixture *fixture = *state;
	struct event *event = event_create(EVENT_ACCOUNT, 1);
	struct event *claim;

	account(fixture, "li", ROLE_AGENT);
	say(fixture, "转人工");
	claim = desk_event(fixture, "li", DESK_CLAIM, NULL);
	event->account = ACCOUNT_DISABLE;
	event->name = mem_text("li");
	fixture_run(fixture, &event, 1);
	assert_int_equal(fixture->last.items[0]->kind, OUTPUT_SIGNED_OUT);
	fixture_run(fixture, &claim, 1);
	assert_told(fixture, "error disabled");
}

static void the_summary_tells_what_was_said_and_what_the_record_shows(void **state)
{
	struct fixture *fixture = *state;

	account(fixture, "li", ROLE_AGENT);
	say(fixture, "我手机怎么停机了，急");
	say(fixture, "13800000003");
	say(fixture, "服务密码 246810");
	say(fixture, "转人工");
	desk(fixture, "li", DESK_OPEN, NULL);
	assert_desk_told(fixture, "\"zh\":\"138****0003；已验证：服务密码");
	assert_desk_told(fixture, "\"section\":\"holds\"");
	assert_desk_told(fixture, "(ARREARS_FULL)");
	assert_desk_told(fixture, "欠费 128.00元");
	assert_desk_told(fixture, "“我手机怎么停机了，急” (#2)");
	assert_desk_told(fixture, "\"section\":\"next\"");
	assert_null(strstr(fixture->desk.data, "246810"));
}

static void the_summary_tells_what_was_answered_and_promised(void **state)
{
	struct fixture *fixture = *state;

	account(fixture, "li", ROLE_AGENT);
	say(fixture, "我昨天微信充了100怎么还停着");
	say(fixture, "13800000003");
	say(fixture, "服务密码 246810");
	say(fixture, "13912345678");
	desk(fixture, "li", DESK_OPEN, NULL);
	assert_desk_told(fixture, "\"section\":\"details\"");
	assert_desk_told(fixture, "付款渠道 微信");
	assert_desk_told(fixture, "amount paid 100.00 yuan");
	assert_desk_told(fixture, "付款的号码 139****5678");
	assert_desk_told(fixture, "充到别的号码");
	assert_desk_told(fixture, "48小时内会在这里给您第一次答复。");
	assert_null(strstr(fixture->desk.data, "13912345678"));
}

#define test(name) cmocka_unit_test_setup_teardown(name, open_failing, close_fixture)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_resend_is_answered_with_the_first_outcome),
		test(a_resend_after_a_restart_is_answered_with_the_first_outcome),
		test(an_id_with_other_content_is_refused),
		test(one_event_that_fails_leaves_the_others_of_its_batch),
		test(a_lost_transaction_is_run_again_event_by_event),
		test(nothing_leaves_when_commit_fails),
		test(a_batch_is_one_commit),
		test(a_secret_is_masked_in_its_echo),
		test(who_waits_for_a_slow_operator_is_told_so_once_for_each_call),
		test(a_check_that_a_restart_interrupted_costs_no_try),
		test(three_wrong_tries_lead_to_a_person_in_any_conversation),
		test(a_wrong_secret_that_is_sent_again_costs_one_try),
		test(a_number_fails_five_checks_a_day_whatever_is_passed_between),
		test(the_last_check_of_the_day_says_that_it_was),
		test(a_check_that_is_run_away_from_was_a_check),
		test(before_proof_no_number_is_told_from_another),
		test(an_agent_takes_the_case_and_the_bot_falls_silent),
		test(a_case_that_an_agent_closes_asks_how_it_was),
		test(a_rating_after_a_case_was_closed_may_be_left_out),
		test(a_case_that_goes_back_to_the_bot_asks_nothing),
		test(a_complaint_is_quoted_to_agents_and_stays_theirs_when_its_teller_leaves),
		test(danger_is_answered_while_an_agent_speaks_and_moves_the_case_up),
		test(danger_after_the_case_was_closed_opens_another_before_all_others),
		test(who_reports_a_scam_waits_before_others),
		test(a_case_is_claimed_once),
		test(roles_do_what_the_table_says_and_nothing_else),
		test(a_disabled_agent_does_nothing_any_more),
		test(the_summary_tells_what_was_said_and_what_the_record_shows),
		test(the_summary_tells_what_was_answered_and_promised),
	};

	return cmocka_run_group_tests_name("bot", tests, NULL, NULL);
}
