/*
 * The risk list: who stands on it, why, and how good it is; and usage as it is kept.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs those four first. */
#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "bot/insight/matters.h"
#include "bot/insight/risk_trial.h"
#include "bot/insight/usage_store.h"

#define DAY 20703 /* 2026-09-07 */
#define DAYS 40

struct place {
	struct history *history;
	struct arena *arena;
	struct risk *risks;
	size_t n;
};

static int set_up(void **state)
{
	struct place *place = mem_new(sizeof *place);

	place->history = history_create();
	place->arena = arena_create();
	*state = place;
	return 0;
}

static int tear_down(void **state)
{
	struct place *place = *state;

	history_destroy(place->history);
	arena_destroy(place->arena);
	free(place);
	return 0;
}

static struct usage_row row_of(const char *line, int day)
{
	struct usage_row row = {.day = DAY + day, .prepaid = true, .balance_fen = 10000};

	strcpy(row.line, line);
	row.used_fen = 100;
	return row;
}

static void add(struct place *place, const struct usage_row *row)
{
	struct error err;

	assert_true(history_add(place->history, row, &err));
}

static void find(struct place *place)
{
	risks_find(place->history, place->arena, &place->risks, &place->n);
}

/* A balance that goes down by a yuan a day, and on the last day is so much. */
static void add_prepaid(struct place *place, const char *line, int64_t last_fen)
{
	for (int day = 0; day < DAYS; day++) {
		struct usage_row row = row_of(line, day);

		row.balance_fen = last_fen + (DAYS - 1 - day) * 100;
		add(place, &row);
	}
}

/* Some that were stopped when theirs was used up, so that there is something to learn. */
static void add_stopped(struct place *place, size_t n)
{
	char line[20];

	for (size_t i = 0; i < n; i++) {
		snprintf(line, sizeof line, "1391%07zu", i);
		for (int day = 0; day < DAYS; day++) {
			struct usage_row row = row_of(line, day);

			row.balance_fen = (20 - day) * 100;
			if (day > 20)
				strcpy(row.stopped, "ARREARS_OUT");
			add(place, &row);
		}
	}
}

/* --- the tests -------------------------------------------------------------------- */

static void whose_balance_is_soon_used_up_stands_first_with_the_day_and_why(void **state)
{
	struct place *place = *state;

	add_stopped(place, 50);
	add_prepaid(place, "13900000001", 350);
	add_prepaid(place, "13900000002", 1250);
	add_prepaid(place, "13900000003", 9000);
	find(place);
	assert_int_equal(place->n, 2);
	assert_string_equal(place->risks[0].line, "13900000001");
	assert_int_equal(place->risks[0].matter, RISK_BALANCE);
	assert_int_equal(place->risks[0].day, DAY + DAYS - 1 + 4);
	assert_non_null(strstr(place->risks[0].why, "3.50 yuan lasts 3 days at 1.00 a day"));
	assert_true(place->risks[0].chance > 0.3);
	assert_true(place->risks[1].chance < place->risks[0].chance);
}

static void a_bill_that_is_not_paid_is_told_with_its_day(void **state)
{
	struct place *place = *state;

	for (int day = 0; day < DAYS; day++) {
		struct usage_row row = row_of("13900000001", day);

		row.prepaid = false;
		row.balance_fen = -5000;
		row.owed_fen = 5000;
		row.due_day = DAY + DAYS - 3;
		add(place, &row);
	}
	find(place);
	assert_int_equal(place->n, 1);
	assert_int_equal(place->risks[0].matter, RISK_BILL);
	assert_int_equal(place->risks[0].day, DAY + DAYS - 3 + 7);
	assert_non_null(strstr(place->risks[0].why, "50.00 yuan were due on 2026-10-14"));
}

static void papers_that_end_and_flags_are_told(void **state)
{
	struct place *place = *state;
	struct usage_row paper = row_of("13900000001", 0), flagged = row_of("13900000002", 0);

	paper.document_day = DAY + 3;
	flagged.flagged = true;
	add(place, &paper);
	add(place, &flagged);
	find(place);
	assert_int_equal(place->n, 2);
	for (size_t i = 0; i < 2; i++)
		assert_non_null(strstr(place->risks[i].why, place->risks[i].matter == RISK_FLAG
								    ? "flagged"
								    : "ends on 2026-09-10"));
}

static void lines_that_are_stopped_or_gone_are_not_listed(void **state)
{
	struct place *place = *state;
	struct usage_row gone = row_of("13900000001", 0), stopped = row_of("13900000002", 1);

	gone.balance_fen = stopped.balance_fen = 0;
	strcpy(stopped.stopped, "LOST");
	add(place, &gone);
	add(place, &stopped);
	find(place);
	assert_int_equal(place->n, 0);
}

static void what_is_told_are_likely_risks_but_flags_and_holds_that_end_within_a_week(void **state)
{
	struct place *place = *state;
	struct usage_row held = row_of("13900000001", 0), flagged = row_of("13900000002", 0);
	struct usage_row longer = row_of("13900000003", 0);
	struct matter *matters;
	size_t n;

	held.hold_day = DAY + 7;
	longer.hold_day = DAY + 8;
	strcpy(held.stopped, "VOLUNTARY_HOLD");
	strcpy(longer.stopped, "VOLUNTARY_HOLD");
	flagged.flagged = true;
	add(place, &held);
	add(place, &longer);
	add(place, &flagged);
	matters_find(place->history, 0, place->arena, &matters, &n);
	assert_int_equal(n, 1);
	assert_string_equal(matters[0].line, "13900000001");
	assert_string_equal(matters[0].name, "hold");
	assert_int_equal(matters[0].occasion, DAY + 7);

	add_prepaid(place, "13900000004", 350);
	matters_find(place->history, 0, place->arena, &matters, &n);
	assert_int_equal(n, 1); /* the others are not in the last export */
	assert_string_equal(matters[0].name, "balance");
	matters_find(place->history, 1, place->arena, &matters, &n);
	assert_int_equal(n, 0);
}

