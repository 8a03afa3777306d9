/*
 * A report counts the same from roll-ups as from the facts that they were made of, whatever comes
 * to a conversation later, and whatever becomes of a roll-up on its way.
 */
#include "report_place.h"

#include "base/buffer.h"
#include "bot/report_rollup.h"

#define FACTS_AT_ONCE 500

/* --- rolling up ------------------------------------------------------------------- */

static void keep(struct place *place, const struct rollup *rollup)
{
	assert_true(kind->begin(place->db, &place->err));
	assert_true(rollup_keep(rollup, kind, place->db, &place->err));
	assert_true(kind->commit(place->db, &place->err));
}

static struct rollup *make(struct place *place)
{
	struct rollup *rollup;

	*place->err.text = '\0';
	rollup = rollup_make(kind, place->path, FACTS_AT_ONCE, &place->err);
	assert_string_equal(place->err.text, "");
	return rollup;
}

/* How many times it took. */
static int roll_up(struct place *place)
{
	struct rollup *rollup;
	int n = 0;

	for (; (rollup = make(place)); n++) {
		assert_true(n < 1000);
		keep(place, rollup);
		rollup_destroy(rollup);
	}
	return n;
}

static int64_t ask(struct place *place, const char *sql)
{
	sqlite3_stmt *statement;
	sqlite3 *db;
	int64_t number;

	assert_int_equal(sqlite3_open_v2(place->path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	number = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return number;
}

static void meddle(struct place *place, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(place->path, &db), SQLITE_OK);
	execute(db, sql);
	sqlite3_close(db);
}

static void check_all(struct place *place)
{
	for (enum report_by by = BY_ALL; by <= BY_CAUSE; by++)
		check_by(place, by, START_MS, START_MS + 9 * DAY_MS);
}

/* Every figure of each cause, and thus of all. */
static void check(struct place *place)
{
	check_by(place, BY_CAUSE, START_MS, START_MS + 9 * DAY_MS);
}

/* Ratings, thumbs, a region that is another one, a line that works again: of conversations that have
 * been silent for days. */
static void add_late_facts(struct place *place)
{
	assert_true(kind->begin(place->db, &place->err));
	for (int64_t talk = 100; talk < 700; talk++)
		add_some_fact(place, talk, START_MS + 20 * DAY_MS);
	assert_true(kind->commit(place->db, &place->err));
}

/* --- facts that are read ---------------------------------------------------------- */

static void count_fact(void *context, const struct fact_row *fact)
{
	(void)fact;
	++*(int64_t *)context;
}

static void pass_item(void *context, const char *item)
{
	(void)context;
	(void)item;
}

static int64_t facts_read(struct place *place)
{
	int64_t n = 0;
	const struct report_reader reader = {.context = &n,
					     .fact = count_fact,
					     .version = report_items_version(),
					     .item = pass_item};

	assert_true(kind->report(place->path, 0, &reader, &place->err));
	return n;
}

/* --- the tests -------------------------------------------------------------------- */

static void figures_are_the_same_when_facts_are_rolled_up(void **state)
{
	struct place *place = *state;

	assert_true(roll_up(place) > 10);
	check_all(place);
}

static void only_facts_behind_what_is_rolled_up_are_read(void **state)
{
	struct place *place = *state;
	int64_t all = facts_read(place);

	roll_up(place);
	assert_int_equal(facts_read(place), all % FACTS_AT_ONCE);
	/* As by one who starts. */
	kind->close(place->db);
	place->db = kind->open(place->dir, &place->err);
	assert_int_equal(facts_read(place), all % FACTS_AT_ONCE);
	check(place);
}

static void what_comes_late_counts_with_its_conversation(void **state)
{
	struct place *place = *state;

	roll_up(place);
	add_late_facts(place);
	check(place);
	assert_true(roll_up(place) > 0);
	check(place);
}

/* A crash in between, or a transaction that could not be committed. */
static void what_was_made_and_not_kept_is_made_again(void **state)
{
	struct place *place = *state;
	struct rollup *rollup = make(place);

	rollup_destroy(rollup);
	rollup = make(place);
	assert_true(kind->begin(place->db, &place->err));
	assert_true(rollup_keep(rollup, kind, place->db, &place->err));
	kind->rollback(place->db);
	check(place);
	roll_up(place);
	check(place);
	keep(place, rollup); /* late, when others were kept */
	check(place);
	rollup_destroy(rollup);
}

static void what_is_made_twice_counts_once(void **state)
{
	struct place *place = *state;
	struct rollup *one, *other;

	keep(place, one = make(place));
	rollup_destroy(one);
	one = make(place);
	other = make(place);
	keep(place, one);
	keep(place, other);
	check(place);
	rollup_destroy(one);
	rollup_destroy(other);
}

static void other_definitions_make_all_of_it_again(void **state)
{
	struct place *place = *state;
	int n = roll_up(place);

	meddle(place, "UPDATE rollup_mark SET version = version + 1;"
		      "UPDATE rollup_items SET item = '0' || char(9) || 'other' || number");
	check(place);
	assert_int_equal(roll_up(place), n);
	check(place);
}

/* All of it is made anew only once, however often that was begun. */
static void a_beginning_that_was_made_twice_is_kept_once(void **state)
{
	struct place *place = *state;
	struct rollup *one = make(place), *other = make(place);

	keep(place, one);
	roll_up(place);
	keep(place, other);
	check(place);
	assert_int_equal(ask(place, "SELECT generation FROM rollup_mark"), 1);
	rollup_destroy(one);
	rollup_destroy(other);
}

static void damaged_roll_ups_are_passed_over_and_made_again(void **state)
{
	static const char *const damages[] = {
		"UPDATE rollups SET body = x'ffff' WHERE conversation % 50 = 0",
		"UPDATE rollups SET body = x'8f7f010101' WHERE conversation % 50 = 0",
		"UPDATE rollup_items SET item = 'none' WHERE number = 1",
		"DELETE FROM rollup_items WHERE number > 5",
	};
	struct place *place = *state;

	for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
		roll_up(place);
		meddle(place, damages[i]);
		add_late_facts(place);
		check(place);
		roll_up(place);
		assert_true(facts_read(place) < FACTS_AT_ONCE);
	}
	check(place);
}

