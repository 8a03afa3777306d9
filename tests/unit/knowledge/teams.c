/*
 * A case goes to the first team that fits, and a team works at the hours of the day that it
 * really is: holidays and the workdays that make up for them come before the weekday.
 */
#include "folder.h"

#include "base/clock.h"

#define CHINA 480

#define TEAM(id, more) "- {id: " id ", name: {zh: 组, en: Team}, skill: " id ", " more "}\n"

static struct knowledge *load(const struct folder *folder, const char *teams)
{
	struct knowledge *knowledge;

	folder_write(folder, "teams.yaml", teams);
	knowledge = knowledge_load(folder->path, folder->problems);
	problems_print(folder->problems, stderr);
	assert_non_null(knowledge);
	return knowledge;
}

/* --- who takes it ------------------------------------------------------------- */

static void assert_goes_to(const struct knowledge *knowledge, const char *team, const char *cause,
			   const char *intent, const char *reason, const char *region,
			   enum language language)
{
	const struct team_matter matter = {cause, intent, reason, region, language};

	assert_string_equal(knowledge_team_for(knowledge, &matter)->id, team);
}

static void the_first_team_that_fits_has_the_case(void **state)
{
	struct knowledge *knowledge = load(
		*state,
		TEAM("a", "causes: [ARREARS], reasons: [scam], hours: always")
			TEAM("b", "intents: [pay], languages: [en], hours: always")
				TEAM("c", "regions: [上海], hours: always") TEAM_OF_LAST_RESORT);

	assert_goes_to(knowledge, "a", "ARREARS", "pay", "asked", "上海", LANGUAGE_EN);
	assert_goes_to(knowledge, "a", "", "", "scam", "", LANGUAGE_ZH);
	assert_goes_to(knowledge, "b", "", "pay", "asked", "上海", LANGUAGE_EN);
	assert_goes_to(knowledge, "c", "", "pay", "asked", "上海", LANGUAGE_ZH);
	assert_goes_to(knowledge, "all", "", "pay", "asked", "", LANGUAGE_ZH);
	assert_null(knowledge_team(knowledge, "d"));
	assert_string_equal(knowledge_team(knowledge, "b")->skill, "b");
	knowledge_destroy(knowledge);
}

static void the_last_team_takes_everything(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "teams.yaml", TEAM("a", "languages: [en, zh], hours: always"));
	assert_refused(folder,
		       "teams.yaml:1:3: the last team takes whatever is left: it has no lists");
}

static void an_emergency_never_finds_a_closed_door(void **state)
{
	struct folder *folder = *state;

	folder_write(folder, "teams.yaml",
		     TEAM("a", "languages: [en], hours: {daily: 00:00-23:59}") TEAM_OF_LAST_RESORT);
	assert_refused(folder, "teams.yaml:1:1: the team that takes the reason emergency in en is "
			       "not always open");
}

static void words_of_a_team_are_checked(void **state)
{
	static const struct {
		const char *more, *problem;
	} cases[] = {
		{"causes: [NONE], hours: always", "causes.yaml has no cause `NONE`"},
		{"languages: [fr], hours: always", "a language is zh or en, not `fr`"},
		{"reasons: scam, hours: always", "`reasons` is a list of names"},
		{"hours: sometimes", "`hours` is `always` or a map of days to times"},
		{"hours: {mon: 8-22}", "hours are written 08:00-22:00, or closed"},
		{"hours: {mon: 22:00-08:00}", "hours are written 08:00-22:00, or closed"},
		{"hours: {mon: 08:00-24:01}", "hours are written 08:00-22:00, or closed"},
	};
	struct folder *folder = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[512];

		problems_destroy(folder->problems);
		folder->problems = problems_create();
		snprintf(text, sizeof text, TEAM("a", "%s") TEAM_OF_LAST_RESORT, cases[i].more);
		folder_write(folder, "teams.yaml", text);
		assert_null(knowledge_load(folder->path, folder->problems));
		assert_int_equal(problems_count(folder->problems), 1);
		assert_non_null(strstr(problems_line(folder->problems, 0), cases[i].problem));
	}
}

/* --- when they work ----------------------------------------------------------- */

#define OFFICE                                                                                \
	TEAM("office", "reasons: [complaint], hours: {daily: 09:00-18:00, sat: 10:00-12:00, " \
		       "sun: closed, holiday: 13:00-14:00}")                                  \
	TEAM_OF_LAST_RESORT

