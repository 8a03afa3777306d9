/*
 * One trie for the needs of all patterns.
 *
 * Its edges are one hash table from node and character to node. Sets of strings that patterns
 * share, for word lists are shared, are one. From what occurs it goes to the sets, from a set that
 * is seen first to the ways that want it, and from a way of which all are seen to the pattern: so
 * a message costs what it holds, however many patterns there are.
 */
#include "intents/prefilter.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "intents/hash.h"

enum { ROOT = 1, CODE_BITS = 21, FIRST_ROOM = 64, PLANE = 1 << 16, WORD_BITS = 64 };

struct edge {
	uint64_t key;  /* node and character; 0: free */
	uint32_t node; /* where it leads */
};

/* A set of strings, of which one ends at a node. */
struct mark {
	uint32_t set;
	uint32_t next; /* of the same node; 0: the last. Counted from 1 */
};

/* A way that wants a set. */
struct use {
	uint32_t way;
	uint32_t next; /* of the same set; 0: the last. Counted from 1 */
};

struct set {
	uint64_t hash; /* of its strings */
	uint32_t first_use;
};

struct pattern_way {
	uint32_t pattern;
	uint32_t n_sets;
};

struct prefilter {
	uint64_t starts[PLANE / WORD_BITS]; /* bits of characters, of their lowest 16 bits */
	struct edge *edges;
	size_t n_edges, room;  /* a power of two */
	uint32_t *first_marks; /* by node; 0: none */
	size_t n_nodes;
	struct mark *marks;
	size_t n_marks;
	struct set *sets;
	size_t n_sets;
	struct use *uses;
	size_t n_uses;
	struct pattern_way *ways;
	size_t n_ways;
	uint64_t *always; /* bits of patterns that need nothing */
	size_t n_patterns, n_words;
};

/* What is known of a message. */
struct reading {
	uint64_t *passed; /* bits of patterns */
	bool *seen;       /* sets */
	uint8_t *n_seen;  /* sets of each way */
};

static void set_bit(uint64_t *words, size_t bit)
{
	words[bit / WORD_BITS] |= UINT64_C(1) << bit % WORD_BITS;
}

static bool has_bit(const uint64_t *words, size_t bit)
{
	return words[bit / WORD_BITS] >> bit % WORD_BITS & 1;
}

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

