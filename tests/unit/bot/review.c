/*
 * Answers that did not help wait for who writes texts and packs, with what was decided there; nothing
 * of a person stays in them.
 */
#include "fixture.h"

#include "bot/core.h"

#define ASKED "停机期间能收短信吗" /* an article answers it */

static int open_fixture(void **state)
{
	static struct fixture fixture;

	fixture_open(&fixture, &store_sqlite, "sim:?code=135790");
	account(&fixture, "mei", ROLE_SUPERVISOR);
	hello(&fixture, "zh-CN");
	*state = &fixture;
	return 0;
}

static int close_fixture(void **state)
{
	fixture_close(*state);
	return 0;
}

/* The seq of the last activity that was told. */
static int64_t last_seq(const struct fixture *fixture)
{
	static const char name[] = "\"webchat:sequence-id\":";
	const char *at = fixture->told.data, *last = NULL;

	while ((at = strstr(at, name)))
		last = at += strlen(name);
	return strtoll(last, NULL, 10);
}

/* The answer's own seq: the first thing that the bot says. */
static int64_t ask(struct fixture *fixture)
{
	say(fixture, ASKED);
	assert_told(fixture, "feedbackLoop");
	return last_seq(fixture) - 1; /* behind it the menu is offered */
}

static void thumb(struct fixture *fixture, int64_t seq, enum thumb up_or_down)
{
	struct event *event = message(fixture, NULL, NULL);
	struct buffer id = {0};

	free(event->type);
	event->type = mem_text("invoke");
	event->name = mem_text("message/submitAction");
	event->thumb = up_or_down;
	buffer_format(&id, "%s.%lld", fixture->conversation, (long long)seq);
	event->reply_to = buffer_take(&id);
	fixture_run(fixture, &event, 1);
}

static struct event *review(struct fixture *fixture, enum desk_verb verb, int64_t item,
			    const char *text)
{
	struct event *event = desk_event(fixture, "mei", verb, text);

	free(event->case_id);
	event->case_id = NULL;
	event->item = item;
	return event;
}

static void list(struct fixture *fixture, const char *kind, const char *state)
{
	struct event *event = review(fixture, DESK_REVIEW_LIST, 0, NULL);

	event->sort = mem_text(kind);
	event->state = mem_text(state);
	fixture_run(fixture, &event, 1);
}

static void show(struct fixture *fixture, int64_t item)
{
	struct event *event = review(fixture, DESK_REVIEW_SHOW, item, NULL);

	fixture_run(fixture, &event, 1);
}

static void mark(struct fixture *fixture, int64_t item, const char *state, const char *note)
{
	struct event *event = review(fixture, DESK_REVIEW_MARK, item, note);

	event->state = mem_text(state);
	fixture_run(fixture, &event, 1);
}

#define EMPTY "{\"type\":\"reviews\",\"items\":[]}"

static void a_thumb_down_waits_and_one_up_takes_it_back(void **state)
{
	struct fixture *fixture = *state;
	int64_t seq = ask(fixture);

	thumb(fixture, seq, THUMB_DOWN);
	thumb(fixture, seq, THUMB_DOWN);
	list(fixture, NULL, NULL);
	assert_desk_told(fixture, "[{\"number\":1,\"kind\":\"thumb\",\"state\":\"new\",\"seq\":");
	assert_desk_told(fixture,
			 "\"count\":1,\"language\":\"zh\",\"said\":\"" ASKED "\",\"answer\":\"");
	assert_null(strstr(fixture->desk.data, "\"number\":2"));
	thumb(fixture, seq, THUMB_UP);
	list(fixture, NULL, NULL);
	assert_desk_told(fixture, EMPTY);
}

static void what_somebody_has_worked_on_stays(void **state)
{
	struct fixture *fixture = *state;
	int64_t seq = ask(fixture);

	thumb(fixture, seq, THUMB_DOWN);
	mark(fixture, 1, "ignored", NULL);
	assert_desk_told(fixture, "{\"type\":\"reviewed\",\"item\":{\"number\":1,");
	assert_desk_told(fixture, "\"by\":\"mei\"");
	thumb(fixture, seq, THUMB_UP);
	list(fixture, "thumb", "ignored");
	assert_desk_told(fixture, "\"number\":1,");
	list(fixture, NULL, "new");
	assert_desk_told(fixture, EMPTY);
}

