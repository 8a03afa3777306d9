/*
 * A new sealing key comes in bounded steps, and the old one goes when nothing needs it.
 */
#include "alarm.h"

#define PERSONS 250 /* two steps */

static void add_persons(struct fixture *fixture)
{
	struct store *store = &fixture->bot->store;
	struct arena *arena = arena_create();
	struct conversation conversation;
	struct error err;

	assert_true(store->kind->begin(store->db, &err));
	for (int i = 0; i < PERSONS; i++)
		assert_true(conversation_create(store, NULL, LANGUAGE_ZH, 480, START_MS, arena,
						&conversation, &err));
	assert_true(store->kind->commit(store->db, &err));
	arena_destroy(arena);
}

/* What the step's answer says, or its error. */
static const char *step(struct fixture *fixture)
{
	struct event *event = event_create(EVENT_ROTATE, 1);

	fixture_run(fixture, &event, 1);
	return fixture->told.data ? fixture->told.data : "";
}

static bool take_if_it_opens(void *context, const struct person_row *person)
{
	struct fixture *fixture = context;

	assert_true(conversation_seal_fits(fixture->keys, &person->wrapped_key));
	return true;
}

static void assert_all_open(struct fixture *fixture)
{
	struct store *store = &fixture->bot->store;
	struct error err;

	assert_true(store->kind->person_page(store->db, 0, 2 * PERSONS, take_if_it_opens, fixture,
					     &err));
}

static int set_up(void **state)
{
	struct fixture *fixture = malloc(sizeof *fixture);
	struct error err;

	fixture_open(fixture, &store_sqlite, "sim:");
	assert_true(keys_add(fixture->keys, &err)); /* as in a new folder: one key that seals */
	add_persons(fixture);
	*state = fixture;
	return 0;
}

static void each_step_is_bounded_and_the_last_comes_after_a_walk_that_found_nothing(void **state)
{
	static const char *const answers[] = {
		"{\"sealed\":200,\"done\":false}\n", "{\"sealed\":50,\"done\":false}\n",
		"{\"sealed\":0,\"done\":false}\n", "{\"sealed\":0,\"done\":true}\n"};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		assert_string_equal(step(fixture), answers[i]);
		assert_int_equal(keys_are_rotating(fixture->keys), !strstr(answers[i], "true"));
		assert_all_open(fixture);
	}
}

static void who_comes_meanwhile_is_sealed_under_the_new_key(void **state)
{
	struct fixture *fixture = *state;

	step(fixture);
	add_persons(fixture);
	while (!strstr(step(fixture), "\"done\":true"))
		assert_null(strstr(fixture->told.data, "error"));
	assert_all_open(fixture);
}

static void a_key_that_does_not_open_stops_it_and_nothing_is_dropped(void **state)
{
	struct fixture *fixture = *state;
	struct store *store = &fixture->bot->store;
	uint8_t noise[CRYPTO_WRAPPED_SIZE] = {1};
	struct person_row person = {.wrapped_key = {noise, sizeof noise}, .created_ms = START_MS};
	struct error err;

	assert_true(store->kind->person_add(store->db, &person, &err));
	step(fixture);
	for (int i = 0; i < 3; i++)
		assert_non_null(strstr(step(fixture), "does not open"));
	assert_true(keys_are_rotating(fixture->keys));
}

#define test(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(each_step_is_bounded_and_the_last_comes_after_a_walk_that_found_nothing),
		test(who_comes_meanwhile_is_sealed_under_the_new_key),
		test(a_key_that_does_not_open_stops_it_and_nothing_is_dropped),
	};

	return cmocka_run_group_tests_name("rotation", tests, NULL, NULL);
}
