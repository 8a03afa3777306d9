/*
 * Why a line does not work: what the mapping makes of what the operator's records say.
 *
 * Nothing is guessed: a value that the mapping does not know, and a stop that nobody gives a
 * reason for, are causes that no table knows either, and those bring a person.
 */
#include <stdio.h>
#include <string.h>

#include "bot/tmf/read.h"
#include "bot/tmf/tmf.h"

void tmf_add_hold(struct carrier_line *line, const char *cause, struct tmf_span span)
{
	struct carrier_hold *hold;

	for (size_t i = 0; i < line->n_holds; i++) {
		hold = &line->holds[i];
		if (strcmp(hold->cause, cause) != 0)
			continue;
		if (!hold->since_ms)
			hold->since_ms = span.since_ms;
		if (!hold->until_ms)
			hold->until_ms = span.until_ms;
		return;
	}
	if (line->n_holds == CARRIER_HOLDS_MOST)
		return;
	hold = &line->holds[line->n_holds++];
	snprintf(hold->cause, sizeof hold->cause, "%s", cause);
	hold->since_ms = span.since_ms;
	hold->until_ms = span.until_ms;
}

struct findings {
	struct tmf_call *call;
	struct carrier_line *line;
	bool is_stopped; /* some place says so without saying why */
};

static const struct tmf_meaning *meaning_of(const struct tmf_place *place, const char *value)
{
	for (size_t i = 0; i < place->n_meanings; i++) {
		if (tmf_same(value, place->meanings[i].value))
			return &place->meanings[i];
	}
	return NULL;
}

/* What the mapping does not know is kept as a cause that nobody knows either: a person looks. */
static void take_value(struct findings *findings, const struct tmf_place *place, const char *value,
		       struct tmf_span span)
{
	const struct tmf_meaning *meaning = meaning_of(place, value);

	if (!meaning) {
		carrier_requests_lack(findings->call->requests, place->field.name, value);
		tmf_add_hold(findings->line,
			     arena_format(carrier_requests_arena(findings->call->requests),
					  "unmapped:%s", value),
			     span);
	} else if (!strcmp(meaning->cause, "stopped")) {
		findings->is_stopped = true;
	} else if (strcmp(meaning->cause, "none") != 0) {
		tmf_add_hold(findings->line, meaning->cause, span);
	}
}

/* Several may stand in one text. */
static void take_text(struct findings *findings, const struct tmf_place *place, const char *value,
		      struct tmf_span span)
{
	struct arena *arena = carrier_requests_arena(findings->call->requests);
	char *rest = arena_text(arena, value), *text;

	while ((text = strtok_r(rest, ",;|", &rest)))
		take_value(findings, place, text + strspn(text, " "), span);
}

/* A word, a number, true or false, `{reason, since, until}`, or a list of such. */
static void take_values(struct findings *findings, const struct tmf_place *place,
			const cJSON *value, struct tmf_span span)
{
	char number[24];
	const cJSON *item;

	if (cJSON_IsArray(value)) {
		cJSON_ArrayForEach(item, value) take_values(findings, place, item, span);
	} else if (cJSON_IsObject(value)) {
		if (json_text(value, "reason"))
			take_text(findings, place, json_text(value, "reason"),
				  (struct tmf_span){tmf_time(value, "since"),
						    tmf_time(value, "until")});
	} else if (cJSON_IsNumber(value)) {
		snprintf(number, sizeof number, "%.15g", value->valuedouble);
		take_value(findings, place, number, span);
	} else if (cJSON_IsBool(value)) {
		take_value(findings, place, cJSON_IsTrue(value) ? "true" : "false", span);
	} else if (cJSON_IsString(value)) {
		take_text(findings, place, value->valuestring, span);
	}
}

static int64_t time_named(const cJSON *resource, const char *characteristic)
{
	return characteristic ? tmf_time_of(tmf_characteristic_text(resource, characteristic)) : 0;
}

static void take_places(struct findings *findings, enum tmf_api api, const cJSON *resource)
{
	const struct tmf_mapping *mapping = findings->call->mapping;

	for (size_t i = 0; i < mapping->n_places; i++) {
		const struct tmf_place *place = &mapping->places[i];
		const struct tmf_span span = {time_named(resource, place->since),
					      time_named(resource, place->until)};

		if (place->api == api)
			take_values(findings, place, tmf_field_of(resource, &place->field), span);
	}
}

bool tmf_has_causes(const struct tmf_call *call, enum tmf_api api)
{
	const struct tmf_mapping *mapping = call->mapping;

	for (size_t i = 0; mapping->paths[api] && i < mapping->n_places; i++) {
		if (mapping->places[i].api == api)
			return true;
	}
	return false;
}

/* Customer and account are asked why only where the line is said to be stopped, and nothing more;
 * if nobody knows, that is a cause that a person has to find out. */
void tmf_find_causes(struct tmf_call *call, const struct tmf_sources *sources,
		     struct carrier_line *line)
{
	struct findings findings = {.call = call, .line = line};

	if (!json_text(sources->product, "status"))
		tmf_refuse(call, TMF_PRODUCT, "no status");
	take_places(&findings, TMF_PRODUCT, sources->product);
	for (size_t i = 0; i < TMF_SERVICES_MOST; i++)
		take_places(&findings, TMF_SERVICE, sources->services[i]);
	if (!findings.is_stopped || line->n_holds)
		return;
	take_places(&findings, TMF_CUSTOMER, sources->customer);
	take_places(&findings, TMF_ACCOUNT, sources->account);
	if (!line->n_holds)
		tmf_add_hold(line, "unmapped:stopped", (struct tmf_span){0});
}
