/*
 * Rules add up to confidence, and the gate takes one, asks between some, or takes none.
 */
#include "fixture.h"

#include <math.h>

static const char WORDS[] = "words:\n"
			    "  off: 停机|停几\n";
static const char ERRANDS[] = "intent: why\n"
			      "kind: errand\n"
			      "rules:\n"
			      "  - match: '{off}'\n"
			      "    weight: 0.6\n"
			      "    unless: 机器\n"
			      "  - match: 为什么\n"
			      "    weight: 0.5\n"
			      "  - match: 弱\n"
			      "    weight: 0.4\n"
			      "  - match: 'since (?<stopped_on>\\w+)'\n"
			      "    language: en\n"
			      "  - match: 因为(?<stopped_on>.{2})\n"
			      "    language: zh\n"
			      "  - match: 末尾\n"
			      "examples:\n"
			      "  zh: [停机, 为什么停机, 停机弱, 因为欠费, 末尾]\n"
			      "  en: [off since monday]\n";

static void load(struct fixture *fixture, const char *more)
{
	fixture_start(fixture);
	fixture_file(fixture, "words.yaml", WORDS);
	fixture_file(fixture, "errands.yaml", ERRANDS);
	fixture_file(fixture, "more.yaml", more);
	fixture_load(fixture, fixture->folder);
	problems_print(fixture->problems, stderr);
	assert_non_null(fixture->intents);
}

static void evidence_of_an_intent_adds_up(void **state)
{
	struct fixture fixture;

	(void)state;
	load(&fixture, "intent: pay\nkind: errand\n");
	assert_string_equal(fixture_intents(&fixture, "停机"), "why");
	assert_true(fabs(fixture.got.intents[0].confidence - 0.6) < 1e-9);
	assert_string_equal(fixture_intents(&fixture, "为什么停机"), "why");
	assert_true(fabs(fixture.got.intents[0].confidence - 0.8) < 1e-9);
	assert_int_equal(fixture.got.n_hits, 2);
	fixture_finish(&fixture);
}

static void below_a_half_nothing_is_understood(void **state)
{
	struct fixture fixture;

	(void)state;
	load(&fixture, "intent: pay\nkind: errand\n");
	assert_string_equal(fixture_intents(&fixture, "弱"), "");
	assert_int_equal(fixture.got.n_hits, 1);
	fixture_finish(&fixture);
}

static void a_silenced_rule_is_told_but_does_not_count(void **state)
{
	struct fixture fixture;

	(void)state;
	load(&fixture, "intent: pay\nkind: errand\n");
	assert_string_equal(fixture_intents(&fixture, "机器停机"), "");
	assert_int_equal(fixture.got.n_hits, 1);
	assert_true(fixture.got.hits[0].silenced);
	assert_int_equal(fixture.got.hits[0].line, 4);
	assert_int_equal(fixture.got.hits[0].from, strlen("机器"));
	assert_int_equal(fixture.got.hits[0].from_length, strlen("停机"));
	fixture_finish(&fixture);
}

static void two_errands_that_are_close_are_both_asked_about(void **state)
{
	struct fixture fixture;

	(void)state;
	load(&fixture, "intent: pay\nkind: errand\nrules:\n  - match: 交\n    weight: 0.7\n"
		       "  - match: 缴\n    weight: 0.8\nexamples:\n  zh: [交, 缴]\n");
	assert_string_equal(fixture_intents(&fixture, "停机交"), "pay why");
	assert_string_equal(fixture_intents(&fixture, "停机缴"), "pay");
	fixture_finish(&fixture);
}

