/*
 * Packs are refused with the place of every fault, all in one run.
 */
#include "fixture.h"

#include "base/buffer.h"

/* One pack, the one problem that it has, without the folder. */
struct fault {
	const char *pack, *problem;
};

#define TOO_COSTLY(place) \
	place ": pattern is too costly: shorten its repetitions and gaps, [abc] for a|b|c"

static void check_fault(const struct fault *fault)
{
	struct fixture fixture;
	char expected[512];

	fixture_start(&fixture);
	fixture_file(&fixture, "a.yaml", fault->pack);
	fixture_load(&fixture, fixture.folder);
	assert_null(fixture.intents);
	snprintf(expected, sizeof expected, "%s/a.yaml:%s", fixture.folder, fault->problem);
	assert_string_equal(problems_line(fixture.problems, 0), expected);
	assert_int_equal(problems_count(fixture.problems), 1);
	fixture_finish(&fixture);
}

static void each_fault_is_told_with_its_place(void **state)
{
	static const struct fault faults[] = {
		{"intent: a\nkind: errant\n",
		 "2:7: kind must be errand, act, none or noise, not errant"},
		{"intent: a\nkind: act\nrules: x\n", "3:8: rules must be a list"},
		{"intent: a\nkind: act\nrules:\n  - x\n", "4:5: a rule must be a map with a match"},
		{"intent: a\nkind: act\nrules:\n  - match: '停(机'\n",
		 "4:16: pattern: missing closing parenthesis"},
		{"intent: a\nkind: act\nrules:\n  - match: 停机[a\n",
		 "4:16: pattern: missing terminating ] for character class"},
		{"intent: a\nkind: act\nrules:\n  - match: x\n    unless: a**b\n",
		 "5:15: pattern: quantifier does not follow a repeatable item"},
		{"words:\n  off: 停机\nintent: a\nkind: act\nrules:\n  - match: '好{off}x{of}'\n",
		 "6:20: no word list {of}: did you mean {off}"},
		{"words:\n  off: 停机停机\nintent: a\nkind: act\nrules:\n  - match: '好{off}(x'\n",
		 "6:21: pattern: missing closing parenthesis"},
		{"intent: a\nkind: act\nrules:\n  - match: x\n    language: fr\n",
		 "5:15: language must be zh or en, not fr"},
		{"intent: a\nkind: act\nrules:\n  - match: '(?:停+)+机'\n", TOO_COSTLY("4:12")},
		{"intent: a\nkind: act\nrules:\n  - match: x\n    unless: '(?:停+)+机'\n",
		 TOO_COSTLY("5:13")},
		{"intent: a\nkind: act\nexamples:\n  zh: y\n",
		 "4:7: examples must be a list of messages"},
		{"words:\n  off: a\n  on: [b]\n", "3:7: word list on must be a pattern"},
		{"words:\n  a: xxxxxxxx\n"
		 "  b: '{a}{a}{a}{a}{a}{a}{a}{a}'\n"
		 "  c: '{b}{b}{b}{b}{b}{b}{b}{b}'\n"
		 "  d: '{c}{c}{c}{c}{c}{c}{c}{c}'\n"
		 "  e: '{d}{d}{d}{d}{d}{d}{d}{d}'\n",
		 "6:6: pattern is longer than 16384 bytes with its word lists"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
		check_fault(&faults[i]);
}

static void an_unknown_key_is_answered_with_the_near_one(void **state)
{
	struct fixture fixture;

	(void)state;
	fixture_start(&fixture);
	fixture_file(&fixture, "a.yaml",
		     "intent: a\nkind: act\nrules:\n  - match: x\n    wieght: 1\n");
	fixture_load(&fixture, fixture.folder);
	assert_int_equal(problems_count(fixture.problems), 1);
	assert_non_null(strstr(problems_line(fixture.problems, 0), "a.yaml:5:5:"));
	assert_non_null(strstr(problems_line(fixture.problems, 0), "weight"));
	fixture_finish(&fixture);
}

static void all_faults_of_all_packs_come_in_one_run(void **state)
{
	struct fixture fixture;

	(void)state;
	fixture_start(&fixture);
	fixture_file(&fixture, "a.yaml", "intent: a\nkind: odd\nrules:\n  - match: '('\n");
	fixture_file(&fixture, "b.yaml", "kind: act\nrules:\n  - weight: 3\n    match: x\n");
	fixture_file(&fixture, "c.yaml", "intent: a\nkind: act\n");
	fixture_load(&fixture, fixture.folder);
	assert_null(fixture.intents);
	assert_int_equal(problems_count(fixture.problems), 5);
	assert_non_null(strstr(problems_line(fixture.problems, 4), "intent a has a pack already"));
	fixture_finish(&fixture);
}

static void a_pattern_over_one_kibibyte_is_refused(void **state)
{
	struct buffer pack = {0};

	(void)state;
	buffer_text(&pack, "intent: a\nkind: act\nrules:\n  - match: ");
	for (int i = 0; i < 1025; i++)
		buffer_char(&pack, 'x');
	check_fault(&(struct fault){pack.data, "4:12: pattern is longer than 1024 bytes"});
	buffer_finish(&pack);
}

static void an_intent_without_rules_loads_and_never_wins(void **state)
{
	struct fixture fixture;

	(void)state;
	fixture_start(&fixture);
	fixture_file(&fixture, "a.yaml", "intent: a\nkind: errand\nexamples:\n  zh: [停机]\n");
	fixture_load(&fixture, fixture.folder);
	assert_non_null(fixture.intents);
	assert_true(intents_know(fixture.intents, "a"));
	assert_false(intents_know(fixture.intents, "b"));
	assert_string_equal(fixture_intents(&fixture, "停机"), "");
	fixture_finish(&fixture);
}

static void the_hash_changes_with_the_words(void **state)
{
	struct fixture one, same, other;

	(void)state;
	fixture_start(&one);
	fixture_file(&one, "a.yaml", "intent: a\nkind: act\n");
	fixture_load(&one, one.folder);
	fixture_start(&same);
	fixture_file(&same, "a.yaml", "intent: a\nkind: act\n");
	fixture_load(&same, same.folder);
	fixture_start(&other);
	fixture_file(&other, "a.yaml", "intent: a\nkind: none\n");
	fixture_load(&other, other.folder);
	assert_int_equal(strlen(intents_hash(one.intents)), 16);
	assert_string_equal(intents_hash(one.intents), intents_hash(same.intents));
	assert_string_not_equal(intents_hash(one.intents), intents_hash(other.intents));
	fixture_finish(&one);
	fixture_finish(&same);
	fixture_finish(&other);
}

static void a_folder_that_is_not_there_is_a_problem(void **state)
{
	struct problems *problems = problems_create();

	(void)state;
	assert_null(intents_load("/nonexistent/packs", problems));
	assert_int_equal(problems_count(problems), 1);
	problems_destroy(problems);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_fault_is_told_with_its_place),
		cmocka_unit_test(an_unknown_key_is_answered_with_the_near_one),
		cmocka_unit_test(all_faults_of_all_packs_come_in_one_run),
		cmocka_unit_test(a_pattern_over_one_kibibyte_is_refused),
		cmocka_unit_test(an_intent_without_rules_loads_and_never_wins),
		cmocka_unit_test(the_hash_changes_with_the_words),
		cmocka_unit_test(a_folder_that_is_not_there_is_a_problem),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
