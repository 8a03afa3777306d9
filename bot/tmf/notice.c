/*
 * What an operator's hubs tell unasked (TMF630, part 4): which of its things has changed.
 *
 * No more than that is read. What has become of it is asked for by the same look-up as ever, so
 * that nothing is told to anybody on the word of a message that came in from outside.
 */
#include <string.h>

#include "bot/tmf/read.h"
#include "bot/tmf/tmf.h"

static void add_number(const struct tmf_mapping *mapping, const cJSON *product,
		       struct carrier_names *names)
{
	const cJSON *value = tmf_field_of(product, &mapping->number);
	size_t prefix = strlen(mapping->number_prefix);
	const char *number = cJSON_IsString(value) ? value->valuestring : "";

	if (!strncmp(number, mapping->number_prefix, prefix))
		number += prefix;
	carrier_names_add(names, "line", number);
}

static void add_product(const struct tmf_mapping *mapping, const cJSON *product,
			struct carrier_names *names)
{
	carrier_names_add(names, "product", json_text(product, "id"));
	carrier_names_add(names, "account", tmf_id_of(product, "billingAccount"));
	add_number(mapping, product, names);
}

static void add_service(const struct tmf_mapping *mapping, const cJSON *service,
			struct carrier_names *names)
{
	(void)mapping;
	carrier_names_add(names, "service", json_text(service, "id"));
}

static void add_payment(const struct tmf_mapping *mapping, const cJSON *payment,
			struct carrier_names *names)
{
	(void)mapping;
	carrier_names_add(names, "account", tmf_id_of(payment, "account"));
}

static void add_order(const struct tmf_mapping *mapping, const cJSON *order,
		      struct carrier_names *names)
{
	const cJSON *item;

	carrier_names_add(names, "order", json_text(order, "externalId"));
	cJSON_ArrayForEach(item, json_get(order, "productOrderItem"))
	{
		add_product(mapping, json_get(item, "product"), names);
	}
}

/* A ticket says of each thing that it is about of which kind that is. */
static void add_ticket(const struct tmf_mapping *mapping, const cJSON *ticket,
		       struct carrier_names *names)
{
	static const struct {
		const char *type, *kind;
	} kinds[] = {{"Product", "product"}, {"Service", "service"}, {"BillingAccount", "account"}};
	const cJSON *item;

	(void)mapping;
	carrier_names_add(names, "ticket", json_text(ticket, "externalId"));
	cJSON_ArrayForEach(item, json_get(ticket, "relatedEntity"))
	{
		for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
			if (tmf_same(json_text(item, "@referredType"), kinds[i].type))
				carrier_names_add(names, kinds[i].kind, json_text(item, "id"));
		}
	}
}

/* Which events there are, and the member that holds the thing. */
static const struct kind {
	const char *types[6]; /* closed by NULL */
	const char *resource;
	void (*add)(const struct tmf_mapping *mapping, const cJSON *resource,
		    struct carrier_names *names);
} kinds[] = {
	{{"ProductStateChangeEvent", "ProductAttributeValueChangeEvent"}, "product", add_product},
	{{"ServiceStateChangeEvent", "ServiceOperatingStatusChangeEvent",
	  "ServiceAttributeValueChangeEvent"},
	 "service",
	 add_service},
	{{"PaymentCreateEvent", "PaymentStateChangeEvent", "PaymentAttributeValueChangeEvent"},
	 "payment",
	 add_payment},
	{{"TroubleTicketStatusChangeEvent", "TroubleTicketResolvedEvent",
	  "TroubleTicketAttributeValueChangeEvent"},
	 "troubleTicket",
	 add_ticket},
	{{"ProductOrderStateChangeEvent", "ProductOrderAttributeValueChangeEvent"},
	 "productOrder",
	 add_order},
};

static const struct kind *kind_of(const char *type)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (tmf_is_one_of(type, kinds[i].types))
			return &kinds[i];
	}
	return NULL;
}

bool tmf_notice(const struct tmf_mapping *mapping, const cJSON *event, struct carrier_notice *out,
		struct error *err)
{
	const char *id = json_text(event, "eventId"), *type = json_text(event, "eventType");
	const struct kind *kind = kind_of(type);

	*out = (struct carrier_notice){.is_known = kind};
	if (!type || !cJSON_IsObject(json_get(event, "event")))
		return error_set(err, "it is no event: it has no eventType, or no event");
	if (id && strlen(id) >= sizeof out->id)
		return error_set(err, "eventId is over %zu bytes long", sizeof out->id - 1);
	strcpy(out->id, id ? id : "");
	if (kind)
		kind->add(mapping, json_get(json_get(event, "event"), kind->resource), &out->about);
	return true;
}

/* --- being told ------------------------------------------------------------------- */

void tmf_subscribe(const struct tmf_mapping *mapping, const char *listener,
		   struct carrier_requests *requests)
{
	for (size_t i = 0; i < mapping->n_hubs; i++) {
		const struct tmf_hub *hub = &mapping->hubs[i];
		struct buffer callback = {0}, body = {0};
		bool is_new;
		struct carrier_request *request = carrier_requests_named(requests, hub->name,
									 &is_new);

		buffer_format(&callback, "%s/tmf-listener/%s", listener, hub->name);
		buffer_char(&body, '{');
		json_put_member(&body, "callback", callback.data);
		buffer_char(&body, '}');
		request->path = hub->path;
		request->body = buffer_take(&body);
		buffer_finish(&callback);
	}
}
