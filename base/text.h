/*
 * Text as people type it, brought to one form for comparing.
 *
 * The normal form is NFKC, case folded, without characters that show nothing,
 * traditional Chinese written simplified. It is for matching only: what is shown
 * and stored is always the original, and every stretch of the normal form knows
 * which stretch of the original it came from.
 */
#ifndef FUJI_BASE_TEXT_H
#define FUJI_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"

/** Bytes at the start that are well-formed UTF-8 (RFC 3629) without NUL: all of them,
 *  or the offset of the first that is not. */
size_t text_utf8_bytes(const char *text, size_t length);

/** Well-formed UTF-8 (RFC 3629), no NUL inside. */
bool text_is_utf8(const char *text, size_t length);

/** Whether they are the same: for tables of names, most of which differ in their first byte. */
static inline bool text_is(const char *text, const char *other)
{
	return *text == *other && !strcmp(text, other);
}

/** Code points in well-formed UTF-8. */
size_t text_characters(const char *text, size_t length);

/** Bytes that the first n characters take. */
size_t text_bytes_of(const char *text, size_t length, size_t n_characters);

/** Next code point at text[*offset], moves the offset behind it. Well-formed text only. */
uint32_t text_next(const char *text, size_t length, size_t *offset);

/** Shows nothing, but moves the cursor or does worse: U+0000 to 1F, U+007F to 9F. */
bool text_is_control(uint32_t character);

/** Holds the tables for the normal form. One per thread; not shared. */
struct text_reader;

struct text_reader *text_reader_create(struct error *err);
void text_reader_destroy(struct text_reader *reader);

/** One stretch: bytes [at, at+length) of the normal form came from bytes
 *  [from, from+from_length) of the original. Runs are in order, without gaps in
 *  the normal form. */
struct text_run {
	size_t at, length;
	size_t from, from_length;
};

struct text_normal {
	const char *text; /* NUL-terminated, in the arena */
	size_t length;
	const struct text_run *runs;
	size_t n_runs;
};

/** False with err only when the text is not UTF-8. All memory is the arena's. */
bool text_normalize(struct text_reader *reader, const char *text, size_t length,
		    struct arena *arena, struct text_normal *out, struct error *err);

/** The stretch of the original for bytes [at, at+length) of the normal form. */
void text_origin(const struct text_normal *normal, size_t at, size_t length, size_t *out_from,
		 size_t *out_length);

/** Simplified Chinese written in traditional characters. Holds the tables for it, one per
 *  thread; NULL with err where OpenCC's are missing. */
struct text_writer;

struct text_writer *text_writer_create(struct error *err);
void text_writer_destroy(struct text_writer *writer);

/** What is no Chinese stays. In the arena. */
const char *text_traditional(struct text_writer *writer, const char *text, struct arena *arena);

/** A mobile number with its middle hidden, `138****0001`; other texts of 8 or more
 *  characters keep the first 3 and last 2, shorter ones show only stars. In the arena. */
const char *text_mask_number(const char *number, struct arena *arena);

/** A copy in which every mobile number (11 digits from 13 to 19), every identity-card number
 *  (18, or the 15 of the old form) and every bank-card number (13 to 19 with their check
 *  digit) has its middle hidden, also with blanks or hyphens between, also full-width. The
 *  text is otherwise kept byte for byte. In the arena. */
const char *text_mask_numbers(const char *text, struct arena *arena);

/** Whether a part of it is masked, as the above leave it or as a secret is shown. */
bool text_is_masked(const char *text);

/** Edit distance in characters is at most `most`: for "did you mean". */
bool text_is_near(const char *a, const char *b, size_t most);

/** Where a list between blanks has the word; NULL: it has not. */
const char *text_find_word(const char *list, const char *word);

#endif