static void add_string(struct prefilter *prefilter, const struct literal *string, uint32_t set)
{
	uint32_t node = ROOT;

	for (size_t i = 0; i < string->n; i++)
		node = add_edge(prefilter, node, string->codes[i]);
	set_bit(prefilter->starts, string->codes[0] % PLANE);
	prefilter->marks = grown(prefilter->marks, prefilter->n_marks, sizeof *prefilter->marks);
	prefilter->marks[prefilter->n_marks++] = (struct mark){set, prefilter->first_marks[node]};
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

static uint32_t add_set(struct prefilter *prefilter, const struct literals *strings)
{
	uint64_t hash = hash_set(strings);
	uint32_t set = 0;

	while (set < prefilter->n_sets && prefilter->sets[set].hash != hash)
		set++;
	if (set < prefilter->n_sets)
		return set;
	prefilter->sets = grown(prefilter->sets, prefilter->n_sets, sizeof *prefilter->sets);
	prefilter->sets[prefilter->n_sets++] = (struct set){.hash = hash};
	for (size_t i = 0; i < strings->n; i++)
		add_string(prefilter, &strings->strings[i], set);
	return set;
}

static void add_way(struct prefilter *prefilter, const struct way *way)
{
	for (size_t i = 0; i < way->n; i++) {
		uint32_t number = add_set(prefilter, &way->sets[i]); /* may move the sets */
		struct set *set = &prefilter->sets[number];
		struct use use = {(uint32_t)prefilter->n_ways, set->first_use};

		prefilter->uses = grown(prefilter->uses, prefilter->n_uses, sizeof use);
		prefilter->uses[prefilter->n_uses++] = use;
		set->first_use = (uint32_t)prefilter->n_uses;
	}
	prefilter->ways = grown(prefilter->ways, prefilter->n_ways, sizeof *prefilter->ways);
	prefilter->ways[prefilter->n_ways++] = (struct pattern_way){(uint32_t)prefilter->n_patterns,
								    (uint32_t)way->n};
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
	free(prefilter->sets);
	free(prefilter->uses);
	free(prefilter->ways);
	free(prefilter->always);
	free(prefilter);
}

void prefilter_add(struct prefilter *prefilter, const struct needs *needs)
{
	if (prefilter->n_patterns % WORD_BITS == 0) {
		prefilter->always = mem_resize(prefilter->always, prefilter->n_words + 1,
					       sizeof *prefilter->always);
		prefilter->always[prefilter->n_words++] = 0;
	}
	if (!needs->n)
		set_bit(prefilter->always, prefilter->n_patterns);
	for (size_t i = 0; i < needs->n; i++)
		add_way(prefilter, &needs->ways[i]);
	prefilter->n_patterns++;
}

/* --- a message ------------------------------------------------------------ */

size_t prefilter_room(const struct prefilter *prefilter)
{
	return prefilter->n_words * sizeof(uint64_t) + prefilter->n_sets * sizeof(bool) +
	       prefilter->n_ways;
}

static struct reading start(const struct prefilter *prefilter, void *room)
{
	struct reading reading = {.passed = room};

	reading.seen = (bool *)(reading.passed + prefilter->n_words);
	reading.n_seen = (uint8_t *)(reading.seen + prefilter->n_sets);
	memset(room, 0, prefilter_room(prefilter));
	if (prefilter->n_words)
		memcpy(room, prefilter->always, prefilter->n_words * sizeof(uint64_t));
	return reading;
}

static void see(const struct prefilter *prefilter, struct reading *reading, uint32_t set)
{
	if (reading->seen[set])
		return;
	reading->seen[set] = true;
	for (uint32_t i = prefilter->sets[set].first_use; i; i = prefilter->uses[i - 1].next) {
		uint32_t way = prefilter->uses[i - 1].way;

		if (++reading->n_seen[way] == prefilter->ways[way].n_sets)
			set_bit(reading->passed, prefilter->ways[way].pattern);
	}
}

/* Sees the strings that the n characters begin with. */
static void see_strings(const struct prefilter *prefilter, struct reading *reading,
			const uint32_t *codes, size_t n)
{
	uint32_t node = ROOT;

	for (size_t i = 0; i < n; i++) {
		node = find_edge(prefilter, key_of(node, codes[i]))->node;
		if (!node)
			return;
		for (uint32_t mark = prefilter->first_marks[node]; mark;
		     mark = prefilter->marks[mark - 1].next)
			see(prefilter, reading, prefilter->marks[mark - 1].set);
	}
}

void prefilter_read(const struct prefilter *prefilter, const char *text, size_t length,
		    struct arena *arena, void *room)
{
	struct reading reading = start(prefilter, room);
	uint32_t *codes = arena_new(arena, length * sizeof *codes);
	size_t n = 0;

	for (size_t at = 0; at < length;)
		codes[n++] = text_next(text, length, &at);
	for (size_t i = 0; i < n; i++)
		if (has_bit(prefilter->starts, codes[i] % PLANE))
			see_strings(prefilter, &reading, codes + i, n - i);
}

bool prefilter_passes(const void *room, size_t pattern)
{
	return has_bit(room, pattern);
}

bool prefilter_next(const struct prefilter *prefilter, const void *room, size_t from, size_t *out)
{
	const uint64_t *passed = room;

	for (size_t i = from / WORD_BITS; i < prefilter->n_words; i++) {
		uint64_t word = passed[i];

		if (i == from / WORD_BITS)
			word &= UINT64_MAX << from % WORD_BITS;
		if (word) {
			*out = i * WORD_BITS + (size_t)__builtin_ctzll(word);
			return true;
		}
	}
	return false;
}
