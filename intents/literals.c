/*
 * Read a pattern for what it cannot match without.
 *
 * Every part of a pattern is either exact, one of a few strings, or it is anything that
 * contains what it needs. Whatever is not surely known is taken for anything.
 */
#include "intents/literals.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum {
	MOST_STRINGS = 512, /* in one set */
	MOST_PRODUCTS = 64, /* strings from joining two parts */
	MOST_WAYS = 24,     /* that are told apart */
	MOST_RANGE = 16,    /* characters of a class that are told apart */
	MOST_DEPTH = 30,    /* groups in groups */
	ENOUGH_WEIGHT = 8,  /* no set is better for being longer */
};

struct part {
	bool exact;
	struct literals strings; /* of an exact one */
	struct needs needs;      /* of any other */
};

struct reader {
	const char *text;
	size_t length, at;
	size_t depth;
	bool lost; /* syntax that is not read here */
	struct arena *arena;
};

static struct part read_alternatives(struct reader *reader);

/* --- sets of strings ------------------------------------------------------ */

static struct literals new_strings(struct reader *reader, size_t n)
{
	return (struct literals){arena_new(reader->arena, n * sizeof(struct literal)), 0};
}

static struct part anything(void)
{
	return (struct part){0};
}

static struct part nothing(struct reader *reader)
{
	struct part part = {.exact = true, .strings = new_strings(reader, 1)};

	part.strings.n = 1;
	return part;
}

static struct part one_of(struct reader *reader, const uint32_t *codes, size_t n)
{
	struct part part = {.exact = true, .strings = new_strings(reader, n)};
	uint32_t *kept = arena_new(reader->arena, n * sizeof *kept);

	for (size_t i = 0; i < n; i++) {
		kept[i] = codes[i];
		part.strings.strings[part.strings.n++] = (struct literal){&kept[i], 1};
	}
	return part;
}

static struct needs one_way(struct reader *reader, const struct way *way)
{
	struct needs needs = {arena_new(reader->arena, sizeof *way), 1};

	needs.ways[0] = *way;
	return needs;
}

static struct literals both(struct reader *reader, const struct literals *a,
			    const struct literals *b)
{
	struct literals sum = new_strings(reader, a->n + b->n);

	memcpy(sum.strings, a->strings, a->n * sizeof *a->strings);
	memcpy(sum.strings + a->n, b->strings, b->n * sizeof *b->strings);
	sum.n = a->n + b->n;
	return sum;
}

static struct literals joined(struct reader *reader, const struct literals *a,
			      const struct literals *b)
{
	struct literals product = new_strings(reader, a->n * b->n);

	for (size_t i = 0; i < a->n; i++) {
		for (size_t j = 0; j < b->n; j++) {
			const struct literal *head = &a->strings[i], *tail = &b->strings[j];
			uint32_t *codes = arena_new(reader->arena,
						    (head->n + tail->n) * sizeof *codes);

			if (head->n)
				memcpy(codes, head->codes, head->n * sizeof *codes);
			if (tail->n)
				memcpy(codes + head->n, tail->codes, tail->n * sizeof *codes);
			product.strings[product.n++] = (struct literal){codes, head->n + tail->n};
		}
	}
	return product;
}

/* --- needs ---------------------------------------------------------------- */

/* A character of thousands says more than a letter of 26. */
static size_t weight_of_string(const struct literal *string)
{
	size_t weight = 0;

	for (size_t i = 0; i < string->n; i++)
		weight += string->codes[i] < 0x250 ? 1 : 2;
	return weight < ENOUGH_WEIGHT ? weight : ENOUGH_WEIGHT;
}

/* How rarely a set is met by chance: as rarely as its shortest string. */
static size_t weight_of(const struct literals *set)
{
	size_t least = ENOUGH_WEIGHT;

	for (size_t i = 0; i < set->n; i++) {
		size_t weight = weight_of_string(&set->strings[i]);

		least = weight < least ? weight : least;
	}
	return least;
}

static bool is_better(const struct literals *a, const struct literals *b)
{
	size_t left = weight_of(a), right = weight_of(b);

	return left != right ? left > right : a->n < b->n;
}

/* One letter is in every message. Best first; the worst of too many is forgotten. */
static void add_set(struct way *way, const struct literals *set)
{
	size_t at = way->n;

	if (weight_of(set) < 2)
		return;
	while (at > 0 && is_better(set, &way->sets[at - 1]))
		at--;
	if (at == WAY_SETS_MOST)
		return;
	way->n += way->n < WAY_SETS_MOST;
	memmove(&way->sets[at + 1], &way->sets[at], (way->n - 1 - at) * sizeof *way->sets);
	way->sets[at] = *set;
}

static struct needs needs_of(struct reader *reader, const struct part *part)
{
	struct way way = {0};

	if (!part->exact)
		return part->needs;
	add_set(&way, &part->strings);
	return way.n ? one_way(reader, &way) : (struct needs){0};
}