/* His line is no longer known, so nobody has come again. */
static void who_is_erased_still_counts(void **state)
{
	struct place *place = *state;

	roll_up(place);
	for (int64_t row = 1; row < TALKS; row += 3) {
		struct person_row person;

		assert_int_equal(
			kind->person_find(place->db, row, place->arena, &person, &place->err),
			FOUND);
		person.subject = person.wrapped_key = (struct blob){0};
		assert_true(kind->person_save(place->db, &person, &place->err));
	}
	check(place);
}

static const char *print_hours(struct place *place, int zone_minutes)
{
	const struct report_query query = {START_MS, START_MS + 9 * DAY_MS, zone_minutes, BY_HOUR};
	struct buffer out = {0};
	struct report report;
	const char *text;

	assert_true(report_make(kind, place->path, &query, place->arena, &report, &place->err));
	for (size_t i = 0; i < report.n_groups; i++) {
		const struct report_group *group = &report.groups[i];

		for (size_t k = 0; k < group->n_figures; k++)
			buffer_format(&out, "%s %s %s %f\n", group->name, group->figures[k].section,
				      group->figures[k].name, group->figures[k].value);
	}
	text = arena_text(place->arena, out.data);
	buffer_finish(&out);
	return text;
}

static void roll_ups_know_no_zone(void **state)
{
	struct place *place = *state;
	const char *before = print_hours(place, -210);

	assert_string_not_equal(before, print_hours(place, ZONE));
	roll_up(place);
	assert_string_equal(print_hours(place, -210), before);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(figures_are_the_same_when_facts_are_rolled_up),
		TEST(only_facts_behind_what_is_rolled_up_are_read),
		TEST(what_comes_late_counts_with_its_conversation),
		TEST(what_was_made_and_not_kept_is_made_again),
		TEST(what_is_made_twice_counts_once),
		TEST(other_definitions_make_all_of_it_again),
		TEST(a_beginning_that_was_made_twice_is_kept_once),
		TEST(damaged_roll_ups_are_passed_over_and_made_again),
		TEST(who_is_erased_still_counts),
		TEST(roll_ups_know_no_zone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
