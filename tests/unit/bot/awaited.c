/*
 * What is said while something is awaited: it stays so for whoever draws the conversation.
 */
#include "fixture.h"

#define MINUTE_MS (60 * 1000LL)
#define HIDDEN "\"fuji:secret\":true"

struct chat {
	struct fixture fixture;
	int64_t alarm; /* of silence */
};

static int set_up(void **state)
{
	struct chat *chat = mem_new(sizeof *chat);

	fixture_open(&chat->fixture, &store_sqlite, "sim:?code=135790");
	account(&chat->fixture, "li", ROLE_AGENT);
	hello(&chat->fixture, "zh-CN");
	*state = chat;
	return 0;
}

static int close_chat(void **state)
{
	struct chat *chat = *state;

	fixture_close(&chat->fixture);
	free(chat);
	return 0;
}

static void keep_alarm(struct chat *chat)
{
	for (size_t i = 0; i < chat->fixture.last.n; i++) {
		const struct output *output = chat->fixture.last.items[i];

		if (output->kind == OUTPUT_CALL && output->call &&
		    output->call_body.kind == CALL_WAIT)
			chat->alarm = output->call;
	}
}

/* The first question sets the alarm of silence. */
static void be_asked(struct chat *chat)
{
	struct event *event = message(&chat->fixture, "我手机怎么停机了", NULL);

	fixture_run(&chat->fixture, &event, 1);
	keep_alarm(chat);
}

static void be_silent(struct chat *chat, int64_t ms)
{
	struct event *event = event_create(EVENT_ANSWER, 0);

	event->call = chat->alarm;
	chat->fixture.clock.manual_ms += ms;
	fixture_run(&chat->fixture, &event, 1);
	keep_alarm(chat);
}

static void join(struct chat *chat)
{
	struct event *event = event_create(EVENT_HELLO, 8);

	strcpy(event->conversation, chat->fixture.conversation);
	event->joins = true;
	fixture_run(&chat->fixture, &event, 1);
}

/* Behind the notice, not in the history in front of it. */
static void assert_told_there(const struct chat *chat, const char *text)
{
	const char *notice;

	assert_told(&chat->fixture, "另一台设备上打开");
	notice = strstr(chat->fixture.told.data, "另一台设备上打开");
	if (!strstr(notice, text))
		fail_whole("not told", text, notice);
	assert_null(strstr(notice, "fuji.owner"));
}

static void a_code_stays_hidden_behind_a_reminder(void **state)
{
	struct chat *chat = *state;

	be_asked(chat);
	say(&chat->fixture, "13800000003");
	say(&chat->fixture, "服务密码");
	join(chat);
	assert_told_there(chat, HIDDEN);
	be_silent(chat, 5 * MINUTE_MS);
	assert_told(&chat->fixture, "不急");
	assert_told(&chat->fixture, HIDDEN);
	be_silent(chat, 15 * MINUTE_MS);
	be_silent(chat, 40 * MINUTE_MS);
	assert_told(&chat->fixture, "对话已关闭");
	assert_told(&chat->fixture, HIDDEN);
}

static void what_awaits_no_code_hides_nothing(void **state)
{
	struct chat *chat = *state;

	be_asked(chat);
	be_silent(chat, 5 * MINUTE_MS);
	assert_told(&chat->fixture, "不急");
	assert_not_told(&chat->fixture, HIDDEN);
	say(&chat->fixture, "13800000003");
	say(&chat->fixture, "服务密码");
	say(&chat->fixture, "转人工");
	assert_told(&chat->fixture, "\"owner\":\"waiting\"");
	assert_not_told(&chat->fixture, HIDDEN);
}

static void another_device_has_the_choices_of_who_waits(void **state)
{
	struct chat *chat = *state;

	say(&chat->fixture, "转人工");
	join(chat);
	assert_told_there(chat, "\"choice\":\"call\"");
}

static void another_device_has_the_rating_of_what_was_closed(void **state)
{
	struct chat *chat = *state;

	say(&chat->fixture, "转人工");
	desk(&chat->fixture, "li", DESK_CLAIM, NULL);
	desk(&chat->fixture, "li", DESK_CLOSE, NULL);
	assert_told(&chat->fixture, "\"choice\":\"5\"");
	join(chat);
	assert_told_there(chat, "\"choice\":\"5\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_code_stays_hidden_behind_a_reminder, set_up,
						close_chat),
		cmocka_unit_test_setup_teardown(what_awaits_no_code_hides_nothing, set_up,
						close_chat),
		cmocka_unit_test_setup_teardown(another_device_has_the_choices_of_who_waits, set_up,
						close_chat),
		cmocka_unit_test_setup_teardown(another_device_has_the_rating_of_what_was_closed,
						set_up, close_chat),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
