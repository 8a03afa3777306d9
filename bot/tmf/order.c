/*
 * Orders: what the line's product is to become, under our key as the operator's externalId.
 *
 * Whoever gives an order twice must be able to find the first: an operator whose order systems
 * cannot be asked by externalId cannot be ordered from.
 */
#include <string.h>

#include "base/clock.h"
#include "bot/tmf/read.h"
#include "bot/tmf/tmf.h"

static const struct tmf_order *order_of(const struct tmf_mapping *mapping, const char *what)
{
	for (size_t i = 0; i < mapping->n_orders; i++) {
		if (!strcmp(mapping->orders[i].what, what))
			return &mapping->orders[i];
	}
	return NULL;
}

/* A state that nobody knows is not an end: it is looked at again. */
static enum order_state state_of(const cJSON *order)
{
	static const char *const refused[] = {"rejected", "failed", "cancelled", NULL};
	const char *state = json_text(order, "state");

	if (tmf_same(state, "completed"))
		return ORDER_DONE;
	return tmf_is_one_of(state, refused) ? ORDER_REFUSED : ORDER_PENDING;
}

static bool has_key(const cJSON *order, const char *key)
{
	const char *has = json_text(order, "externalId");

	return has && !strcmp(has, key);
}

static void take_order(const cJSON *order, struct carrier_answer *out)
{
	const char *id = json_text(order, "id");

	out->order = state_of(order);
	if (id && strlen(id) < sizeof out->order_number)
		strcpy(out->order_number, id);
}

static void put_characteristic(struct buffer *body, const char *name, const char *value)
{
	json_put_comma(body);
	buffer_char(body, '{');
	json_put_member(body, "name", name);
	json_put_member(body, "value", value);
	buffer_char(body, '}');
}

static void put_item(struct tmf_call *call, const struct tmf_order *order, const char *product,
		     struct buffer *body)
{
	const struct tmf_mapping *mapping = call->mapping;
	const struct carrier_order *wish = &call->call->order;

	buffer_text(body, "{\"id\":\"1\",\"action\":\"modify\",\"product\":{");
	json_put_member(body, "id", product);
	json_put_member(body, "status", order->status);
	json_put_name(body, "productCharacteristic");
	buffer_char(body, '[');
	put_characteristic(body, mapping->reason, order->reason);
	if (wish->months > 0)
		put_characteristic(body, mapping->months,
				   arena_format(carrier_requests_arena(call->requests), "%lld",
						(long long)wish->months));
	buffer_text(body, "]}}");
}

static struct buffer print_order(struct tmf_call *call, const struct tmf_order *order,
				 const char *product)
{
	struct buffer body = {0};
	char from[25];

	buffer_char(&body, '{');
	json_put_member(&body, "externalId", call->call->key);
	if (call->call->order.from_ms) {
		clock_print(call->call->order.from_ms, from);
		json_put_member(&body, "requestedStartDate", from);
	}
	json_put_member(&body, "description",
			*call->call->order.reason ? call->call->order.reason : NULL);
	json_put_name(&body, "productOrderItem");
	buffer_char(&body, '[');
	put_item(call, order, product, &body);
	buffer_text(&body, "]}");
	return body;
}

void tmf_order(struct tmf_call *call, struct carrier_answer *out)
{
	const struct tmf_order *order = order_of(call->mapping, call->call->order.what);
	const cJSON *product = order ? tmf_product(call) : NULL, *answer;
	struct buffer body;
	int status;

	out->order = ORDER_REFUSED;
	if (!product)
		return;
	body = print_order(call, order, json_text(product, "id"));
	answer = tmf_post(call, TMF_ORDER, "order", "/productOrder", &body, &status);
	if (!answer)
		return;
	if (has_key(answer, call->call->key))
		take_order(answer, out);
	else
		tmf_refuse(call, TMF_ORDER, "another key");
}

void tmf_order_find(struct tmf_call *call, struct carrier_answer *out)
{
	const cJSON *list = tmf_list(call, TMF_ORDER, "find",
				     "/productOrder?externalId=%s&limit=10",
				     tmf_encode(call, call->call->key)),
		    *order;

	out->order = ORDER_ABSENT;
	cJSON_ArrayForEach(order, list)
	{
		if (!has_key(order, call->call->key))
			tmf_refuse(call, TMF_ORDER, "another key");
		else
			take_order(order, out);
	}
}
