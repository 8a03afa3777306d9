/*
 * A client that wants the end of a long conversation first reads it back to its beginning: each
 * activity once, in order, and it knows at once whose the conversation is.
 */
#include "fixture.h"

#define SAID 30
#define PAGE 20

static int open_talk(void **state)
{
	static struct fixture fixture;

	fixture_open(&fixture, &store_sqlite, "sim:?code=135790");
	account(&fixture, "li", ROLE_AGENT);
	hello(&fixture, "zh-CN");
	*state = &fixture;
	return 0;
}

static int close_talk(void **state)
{
	fixture_close(*state);
	return 0;
}

static void say_much(struct fixture *fixture)
{
	for (int i = 0; i < SAID; i++)
		say(fixture, "谢谢");
}

static const struct output *ask(struct fixture *fixture, struct event *event)
{
	strcpy(event->conversation, fixture->conversation);
	event->most = PAGE;
	fixture_run(fixture, &event, 1);
	return fixture->last.items[0];
}

static const struct output *open_newest(struct fixture *fixture)
{
	struct event *event = event_create(EVENT_HELLO, 8);

	event->newest = true;
	return ask(fixture, event);
}

static const struct output *read_back(struct fixture *fixture, int64_t before)
{
	struct event *event = event_create(EVENT_EARLIER, 8);

	event->before = before;
	return ask(fixture, event);
}

/* Each seq of the page follows the one before it; the first. */
static int64_t first_of(const struct output *page, int64_t *last)
{
	static const char name[] = "\"webchat:sequence-id\":";
	const char *at = strstr(page->json, name);
	int64_t first = strtoll(at + strlen(name), NULL, 10);

	for (*last = first; (at = strstr(at + 1, name)); (*last)++)
		assert_int_equal(strtoll(at + strlen(name), NULL, 10), *last + 1);
	return first;
}

static void a_conversation_is_read_from_its_end_to_its_beginning(void **state)
{
	struct fixture *fixture = *state;
	const struct output *page;
	int64_t first, last, n_pages = 1;

	say_much(fixture);
	page = open_newest(fixture);
	assert_int_equal(page->kind, OUTPUT_WELCOME);
	assert_true(page->earlier);
	assert_false(page->more);
	first = first_of(page, &last);
	assert_int_equal(last, page->watermark);
	assert_int_equal(last - first + 1, PAGE);
	for (bool more = true; more; n_pages++) {
		page = read_back(fixture, first);
		assert_int_equal(page->kind, OUTPUT_ACTIVITIES);
		assert_int_equal(page->origin, 8);
		assert_int_equal(page->before, first);
		assert_int_equal(page->watermark, 0);
		more = page->more;
		first = first_of(page, &last);
		assert_int_equal(last, page->before - 1);
	}
	assert_int_equal(first, 1);
	assert_true(n_pages > 2);
	page = read_back(fixture, 1);
	assert_int_equal(page->json_length, 0);
	assert_false(page->more);
}

static void what_fits_into_a_page_is_all_there_is(void **state)
{
	struct fixture *fixture = *state;
	const struct output *page;

	say(fixture, "谢谢");
	page = open_newest(fixture);
	assert_false(page->earlier);
	assert_int_equal(fixture->last.n, 1);
}

static void whose_the_conversation_is_is_told_with_its_end(void **state)
{
	struct fixture *fixture = *state;

	say(fixture, "转人工");
	desk(fixture, "li", DESK_CLAIM, NULL);
	say_much(fixture);
	open_newest(fixture);
	assert_told(fixture, "\"name\":\"fuji.owner\",\"from\":{\"id\":\"system\",\"role\":"
			     "\"channel\"},\"value\":{\"owner\":\"agent\",");
	assert_told(fixture, "\"agent\":\"li\"");
}

static void a_conversation_that_is_gone_has_no_earlier_page(void **state)
{
	struct fixture *fixture = *state;

	strcpy(fixture->conversation, "nosuchconversation");
	read_back(fixture, 9);
	assert_told(fixture, "error conversation_gone");
}

#define test(name) cmocka_unit_test_setup_teardown(name, open_talk, close_talk)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_conversation_is_read_from_its_end_to_its_beginning),
		test(what_fits_into_a_page_is_all_there_is),
		test(whose_the_conversation_is_is_told_with_its_end),
		test(a_conversation_that_is_gone_has_no_earlier_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
