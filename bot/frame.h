/*
 * What frames for desks have in common: a text in every language, a time.
 */
#ifndef FUJI_BOT_FRAME_H
#define FUJI_BOT_FRAME_H

#include <stdint.h>

#include "base/buffer.h"
#include "base/language.h"

/** `"name":{"zh":"…","en":"…"}` */
void frame_put_texts(struct buffer *json, const char *name, const char *const text[N_LANGUAGES]);

/** `"name":"2026-11-26T05:46:15.000Z"`; `""` for no time, which is 0. */
void frame_put_time(struct buffer *json, const char *name, int64_t at_ms);

#endif
