/*
 * Messages that were not understood wait for those who write packs: counted, masked, sealed,
 * and gone with their person.
 */
#include "fixture.h"

#include "bot/core.h"

#define UNHEARD "阿巴阿巴"

/* The shipped packs, while others take their place. */
static struct {
	struct intents *intents;
	struct intent_matcher *matcher;
} shipped;

/* Two packs that know one word each, and are both as sure of a third. */
static struct intents *load_packs(const struct fixture *fixture, const char *weight)
{
	static const char *const names[] = {"pay", "resume"}, *const words[] = {"缴费", "复机"};
	struct problems *problems = problems_create();
	struct intents *intents;
	char path[96];

	for (size_t i = 0; i < 2; i++) {
		snprintf(path, sizeof path, "%s/%s.yaml", fixture->folder, names[i]);
		FILE *file = fopen(path, "w");

		fprintf(file,
			"intent: %s\nkind: errand\nrules: [{match: 整|%s, weight: %s}]\n"
			"examples: {zh: [%s]}\n",
			names[i], words[i], weight, words[i]);
		fclose(file);
	}
	/* In the cache they would take the place of the shipped ones. */
	setenv("XDG_CACHE_HOME", "/dev/null", 1);
	intents = intents_load(fixture->folder, problems);
	unsetenv("XDG_CACHE_HOME");
	problems_print(problems, stderr);
	assert_non_null(intents);
	problems_destroy(problems);
	return intents;
}

static void use_packs(struct fixture *fixture, const char *weight)
{
	fixture->bot->intents = load_packs(fixture, weight);
	fixture->bot->matcher = intent_matcher_create(fixture->bot->intents, NULL);
}

static void drop_packs(struct fixture *fixture)
{
	intent_matcher_destroy(fixture->bot->matcher);
	intents_destroy(fixture->bot->intents);
}

static int open_fixture(void **state)
{
	static struct fixture fixture;

	fixture_open(&fixture, &store_sqlite, "sim:?code=135790");
	shipped.intents = fixture.bot->intents;
	shipped.matcher = fixture.bot->matcher;
	use_packs(&fixture, "0.6");
	hello(&fixture, "zh-CN");
	*state = &fixture;
	return 0;
}

static int close_fixture(void **state)
{
	struct fixture *fixture = *state;

	drop_packs(fixture);
	fixture->bot->intents = shipped.intents;
	fixture->bot->matcher = shipped.matcher;
	fixture_close(fixture);
	return 0;
}

/* What is told is then the page behind that row. */
static void list(struct fixture *fixture, int64_t after)
{
	struct event *event = event_create(EVENT_MISSED, 1);

	event->missed = MISSED_LIST;
	event->missed_after = after;
	fixture_run(fixture, &event, 1);
}

static void mark(struct fixture *fixture, int64_t first, int64_t second, enum missed_state state)
{
	struct event *event = event_create(EVENT_MISSED, 1);

	event->missed = MISSED_MARK;
	event->missed_rows = mem_new(2 * sizeof *event->missed_rows);
	event->missed_rows[0] = first;
	event->missed_rows[1] = second;
	event->n_missed_rows = second ? 2 : 1;
	event->missed_state = state;
	fixture_run(fixture, &event, 1);
}

static void say_alone(struct fixture *fixture, const char *text)
{
	hello(fixture, "zh-CN");
	say(fixture, text);
}

static void erase(struct fixture *fixture)
{
	const struct store *store = &fixture->bot->store;
	struct arena *arena = arena_create();
	struct conversation_row conversation;
	struct person_row person;
	struct error err;

	assert_int_equal(store->kind->conversation_find(store->db, fixture->conversation, arena,
							&conversation, &err),
			 FOUND);
	assert_int_equal(
		store->kind->person_find(store->db, conversation.person, arena, &person, &err),
		FOUND);
	person.wrapped_key = (struct blob){0};
	assert_true(store->kind->person_save(store->db, &person, &err));
	arena_destroy(arena);
}

static void what_is_not_understood_waits(void **state)
{
	struct fixture *fixture = *state;

	say(fixture, "我要复机");
	say_alone(fixture, UNHEARD);
	list(fixture, 0);
	assert_told(fixture, "[{\"number\":1,\"state\":\"new\",\"count\":1,\"at_ms\":");
	assert_told(fixture, "\"language\":\"zh\",\"packs\":\"");
	assert_told(fixture, "\"said\":{\"text\":\"" UNHEARD "\",\"guesses\":[");
	assert_not_told(fixture, "复机");
	assert_int_equal(fixture->last.items[0]->kind, OUTPUT_MISSED);
	assert_int_equal(fixture->last.items[0]->watermark, 0);
}

static void a_doubt_between_errands_waits_and_two_clear_wishes_do_not(void **state)
{
	struct fixture *fixture = *state;

	say(fixture, "整一下");
	drop_packs(fixture);
	use_packs(fixture, "0.9");
	say_alone(fixture, "整两下");
	list(fixture, 0);
	assert_told(fixture,
		    "\"text\":\"整一下\",\"guesses\":[{\"name\":\"pay\",\"confidence\":0.600},"
		    "{\"name\":\"resume\",\"confidence\":0.600}]");
	assert_not_told(fixture, "整两下");
}

