/*
 * Load a folder of packs.
 */
#include "intents/intents.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/yaml.h"
#include "intents/audit.h"
#include "intents/cache.h"
#include "intents/gate.h"
#include "intents/hash.h"
#include "intents/packs.h"
#include "intents/training.h"

static bool hash_file(const char *path, uint64_t *hash, struct problems *problems)
{
	FILE *file = fopen(path, "rb");
	char block[4096];
	size_t n;

	if (!file)
		return problems_add(problems, path, 0, 0, "cannot be read: %s", strerror(errno));
	while ((n = fread(block, 1, sizeof block, file)) > 0)
		*hash = hash_bytes(*hash, block, n);
	fclose(file);
	return true;
}

/* --- reading -------------------------------------------------------------- */

static void note_gate(struct intents *intents, const struct yaml *map, struct problems *problems)
{
	struct intent_gate trial = GATE_DEFAULT;

	if (!map || !gate_read(map, &trial, problems))
		return;
	if (intents->gate_map)
		yaml_problem(map, problems, "gate is set in %s already", intents->gate_map->file);
	intents->gate_map = map;
}

/* All trees first, so that a pattern may use a word list of any file. */
static size_t read_trees(const char **paths, size_t n, const struct yaml **trees,
			 struct intents *intents, struct words *words, struct problems *problems)
{
	uint64_t hash = HASH_START;
	size_t n_trees = 0;

	for (size_t i = 0; i < n; i++) {
		const struct yaml *tree = NULL;

		if (hash_file(paths[i], &hash, problems))
			tree = yaml_read(paths[i], intents->arena, problems);
		if (!tree)
			continue;
		if (yaml_get(tree, "words"))
			words_read(words, yaml_get(tree, "words"), intents->arena, problems);
		note_gate(intents, yaml_get(tree, "gate"), problems);
		heard_add(&intents->heard, tree, intents->arena, problems);
		trees[n_trees++] = tree;
	}
	snprintf(intents->hash, sizeof intents->hash, "%016" PRIx64, hash);
	return n_trees;
}

/* A file of word lists, terms, a gate and nothing else is no pack. */
static bool is_pack(const struct yaml *tree)
{
	static const char *const lists[] = {"words", "heard", "pinyin", "gate"};
	size_t n = 0;

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		n += yaml_get(tree, lists[i]) != NULL;
	return !n || tree->n > n;
}

static void read_packs(struct intents *intents, const struct yaml **trees, size_t n,
		       const struct words *words, struct pattern_runner *lint,
		       struct problems *problems)
{
	intents->packs = arena_new(intents->arena, (n + 1) * sizeof *intents->packs);
	for (size_t i = 0; i < n; i++) {
		struct intent_pack *pack = &intents->packs[intents->n_packs];

		if (!is_pack(trees[i]))
			continue;
		intent_pack_read(pack, trees[i], words, lint, intents->arena, problems);
		if (intents_know(intents, pack->name))
			yaml_problem(yaml_get(trees[i], "intent"), problems,
				     "intent %s has a pack already", pack->name);
		intents->knows_foreign |= pack->kind == INTENT_NONE;
		intents->n_packs++;
		intents->n_rules += pack->n_rules;
	}
}

static void add_to_prefilter(struct intents *intents, const struct pattern *pattern,
			     struct arena *arena)
{
	struct needs needs = {0};

	if (pattern)
		needs_read(pattern_text(pattern), arena, &needs);
	prefilter_add(intents->prefilter, &needs);
	arena_reset(arena);
}

static void fill_prefilter(struct intents *intents)
{
	struct arena *arena = arena_create();

	intents->prefilter = prefilter_create();
	for (size_t i = 0; i < intents->n_packs; i++)
		for (size_t j = 0; j < intents->packs[i].n_rules; j++)
			add_to_prefilter(intents, intents->packs[i].rules[j].match, arena);
	for (size_t i = 0; i < intents->n_packs; i++)
		for (size_t j = 0; j < intents->packs[i].n_rules; j++)
			add_to_prefilter(intents, intents->packs[i].rules[j].unless, arena);
	arena_destroy(arena);
}