static void a_gate_that_is_set_decides(void **state)
{
	struct fixture fixture;

	(void)state;
	fixture_start(&fixture);
	fixture_file(&fixture, "gate.yaml", "gate: {lead: 0.3, likely: 0.35}\n");
	fixture_file(&fixture, "words.yaml", WORDS);
	fixture_file(&fixture, "errands.yaml", ERRANDS);
	fixture_file(&fixture, "more.yaml",
		     "intent: pay\nkind: errand\nrules:\n  - match: 缴\n    weight: 0.8\n"
		     "examples:\n  zh: [缴]\n");
	fixture_load(&fixture, fixture.folder);
	problems_print(fixture.problems, stderr);
	assert_non_null(fixture.intents);
	assert_true(intents_gate(fixture.intents)->lead == 0.3);
	assert_true(intents_gate(fixture.intents)->guess == 0.1);
	assert_string_equal(fixture_intents(&fixture, "停机缴"), "pay why");
	assert_string_equal(fixture_intents(&fixture, "弱"), "why");
	fixture_finish(&fixture);
}

static void a_gate_outside_0_to_1_or_set_twice_is_a_fault_with_its_place(void **state)
{
	struct fixture fixture;

	(void)state;
	fixture_start(&fixture);
	fixture_file(&fixture, "a.yaml", "gate:\n  claim: 1.5\n");
	fixture_file(&fixture, "b.yaml", "gate: {lead: 0.2}\n");
	fixture_file(&fixture, "c.yaml", "gate: {lead: 0.1}\n");
	fixture_load(&fixture, fixture.folder);
	assert_null(fixture.intents);
	assert_int_equal(problems_count(fixture.problems), 2);
	fixture_finish(&fixture);
}

static void an_act_gives_way_to_an_errand(void **state)
{
	struct fixture fixture;

	(void)state;
	load(&fixture, "intent: greet\nkind: act\nrules:\n  - match: 你好\n    weight: 0.95\n"
		       "examples:\n  zh: [你好]\n");
	assert_string_equal(fixture_intents(&fixture, "你好"), "greet");
	assert_string_equal(fixture_intents(&fixture, "你好停机"), "why");
	fixture_finish(&fixture);
}

static void what_is_no_errand_is_taken_alone(void **state)
{
	struct fixture fixture;

	(void)state;
	load(&fixture, "intent: other\nkind: none\nrules:\n  - match: 宽带\n    weight: 0.65\n"
		       "examples:\n  zh: [宽带]\n");
	assert_string_equal(fixture_intents(&fixture, "宽带停机"), "other");
	assert_string_equal(fixture_intents(&fixture, "宽带为什么停机"), "why");
	fixture_finish(&fixture);
}

static void a_winner_is_alone_and_the_first_of_winners(void **state)
{
	struct fixture fixture;

	(void)state;
	fixture_start(&fixture);
	fixture_file(&fixture, "errands.yaml",
		     "intent: why\nkind: errand\nrules:\n  - match: 停机\n    weight: 1\n"
		     "examples:\n  zh: [停机]\n");
	fixture_file(&fixture, "human.yaml",
		     "intent: human\nkind: act\nwins: 3\nrules:\n  - match: 人工\n"
		     "examples:\n  zh: [人工]\n");
	fixture_file(&fixture, "danger.yaml",
		     "intent: danger\nkind: errand\nwins: 1\nrules:\n  - match: 救命\n"
		     "    weight: 0.6\nexamples:\n  zh: [救命]\n");
	fixture_load(&fixture, fixture.folder);
	assert_string_equal(fixture_intents(&fixture, "停机人工"), "human");
	assert_string_equal(fixture_intents(&fixture, "停机人工救命"), "danger");
	fixture_finish(&fixture);
}

static void a_whole_rule_wants_the_message_but_for_filler(void **state)
{
	struct fixture fixture;

	(void)state;
	load(&fixture, "intent: yes\nkind: act\nrules:\n  - match: 对|嗯+|👍\n    whole: true\n"
		       "examples:\n  zh: [对]\n");
	assert_string_equal(fixture_intents(&fixture, "对"), "yes");
	assert_string_equal(fixture_intents(&fixture, "嗯那个，对啊！！"), "yes");
	assert_string_equal(fixture_intents(&fixture, "嗯嗯"), "yes");
	assert_string_equal(fixture_intents(&fixture, "👍"), "yes");
	assert_string_equal(fixture_intents(&fixture, "对了我想问"), "");
	fixture_finish(&fixture);
}

