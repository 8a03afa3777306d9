/*
 * Seven bits a byte, the lowest first; the eighth says that more follow.
 */
#include "base/varint.h"

#define BYTES_MOST 10

void varint_put(struct buffer *out, int64_t number)
{
	uint64_t left = (uint64_t)number;

	for (; left >= 0x80; left >>= 7)
		buffer_char(out, (char)(left | 0x80));
	buffer_char(out, (char)left);
}

bool varint_take(const uint8_t **at, const uint8_t *end, int64_t *out)
{
	const uint8_t *bytes = *at;
	uint64_t number = 0;

	for (int i = 0; i < BYTES_MOST && bytes + i < end; i++) {
		number |= (uint64_t)(bytes[i] & 0x7f) << (7 * i);
		if (bytes[i] & 0x80)
			continue;
		*at = bytes + i + 1;
		*out = (int64_t)number;
		return true;
	}
	return false;
}
