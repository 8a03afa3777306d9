/*
 * The worst message of 500 characters that we can think of costs at most 5 ms, all rules that are
 * shipped taken together. Steps are counted, because a busy machine changes the time.
 */
#include "fixture.h"

#include <ctype.h>
#include <time.h>

#include "base/buffer.h"
#include "base/mem.h"
#include "base/yaml.h"
#include "intents/pattern.h"
#include "intents/words.h"

#define PACKS "intents/packs"
#define CHARACTERS 500
/* At 1.3 ns a step. */
#define MOST_STEPS 3800000
/* Gaps are bounded, so steps grow with the message: short ones tell which is worth a long one. */
#define SHORT_CHARACTERS 100
#define N_LONG 12

struct rule {
	struct pattern *match, *unless; /* both count; unless may be NULL */
};

/* What a message is filled with. */
struct unit {
	char *text;
	size_t steps; /* of all rules over the short message */
};

struct worst {
	struct fixture fixture;
	struct pattern_runner *runner;
	struct rule *rules;
	size_t n_rules;
	struct unit *units;
	size_t n_units;
	struct buffer message;
};

/* --- the rules ------------------------------------------------------------ */

static struct pattern *read_pattern(struct worst *worst, const struct yaml *rule, const char *key,
				    bool whole, const struct words *words)
{
	struct fixture *fixture = &worst->fixture;
	const struct yaml *node = yaml_get(rule, key);

	if (!node)
		return NULL;
	struct pattern *counted = pattern_compile_counted(
		words_expand(words, node, fixture->arena, fixture->problems), whole);

	assert_non_null(counted);
	return counted;
}

static void read_rules(struct worst *worst, const struct yaml *tree, const struct words *words)
{
	const struct yaml *list = yaml_get(tree, "rules");

	for (size_t i = 0; list && i < list->n; i++) {
		const struct yaml *rule = list->items[i];

		worst->rules = mem_resize(worst->rules, worst->n_rules + 1, sizeof *worst->rules);
		worst->rules[worst->n_rules++] = (struct rule){
			read_pattern(worst, rule, "match", yaml_get(rule, "whole"), words),
			read_pattern(worst, rule, "unless", false, words),
		};
	}
}

static void finish_rules(struct worst *worst)
{
	for (size_t i = 0; i < worst->n_rules; i++) {
		pattern_destroy(worst->rules[i].match);
		pattern_destroy(worst->rules[i].unless);
	}
	free(worst->rules);
}

/* --- one message ---------------------------------------------------------- */

static void fill_message(struct worst *worst, const char *unit, size_t characters)
{
	size_t length = strlen(unit), n_unit = text_characters(unit, length), n = 0;

	worst->message.length = 0;
	for (; n + n_unit <= characters; n += n_unit)
		buffer_add(&worst->message, unit, length);
	buffer_add(&worst->message, unit, text_bytes_of(unit, length, characters - n));
}

static size_t count_steps(struct worst *worst)
{
	const char *text = worst->message.data;
	size_t length = worst->message.length, steps = 0;

	for (size_t i = 0; i < worst->n_rules; i++) {
		const struct rule *rule = &worst->rules[i];

		steps += pattern_steps(worst->runner, rule->match, text, length, 0, length);
		if (rule->unless &&
		    pattern_run(worst->runner, rule->match, text, length) == PATTERN_MATCHES)
			steps += pattern_steps(worst->runner, rule->unless, text, length, 0,
					       length);
	}
	return steps;
}

/* The best of some, for who reads it; nothing depends on it. */
static double measure_ms(struct worst *worst)
{
	struct fixture *fixture = &worst->fixture;
	double best = 1e9;

	for (int i = 0; i < 5; i++) {
		struct timespec from, to;

		arena_reset(fixture->arena);
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
		assert_true(intent_match(fixture->matcher, worst->message.data,
					 worst->message.length, FIXTURE_NOW, 480, fixture->arena,
					 &fixture->got, NULL));
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
		double ms = (double)(to.tv_sec - from.tv_sec) * 1e3 +
			    (double)(to.tv_nsec - from.tv_nsec) * 1e-6;

		best = ms < best ? ms : best;
	}
	return best;
}

/* --- what messages are made of -------------------------------------------- */

static void add_unit(struct worst *worst, const char *text, size_t length)
{
	struct unit unit = {.text = mem_text_n(text, length)};

	fill_message(worst, unit.text, SHORT_CHARACTERS);
	unit.steps = count_steps(worst);
	worst->units = mem_resize(worst->units, worst->n_units + 1, sizeof *worst->units);
	worst->units[worst->n_units++] = unit;
}

