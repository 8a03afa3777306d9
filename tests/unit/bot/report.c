/*
 * Every figure of a report equals what plain SQL makes of the same rows by its definition
 * (bot/FIGURES.md), for every way of grouping; and there is no figure beside those.
 *
 * The rows are made up at random, the same ones each time; and a second time by the simulated
 * population, sixty days of REPORT_LINES lines, so that the comparison can be made on many.
 */
#include "report_place.h"

#include "bot/population/population.h"
#include "bot/population/record.h"

/* --- sixty days of a population --------------------------------------------------- */

#define SIMULATED_DAYS 60

static void record_days(struct record *record, struct population *population)
{
	const struct population_taker taker = {.contacts = &record->reader};

	assert_true(record_begin(record));
	for (int day = 0; day < SIMULATED_DAYS; day++)
		population_day(population, &taker);
	population_end(population, &taker);
	assert_true(record_commit(record));
}

/* When the first day begins. */
static int64_t simulate(struct place *place)
{
	const char *lines = getenv("REPORT_LINES");
	struct problems *problems = problems_create();
	struct keys *keys;
	struct population_params params;
	struct population *population;
	struct record record;

	assert_true(population_params_read(".", NULL, place->arena, &params, problems));
	population = population_create(&params, lines ? strtoul(lines, NULL, 10) : 200, 3);
	crypto_start();
	keys = keys_for_tests();
	record_init(&record, kind, place->db, keys);
	record_days(&record, population);
	population_destroy(population);
	problems_destroy(problems);
	keys_close(keys);
	return params.first_day * DAY_MS - ZONE * 60000LL;
}

/* --- the tests -------------------------------------------------------------------- */

static void every_figure_is_what_sql_makes_of_its_definition(void **state)
{
	for (enum report_by by = BY_ALL; by <= BY_CAUSE; by++)
		check_by(*state, by, START_MS, START_MS + 9 * DAY_MS);
}

/* What was read once answers every question about it. */
static void every_figure_of_a_simulated_store_is_what_sql_makes_of_it(void **state)
{
	struct place *place = open_place();
	int64_t from_ms = simulate(place), to_ms = from_ms + SIMULATED_DAYS * DAY_MS;
	struct report_query query = {from_ms, to_ms, ZONE, BY_ALL};
	struct report_source *source = report_read(kind, place->path, from_ms, &place->err);
	struct report report;

	(void)state;
	assert_non_null(source);
	for (; query.by <= BY_CAUSE; query.by++) {
		report_count(source, &query, place->arena, &report);
		compare_with_sql(place, &query, &report);
	}
	query = (struct report_query){from_ms + 20 * DAY_MS, from_ms + 27 * DAY_MS, ZONE, BY_ALL};
	report_count(source, &query, place->arena, &report);
	compare_with_sql(place, &query, &report);
	report_source_destroy(source);
	close_place(place);
}

static void a_period_in_which_nobody_came_has_nothing_to_show(void **state)
{
	struct place *place = *state;
	const struct report_query query = {START_MS + 400 * DAY_MS, START_MS + 500 * DAY_MS, ZONE,
					   BY_ALL};
	struct report report;

	assert_true(report_make(kind, place->path, &query, place->arena, &report, &place->err));
	assert_int_equal(report.n_groups, 1);
	assert_int_equal(report.groups[0].n_figures, 0);
}

static void a_database_that_is_not_there_is_told(void **state)
{
	struct place *place = *state;
	const struct report_query query = {START_MS, START_MS + DAY_MS, ZONE, BY_ALL};
	struct report report;

	assert_false(report_make(kind, "/tmp/no-such-folder/fuji.db", &query, place->arena, &report,
				 &place->err));
	assert_non_null(strstr(place->err.text, "/tmp/no-such-folder/fuji.db"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_figure_is_what_sql_makes_of_its_definition),
		cmocka_unit_test(every_figure_of_a_simulated_store_is_what_sql_makes_of_it),
		cmocka_unit_test(a_period_in_which_nobody_came_has_nothing_to_show),
		cmocka_unit_test(a_database_that_is_not_there_is_told),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}