/*
 * A log-in ends when its agent does nothing for a while.
 */
#include "alarm.h"

#define MINUTE_MS (60 * 1000LL)
#define DAY_MS (24 * 60 * MINUTE_MS)
#define IDLE_MS (30 * MINUTE_MS)

static void visit(struct fixture *fixture, enum visit visit)
{
	struct event *event = event_create(EVENT_VISIT, 1);
	char stamp[CRYPTO_ID_SIZE];
	struct agent_row agent;
	struct error err;

	assert_int_equal(bot_agent(fixture->bot, "li", &agent, &err), FOUND);
	agent_stamp(fixture->keys, &agent, stamp);
	event->visit = visit;
	event->name = mem_text("li");
	event->stamp = mem_text(stamp);
	event->text = mem_text("10.0.0.1");
	fixture_run(fixture, &event, 1);
}

static int set_up(void **state)
{
	struct fixture *fixture = malloc(sizeof *fixture);

	fixture_open(fixture, &store_sqlite, "sim:?code=135790");
	fixture->bot->desk_idle_ms = IDLE_MS;
	account(fixture, "li", ROLE_AGENT);
	visit(fixture, VISIT_BEGUN);
	hello(fixture, "zh-CN");
	say(fixture, "转人工");
	*state = fixture;
	return 0;
}

static bool is_sent_away(const struct fixture *fixture)
{
	for (size_t i = 0; i < fixture->last.n; i++) {
		const struct output *output = fixture->last.items[i];

		if (output->kind == OUTPUT_SIGNED_OUT && !strcmp(output->code, "idle"))
			return true;
	}
	return false;
}

static void who_does_nothing_is_logged_out(void **state)
{
	struct fixture *fixture = *state;

	pass(fixture, IDLE_MS - 1);
	assert_false(is_sent_away(fixture));
	pass(fixture, 1);
	assert_true(is_sent_away(fixture));
	pass(fixture, 1);
	assert_false(is_sent_away(fixture)); /* once is enough */
}

static void each_act_begins_the_time_anew(void **state)
{
	struct fixture *fixture = *state;

	pass(fixture, IDLE_MS - 1);
	desk(fixture, "li", DESK_CLAIM, NULL);
	pass(fixture, IDLE_MS - 1);
	assert_false(is_sent_away(fixture));
	pass(fixture, 1);
	assert_true(is_sent_away(fixture));
}

static void what_a_page_does_by_itself_is_no_act(void **state)
{
	struct fixture *fixture = *state;

	desk(fixture, "li", DESK_CLAIM, NULL);
	pass(fixture, IDLE_MS - 1);
	desk(fixture, "li", DESK_TYPING, NULL);
	desk(fixture, "li", DESK_SNAPSHOT, NULL);
	desk(fixture, "li", DESK_BOARD, NULL);
	desk(fixture, "li", DESK_OPEN, NULL); /* behind a watermark: it catches up */
	link_desk(fixture, "li", true);
	pass(fixture, 1);
	assert_true(is_sent_away(fixture));
}

static void a_token_is_not_good_for_longer_than_the_desk(void **state)
{
	struct fixture *fixture = *state;

	link_desk(fixture, "li", false);
	fixture->clock.manual_ms += IDLE_MS - 1;
	visit(fixture, VISIT_RESUMED);
	assert_not_told(fixture, "error");
	fixture->clock.manual_ms += 1;
	visit(fixture, VISIT_RESUMED);
	assert_told(fixture, "error idle");
	visit(fixture, VISIT_BEGUN);
	visit(fixture, VISIT_RESUMED);
	assert_not_told(fixture, "error");
}

/* Nobody can tell who was idle meanwhile, and a desk that is in use is not to be closed. */
static void a_leap_of_the_clock_logs_out_nobody_at_once(void **state)
{
	struct fixture *fixture = *state;

	pass(fixture, 0);
	pass(fixture, DAY_MS);
	assert_false(is_sent_away(fixture));
	pass(fixture, IDLE_MS - 1);
	assert_false(is_sent_away(fixture));
	pass(fixture, 1);
	assert_true(is_sent_away(fixture));
}

static void a_leap_lets_nobody_in_who_had_gone(void **state)
{
	struct fixture *fixture = *state;

	pass(fixture, 0);
	link_desk(fixture, "li", false);
	pass(fixture, DAY_MS);
	visit(fixture, VISIT_RESUMED);
	assert_told(fixture, "error idle");
}

static void an_act_of_tomorrow_keeps_nobody_logged_in_till_then(void **state)
{
	struct fixture *fixture = *state;

	desk(fixture, "li", DESK_CLAIM, NULL);
	pass(fixture, 0);
	pass(fixture, -DAY_MS);
	assert_false(is_sent_away(fixture));
	pass(fixture, IDLE_MS);
	assert_true(is_sent_away(fixture));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(who_does_nothing_is_logged_out),
		TEST(each_act_begins_the_time_anew),
		TEST(what_a_page_does_by_itself_is_no_act),
		TEST(a_token_is_not_good_for_longer_than_the_desk),
		TEST(a_leap_of_the_clock_logs_out_nobody_at_once),
		TEST(a_leap_lets_nobody_in_who_had_gone),
		TEST(an_act_of_tomorrow_keeps_nobody_logged_in_till_then),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
