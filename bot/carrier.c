/*
 * Records of lines as JSON, for the journal; and which carriers there are.
 */
#include "bot/carrier.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"

#define PLUGIN(name) extern const struct carrier_kind carrier_##name;
#include "carriers.inc"
#undef PLUGIN

static const struct carrier_kind *const kinds[] = {
#define PLUGIN(name) &carrier_##name,
#include "carriers.inc"
#undef PLUGIN
};

static const struct {
	const char *name;
	size_t offset;
} amounts[] =
	{
		{"owed_fen", offsetof(struct carrier_line, owed_fen)},
		{"balance_fen", offsetof(struct carrier_line, balance_fen)},
		{"paid_fen", offsetof(struct carrier_line, paid_fen)},
},
  times[] = {
	  {"paid_ms", offsetof(struct carrier_line, paid_ms)},
	  {"due_ms", offsetof(struct carrier_line, due_ms)},
	  {"cancel_ms", offsetof(struct carrier_line, cancel_ms)},
	  {"repair_by_ms", offsetof(struct carrier_line, repair_by_ms)},
	  {"contract_end_ms", offsetof(struct carrier_line, contract_end_ms)},
};

static const struct {
	const char *name;
	size_t offset, size;
} texts[] = {
	{"number", offsetof(struct carrier_line, number), sizeof((struct carrier_line *)0)->number},
	{"carrier", offsetof(struct carrier_line, carrier),
	 sizeof((struct carrier_line *)0)->carrier},
	{"province", offsetof(struct carrier_line, province),
	 sizeof((struct carrier_line *)0)->province},
	{"region", offsetof(struct carrier_line, region), sizeof((struct carrier_line *)0)->region},
	{"contact_masked", offsetof(struct carrier_line, contact_masked),
	 sizeof((struct carrier_line *)0)->contact_masked},
};

#define N(array) (sizeof(array) / sizeof *(array))

void carrier_names_add(struct carrier_names *names, const char *kind, const char *id)
{
	size_t size = sizeof *names->items;

	if (id && *id && names->n < N(names->items) && strlen(kind) + 1 + strlen(id) < size)
		snprintf(names->items[names->n++], size, "%s/%s", kind, id);
}

void carrier_line_print(struct buffer *buffer, const struct carrier_line *line)
{
	const char *base = (const char *)line;

	buffer_char(buffer, '{');
	json_put_boolean(buffer, "exists", line->exists);
	for (size_t i = 0; i < N(texts); i++)
		json_put_member(buffer, texts[i].name, base + texts[i].offset);
	for (size_t i = 0; i < N(amounts); i++) {
		int64_t value;

		memcpy(&value, base + amounts[i].offset, sizeof value);
		json_put_integer(buffer, amounts[i].name, value);
	}
	for (size_t i = 0; i < N(times); i++) {
		int64_t value;

		memcpy(&value, base + times[i].offset, sizeof value);
		json_put_integer(buffer, times[i].name, value);
	}
	json_put_name(buffer, "holds");
	buffer_char(buffer, '[');
	for (size_t i = 0; i < line->n_holds; i++) {
		json_put_comma(buffer);
		buffer_char(buffer, '{');
		json_put_member(buffer, "cause", line->holds[i].cause);
		json_put_integer(buffer, "since_ms", line->holds[i].since_ms);
		json_put_integer(buffer, "until_ms", line->holds[i].until_ms);
		buffer_char(buffer, '}');
	}
	buffer_char(buffer, ']');
	json_put_name(buffer, "names");
	buffer_char(buffer, '[');
	for (size_t i = 0; i < line->names.n; i++) {
		json_put_comma(buffer);
		json_put_text(buffer, line->names.items[i]);
	}
	buffer_text(buffer, "]}");
}

static void copy_text(char *out, size_t size, const char *text)
{
	size_t length = text ? strlen(text) : 0;

	if (length >= size)
		length = text_bytes_of(text, size - 1, text_characters(text, size - 1) - 1);
	if (length)
		memcpy(out, text, length);
	out[length] = '\0';
}

static void read_holds(const cJSON *holds, struct carrier_line *out)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, holds)
	{
		struct carrier_hold *hold;

		if (out->n_holds == CARRIER_HOLDS_MOST || !json_text(item, "cause"))
			break;
		hold = &out->holds[out->n_holds++];
		copy_text(hold->cause, sizeof hold->cause, json_text(item, "cause"));
		hold->since_ms = json_integer(item, "since_ms", 0);
		hold->until_ms = json_integer(item, "until_ms", 0);
	}
}

static void read_names(const cJSON *list, struct carrier_names *out)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, list)
	{
		if (out->n < N(out->items) && cJSON_IsString(item))
			copy_text(out->items[out->n++], sizeof *out->items, item->valuestring);
	}
}

bool carrier_line_read(const char *json, struct carrier_line *out, struct error *err)
{
	char *base = (char *)out;
	cJSON *root = json_read(json, strlen(json), err);

	if (!root)
		return false;
	*out = (struct carrier_line){.exists = json_is_true(root, "exists")};
	for (size_t i = 0; i < N(texts); i++)
		copy_text(base + texts[i].offset, texts[i].size, json_text(root, texts[i].name));
	for (size_t i = 0; i < N(amounts); i++) {
		int64_t value = json_integer(root, amounts[i].name, -1);

		memcpy(base + amounts[i].offset, &value, sizeof value);
	}
	for (size_t i = 0; i < N(times); i++) {
		int64_t value = json_integer(root, times[i].name, 0);

		memcpy(base + times[i].offset, &value, sizeof value);
	}
	read_holds(json_get(root, "holds"), out);
	read_names(json_get(root, "names"), &out->names);
	cJSON_Delete(root);
	return true;
}

bool call_gives(enum call_kind kind)
{
	return kind == CALL_ORDER || kind == CALL_TICKET || kind == CALL_TALK ||
	       kind == CALL_MESSAGE;
}

void carrier_make_call(const struct carrier_kind *kind, struct carrier *carrier,
		       struct carrier_call *call, struct carrier_requests *requests,
		       struct carrier_answer *out)
{
	struct carrier_call find = *call;
	int64_t after_ms = 0;

	/* What holds at the beginning of a try holds until its end. */
	if (!requests->begun)
		requests->looks_first = call_gives(call->kind) && call->maybe_sent;
	requests->begun = true;
	if (requests->looks_first) {
		find.kind++;
		kind->call(carrier, &find, requests, out);
		if (out->outcome != CALL_DONE || out->order != ORDER_ABSENT)
			return;
		after_ms = out->after_ms;
	}
	call->maybe_sent = true;
	kind->call(carrier, call, requests, out);
	out->after_ms += after_ms;
}

struct carrier_extras carrier_extras_of(const struct carrier_kind *kind,
					const struct carrier *carrier)
{
	return kind->extras ? kind->extras(carrier) : (struct carrier_extras){0};
}

static bool has_scheme(const char *url, const char *scheme)
{
	size_t length = strlen(scheme);

	return !strncmp(url, scheme, length) && url[length] == ':';
}

const struct carrier_kind *carrier_kind_for(const char *url, struct error *err)
{
	struct buffer known = {0};

	for (size_t i = 0; i < N(kinds); i++) {
		if (has_scheme(url, kinds[i]->scheme))
			return kinds[i];
	}
	for (size_t i = 0; i < N(kinds); i++)
		buffer_format(&known, " %s:", kinds[i]->scheme);
	error_set(err, "carrier %s: no such kind; known are%s", url, known.data);
	buffer_finish(&known);
	return NULL;
}
