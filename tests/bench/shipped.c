/*
 * Read the rules of packs, choose from them, and write packs of what was chosen.
 */
#include "tests/bench/shipped.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/yaml.h"
#include "intents/pattern.h"

enum { EXAMPLES_A_GAP = 50, WORD = 2 * 3, SHORTEST = 5 * 3 };

static const struct yaml **read_trees(struct shipped *shipped, const char *packs, size_t *out_n)
{
	const char **paths = NULL;

	yaml_files(packs, ".yaml", shipped->arena, &paths, out_n, shipped->problems);
	const struct yaml **trees = arena_new(shipped->arena, (*out_n + 1) * sizeof *trees);

	for (size_t i = 0; i < *out_n; i++) {
		trees[i] = yaml_read(paths[i], shipped->arena, shipped->problems);
		bench_require(trees[i], paths[i]);
		if (yaml_get(trees[i], "words"))
			words_read(&shipped->words, yaml_get(trees[i], "words"), shipped->arena,
				   shipped->problems);
	}
	return trees;
}

static void read_examples(struct shipped *shipped, const struct yaml *const *trees, size_t n)
{
	struct messages texts = {0};

	for (size_t i = 0; i < n; i++) {
		const struct yaml *lists = yaml_get(trees[i], "examples");

		for (size_t j = 0; lists && j < lists->n; j++)
			for (size_t k = 0; k < lists->items[j]->n; k++)
				messages_add(&texts, lists->items[j]->items[k]->text);
	}
	shipped->examples = samples_create(&texts);
	shipped->n_examples = texts.n;
}

/* --- patterns that both engines take --------------------------------------- */

static void pool_add(struct pool *pool, struct candidate candidate)
{
	pool->items = mem_resize(pool->items, pool->n + 1, sizeof *pool->items);
	pool->items[pool->n++] = candidate;
}

/* The first example on which the pattern speaks, or NULL. */
static const struct sample *find_example(const struct shipped *shipped, const char *expanded,
					 bool whole)
{
	struct pattern_runner *runner = pattern_runner_create();
	struct error err;
	size_t offset, i = 0;
	struct pattern *pattern = pattern_compile(expanded, whole, &offset, &err);

	bench_require(pattern, expanded);
	for (; i < shipped->n_examples; i++) {
		const struct subject *subject = &shipped->examples[i].subject;
		size_t at = whole ? subject->core_at : 0;
		size_t length = whole ? subject->core_length : subject->length;

		if (pattern_run(runner, pattern, subject->text + at, length) == PATTERN_MATCHES)
			break;
	}
	pattern_destroy(pattern);
	pattern_runner_destroy(runner);
	return i < shipped->n_examples ? &shipped->examples[i] : NULL;
}

/* Adds the pattern to the pool if both engines take it. */
static bool offer(struct shipped *shipped, const char *written, bool whole, taker *takes,
		  struct pool *out)
{
	const struct yaml node = {.kind = YAML_TEXT, .file = "a pattern", .text = written};
	const char *expanded = words_expand(&shipped->words, &node, shipped->arena,
					    shipped->problems);

	bench_require(expanded, written);
	const char *expression = whole ? arena_format(shipped->arena, "^(?:%s)$", expanded)
				       : expanded;
	const struct sample *example = takes(expression) ? find_example(shipped, expanded, whole)
							 : NULL;

	if (example)
		pool_add(out, (struct candidate){written, expression, whole, example});
	return example;
}

/* Length of the first alternative: up to a `|` outside of groups and classes. */
static size_t alternative_length(const char *pattern)
{
	size_t depth = 0, at = 0;
	bool in_class = false;

	for (; pattern[at]; at++) {
		char c = pattern[at];

		if (c == '\\')
			at++;
		else if (in_class)
			in_class = c != ']';
		else if (c == '[')
			in_class = true;
		else if (c == '(' || c == ')')
			depth += c == '(' ? 1 : -1;
		else if (c == '|' && !depth)
			break;
	}
	return at;
}

static void offer_alternatives(struct shipped *shipped, const char *written, bool whole,
			       taker *takes, struct pool *out)
{
	for (;;) {
		size_t length = alternative_length(written);

		if (length)
			offer(shipped, arena_text_n(shipped->arena, written, length), whole, takes,
			      out);
		if (!written[length])
			return;
		written += length + 1;
	}
}

