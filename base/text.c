/*
 * Characters of UTF-8, and how far apart two words are.
 */
#include "base/text.h"

#include <string.h>
#include <utf8proc.h>

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

/* Every message is walked many times, and nearly all of it is ASCII or Chinese: one byte or three. */
uint32_t text_next(const char *text, size_t length, size_t *offset)
{
	const unsigned char *bytes = (const unsigned char *)text + *offset;
	size_t left = length - *offset;
	int32_t character;

	if (left >= 1 && bytes[0] < 0x80) {
		*offset += 1;
		return bytes[0];
	}
	if (left >= 3 && bytes[0] >> 4 == 0xe) {
		*offset += 3;
		return (bytes[0] & 0x0fu) << 12 | (bytes[1] & 0x3fu) << 6 | (bytes[2] & 0x3fu);
	}
	utf8proc_ssize_t size = read_character(text + *offset, left, &character);

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

bool text_is_control(uint32_t character)
{
	return character < 0x20 || (character >= 0x7f && character < 0xa0);
}

/* --- nearness ------------------------------------------------------------------- */

/* Longer words are not typed by hand and mistaken. */
#define MAX_WORD 64

struct word {
	uint32_t characters[MAX_WORD];
	size_t n;
};

static bool read_word(const char *text, struct word *out)
{
	size_t length = strlen(text);

	out->n = 0;
	for (size_t at = 0; at < length;) {
		if (out->n == MAX_WORD)
			return false;
		out->characters[out->n++] = text_next(text, length, &at);
	}
	return true;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Levenshtein's distance, one row of his table at a time: row[j] is how many edits
 * turn the first i characters of a into the first j of b. */
static size_t distance(const struct word *a, const struct word *b)
{
	size_t row[MAX_WORD + 1];

	for (size_t j = 0; j <= b->n; j++)
		row[j] = j;
	for (size_t i = 1; i <= a->n; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b->n; j++) {
			bool differ = a->characters[i - 1] != b->characters[j - 1];
			size_t replaced = diagonal + differ;

			diagonal = row[j];
			row[j] = least(replaced, least(row[j], row[j - 1]) + 1);
		}
	}
	return row[b->n];
}

bool text_is_near(const char *a, const char *b, size_t most)
{
	struct word one, other;

	return read_word(a, &one) && read_word(b, &other) && distance(&one, &other) <= most;
}

const char *text_find_word(const char *list, const char *word)
{
	const size_t length = strlen(word);

	for (const char *at = list; *at; at += strspn(at, " ")) {
		const size_t here = strcspn(at, " ");

		if (here == length && !strncmp(at, word, length))
			return at;
		at += here;
	}
	return NULL;
}
