/*
 * The state of a conversation as JSON and back.
 */
#include <assert.h>

#include "base/json_record.h"
#include "bot/state.h"

static_assert(sizeof(enum entry_kind) == sizeof(unsigned) &&
		      sizeof(enum lookup) == sizeof(unsigned) &&
		      sizeof(enum trust) == sizeof(unsigned),
	      "the table takes them for that");

static const struct json_field entry_fields[] = {
	JSON_CHOICE_FIELD(entry, "kind", kind, N_ENTRY_KINDS - 1),
	JSON_CHOICE_FIELD(entry, "lookup", lookup, LOOKUP_UNAVAILABLE),
	JSON_FIELD(entry, "name", JSON_TEXT, name),
	JSON_FIELD(entry, "value", JSON_TEXT, value),
};
static const struct json_record entry = JSON_RECORD(entry, entry_fields, false, false);

static const struct json_field instance_fields[] = {
	JSON_FIELD(instance, "flow", JSON_TEXT, flow),
	JSON_FIELD(instance, "intent", JSON_TEXT, intent),
	JSON_FIELD(instance, "number", JSON_INTEGER, number),
	JSON_LIST_FIELD(instance, "journal", entries, ENTRIES_MOST, n_entries, &entry),
};
static const struct json_record instance = JSON_RECORD(instance, instance_fields, true, true);

static const struct json_field proof_fields[] = {
	JSON_FIELD(proof, "line", JSON_TEXT, line),
	JSON_CHOICE_FIELD(proof, "trust", trust, TRUST_STRONG),
	JSON_FIELD(proof, "method", JSON_TEXT, method),
	JSON_FIELD(proof, "since_ms", JSON_INTEGER, since_ms),
	JSON_FIELD(proof, "used_ms", JSON_INTEGER, used_ms),
};
static const struct json_record proof = JSON_RECORD(proof, proof_fields, true, false);

static const struct json_field story_fields[] = {
	JSON_FIELD(story, "kind", JSON_TEXT, kind),
	JSON_FIELD(story, "name", JSON_TEXT, name),
	JSON_FIELD(story, "value", JSON_TEXT, value),
	JSON_FIELD(story, "number", JSON_INTEGER, number),
	JSON_FIELD(story, "seq", JSON_INTEGER, seq),
	JSON_FIELD(story, "at_ms", JSON_INTEGER, at_ms),
};
static const struct json_record story = JSON_RECORD(story, story_fields, false, false);

static const struct json_field want_fields[] = {
	JSON_FIELD(want, "text", JSON_TEXT, text),
	JSON_FIELD(want, "seq", JSON_INTEGER, seq),
};
static const struct json_record want = JSON_RECORD(want, want_fields, true, false);

static const struct json_field promise_fields[] = {
	JSON_FIELD(promise, "zh", JSON_TEXT, text[LANGUAGE_ZH]),
	JSON_FIELD(promise, "en", JSON_TEXT, text[LANGUAGE_EN]),
	JSON_FIELD(promise, "sources", JSON_TEXT, sources),
};
static const struct json_record promise = JSON_RECORD(promise, promise_fields, true, false);

static const struct json_field state_fields[] = {
	JSON_FIELD(state, "instances", JSON_INTEGER, n_instances),
	JSON_FIELD(state, "asked", JSON_TEXT, asked),
	JSON_FIELD(state, "misses", JSON_INTEGER, misses),
	JSON_FIELD(state, "prompt", JSON_TEXT, prompt),
	JSON_FIELD(state, "prompts", JSON_INTEGER, prompts),
	JSON_FIELD(state, "line", JSON_TEXT, line),
	JSON_FIELD(state, "line_seq", JSON_INTEGER, line_seq),
	JSON_FIELD(state, "record", JSON_TEXT, record),
	JSON_FIELD(state, "record_ms", JSON_INTEGER, record_ms),
	JSON_FIELD(state, "case", JSON_TEXT, case_id),
	JSON_FIELD(state, "summary", JSON_TEXT, summary),
	JSON_FIELD(state, "summary_version", JSON_INTEGER, summary_version),
	JSON_FIELD(state, "summary_case", JSON_TEXT, summary_case),
	JSON_FIELD(state, "signed_in", JSON_TEXT, signed_in),
	JSON_FIELD(state, "ticket", JSON_TEXT, ticket),
	JSON_FIELD(state, "later", JSON_TEXT, later),
	JSON_FIELD(state, "unanswered", JSON_TEXT, unanswered),
	JSON_FIELD(state, "spoke_ms", JSON_INTEGER, spoke_ms),
	JSON_FIELD(state, "spoke_seq", JSON_INTEGER, spoke_seq),
	JSON_FIELD(state, "silences", JSON_INTEGER, silences),
	JSON_FIELD(state, "collected", JSON_INTEGER, collected),
	JSON_FIELD(state, "alarm", JSON_FLAG, alarm),
	JSON_FIELD(state, "reassured", JSON_INTEGER, reassured),
	JSON_FIELD(state, "recorded_ms", JSON_INTEGER, recorded_ms),
	JSON_FIELD(state, "talk_ended_ms", JSON_INTEGER, talk_ended_ms),
	JSON_FIELD(state, "rating_asked", JSON_FLAG, rating_asked),
	JSON_FIELD(state, "language_chosen", JSON_FLAG, language_chosen),
	JSON_FIELD(state, "traditional", JSON_FLAG, traditional),
	JSON_FIELD(state, "urgent", JSON_FLAG, urgent),
	JSON_LIST_FIELD(state, "flows", flows, FLOWS_MOST, n_flows, &instance),
	JSON_LIST_FIELD(state, "watches", watches, WATCHES_MOST, n_watches, &instance),
	JSON_LIST_FIELD(state, "proofs", proofs, TRUSTS_MOST, n_proofs, &proof),
	JSON_LIST_FIELD(state, "story", story, STORY_MOST, n_story, &story),
	JSON_LIST_FIELD(state, "wants", wants, WANTS_MOST, n_wants, &want),
	JSON_LIST_FIELD(state, "promises", promises, PROMISES_MOST, n_promises, &promise),
};
static const struct json_record whole = JSON_RECORD(state, state_fields, true, false);

struct state *state_new(struct arena *arena)
{
	return json_record_new(&whole, arena);
}

void state_print(struct buffer *json, const struct state *state)
{
	json_record_print(json, &whole, state);
}

struct state *state_read(char *json, struct arena *arena, struct error *err)
{
	struct state *state = json_record_read(json, &whole, arena);

	if (!state)
		error_set(err,
			  "the stored state of a conversation is not what this version writes");
	return state;
}
