/*
 * The normal form of any text, its way back to the original, and numbers hidden in it.
 */
#include "tests/fuzz/fuzz.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"

/* Runs lie end to end in the normal form, and in order in the original. */
static void check_runs(const struct text_normal *normal, const char *text)
{
	size_t at = 0, from = 0;

	for (size_t i = 0; i < normal->n_runs; i++) {
		const struct text_run *run = &normal->runs[i];

		assert(run->at == at && run->from >= from && run->from_length > 0);
		assert(text_is_utf8(normal->text + run->at, run->length));
		assert(text_is_utf8(text + run->from, run->from_length));
		at += run->length;
		from = run->from + run->from_length;
	}
	assert(at == normal->length && from <= strlen(text));
}

/* From every place on, a stretch of a byte and one to the end come from whole characters. */
static void check_origins(const struct text_normal *normal, const char *text)
{
	size_t from, length;

	for (size_t at = 0; at < normal->length; at++) {
		text_origin(normal, at, 1, &from, &length);
		assert(length > 0 && from + length <= strlen(text));
		assert(text_is_utf8(text + from, length));
		text_origin(normal, at, normal->length - at, &from, &length);
		assert(length > 0 && from + length <= strlen(text));
	}
}

/* Some characters are stars now, and nothing else has changed. */
static void check_masked(const char *masked, const char *text)
{
	size_t at = 0, masked_at = 0, length = strlen(text), masked_length = strlen(masked);

	while (at < length && masked_at < masked_length) {
		uint32_t shown = text_next(masked, masked_length, &masked_at);
		uint32_t original = text_next(text, length, &at);

		assert(shown == original || shown == '*');
	}
	assert(at == length && masked_at == masked_length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct text_reader *reader;
	static struct arena *arena;
	struct text_normal normal;
	const char *text;

	if (!reader) {
		reader = text_reader_create(NULL);
		arena = arena_create();
	}
	arena_reset(arena);
	if (!text_normalize(reader, (const char *)data, size, arena, &normal, NULL)) {
		assert(!text_is_utf8((const char *)data, size));
		return 0;
	}
	text = arena_text_n(arena, (const char *)data, size);
	assert(strlen(normal.text) == normal.length);
	check_runs(&normal, text);
	check_origins(&normal, text);
	check_masked(text_mask_numbers(text, arena), text);
	check_masked(text_mask_number(text, arena), text);
	return 0;
}
