/*
 * Text as people type it.
 */
#include "base/text.h"

#include <utf8proc.h>

/* --- UTF-8 ---------------------------------------------------------------------- */

/* Bytes of the character at the start; 0 or less when it is none. */
static utf8proc_ssize_t read_character(const char *text, size_t length, int32_t *out)
{
	return utf8proc_iterate((const uint8_t *)text, (utf8proc_ssize_t)length, out);
}

size_t text_utf8_bytes(const char *text, size_t length)
{
	size_t at = 0;

	while (at < length && text[at] != '\0') {
		int32_t character;
		utf8proc_ssize_t size = read_character(text + at, length - at, &character);

		if (size <= 0)
			break;
		at += (size_t)size;
	}
	return at;
}

bool text_is_utf8(const char *text, size_t length)
{
	return text_utf8_bytes(text, length) == length;
}

uint32_t text_next(const char *text, size_t length, size_t *offset)
{
	int32_t character;
	utf8proc_ssize_t size = read_character(text + *offset, length - *offset, &character);

	/* A caller that forgot to check gets a wrong character, not an endless loop. */
	*offset += size > 0 ? (size_t)size : 1;
	return size > 0 ? (uint32_t)character : 0xfffd;
}

size_t text_characters(const char *text, size_t length)
{
	size_t n = 0;

	for (size_t at = 0; at < length; n++)
		text_next(text, length, &at);
	return n;
}

size_t text_bytes_of(const char *text, size_t length, size_t n_characters)
{
	size_t at = 0;

	for (; n_characters > 0 && at < length; n_characters--)
		text_next(text, length, &at);
	return at;
}
