/*
 * What is made of facts beside the bot, the bot keeps: in the transaction of its batch, and never the
 * same facts twice.
 */
#include "fixture.h"

#include "bot/core.h"
#include "bot/report_rollup.h"

#define FACTS_AT_ONCE 3

static int open_fixture(void **state)
{
	static struct fixture fixture;

	fixture_open(&fixture, &store_sqlite, "sim:?code=135790");
	hello(&fixture, "zh-CN");
	say(&fixture, "停机期间能收短信吗");
	say(&fixture, "你好");
	*state = &fixture;
	return 0;
}

static int close_fixture(void **state)
{
	fixture_close(*state);
	return 0;
}

static const char *path_of(const struct fixture *fixture)
{
	static char path[96];

	snprintf(path, sizeof path, "%s/%s", fixture->folder, store_sqlite.file);
	return path;
}

static struct event *next_rollup(const struct fixture *fixture)
{
	struct event *event = event_create(EVENT_ROLLUP, 0);
	struct error err = {0};

	event->rollup = rollup_make(&store_sqlite, path_of(fixture), FACTS_AT_ONCE, &err);
	assert_non_null(event->rollup);
	return event;
}

static int64_t rolled_up(const struct fixture *fixture)
{
	struct rollup_mark mark = {0};
	struct error err;

	assert_int_not_equal(store_sqlite.rollup_mark(fixture->bot->store.db, &mark, &err),
			     FIND_FAILED);
	return mark.behind;
}

static void the_bot_keeps_roll_ups_in_the_order_of_facts(void **state)
{
	struct fixture *fixture = *state;
	struct event *events[] = {next_rollup(fixture), next_rollup(fixture)};

	fixture_run(fixture, events, 2);
	assert_int_equal(rolled_up(fixture), FACTS_AT_ONCE);
	events[0] = next_rollup(fixture);
	fixture_run(fixture, events, 1);
	assert_int_equal(rolled_up(fixture), 2 * FACTS_AT_ONCE);
	assert_int_equal(fixture->last.n, 0);
}

static void take_snapshot(void *context, const struct snapshot_row *row)
{
	assert_int_equal(row->body.size, 5);
	snprintf(context, 8, "%.5s", (const char *)row->body.data);
}

static struct event *snapshot(const char *text, int64_t behind)
{
	struct event *event = event_create(EVENT_SNAPSHOT, 0);
	char *body;

	event->snapshot = mem_new(sizeof *event->snapshot + 5);
	body = (char *)(event->snapshot + 1);
	memcpy(body, text, 5);
	*event->snapshot = (struct snapshot_row){"spikes", behind, {body, 5}};
	return event;
}

static void the_bot_keeps_the_last_snapshot_of_each_name(void **state)
{
	struct fixture *fixture = *state;
	struct event *events[] = {snapshot("first", 3), snapshot("later", 5)};
	struct error err;
	char seen[8] = "";

	assert_true(store_sqlite.snapshot(path_of(fixture), "spikes", take_snapshot, seen, &err));
	assert_string_equal(seen, "");
	fixture_run(fixture, events, 2);
	assert_true(store_sqlite.snapshot(path_of(fixture), "spikes", take_snapshot, seen, &err));
	assert_string_equal(seen, "later");
	assert_true(store_sqlite.snapshot(path_of(fixture), "other", take_snapshot, NULL, &err));
	assert_int_equal(fixture->last.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)
		TEST(the_bot_keeps_roll_ups_in_the_order_of_facts),
		TEST(the_bot_keeps_the_last_snapshot_of_each_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