/* Without telling the ways apart: a string of the best set of any. */
static struct needs merged(struct reader *reader, const struct needs *needs)
{
	struct way way = {.n = 1};

	for (size_t i = 0; i < needs->n; i++)
		way.sets[0] = both(reader, &way.sets[0], &needs->ways[i].sets[0]);
	return one_way(reader, &way);
}

static struct needs all_of(struct reader *reader, struct needs a, struct needs b)
{
	if (!a.n || !b.n)
		return a.n ? a : b;
	if (a.n * b.n > MOST_WAYS)
		b = merged(reader, &b);

	struct needs all = {arena_new(reader->arena, a.n * b.n * sizeof *all.ways), 0};

	for (size_t i = 0; i < a.n * b.n; i++) {
		const struct way *other = &b.ways[i % b.n];

		all.ways[all.n] = a.ways[i / b.n];
		for (size_t j = 0; j < other->n; j++)
			add_set(&all.ways[all.n], &other->sets[j]);
		all.n++;
	}
	return all;
}

/* Ways that want no more than one set are one way. */
static void add_way(struct reader *reader, struct needs *needs, const struct way *way)
{
	for (size_t i = 0; i < needs->n && way->n == 1; i++) {
		struct way *other = &needs->ways[i];

		if (other->n == 1) {
			other->sets[0] = both(reader, &other->sets[0], &way->sets[0]);
			return;
		}
	}
	needs->ways[needs->n++] = *way;
}

static struct needs any_of(struct reader *reader, const struct needs *a, const struct needs *b)
{
	struct needs any = {arena_new(reader->arena, (a->n + b->n) * sizeof *any.ways), 0};

	for (size_t i = 0; i < a->n; i++)
		add_way(reader, &any, &a->ways[i]);
	for (size_t i = 0; i < b->n; i++)
		add_way(reader, &any, &b->ways[i]);
	return any.n > MOST_WAYS ? merged(reader, &any) : any;
}

/* --- parts ---------------------------------------------------------------- */

static struct part either(struct reader *reader, const struct part *a, const struct part *b)
{
	if (a->exact && b->exact && a->strings.n + b->strings.n <= MOST_STRINGS)
		return (struct part){.exact = true,
				     .strings = both(reader, &a->strings, &b->strings)};

	struct needs left = needs_of(reader, a), right = needs_of(reader, b);

	if (!left.n || !right.n)
		return anything();
	return (struct part){.needs = any_of(reader, &left, &right)};
}

/* --- syntax --------------------------------------------------------------- */

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
	return anything();
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
	return looks ? nothing(reader) : inner;
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
		return one_of(reader, &c, 1);
	c = text_next(reader->text, reader->length, &reader->at);

	if (c >= 0x80 || !isalnum((int)c))
		return one_of(reader, &c, 1);
	if (strchr("dDwWsShHvVR", (int)c))
		return anything();
	if (strchr("bBAzZGK", (int)c))
		return nothing(reader);
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
			return few && n ? one_of(reader, codes, n) : anything();
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
		return anything();
	case '^':
	case '$':
		return nothing(reader);
	default:
		return one_of(reader, &c, 1);
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
	struct part part = read_atom(reader), empty = nothing(reader);
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
		return either(reader, &part, &empty);
	*out_more = most > 1;
	return least ? part : anything();
}

static bool may_join(const struct literals *a, const struct literals *b)
{
	return a->n == 1 || b->n == 1 || a->n * b->n <= MOST_PRODUCTS;
}

static struct part read_sequence(struct reader *reader)
{
	struct part run = nothing(reader); /* the exact part that has not been closed */
	struct needs needs = {0};          /* of what has been */
	bool exact = true;

	while (!reader->lost && reader->at < reader->length && !is_next(reader, "|") &&
	       !is_next(reader, ")")) {
		bool more;
		struct part item = read_item(reader, &more);
		bool joins = item.exact && may_join(&run.strings, &item.strings);

		if (joins)
			run.strings = joined(reader, &run.strings, &item.strings);
		if (joins && !more)
			continue;
		exact = false;
		needs = all_of(reader, needs, needs_of(reader, &run));
		if (!item.exact)
			needs = all_of(reader, needs, item.needs);
		run = item.exact ? item : nothing(reader); /* also the last of more */
	}
	if (exact)
		return run;
	return (struct part){.needs = all_of(reader, needs, needs_of(reader, &run))};
}

static struct part read_alternatives(struct reader *reader)
{
	struct part part = read_sequence(reader);

	while (!reader->lost && take(reader, "|")) {
		struct part other = read_sequence(reader);

		part = either(reader, &part, &other);
	}
	return part;
}

void needs_read(const char *pattern, struct arena *arena, struct needs *out)
{
	struct reader reader = {.text = pattern, .length = strlen(pattern), .arena = arena};
	struct part part = read_alternatives(&reader);

	*out = (struct needs){0};
	if (!reader.lost && reader.at == reader.length)
		*out = needs_of(&reader, &part);
}
