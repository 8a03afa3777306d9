/*
 * News for who may not be looking: that there is some, and nothing of what it is.
 */
#include "alarm.h"

#define NIGHT_MS 1764082800000LL /* 2025-11-25, 23:00 in China */
#define HOUR_MS (60 * 60 * 1000LL)

static int open_fixture(void **state)
{
	struct fixture *fixture = mem_new(sizeof *fixture);

	fixture_open(fixture, &store_sqlite, "sim:?code=135790&order_ms=30000");
	fixture->bot->hooks = (struct hook_rules){.wanted = {[HOOK_PUSH] = true},
						  .life_ms = 24 * HOUR_MS};
	account(fixture, "li", ROLE_AGENT);
	hello(fixture, "zh-CN");
	*state = fixture;
	return 0;
}

/* The push of the last run; NULL: none. */
static const struct output *find_push(const struct fixture *fixture)
{
	for (size_t i = 0; i < fixture->last.n; i++)
		if (fixture->last.items[i]->kind == OUTPUT_HOOK)
			return fixture->last.items[i];
	return NULL;
}

static void assert_pushed(const struct fixture *fixture, const char *text)
{
	const struct output *push = find_push(fixture);

	assert_non_null(push);
	assert_int_equal(push->hook.target, HOOK_PUSH);
	if (!strstr(push->json, text))
		fail_whole("not pushed", text, push->json);
}

static void settle_push(struct fixture *fixture)
{
	struct event *event = event_create(EVENT_HOOK, 0);

	event->hook = find_push(fixture)->hook.row;
	event->hook_state = HOOK_DELIVERED;
	fixture_run(fixture, &event, 1);
}

static void what_an_agent_writes_is_news_and_none_of_it_is_told(void **state)
{
	struct fixture *fixture = *state;

	say(fixture, "转人工");
	assert_null(find_push(fixture));
	desk(fixture, "li", DESK_CLAIM, NULL);
	assert_pushed(fixture, "\"kind\":\"agent_joined\"");
	settle_push(fixture);
	desk(fixture, "li", DESK_MESSAGE, "王先生，13800000003 已经好了");
	assert_pushed(fixture, "\"kind\":\"agent_message\",\"title\":\"人工客服给您发了消息\"");
	assert_null(strstr(find_push(fixture)->json, "13800000003"));
	assert_null(strstr(find_push(fixture)->json, "王"));
	assert_null(strstr(find_push(fixture)->json, "subscriber"));
}

static void one_is_out_at_a_time(void **state)
{
	struct fixture *fixture = *state;

	say(fixture, "转人工");
	desk(fixture, "li", DESK_CLAIM, NULL);
	assert_pushed(fixture, "agent_joined");
	desk(fixture, "li", DESK_MESSAGE, "您好");
	assert_null(find_push(fixture));
}

/* At night, for the next morning: the alarm that waits for it. */
static int64_t arrange_call(struct fixture *fixture, int64_t *wake_ms)
{
	struct event *part;

	fixture->clock.manual_ms = NIGHT_MS;
	say(fixture, "我要投诉");
	say(fixture, "停机也不通知我，害我丢了一单生意");
	say(fixture, "回电话");
	say(fixture, "13900000002");
	part = message(fixture, "上午", NULL);
	fixture_run(fixture, &part, 1);
	return find_alarm(fixture, wake_ms);
}

static void a_call_back_that_is_due_is_news(void **state)
{
	struct fixture *fixture = *state;
	int64_t wake_ms, call = arrange_call(fixture, &wake_ms);

	assert_int_equal(wake_ms, NIGHT_MS + 9 * HOUR_MS + HOUR_MS / 2);
	wake(fixture, call, wake_ms);
	assert_told(fixture, "约好的回电时间到了");
	assert_pushed(fixture, "\"kind\":\"callback_due\"");
	assert_null(strstr(find_push(fixture)->json, "139"));
}

static void with_an_agent_in_the_conversation_a_call_is_not_announced(void **state)
{
	struct fixture *fixture = *state;
	int64_t wake_ms, call = arrange_call(fixture, &wake_ms);

	desk(fixture, "li", DESK_CLAIM, NULL);
	wake(fixture, call, wake_ms);
	assert_not_told(fixture, "回电时间");
	assert_null(find_push(fixture));
}

static void that_a_line_is_back_is_news(void **state)
{
	struct fixture *fixture = *state;
	struct event *yes;
	int64_t wake_ms, call;

	say(fixture, "我要复机 13800000004");
	say(fixture, "服务密码246810");
	say(fixture, "姓名和身份证后六位");
	say(fixture, "张三 12345X");
	yes = message(fixture, "确认恢复", NULL);
	fixture_run(fixture, &yes, 1);
	call = find_alarm(fixture, &wake_ms);
	fixture_settle(fixture);
	assert_not_told(fixture, "\"type\":\"push\"");
	wake(fixture, call, wake_ms);
	fixture_settle(fixture);
	assert_told(fixture, "\"kind\":\"line_restored\",\"title\":\"好消息，您的号码恢复了\"");
}

static void what_the_subscriber_himself_asks_is_no_news(void **state)
{
	struct fixture *fixture = *state;

	say(fixture, "13800000003 为什么停机了");
	say(fixture, "服务密码246810");
	assert_told(fixture, "128.00");
	assert_null(find_push(fixture));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_an_agent_writes_is_news_and_none_of_it_is_told),
		TEST(one_is_out_at_a_time),
		TEST(a_call_back_that_is_due_is_news),
		TEST(with_an_agent_in_the_conversation_a_call_is_not_announced),
		TEST(that_a_line_is_back_is_news),
		TEST(what_the_subscriber_himself_asks_is_no_news),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
