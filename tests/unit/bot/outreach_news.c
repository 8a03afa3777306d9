/*
 * What somebody has asked for is done, or late: his line is told so by a text message, unless he has
 * seen it in the chat.
 */
#include "alarm.h"

#include "bot/outreach.h"

#define HELD "13800000004" /* on hold */
#define HOUR_MS (60 * 60 * 1000LL)
#define EVENING_MS (START_MS + 12 * HOUR_MS) /* 22:00 */

static struct reminder_rules rules;

static int set_up(void **state)
{
	struct fixture *fixture = mem_new(sizeof *fixture);

	fixture_open(fixture, &store_sqlite, "sim:?code=135790&order_ms=30000");
	rules = (struct reminder_rules){.on = true,
					.asked_only = true,
					.per_week = 0,
					.from_hour = 9,
					.to_hour = 20,
					.off_from_hour = 10,
					.off_to_hour = 18,
					.by_sms = true,
					.honours_keys = false};
	fixture->bot->reminders = &rules;
	*state = fixture;
	return 0;
}

/* --- what is done ------------------------------------------------------------------- */

/* The line was put back in service, and it is said so. */
static void restore(struct fixture *fixture)
{
	int64_t wake_ms, call;
	struct event *yes;

	hello(fixture, "zh-CN");
	say(fixture, "我要复机 " HELD);
	say(fixture, "服务密码246810");
	say(fixture, "姓名和身份证后六位");
	say(fixture, "张三 12345X");
	yes = message(fixture, "确认恢复", NULL);
	fixture_run(fixture, &yes, 1);
	call = find_alarm(fixture, &wake_ms);
	fixture_settle(fixture);
	wake(fixture, call, wake_ms);
	fixture_settle(fixture);
	assert_told(fixture, "已经恢复");
	pass(fixture, 0);
}

static const struct output *sent(const struct fixture *fixture)
{
	for (size_t i = 0; i < fixture->last.n; i++)
		if (fixture->last.items[i]->kind == OUTPUT_SMS)
			return fixture->last.items[i];
	return NULL;
}

static void settle(struct fixture *fixture, const struct event *said)
{
	struct event *event = event_create(EVENT_SMS, 0);

	assert_non_null(sent(fixture));
	event->sms = said->sms;
	event->sms.reminder = sent(fixture)->sms.reminder;
	fixture_run(fixture, &event, 1);
}

/* Nobody has the conversation open; it is no hour to send. */
static void nobody_is_there(struct fixture *fixture)
{
	const struct output *output = sent(fixture);

	assert_non_null(output);
	settle(fixture, &(struct event){.sms = {.outcome = SMS_REFUSED,
						.retry_after_ms = output->sms.not_before_ms -
								  fixture->clock.manual_ms}});
}

static struct reminder_row the_news(struct fixture *fixture)
{
	const struct store *store = &fixture->bot->store;
	struct reminder_row row;
	struct error err;

	assert_int_equal(store->kind->reminder_at(store->db, 1, fixture->bot->arena, &row, &err),
			 FOUND);
	return row;
}

/* --- what is then true ---------------------------------------------------------------- */

static void that_a_line_is_back_goes_to_it_whatever_was_told_that_week(void **state)
{
	struct fixture *fixture = *state;

	restore(fixture);
	assert_string_equal(sent(fixture)->sms.to, HELD);
	assert_non_null(strstr(sent(fixture)->text, "您的号码 138****0004 恢复了"));
	assert_true(sent(fixture)->sms.not_before_ms <= fixture->clock.manual_ms);
	settle(fixture, &(struct event){.sms = {.outcome = SMS_DELIVERED}});
	assert_int_equal(the_news(fixture).state, REMINDER_TOLD);
	pass(fixture, HOUR_MS);
	assert_null(sent(fixture));
}

static void a_push_takes_its_place(void **state)
{
	struct fixture *fixture = *state;

	fixture->bot->hooks = (struct hook_rules){.wanted = {[HOOK_PUSH] = true},
						  .life_ms = HOUR_MS};
	restore(fixture);
	assert_null(sent(fixture));
}

