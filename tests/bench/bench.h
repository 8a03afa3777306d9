/*
 * What the benchmarks share. Nothing of it is ever freed: they end soon.
 */
#ifndef FUJI_TESTS_BENCH_BENCH_H
#define FUJI_TESTS_BENCH_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/text.h"
#include "intents/subject.h"

/** Ends the program when something is not as it must be. */
void bench_require(bool good, const char *what);

double bench_seconds(clockid_t clock);

/** The messages that are measured. */
struct messages {
	char **texts;
	size_t n;
};

/** Adds a copy. */
void messages_add(struct messages *messages, const char *text);

/** One a line, and at least one. */
struct messages messages_read(const char *path);

/** A message as rules see it. */
struct sample {
	const char *text;
	struct text_normal normal;
	struct subject subject;
};

/** As many as there are messages, in their order. */
struct sample *samples_create(const struct messages *messages);

#endif
