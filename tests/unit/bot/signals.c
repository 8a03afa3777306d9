/*
 * What a page sends beside messages, and what clients that send twice rely on.
 */
#include "fixture.h"

#define ID "aaaaaaaaaaaaaaaaaaaaaaaaaa"

static struct fact_row kept; /* the last thumb; kind NULL: none */

static bool note_fact(void *db, const struct fact_row *fact, struct error *err)
{
	if (!strcmp(fact->kind, "thumb"))
		kept = *fact;
	return store_sqlite.fact_add(db, fact, err);
}

static int open_fixture(void **state)
{
	static struct fixture fixture;
	static struct store_kind store;

	store = store_sqlite;
	store.fact_add = note_fact;
	memset(&kept, 0, sizeof kept);
	fixture_open(&fixture, &store, "sim:?code=135790");
	hello(&fixture, "zh-CN");
	*state = &fixture;
	return 0;
}

static int close_fixture(void **state)
{
	fixture_close(*state);
	return 0;
}

static void send_signal(struct fixture *fixture, const char *type, const char *client_id,
			enum thumb thumb, const char *reply_to)
{
	struct event *event = message(fixture, NULL, client_id);

	free(event->type);
	event->type = mem_text(type);
	event->name = mem_text("page");
	event->thumb = thumb;
	event->reply_to = mem_text(reply_to);
	fixture_run(fixture, &event, 1);
}

static void send_thumb(struct fixture *fixture, const char *conversation, int seq)
{
	char id[64];

	snprintf(id, sizeof id, "%s.%d", conversation, seq);
	send_signal(fixture, "invoke", NULL, THUMB_UP, id);
}

static const struct output *output_of(const struct fixture *fixture, enum output_kind kind)
{
	for (size_t i = 0; i < fixture->last.n; i++) {
		if (fixture->last.items[i]->kind == kind)
			return fixture->last.items[i];
	}
	return NULL;
}

static void a_thumb_becomes_a_fact_of_its_activity(void **state)
{
	struct fixture *fixture = *state;

	send_thumb(fixture, fixture->conversation, 1);
	assert_string_equal(kept.kind, "thumb");
	assert_string_equal(kept.name, "up");
	assert_int_equal(kept.seq, 1);
}

static void a_thumb_on_nothing_of_the_conversation_is_refused(void **state)
{
	struct fixture *fixture = *state;

	send_thumb(fixture, fixture->conversation, 99);
	assert_true(told(fixture, "error bad_activity"));
	send_thumb(fixture, ID, 1);
	assert_true(told(fixture, "error bad_activity"));
	send_thumb(fixture, "", 1);
	assert_true(told(fixture, "error bad_activity"));
	assert_null(kept.kind);
}

static void an_answer_that_tells_something_may_get_a_thumb_and_a_prompt_not(void **state)
{
	struct fixture *fixture = *state;

	say(fixture, "停机期间能收短信吗");
	assert_true(told(fixture, "feedbackLoop"));
	say(fixture, "我手机怎么停机了");
	assert_false(told(fixture, "feedbackLoop"));
}

static void an_event_is_echoed_once_and_not_kept(void **state)
{
	struct fixture *fixture = *state;
	const struct output *echo;
	char id[64];

	send_signal(fixture, "event", "e-1", THUMB_NONE, NULL);
	echo = output_of(fixture, OUTPUT_EVENT);
	snprintf(id, sizeof id, "\"id\":\"%s.1.e-1\"", fixture->conversation);
	assert_non_null(strstr(echo->json, id));
	assert_int_equal(echo->watermark, 0);
	send_signal(fixture, "event", NULL, THUMB_NONE, NULL);
	assert_null(output_of(fixture, OUTPUT_EVENT));
	say(fixture, "你好");
	assert_true(told(fixture, "\"webchat:sequence-id\":2"));
}

static void a_receipt_names_the_activity_also_when_it_is_sent_again(void **state)
{
	struct fixture *fixture = *state;

	for (int i = 0; i < 2; i++) {
		struct event *event = message(fixture, "你好", "c-1");
		char id[64];

		event->wants_receipt = true;
		fixture_run(fixture, &event, 1);
		snprintf(id, sizeof id, "%s.2", fixture->conversation);
		assert_string_equal(output_of(fixture, OUTPUT_TAKEN)->text, id);
	}
}

/* The operator has not answered yet, so that the check is under way. */
static void what_is_said_again_before_the_answer_is_kept_and_not_acted_on(void **state)
{
	struct fixture *fixture = *state;
	struct event *events[2];

	say(fixture, "我手机停机了 13800000003");
	say(fixture, "服务密码");
	events[0] = message(fixture, "111111", "c-1");
	events[1] = message(fixture, "111111", "c-2");
	fixture_run(fixture, events, 2);
	assert_true(told(fixture, "fuji:repeated"));
	assert_false(told(fixture, "\"role\":\"bot\""));
	fixture_settle(fixture);
	assert_true(told(fixture, "还可以再试 2 次"));
	assert_false(told(fixture, "和刚才发的一样"));
}

static void said_again_after_the_answer_it_is_a_message_like_any_other(void **state)
{
	struct fixture *fixture = *state;

	say(fixture, "我手机怎么停机了");
	say(fixture, "我手机怎么停机了");
	assert_false(told(fixture, "fuji:repeated"));
	assert_true(told(fixture, "\"role\":\"bot\""));
}

static void a_conversation_starts_under_the_id_that_was_given_to_it(void **state)
{
	struct fixture *fixture = *state;

	for (int i = 0; i < 2; i++) {
		struct event *event = event_create(EVENT_HELLO, 7);

		strcpy(event->conversation, ID);
		event->starts = true;
		fixture_run(fixture, &event, 1);
		assert_string_equal(fixture->conversation, ID);
		assert_int_equal(output_of(fixture, OUTPUT_WELCOME)->is_new, i == 0);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_thumb_becomes_a_fact_of_its_activity),
		TEST(a_thumb_on_nothing_of_the_conversation_is_refused),
		TEST(an_answer_that_tells_something_may_get_a_thumb_and_a_prompt_not),
		TEST(an_event_is_echoed_once_and_not_kept),
		TEST(a_receipt_names_the_activity_also_when_it_is_sent_again),
		TEST(what_is_said_again_before_the_answer_is_kept_and_not_acted_on),
		TEST(said_again_after_the_answer_it_is_a_message_like_any_other),
		TEST(a_conversation_starts_under_the_id_that_was_given_to_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
