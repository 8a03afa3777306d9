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
		state->summary = state->summary_case = state->signed_in = state->unanswered =
			state->ticket = "";
	return state;
}

/* --- printing ----------------------------------------------------------------- */

/* What is empty, zero or false is left out: that is most of it, and reading puts it back. */

static void put_text(struct buffer *buffer, const char *name, const char *text)
{
	if (*text)
		json_put_member(buffer, name, text);
}

static void put_integer(struct buffer *buffer, const char *name, int64_t value)
{
	if (value)
		json_put_integer(buffer, name, value);
}

static void put_flag(struct buffer *buffer, const char *name, bool value)
{
	if (value)
		json_put_boolean(buffer, name, true);
}

static void put_each(struct buffer *buffer, const char *name, size_t n,
		     void (*put)(struct buffer *buffer, const struct state *state, size_t i),
		     const struct state *state)
{
	if (n == 0)
		return;
	json_put_name(buffer, name);
	buffer_char(buffer, '[');
	for (size_t i = 0; i < n; i++) {
		json_put_comma(buffer);
		put(buffer, state, i);
	}
	buffer_char(buffer, ']');
}

static void put_entry(struct buffer *buffer, const struct entry *entry)
{
	json_put_comma(buffer);
	buffer_char(buffer, '[');
	buffer_integer(buffer, entry->kind);
	buffer_char(buffer, ',');
	buffer_integer(buffer, entry->lookup);
	buffer_char(buffer, ',');
	json_put_text(buffer, entry->name);
	buffer_char(buffer, ',');
	json_put_text(buffer, entry->value);
	buffer_char(buffer, ']');
}

static void put_instance(struct buffer *buffer, const struct instance *instance)
{
	buffer_char(buffer, '{');
	put_text(buffer, "flow", instance->flow);
	put_text(buffer, "intent", instance->intent);
	put_integer(buffer, "number", instance->number);
	json_put_name(buffer, "journal");
	buffer_char(buffer, '[');
	for (size_t i = 0; i < instance->n_entries; i++)
		put_entry(buffer, &instance->entries[i]);
	buffer_text(buffer, "]}");
}

static void put_flow(struct buffer *buffer, const struct state *state, size_t i)
{
	put_instance(buffer, state->flows[i]);
}

static void put_watch(struct buffer *buffer, const struct state *state, size_t i)
{
	put_instance(buffer, state->watches[i]);
}

static void put_proof(struct buffer *buffer, const struct state *state, size_t i)
{
	const struct proof *proof = &state->proofs[i];

	buffer_char(buffer, '{');
	put_text(buffer, "line", proof->line);
	put_integer(buffer, "trust", proof->trust);
	put_text(buffer, "method", proof->method);
	put_integer(buffer, "since_ms", proof->since_ms);
	put_integer(buffer, "used_ms", proof->used_ms);
	buffer_char(buffer, '}');
}

static void put_story(struct buffer *buffer, const struct state *state, size_t i)
{
	const struct story *story = &state->story[i];
	const char *const texts[] = {story->kind, story->name, story->value};
	const int64_t numbers[] = {story->number, story->seq, story->at_ms};

	buffer_char(buffer, '[');
	for (size_t k = 0; k < 3; k++) {
		json_put_comma(buffer);
		json_put_text(buffer, texts[k]);
	}
	for (size_t k = 0; k < 3; k++) {
		json_put_comma(buffer);
		buffer_integer(buffer, numbers[k]);
	}
	buffer_char(buffer, ']');
}

static void put_want(struct buffer *buffer, const struct state *state, size_t i)
{
	buffer_char(buffer, '{');
	put_text(buffer, "text", state->wants[i].text);
	put_integer(buffer, "seq", state->wants[i].seq);
	buffer_char(buffer, '}');
}

static void put_promise(struct buffer *buffer, const struct state *state, size_t i)
{
	const struct promise *promise = &state->promises[i];

	buffer_char(buffer, '{');
	for (enum language language = 0; language < N_LANGUAGES; language++)
		put_text(buffer, language_code(language), promise->text[language]);
	put_text(buffer, "sources", promise->sources);
	buffer_char(buffer, '}');
}

