/*
 * What a subscriber is told of a case that another conversation has: all that they may know when
 * the number is theirs, and otherwise nothing that an unknown case number would not bring.
 */
#include "tests/unit/bot/fixture.h"

static int open_fixture(void **state)
{
	struct fixture *fixture = mem_new(sizeof *fixture);

	fixture_open(fixture, &store_sqlite, "sim:?code=135790");
	hello(fixture, "zh-CN");
	*state = fixture;
	return 0;
}

/* A case about a number, by somebody who has proven it. */
static void open_case(struct fixture *fixture)
{
	say(fixture, "我的号码为什么停机 13800000003");
	say(fixture, "服务密码246810");
	say(fixture, "转人工");
	assert_told(fixture, "\"owner\":\"waiting\"");
}

/* Asks for a case in a new conversation; the proof is what is said then. */
static void ask_elsewhere(struct fixture *fixture, const char *case_id, const char *line,
			  const char *proof)
{
	char question[64];

	snprintf(question, sizeof question, "查一下案件%s的进度", case_id);
	hello(fixture, "zh-CN");
	say(fixture, question);
	assert_told(fixture, "不是在这个对话里开的");
	assert_not_told(fixture, "等人工客服处理");
	say(fixture, line);
	assert_not_told(fixture, "等人工客服处理");
	say(fixture, proof);
}

static void whose_number_it_is_learns_how_the_case_gets_on(void **state)
{
	struct fixture *fixture = *state;

	account(fixture, "li", ROLE_AGENT);
	open_case(fixture);
	ask_elsewhere(fixture, fixture->case_id, "13800000003", "服务密码246810");
	assert_told(fixture, "已经收到");
	assert_told(fixture, "首次答复：48小时内");
	desk(fixture, "li", DESK_CLAIM, NULL);
	ask_elsewhere(fixture, fixture->case_id, "13800000003", "服务密码246810");
	assert_told(fixture, "有人工客服正在处理");
	mark_step(fixture, "li", "ARREARS_FULL.payment_found", "done", NULL);
	mark_step(fixture, "li", "ARREARS_FULL.resume_confirmed", "done", NULL);
	desk(fixture, "li", DESK_CLOSE, NULL);
	ask_elsewhere(fixture, fixture->case_id, "13800000003", "服务密码246810");
	assert_told(fixture, "已经结束");
}

static void a_foreign_case_reads_like_one_that_does_not_exist(void **state)
{
	struct fixture *fixture = *state;
	const char *unknown;

	open_case(fixture);
	unknown = strcmp(fixture->case_id, "F00000001") ? "F00000001" : "F00000002";
	ask_elsewhere(fixture, fixture->case_id, "13800000019", "服务密码135246");
	assert_told(fixture, "没有找到案件");
	assert_not_told(fixture, "已经收到");
	ask_elsewhere(fixture, unknown, "13800000019", "服务密码135246");
	assert_told(fixture, "没有找到案件");
}

static void a_case_without_a_number_is_told_in_its_own_conversation_only(void **state)
{
	struct fixture *fixture = *state;

	say(fixture, "转人工");
	ask_elsewhere(fixture, fixture->case_id, "13800000003", "服务密码246810");
	assert_told(fixture, "没有找到案件");
}

#define test(name) cmocka_unit_test_setup_teardown(name, open_fixture, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(whose_number_it_is_learns_how_the_case_gets_on),
		test(a_foreign_case_reads_like_one_that_does_not_exist),
		test(a_case_without_a_number_is_told_in_its_own_conversation_only),
	};

	return cmocka_run_group_tests_name("progress", tests, NULL, NULL);
}
