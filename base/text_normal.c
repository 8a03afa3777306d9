/*
 * The normal form, made run by run so that the way back is known.
 *
 * A run is a stretch of the original that composes with nothing outside of it: mostly
 * one character, else a letter with its marks, a Hangul syllable in parts. So each may
 * be normalised alone. Traditional to simplified comes after that, on the whole text,
 * because OpenCC looks at phrases: 乾 is 干, but not in 乾隆.
 */
#include "base/text.h"

#include <ctype.h>
#include <opencc/opencc.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/buffer.h"
#include "base/mem.h"

#define FORM \
	(UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE)
/* Into so many the widest character falls apart: U+FDFA, a sentence. */
#define MAX_PARTS 18
/* The ideographs that OpenCC is asked about one by one. */
#define IDEOGRAPH_FIRST 0x3400
#define IDEOGRAPH_LAST 0x9fff
#define N_IDEOGRAPHS (IDEOGRAPH_LAST - IDEOGRAPH_FIRST + 1)

struct text_reader {
	opencc_t opencc;
	bool changes[N_IDEOGRAPHS]; /* true where OpenCC may have something to do */
	/* Scratch: the normal form while it grows, and the characters of one run. */
	struct buffer text;
	struct text_run *runs;
	size_t n_runs, room_runs;
	int32_t *parts;
	size_t room_parts;
};

/* --- the reader ----------------------------------------------------------------- */

static void mark_changing(struct text_reader *reader, uint32_t character)
{
	reader->changes[character - IDEOGRAPH_FIRST] = true;
}

/* Asks OpenCC about all ideographs at once, one a line so that they form no phrases. */
static bool ask_about_ideographs(struct text_reader *reader)
{
	char *lines = mem_new(N_IDEOGRAPHS * 4 + 1), *end = lines, *answer;
	size_t length, at = 0;

	for (uint32_t c = IDEOGRAPH_FIRST; c <= IDEOGRAPH_LAST; c++) {
		end += utf8proc_encode_char((int32_t)c, (uint8_t *)end);
		*end++ = '\n';
	}
	answer = opencc_convert_utf8(reader->opencc, lines, (size_t)(end - lines));
	free(lines);
	if (!answer)
		return false;
	length = strlen(answer);
	for (uint32_t c = IDEOGRAPH_FIRST; c <= IDEOGRAPH_LAST && at < length; c++) {
		if (text_next(answer, length, &at) != c)
			mark_changing(reader, c);
		while (at < length && answer[at++] != '\n')
			;
	}
	opencc_convert_utf8_free(answer);
	return true;
}

/* Alone these stay, but not in 明瞭, 答覆, 藉口, 沈默, 牴觸, 衹得. */
static void mark_phrase_characters(struct text_reader *reader)
{
	static const char characters[] = "瞭覆藉沈牴衹";

	for (size_t at = 0; at < sizeof characters - 1;)
		mark_changing(reader, text_next(characters, sizeof characters - 1, &at));
}

struct text_reader *text_reader_create(struct error *err)
{
	const opencc_t none = (opencc_t)-1;
	struct text_reader *reader = mem_new(sizeof *reader);

	reader->opencc = opencc_open("t2s.json");
	if (reader->opencc == none) {
		error_set(err, "open OpenCC's t2s.json: %s", opencc_error());
		goto no_opencc;
	}
	if (!ask_about_ideographs(reader)) {
		error_set(err, "use OpenCC's t2s.json: %s", opencc_error());
		goto no_answer;
	}
	mark_phrase_characters(reader);
	return reader;

no_answer:
	opencc_close(reader->opencc);
no_opencc:
	free(reader);
	return NULL;
}

void text_reader_destroy(struct text_reader *reader)
{
	if (!reader)
		return;
	opencc_close(reader->opencc);
	buffer_finish(&reader->text);
	free(reader->runs);
	free(reader->parts);
	free(reader);
}

/* --- the normal form ------------------------------------------------------------ */

/* Whether `next` may compose with what stands before it. */
static bool joins(int32_t before, int32_t next)
{
	return utf8proc_get_property(next)->combining_class > 0 ||
	       !utf8proc_grapheme_break(before, next);
}

/* Finds the next run of the original and moves *at behind it. Characters that show
 * nothing belong to no run, but may stand inside one. */
static bool find_run(const char *text, size_t length, size_t *at, struct text_run *out)
{
	int32_t parts[MAX_PARTS], last = 0;
	int boundary = 0;

	out->from_length = 0;
	while (*at < length) {
		size_t end = *at;
		int32_t character = (int32_t)text_next(text, length, &end);
		utf8proc_ssize_t n = utf8proc_decompose_char(character, parts, MAX_PARTS, FORM,
							     &boundary);

		if (n > 0 && out->from_length > 0 && !joins(last, parts[0]))
			return true;
		if (n > 0) {
			if (out->from_length == 0)
				out->from = *at;
			out->from_length = end - out->from;
			last = parts[n - 1];
		}
		*at = end;
	}
	return out->from_length > 0;
}

/* Leaves the normal form of a run in reader->parts, as UTF-8, and returns its bytes. */
static size_t fold_run(struct text_reader *reader, const char *run, size_t length)
{
	/* Behind the characters, utf8proc wants room for one more. */
	size_t most = length * MAX_PARTS + 1;
	utf8proc_ssize_t n;

	if (reader->room_parts < most) {
		reader->room_parts = 2 * most;
		reader->parts = mem_resize(reader->parts, reader->room_parts, sizeof(int32_t));
	}
	n = utf8proc_decompose((const uint8_t *)run, (utf8proc_ssize_t)length, reader->parts,
			       (utf8proc_ssize_t)most, FORM);
	return (size_t)utf8proc_reencode(reader->parts, n, FORM);
}

