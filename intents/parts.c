/*
 * Sets of strings, and the ways in which parts of a pattern may match.
 */
#include "intents/parts.h"

#include <string.h>

enum {
	MOST_STRINGS = 512, /* in one set */
	MOST_PRODUCTS = 64, /* strings from joining two parts */
	MOST_WAYS = 24,     /* that are told apart */
	ENOUGH_WEIGHT = 8,  /* no set is better for being longer */
};

/* --- sets of strings ------------------------------------------------------ */

static struct literals new_strings(struct arena *arena, size_t n)
{
	return (struct literals){arena_new(arena, n * sizeof(struct literal)), 0};
}

struct part part_anything(void)
{
	return (struct part){0};
}

struct part part_nothing(struct arena *arena)
{
	struct part part = {.exact = true, .strings = new_strings(arena, 1)};

	part.strings.n = 1;
	return part;
}

struct part part_one_of(struct arena *arena, const uint32_t *codes, size_t n)
{
	struct part part = {.exact = true, .strings = new_strings(arena, n)};
	uint32_t *kept = arena_new(arena, n * sizeof *kept);

	for (size_t i = 0; i < n; i++) {
		kept[i] = codes[i];
		part.strings.strings[part.strings.n++] = (struct literal){&kept[i], 1};
	}
	return part;
}

static struct needs one_way(struct arena *arena, const struct way *way)
{
	struct needs needs = {arena_new(arena, sizeof *way), 1};

	needs.ways[0] = *way;
	return needs;
}

static struct literals both(struct arena *arena, const struct literals *a, const struct literals *b)
{
	struct literals sum = new_strings(arena, a->n + b->n);

	memcpy(sum.strings, a->strings, a->n * sizeof *a->strings);
	memcpy(sum.strings + a->n, b->strings, b->n * sizeof *b->strings);
	sum.n = a->n + b->n;
	return sum;
}

static struct literals joined(struct arena *arena, const struct literals *a,
			      const struct literals *b)
{
	struct literals product = new_strings(arena, a->n * b->n);

	for (size_t i = 0; i < a->n; i++) {
		for (size_t j = 0; j < b->n; j++) {
			const struct literal *head = &a->strings[i], *tail = &b->strings[j];
			uint32_t *codes = arena_new(arena, (head->n + tail->n) * sizeof *codes);

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

struct needs part_needs(struct arena *arena, const struct part *part)
{
	struct way way = {0};

	if (!part->exact)
		return part->needs;
	add_set(&way, &part->strings);
	return way.n ? one_way(arena, &way) : (struct needs){0};
}

/* Without telling the ways apart: a string of the best set of any. */
static struct needs merged(struct arena *arena, const struct needs *needs)
{
	struct way way = {.n = 1};

	for (size_t i = 0; i < needs->n; i++)
		way.sets[0] = both(arena, &way.sets[0], &needs->ways[i].sets[0]);
	return one_way(arena, &way);
}

static struct needs all_of(struct arena *arena, struct needs a, struct needs b)
{
	if (!a.n || !b.n)
		return a.n ? a : b;
	if (a.n * b.n > MOST_WAYS)
		b = merged(arena, &b);

	struct needs all = {arena_new(arena, a.n * b.n * sizeof *all.ways), 0};

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
static void add_way(struct arena *arena, struct needs *needs, const struct way *way)
{
	for (size_t i = 0; i < needs->n && way->n == 1; i++) {
		struct way *other = &needs->ways[i];

		if (other->n == 1) {
			other->sets[0] = both(arena, &other->sets[0], &way->sets[0]);
			return;
		}
	}
	needs->ways[needs->n++] = *way;
}

static struct needs any_of(struct arena *arena, const struct needs *a, const struct needs *b)
{
	struct needs any = {arena_new(arena, (a->n + b->n) * sizeof *any.ways), 0};

	for (size_t i = 0; i < a->n; i++)
		add_way(arena, &any, &a->ways[i]);
	for (size_t i = 0; i < b->n; i++)
		add_way(arena, &any, &b->ways[i]);
	return any.n > MOST_WAYS ? merged(arena, &any) : any;
}

/* --- parts ---------------------------------------------------------------- */

struct part part_either(struct arena *arena, const struct part *a, const struct part *b)
{
	if (a->exact && b->exact && a->strings.n + b->strings.n <= MOST_STRINGS)
		return (struct part){.exact = true,
				     .strings = both(arena, &a->strings, &b->strings)};

	struct needs left = part_needs(arena, a), right = part_needs(arena, b);

	if (!left.n || !right.n)
		return part_anything();
	return (struct part){.needs = any_of(arena, &left, &right)};
}

/* --- sequences ------------------------------------------------------------- */

static bool may_join(const struct literals *a, const struct literals *b)
{
	return a->n == 1 || b->n == 1 || a->n * b->n <= MOST_PRODUCTS;
}

void sequence_start(struct arena *arena, struct sequence *sequence)
{
	*sequence = (struct sequence){.run = part_nothing(arena), .exact = true};
}

static void close_run(struct arena *arena, struct sequence *sequence)
{
	sequence->exact = false;
	sequence->needs = all_of(arena, sequence->needs, part_needs(arena, &sequence->run));
}

void sequence_add(struct arena *arena, struct sequence *sequence, const struct part *part,
		  bool more)
{
	struct part *run = &sequence->run;
	bool joins = part->exact && may_join(&run->strings, &part->strings);

	if (joins)
		run->strings = joined(arena, &run->strings, &part->strings);
	if (joins && !more)
		return;
	close_run(arena, sequence);
	if (!part->exact)
		sequence->needs = all_of(arena, sequence->needs, part->needs);
	*run = part->exact ? *part : part_nothing(arena); /* also the last of more */
}

struct part sequence_end(struct arena *arena, struct sequence *sequence)
{
	if (sequence->exact)
		return sequence->run;
	close_run(arena, sequence);
	return (struct part){.needs = sequence->needs};
}
