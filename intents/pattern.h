/*
 * Regular expressions over a stranger's text: the only file that knows PCRE2.
 *
 * The pattern is the operator's and checked at load; the subject is anybody's, so
 * every run is bounded in steps, depth and memory. A run past a bound gives up,
 * which is never a match.
 */
#ifndef FUJI_INTENTS_PATTERN_H
#define FUJI_INTENTS_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct pattern;

/** Compiles text as PCRE2 syntax. A `whole` pattern must match its subject from end to
 *  end. NULL with err and the byte offset of the fault. */
struct pattern *pattern_compile(const char *text, bool whole, size_t *out_offset,
				struct error *err);
void pattern_destroy(struct pattern *pattern);

/** As it was compiled. */
const char *pattern_text(const struct pattern *pattern);

/** False where the system forbids writable code: then it runs about three times slower. */
bool pattern_is_fast(const struct pattern *pattern);

/** What one thread needs to run patterns. */
struct pattern_runner;

struct pattern_runner *pattern_runner_create(void);
void pattern_runner_destroy(struct pattern_runner *runner);

enum pattern_result { PATTERN_MISSES, PATTERN_MATCHES, PATTERN_GIVES_UP };

/** text is well-formed UTF-8. */
enum pattern_result pattern_run(struct pattern_runner *runner, const struct pattern *pattern,
				const char *text, size_t length);

/** Where the last run matched, in bytes of its text. Only after PATTERN_MATCHES. */
void pattern_span(const struct pattern_runner *runner, size_t *out_at, size_t *out_length);

/** The i-th named group of the pattern: false when there is none, length 0 when it took
 *  no part in the match. Only after PATTERN_MATCHES. */
bool pattern_capture(const struct pattern_runner *runner, const struct pattern *pattern, size_t i,
		     const char **out_name, size_t *out_at, size_t *out_length);

/** The pattern, known to compile, made to count its steps; NULL when that makes it too long. */
struct pattern *pattern_compile_counted(const char *text, bool whole);

/** No pattern was found that takes 1 ms on 500 characters with so many steps. */
#define PATTERN_MOST_STEPS 750000

/** The steps of a counted pattern over text, from its starts at bytes from `from` on and before `to`
 *  together; more than the most when it gives up. Both are where characters begin. */
size_t pattern_steps(struct pattern_runner *runner, const struct pattern *counted, const char *text,
		     size_t length, size_t from, size_t to);

/** How many characters before a start the pattern looks back. */
size_t pattern_look_behind(const struct pattern *pattern);

#endif
