/*
 * Packs are held to their examples: each fault is told with its place and what to do.
 */
#include "fixture.h"

/* Files and problems without the folder; the problems in their order. */
struct row {
	const char *a, *b;
	const char *problems[3];
};

#define A "intent: a\nkind: errand\n"
#define B "intent: b\nkind: errand\n"

static void check_problem(const struct fixture *fixture, size_t i, const char *expected)
{
	const char *problem = problems_line(fixture->problems, i);
	size_t n = strlen(fixture->folder);
	char got[512] = "";

	/* The folder may stand twice. */
	for (const char *at = problem; *at && strlen(got) + 1 < sizeof got;) {
		if (!strncmp(at, fixture->folder, n))
			at += n + 1;
		else
			strncat(got, at++, 1);
	}
	assert_string_equal(got, expected);
}

static void check(const struct row *row)
{
	struct fixture fixture;
	size_t n = 0;

	fixture_start(&fixture);
	fixture_file(&fixture, "a.yaml", row->a);
	fixture_file(&fixture, "b.yaml", row->b);
	fixture_load(&fixture, fixture.folder);
	assert_true(!fixture.intents == !!row->problems[0]);
	for (; n < 3 && row->problems[n]; n++)
		check_problem(&fixture, n, row->problems[n]);
	assert_int_equal(problems_count(fixture.problems), n);
	fixture_finish(&fixture);
}

static void an_example_that_another_rule_takes_names_the_rule(void **state)
{
	(void)state;
	check(&(struct row){A
			    "rules:\n  - match: 停\n    weight: 0.6\nexamples:\n  zh: [停, 停机]\n",
			    B "rules:\n  - match: 机\n    weight: 0.7\n"
			      "  - match: 停?机\n    weight: 0.9\nexamples:\n  zh: [机]\n",
			    {"a.yaml:7:11: example '停机' is understood as b, not as a: "
			     "b.yaml:6 takes it by '停机'; give that rule an unless"}});
}

static void an_example_that_nobody_takes_wants_a_rule(void **state)
{
	(void)state;
	check(&(struct row){A "rules:\n  - match: x\nexamples:\n  zh: [x, y]\n",
			    B,
			    {"a.yaml:6:11: example 'y' is understood as nothing, not as a: "
			     "write a rule that matches it"}});
}

static void a_counter_example_that_is_won_names_the_rule(void **state)
{
	(void)state;
	check(&(struct row){
		A "rules:\n  - match: x\nexamples:\n  zh: [x]\ncounterexamples:\n  zh: [wx]\n",
		B,
		{"a.yaml:8:8: counter-example 'wx' is understood as a: "
		 "a.yaml:4 takes it by 'x'; give that rule an unless"}});
}

static void a_rule_without_an_example_is_refused(void **state)
{
	(void)state;
	check(&(struct row){A "rules:\n  - match: x\n  - match: y\nexamples:\n  zh: [x]\n",
			    B "rules:\n  - match: z\n    unless: w\n"
			      "  - match: zw\nexamples:\n  zh: [zw]\n",
			    {"a.yaml:5:5: the rule speaks on no example of its own pack: "
			     "give it one, or delete the rule",
			     "b.yaml:4:5: the rule speaks on no example of its own pack: "
			     "give it one, or delete the rule"}});
}

static void a_rule_louder_than_a_mention_is_not_heard_more_often_elsewhere(void **state)
{
	static const char others[] = B "rules:\n  - match: y\n    weight: 0.95\n"
				       "examples:\n  zh: [xy, xxy]\n";

	(void)state;
	check(&(struct row){
		A "rules:\n  - match: x\n    weight: 0.61\nexamples:\n  zh: [x]\n",
		others,
		{"a.yaml:4:5: the rule speaks on 1 examples of its own pack and on 2 of others: "
		 "narrow it, or give it a weight of at most 0.6"}});
	check(&(struct row){
		A "rules:\n  - match: x\n    weight: 0.6\nexamples:\n  zh: [x]\n", others, {NULL}});
}

static void a_sentence_stands_once_whatever_its_spelling(void **state)
{
	(void)state;
	check(&(struct row){A "rules:\n  - match: 停机\nexamples:\n  zh: [停机, 停機]\n"
			      "counterexamples:\n  en: [vip, ＶＩＰ]\n",
			    B,
			    {"a.yaml:8:13: 'ＶＩＰ' stands already at a.yaml:8:8: delete one",
			     "a.yaml:6:12: '停機' stands already at a.yaml:6:8: delete one"}});
	check(&(struct row){A "examples:\n  zh: [停机]\n",
			    B "rules:\n  - match: 停机\nexamples:\n  zh: [停机]\n",
			    {"b.yaml:6:8: '停机' stands already at a.yaml:4:8: delete one"}});
	check(&(struct row){
		A "examples:\n  zh: [停机, 停機]\n", B "examples:\n  zh: [停机]\n", {NULL}});
	check(&(struct row){A "counterexamples:\n  zh: [停机]\n",
			    B "counterexamples:\n  zh: [停机]\nexamples:\n  zh: [停]\n",
			    {NULL}});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_example_that_another_rule_takes_names_the_rule),
		cmocka_unit_test(an_example_that_nobody_takes_wants_a_rule),
		cmocka_unit_test(a_counter_example_that_is_won_names_the_rule),
		cmocka_unit_test(a_rule_without_an_example_is_refused),
		cmocka_unit_test(a_rule_louder_than_a_mention_is_not_heard_more_often_elsewhere),
		cmocka_unit_test(a_sentence_stands_once_whatever_its_spelling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
