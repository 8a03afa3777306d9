/*
 * The state of a conversation as JSON and back.
 */
#include "bot/state.h"

#include <string.h>

#include "base/json.h"

struct state *state_new(struct arena *arena)
{
	struct state *state = arena_new(arena, sizeof *state);

	state->asked = state->prompt = state->line = state->record = state->case_id = state->later =
		state->summary = state->summary_case = state->unanswered = "";
	return state;
}

/* --- printing ----------------------------------------------------------------- */

static void print_instance(struct buffer *buffer, const struct instance *instance)
{
	json_put_comma(buffer);
	buffer_char(buffer, '{');
	json_put_member(buffer, "flow", instance->flow);
	json_put_member(buffer, "intent", instance->intent);
	json_put_integer(buffer, "number", instance->number);
	json_put_name(buffer, "journal");
	buffer_char(buffer, '[');
	for (size_t i = 0; i < instance->n_entries; i++) {
		const struct entry *entry = &instance->entries[i];

		json_put_comma(buffer);
		buffer_format(buffer, "[%d,%d,", entry->kind, entry->lookup);
		json_put_text(buffer, entry->name);
		buffer_char(buffer, ',');
		json_put_text(buffer, entry->value);
		buffer_char(buffer, ']');
	}
	buffer_text(buffer, "]}");
}

static void print_proof(struct buffer *buffer, const struct proof *proof)
{
	json_put_comma(buffer);
	buffer_char(buffer, '{');
	json_put_member(buffer, "line", proof->line);
	json_put_integer(buffer, "trust", proof->trust);
	json_put_member(buffer, "method", proof->method);
	json_put_integer(buffer, "since_ms", proof->since_ms);
	json_put_integer(buffer, "used_ms", proof->used_ms);
	buffer_char(buffer, '}');
}

static void print_story(struct buffer *buffer, const struct story *story)
{
	json_put_comma(buffer);
	buffer_char(buffer, '{');
	json_put_member(buffer, "kind", story->kind);
	json_put_member(buffer, "name", story->name);
	json_put_member(buffer, "value", story->value);
	json_put_integer(buffer, "number", story->number);
	json_put_integer(buffer, "seq", story->seq);
	json_put_integer(buffer, "at_ms", story->at_ms);
	buffer_char(buffer, '}');
}

static void print_want(struct buffer *buffer, const struct want *want)
{
	json_put_comma(buffer);
	buffer_char(buffer, '{');
	json_put_member(buffer, "text", want->text);
	json_put_integer(buffer, "seq", want->seq);
	buffer_char(buffer, '}');
}

static void print_promise(struct buffer *buffer, const struct promise *promise)
{
	json_put_comma(buffer);
	buffer_char(buffer, '{');
	for (enum language language = 0; language < N_LANGUAGES; language++)
		json_put_member(buffer, language_code(language), promise->text[language]);
	json_put_member(buffer, "sources", promise->sources);
	buffer_char(buffer, '}');
}

