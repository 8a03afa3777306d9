/*
 * Clocks of a case: desks are told when it is due, and its log when it is late.
 */
#include "alarm.h"

#define MINUTE_MS (60 * 1000LL)

/* What knowledge/due.yaml has for an ordinary case of the team that takes whatever is left. */
#define FIRST_MS (5 * MINUTE_MS)
#define NEXT_MS (10 * MINUTE_MS)
#define RESOLVE_MS (2880 * MINUTE_MS)

static int set_up(void **state)
{
	struct fixture *fixture = malloc(sizeof *fixture);

	fixture_open(fixture, &store_sqlite, "sim:?code=135790");
	account(fixture, "li", ROLE_AGENT);
	hello(fixture, "zh-CN");
	say(fixture, "转人工");
	*state = fixture;
	return 0;
}

static bool desk_told(const struct fixture *fixture, const char *text)
{
	return fixture->desk.data && strstr(fixture->desk.data, text);
}

static void read_case(struct fixture *fixture)
{
	struct event *event = desk_event(fixture, "li", DESK_SNAPSHOT, NULL);

	fixture_run(fixture, &event, 1);
}

/* That this clock, and it alone of the first two, is told to end then. */
static void assert_runs(struct fixture *fixture, const char *name, int64_t end_ms)
{
	char member[64], at[25];

	clock_print(end_ms, at);
	snprintf(member, sizeof member, "\"due\":{\"%s\":\"%s\"", name, at);
	read_case(fixture);
	assert_desk_told(fixture, member);
}

static void the_first_answer_is_due_from_when_the_case_first_waited(void **state)
{
	struct fixture *fixture = *state;
	int64_t begun_ms = the_case(fixture).created_ms;

	assert_runs(fixture, "first", begun_ms + FIRST_MS);
	pass(fixture, 2 * MINUTE_MS);
	desk(fixture, "li", DESK_CLAIM, NULL);
	assert_runs(fixture, "first", begun_ms + FIRST_MS);
	desk(fixture, "li", DESK_MESSAGE, "您好");
	assert_runs(fixture, "resolve", begun_ms + RESOLVE_MS);
}

static void the_next_answer_is_due_from_the_first_word_that_nobody_answered(void **state)
{
	struct fixture *fixture = *state;
	int64_t asked_ms;

	desk(fixture, "li", DESK_MESSAGE, "您好");
	pass(fixture, MINUTE_MS);
	asked_ms = fixture->clock.manual_ms;
	say(fixture, "我在外地");
	pass(fixture, MINUTE_MS);
	say(fixture, "怎么交钱最快");
	assert_runs(fixture, "next", asked_ms + NEXT_MS);
	desk(fixture, "li", DESK_MESSAGE, "手机银行都可以");
	read_case(fixture);
	assert_false(desk_told(fixture, "\"next\""));
}

static void a_case_that_is_late_says_so_once_and_stays_where_it_is(void **state)
{
	struct fixture *fixture = *state;
	struct case_row before = the_case(fixture), after;

	pass(fixture, FIRST_MS - 1);
	assert_false(desk_told(fixture, "overdue"));
	pass(fixture, 1);
	assert_desk_told(fixture, "\"kind\":\"overdue\",\"agent\":\"\",\"text\":\"first\"");
	after = the_case(fixture);
	assert_int_equal(after.state, before.state);
	assert_int_equal(after.priority, before.priority);
	assert_int_equal(after.epoch, before.epoch);
	pass(fixture, 1);
	assert_false(desk_told(fixture, "overdue"));
}

static void each_answer_that_is_awaited_may_be_late(void **state)
{
	struct fixture *fixture = *state;

	desk(fixture, "li", DESK_MESSAGE, "您好");
	for (int i = 0; i < 2; i++) {
		say(fixture, i ? "还在吗" : "我在外地");
		pass(fixture, NEXT_MS);
		assert_desk_told(fixture, "\"text\":\"next\"");
		desk(fixture, "li", DESK_MESSAGE, i ? "在的" : "请稍等");
		assert_int_equal(the_case(fixture).overdue, 0);
	}
}

static void the_alarm_is_set_for_the_end_that_comes_first(void **state)
{
	struct fixture *fixture = *state;
	int64_t end_ms = the_case(fixture).created_ms + FIRST_MS;
	bool is_set = false;

	for (int i = 0; i < 4; i++) { /* the alarms before it tell places */
		pass(fixture, 30 * 1000);
		for (size_t k = 0; k < fixture->last.n; k++)
			is_set |= fixture->last.items[k]->kind == OUTPUT_CALL &&
				  fixture->last.items[k]->call_body.wake_ms == end_ms;
	}
	assert_true(is_set);
}

static size_t n_overdue(const struct fixture *fixture)
{
	size_t n = 0;

	for (const char *at = fixture->desk.data; at && (at = strstr(at, "\"overdue\"")); at++)
		n++;
	return n;
}

static void of_many_that_are_late_at_once_some_are_noted_and_the_others_right_behind(void **state)
{
	struct fixture *fixture = *state;

	for (int i = 1; i < 60; i++) {
		hello(fixture, "zh-CN");
		say(fixture, "转人工");
	}
	pass(fixture, FIRST_MS);
	assert_int_equal(n_overdue(fixture), 50);
	pass(fixture, 0);
	assert_int_equal(n_overdue(fixture), 10);
	pass(fixture, 0);
	assert_int_equal(n_overdue(fixture), 0);
}

/* As in a database of before, or when knowledge/due.yaml has other times. */
static void after_a_start_all_cases_are_looked_at(void **state)
{
	struct fixture *fixture = *state;
	const struct store *store = &fixture->bot->store;
	struct error err;

	assert_true(store->kind->case_set_due(store->db, the_case(fixture).row, 0, &err));
	pass(fixture, FIRST_MS);
	assert_false(desk_told(fixture, "overdue"));
	fixture_reload(fixture);
	pass(fixture, 0);
	assert_desk_told(fixture, "\"kind\":\"overdue\"");
}

static void a_closed_case_is_due_no_more(void **state)
{
	struct fixture *fixture = *state;

	desk(fixture, "li", DESK_CLAIM, NULL);
	desk(fixture, "li", DESK_CLOSE, NULL);
	assert_desk_told(fixture, "\"due\":{}");
	pass(fixture, RESOLVE_MS);
	assert_false(desk_told(fixture, "overdue"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_first_answer_is_due_from_when_the_case_first_waited),
		TEST(the_next_answer_is_due_from_the_first_word_that_nobody_answered),
		TEST(a_case_that_is_late_says_so_once_and_stays_where_it_is),
		TEST(each_answer_that_is_awaited_may_be_late),
		TEST(the_alarm_is_set_for_the_end_that_comes_first),
		TEST(a_closed_case_is_due_no_more),
		TEST(of_many_that_are_late_at_once_some_are_noted_and_the_others_right_behind),
		TEST(after_a_start_all_cases_are_looked_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
