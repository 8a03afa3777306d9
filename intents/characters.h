/*
 * Which script a code point of the normal form belongs to.
 */
#ifndef FUJI_INTENTS_CHARACTERS_H
#define FUJI_INTENTS_CHARACTERS_H

#include <stdbool.h>
#include <stdint.h>

static inline bool is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

static inline bool is_han(uint32_t c)
{
	return (c >= 0x3400 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) ||
	       (c >= 0x20000 && c <= 0x323af) || c == 0x3007;
}

static inline bool is_latin(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 0xc0 && c <= 0x24f);
}

static inline bool is_blank(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x3000;
}

/* ASCII and general punctuation, CJK marks, symbols and emoji. */
static inline bool is_mark(uint32_t c)
{
	bool is_word = is_digit(c) || is_latin(c);

	return (c < 0x80 && !is_word) || (c >= 0xa1 && c <= 0xbf) || (c >= 0x2000 && c <= 0x303f) ||
	       (c >= 0xfe00 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff20) ||
	       (c >= 0x1f000 && c <= 0x1faff);
}

#endif