void state_print(struct buffer *buffer, const struct state *state)
{
	buffer_char(buffer, '{');
	json_put_integer(buffer, "instances", state->n_instances);
	json_put_member(buffer, "asked", state->asked);
	json_put_integer(buffer, "misses", state->misses);
	json_put_member(buffer, "prompt", state->prompt);
	json_put_integer(buffer, "prompts", state->prompts);
	json_put_member(buffer, "line", state->line);
	json_put_integer(buffer, "line_seq", state->line_seq);
	json_put_member(buffer, "record", state->record);
	json_put_integer(buffer, "record_ms", state->record_ms);
	json_put_member(buffer, "case", state->case_id);
	json_put_member(buffer, "summary", state->summary);
	json_put_integer(buffer, "summary_version", state->summary_version);
	json_put_member(buffer, "summary_case", state->summary_case);
	json_put_member(buffer, "signed_in", state->signed_in);
	json_put_member(buffer, "later", state->later);
	json_put_member(buffer, "unanswered", state->unanswered);
	json_put_integer(buffer, "spoke_ms", state->spoke_ms);
	json_put_integer(buffer, "spoke_seq", state->spoke_seq);
	json_put_integer(buffer, "silences", state->silences);
	json_put_integer(buffer, "collected", state->collected);
	json_put_boolean(buffer, "alarm", state->alarm);
	json_put_integer(buffer, "reassured", state->reassured);
	json_put_boolean(buffer, "rating_asked", state->rating_asked);
	json_put_boolean(buffer, "language_chosen", state->language_chosen);
	json_put_boolean(buffer, "traditional", state->traditional);
	json_put_boolean(buffer, "urgent", state->urgent);
	json_put_name(buffer, "flows");
	buffer_char(buffer, '[');
	for (size_t i = 0; i < state->n_flows; i++)
		print_instance(buffer, state->flows[i]);
	buffer_char(buffer, ']');
	json_put_name(buffer, "watches");
	buffer_char(buffer, '[');
	for (size_t i = 0; i < state->n_watches; i++)
		print_instance(buffer, state->watches[i]);
	buffer_char(buffer, ']');
	json_put_name(buffer, "proofs");
	buffer_char(buffer, '[');
	for (size_t i = 0; i < state->n_proofs; i++)
		print_proof(buffer, &state->proofs[i]);
	buffer_char(buffer, ']');
	json_put_name(buffer, "story");
	buffer_char(buffer, '[');
	for (size_t i = 0; i < state->n_story; i++)
		print_story(buffer, &state->story[i]);
	buffer_char(buffer, ']');
	json_put_name(buffer, "wants");
	buffer_char(buffer, '[');
	for (size_t i = 0; i < state->n_wants; i++)
		print_want(buffer, &state->wants[i]);
	buffer_char(buffer, ']');
	json_put_name(buffer, "promises");
	buffer_char(buffer, '[');
	for (size_t i = 0; i < state->n_promises; i++)
		print_promise(buffer, &state->promises[i]);
	buffer_text(buffer, "]}");
}

/* --- reading ------------------------------------------------------------------ */

static const char *copied(const cJSON *object, const char *name, struct arena *arena)
{
	const char *text = json_text(object, name);

	return text ? arena_text(arena, text) : "";
}

static bool read_entry(const cJSON *item, struct instance *instance, struct arena *arena)
{
	const cJSON *kind = cJSON_GetArrayItem(item, 0);
	const cJSON *lookup = cJSON_GetArrayItem(item, 1);
	const cJSON *name = cJSON_GetArrayItem(item, 2);
	const cJSON *value = cJSON_GetArrayItem(item, 3);
	struct entry *entry = &instance->entries[instance->n_entries];

	if (instance->n_entries == ENTRIES_MOST || !cJSON_IsNumber(kind) ||
	    !cJSON_IsNumber(lookup) || !cJSON_IsString(name) || !cJSON_IsString(value) ||
	    kind->valueint < 0 || kind->valueint >= N_ENTRY_KINDS)
		return false;
	*entry = (struct entry){
		.kind = (enum entry_kind)kind->valueint,
		.lookup = (enum lookup)lookup->valueint,
		.name = arena_text(arena, name->valuestring),
		.value = arena_text(arena, value->valuestring),
	};
	instance->n_entries++;
	return true;
}

static struct instance *read_instance(const cJSON *item, struct arena *arena)
{
	struct instance *instance = arena_new(arena, sizeof *instance);
	const cJSON *entry;

	instance->flow = copied(item, "flow", arena);
	instance->intent = copied(item, "intent", arena);
	instance->number = json_integer(item, "number", 0);
	cJSON_ArrayForEach(entry, json_get(item, "journal"))
	{
		if (!read_entry(entry, instance, arena))
			return NULL;
	}
	return instance;
}

static bool read_flow(const cJSON *item, struct state *state, struct arena *arena)
{
	if (state->n_flows == FLOWS_MOST)
		return false;
	state->flows[state->n_flows] = read_instance(item, arena);
	return state->flows[state->n_flows++] != NULL;
}

static bool read_watch(const cJSON *item, struct state *state, struct arena *arena)
{
	if (state->n_watches == WATCHES_MOST)
		return false;
	state->watches[state->n_watches] = read_instance(item, arena);
	return state->watches[state->n_watches++] != NULL;
}

