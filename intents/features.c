/*
 * Cut a subject into units, and hash their sequences.
 */
#include "intents/features.h"

#include <stdbool.h>

#include "base/text.h"

enum {
	MOST_UNITS = 3, /* in a sequence */
	LEAST_LETTERS = 3,
	MOST_LETTERS = 4,
	LONG_NUMBER_DIGITS = 7, /* as in the subject, which has blanked them */
};

/* Hashes begin with their kind, so that no letter is taken for a unit. */
enum { KIND_UNITS = 1, KIND_LETTERS, KIND_LONG_NUMBER, EDGE };

struct unit {
	uint64_t hash;
	bool is_word; /* Latin letters or digits; else one character */
};

struct cutter {
	uint32_t *codes; /* the message's code points without apostrophes */
	size_t n_codes;
	struct unit *units; /* and its two edges */
	size_t n_units;
	struct features *out;
};

/* The finaliser of splitmix64 over what came before and the next. */
static uint64_t mix(uint64_t hash, uint64_t next)
{
	uint64_t z = hash * UINT64_C(0x9e3779b97f4a7c15) + next;

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (z ^ (z >> 31)) | 1;
}

static bool is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_word_part(uint32_t c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 0xc0 && c <= 0x24f);
}

/* Letters of other scripts, and emoji. What lies between them is marks and blanks. */
static bool is_character(uint32_t c)
{
	return (c >= 0x250 && c < 0x2000) || (c >= 0x3005 && c <= 0x3007) ||
	       (c >= 0x3040 && c < 0xfe00) || c >= 0x1f300;
}

static void add(struct cutter *cutter, uint64_t hash)
{
	cutter->out->hashes[cutter->out->n++] = hash;
}

static void add_unit(struct cutter *cutter, uint64_t hash, bool is_word)
{
	cutter->units[cutter->n_units++] = (struct unit){hash, is_word};
}

/* --- words ---------------------------------------------------------------- */

/* don't and dont are one word. */
static void read_codes(struct cutter *cutter, const struct subject *subject)
{
	for (size_t at = 0; at < subject->length;) {
		uint32_t c = text_next(subject->text, subject->length, &at);

		if (c != '\'' && c != 0x2019)
			cutter->codes[cutter->n_codes++] = c;
	}
}

/* The word's edges are letters too: its beginning and its end are told from its middle. */
static void add_letters(struct cutter *cutter, size_t from, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint64_t hash = mix(KIND_LETTERS, i ? cutter->codes[from + i - 1] : EDGE);

		for (size_t j = 1; j < MOST_LETTERS && i + j <= n + 1; j++) {
			hash = mix(hash, i + j <= n ? cutter->codes[from + i + j - 1] : EDGE);
			if (j + 1 >= LEAST_LETTERS)
				add(cutter, hash);
		}
	}
}

/* The word at codes[from]; how many codes it takes. */
static size_t cut_word(struct cutter *cutter, size_t from)
{
	uint64_t hash = KIND_UNITS;
	size_t n = 0;

	for (; from + n < cutter->n_codes && is_word_part(cutter->codes[from + n]); n++)
		hash = mix(hash, cutter->codes[from + n]);
	if (!is_digit(cutter->codes[from]))
		add_letters(cutter, from, n);
	else if (n >= LONG_NUMBER_DIGITS)
		hash = KIND_LONG_NUMBER;
	add_unit(cutter, hash, true);
	return n;
}

/* --- sequences of units --------------------------------------------------- */

static void cut_units(struct cutter *cutter)
{
	add_unit(cutter, EDGE, false);
	for (size_t at = 0; at < cutter->n_codes;) {
		uint32_t c = cutter->codes[at];

		if (is_word_part(c)) {
			at += cut_word(cutter, at);
			continue;
		}
		if (is_character(c))
			add_unit(cutter, mix(KIND_UNITS, c), false);
		at++;
	}
	add_unit(cutter, EDGE, false);
}

/* Three words in a row are too rare to learn from. */
static void add_sequences(struct cutter *cutter)
{
	for (size_t i = 0; i < cutter->n_units; i++) {
		uint64_t hash = KIND_UNITS;
		size_t n_words = 0;

		for (size_t j = i; j < cutter->n_units && j < i + MOST_UNITS; j++) {
			n_words += cutter->units[j].is_word;
			if (n_words && j - i == MOST_UNITS - 1)
				break;
			hash = mix(hash, cutter->units[j].hash);
			if (j > i || cutter->units[j].hash != EDGE)
				add(cutter, hash);
		}
	}
}

void features_read(const struct subject *subject, struct arena *arena, struct features *out)
{
	size_t n = subject->length;
	struct cutter cutter = {
		.codes = arena_new(arena, n * sizeof(uint32_t)),
		.units = arena_new(arena, (n + 2) * sizeof(struct unit)),
		.out = out,
	};

	/* A unit begins at most MOST_UNITS sequences, a letter two stretches. */
	out->hashes = arena_new(arena, ((n + 2) * MOST_UNITS + 2 * n) * sizeof *out->hashes);
	out->n = 0;
	read_codes(&cutter, subject);
	cut_units(&cutter);
	add_sequences(&cutter);
}
