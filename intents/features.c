/*
 * Cut a subject into units, and hash their sequences.
 */
#include "intents/features.h"

#include <stdbool.h>

#include "base/text.h"
#include "intents/readings.h"

enum {
	MOST_UNITS = 3, /* in a sequence */
	LEAST_LETTERS = 3,
	MOST_LETTERS = 4,
	LONG_NUMBER_DIGITS = 7, /* as in the subject, which has blanked them */
};

/* Hashes begin with their kind, so that no letter is taken for a unit. */
enum { KIND_UNITS = 1, KIND_LETTERS, KIND_LONG_NUMBER, KIND_SOUNDS, EDGE };

struct unit {
	uint64_t hash; /* 0 parts what is before it from what is after it */
	bool is_word;  /* Latin letters or digits; else one character */
};

struct sequence {
	struct unit *units; /* and its two edges */
	size_t n;
};

struct cutter {
	uint32_t *codes; /* the message's code points without apostrophes */
	size_t n_codes;
	struct sequence said;
	struct sequence sounds; /* the syllables; what has none is a 0 */
	uint32_t *syllables;    /* room for those of a word */
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

static void add_unit(struct sequence *sequence, uint64_t hash, bool is_word)
{
	sequence->units[sequence->n++] = (struct unit){hash, is_word};
}

/* What is heard twice in a row counts once: 停停停机 is a stutter. */
static void add_sound(struct cutter *cutter, uint32_t syllable)
{
	const struct sequence *sounds = &cutter->sounds;
	uint64_t hash = syllable ? mix(KIND_SOUNDS, syllable) : 0;

	if (sounds->units[sounds->n - 1].hash != hash)
		add_unit(&cutter->sounds, hash, false);
}

static void add_edge(struct cutter *cutter)
{
	add_unit(&cutter->said, EDGE, false);
	add_unit(&cutter->sounds, EDGE, false);
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

/* A word of syllables is heard; any other is known by its letters. */
static void add_spelling(struct cutter *cutter, size_t from, size_t n)
{
	size_t n_syllables = reading_split(cutter->codes + from, n, cutter->syllables);

	for (size_t i = 0; i < n_syllables; i++)
		add_sound(cutter, cutter->syllables[i]);
	if (n_syllables)
		return;
	add_sound(cutter, 0);
	if (!is_digit(cutter->codes[from]))
		add_letters(cutter, from, n);
}

/* The word at codes[from]; how many codes it takes. */
static size_t cut_word(struct cutter *cutter, size_t from)
{
	uint64_t hash = KIND_UNITS;
	size_t n = 0;

	for (; from + n < cutter->n_codes && is_word_part(cutter->codes[from + n]); n++)
		hash = mix(hash, cutter->codes[from + n]);
	if (is_digit(cutter->codes[from]) && n >= LONG_NUMBER_DIGITS)
		hash = KIND_LONG_NUMBER;
	add_unit(&cutter->said, hash, true);
	add_spelling(cutter, from, n);
	return n;
}

/* --- sequences of units --------------------------------------------------- */

static void cut_units(struct cutter *cutter)
{
	add_edge(cutter);
	for (size_t at = 0; at < cutter->n_codes;) {
		uint32_t c = cutter->codes[at];

		if (is_word_part(c)) {
			at += cut_word(cutter, at);
			continue;
		}
		if (is_character(c)) {
			add_unit(&cutter->said, mix(KIND_UNITS, c), false);
			add_sound(cutter, reading_of(c));
		}
		at++;
	}
	add_edge(cutter);
}

/* Three words in a row are too rare to learn from. */
static void add_sequences(struct cutter *cutter, uint64_t kind, const struct sequence *sequence)
{
	const struct unit *units = sequence->units;

	for (size_t i = 0; i < sequence->n; i++) {
		uint64_t hash = kind;
		size_t n_words = 0;

		for (size_t j = i; j < sequence->n && j < i + MOST_UNITS && units[j].hash; j++) {
			n_words += units[j].is_word;
			if (n_words && j - i == MOST_UNITS - 1)
				break;
			hash = mix(hash, units[j].hash);
			if (j > i || units[j].hash != EDGE)
				add(cutter, hash);
		}
	}
}

void features_read(const struct subject *subject, struct arena *arena, struct features *out)
{
	size_t n = subject->length;
	struct cutter cutter = {
		.codes = arena_new(arena, n * sizeof(uint32_t)),
		.said = {arena_new(arena, (n + 2) * sizeof(struct unit)), 0},
		.sounds = {arena_new(arena, (n + 2) * sizeof(struct unit)), 0},
		.syllables = arena_new(arena, n * sizeof(uint32_t)),
		.out = out,
	};

	/* A unit and a sound begin at most MOST_UNITS sequences each, a letter two stretches. */
	out->hashes = arena_new(arena, ((n + 2) * 2 * MOST_UNITS + 2 * n) * sizeof *out->hashes);
	out->n = 0;
	read_codes(&cutter, subject);
	cut_units(&cutter);
	add_sequences(&cutter, KIND_UNITS, &cutter.said);
	add_sequences(&cutter, KIND_SOUNDS, &cutter.sounds);
}
