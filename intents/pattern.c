/*
 * PCRE2 with limits.
 *
 * Compiled code is read-only and shared by threads; match data, limits and the JIT
 * stack belong to a runner, one a thread.
 */
#include "intents/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"

enum {
	MATCH_LIMIT = 2000, /* from one start */
	DEPTH_LIMIT = 250,
	HEAP_LIMIT_KIB = 4096,
	JIT_STACK_LEAST = 32 * 1024,
	JIT_STACK_MOST = 512 * 1024,
	MOST_GROUPS = 31,
};

/* A step is an item of the pattern that is tried, and three more for each byte between it and the
 * one before: what a repetition runs over has its price too. With these weights the slowest
 * patterns and texts that were found take 1.3 ns a step with JIT. */
#define STEPS_A_BYTE 3

struct pattern {
	char *text;
	pcre2_code *code;
	bool fast;
	uint32_t n_names, name_size;
	const unsigned char *names; /* PCRE2's table: two bytes of group number, then the name */
};

static bool refuse(struct error *err, size_t offset, size_t *out_offset, int code)
{
	unsigned char reason[160];

	pcre2_get_error_message(code, reason, sizeof reason);
	*out_offset = offset;
	return error_set(err, "%s", (const char *)reason);
}

static void read_names(struct pattern *pattern)
{
	pcre2_pattern_info(pattern->code, PCRE2_INFO_NAMECOUNT, &pattern->n_names);
	pcre2_pattern_info(pattern->code, PCRE2_INFO_NAMEENTRYSIZE, &pattern->name_size);
	pcre2_pattern_info(pattern->code, PCRE2_INFO_NAMETABLE, &pattern->names);
}

static struct pattern *compile(const char *text, uint32_t options, size_t *out_offset,
			       struct error *err)
{
	int code;
	PCRE2_SIZE offset = 0;
	uint32_t n_groups = 0;
	pcre2_code *compiled = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED, options,
					     &code, &offset, NULL);

	if (!compiled) {
		refuse(err, offset, out_offset, code);
		return NULL;
	}
	pcre2_pattern_info(compiled, PCRE2_INFO_CAPTURECOUNT, &n_groups);
	if (n_groups > MOST_GROUPS) {
		pcre2_code_free(compiled);
		*out_offset = 0;
		error_set(err, "more than %d groups that capture", MOST_GROUPS);
		return NULL;
	}

	struct pattern *pattern = mem_new(sizeof *pattern);

	pattern->text = mem_text(text);
	pattern->code = compiled;
	pattern->fast = pcre2_jit_compile(compiled, PCRE2_JIT_COMPLETE) == 0;
	read_names(pattern);
	return pattern;
}

static uint32_t options_of(bool whole)
{
	uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C;

	return whole ? options | PCRE2_ANCHORED | PCRE2_ENDANCHORED : options;
}

struct pattern *pattern_compile(const char *text, bool whole, size_t *out_offset, struct error *err)
{
	return compile(text, options_of(whole), out_offset, err);
}

struct pattern *pattern_compile_counted(const char *text, bool whole)
{
	size_t offset;

	return compile(text, options_of(whole) | PCRE2_AUTO_CALLOUT, &offset, NULL);
}

void pattern_destroy(struct pattern *pattern)
{
	if (!pattern)
		return;
	pcre2_code_free(pattern->code);
	free(pattern->text);
	free(pattern);
}

const char *pattern_text(const struct pattern *pattern)
{
	return pattern->text;
}

bool pattern_is_fast(const struct pattern *pattern)
{
	return pattern->fast;
}

struct pattern_runner {
	pcre2_match_context *limits;
	pcre2_match_data *data;
	pcre2_jit_stack *stack; /* NULL where JIT is forbidden */
};

struct pattern_runner *pattern_runner_create(void)
{
	struct pattern_runner *runner = mem_new(sizeof *runner);

