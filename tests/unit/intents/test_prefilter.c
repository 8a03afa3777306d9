/*
 * A pattern is left out only where it cannot match.
 */
#include "fixture.h"

#include "base/buffer.h"
#include "intents/packs.h"
#include "intents/subject.h"

/* --- what a pattern needs ------------------------------------------------- */

static void add_code(struct buffer *out, uint32_t code)
{
	if (code < 0x80) {
		buffer_char(out, (char)code);
		return;
	}
	/* The rows below have no code points beyond three bytes. */
	buffer_char(out, (char)(0xe0 | code >> 12));
	buffer_char(out, (char)(0x80 | (code >> 6 & 0x3f)));
	buffer_char(out, (char)(0x80 | (code & 0x3f)));
}

static void print_set(const struct literals *set, struct buffer *out)
{
	for (size_t i = 0; i < set->n; i++) {
		buffer_text(out, i ? " " : "");
		for (size_t j = 0; j < set->strings[i].n; j++)
			add_code(out, set->strings[i].codes[j]);
	}
}

/* `保号 报停 & 我 | 停机`: one of the first two, and 我; or 停机. */
static void print(const struct needs *needs, struct buffer *out)
{
	for (size_t i = 0; i < needs->n; i++) {
		buffer_text(out, i ? " | " : "");
		for (size_t j = 0; j < needs->ways[i].n; j++) {
			buffer_text(out, j ? " & " : "");
			print_set(&needs->ways[i].sets[j], out);
		}
	}
	buffer_text(out, "");
}

static const struct {
	const char *pattern, *needs;
} ROWS[] = {
	/* Strings. */
	{"停机", "停机"},
	{"停机?保号|报停", "停机保号 停保号 报停"},
	{"[停挺亭]机", "停机 挺机 亭机"},
	{"停(?:机|号)", "停机 停号"},
	{"(?:a|b)(?:c|d)", "ac ad bc bd"},
	{"号[0-2]停", "号0停 号1停 号2停"},
	{"a\\.b", "a.b"},
	{"停{2}机", "停机 & 停"},
	/* Both sides of a gap. */
	{"停机.{0,6}原因", "停机 & 原因"},
	{"停机.*(?:交|缴)费", "停机 & 交费 缴费"},
	{"查\\d+费", "查 & 费"},
	{"费[^停]用", "费 & 用"},
	{"what.+bill", "what & bill"},
	/* What may be missing is not needed. */
	{"a(?:bc)?", ""},
	{"话费?", "话费 话"},
	{"(?:话费){0,3}余额", "余额"},
	{"(?:话费)*余额", "余额"},
	{"(?:话费)+余额", "话费余额 & 话费"},
	{"停机|", ""},
	{"(?:停机.*|)", ""},
	{"停机|.*", ""},
	/* Each alternative is a way. */
	{"停机.*费|报停", "停机 & 费 | 报停"},
	{"(?:停.*机器|报.*号码)", "机器 & 停 | 号码 & 报"},
	{"(?:停.*机器|报.*号码)了?", "机器 & 停 | 号码 & 报"},
	{"(?:停.*机|报.*号)码", "停 & 机 & 码 | 报 & 号 & 码"},
	{"报停|停.*号|保号|停.*费", "报停 保号 | 停 & 号 | 停 & 费"},
	/* Groups of all kinds. */
	{"(?<pin_owner>爸|妈)的", "爸的 妈的"},
	{"(?>停机)了", "停机了"},
	{"(停机)了", "停机了"},
	{"f\\*+k?!", "f* & *k! *!"},
	{"\\x{505c}机", "停机"},
	{"[\\x{505c}\\x{673a}]+号", "停号 机号 & 停 机"},
	/* What takes no text. */
	{"^停机$", "停机"},
	{"\\bbill\\b", "bill"},
	{"(?<!没)停机(?!了)", "停机"},
	{"停(?=机)机", "停机"},
	{"(?=.*停机)", ""},
	{"停\\K机", "停机"},
	/* Classes with a long range, a set of characters or a closing bracket. */
	{"[a-z]停机", "停机"},
	{"[\\d停]机", "机"},
	{"[]停]机", "]机 停机"},
	{"[停-]机", "停机 -机"},
	/* Syntax that is not read here needs nothing, so that the pattern is run. */
	{"(?i)abc", ""},
	{"(?|停机|报停)", ""},
	{"(停机)\\1", ""},
	{"\\Q停机\\E", ""},
	{"[[:alpha:]]停机", ""},
	{"停{,3}机", ""},
	{"(?#停)机机", ""},
	{"(*UTF)停机", ""},
	{"\\N{U+505C}机机", ""},
	/* One letter is in every message. */
	{"a.*停机", "停机"},
	{"a.*b", ""},
};

