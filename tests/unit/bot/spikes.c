/*
 * Spikes: what is far more than usual is seen, and nothing else.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs those four first. */
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bot/insight/spike_trial.h"

#define MINUTE_MS (60 * 1000LL)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)
#define START_MS 1793664000000LL /* 2026-11-03T00:00Z */

struct place {
	struct spikes *spikes;
	int64_t talks;
	size_t begun, over;
	struct spike last;
};

static void take(void *context, const struct spike *spike)
{
	struct place *place = context;

	place->begun += !spike->to_ms;
	place->over += spike->to_ms > 0;
	place->last = *spike;
}

static void put(struct place *place, int64_t at_ms, const char *kind, const char *name,
		const char *value)
{
	spikes_fact(place->spikes,
		    &(struct fact_row){place->talks, 1, at_ms, kind, name, value, 0, 0});
}

static void told(struct place *place, int64_t at_ms, const char *region, const char *cause)
{
	place->talks++;
	put(place, at_ms, "line", "region", region);
	put(place, at_ms, "told", "cause", cause);
}

/* One an hour, so many weeks; at eight on Tuesdays sixty. */
static int64_t quiet_weeks(struct place *place, int weeks)
{
	int64_t at_ms = START_MS;

	for (; at_ms < START_MS + weeks * 7 * DAY_MS; at_ms += HOUR_MS) {
		bool busy = (at_ms - START_MS) % (7 * DAY_MS) == 0;

		for (int i = 0; i < (busy ? 60 : 1); i++)
			told(place, at_ms + i * MINUTE_MS, "gd", "ARREARS_OUT");
	}
	return at_ms;
}

static int set_up(void **state)
{
	struct place *place = mem_new(sizeof *place);

	place->spikes = spikes_create(&spike_rules, 480, take, place);
	*state = place;
	return 0;
}

static int tear_down(void **state)
{
	struct place *place = *state;

	spikes_destroy(place->spikes);
	free(place);
	return 0;
}

/* --- the tests -------------------------------------------------------------------- */

static void ten_in_five_minutes_where_one_an_hour_is_usual_are_seen(void **state)
{
	struct place *place = *state;
	int64_t at_ms = quiet_weeks(place, 3) + 12 * HOUR_MS;

	for (int i = 0; i < 10; i++)
		told(place, at_ms + i * 30 * 1000, "sc", "OUTAGE");
	assert_int_equal(place->begun, 1);
	assert_string_equal(place->last.topic, "cause OUTAGE");
	assert_string_equal(place->last.region, "sc");
	assert_in_range(place->last.from_ms, at_ms, at_ms + 5 * MINUTE_MS);
}

static void nothing_is_said_before_two_weeks_are_known(void **state)
{
	struct place *place = *state;
	int64_t at_ms = quiet_weeks(place, 1);

	for (int i = 0; i < 50; i++)
		told(place, at_ms + i * 1000, "sc", "OUTAGE");
	assert_int_equal(place->begun, 0);
}

static void what_comes_every_week_at_that_hour_is_usual(void **state)
{
	struct place *place = *state;
	int64_t at_ms = quiet_weeks(place, 4);

	assert_int_equal(place->begun, 0);
	for (int i = 0; i < 60; i++)
		told(place, at_ms + i * MINUTE_MS, "gd", "ARREARS_OUT");
	assert_int_equal(place->begun, 0);
}

static void one_week_that_was_no_week_like_the_others_changes_nothing(void **state)
{
	struct place *place = *state;
	int64_t at_ms = quiet_weeks(place, 3) + 12 * HOUR_MS;

	for (int week = 0; week < 2; week++) {
		for (int i = 0; i < 30; i++)
			told(place, at_ms + i * 10 * 1000, "gd", "ARREARS_OUT");
		assert_int_equal(place->begun, week + 1);
		for (int hour = 1; hour < 7 * 24; hour++)
			told(place, at_ms + hour * HOUR_MS, "gd", "ARREARS_OUT");
		at_ms += 7 * DAY_MS;
	}
}