static bool read_proof(const cJSON *item, struct state *state, struct arena *arena)
{
	if (state->n_proofs == TRUSTS_MOST)
		return false;
	state->proofs[state->n_proofs++] = (struct proof){
		.line = copied(item, "line", arena),
		.trust = (enum trust)json_integer(item, "trust", TRUST_NONE),
		.method = copied(item, "method", arena),
		.since_ms = json_integer(item, "since_ms", 0),
		.used_ms = json_integer(item, "used_ms", 0),
	};
	return true;
}

static bool read_story(const cJSON *item, struct state *state, struct arena *arena)
{
	if (state->n_story == STORY_MOST)
		return false;
	state->story[state->n_story++] = (struct story){
		.kind = copied(item, "kind", arena),
		.name = copied(item, "name", arena),
		.value = copied(item, "value", arena),
		.number = json_integer(item, "number", 0),
		.seq = json_integer(item, "seq", 0),
		.at_ms = json_integer(item, "at_ms", 0),
	};
	return true;
}

static bool read_want(const cJSON *item, struct state *state, struct arena *arena)
{
	if (state->n_wants == WANTS_MOST)
		return false;
	state->wants[state->n_wants++] = (struct want){
		.text = copied(item, "text", arena),
		.seq = json_integer(item, "seq", 0),
	};
	return true;
}

static bool read_promise(const cJSON *item, struct state *state, struct arena *arena)
{
	struct promise *promise = &state->promises[state->n_promises];

	if (state->n_promises++ == PROMISES_MOST)
		return false;
	for (enum language language = 0; language < N_LANGUAGES; language++)
		promise->text[language] = copied(item, language_code(language), arena);
	promise->sources = copied(item, "sources", arena);
	return true;
}

static bool read_each(const cJSON *list,
		      bool (*read)(const cJSON *item, struct state *state, struct arena *arena),
		      struct state *state, struct arena *arena)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, list)
	{
		if (!read(item, state, arena))
			return false;
	}
	return true;
}

struct state *state_read(const char *json, size_t length, struct arena *arena, struct error *err)
{
	struct state *state = state_new(arena);
	cJSON *root = json_read_own(json, length, err);
	bool fine;

	if (!root)
		return NULL;
	state->n_instances = json_integer(root, "instances", 0);
	state->asked = copied(root, "asked", arena);
	state->misses = json_integer(root, "misses", 0);
	state->prompt = copied(root, "prompt", arena);
	state->prompts = json_integer(root, "prompts", 0);
	state->line = copied(root, "line", arena);
	state->line_seq = json_integer(root, "line_seq", 0);
	state->record = copied(root, "record", arena);
	state->record_ms = json_integer(root, "record_ms", 0);
	state->case_id = copied(root, "case", arena);
	state->summary = copied(root, "summary", arena);
	state->summary_version = json_integer(root, "summary_version", 0);
	state->summary_case = copied(root, "summary_case", arena);
	state->signed_in = copied(root, "signed_in", arena);
	state->later = copied(root, "later", arena);
	state->unanswered = copied(root, "unanswered", arena);
	state->spoke_ms = json_integer(root, "spoke_ms", 0);
	state->spoke_seq = json_integer(root, "spoke_seq", 0);
	state->silences = json_integer(root, "silences", 0);
	state->collected = json_integer(root, "collected", 0);
	state->alarm = json_is_true(root, "alarm");
	state->reassured = json_integer(root, "reassured", 0);
	state->rating_asked = json_is_true(root, "rating_asked");
	state->language_chosen = json_is_true(root, "language_chosen");
	state->traditional = json_is_true(root, "traditional");
	state->urgent = json_is_true(root, "urgent");
	fine = read_each(json_get(root, "flows"), read_flow, state, arena) &&
	       read_each(json_get(root, "watches"), read_watch, state, arena) &&
	       read_each(json_get(root, "proofs"), read_proof, state, arena) &&
	       read_each(json_get(root, "story"), read_story, state, arena) &&
	       read_each(json_get(root, "wants"), read_want, state, arena) &&
	       read_each(json_get(root, "promises"), read_promise, state, arena);
	cJSON_Delete(root);
	if (fine)
		return state;
	error_set(err, "the stored state of a conversation is not what this version writes");
	return NULL;
}

/* --- errands and journals ----------------------------------------------------- */

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
