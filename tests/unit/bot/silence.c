/*
 * Who is silent is reminded step by step, however the clock goes.
 */
#include "alarm.h"

#define MINUTE_MS (60 * 1000LL)
#define DAY_MS (24 * 60 * MINUTE_MS)

static int set_up(void **state)
{
	struct fixture *fixture = malloc(sizeof *fixture);

	fixture_open(fixture, &store_sqlite, "sim:?code=135790");
	hello(fixture, "zh-CN");
	*state = fixture;
	return 0;
}

static void reminders_keep_their_distance_when_the_clock_leaps(void **state)
{
	static const int64_t apart_ms[] = {15 * MINUTE_MS, 40 * MINUTE_MS};
	struct fixture *fixture = *state;
	struct event *question = message(fixture, "我手机怎么停机了", NULL);
	int64_t call, wake_ms;

	fixture_run(fixture, &question, 1);
	call = find_alarm(fixture, &wake_ms);
	for (size_t i = 0; i < sizeof apart_ms / sizeof *apart_ms; i++) {
		const int64_t at_ms = wake_ms + (i == 0 ? DAY_MS : 0);

		wake(fixture, call, at_ms);
		call = find_alarm(fixture, &wake_ms);
		assert_int_equal(wake_ms - at_ms, apart_ms[i]);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reminders_keep_their_distance_when_the_clock_leaps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
