/*
 * JSON from strangers, and JSON that we print.
 *
 * cJSON is no validator: it takes duplicate names, invalid UTF-8, raw control
 * characters, trailing garbage, and cuts a text at \u0000. A strict scanner
 * (RFC 8259) stands in front of it; what it lets through, cJSON parses.
 * Look-ups are case-sensitive only. Printing goes straight into a buffer.
 */
#ifndef FUJI_BASE_JSON_H
#define FUJI_BASE_JSON_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

#define JSON_MAX_DEPTH 16
#define JSON_MAX_MEMBERS 64

/** Parses one JSON text. Refused with the byte offset: anything that RFC 8259 does
 *  not allow, a byte-order mark, bytes after the end, depth over 16, over 64 members
 *  in an object, duplicate names, \u0000, lone surrogates, numbers beyond double.
 *  The caller frees with cJSON_Delete. NULL with err. */
cJSON *json_read(const char *text, size_t length, struct error *err);

/** Parses what we have printed ourselves and a seal has kept since: nothing is checked that cJSON
 *  does not check, and it costs a third. The caller frees with cJSON_Delete. NULL with err. */
cJSON *json_read_own(const char *text, size_t length, struct error *err);

/** Member of an object by exact name, or NULL. object may be NULL. */
const cJSON *json_get(const cJSON *object, const char *name);

/** Text of a string member; NULL if missing or of another type. Borrowed. */
const char *json_text(const cJSON *object, const char *name);

/** Whole number member within ±2^53; fallback if missing or of another type. */
int64_t json_integer(const cJSON *object, const char *name, int64_t fallback);

bool json_is_true(const cJSON *object, const char *name);

/** A string with quotes and escapes; text must be UTF-8. NULL prints null. Also
 *  escapes < > & and U+2028/2029, so that the result may stand in a page. */
void json_put_text(struct buffer *buffer, const char *text);
void json_put_text_n(struct buffer *buffer, const char *text, size_t length);

/** `"name":` with a comma before it unless the buffer ends in `{` or `[`. */
void json_put_name(struct buffer *buffer, const char *name);

/** `"name":"text"`; nothing at all when text is NULL. */
void json_put_member(struct buffer *buffer, const char *name, const char *text);
void json_put_integer(struct buffer *buffer, const char *name, int64_t value);
void json_put_boolean(struct buffer *buffer, const char *name, bool value);

/** A comma unless the buffer ends in `{` or `[`: before a list item. */
void json_put_comma(struct buffer *buffer);

/** `"name":["a","b"]` from a list of words between blanks. */
void json_put_words(struct buffer *buffer, const char *name, const char *list);

/** A parsed value printed again, without blanks. */
void json_put_value(struct buffer *buffer, const cJSON *value);

#endif
