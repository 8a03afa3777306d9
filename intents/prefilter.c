/*
 * One trie for the needs of all patterns.
 *
 * Its edges are one hash table from node and character to node. Patterns that share a need,
 * for word lists are shared, share its number.
 */
#include "intents/prefilter.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "intents/hash.h"

enum { ROOT = 1, CODE_BITS = 21, FIRST_ROOM = 64 };

struct edge {
	uint64_t key;  /* node and character; 0: free */
	uint32_t node; /* where it leads */
};

/* A need that is met at a node. */
struct mark {
	uint32_t need;
	uint32_t next; /* of the same node; 0: the last. Counted from 1 */
};

/* What a pattern needs. */
struct entry {
	uint32_t needs[NEEDS_MOST];
	uint32_t n;
};

struct prefilter {
	struct edge *edges;
	size_t n_edges, room;  /* a power of two */
	uint32_t *first_marks; /* by node; 0: none */
	size_t n_nodes;
	struct mark *marks;
	size_t n_marks;
	uint64_t *needs; /* hashes of their strings */
	size_t n_needs;
	struct entry *entries; /* by pattern */
	size_t n_entries;
};

/* Room doubles whenever n is a power of two. */
static void *grown(void *items, size_t n, size_t size)
{
	return n & (n - 1) ? items : mem_resize(items, n ? 2 * n : 1, size);
}

/* --- edges ---------------------------------------------------------------- */

static struct edge *find_edge(const struct prefilter *prefilter, uint64_t key)
{
	size_t at = (key * UINT64_C(0x9e3779b97f4a7c15)) >> 32 & (prefilter->room - 1);

	while (prefilter->edges[at].key && prefilter->edges[at].key != key)
		at = (at + 1) & (prefilter->room - 1);
	return &prefilter->edges[at];
}

static uint64_t key_of(uint32_t node, uint32_t code)
{
	return (uint64_t)node << CODE_BITS | code;
}

static void make_room(struct prefilter *prefilter)
{
	struct edge *old = prefilter->edges;
	size_t n = prefilter->room;

	prefilter->room = n ? 2 * n : FIRST_ROOM;
	prefilter->edges = mem_new(prefilter->room * sizeof *prefilter->edges);
	for (size_t i = 0; i < n; i++)
		if (old[i].key)
			*find_edge(prefilter, old[i].key) = old[i];
	free(old);
}

static uint32_t add_node(struct prefilter *prefilter)
{
	prefilter->first_marks = grown(prefilter->first_marks, prefilter->n_nodes,
				       sizeof *prefilter->first_marks);
	prefilter->first_marks[prefilter->n_nodes] = 0;
	return (uint32_t)prefilter->n_nodes++;
}

static uint32_t add_edge(struct prefilter *prefilter, uint32_t node, uint32_t code)
{
	if (2 * prefilter->n_edges >= prefilter->room)
		make_room(prefilter);
	struct edge *edge = find_edge(prefilter, key_of(node, code));

	if (!edge->key) {
		*edge = (struct edge){key_of(node, code), add_node(prefilter)};
		prefilter->n_edges++;
	}
	return edge->node;
}

/* --- needs ---------------------------------------------------------------- */

static void add_string(struct prefilter *prefilter, const struct literal *string, uint32_t need)
{
	uint32_t node = ROOT;

	for (size_t i = 0; i < string->n; i++)
		node = add_edge(prefilter, node, string->codes[i]);
	prefilter->marks = grown(prefilter->marks, prefilter->n_marks, sizeof *prefilter->marks);
	prefilter->marks[prefilter->n_marks++] = (struct mark){need, prefilter->first_marks[node]};
	prefilter->first_marks[node] = (uint32_t)prefilter->n_marks;
}

static uint64_t hash_set(const struct literals *set)
{
	uint64_t hash = HASH_START;

	for (size_t i = 0; i < set->n; i++) {
		const struct literal *string = &set->strings[i];

		hash = hash_bytes(hash, &string->n, sizeof string->n);
		hash = hash_bytes(hash, string->codes, string->n * sizeof *string->codes);
	}
	return hash;
}

static uint32_t add_set(struct prefilter *prefilter, const struct literals *set)
{
	uint64_t hash = hash_set(set);
	uint32_t need = 0;

	while (need < prefilter->n_needs && prefilter->needs[need] != hash)
		need++;
	if (need < prefilter->n_needs)
		return need;
	prefilter->needs = grown(prefilter->needs, prefilter->n_needs, sizeof *prefilter->needs);
	prefilter->needs[prefilter->n_needs++] = hash;
	for (size_t i = 0; i < set->n; i++)
		add_string(prefilter, &set->strings[i], need);
	return need;
}

struct prefilter *prefilter_create(void)
{
	struct prefilter *prefilter = mem_new(sizeof *prefilter);

	make_room(prefilter);
	while (add_node(prefilter) < ROOT)
		;
	return prefilter;
}

void prefilter_destroy(struct prefilter *prefilter)
{
	if (!prefilter)
		return;
	free(prefilter->edges);
	free(prefilter->first_marks);
	free(prefilter->marks);
	free(prefilter->needs);
	free(prefilter->entries);
	free(prefilter);
}

void prefilter_add(struct prefilter *prefilter, const struct needs *needs)
{
	struct entry entry = {.n = (uint32_t)needs->n};

	for (size_t i = 0; i < needs->n; i++)
		entry.needs[i] = add_set(prefilter, &needs->sets[i]);
	prefilter->entries = grown(prefilter->entries, prefilter->n_entries,
				   sizeof *prefilter->entries);
	prefilter->entries[prefilter->n_entries++] = entry;
}

/* --- a message ------------------------------------------------------------ */

size_t prefilter_room(const struct prefilter *prefilter)
{
	return prefilter->n_needs * sizeof(bool);
}

void prefilter_read(const struct prefilter *prefilter, const char *text, size_t length, bool *room)
{
	for (size_t start = 0; start < length;) {
		size_t at = start;
		uint32_t node = ROOT;

		while (at < length) {
			uint32_t code = text_next(text, length, &at);

			if (node == ROOT)
				start = at;
			node = find_edge(prefilter, key_of(node, code))->node;
			if (!node)
				break;
			for (uint32_t i = prefilter->first_marks[node]; i;
			     i = prefilter->marks[i - 1].next)
				room[prefilter->marks[i - 1].need] = true;
		}
	}
}

bool prefilter_passes(const struct prefilter *prefilter, size_t pattern, const bool *room)
{
	const struct entry *entry = &prefilter->entries[pattern];

	for (uint32_t i = 0; i < entry->n; i++)
		if (!room[entry->needs[i]])
			return false;
	return true;
}