static void only_what_the_bot_says_waits(void **state)
{
	struct fixture *fixture = *state;

	thumb(fixture, ask(fixture) - 1, THUMB_DOWN);
	list(fixture, NULL, NULL);
	assert_desk_told(fixture, EMPTY);
}

static void the_list_has_no_whole_number(void **state)
{
	struct fixture *fixture = *state;

	say(fixture, "你好，我是 13800000003");
	thumb(fixture, 3, THUMB_DOWN);
	list(fixture, NULL, NULL);
	assert_desk_told(fixture, "\"said\":\"你好，我是 138****0003\"");
	assert_null(strstr(fixture->desk.data, "13800000003"));
}

/* Asks for the rating, and gives it. */
static void rate(struct fixture *fixture, const char *stars)
{
	struct event *event;

	say(fixture, "我要评价");
	assert_told(fixture, "5 分最好");
	event = message(fixture, stars, NULL);
	event->choice = mem_text(stars);
	fixture_run(fixture, &event, 1);
}

static void a_low_rating_waits_with_its_comment_and_another_does_not(void **state)
{
	struct fixture *fixture = *state;

	rate(fixture, "3");
	say(fixture, "没有了");
	list(fixture, NULL, NULL);
	assert_desk_told(fixture, EMPTY);
	rate(fixture, "2");
	list(fixture, "rating", "new");
	assert_desk_told(fixture, "\"kind\":\"rating\"");
	assert_desk_told(fixture, "\"said\":\"\",\"stars\":2}");
	say(fixture, "说了半天 13800000003 还是没有用，太慢了");
	list(fixture, "rating", "new");
	assert_desk_told(fixture, "\"said\":\"说了半天 **** 还是没有用，太慢了\",\"stars\":2}");
}

static void one_is_shown_with_what_was_decided_and_said(void **state)
{
	struct fixture *fixture = *state;
	int64_t seq;

	say(fixture, "你好");
	fixture->clock = clock_manual(START_MS + 3 * 24 * 3600 * 1000LL);
	seq = ask(fixture);
	say(fixture, "13800000003");
	thumb(fixture, seq, THUMB_DOWN);
	show(fixture, 1);
	assert_desk_told(fixture, "{\"type\":\"review\",\"item\":{\"number\":1,\"kind\":\"thumb\"");
	assert_desk_told(fixture, "138****0003");
	assert_desk_told(fixture,
			 "\"kind\":\"took\",\"name\":\"errand\",\"value\":\"policy\",\"number\":");
	assert_desk_told(fixture, "\"kind\":\"told\",\"name\":\"article\",\"value\":\"");
	assert_desk_told(fixture,
			 "\"kind\":\"took\",\"name\":\"social\",\"value\":\"greet\",\"number\":");
	assert_desk_told(fixture, "\"kind\":\"said\",\"name\":\"dialogue.greet\"");
	assert_desk_told(fixture, "{\"name\":\"dialogue.greet\",\"zh\":\"您好，我在的");
	assert_desk_told(fixture, "\"intents\":[\"");
	assert_null(strstr(fixture->desk.data, "13800000003"));
}

static void a_task_says_what_is_to_be_done(void **state)
{
	struct fixture *fixture = *state;

	thumb(fixture, ask(fixture), THUMB_DOWN);
	mark(fixture, 1, "task", NULL);
	assert_told(fixture, "error text_empty");
	mark(fixture, 1, "task", "把短信和彩信分开说");
	list(fixture, NULL, "task");
	assert_desk_told(fixture, "\"note\":\"把短信和彩信分开说\"");
	mark(fixture, 1, "done", NULL);
	list(fixture, NULL, "done");
	assert_desk_told(fixture, "\"note\":\"把短信和彩信分开说\"");
	mark(fixture, 1, "gone", NULL);
	assert_told(fixture, "error bad_activity");
	mark(fixture, 9, "done", NULL);
	assert_told(fixture, "error no_such_item");
}

static void what_was_not_understood_is_there_as_well(void **state)
{
	struct fixture *fixture = *state;

	say(fixture, "阿巴阿巴");
	list(fixture, "message", "new");
	assert_desk_told(fixture, "\"kind\":\"message\"");
	assert_desk_told(fixture, "\"said\":\"阿巴阿巴\"");
	mark(fixture, 1, "task", "这是什么意思");
	hello(fixture, "zh-CN");
	say(fixture, "阿巴阿巴");
	list(fixture, "message", "task");
	assert_desk_told(fixture, "\"count\":2");
	assert_desk_told(fixture, "\"note\":\"这是什么意思\"");
}