static void a_conversation_counts_once_however_often_it_is_told(void **state)
{
	struct place *place = *state;
	int64_t at_ms = quiet_weeks(place, 3) + 12 * HOUR_MS;

	told(place, at_ms, "sc", "OUTAGE");
	for (int i = 0; i < 50; i++)
		put(place, at_ms + i * 1000, "told", "cause", "OUTAGE");
	assert_int_equal(place->begun, 0);
}

static void what_was_understood_counts_in_the_region_that_is_known_later(void **state)
{
	struct place *place = *state;
	int64_t at_ms = quiet_weeks(place, 3) + 12 * HOUR_MS;

	for (int i = 0; i < 10; i++) {
		place->talks++;
		put(place, at_ms + i * 20 * 1000, "understood", "intent", "no_service");
		put(place, at_ms + i * 20 * 1000 + 9000, "line", "region", "sc");
	}
	assert_int_equal(place->begun, 2);
	assert_string_equal(place->last.topic, "intent no_service");
	assert_string_equal(place->last.region, "sc");
}

static void a_spike_is_over_when_it_has_been_calm_for_a_while(void **state)
{
	struct place *place = *state;
	int64_t at_ms = quiet_weeks(place, 3) + 12 * HOUR_MS, last_ms = 0;
	struct spike spike;
	size_t at = 0;

	for (int i = 0; i < 100; i++)
		told(place, last_ms = at_ms + i * 20 * 1000, "sc", "OUTAGE");
	spikes_pass(place->spikes, last_ms + 14 * MINUTE_MS);
	assert_int_equal(place->over, 0);
	assert_true(spikes_next(place->spikes, &at, &spike));
	assert_int_equal(spike.to_ms, 0);
	assert_false(spikes_next(place->spikes, &at, &spike));
	spikes_pass(place->spikes, last_ms + 16 * MINUTE_MS);
	assert_int_equal(place->over, 1);
	assert_int_equal(place->last.to_ms, last_ms);
	assert_int_equal(place->last.most, 15);
}

static void chances_are_those_of_poisson(void **state)
{
	(void)state;
	assert_true(fabs(spike_chance(1, 4) - 0.0189881569) < 1e-9);
	assert_true(fabs(spike_chance(0.1, 1) - 0.0951625820) < 1e-9);
	assert_true(fabs(spike_chance(5, 20) / 3.4521356e-07 - 1) < 1e-4);
	assert_true(spike_chance(5, 4) == 1);
}

static void incidents_among_simulated_lines_are_seen_in_time_and_nothing_else_is(void **state)
{
	struct arena *arena = arena_create();
	struct problems *problems = problems_create();
	struct population_params params;
	struct spike_trial trial = {&params, &spike_rules, 1000, 20, 11};
	struct spike_marks marks;

	(void)state;
	assert_true(population_params_read(".", NULL, arena, &params, problems));
	params.incidents_weekly = 4;
	spike_trial_run(&trial, &marks);
	assert_in_range(marks.planted, 50, 120);
	assert_true(marks.in_time * 100 >= marks.planted * 95);
	assert_true(marks.false_spikes <= (size_t)trial.weeks);
	problems_destroy(problems);
	arena_destroy(arena);
}

/* --- from one process to the next ------------------------------------------------- */

static void restart(struct place *place)
{
	struct buffer printed = {0};
	struct spikes *next = spikes_create(&spike_rules, 480, take, place);

	spikes_print(place->spikes, &printed);
	assert_true(spikes_read(next, (struct blob){printed.data, printed.length}));
	buffer_finish(&printed);
	spikes_destroy(place->spikes);
	place->spikes = next;
}

/* Three weeks, a spike whose region is known late, and its end; starts anew in every so many
 * conversations of it, 0: never. */
