/*
 * The errands of a conversation and their journals.
 */
#include "bot/state.h"

#include <string.h>

struct instance *state_top(const struct state *state)
{
	return state->n_flows ? state->flows[state->n_flows - 1] : NULL;
}

static struct instance *new_instance(struct state *state, const char *flow, struct arena *arena)
{
	struct instance *instance = arena_new(arena, sizeof *instance);

	instance->flow = flow;
	instance->intent = "";
	instance->number = ++state->n_instances;
	return instance;
}

struct instance *state_push(struct state *state, const char *flow, struct arena *arena)
{
	if (state->n_flows == FLOWS_MOST)
		return NULL;
	state->asked = "";
	return state->flows[state->n_flows++] = new_instance(state, flow, arena);
}

struct instance *state_watch(struct state *state, const char *flow, struct arena *arena)
{
	if (state->n_watches == WATCHES_MOST)
		memmove(state->watches, state->watches + 1,
			--state->n_watches * sizeof *state->watches);
	return state->watches[state->n_watches++] = new_instance(state, flow, arena);
}

void state_end_watch(struct state *state, const struct instance *watch)
{
	size_t at = 0;

	while (state->watches[at] != watch)
		at++;
	memmove(state->watches + at, state->watches + at + 1,
		(--state->n_watches - at) * sizeof *state->watches);
}

struct instance *state_numbered(const struct state *state, int64_t number)
{
	for (size_t i = 0; i < state->n_flows; i++)
		if (state->flows[i]->number == number)
			return state->flows[i];
	for (size_t i = 0; i < state->n_watches; i++)
		if (state->watches[i]->number == number)
			return state->watches[i];
	return NULL;
}

void state_pop(struct state *state)
{
	state->n_flows--;
	state->asked = "";
}

struct entry *journal_find(struct instance *instance, enum entry_kind kind, const char *name)
{
	for (size_t i = instance->n_entries; i > 0; i--) {
		struct entry *entry = &instance->entries[i - 1];

		if (entry->kind == kind && !strcmp(entry->name, name))
			return entry;
	}
	return NULL;
}

void journal_drop(struct instance *instance, struct entry *entry)
{
	const struct entry *end = instance->entries + instance->n_entries--;

	memmove(entry, entry + 1, (size_t)(end - entry - 1) * sizeof *entry);
}

static void drop_oldest_said(struct instance *instance)
{
	size_t at = 0;

	while (at < instance->n_entries - 1 && instance->entries[at].kind != ENTRY_SAID)
		at++;
	journal_drop(instance, &instance->entries[at]);
}

struct entry *journal_add(struct instance *instance, enum entry_kind kind, const char *name,
			  const char *value)
{
	struct entry *entry;

	if (instance->n_entries == ENTRIES_MOST)
		drop_oldest_said(instance);
	entry = &instance->entries[instance->n_entries++];
	*entry = (struct entry){.kind = kind, .name = name, .value = value};
	return entry;
}

void journal_drop_lookups(struct instance *instance, const struct entry *entry)
{
	size_t n = (size_t)(entry - instance->entries);

	for (size_t i = n; i < instance->n_entries; i++)
		if (instance->entries[i].kind != ENTRY_LOOKUP)
			instance->entries[n++] = instance->entries[i];
	instance->n_entries = n;
}

bool journal_cut(struct instance *instance, const struct entry *entry)
{
	if (!entry)
		return true;
	for (const struct entry *at = entry; at < instance->entries + instance->n_entries; at++)
		if (at->kind == ENTRY_ORDER)
			return false;
	instance->n_entries = (size_t)(entry - instance->entries);
	return true;
}