static void add_run(struct text_reader *reader, struct text_run run, const void *folded)
{
	run.at = reader->text.length;
	buffer_add(&reader->text, folded, run.length);
	if (reader->n_runs == reader->room_runs) {
		reader->room_runs = reader->room_runs ? 2 * reader->room_runs : 64;
		reader->runs = mem_resize(reader->runs, reader->room_runs, sizeof run);
	}
	reader->runs[reader->n_runs++] = run;
}

/* Printable ASCII and ideographs: nearly all of nearly every message. They are their own
 * form but for the case of letters, and two of them in a row never join. */
static bool is_plain(uint32_t c)
{
	return (c >= 0x20 && c < 0x7f) || (c >= IDEOGRAPH_FIRST && c <= IDEOGRAPH_LAST);
}

/* Adds the plain characters at `at` that no mark can follow; where they end. */
static size_t fold_plain(struct text_reader *reader, const char *text, size_t length, size_t at)
{
	size_t end = at;
	uint32_t c = at < length ? text_next(text, length, &end) : 0;

	while (is_plain(c)) {
		struct text_run run = {.from = at, .from_length = end - at, .length = end - at};
		const char lower = (char)tolower((unsigned char)text[at]);

		c = end < length ? text_next(text, length, &end) : ' ';
		if (!is_plain(c))
			break;
		add_run(reader, run, run.length == 1 ? &lower : text + at);
		at += run.length;
		if (at == length)
			break;
	}
	return at;
}

static void fold(struct text_reader *reader, const char *text, size_t length)
{
	struct text_run run;
	size_t at = 0;

	buffer_clear(&reader->text);
	reader->n_runs = 0;
	for (;;) {
		at = fold_plain(reader, text, length, at);
		if (!find_run(text, length, &at, &run))
			return;
		run.length = fold_run(reader, text + run.from, run.from_length);
		add_run(reader, run, reader->parts);
	}
}

static bool may_be_traditional(const struct text_reader *reader)
{
	const struct buffer *text = &reader->text;

	for (size_t at = 0; at < text->length;) {
		uint32_t c = text_next(text->data, text->length, &at);

		if (c >= IDEOGRAPH_FIRST && c <= IDEOGRAPH_LAST &&
		    reader->changes[c - IDEOGRAPH_FIRST])
			return true;
	}
	return false;
}

/* Each run gets as many characters of `simplified` as it had. */
static void replace_text(struct text_reader *reader, const char *simplified)
{
	const char *old = reader->text.data;
	size_t length = strlen(simplified), at = 0;

	for (size_t i = 0; i < reader->n_runs; i++) {
		struct text_run *run = &reader->runs[i];
		size_t n = text_characters(old + run->at, run->length);

		run->at = at;
		run->length = text_bytes_of(simplified + at, length - at, n);
		at += run->length;
	}
	buffer_clear(&reader->text);
	buffer_add(&reader->text, simplified, length);
}

static void simplify(struct text_reader *reader)
{
	const struct buffer *text = &reader->text;
	char *simplified = opencc_convert_utf8(reader->opencc, text->data, text->length);

	if (!simplified)
		return;
	/* t2s writes one character for one. Should a later dictionary not, the text
	 * stays traditional rather than that the map is wrong. */
	if (text_characters(simplified, strlen(simplified)) ==
	    text_characters(text->data, text->length))
		replace_text(reader, simplified);
	opencc_convert_utf8_free(simplified);
}

bool text_normalize(struct text_reader *reader, const char *text, size_t length,
		    struct arena *arena, struct text_normal *out, struct error *err)
{
	size_t well_formed = text_utf8_bytes(text, length);
	struct text_run *runs;

	if (well_formed < length)
		return error_set(err, "the text is not UTF-8 from byte %zu on", well_formed);
	fold(reader, text, length);
	if (may_be_traditional(reader))
		simplify(reader);
	runs = arena_new(arena, reader->n_runs * sizeof *runs);
	for (size_t i = 0; i < reader->n_runs; i++)
		runs[i] = reader->runs[i];
	*out = (struct text_normal){
		.text = arena_text_n(arena, reader->text.data ? reader->text.data : "",
				     reader->text.length),
		.length = reader->text.length,
		.runs = runs,
		.n_runs = reader->n_runs,
	};
	return true;
}

/* Index of the run that ends behind byte `at`; n_runs when there is none. */
static size_t run_of(const struct text_normal *normal, size_t at)
{
	size_t low = 0, high = normal->n_runs;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (normal->runs[middle].at + normal->runs[middle].length > at)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

void text_origin(const struct text_normal *normal, size_t at, size_t length, size_t *out_from,
		 size_t *out_length)
{
	size_t first = run_of(normal, at), last;

	*out_from = *out_length = 0;
	if (normal->n_runs == 0)
		return;
	if (first == normal->n_runs) { /* behind the end */
		const struct text_run *run = &normal->runs[first - 1];

		*out_from = run->from + run->from_length;
		return;
	}
	*out_from = normal->runs[first].from;
	if (length == 0)
		return;
	last = run_of(normal, at + length - 1);
	last = last < normal->n_runs ? last : normal->n_runs - 1;
	*out_length = normal->runs[last].from + normal->runs[last].from_length - *out_from;
}
