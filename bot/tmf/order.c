/*
 * Orders (TMF622): what the line's product is to become.
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

static const struct tmf_given product_order = {
	.api = TMF_ORDER,
	.resource = "/productOrder",
	.by = "externalId",
	.state = "state",
	.done = {"completed"},
	.refused = {"rejected", "failed", "cancelled"},
};

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
	tmf_put_characteristic(body, mapping->reason, order->reason);
	if (wish->months > 0)
		tmf_put_characteristic(body, mapping->months,
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
	const cJSON *product = order ? tmf_product(call) : NULL;
	struct buffer body;

	out->order = ORDER_REFUSED;
	if (!product)
		return;
	body = print_order(call, order, json_text(product, "id"));
	tmf_give(call, &product_order, &body, out);
}

void tmf_order_find(struct tmf_call *call, struct carrier_answer *out)
{
	tmf_find(call, &product_order, out);
}
