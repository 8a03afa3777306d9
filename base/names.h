/*
 * Texts by number: each is kept once, and has the number of its first coming, from 0 on.
 */
#ifndef FUJI_BASE_NAMES_H
#define FUJI_BASE_NAMES_H

#include <stddef.h>

struct names;

struct names *names_create(void);
void names_destroy(struct names *names);

/** The number of that text, which is added if it is new. */
int names_number(struct names *names, const char *text);

/** -1: there is none. */
int names_find(const struct names *names, const char *text);

/** Lives as long as `names`. */
const char *names_text(const struct names *names, int number);
size_t names_count(const struct names *names);

#endif
