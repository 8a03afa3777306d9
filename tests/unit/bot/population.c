/*
 * The simulated population: the same seed makes the same, what is told of a line fits together, and
 * incidents are as large as they are said to be.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs those four first. */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/mem.h"
#include "bot/population/population.h"

#define LINES 400
#define DAYS 40
#define SPAN_MS (5 * 60 * 1000LL)
#define INCIDENTS_MOST 64

struct incident {
	int64_t from_ms;
	char region[32], cause[32];
	size_t told; /* that cause in that region, in the first minutes of it */
};

struct watch {
	struct buffer seen; /* everything, as text */
	size_t n_facts;
	int64_t last_ms;
	bool backwards;
	struct buffer usage;
	bool stopped[LINES];
	size_t wrong_turns; /* stopped twice, or restored when it was not stopped */
	struct incident incidents[INCIDENTS_MOST];
	size_t n_incidents;
	char regions[8192][8]; /* by conversation: where its line is */
};

static void take_usage(void *context, const struct usage_row *row)
{
	struct watch *watch = context;

	usage_print(row, &watch->usage);
}

static size_t index_of(const char *line)
{
	return strtoul(line + 3, NULL, 10);
}

static void take_truth(void *context, const struct truth_row *row)
{
	struct watch *watch = context;

	if (row->truth == TRUTH_INCIDENT) {
		struct incident *incident = &watch->incidents[watch->n_incidents++];

		assert_in_range(watch->n_incidents, 1, INCIDENTS_MOST - 1);
		incident->from_ms = row->at_ms;
		snprintf(incident->region, sizeof incident->region, "%s", row->region);
		snprintf(incident->cause, sizeof incident->cause, "%s", row->cause);
	}
	if (!*row->line)
		return;
	watch->wrong_turns += watch->stopped[index_of(row->line)] == (row->truth == TRUTH_STOPPED);
	watch->stopped[index_of(row->line)] = row->truth == TRUTH_STOPPED;
}

static void take_conversation(void *context, const struct report_conversation *conversation)
{
	struct watch *watch = context;

	buffer_format(&watch->seen, "%lld %lld %d\n", (long long)conversation->row,
		      (long long)conversation->created_ms, conversation->language);
}

static void take_fact(void *context, const struct fact_row *fact)
{
	struct watch *watch = context;
	char *region = watch->regions[fact->conversation % 8192];

	buffer_format(&watch->seen, "%lld %lld %s %s %s\n", (long long)fact->conversation,
		      (long long)fact->at_ms, fact->kind, fact->name,
		      fact->value ? fact->value : "");
	watch->n_facts++;
	watch->backwards = watch->backwards || fact->at_ms < watch->last_ms;
	watch->last_ms = fact->at_ms;
	if (!strcmp(fact->kind, "line"))
		snprintf(region, 8, "%s", fact->value);
	if (strcmp(fact->kind, "told") != 0)
		return;
	for (size_t i = 0; i < watch->n_incidents; i++) {
		struct incident *incident = &watch->incidents[i];

		incident->told += !strcmp(incident->cause, fact->value) &&
				  !strcmp(incident->region, region) &&
				  fact->at_ms >= incident->from_ms &&
				  fact->at_ms < incident->from_ms + 2 * SPAN_MS;
	}
}

static void take_case(void *context, const struct report_case *handled)
{
	struct watch *watch = context;

	assert_true(handled->closed_ms >= handled->claimed_ms);
	buffer_format(&watch->seen, "case %lld %s\n", (long long)handled->conversation,
		      handled->agent);
}

static struct watch *live(const struct population_params *params, uint64_t seed)
{
	struct watch *watch = mem_new(sizeof *watch);
	const struct report_reader contacts = {.context = watch,
					       .conversation = take_conversation,
					       .fact = take_fact,
					       .handled = take_case};
	const struct population_taker taker = {watch, take_usage, take_truth, &contacts};
	struct population *population = population_create(params, LINES, seed);

	for (int day = 0; day < DAYS; day++)
		population_day(population, &taker);
	population_end(population, &taker);
	population_destroy(population);
	return watch;
}

static void forget(struct watch *watch)
{
	buffer_finish(&watch->seen);
	buffer_finish(&watch->usage);
	free(watch);
}

static struct arena *arena; /* the parameters' */

static int set_up(void **state)
{
	struct problems *problems = problems_create();
	struct population_params *params;

	arena = arena_create();
	params = arena_new(arena, sizeof *params);
	assert_true(population_params_read(".", NULL, arena, params, problems));
	params->incidents_weekly = 4;
	problems_destroy(problems);
	*state = params;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_destroy(arena);
	return 0;
}

