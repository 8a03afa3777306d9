/*
 * What is given to the operator under our key, and what became of it.
 *
 * An answer may be lost, so whoever gives a thing must be able to find it: an operator that cannot
 * be asked for a thing by our key cannot be given it.
 */
#include <string.h>

#include "bot/tmf/read.h"
#include "bot/tmf/tmf.h"

/* A state that nobody knows is not an end: it is looked at again. */
static enum order_state state_of(const struct tmf_given *given, const cJSON *thing)
{
	const char *state = json_text(thing, given->state);

	if (tmf_is_one_of(state, given->done))
		return ORDER_DONE;
	return tmf_is_one_of(state, given->refused) ? ORDER_REFUSED : ORDER_PENDING;
}

static bool is_key(const char *text, const char *key)
{
	return text && !strcmp(text, key);
}

static bool has_key(const struct tmf_given *given, const cJSON *thing, const char *key)
{
	const cJSON *item;

	if (!given->list)
		return is_key(json_text(thing, given->by), key);
	cJSON_ArrayForEach(item, json_get(thing, given->list))
	{
		if (is_key(json_text(item, given->by), key))
			return true;
	}
	return false;
}

static void take(struct tmf_call *call, const struct tmf_given *given, const cJSON *thing,
		 struct carrier_answer *out)
{
	const char *id = json_text(thing, "id");

	if (!has_key(given, thing, call->call->key)) {
		tmf_refuse(call, given->api, "another key");
		return;
	}
	out->order = state_of(given, thing);
	if (id && strlen(id) < sizeof out->order_number)
		strcpy(out->order_number, id);
}

void tmf_give(struct tmf_call *call, const struct tmf_given *given, struct buffer *body,
	      struct carrier_answer *out)
{
	int status;
	const cJSON *answer = tmf_post(call, given->api, "give", given->resource, body, &status);

	out->order = ORDER_REFUSED;
	if (answer)
		take(call, given, answer, out);
}

void tmf_find(struct tmf_call *call, const struct tmf_given *given, struct carrier_answer *out)
{
	const cJSON *things = tmf_list(call, given->api, "find", "%s?%s%s%s=%s&limit=10",
				       given->resource, given->list ? given->list : "",
				       given->list ? "." : "", given->by,
				       tmf_encode(call, call->call->key)),
		    *thing;

	out->order = ORDER_ABSENT;
	cJSON_ArrayForEach(thing, things)
	{
		take(call, given, thing, out);
	}
}

void tmf_put_characteristic(struct buffer *body, const char *name, const char *value)
{
	json_put_comma(body);
	buffer_char(body, '{');
	json_put_member(body, "name", name);
	json_put_member(body, "value", value);
	buffer_char(body, '}');
}
