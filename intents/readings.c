/*
 * Look up syllables in Unicode's table, as scripts/readings.awk has compiled it.
 *
 * Within a word no syllable begins with a, e or o: ISO 7098 wants an apostrophe there. So a
 * word splits in one way at most, dangan into dan gan and never dang an. That way is found
 * from the word's end, where nothing has to be tried twice.
 */
#include "intents/readings.h"

#include <stdbool.h>
#include <stdlib.h>

#define FIRST 0x4e00 /* of the common ideographs */

#include "readings.inc"

#define COUNT(table) (sizeof(table) / sizeof *(table))

enum { MOST_LETTERS = 6, LETTER_BITS = 5 };

uint32_t reading_of(uint32_t character)
{
	if (character < FIRST || character - FIRST >= COUNT(READINGS))
		return 0;
	return SYLLABLES[READINGS[character - FIRST]];
}

static int compare(const void *a, const void *b)
{
	const uint32_t *left = a, *right = b;

	return *left < *right ? -1 : *left > *right;
}

static bool is_syllable(uint32_t letters)
{
	return bsearch(&letters, SYLLABLES, COUNT(SYLLABLES), sizeof letters, compare) != NULL;
}

static bool may_follow(uint32_t letter)
{
	return letter != 'a' && letter != 'e' && letter != 'o';
}

/* The syllable at letters[at] after which the rest splits too, or 0. */
static uint32_t find_syllable(const uint32_t *letters, size_t at, size_t n, const uint32_t *rest)
{
	uint32_t syllable = 0;

	for (size_t end = at; end < n && end - at < MOST_LETTERS;) {
		if (letters[end] < 'a' || letters[end] > 'z')
			break;
		syllable = syllable << LETTER_BITS | (letters[end++] - 'a' + 1);
		if ((end == n || (rest[end] && may_follow(letters[end]))) && is_syllable(syllable))
			return syllable;
	}
	return 0;
}

size_t reading_split(const uint32_t *letters, size_t n, uint32_t *out)
{
	size_t n_syllables = 0;

	for (size_t at = n; at-- > 0;)
		out[at] = find_syllable(letters, at, n, out);
	for (size_t at = 0; at < n && out[at];) {
		uint32_t syllable = out[at];

		out[n_syllables++] = syllable;
		for (; syllable; syllable >>= LETTER_BITS)
			at++;
	}
	return n_syllables;
}