static void what_a_pattern_needs_is_read_from_it(void **state)
{
	struct arena *arena = arena_create();
	struct buffer got = {0};
	size_t n_wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
		struct needs needs;

		needs_read(ROWS[i].pattern, arena, &needs);
		buffer_clear(&got);
		print(&needs, &got);
		if (!strcmp(got.data, ROWS[i].needs))
			continue;
		print_error("%s needs %s, not %s\n", ROWS[i].pattern, got.data, ROWS[i].needs);
		n_wrong++;
	}
	assert_int_equal(n_wrong, 0);
	buffer_finish(&got);
	arena_destroy(arena);
}

/* --- what is left out ----------------------------------------------------- */

struct trial {
	const struct intents *intents;
	struct text_reader *reader;
	struct pattern_runner *runner;
	struct arena *arena;
	void *room;
	size_t n_tried, n_left_out, n_wrong;
};

static void try_rule(struct trial *trial, const struct intent_rule *rule, size_t number,
		     const struct subject *subject)
{
	size_t at = rule->whole ? subject->core_at : 0;
	size_t length = rule->whole ? subject->core_length : subject->length;

	trial->n_tried++;
	if (prefilter_passes(trial->room, number))
		return;
	trial->n_left_out++;
	if (pattern_run(trial->runner, rule->match, subject->text + at, length) != PATTERN_MATCHES)
		return;
	print_error("%s:%zu is left out of %s\n", rule->file, rule->line, subject->text);
	trial->n_wrong++;
}

static void try_message(struct trial *trial, const char *text)
{
	const struct intents *intents = trial->intents;
	struct text_normal normal;
	struct subject subject;
	size_t number = 0;

	arena_reset(trial->arena);
	assert_true(text_normalize(trial->reader, text, strlen(text), trial->arena, &normal, NULL));
	subject_read(&normal, trial->arena, &subject);
	prefilter_read(intents->prefilter, subject.text, subject.length, trial->arena, trial->room);
	for (size_t i = 0; i < intents->n_packs; i++)
		for (size_t j = 0; j < intents->packs[i].n_rules; j++)
			try_rule(trial, &intents->packs[i].rules[j], number++, &subject);
}

static void no_shipped_rule_is_left_out_where_it_matches(void **state)
{
	struct fixture fixture;
	struct error err;

	(void)state;
	fixture_start(&fixture);
	fixture_load(&fixture, "intents/packs");
	assert_non_null(fixture.intents);
	struct trial trial = {.intents = fixture.intents,
			      .reader = text_reader_create(&err),
			      .runner = pattern_runner_create(),
			      .arena = arena_create(),
			      .room = calloc(1, prefilter_room(fixture.intents->prefilter))};

	for (size_t i = 0; i < fixture.intents->n_packs; i++)
		for (size_t j = 0; j < fixture.intents->packs[i].n_examples; j++)
			try_message(&trial, fixture.intents->packs[i].examples[j].text);
	assert_int_equal(trial.n_wrong, 0);
	/* And it is worth its while. */
	assert_true(trial.n_left_out > trial.n_tried / 10 * 9);
	text_reader_destroy(trial.reader);
	pattern_runner_destroy(trial.runner);
	arena_destroy(trial.arena);
	free(trial.room);
	fixture_finish(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_pattern_needs_is_read_from_it),
		cmocka_unit_test(no_shipped_rule_is_left_out_where_it_matches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