/* --- the tests -------------------------------------------------------------------- */

static void the_same_seed_makes_the_same_and_another_one_another(void **state)
{
	struct watch *one = live(*state, 5), *again = live(*state, 5), *other = live(*state, 6);

	assert_string_equal(one->seen.data, again->seen.data);
	assert_string_equal(one->usage.data, again->usage.data);
	assert_string_not_equal(one->usage.data, other->usage.data);
	assert_in_range(one->n_facts, 1000, 1000000);
	forget(one);
	forget(again);
	forget(other);
}

static void facts_come_in_the_order_of_time(void **state)
{
	struct watch *watch = live(*state, 7);

	assert_false(watch->backwards);
	forget(watch);
}

static void a_line_is_stopped_and_restored_by_turns(void **state)
{
	struct watch *watch = live(*state, 8);

	assert_int_equal(watch->wrong_turns, 0);
	forget(watch);
}

/* Told a little after they began to write, and a few go away before. */
static void an_incident_begins_with_many_who_are_told_its_cause(void **state)
{
	struct watch *watch = live(*state, 9);

	assert_true(watch->n_incidents > 3);
	for (size_t i = 0; i < watch->n_incidents; i++)
		assert_true(watch->incidents[i].told >= 8);
	forget(watch);
}

static bool compare_row(void *context, const struct usage_row *row, struct error *err)
{
	(void)err;
	usage_print(row, context);
	return true;
}

static void what_was_printed_of_usage_is_read_back_as_it_was(void **state)
{
	struct watch *watch = live(*state, 10);
	struct buffer again = {0};
	struct error err;
	char *text;

	assert_true(strstr(watch->usage.data, "ARREARS_OUT"));
	buffer_text(&again, USAGE_HEADER);
	buffer_text(&again, watch->usage.data);
	text = buffer_take(&again);
	assert_true(usage_read("usage.csv", text, compare_row, &again, &err));
	assert_string_equal(again.data, watch->usage.data);
	free(text);
	buffer_finish(&again);
	forget(watch);
}

static void a_row_of_usage_that_is_wrong_is_named(void **state)
{
	struct error err;
	struct buffer out = {0};
	char text[] = USAGE_HEADER "13900000001,2026-09-07,gd,prepaid,1.00,1.00,0.00,,,,no,,\n"
				   "13900000002,2026-09-07,gd,prepaid,1.0,1.00,0.00,,,,no,,\n";
	char short_row[] = USAGE_HEADER "13900000001,2026-09-07\n";
	char other[] = "number,day\n";

	(void)state;
	assert_false(usage_read("u.csv", text, compare_row, &out, &err));
	assert_non_null(strstr(err.text, "u.csv:3: balance"));
	assert_false(usage_read("u.csv", short_row, compare_row, &out, &err));
	assert_non_null(strstr(err.text, "u.csv:2: 2 columns"));
	assert_false(usage_read("u.csv", other, compare_row, &out, &err));
	assert_non_null(strstr(err.text, "u.csv:1:"));
	buffer_finish(&out);
}

static void a_future_of_its_own_leaves_the_lines_as_they_are(void **state)
{
	struct watch *watch = mem_new(sizeof *watch), *apart = mem_new(sizeof *apart);
	const struct population_taker taker = {watch, take_usage, NULL, NULL};
	const struct population_taker elsewhere = {apart, take_usage, NULL, NULL};
	struct population *population = population_create(*state, LINES, 1), *fork;
	struct population *same = population_create(*state, LINES, 1);

	fork = population_fork(population, 99, true);
	population_day(fork, &elsewhere);
	population_destroy(fork);
	population_day(population, &taker);
	buffer_clear(&apart->usage);
	population_day(same, &elsewhere);
	assert_string_equal(watch->usage.data, apart->usage.data);
	population_destroy(population);
	population_destroy(same);
	forget(watch);
	forget(apart);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_seed_makes_the_same_and_another_one_another),
		cmocka_unit_test(facts_come_in_the_order_of_time),
		cmocka_unit_test(a_line_is_stopped_and_restored_by_turns),
		cmocka_unit_test(an_incident_begins_with_many_who_are_told_its_cause),
		cmocka_unit_test(what_was_printed_of_usage_is_read_back_as_it_was),
		cmocka_unit_test(a_row_of_usage_that_is_wrong_is_named),
		cmocka_unit_test(a_future_of_its_own_leaves_the_lines_as_they_are),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