bool intents_have_jit(void)
{
	size_t offset;
	struct pattern *pattern = pattern_compile("a", true, &offset, NULL);
	bool fast = pattern && pattern_is_fast(pattern);

	pattern_destroy(pattern);
	return fast;
}

/* Once a load, not once a pattern: it is the machine's state, not the pack's. */
static void tell_if_slow(const struct intents *intents)
{
	for (size_t i = 0; i < intents->n_packs; i++) {
		for (size_t j = 0; j < intents->packs[i].n_rules; j++) {
			if (pattern_is_fast(intents->packs[i].rules[j].match))
				continue;
			log_write(LOG_LEVEL_WARNING, "patterns run without JIT", "reason",
				  "no writable code memory", NULL);
			return;
		}
	}
}

/* --- what others call ----------------------------------------------------- */

/* What is set goes before what is learnt. */
static void settle_gate(struct intents *intents, struct problems *problems)
{
	if (intents->gate_map)
		gate_read(intents->gate_map, &intents->gate, problems);
}

/* Patterns without the lint: packs of this hash have passed it. */
static void read_known(struct intents *intents, const struct yaml **trees, size_t n,
		       const struct words *words, const struct cached *cached,
		       struct problems *problems)
{
	intents->model = cached->model;
	intents->blend = cached->blend;
	intents->gate = cached->gate;
	read_packs(intents, trees, n, words, NULL, problems);
	fill_prefilter(intents);
	if (intents->model)
		training_is_possible(intents);
	assert(!intents->model || intents->model->n_classes == intents->n_packs);
}

/* Examples speak about packs that are otherwise sound: no problems but those from before. */
static void read_new(struct intents *intents, const struct yaml **trees, size_t n,
		     const struct words *words, size_t before, struct problems *problems)
{
	struct pattern_runner *lint = pattern_runner_create();
	struct error err;

	read_packs(intents, trees, n, words, lint, problems);
	pattern_runner_destroy(lint);
	if (problems_count(problems) > before)
		return;
	fill_prefilter(intents);
	if (training_is_possible(intents) && !training_run(intents, &err)) {
		problems_add(problems, "intents", 0, 0, "%s", err.text);
		return;
	}
	settle_gate(intents, problems);
	audit_run(intents, problems);
	if (problems_count(problems) == before)
		cache_write(intents);
}

struct intents *intents_load(const char *dir, struct problems *problems)
{
	struct intents *intents = mem_new(sizeof *intents);
	size_t before = problems_count(problems);
	struct words words = {0};
	struct cached cached;
	const char **paths = NULL;
	size_t n = 0;

	intents->arena = arena_create();
	intents->gate = GATE_DEFAULT;
	if (yaml_files(dir, ".yaml", intents->arena, &paths, &n, problems)) {
		const struct yaml **trees = arena_new(intents->arena, (n + 1) * sizeof *trees);

		n = read_trees(paths, n, trees, intents, &words, problems);
		if (cache_read(intents->hash, &cached))
			read_known(intents, trees, n, &words, &cached, problems);
		else
			read_new(intents, trees, n, &words, before, problems);
	}
	if (problems_count(problems) == before) {
		tell_if_slow(intents);
		return intents;
	}
	intents_destroy(intents);
	return NULL;
}

void intents_destroy(struct intents *intents)
{
	if (!intents)
		return;
	for (size_t i = 0; i < intents->n_packs; i++)
		intent_pack_finish(&intents->packs[i]);
	prefilter_destroy(intents->prefilter);
	model_destroy(intents->model);
	arena_destroy(intents->arena);
	free(intents);
}

const char *intents_hash(const struct intents *intents)
{
	return intents->hash;
}

const struct intent_gate *intents_gate(const struct intents *intents)
{
	return &intents->gate;
}

bool intents_know(const struct intents *intents, const char *name)
{
	for (size_t i = 0; i < intents->n_packs; i++)
		if (!strcmp(intents->packs[i].name, name))
			return true;
	return false;
}