static void rows_out_of_order_are_refused(void **state)
{
	struct place *place = *state;
	struct usage_row row = row_of("13900000001", 5);
	struct error err;

	add(place, &row);
	row.day--;
	assert_false(history_add(place->history, &row, &err));
}

struct sums {
	double listed, by_balance, achievable, best;
};

static void take_marks(void *context, const struct risk_marks *marks)
{
	struct sums *sums = context;

	sums->listed += marks->listed;
	sums->by_balance += marks->by_balance;
	sums->achievable += marks->achievable;
	sums->best += marks->best;
}

static void the_list_is_better_than_the_lowest_balance_and_near_the_best(void **state)
{
	struct place *place = *state;
	struct problems *problems = problems_create();
	struct population_params params;
	struct risk_trial trial = {&params, 3000, 60, 5, 0.05};
	struct sums sums = {0};

	assert_true(population_params_read(".", NULL, place->arena, &params, problems));
	risk_trial_run(&trial, take_marks, &sums);
	assert_true(sums.listed > 1.2 * sums.by_balance);
	assert_true(sums.listed > 0.85 * sums.achievable);
	assert_true(sums.listed < 1.1 * sums.achievable);
	assert_true(sums.achievable < sums.best);
	problems_destroy(problems);
}

/* --- usage in the data folder ----------------------------------------------------- */

static bool count_row(void *context, const struct usage_row *row, struct error *err)
{
	int *days = context;

	(void)err;
	days[0]++;
	days[1] = row->day;
	return true;
}

static void import(const char *folder, const struct keys *keys, int first_day, int n)
{
	struct buffer text = {0};
	struct error err;
	size_t rows, days;

	buffer_text(&text, USAGE_HEADER);
	for (int i = 0; i < n; i++) {
		struct usage_row row = row_of("13900000001", first_day + i);

		usage_print(&row, &text);
	}
	assert_true(usage_store_import(folder, keys, "u.csv", text.data, &rows, &days, &err));
	assert_int_equal(rows, n);
	assert_int_equal(days, n);
	buffer_finish(&text);
}

static void an_export_without_the_days_of_holds_is_read_as_before(void **state)
{
	char text[] =
		"line,day,region,kind,balance,used,owed,due,document,contract,flagged,stopped\n"
		"13900000001,2026-09-07,四川,prepaid,1.00,0.10,0.00,,,,no,\n",
	     odd[sizeof text];
	int seen[2] = {0};
	struct error err;

	(void)state;
	strcpy(odd, text);
	strcpy(strstr(odd, "no,\n"), "no\n");
	assert_true(usage_read("u.csv", text, count_row, seen, &err));
	assert_int_equal(seen[0], 1);
	assert_false(usage_read("u.csv", odd, count_row, seen, &err));
	assert_non_null(strstr(err.text, "u.csv:2: 11 columns instead of 12"));
}

static void remove_folder(const char *folder)
{
	char path[512], inner[64];
	struct dirent *entry;
	DIR *dir;

	snprintf(inner, sizeof inner, "%s/usage", folder);
	dir = opendir(inner);
	while ((entry = readdir(dir))) {
		snprintf(path, sizeof path, "%s/%s", inner, entry->d_name);
		if (entry->d_name[0] != '.')
			unlink(path);
	}
	closedir(dir);
	rmdir(inner);
	rmdir(folder);
}

static void usage_is_kept_by_day_sealed_and_goes_when_it_is_old(void **state)
{
	char folder[] = "/tmp/fuji-usage-XXXXXX";
	int seen[2] = {0};
	struct keys *keys;
	struct error err;

	(void)state;
	crypto_start();
	keys = keys_for_tests();
	assert_non_null(mkdtemp(folder));
	assert_true(usage_store_read(folder, keys, 0, count_row, seen, &err));
	assert_int_equal(seen[0], 0);
	import(folder, keys, 0, 30);
	import(folder, keys, 29, 1); /* again */
	assert_true(usage_store_read(folder, keys, DAY + 9, count_row, seen, &err));
	assert_int_equal(seen[0], 10);
	assert_int_equal(seen[1], DAY + 9);
	import(folder, keys, USAGE_DAYS + 4, 1); /* the first five are old now */
	seen[0] = 0;
	assert_true(usage_store_read(folder, keys, 0, count_row, seen, &err));
	assert_int_equal(seen[0], 26);
	keys_close(keys);
	remove_folder(folder);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(whose_balance_is_soon_used_up_stands_first_with_the_day_and_why),
		TEST(a_bill_that_is_not_paid_is_told_with_its_day),
		TEST(papers_that_end_and_flags_are_told),
		TEST(lines_that_are_stopped_or_gone_are_not_listed),
		TEST(what_is_told_are_likely_risks_but_flags_and_holds_that_end_within_a_week),
		TEST(rows_out_of_order_are_refused),
		TEST(the_list_is_better_than_the_lowest_balance_and_near_the_best),
		TEST(an_export_without_the_days_of_holds_is_read_as_before),
		TEST(usage_is_kept_by_day_sealed_and_goes_when_it_is_old),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
