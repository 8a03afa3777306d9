/*
 * Read a pattern for what it cannot match without. Whatever is not surely known is taken for
 * anything.
 */
#include "intents/literals.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "intents/parts.h"

enum {
	MOST_RANGE = 16, /* characters of a class that are told apart */
	MOST_DEPTH = 30, /* groups in groups */
};

struct reader {
	const char *text;
	size_t length, at;
	size_t depth;
	bool lost; /* syntax that is not read here */
	struct arena *arena;
};

static struct part read_alternatives(struct reader *reader);

static bool is_next(const struct reader *reader, const char *text)
{
	return !strncmp(reader->text + reader->at, text, strlen(text));
}

static bool take(struct reader *reader, const char *text)
{
	bool found = is_next(reader, text);

	reader->at += found ? strlen(text) : 0;
	return found;
}

static bool take_one_of(struct reader *reader, const char *const *texts)
{
	for (; *texts; texts++)
		if (take(reader, *texts))
			return true;
	return false;
}

static struct part lost(struct reader *reader)
{
	reader->lost = true;
	return part_anything();
}

static struct part read_group(struct reader *reader)
{
	static const char *const zero_width[] = {"(?=", "(?!", "(?<=", "(?<!", NULL};
	static const char *const plain[] = {"(?:", "(?>", NULL};
	static const char *const named[] = {"(?<", "(?P<", "(?'", NULL};
	bool looks = take_one_of(reader, zero_width), opened = looks || take_one_of(reader, plain);
	struct part inner;

	if (!opened && take_one_of(reader, named)) {
		reader->at += strcspn(reader->text + reader->at, ">')") + 1;
		opened = true;
	}
	/* What else begins so sets options, jumps or calls. */
	if (!opened && (is_next(reader, "(?") || is_next(reader, "(*")))
		return lost(reader);
	if (!opened)
		take(reader, "(");
	if (++reader->depth > MOST_DEPTH)
		return lost(reader);
	inner = read_alternatives(reader);
	reader->depth--;
	if (!take(reader, ")"))
		return lost(reader);
	/* A look around takes nothing of the text. */
	return looks ? part_nothing(reader->arena) : inner;
}

/* Behind a backslash: x{1f44b}. */
static bool take_code(struct reader *reader, uint32_t *out)
{
	const char *text = reader->text + reader->at;
	char *end;

	if (strncmp(text, "x{", 2) || !isxdigit((unsigned char)text[2]))
		return false;
	*out = (uint32_t)strtoul(text + 2, &end, 16);
	if (*end != '}')
		return false;
	reader->at += (size_t)(end + 1 - text);
	return true;
}

/* Behind a backslash: a letter or digit has a meaning, any other character is itself. */
static struct part read_escape(struct reader *reader)
{
	uint32_t c;

	if (take_code(reader, &c))
		return part_one_of(reader->arena, &c, 1);
	c = text_next(reader->text, reader->length, &reader->at);

	if (c >= 0x80 || !isalnum((int)c))
		return part_one_of(reader->arena, &c, 1);
	if (strchr("dDwWsShHvVR", (int)c))
		return part_anything();
	if (strchr("bBAzZGK", (int)c))
		return part_nothing(reader->arena);
	return lost(reader);
}

/* The characters of [0-9停挺]; what has more of them, or others than these, is anything. */
static struct part read_class(struct reader *reader)
{
	uint32_t codes[MOST_RANGE];
	size_t n = 0;
	bool few = !take(reader, "^");

	for (bool first = true; reader->at < reader->length; first = false) {
		if (!first && take(reader, "]"))
			return few && n ? part_one_of(reader->arena, codes, n) : part_anything();
		if (is_next(reader, "[:"))
			break;

		uint32_t from = text_next(reader->text, reader->length, &reader->at), to;

		if (from == '\\' && !take_code(reader, &from)) {
			few = false;
			text_next(reader->text, reader->length, &reader->at);
			continue;
		}
		to = from;
		if (is_next(reader, "-") && reader->text[reader->at + 1] != ']') {
			reader->at++;
			if (is_next(reader, "\\"))
				break;
			to = text_next(reader->text, reader->length, &reader->at);
		}
		few = few && to - from < MOST_RANGE - n;
		for (uint32_t c = from; few && c <= to; c++)
			codes[n++] = c;
	}
	return lost(reader);
}

static struct part read_atom(struct reader *reader)
{
	uint32_t c;

	if (is_next(reader, "("))
		return read_group(reader);
	c = text_next(reader->text, reader->length, &reader->at);
	switch (c) {
	case '[':
		return read_class(reader);
	case '\\':
		return read_escape(reader);
	case '.':
		return part_anything();
	case '^':
	case '$':
		return part_nothing(reader->arena);
	default:
		return part_one_of(reader->arena, &c, 1);
	}
}

/* {2}, {1,}, {0,12}. */
static bool read_counts(struct reader *reader, long *out_least, long *out_most)
{
	static const char digits[] = "0123456789";
	const char *text = reader->text + reader->at, *at = text + 1;
	size_t n = *text == '{' ? strspn(at, digits) : 0;

	if (!n || n > 5)
		return false;
	*out_least = *out_most = 0;
	for (; n; n--)
		*out_least = *out_least * 10 + (*at++ - '0');
	*out_most = *out_least;
	if (*at == ',') {
		n = strspn(++at, digits);
		*out_most = n == 1 ? *at - '0' : 2; /* only 1 is told from many */
		at += n;
	}
	if (*at != '}')
		return false;
	reader->at += (size_t)(at + 1 - text);
	return true;
}

/* out_more: more of the same may follow. */
static struct part read_item(struct reader *reader, bool *out_more)
{
	static const char *const suffixes[] = {"?", "+", NULL};
	struct part part = read_atom(reader), empty = part_nothing(reader->arena);
	long least = 1, most = 1;

	*out_more = false;
	if (take(reader, "?"))
		least = 0;
	else if (take(reader, "*"))
		least = 0, most = 2;
	else if (take(reader, "+"))
		most = 2;
	else if (!read_counts(reader, &least, &most))
		return is_next(reader, "{") ? lost(reader) : part;
	take_one_of(reader, suffixes); /* lazy or possessive: it takes the same text */
	if (least == 0 && most == 1 && part.exact)
		return part_either(reader->arena, &part, &empty);
	*out_more = most > 1;
	return least ? part : part_anything();
}

static struct part read_sequence(struct reader *reader)
{
	struct sequence sequence;

	sequence_start(reader->arena, &sequence);
	while (!reader->lost && reader->at < reader->length && !is_next(reader, "|") &&
	       !is_next(reader, ")")) {
		bool more;
		struct part item = read_item(reader, &more);

		sequence_add(reader->arena, &sequence, &item, more);
	}
	return sequence_end(reader->arena, &sequence);
}

static struct part read_alternatives(struct reader *reader)
{
	struct part part = read_sequence(reader);

	while (!reader->lost && take(reader, "|")) {
		struct part other = read_sequence(reader);

		part = part_either(reader->arena, &part, &other);
	}
	return part;
}

void needs_read(const char *pattern, struct arena *arena, struct needs *out)
{
	struct reader reader = {.text = pattern, .length = strlen(pattern), .arena = arena};
	struct part part = read_alternatives(&reader);

	*out = (struct needs){0};
	if (!reader.lost && reader.at == reader.length)
		*out = part_needs(arena, &part);
}