static void blanks_between_characters_do_not_matter(void **state)
{
	struct fixture fixture;

	(void)state;
	load(&fixture, "intent: pay\nkind: errand\n");
	assert_string_equal(fixture_intents(&fixture, "停 机"), "why");
	assert_int_equal(fixture.got.hits[0].from_length, strlen("停 机"));
	assert_string_equal(fixture_intents(&fixture, "停\n 機"), "why");
	fixture_finish(&fixture);
}

static void a_named_capture_becomes_a_slot(void **state)
{
	struct fixture fixture;

	(void)state;
	load(&fixture, "intent: pay\nkind: errand\n");
	fixture_match(&fixture, "it is off Since Monday ok");
	assert_string_equal(understanding_slot(&fixture.got, "stopped_on"), "monday");
	assert_int_equal(fixture.got.slots[0].from, strlen("it is off Since "));
	assert_int_equal(fixture.got.slots[0].from_length, strlen("Monday"));
	assert_null(understanding_slot(&fixture.got, "where"));
	fixture_finish(&fixture);
}

static void a_rule_of_another_language_is_not_tried(void **state)
{
	struct fixture fixture;

	(void)state;
	load(&fixture, "intent: pay\nkind: errand\n");
	assert_string_equal(fixture_intents(&fixture, "手机 since monday 开始"), "");
	assert_string_equal(fixture_intents(&fixture, "off since monday"), "why");
	fixture_finish(&fixture);
}

static void the_ends_of_a_long_message_are_seen(void **state)
{
	struct fixture fixture;
	char text[4000 * 3 + 1];

	(void)state;
	load(&fixture, "intent: pay\nkind: errand\n");
	for (size_t i = 0; i < 4000; i++)
		memcpy(text + 3 * i, "你", 4);
	assert_string_equal(fixture_intents(&fixture, text), "");
	memcpy(text + 3 * 248, "停机", 6);
	assert_string_equal(fixture_intents(&fixture, text), "why");
	assert_int_equal(fixture.got.hits[0].from, 3 * 248);
	memcpy(text + 3 * 248, "你停机", 9);
	assert_string_equal(fixture_intents(&fixture, text), "");
	memcpy(text + 3 * 3998, "停机", 6);
	assert_string_equal(fixture_intents(&fixture, text), "why");
	assert_int_equal(fixture.got.hits[0].from, 3 * 3998);
	fixture_finish(&fixture);
}

/* The check for costly rules tries no hiragana. */
static void a_rule_that_comes_to_its_bound_misses_and_is_counted(void **state)
{
	static const char slow[] = "intent: slow\nkind: errand\nrules:\n"
				   "  - match: '(?:\\p{Hiragana}+)+y'\n"
				   "examples:\n  zh: [ああy]\n";
	struct fixture fixture;

	(void)state;
	fixture_start(&fixture);
	fixture_file(&fixture, "slow.yaml", slow);
	fixture_load(&fixture, fixture.folder);
	assert_string_equal(fixture_intents(&fixture, "ああy"), "slow");
	assert_int_equal(fixture.got.n_given_up, 0);
	assert_string_equal(
		fixture_intents(&fixture, "かさかさかさかさかさかさかさかさかさかさかさかさ停y"),
		"");
	assert_int_equal(fixture.got.n_given_up, 1);
	fixture_finish(&fixture);
}