void state_print(struct buffer *buffer, const struct state *state)
{
	buffer_char(buffer, '{');
	put_integer(buffer, "instances", state->n_instances);
	put_text(buffer, "asked", state->asked);
	put_integer(buffer, "misses", state->misses);
	put_text(buffer, "prompt", state->prompt);
	put_integer(buffer, "prompts", state->prompts);
	put_text(buffer, "line", state->line);
	put_integer(buffer, "line_seq", state->line_seq);
	put_text(buffer, "record", state->record);
	put_integer(buffer, "record_ms", state->record_ms);
	put_text(buffer, "case", state->case_id);
	put_text(buffer, "summary", state->summary);
	put_integer(buffer, "summary_version", state->summary_version);
	put_text(buffer, "summary_case", state->summary_case);
	put_text(buffer, "signed_in", state->signed_in);
	put_text(buffer, "ticket", state->ticket);
	put_text(buffer, "later", state->later);
	put_text(buffer, "unanswered", state->unanswered);
	put_integer(buffer, "spoke_ms", state->spoke_ms);
	put_integer(buffer, "spoke_seq", state->spoke_seq);
	put_integer(buffer, "silences", state->silences);
	put_integer(buffer, "collected", state->collected);
	put_flag(buffer, "alarm", state->alarm);
	put_integer(buffer, "reassured", state->reassured);
	put_integer(buffer, "recorded_ms", state->recorded_ms);
	put_integer(buffer, "talk_ended_ms", state->talk_ended_ms);
	put_flag(buffer, "rating_asked", state->rating_asked);
	put_flag(buffer, "language_chosen", state->language_chosen);
	put_flag(buffer, "traditional", state->traditional);
	put_flag(buffer, "urgent", state->urgent);
	put_each(buffer, "flows", state->n_flows, put_flow, state);
	put_each(buffer, "watches", state->n_watches, put_watch, state);
	put_each(buffer, "proofs", state->n_proofs, put_proof, state);
	put_each(buffer, "story", state->n_story, put_story, state);
	put_each(buffer, "wants", state->n_wants, put_want, state);
	put_each(buffer, "promises", state->n_promises, put_promise, state);
	buffer_char(buffer, '}');
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

static const char *text_at(const cJSON *item, int i, struct arena *arena)
{
	const char *text = cJSON_GetStringValue(cJSON_GetArrayItem(item, i));

	return text ? arena_text(arena, text) : "";
}

static int64_t integer_at(const cJSON *item, int i)
{
	const cJSON *number = cJSON_GetArrayItem(item, i);

	return cJSON_IsNumber(number) ? (int64_t)number->valuedouble : 0;
}

/* By their places, so that those are read, too, which were objects of as many members once. */
static bool read_story(const cJSON *item, struct state *state, struct arena *arena)
{
	if (state->n_story == STORY_MOST)
		return false;
	state->story[state->n_story++] = (struct story){
		.kind = text_at(item, 0, arena),
		.name = text_at(item, 1, arena),
		.value = text_at(item, 2, arena),
		.number = integer_at(item, 3),
		.seq = integer_at(item, 4),
		.at_ms = integer_at(item, 5),
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
	state->ticket = copied(root, "ticket", arena);
	state->later = copied(root, "later", arena);
	state->unanswered = copied(root, "unanswered", arena);
	state->spoke_ms = json_integer(root, "spoke_ms", 0);
	state->spoke_seq = json_integer(root, "spoke_seq", 0);
	state->silences = json_integer(root, "silences", 0);
	state->collected = json_integer(root, "collected", 0);
	state->alarm = json_is_true(root, "alarm");
	state->reassured = json_integer(root, "reassured", 0);
	state->recorded_ms = json_integer(root, "recorded_ms", 0);
	state->talk_ended_ms = json_integer(root, "talk_ended_ms", 0);
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