static int compare(const void *a, const void *b)
{
	const struct unit *left = a, *right = b;

	return (left->steps < right->steps) - (left->steps > right->steps);
}

static bool is_letter(char c)
{
	return (unsigned char)c >= 0x80 || islower((unsigned char)c) || isdigit((unsigned char)c);
}

/* Each stretch of letters in a pattern. */
static void add_words(struct worst *worst, const char *pattern)
{
	for (const char *at = pattern; *at;) {
		size_t n = 0;

		while (is_letter(at[n]))
			n++;
		if (n)
			add_unit(worst, at, n);
		at += n ? n : 1;
	}
}

static void add_word_lists(struct worst *worst, const struct yaml *tree)
{
	const struct yaml *lists = yaml_get(tree, "words");

	for (size_t i = 0; lists && i < lists->n; i++)
		add_words(worst, lists->items[i]->text);
}

/* As many examples as fill a message. */
static void add_examples(struct worst *worst, const struct yaml *tree, const char *language)
{
	const struct yaml *list = yaml_get(yaml_get(tree, "examples"), language);
	struct buffer unit = {0};

	for (size_t i = 0; list && i < list->n && unit.length < CHARACTERS; i++) {
		buffer_text(&unit, list->items[i]->text);
		buffer_char(&unit, ' ');
	}
	if (unit.length)
		add_unit(worst, unit.data, unit.length);
	buffer_finish(&unit);
}

static void add_generic(struct worst *worst)
{
	static const char *const units[] = {
		"a",  "a ", "0",  "1 ", "一",         "停",        "我",    " ",    "-",
		"，", "。", "?!", "😀",  "停机我手机", "my phone ", "停 a0", "138 ", "二零二六年"};

	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		add_unit(worst, units[i], strlen(units[i]));
}

static void add_packs(struct worst *worst)
{
	struct arena *arena = arena_create();
	struct words words = {0};
	const char **paths;
	size_t n;

	assert_true(yaml_files(PACKS, ".yaml", arena, &paths, &n, worst->fixture.problems));
	const struct yaml **trees = arena_new(arena, n * sizeof *trees);

	for (size_t i = 0; i < n; i++) {
		trees[i] = yaml_read(paths[i], arena, worst->fixture.problems);
		assert_non_null(trees[i]);
		if (yaml_get(trees[i], "words"))
			words_read(&words, yaml_get(trees[i], "words"), arena,
				   worst->fixture.problems);
	}
	for (size_t i = 0; i < n; i++)
		read_rules(worst, trees[i], &words);
	for (size_t i = 0; i < n; i++) {
		add_word_lists(worst, trees[i]);
		add_examples(worst, trees[i], "zh");
		add_examples(worst, trees[i], "en");
	}
	arena_destroy(arena);
}

/* --- the sentence --------------------------------------------------------- */

static void the_worst_message_takes_at_most_five_milliseconds_of_steps(void **state)
{
	struct worst worst = {.runner = pattern_runner_create()};
	size_t most_steps = 0;
	double most_ms = 0;

	(void)state;
	fixture_start(&worst.fixture);
	fixture_load(&worst.fixture, PACKS);
	assert_non_null(worst.fixture.matcher);
	add_packs(&worst);
	add_generic(&worst);
	assert_true(worst.n_rules > 100 && worst.n_units > 500);
	qsort(worst.units, worst.n_units, sizeof *worst.units, compare);
	for (size_t i = 0; i < N_LONG; i++) {
		fill_message(&worst, worst.units[i].text, CHARACTERS);
		size_t steps = count_steps(&worst);
		double ms = measure_ms(&worst);

		most_steps = steps > most_steps ? steps : most_steps;
		most_ms = ms > most_ms ? ms : most_ms;
		print_message("%.2f ms, %7zu steps: %.24s\n", ms, steps, worst.units[i].text);
	}
	print_message("the worst of %zu messages: %.2f ms, %zu steps\n", worst.n_units, most_ms,
		      most_steps);
	assert_true(most_steps > 0 && most_steps <= MOST_STEPS);

	for (size_t i = 0; i < worst.n_units; i++)
		free(worst.units[i].text);
	free(worst.units);
	finish_rules(&worst);
	buffer_finish(&worst.message);
	pattern_runner_destroy(worst.runner);
	fixture_finish(&worst.fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_worst_message_takes_at_most_five_milliseconds_of_steps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