static void the_language_is_told_from_words(void **state)
{
	static const struct {
		const char *text;
		enum language language;
		bool clear;
	} cases[] = {
		{"停机了", LANGUAGE_ZH, true},    {"嗯", LANGUAGE_ZH, true},
		{"我的 sim", LANGUAGE_ZH, true},  {"ok 好", LANGUAGE_ZH, false},
		{"my number", LANGUAGE_EN, true}, {"balance", LANGUAGE_ZH, false},
		{"I a b", LANGUAGE_ZH, false},    {"13800010001", LANGUAGE_ZH, false},
		{"👍", LANGUAGE_ZH, false},        {"", LANGUAGE_ZH, false},
	};
	struct fixture fixture;

	(void)state;
	load(&fixture, "intent: pay\nkind: errand\n");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fixture_match(&fixture, cases[i].text);
		assert_int_equal(fixture.got.language, cases[i].language);
		assert_int_equal(fixture.got.language_is_clear, cases[i].clear);
	}
	fixture_finish(&fixture);
}

static void hostile_messages_are_not_understood_and_do_no_harm(void **state)
{
	struct fixture fixture;
	struct error err;
	char text[12001] = "";

	(void)state;
	load(&fixture, "intent: pay\nkind: errand\n");
	assert_string_equal(fixture_intents(&fixture, ""), "");
	assert_string_equal(fixture_intents(&fixture, "   \n\t"), "");
	assert_string_equal(fixture_intents(&fixture, "😀😀🙃"), "");
	assert_string_equal(fixture_intents(&fixture, "(?:停(*ACCEPT)[[:"), "");
	for (size_t i = 0; i < 4000; i++)
		text[i] = "1 -x"[i % 4];
	fixture_match(&fixture, text);
	for (size_t i = 0; i < 4000; i++)
		memcpy(text + 3 * i, "千", 4);
	fixture_match(&fixture, text);
	assert_false(intent_match(fixture.matcher, "\xff\xfe", 2, 0, 0, fixture.arena, &fixture.got,
				  &err));
	assert_false(intent_match(fixture.matcher, "\xed\xa0\x80", 3, 0, 0, fixture.arena,
				  &fixture.got, &err));
	fixture_finish(&fixture);
}

static void a_matcher_without_packs_reads_slots(void **state)
{
	struct arena *arena = arena_create();
	struct understanding got;
	struct error err;
	struct intent_matcher *matcher = intent_matcher_create(NULL, &err);

	(void)state;
	assert_true(intent_match(matcher, "13800010001", 11, 0, 480, arena, &got, &err));
	assert_int_equal(got.n_intents, 0);
	assert_string_equal(understanding_slot(&got, "line"), "13800010001");
	intent_matcher_destroy(matcher);
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(evidence_of_an_intent_adds_up),
		cmocka_unit_test(below_a_half_nothing_is_understood),
		cmocka_unit_test(a_silenced_rule_is_told_but_does_not_count),
		cmocka_unit_test(two_errands_that_are_close_are_both_asked_about),
		cmocka_unit_test(a_gate_that_is_set_decides),
		cmocka_unit_test(a_gate_outside_0_to_1_or_set_twice_is_a_fault_with_its_place),
		cmocka_unit_test(an_act_gives_way_to_an_errand),
		cmocka_unit_test(what_is_no_errand_is_taken_alone),
		cmocka_unit_test(a_winner_is_alone_and_the_first_of_winners),
		cmocka_unit_test(a_whole_rule_wants_the_message_but_for_filler),
		cmocka_unit_test(blanks_between_characters_do_not_matter),
		cmocka_unit_test(a_named_capture_becomes_a_slot),
		cmocka_unit_test(a_rule_of_another_language_is_not_tried),
		cmocka_unit_test(the_ends_of_a_long_message_are_seen),
		cmocka_unit_test(a_rule_that_comes_to_its_bound_misses_and_is_counted),
		cmocka_unit_test(the_language_is_told_from_words),
		cmocka_unit_test(hostile_messages_are_not_understood_and_do_no_harm),
		cmocka_unit_test(a_matcher_without_packs_reads_slots),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
