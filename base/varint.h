/*
 * Whole numbers in as few bytes as they need: small ones take one.
 */
#ifndef FUJI_BASE_VARINT_H
#define FUJI_BASE_VARINT_H

#include <stdbool.h>

#include "base/buffer.h"

void varint_put(struct buffer *out, int64_t number);

/** The number at *at, which is moved behind it. False when there is none before `end`. */
bool varint_take(const uint8_t **at, const uint8_t *end, int64_t *out);

#endif
