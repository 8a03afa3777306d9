/*
 * One pass: a message joins the earlier one that it is most like, or waits for others itself.
 *
 * Likeness is what two messages have in common of what the model sees of them (Jaccard's
 * index), so homophones and endings count as they do there. For each feature there is a list of
 * the leaders that have it: most messages have nothing in common with most leaders.
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

struct leaders {
	size_t *items;
	size_t n;
};

struct gathering {
	struct arena *arena;
	struct set *sets; /* of the messages; once there is a vocabulary, places in it */
	size_t n;
	struct set vocabulary;
	struct leaders *having; /* by place in the vocabulary */
	size_t *common;         /* by message: features shared with the one in hand; else 0 */
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

static void make_vocabulary(struct gathering *gathering)
{
	struct features all = {0};

	for (size_t i = 0; i < gathering->n; i++)
		all.n += gathering->sets[i].n;
	all.hashes = mem_resize(NULL, all.n + 1, sizeof *all.hashes);
	all.n = 0;
	for (size_t i = 0; i < gathering->n; i++) {
		const struct set *set = &gathering->sets[i];

		if (set->n)
			memcpy(all.hashes + all.n, set->items, set->n * sizeof *set->items);
		all.n += set->n;
	}
	make_set(&all, gathering->arena, &gathering->vocabulary);
	free(all.hashes);
}

static void replace_by_places(struct gathering *gathering)
{
	const struct set *vocabulary = &gathering->vocabulary;

	for (size_t i = 0; i < gathering->n; i++) {
		struct set *set = &gathering->sets[i];

		for (size_t k = 0; k < set->n; k++) {
			const uint64_t *found = bsearch(&set->items[k], vocabulary->items,
							vocabulary->n, sizeof *found, compare);

			set->items[k] = (uint64_t)(found - vocabulary->items);
		}
	}
}

static void add_leader(struct gathering *gathering, size_t i)
{
	for (size_t k = 0; k < gathering->sets[i].n; k++) {
		struct leaders *leaders = &gathering->having[gathering->sets[i].items[k]];

		leaders->items = mem_resize(leaders->items, leaders->n + 1, sizeof *leaders->items);
		leaders->items[leaders->n++] = i;
	}
}

static void count_common(struct gathering *gathering, const struct set *set)
{
	for (size_t k = 0; k < set->n; k++) {
		const struct leaders *leaders = &gathering->having[set->items[k]];

		for (size_t j = 0; j < leaders->n; j++)
			gathering->common[leaders->items[j]]++;
	}
}

/* The leader that message i is most like, or i itself. */
static size_t find_leader(struct gathering *gathering, size_t i)
{
	const struct set *sets = gathering->sets;
	double best = ALIKE;
	size_t leader = i;

	count_common(gathering, &sets[i]);
	for (size_t j = 0; j < i; j++) {
		double common = (double)gathering->common[j];
		double like = common > 0 ? common / ((double)(sets[i].n + sets[j].n) - common) : 0;

		gathering->common[j] = 0;
		if (like > best) {
			best = like;
			leader = j;
		}
	}
	return leader;
}

static void gather(struct gathering *gathering, size_t *out)
{
	make_vocabulary(gathering);
	replace_by_places(gathering);
	gathering->having = mem_new((gathering->vocabulary.n + 1) * sizeof *gathering->having);
	gathering->common = mem_new((gathering->n + 1) * sizeof *gathering->common);
	for (size_t i = 0; i < gathering->n; i++) {
		out[i] = find_leader(gathering, i);
		if (out[i] == i)
			add_leader(gathering, i);
	}
	for (size_t i = 0; i < gathering->vocabulary.n; i++)
		free(gathering->having[i].items);
	free(gathering->having);
	free(gathering->common);
}

bool clusters_find(const char *const *messages, size_t n, size_t *out, struct error *err)
{
	struct text_reader *reader = text_reader_create(err);
	struct gathering gathering = {.n = n};
	struct arena *turn;

	if (!reader)
		return false;
	turn = arena_create();
	gathering.arena = arena_create();
	gathering.sets = arena_new(gathering.arena, (n + 1) * sizeof *gathering.sets);
	for (size_t i = 0; i < n; i++)
		read_set(reader, messages[i], turn, gathering.arena, &gathering.sets[i]);
	gather(&gathering, out);
	arena_destroy(turn);
	arena_destroy(gathering.arena);
	text_reader_destroy(reader);
	return true;
}
