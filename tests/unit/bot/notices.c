/*
 * What the operator tells unasked, and the watches that wait for it.
 */
#include "fixture.h"

#include "bot/core.h"

#define LINE "13800000011" /* has paid, and is still stopped */
#define BACK "已经恢复"

static int set_up(void **state)
{
	struct fixture *fixture = malloc(sizeof *fixture);

	fixture_open(fixture, &store_sqlite, "sim:?code=135790&order_ms=50000");
	hello(fixture, "zh-CN");
	*state = fixture;
	return 0;
}

/* Somebody's line is to be restored, and watched. */
static void order(struct fixture *fixture)
{
	say(fixture, "我充了50块钱怎么还没开机 " LINE);
	say(fixture, "服务密码246810");
	say(fixture, "现在就发");
	assert_told(fixture, "受理号");
}

static enum notice_news hear(struct fixture *fixture, const char *hub, const char *id,
			     const char *name)
{
	struct event *event = event_create(EVENT_NOTICE, 5);

	event->name = mem_text(hub);
	event->notice = mem_new(sizeof *event->notice);
	snprintf(event->notice->id, sizeof event->notice->id, "%s", id);
	carrier_names_add(&event->notice->about, "line", name);
	fixture_run(fixture, &event, 1);
	for (size_t i = 0; i < fixture->last.n; i++) {
		if (fixture->last.items[i]->kind == OUTPUT_NOTICED)
			return fixture->last.items[i]->notice_news;
	}
	fail();
	return N_NOTICE_NEWS;
}

/* Who waits hears it; the operator does not answer yet. */
static size_t pass_on(struct fixture *fixture)
{
	struct output_list woken = fixture->last;
	size_t n = 0;

	fixture->last = (struct output_list){0};
	for (size_t i = 0; i < woken.n; i++) {
		struct event *event = event_create(EVENT_HEARD, 0);

		event->call = woken.items[i]->call;
		if (woken.items[i]->kind == OUTPUT_HEARD) {
			bot_run(fixture->bot, &event, 1, &fixture->last);
			n++;
		}
		event_destroy(event);
	}
	output_list_finish(&woken);
	fixture_keep(fixture);
	return n;
}

static size_t wake(struct fixture *fixture)
{
	size_t n = pass_on(fixture);

	fixture_settle(fixture);
	return n;
}

static void a_watch_looks_when_something_is_told_of_its_line(void **state)
{
	struct fixture *fixture = *state;

	order(fixture);
	fixture->clock.manual_ms += 50000; /* and by itself it would at 60 s */
	assert_int_equal(hear(fixture, "product", "e-1", LINE), NOTICE_HEARD);
	assert_int_equal(wake(fixture), 1);
	assert_told(fixture, BACK);
}

static void what_is_no_news_leaves_the_looks_that_are_planned(void **state)
{
	struct fixture *fixture = *state;
	char id[16];

	order(fixture);
	for (int i = 0; i < 20; i++) {
		snprintf(id, sizeof id, "e-%d", i);
		assert_int_equal(hear(fixture, "product", id, LINE), NOTICE_HEARD);
		assert_int_equal(wake(fixture), 1);
		assert_not_told(fixture, BACK);
		assert_not_told(fixture, "waiting");
	}
	fixture->clock.manual_ms += 50000;
	hear(fixture, "product", "e-20", LINE);
	wake(fixture);
	assert_told(fixture, BACK);
}

/* The operator's answer to the one call that was made: as things are at this moment. */
static struct event *answer_now(struct fixture *fixture)
{
	struct event *event = event_create(EVENT_ANSWER, 0);

	for (size_t i = 0; i < fixture->last.n; i++) {
		const struct output *output = fixture->last.items[i];

		if (output->kind != OUTPUT_CALL)
			continue;
		assert_int_equal(event->call, 0);
		event->call = output->call;
		carrier_sim.call(fixture->carrier, &output->call_body, NULL, &event->answer);
	}
	return event;
}

static void what_is_told_while_a_watch_looks_is_looked_at_too(void **state)
{
	struct fixture *fixture = *state;
	struct event *answer;

	order(fixture);
	hear(fixture, "product", "e-1", LINE);
	assert_int_equal(pass_on(fixture), 1);
	answer = answer_now(fixture);
	fixture->clock.manual_ms += 50000;
	assert_int_equal(hear(fixture, "product", "e-2", LINE), NOTICE_HEARD);
	assert_int_equal(pass_on(fixture), 1);
	fixture_run(fixture, &answer, 1); /* not yet, it says */
	fixture_settle(fixture);
	assert_told(fixture, BACK);
}

static void what_is_told_again_is_heard_once_also_after_a_restart(void **state)
{
	struct fixture *fixture = *state;
	struct error err;

	order(fixture);
	assert_int_equal(hear(fixture, "product", "e-1", LINE), NOTICE_HEARD);
	wake(fixture);
	assert_true(bot_restart(fixture->bot, &err));
	assert_int_equal(hear(fixture, "product", "e-1", LINE), NOTICE_REPEATED);
	assert_int_equal(wake(fixture), 0);
	assert_int_equal(hear(fixture, "payment", "e-1", LINE), NOTICE_HEARD);
	assert_int_equal(wake(fixture), 1);
}

static void of_another_line_nobody_hears_and_nothing_is_kept(void **state)
{
	struct fixture *fixture = *state;

	order(fixture);
	assert_int_equal(hear(fixture, "product", "e-1", "13800000003"), NOTICE_FOR_NOBODY);
	assert_int_equal(wake(fixture), 0);
	assert_int_equal(hear(fixture, "product", "e-1", LINE), NOTICE_HEARD);
}

static void once_the_line_is_back_nobody_waits_any_more(void **state)
{
	struct fixture *fixture = *state;

	order(fixture);
	fixture->clock.manual_ms += 50000;
	hear(fixture, "product", "e-1", LINE);
	wake(fixture);
	assert_int_equal(hear(fixture, "product", "e-2", LINE), NOTICE_FOR_NOBODY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(a_watch_looks_when_something_is_told_of_its_line),
		TEST(what_is_no_news_leaves_the_looks_that_are_planned),
		TEST(what_is_told_while_a_watch_looks_is_looked_at_too),
		TEST(what_is_told_again_is_heard_once_also_after_a_restart),
		TEST(of_another_line_nobody_hears_and_nothing_is_kept),
		TEST(once_the_line_is_back_nobody_waits_any_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
