/*
 * Cut the view that rules see.
 */
#include "intents/subject.h"

#include <stdint.h>
#include <string.h>

enum {
	END_CHARACTERS = 250,   /* seen at each end */
	LONG_NUMBER_DIGITS = 7, /* hotlines have 3 to 5, codes up to 6 */
};

/* Hesitation before and particles after what is said. Longest first where one starts another. */
static const char *const OPENERS[] = {"那个", "这个", "就是", "嗯",  "呃",   "额",
				      "啊",   "哦",   "噢",   "诶",  "欸",   "哎",
				      "唉",   "喂",   "um ",  "uh ", "well "};
static const char *const CLOSERS[] = {"啊", "呀", "呢", "哦", "噢", "哈", "嘛",
				      "啦", "吧", "哎", "诶", "嗯", "喽", "哟"};

static bool is_han(uint32_t c)
{
	return (c >= 0x3400 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) ||
	       (c >= 0x20000 && c <= 0x323af) || c == 0x3007;
}

static bool is_latin(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 0xc0 && c <= 0x24f);
}

static bool is_blank(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x3000;
}

/* ASCII and general punctuation, CJK marks, symbols and emoji. */
static bool is_mark(uint32_t c)
{
	bool is_word = (c >= '0' && c <= '9') || is_latin(c);

	return (c < 0x80 && !is_word) || (c >= 0xa1 && c <= 0xbf) || (c >= 0x2000 && c <= 0x303f) ||
	       (c >= 0xfe00 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff20) ||
	       (c >= 0x1f000 && c <= 0x1faff);
}

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

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
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

static bool starts_with(const char *text, size_t length, const char *start)
{
	size_t n = strlen(start);

	return n <= length && !memcmp(text, start, n);
}

static size_t opener_length(const char *text, size_t length)
{
	for (size_t i = 0; i < sizeof OPENERS / sizeof *OPENERS; i++)
		if (starts_with(text, length, OPENERS[i]))
			return strlen(OPENERS[i]);
	return 0;
}

static size_t closer_length(const char *text, size_t length)
{
	for (size_t i = 0; i < sizeof CLOSERS / sizeof *CLOSERS; i++) {
		size_t n = strlen(CLOSERS[i]);

		if (n <= length && !memcmp(text + length - n, CLOSERS[i], n))
			return n;
	}
	return 0;
}

static size_t mark_length_at_start(const char *text, size_t length)
{
	size_t at = 0;

	return length && is_mark(text_next(text, length, &at)) ? at : 0;
}

static size_t mark_length_at_end(const char *text, size_t length)
{
	size_t start = length;

	while (start > 0 && ((unsigned char)text[--start] & 0xc0) == 0x80)
		;
	size_t at = start;

	return length && is_mark(text_next(text, length, &at)) ? length - start : 0;
}

/* Cuts marks off both ends, and with `filler` the hesitation too. */
static void trim(const char *text, bool filler, size_t *at, size_t *length)
{
	for (size_t n = 1; n;) {
		n = mark_length_at_start(text + *at, *length);
		if (!n && filler)
			n = opener_length(text + *at, *length);
		*at += n;
		*length -= n;
	}
	for (size_t n = 1; n;) {
		n = mark_length_at_end(text + *at, *length);
		if (!n && filler)
			n = closer_length(text + *at, *length);
		*length -= n;
	}
}

/* A message of nothing but hesitation, or of a thumb, is what it is: it may be a yes. */
static void find_core(struct subject *subject)
{
	size_t at = 0, length = subject->length;

	subject->core_length = length;
	for (int filler = 0; filler <= 1; filler++) {
		trim(subject->text, filler, &at, &length);
		if (!length)
			return;
		subject->core_at = at;
		subject->core_length = length;
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
	blank_long_numbers(writer.text, writer.length);
	out->text = writer.text;
	out->length = writer.length;
	out->places = writer.places;
	find_core(out);
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
