/*
 * The product that is a line (TMF637), and whose it is.
 *
 * Version 5 differs from 4 in that everything says by its `@type` what it is, and in that a
 * related party holds its reference instead of being it.
 */
#include <string.h>

#include "bot/tmf/read.h"
#include "bot/tmf/tmf.h"

static bool has_ended(const cJSON *product)
{
	static const char *const ended[] = {"terminated", "cancelled", "aborted", NULL};

	return tmf_is_one_of(json_text(product, "status"), ended);
}

/* A number that was given again has a product that ended before the one that holds. */
static const cJSON *pick(struct tmf_call *call, const cJSON *list)
{
	const cJSON *product, *picked = NULL;

	cJSON_ArrayForEach(product, list)
	{
		if (!tmf_is_number(call->mapping, tmf_field_of(product, &call->mapping->number),
				   call->call->line)) {
			tmf_refuse(call, TMF_PRODUCT, "another number");
			return NULL;
		}
		if (picked && has_ended(product))
			continue;
		if (picked && !has_ended(picked)) {
			tmf_refuse(call, TMF_PRODUCT, "two products have the number");
			return NULL;
		}
		picked = product;
	}
	if (picked && !json_text(picked, "id"))
		tmf_refuse(call, TMF_PRODUCT, "no id");
	if (picked && call->mapping->versions[TMF_PRODUCT] == 5 && !json_text(picked, "@type"))
		tmf_refuse(call, TMF_PRODUCT, "no @type, as version 5 has it");
	return call->failed ? NULL : picked;
}

const cJSON *tmf_product(struct tmf_call *call)
{
	const struct tmf_mapping *mapping = call->mapping;
	const char *name = tmf_encode(call, mapping->number.name);
	const char *number = tmf_encode(call,
					arena_format(carrier_requests_arena(call->requests), "%s%s",
						     mapping->number_prefix, call->call->line));
	const cJSON *list;

	if (mapping->number.is_characteristic)
		list = tmf_list(call, TMF_PRODUCT, "product",
				"/product?productCharacteristic.name=%s"
				"&productCharacteristic.value=%s&limit=%d",
				name, number, TMF_PAGE);
	else
		list = tmf_list(call, TMF_PRODUCT, "product", "/product?%s=%s&limit=%d", name,
				number, TMF_PAGE);
	return pick(call, list);
}

/* In version 5, a role such as a customer, which TMF629 knows by that id; not the person in it. */
static const cJSON *role_of(const struct tmf_call *call, const cJSON *party)
{
	static const char *const persons[] = {"PartyRef", "Individual", "Organization", NULL};
	const cJSON *held = json_get(party, "partyOrPartyRole");

	if (call->mapping->versions[TMF_PRODUCT] < 5)
		return party;
	return tmf_is_one_of(json_text(held, "@type"), persons) ? NULL : held;
}

const char *tmf_customer_of(const struct tmf_call *call, const cJSON *product)
{
	const cJSON *party;

	cJSON_ArrayForEach(party, json_get(product, "relatedParty"))
	{
		const char *id = json_text(role_of(call, party), "id");

		if (id && tmf_same(json_text(party, "role"), "customer"))
			return id;
	}
	return NULL;
}
