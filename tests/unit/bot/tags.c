/*
 * Tags on cases.
 */
#include "alarm.h"

static int set_up(void **state)
{
	struct fixture *fixture = malloc(sizeof *fixture);

	fixture_open(fixture, &store_sqlite, "sim:?code=135790");
	account(fixture, "li", ROLE_AGENT);
	account(fixture, "zhou", ROLE_AUDITOR);
	hello(fixture, "zh-CN");
	say(fixture, "转人工");
	*state = fixture;
	return 0;
}

static void tag(struct fixture *fixture, const char *name, const char *id, bool takes_off)
{
	struct event *event = desk_event(fixture, name, DESK_TAG, NULL);

	event->tag = mem_text(id);
	event->takes_off = takes_off;
	fixture_run(fixture, &event, 1);
}

static void a_tag_is_put_on_once_and_the_log_says_who(void **state)
{
	struct fixture *fixture = *state;

	tag(fixture, "li", "abroad", false);
	assert_desk_told(fixture, "\"tags\":[\"abroad\"]");
	assert_desk_told(fixture, "\"kind\":\"tagged\",\"agent\":\"li\",\"text\":\"abroad\"");
	tag(fixture, "li", "abroad", false);
	assert_desk_told(fixture, "\"tags\":[\"abroad\"]");
	assert_null(strstr(fixture->desk.data, "tagged"));
}

static void tags_are_taken_off_wherever_they_stand(void **state)
{
	static const struct {
		const char *before, *off, *after;
	} cases[] = {
		{"abroad", "abroad", ""},
		{"abroad refund follow_up", "abroad", "refund follow_up"},
		{"abroad refund follow_up", "refund", "abroad follow_up"},
		{"abroad refund follow_up", "follow_up", "abroad refund"},
		{"abroad refund", "fund", "abroad refund"},
		{"gone_from_the_list refund", "gone_from_the_list", "refund"},
	};
	struct fixture *fixture = *state;
	const struct store *store = &fixture->bot->store;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct case_row row = the_case(fixture);

		strcpy(row.tags, cases[i].before);
		assert_true(store->kind->case_save(store->db, &row, NULL));
		tag(fixture, "li", cases[i].off, true);
		assert_string_equal(the_case(fixture).tags, cases[i].after);
	}
}

static void what_the_list_does_not_have_or_the_case_has_no_room_for_is_refused(void **state)
{
	struct fixture *fixture = *state;
	const struct store *store = &fixture->bot->store;
	struct case_row row = the_case(fixture);

	tag(fixture, "li", "abr", false);
	assert_told(fixture, "error no_such_tag");
	tag(fixture, "zhou", "abroad", false);
	assert_told(fixture, "error forbidden");
	memset(row.tags, 'x', sizeof row.tags - strlen(" abroad"));
	assert_true(store->kind->case_save(store->db, &row, NULL));
	tag(fixture, "li", "abroad", false);
	assert_told(fixture, "error too_many_tags");
	row.tags[sizeof row.tags - strlen(" abroad") - 1] = '\0';
	assert_true(store->kind->case_save(store->db, &row, NULL));
	tag(fixture, "li", "abroad", false);
	assert_int_equal(strlen(the_case(fixture).tags), sizeof row.tags - 1);
}

static void cases_are_listed_by_tag(void **state)
{
	struct fixture *fixture = *state;
	struct event *event;

	tag(fixture, "li", "abroad", false);
	for (int i = 0; i < 2; i++) {
		event = desk_event(fixture, "li", DESK_LIST, NULL);
		free(event->case_id);
		event->case_id = NULL;
		event->tag = mem_text(i ? "refund" : "abroad");
		fixture_run(fixture, &event, 1);
		assert_int_equal(strstr(fixture->desk.data, "\"id\":\"F") != NULL, !i);
	}
}

static void the_board_names_the_tags_there_are(void **state)
{
	struct fixture *fixture = *state;

	desk(fixture, "li", DESK_BOARD, NULL);
	assert_desk_told(fixture,
			 "{\"id\":\"abroad\",\"name\":{\"zh\":\"人在境外\",\"en\":\"Abroad\"}}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(a_tag_is_put_on_once_and_the_log_says_who),
		TEST(tags_are_taken_off_wherever_they_stand),
		TEST(what_the_list_does_not_have_or_the_case_has_no_room_for_is_refused),
		TEST(cases_are_listed_by_tag),
		TEST(the_board_names_the_tags_there_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
