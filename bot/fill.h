/*
 * Fill the placeholders of a text.
 *
 * A sentence whose placeholder has no value is left out whole: what the record does not
 * say is not said.
 */
#ifndef FUJI_BOT_FILL_H
#define FUJI_BOT_FILL_H

#include <stdint.h>

#include "base/arena.h"
#include "base/language.h"

/** The text for `{name}`, or NULL when there is no value. */
typedef const char *fill_value(void *context, const char *name);

/** Bytes up to and with the end of the first sentence and the blanks behind it. */
size_t fill_sentence_length(const char *text);

/** The filled text, in the arena; "" when no sentence was left. */
const char *fill_text(const char *text, fill_value *value, void *context, struct arena *arena);

/** `128.00元`, `128.00 yuan` */
const char *fill_amount(int64_t fen, enum language language, struct arena *arena);

/** `3个月`, `3 months` */
const char *fill_months(int64_t n, enum language language, struct arena *arena);

/** `11月22日`, `22 November`: with the year when it is not that of now_ms. */
const char *fill_date(int64_t at_ms, int64_t now_ms, int zone_minutes, enum language language,
		      struct arena *arena);

/** The same with hour and minute. */
const char *fill_time(int64_t at_ms, int64_t now_ms, int zone_minutes, enum language language,
		      struct arena *arena);

/** `11月22日 08:00-22:00`: hours of one day, at most to its end. */
const char *fill_hours(int64_t from_ms, int64_t to_ms, int64_t now_ms, int zone_minutes,
		       enum language language, struct arena *arena);

#endif
