/*
 * Cut the view that rules see.
 */
#include "intents/subject.h"

#include <stdint.h>
#include <string.h>

#include "intents/characters.h"
#include "intents/hesitation.h"

enum {
	END_CHARACTERS = 250,   /* seen at each end */
	LONG_NUMBER_DIGITS = 7, /* hotlines have 3 to 5, codes up to 6 */
};

static void read_language(const struct text_normal *normal, struct subject *out)
{
	size_t n_han = 0, n_words = 0, word = 0;

	for (size_t at = 0; at < normal->length;) {
		uint32_t c = text_next(normal->text, normal->length, &at);

		word = is_latin(c) ? word + 1 : 0;
		n_words += word == 2;
		n_han += is_han(c);
	}
	bool zh = n_han >= 2 || (n_han == 1 && n_words == 0);
	bool en = n_han == 0 && n_words >= 2;

	out->language = en ? LANGUAGE_EN : LANGUAGE_ZH;
	out->language_is_clear = zh || en;
}

struct writer {
	char *text;
	size_t *places;
	size_t length;
	size_t blank_at; /* a blank that waits for its right neighbour */
	bool blank, after_han;
};

static void write_bytes(struct writer *writer, const char *bytes, size_t length, size_t place)
{
	for (size_t i = 0; i < length; i++) {
		writer->places[writer->length] = place + i;
		writer->text[writer->length++] = bytes[i];
	}
}

static void write_part(struct writer *writer, const struct text_normal *normal, size_t from,
		       size_t to)
{
	for (size_t at = from; at < to;) {
		size_t start = at;
		uint32_t c = text_next(normal->text, normal->length, &at);

		if (is_blank(c)) {
			writer->blank_at = writer->blank ? writer->blank_at : start;
			writer->blank = true;
			continue;
		}
		if (writer->blank && !writer->after_han && !is_han(c) && writer->length)
			write_bytes(writer, " ", 1, writer->blank_at);
		write_bytes(writer, normal->text + start, at - start, start);
		writer->blank = false;
		writer->after_han = is_han(c);
	}
}

/* A long number is no word: rules for 110 or 12315 must not find them in a phone number. Its
 * digits, also in groups, read as zeros. */
static void blank_long_numbers(char *text, size_t length)
{
	for (size_t at = 0; at < length; at++) {
		size_t end = at, n_digits = 0;

		while (end < length &&
		       (is_digit(text[end]) ||
			(n_digits && strchr(" -", text[end]) && is_digit(text[end + 1]))))
			n_digits += is_digit(text[end++]);
		for (size_t i = at; n_digits >= LONG_NUMBER_DIGITS && i < end; i++)
			text[i] = is_digit(text[i]) ? '0' : text[i];
		at = end > at ? end - 1 : at;
	}
}

void subject_read(const struct text_normal *normal, struct arena *arena, struct subject *out)
{
	size_t n = text_characters(normal->text, normal->length);
	size_t head = normal->length, tail = normal->length;

	if (n > 2 * END_CHARACTERS) {
		head = text_bytes_of(normal->text, normal->length, END_CHARACTERS);
		tail = text_bytes_of(normal->text, normal->length, n - END_CHARACTERS);
	}
	size_t room = head + (normal->length - tail) + 2;
	struct writer writer = {.text = arena_new(arena, room),
				.places = arena_new(arena, room * sizeof(size_t))};

	*out = (struct subject){0};
	write_part(&writer, normal, 0, head);
	if (tail < normal->length) {
		write_bytes(&writer, "\n", 1, head); /* a dot does not match it */
		writer.blank = false;
		writer.after_han = true;
		write_part(&writer, normal, tail, normal->length);
	}
	writer.places[writer.length] = normal->length;
	out->text = writer.text;
	out->length = hesitation_fold(writer.text, writer.places, writer.length);
	out->places = writer.places;
	out->core_length = out->length;
	hesitation_trim(out->text, &out->core_at, &out->core_length);
	blank_long_numbers(writer.text, out->length);
	read_language(normal, out);
}

void subject_origin(const struct subject *subject, const struct text_normal *normal, size_t at,
		    size_t length, size_t *out_from, size_t *out_length)
{
	size_t from = subject->places[at];
	/* The end is where the last byte ends, not where the next one kept begins. */
	size_t to = length ? subject->places[at + length - 1] + 1 : from;

	text_origin(normal, from, to - from, out_from, out_length);
}
