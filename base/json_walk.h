/*
 * Read JSON that we have printed ourselves and a seal has kept since, from its front to its end:
 * no tree is built, and texts stay where they are, their escapes taken out in place.
 *
 * `*at` is where the reader stands. A take moves it behind what was taken; false or NULL: it is
 * something else. There are no blanks between values.
 */
#ifndef FUJI_BASE_JSON_WALK_H
#define FUJI_BASE_JSON_WALK_H

#include <stdbool.h>
#include <stdint.h>

/** A bracket, comma or colon. */
bool json_take(char **at, char c);

/** A string; it ends in a NUL where its quote stood. */
char *json_take_text(char **at);

bool json_take_integer(char **at, int64_t *out);
bool json_take_boolean(char **at, bool *out);

/** Any value. */
bool json_skip(char **at);

#endif
