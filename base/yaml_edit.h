/*
 * A YAML file that is changed in one place, as a person would have done it there: comments, quotes
 * and the order of everything else stay byte for byte.
 */
#ifndef FUJI_BASE_YAML_EDIT_H
#define FUJI_BASE_YAML_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/yaml.h"

/** The byte of a text at a line and column, which count from 1; where a node begins and ends. */
size_t yaml_offset(const char *text, size_t length, size_t line, size_t column);
size_t yaml_end(const char *text, size_t length, const struct yaml *node);

/** Whether it may stand in a YAML file as a text that shows something: UTF-8 without control
 *  characters, on one line unless `may_break`. */
bool yaml_may_hold(const char *text, bool may_break);

/** Writes a text as YAML, in quotes where it needs some. */
void yaml_put_text(struct buffer *out, const char *text);

/** Whether both trees hold the same, but for the node `changed` of the first. */
bool yaml_is_same(const struct yaml *was, const struct yaml *is, const struct yaml *changed);

/** Copies a file's text to `out` with other words in place of the text that stands under these keys
 *  (closed by NULL). *out_line is where. What is written is read back: false with err, naming
 *  `file`, when that gives anything but the same and these words, or no text stands there. */
bool yaml_edit_text(const char *file, const struct buffer *text, const char *const *keys,
		    const char *words, struct buffer *out, size_t *out_line, struct error *err);

#endif