static void assert_hours(const struct knowledge *knowledge, const char *at, const char *from,
			 const char *to)
{
	const struct team *office = knowledge_team(knowledge, "office");
	int64_t at_ms, from_ms, to_ms, want_from, want_to;

	assert_true(clock_parse(at, &at_ms));
	assert_true(clock_parse(from, &want_from));
	assert_true(clock_parse(to, &want_to));
	assert_true(knowledge_team_hours(knowledge, office, at_ms, CHINA, &from_ms, &to_ms));
	assert_int_equal(from_ms, want_from);
	assert_int_equal(to_ms, want_to);
	assert_int_equal(knowledge_team_is_open(knowledge, office, at_ms, CHINA),
			 want_from <= at_ms);
}

static void hours_go_by_weekday_in_the_operators_zone(void **state)
{
	struct knowledge *knowledge = load(*state, OFFICE);

	assert_hours(knowledge, "2025-11-25T08:59+08:00", "2025-11-25T09:00+08:00",
		     "2025-11-25T18:00+08:00");
	assert_hours(knowledge, "2025-11-25T17:59+08:00", "2025-11-25T09:00+08:00",
		     "2025-11-25T18:00+08:00");
	assert_hours(knowledge, "2025-11-28T18:00+08:00", "2025-11-29T10:00+08:00",
		     "2025-11-29T12:00+08:00");
	assert_hours(knowledge, "2025-11-29T12:00+08:00", "2025-12-01T09:00+08:00",
		     "2025-12-01T18:00+08:00");
	knowledge_destroy(knowledge);
}

static void a_holiday_comes_before_its_weekday(void **state)
{
	struct knowledge *knowledge = load(*state, OFFICE);

	assert_hours(knowledge, "2026-01-01T09:00+08:00", "2026-01-01T13:00+08:00",
		     "2026-01-01T14:00+08:00");
	assert_hours(knowledge, "2026-04-05T00:00+08:00", "2026-04-05T13:00+08:00",
		     "2026-04-05T14:00+08:00");
	knowledge_destroy(knowledge);
}

static void a_sunday_that_makes_up_for_a_holiday_is_a_workday(void **state)
{
	struct knowledge *knowledge = load(*state, OFFICE);

	assert_hours(knowledge, "2026-01-04T09:30+08:00", "2026-01-04T09:00+08:00",
		     "2026-01-04T18:00+08:00");
	knowledge_destroy(knowledge);
}

static void a_team_that_never_opens_has_no_hours(void **state)
{
	struct knowledge *knowledge = load(
		*state,
		TEAM("office", "reasons: [complaint], hours: {sun: closed}") TEAM_OF_LAST_RESORT);
	int64_t from_ms, to_ms;

	assert_false(knowledge_team_hours(knowledge, knowledge_team(knowledge, "office"), 0, CHINA,
					  &from_ms, &to_ms));
	knowledge_destroy(knowledge);
}

/* --- the calendar ------------------------------------------------------------- */

static void a_day_of_the_calendar_is_a_date_of_its_year(void **state)
{
	static const struct {
		const char *row, *problem;
	} cases[] = {
		{"{year: 2026, source: a, off: [2026-1-1]}", "a day is written 2026-01-01"},
		{"{year: 2026, source: a, off: [2025-01-01]}", "this day is not in 2026"},
		{"{year: 2026, source: a, off: [2026-01-03/2026-01-01]}",
		 "the last day is before the first"},
		{"{year: 2026, off: [2026-01-01]}", "source"},
	};
	struct folder *folder = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[256];

		problems_destroy(folder->problems);
		folder->problems = problems_create();
		snprintf(text, sizeof text, "- %s\n", cases[i].row);
		folder_write(folder, "calendar.yaml", text);
		assert_null(knowledge_load(folder->path, folder->problems));
		assert_non_null(strstr(problems_line(folder->problems, 0), cases[i].problem));
	}
}

static void a_year_without_holidays_is_told_in_december_before(void **state)
{
	struct folder *folder = *state;
	int64_t at_ms;

	assert_true(clock_parse("2026-11-30T23:59+08:00", &at_ms));
	assert_true(knowledge_check_day(folder->path, at_ms, CHINA, folder->problems));
	assert_false(knowledge_check_day(folder->path, at_ms + 60000, CHINA, folder->problems));
	assert_problem(folder, 0,
		       "calendar.yaml:1:1: no row has the public holidays of 2027; see the State "
		       "Council's notice");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_create, folder_destroy)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_first_team_that_fits_has_the_case),
		TEST(the_last_team_takes_everything),
		TEST(an_emergency_never_finds_a_closed_door),
		TEST(words_of_a_team_are_checked),
		TEST(hours_go_by_weekday_in_the_operators_zone),
		TEST(a_holiday_comes_before_its_weekday),
		TEST(a_sunday_that_makes_up_for_a_holiday_is_a_workday),
		TEST(a_team_that_never_opens_has_no_hours),
		TEST(a_day_of_the_calendar_is_a_date_of_its_year),
		TEST(a_year_without_holidays_is_told_in_december_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
