/*
 * One pass: a message joins the earlier one that it is most like, or waits for others itself.
 *
 * Likeness is what two messages have in common of what the model sees of them (Jaccard's
 * index), so homophones and endings count as they do there.
 */
#include "intents/clusters.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "intents/features.h"

#define ALIKE 0.25

/* Sorted, each once. */
struct set {
	uint64_t *items;
	size_t n;
};

static int compare(const void *a, const void *b)
{
	const uint64_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

static void make_set(const struct features *features, struct arena *arena, struct set *out)
{
	size_t n = 0;

	out->items = arena_new(arena, features->n * sizeof *out->items);
	if (features->n) {
		memcpy(out->items, features->hashes, features->n * sizeof *out->items);
		qsort(out->items, features->n, sizeof *out->items, compare);
	}
	for (size_t i = 0; i < features->n; i++)
		if (n == 0 || out->items[n - 1] != out->items[i])
			out->items[n++] = out->items[i];
	out->n = n;
}

static void read_set(struct text_reader *reader, const char *message, struct arena *turn,
		     struct arena *arena, struct set *out)
{
	struct text_normal normal;
	struct subject subject;
	struct features features;

	*out = (struct set){0};
	arena_reset(turn);
	if (!text_normalize(reader, message, strlen(message), turn, &normal, NULL))
		return;
	subject_read(&normal, turn, &subject);
	features_read(&subject, turn, &features);
	make_set(&features, arena, out);
}

static double likeness(const struct set *a, const struct set *b)
{
	size_t common = 0;

	for (size_t i = 0, j = 0; i < a->n && j < b->n;) {
		uint64_t left = a->items[i], right = b->items[j];

		common += left == right;
		i += left <= right;
		j += right <= left;
	}
	return common ? (double)common / (double)(a->n + b->n - common) : 0;
}

/* Sets of too different a size cannot have enough in common. */
static bool may_be_alike(const struct set *a, const struct set *b)
{
	size_t least = a->n < b->n ? a->n : b->n, most = a->n < b->n ? b->n : a->n;

	return (double)least >= ALIKE * (double)most;
}

static size_t find_leader(const struct set *sets, const size_t *leaders, size_t i)
{
	double best = ALIKE;
	size_t leader = i;

	for (size_t j = 0; j < i; j++) {
		double like;

		if (leaders[j] != j || !may_be_alike(&sets[i], &sets[j]))
			continue;
		like = likeness(&sets[i], &sets[j]);
		if (like > best) {
			best = like;
			leader = j;
		}
	}
	return leader;
}

bool clusters_find(const char *const *messages, size_t n, size_t *out, struct error *err)
{
	struct text_reader *reader = text_reader_create(err);
	struct arena *arena, *turn;
	struct set *sets;

	if (!reader)
		return false;
	arena = arena_create();
	turn = arena_create();
	sets = mem_new((n + 1) * sizeof *sets);
	for (size_t i = 0; i < n; i++)
		read_set(reader, messages[i], turn, arena, &sets[i]);
	for (size_t i = 0; i < n; i++)
		out[i] = find_leader(sets, out, i);
	free(sets);
	arena_destroy(turn);
	arena_destroy(arena);
	text_reader_destroy(reader);
	return true;
}