static void read_rules(struct shipped *shipped, const struct yaml *tree, taker *takes)
{
	const struct yaml *rules = yaml_get(tree, "rules");

	for (size_t i = 0; rules && i < rules->n; i++) {
		const char *written = yaml_get(rules->items[i], "match")->text;
		bool whole = false;

		yaml_read_boolean(rules->items[i], "whole", false, &whole, shipped->problems);
		offer_alternatives(shipped, written, whole, takes, &shipped->alternatives);
		if (!offer(shipped, written, whole, takes, &shipped->patterns))
			offer_alternatives(shipped, written, whole, takes, &shipped->patterns);
	}
}

static bool is_word(const char *text)
{
	return text_is_utf8(text, WORD) && text_characters(text, WORD) == 2;
}

/* Two words with a gap between, as many shipped patterns have them: the beginning and the end of
 * an example in Chinese characters, which are three bytes each and mean nothing to PCRE2. */
static void offer_gap(struct shipped *shipped, const struct subject *subject, taker *takes)
{
	const char *end = subject->text + subject->length - WORD;

	if (subject->length < SHORTEST || !is_word(subject->text) || !is_word(end))
		return;
	offer(shipped,
	      arena_format(shipped->arena, "%.*s.{0,8}%.*s", WORD, subject->text, WORD, end), false,
	      takes, &shipped->alternatives);
}

void shipped_read(struct shipped *shipped, const char *packs, taker *takes)
{
	size_t n = 0;
	const struct yaml **trees = read_trees(shipped, packs, &n);

	read_examples(shipped, trees, n);
	for (size_t i = 0; i < n; i++)
		read_rules(shipped, trees[i], takes);
	for (size_t i = 0; i < shipped->n_examples; i += EXAMPLES_A_GAP)
		offer_gap(shipped, &shipped->examples[i].subject, takes);
}

struct pool shipped_choose(const struct shipped *shipped, size_t n)
{
	const struct pool *from = shipped->patterns.n >= n ? &shipped->patterns
							   : &shipped->alternatives;
	struct pool chosen = {0};

	n = from->n < n ? from->n : n;
	for (size_t i = 0; i < n; i++)
		pool_add(&chosen, from->items[i * from->n / n]);
	return chosen;
}

/* --- writing --------------------------------------------------------------- */

static void write_quoted(FILE *file, const char *text)
{
	fputc('\'', file);
	for (; *text; text++)
		fputs(*text == '\'' ? "''" : (char[]){*text, '\0'}, file);
	fputs("'\n", file);
}

static void write_words(FILE *file, const struct words *words)
{
	fputs("words:\n", file);
	for (size_t i = 0; i < words->n; i++) {
		fprintf(file, "  %s: ", words->lists[i].name);
		write_quoted(file, words->lists[i].pattern);
	}
}

static void write_rules(FILE *file, const struct pool *pool)
{
	fputs("rules:\n", file);
	for (size_t i = 0; i < pool->n; i++) {
		fprintf(file,
			"  - whole: %s\n    match: ", pool->items[i].whole ? "true" : "false");
		write_quoted(file, pool->items[i].written);
	}
}

/* Each sentence once. */
static void write_examples(FILE *file, const struct pool *pool)
{
	fputs("examples:\n  zh:\n", file);
	for (size_t i = 0; i < pool->n; i++) {
		size_t before = 0;

		while (strcmp(pool->items[before].example->normal.text,
			      pool->items[i].example->normal.text))
			before++;
		if (before < i)
			continue;
		fputs("  - ", file);
		write_quoted(file, pool->items[i].example->text);
	}
}

void shipped_write(const struct shipped *shipped, const struct pool *pool, const char *folder)
{
	mkdir(folder, 0700);
	FILE *file = fopen(arena_format(shipped->arena, "%s/rules.yaml", folder), "w");

	bench_require(file, strerror(errno));
	fputs("intent: bench\nkind: act\n", file);
	write_words(file, &shipped->words);
	write_rules(file, pool);
	write_examples(file, pool);
	bench_require(fclose(file) == 0, strerror(errno));
}