static void live(struct place *place, int restarts)
{
	int64_t at_ms = quiet_weeks(place, 3) + 12 * HOUR_MS;

	for (int i = 0; i < 40; i++) {
		place->talks++;
		put(place, at_ms + i * 7000, "understood", "intent", "no_service");
		put(place, at_ms + i * 7000, "told", "cause", i % 2 ? "OUTAGE" : "LOST");
		if (restarts && i % restarts == 0)
			restart(place);
		put(place, at_ms + i * 7000 + 4000, "line", "region", "sc");
		if (restarts && i % restarts == 1)
			restart(place);
		put(place, at_ms + i * 7000 + 5000, "told", "cause", "OUTAGE");
	}
	spikes_pass(place->spikes, at_ms + HOUR_MS);
	told(place, at_ms + HOUR_MS, "gd", "ARREARS_OUT");
}

static void what_is_printed_goes_on_as_it_would_have(void **state)
{
	struct place *restarted = *state;
	struct place whole = {.spikes = spikes_create(&spike_rules, 480, take, &whole)};
	struct buffer one = {0}, other = {0};

	live(&whole, 0);
	live(restarted, 3);
	assert_true(whole.begun > 2);
	assert_int_equal(restarted->begun, whole.begun);
	assert_int_equal(restarted->over, whole.over);
	assert_int_equal(restarted->last.from_ms, whole.last.from_ms);
	assert_int_equal(restarted->last.most, whole.last.most);
	spikes_print(whole.spikes, &one);
	spikes_print(restarted->spikes, &other);
	assert_int_equal(one.length, other.length);
	assert_memory_equal(one.data, other.data, one.length);
	buffer_finish(&one);
	buffer_finish(&other);
	spikes_destroy(whole.spikes);
}

static bool is_read(const struct spike_rules *rules, int zone_minutes, struct blob printed)
{
	struct spikes *spikes = spikes_create(rules, zone_minutes, take, NULL);
	bool fine = spikes_read(spikes, printed);

	spikes_destroy(spikes);
	return fine;
}

static void what_others_printed_or_half_of_it_is_not_read(void **state)
{
	struct place *place = *state;
	struct spike_rules rules = spike_rules;
	struct buffer out = {0};

	live(place, 0);
	spikes_print(place->spikes, &out);
	assert_true(is_read(&spike_rules, 480, (struct blob){out.data, out.length}));
	assert_false(is_read(&spike_rules, 540, (struct blob){out.data, out.length}));
	rules.least_times = 3;
	assert_false(is_read(&rules, 480, (struct blob){out.data, out.length}));
	for (size_t length = 0; length < out.length; length += 1 + length / 50)
		assert_false(is_read(&spike_rules, 480, (struct blob){out.data, length}));
	buffer_char(&out, '\1');
	assert_false(is_read(&spike_rules, 480, (struct blob){out.data, out.length}));
	buffer_finish(&out);
}

/* Whatever stands there: it is read or it is not. */
static void damaged_bytes_do_no_harm(void **state)
{
	struct place *place = *state;
	struct buffer out = {0};

	live(place, 0);
	spikes_print(place->spikes, &out);
	for (size_t i = 0; i < out.length; i += 1 + i / 50) {
		char whole = out.data[i];

		out.data[i] = (char)(whole ^ (1 << i % 8));
		is_read(&spike_rules, 480, (struct blob){out.data, out.length});
		out.data[i] = whole;
	}
	buffer_finish(&out);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(ten_in_five_minutes_where_one_an_hour_is_usual_are_seen),
		TEST(nothing_is_said_before_two_weeks_are_known),
		TEST(what_comes_every_week_at_that_hour_is_usual),
		TEST(one_week_that_was_no_week_like_the_others_changes_nothing),
		TEST(a_conversation_counts_once_however_often_it_is_told),
		TEST(what_was_understood_counts_in_the_region_that_is_known_later),
		TEST(a_spike_is_over_when_it_has_been_calm_for_a_while),
		TEST(chances_are_those_of_poisson),
		TEST(what_is_printed_goes_on_as_it_would_have),
		TEST(what_others_printed_or_half_of_it_is_not_read),
		TEST(damaged_bytes_do_no_harm),
		TEST(incidents_among_simulated_lines_are_seen_in_time_and_nothing_else_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