static void who_was_there_in_the_evening_is_not_told_in_the_morning(void **state)
{
	struct fixture *fixture = *state;

	fixture->clock.manual_ms = EVENING_MS;
	restore(fixture);
	assert_true(sent(fixture)->sms.not_before_ms > fixture->clock.manual_ms);
	settle(fixture, &(struct event){.sms = {.seen = true}});
	pass(fixture, 12 * HOUR_MS);
	assert_null(sent(fixture));
	assert_int_equal(the_news(fixture).channel, REMIND_BY_CHAT);
}

static void who_was_not_there_is_told_in_the_morning(void **state)
{
	struct fixture *fixture = *state;

	fixture->clock.manual_ms = EVENING_MS;
	restore(fixture);
	nobody_is_there(fixture);
	pass(fixture, 10 * HOUR_MS);
	assert_null(sent(fixture));
	pass(fixture, HOUR_MS);
	assert_non_null(sent(fixture));
}

static void who_has_come_back_before_that_has_seen_it(void **state)
{
	struct fixture *fixture = *state;
	struct event *back = event_create(EVENT_HELLO, 7);

	fixture->clock.manual_ms = EVENING_MS;
	restore(fixture);
	nobody_is_there(fixture);
	strcpy(back->conversation, fixture->conversation);
	fixture_run(fixture, &back, 1);
	assert_int_equal(the_news(fixture).state, REMINDER_TOLD);
	pass(fixture, 12 * HOUR_MS);
	assert_null(sent(fixture));
}

static void a_stop_before_the_gateway_had_it_leaves_nothing_in_doubt(void **state)
{
	struct fixture *fixture = *state;
	struct error err;

	fixture->clock.manual_ms = EVENING_MS;
	restore(fixture);
	assert_int_equal(the_news(fixture).state, REMINDER_OUT);
	assert_true(bot_restart(fixture->bot, &err));
	pass(fixture, 0);
	assert_int_equal(the_news(fixture).state, REMINDER_READY);
	pass(fixture, 12 * HOUR_MS);
	assert_non_null(sent(fixture));
}

static void whoever_wants_no_text_messages_gets_none_of_these_either(void **state)
{
	struct fixture *fixture = *state;
	struct event *stop = event_create(EVENT_OUTREACH, 1);

	stop->outreach = OUTREACH_STOP;
	stop->as_line = mem_text(HELD);
	fixture_run(fixture, &stop, 1);
	restore(fixture);
	assert_null(sent(fixture));
	assert_int_equal(the_news(fixture).state, REMINDER_DROPPED);
}

static void what_was_promised_and_is_late_is_told_to_a_line_that_receives_it(void **state)
{
	struct fixture *fixture = *state;

	hello(fixture, "zh-CN");
	say(fixture, "我要查余额 13800000001");
	say(fixture, "服务密码246810");
	say(fixture, "转人工");
	pass(fixture, 5 * 24 * HOUR_MS);
	assert_non_null(sent(fixture));
	assert_non_null(strstr(sent(fixture)->text, "还没有办完"));
	assert_non_null(strstr(sent(fixture)->text, fixture->case_id));
}

static void a_line_that_receives_none_is_told_in_the_chat_alone(void **state)
{
	struct fixture *fixture = *state;

	hello(fixture, "zh-CN");
	say(fixture, "我手机怎么停机了 13800000003");
	say(fixture, "服务密码246810");
	say(fixture, "转人工");
	pass(fixture, 5 * 24 * HOUR_MS);
	assert_told(fixture, "还没有办完");
	assert_null(sent(fixture));
	pass(fixture, 0);
	assert_null(sent(fixture));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	static const struct CMUnitTest tests[] = {
		TEST(that_a_line_is_back_goes_to_it_whatever_was_told_that_week),
		TEST(a_push_takes_its_place),
		TEST(who_was_there_in_the_evening_is_not_told_in_the_morning),
		TEST(who_was_not_there_is_told_in_the_morning),
		TEST(who_has_come_back_before_that_has_seen_it),
		TEST(a_stop_before_the_gateway_had_it_leaves_nothing_in_doubt),
		TEST(whoever_wants_no_text_messages_gets_none_of_these_either),
		TEST(what_was_promised_and_is_late_is_told_to_a_line_that_receives_it),
		TEST(a_line_that_receives_none_is_told_in_the_chat_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
