/*
 * A case is due as the first row says that fits it, counted in the hours of its team.
 */
#include "folder.h"

#include "base/clock.h"

#define CHINA 480

#define TEAMS                                                                         \
	"- {id: office, name: {zh: 组, en: Team}, skill: any, reasons: [complaint]," \
	" hours: {daily: 09:00-18:00, sat: closed, sun: closed}}\n"                   \
	"- {id: never, name: {zh: 组, en: Team}, skill: any, reasons: [nothing],"    \
	" hours: {sun: closed}}\n" TEAM_OF_LAST_RESORT

#define DUES                                                    \
	"- {priority: 0, first: 1, next: 2, resolve: 60}\n"     \
	"- {team: office, first: 30, next: 60, resolve: 600}\n" \
	"- {first: 5, next: 10, resolve: 2880}\n"

static void assert_due(const struct knowledge *knowledge, const char *team,
		       const struct due_clock *clock, const char *since, const char *end)
{
	struct due_clock begun = *clock;
	int64_t end_ms = 0;

	assert_true(clock_parse(since, &begun.since_ms));
	assert_true(!*end || clock_parse(end, &end_ms));
	assert_int_equal(
		knowledge_due_ms(knowledge, knowledge_team(knowledge, team), &begun, CHINA),
		end_ms);
}

static struct knowledge *load(const struct folder *folder)
{
	struct knowledge *knowledge;

	folder_write(folder, "teams.yaml", TEAMS);
	folder_write(folder, "due.yaml", DUES);
	knowledge = knowledge_load(folder->path, folder->problems);
	problems_print(folder->problems, stderr);
	assert_non_null(knowledge);
	return knowledge;
}

static void the_first_row_that_fits_says_when(void **state)
{
	struct knowledge *knowledge = load(*state);
	const char *since = "2025-11-25T10:00+08:00";

	assert_due(knowledge, "all", &(struct due_clock){DUE_FIRST, 0, 0}, since,
		   "2025-11-25T10:01+08:00");
	assert_due(knowledge, "office", &(struct due_clock){DUE_NEXT, 0, 0}, since,
		   "2025-11-25T10:02+08:00");
	assert_due(knowledge, "office", &(struct due_clock){DUE_NEXT, 2, 0}, since,
		   "2025-11-25T11:00+08:00");
	assert_due(knowledge, "all", &(struct due_clock){DUE_RESOLVE, 2, 0}, since,
		   "2025-11-27T10:00+08:00");
	knowledge_destroy(knowledge);
}

static void only_the_hours_of_the_team_count(void **state)
{
	struct knowledge *knowledge = load(*state);
	const struct due_clock first = {DUE_FIRST, 2, 0}, resolve = {DUE_RESOLVE, 2, 0};

	assert_due(knowledge, "office", &first, "2025-11-25T03:00+08:00", "2025-11-25T09:30+08:00");
	assert_due(knowledge, "office", &first, "2025-11-25T17:50+08:00", "2025-11-26T09:20+08:00");
	/* A Friday; ten hours of work are over on Monday. */
	assert_due(knowledge, "office", &resolve, "2025-11-28T10:00+08:00",
		   "2025-12-01T11:00+08:00");
	/* New Year's Day to the third are off, the fourth is a Sunday of work. */
	assert_due(knowledge, "office", &first, "2025-12-31T17:45+08:00", "2026-01-04T09:15+08:00");
	knowledge_destroy(knowledge);
}

static void a_team_without_hours_is_never_late(void **state)
{
	struct knowledge *knowledge = load(*state);

	assert_due(knowledge, "never", &(struct due_clock){DUE_FIRST, 2, 0},
		   "2025-11-25T10:00+08:00", "");
	knowledge_destroy(knowledge);
}

static void each_row_has_its_times_and_each_case_its_row(void **state)
{
	static const struct {
		const char *rows, *problem;
	} cases[] = {
		{"- {first: 5, next: 10}\n", "due.yaml:1:3: the key `resolve` is missing"},
		{"- {first: 0, next: 10, resolve: 60}\n",
		 "due.yaml:1:11: `first` must be a whole number from 1 to 20160"},
		{"- {team: moon, first: 5, next: 10, resolve: 60}\n",
		 "due.yaml:1:10: teams.yaml has no team `moon`"},
		{"- {team: all, first: 5, next: 10, resolve: 60}\n",
		 "due.yaml:1:3: the last row fits whatever is left: it has no team and no priority"},
		{"- {first: 5, next: 10, resolve: 60}\n- {first: 5, next: 10, resolve: 60}\n",
		 "due.yaml:1:3: this row fits every case: none behind it counts"},
		{"{}\n", "due.yaml:1:1: a list of rows is expected"},
	};
	struct folder *folder = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		problems_destroy(folder->problems);
		folder->problems = problems_create();
		folder_write(folder, "due.yaml", cases[i].rows);
		assert_refused(folder, cases[i].problem);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_create, folder_destroy)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_first_row_that_fits_says_when),
		TEST(only_the_hours_of_the_team_count),
		TEST(a_team_without_hours_is_never_late),
		TEST(each_row_has_its_times_and_each_case_its_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