static int64_t conversation_row(struct fixture *fixture)
{
	const struct store *store = &fixture->bot->store;
	struct arena *arena = arena_create();
	struct conversation_row row;
	struct error err;

	assert_int_equal(
		store->kind->conversation_find(store->db, fixture->conversation, arena, &row, &err),
		FOUND);
	arena_destroy(arena);
	return row.row;
}

static bool count_thumb(void *context, const struct fact_row *fact)
{
	int *n = context;

	*n += !strcmp(fact->kind, "thumb");
	return true;
}

static void an_erased_person_takes_the_item_along_and_the_total_stays(void **state)
{
	struct fixture *fixture = *state;
	const struct store *store = &fixture->bot->store;
	struct error err;
	int n = 0;

	thumb(fixture, ask(fixture), THUMB_DOWN);
	mark(fixture, 1, "task", "好好说");
	assert_true(store->kind->conversation_strip(store->db, conversation_row(fixture), &err));
	list(fixture, NULL, NULL);
	assert_desk_told(fixture, EMPTY);
	assert_true(store->kind->fact_list(store->db, conversation_row(fixture), START_MS,
					   START_MS + 1000, count_thumb, &n, &err));
	assert_int_equal(n, 1);
}

static const struct event *wanted_change(const struct fixture *fixture)
{
	for (size_t i = 0; i < fixture->last.n; i++)
		if (fixture->last.items[i]->kind == OUTPUT_MEND)
			return fixture->last.items[i]->mend;
	return NULL;
}

static void mend(struct fixture *fixture, enum desk_verb verb, const char *target, const char *text)
{
	struct event *event = review(fixture, verb, 1, text);

	event->target = mem_text(target);
	event->language = mem_text("zh");
	fixture_run(fixture, &event, 1);
}

static void what_came_of_a_change_is_told_and_only_then_it_is_done(void **state)
{
	struct fixture *fixture = *state;
	struct event *event;

	thumb(fixture, ask(fixture), THUMB_DOWN);
	mend(fixture, DESK_REVIEW_EXAMPLE, "no_service", "号码 138****0003 用不了");
	assert_told(fixture, "error words_masked");
	mend(fixture, DESK_REVIEW_EXAMPLE, "no_such", "用不了");
	assert_told(fixture, "error no_such_intent");
	mend(fixture, DESK_REVIEW_TEXT, "dialogue.no_such", "用不了");
	assert_told(fixture, "error no_such_text");
	for (enum mended mended = MEND_BUSY;; mended--) {
		mend(fixture, DESK_REVIEW_TEXT, "dialogue.greet", "您好");
		assert_string_equal(wanted_change(fixture)->text, "您好");
		list(fixture, NULL, "new");
		assert_desk_told(fixture, "\"number\":1");
		event = event_create(EVENT_MENDED, 9);
		event->verb = DESK_REVIEW_TEXT;
		event->agent = agent_number(fixture, "mei");
		event->item = 1;
		event->mended = mended;
		event->text = mem_text("bot/dialogue.yaml:8");
		fixture_run(fixture, &event, 1);
		if (mended == MENDED)
			break;
		assert_told(fixture, "error ");
	}
	assert_desk_told(fixture, "\"state\":\"done\"");
	assert_desk_told(fixture, "\"place\":\"bot/dialogue.yaml:8\"");
}

#define test(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_thumb_down_waits_and_one_up_takes_it_back),
		test(what_somebody_has_worked_on_stays),
		test(only_what_the_bot_says_waits),
		test(the_list_has_no_whole_number),
		test(a_low_rating_waits_with_its_comment_and_another_does_not),
		test(one_is_shown_with_what_was_decided_and_said),
		test(a_task_says_what_is_to_be_done),
		test(what_was_not_understood_is_there_as_well),
		test(an_erased_person_takes_the_item_along_and_the_total_stays),
		test(what_came_of_a_change_is_told_and_only_then_it_is_done),
	};

	return cmocka_run_group_tests_name("review", tests, NULL, NULL);
}