static void one_form_is_one_message_whoever_says_it(void **state)
{
	struct fixture *fixture = *state;

	say(fixture, UNHEARD);
	say_alone(fixture, "阿巴阿\u200b巴");
	list(fixture, 0);
	assert_told(fixture, "[{\"number\":1,\"state\":\"new\",\"count\":2,");
	assert_not_told(fixture, "\"number\":2");
}

static void numbers_are_masked_and_lines_are_one(void **state)
{
	struct fixture *fixture = *state;

	say(fixture,
	    "阿巴\n０５７１-88886666 6222 0212 3456 7890 123，330106199003071234\t六二二二零二幺二阿巴 3 块");
	list(fixture, 0);
	assert_told(fixture, "\"text\":\"阿巴 ****，**** ****阿巴 3 块\"");
}

static void nothing_of_a_secret_or_of_a_check_is_kept(void **state)
{
	struct fixture *fixture = *state;

	say(fixture, "阿巴阿巴验证码889911");
	say_alone(fixture, "13800000003");
	assert_told(fixture, "核实");
	say(fixture, UNHEARD "密马hunter");
	list(fixture, 0);
	assert_string_equal(fixture->told.data, "[]\n");
}

static void what_has_no_words_teaches_nothing(void **state)
{
	struct fixture *fixture = *state;

	say(fixture, "");
	say(fixture, "42");
	say_alone(fixture, "1380000000");
	list(fixture, 0);
	assert_string_equal(fixture->told.data, "[]\n");
}

static void a_button_is_no_message(void **state)
{
	struct fixture *fixture = *state;
	struct event *event = message(fixture, UNHEARD, NULL);

	event->choice = mem_text("of_another_page");
	fixture_run(fixture, &event, 1);
	list(fixture, 0);
	assert_string_equal(fixture->told.data, "[]\n");
}

static void an_erased_person_takes_the_message_along(void **state)
{
	struct fixture *fixture = *state;

	say(fixture, UNHEARD);
	erase(fixture);
	list(fixture, 0);
	assert_string_equal(fixture->told.data, "[]\n");
	say_alone(fixture, UNHEARD);
	list(fixture, 0);
	assert_told(fixture, "\"count\":2,");
}

static void what_is_done_stays_done_until_other_packs_miss_it_too(void **state)
{
	struct fixture *fixture = *state;

	say(fixture, UNHEARD);
	say(fixture, "阿布阿布");
	mark(fixture, 1, 2, MISSED_DONE);
	say_alone(fixture, UNHEARD);
	list(fixture, 0);
	assert_told(fixture, "{\"number\":1,\"state\":\"done\",\"count\":2,");

	mark(fixture, 2, 0, MISSED_IGNORED);
	drop_packs(fixture);
	use_packs(fixture, "0.7");
	say_alone(fixture, UNHEARD);
	say_alone(fixture, "阿布阿布");
	list(fixture, 0);
	assert_told(fixture, "{\"number\":1,\"state\":\"new\",\"count\":3,");
	assert_told(fixture, "{\"number\":2,\"state\":\"ignored\",\"count\":2,");
}

static void all_are_marked_or_none(void **state)
{
	struct fixture *fixture = *state;

	say(fixture, UNHEARD);
	mark(fixture, 1, 99, MISSED_DONE);
	assert_told(fixture, "error no_such_message there is no message 99 any more");
	list(fixture, 0);
	assert_told(fixture, "\"state\":\"new\"");
}

static void the_list_comes_in_pages(void **state)
{
	struct fixture *fixture = *state;

	for (int i = 0; i < 101; i++) {
		char text[64];

		snprintf(text, sizeof text, UNHEARD "%c%c", 'a' + i / 26, 'a' + i % 26);
		say_alone(fixture, text);
	}
	list(fixture, 0);
	assert_int_equal(fixture->last.items[0]->watermark, 100);
	assert_told(fixture, "\"number\":100,");
	assert_not_told(fixture, "\"number\":101,");
	list(fixture, 100);
	assert_int_equal(fixture->last.items[0]->watermark, 0);
	assert_told(fixture, "[{\"number\":101,");
}

#define test(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(what_is_not_understood_waits),
		test(a_doubt_between_errands_waits_and_two_clear_wishes_do_not),
		test(one_form_is_one_message_whoever_says_it),
		test(numbers_are_masked_and_lines_are_one),
		test(nothing_of_a_secret_or_of_a_check_is_kept),
		test(what_has_no_words_teaches_nothing),
		test(a_button_is_no_message),
		test(an_erased_person_takes_the_message_along),
		test(what_is_done_stays_done_until_other_packs_miss_it_too),
		test(all_are_marked_or_none),
		test(the_list_comes_in_pages),
	};

	return cmocka_run_group_tests_name("missed", tests, NULL, NULL);
}
