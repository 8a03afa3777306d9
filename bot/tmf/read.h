/*
 * Values in an operator's answers. Tolerant in how they are written, strict in what they say:
 * what cannot be read for certain is not there.
 */
#ifndef FUJI_BOT_TMF_READ_H
#define FUJI_BOT_TMF_READ_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "bot/tmf/mapping.h"

/** The same word, whatever the case and the blanks around it: `'aborted '`, `Pending`. NULL is no
 *  word. */
bool tmf_same(const char *text, const char *word);

/** One of a list that NULL closes. */
bool tmf_is_one_of(const char *text, const char *const *words);

/** The value of the named entry of the resource's characteristics; NULL: none. */
const cJSON *tmf_characteristic(const cJSON *resource, const char *name);

/** The same as a text; NULL when it is none. */
const char *tmf_characteristic_text(const cJSON *resource, const char *name);

/** The member or the characteristic, as the mapping says where it stands. */
const cJSON *tmf_field_of(const cJSON *resource, const struct tmf_field *field);

/** ms since 1970; 0 when there is none or it is no date. */
int64_t tmf_time(const cJSON *object, const char *name);
int64_t tmf_time_of(const char *text);

/** Whole fen of `{unit, value}` or `{units, amount}`; false when it is none, of another currency
 *  or not of whole fen. */
bool tmf_money(const struct tmf_mapping *mapping, const cJSON *money, int64_t *out_fen);

/** Whether the number that an answer is about is the line's, with or without a prefix. */
bool tmf_is_number(const struct tmf_mapping *mapping, const cJSON *value, const char *line);

#endif
