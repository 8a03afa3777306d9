/*
 * What went wrong, in one sentence for a person.
 *
 * The sentence says what was tried, on what, and why it did not work; no full
 * stop, no "failed to". Where a file has many faults, they are all collected as
 * problems, so that whoever edits the file sees them in one run.
 */
#ifndef FUJI_BASE_ERROR_H
#define FUJI_BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct error {
	char text[768];
};

/** Writes the sentence, cut at the room there is, and returns false, so that a
 *  caller can say `return error_set(err, ...)`. A NULL err is allowed. */
bool error_set(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** All faults found in a set of files, in the order found. Owned by the caller.
 *  Single-threaded. */
struct problems;

struct problems *problems_create(void);
void problems_destroy(struct problems *problems);

/** Adds `file:line:column: sentence`. Line and column count from 1, columns in
 *  characters; line 0 leaves both out (the fault is the whole file's). Always
 *  returns false. */
bool problems_add(struct problems *problems, const char *file, size_t line, size_t column,
		  const char *format, ...) __attribute__((format(printf, 5, 6)));

size_t problems_count(const struct problems *problems);

/** The i-th line, without newline; borrowed until the next add or destroy. */
const char *problems_line(const struct problems *problems, size_t i);

/** One problem a line. */
void problems_print(const struct problems *problems, FILE *out);

#endif