	runner->limits = pcre2_match_context_create(NULL);
	runner->data = pcre2_match_data_create(MOST_GROUPS + 1, NULL);
	runner->stack = pcre2_jit_stack_create(JIT_STACK_LEAST, JIT_STACK_MOST, NULL);
	if (!runner->limits || !runner->data)
		abort();
	pcre2_set_match_limit(runner->limits, MATCH_LIMIT);
	pcre2_set_depth_limit(runner->limits, DEPTH_LIMIT);
	pcre2_set_heap_limit(runner->limits, HEAP_LIMIT_KIB);
	pcre2_jit_stack_assign(runner->limits, NULL, runner->stack);
	return runner;
}

void pattern_runner_destroy(struct pattern_runner *runner)
{
	if (!runner)
		return;
	pcre2_jit_stack_free(runner->stack);
	pcre2_match_data_free(runner->data);
	pcre2_match_context_free(runner->limits);
	free(runner);
}

static enum pattern_result result_of(int code)
{
	if (code >= 0)
		return PATTERN_MATCHES;
	return code == PCRE2_ERROR_NOMATCH ? PATTERN_MISSES : PATTERN_GIVES_UP;
}

static enum pattern_result run_from(struct pattern_runner *runner, const struct pattern *pattern,
				    const char *text, size_t length, size_t from)
{
	PCRE2_SPTR subject = (PCRE2_SPTR)text;

	/* pcre2_jit_match trusts its subject, which was checked once for all patterns. */
	if (pattern->fast)
		return result_of(pcre2_jit_match(pattern->code, subject, length, from, 0,
						 runner->data, runner->limits));
	return result_of(
		pcre2_match(pattern->code, subject, length, from, 0, runner->data, runner->limits));
}

enum pattern_result pattern_run(struct pattern_runner *runner, const struct pattern *pattern,
				const char *text, size_t length)
{
	return run_from(runner, pattern, text, length, 0);
}

struct steps {
	size_t n, at; /* at: where the last item was tried */
	size_t to;    /* starts from here on are left out */
	bool done;
};

static int count_step(pcre2_callout_block *block, void *data)
{
	struct steps *steps = data;
	size_t at = block->current_position;

	/* Only a start begins at the pattern's first item; elsewhere \K moves start_match. */
	steps->done = !block->pattern_position && block->start_match >= steps->to;
	if (steps->done && at > steps->to)
		at = steps->to;
	steps->n += 1 + STEPS_A_BYTE * (at > steps->at ? at - steps->at : steps->at - at);
	steps->at = at;
	return steps->done || steps->n > PATTERN_MOST_STEPS ? PCRE2_ERROR_CALLOUT : 0;
}

size_t pattern_steps(struct pattern_runner *runner, const struct pattern *counted, const char *text,
		     size_t length, size_t from, size_t to)
{
	struct steps steps = {.at = from, .to = to};

	pcre2_set_callout(runner->limits, count_step, &steps);
	enum pattern_result result = run_from(runner, counted, text, length, from);

	pcre2_set_callout(runner->limits, NULL, NULL);
	return result == PATTERN_GIVES_UP && !steps.done ? PATTERN_MOST_STEPS + 1 : steps.n;
}

size_t pattern_look_behind(const struct pattern *pattern)
{
	uint32_t n_characters = 0;

	pcre2_pattern_info(pattern->code, PCRE2_INFO_MAXLOOKBEHIND, &n_characters);
	return n_characters;
}

static void span(const struct pattern_runner *runner, size_t group, size_t *out_at,
		 size_t *out_length)
{
	const PCRE2_SIZE *vector = pcre2_get_ovector_pointer(runner->data);
	PCRE2_SIZE from = vector[2 * group], to = vector[2 * group + 1];

	/* \K inside a look-ahead can set the start behind the end. */
	*out_at = from == PCRE2_UNSET ? 0 : from;
	*out_length = from == PCRE2_UNSET || to < from ? 0 : to - from;
}

void pattern_span(const struct pattern_runner *runner, size_t *out_at, size_t *out_length)
{
	span(runner, 0, out_at, out_length);
}

bool pattern_capture(const struct pattern_runner *runner, const struct pattern *pattern, size_t i,
		     const char **out_name, size_t *out_at, size_t *out_length)
{
	if (i >= pattern->n_names)
		return false;

	const unsigned char *entry = pattern->names + i * pattern->name_size;

	*out_name = (const char *)entry + 2;
	span(runner, (size_t)entry[0] << 8 | entry[1], out_at, out_length);
	return true;
}
