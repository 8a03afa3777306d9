/*
 * The record of a line, put together of what several systems know.
 *
 * The product is the line; its account, bills, balance, payments, its owner's other number and
 * the outages of its region are asked for together. An answer about somebody else spoils the
 * whole. What the operator does not have is not asked, and what it cannot tell is no guess.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "bot/tmf/read.h"
#include "bot/tmf/tmf.h"

#define STRING(value) #value
#define TEXT_OF(value) STRING(value)
#define PAGE_TEXT TEXT_OF(TMF_PAGE)

static bool has_api(const struct tmf_call *call, enum tmf_api api)
{
	return call->mapping->paths[api];
}

static bool has_causes(const struct tmf_call *call, enum tmf_api api)
{
	for (size_t i = 0; i < call->mapping->n_places; i++) {
		if (call->mapping->places[i].api == api)
			return true;
	}
	return false;
}

/* --- the product -------------------------------------------------------------- */

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
				"&productCharacteristic.value=%s&limit=" PAGE_TEXT,
				name, number);
	else
		list = tmf_list(call, TMF_PRODUCT, "product", "/product?%s=%s&limit=" PAGE_TEXT,
				name, number);
	return pick(call, list);
}

/* --- outages and the owner ---------------------------------------------------- */

static bool names_place(const cJSON *problem, const char *region)
{
	const cJSON *place;

	cJSON_ArrayForEach(place, json_get(problem, "affectedLocation"))
	{
		if (tmf_same(json_text(place, "name"), region))
			return true;
	}
	return false;
}

static bool has_id(const cJSON *list, const char *id)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, list)
	{
		if (id && json_text(item, "id") && !strcmp(json_text(item, "id"), id))
			return true;
	}
	return false;
}

/* A problem that names services is theirs, one that names none is all of its region's. */
static bool is_hit(const cJSON *problem, const cJSON *product, const char *region)
{
	const cJSON *services = json_get(problem, "affectedService"), *service;

	if (!names_place(problem, region))
		return false;
	cJSON_ArrayForEach(service, services)
	{
		if (has_id(json_get(product, "realizingService"), json_text(service, "id")))
			return true;
	}
	return cJSON_GetArraySize(services) == 0;
}

static void take_problems(struct tmf_call *call, const cJSON *problems, const cJSON *product,
			  struct carrier_line *line)
{
	static const char *const over[] = {"rejected", "resolved", "cancelled", "closed", NULL};
	const cJSON *problem;

	cJSON_ArrayForEach(problem, problems)
	{
		if (tmf_is_one_of(json_text(problem, "status"), over) ||
		    !is_hit(problem, product, line->region))
			continue;
		tmf_add_hold(line, "OUTAGE", tmf_time(problem, "creationDate"));
		line->repair_by_ms = tmf_time_of(
			tmf_characteristic_text(problem, call->mapping->repair_by));
	}
}

/* Another number than the line itself: a code sent there can arrive. */
static void take_contact(struct tmf_call *call, const cJSON *customer, struct carrier_line *line)
{
	const cJSON *medium;

	cJSON_ArrayForEach(medium, json_get(customer, "contactMedium"))
	{
		const char *number = json_text(json_get(medium, "characteristic"), "phoneNumber");

		if (!number || strstr(number, line->number) || *line->contact_masked)
			continue;
		snprintf(line->contact_masked, sizeof line->contact_masked, "%s",
			 text_mask_number(number, carrier_requests_arena(call->requests)));
	}
}

/* --- the whole ---------------------------------------------------------------- */

static const char *customer_of(const cJSON *product)
{
	const cJSON *party;

	cJSON_ArrayForEach(party, json_get(product, "relatedParty"))
	{
		if (tmf_same(json_text(party, "role"), "customer"))
			return json_text(party, "id");
	}
	return NULL;
}

/* A resource that was asked for by its id; NULL when it is not there. */
static const cJSON *same_id(struct tmf_call *call, enum tmf_api api, const cJSON *resource,
			    const char *id)
{
	const char *has = json_text(resource, "id");

	if (resource && (!has || strcmp(has, id) != 0))
		tmf_refuse(call, api, "another id");
	return call->failed ? NULL : resource;
}

/* Only what is told is fetched: neither the name nor an identity document. */
static const cJSON *get_customer(struct tmf_call *call, const char *id)
{
	if (!id || !has_api(call, TMF_CUSTOMER))
		return NULL;
	return same_id(call, TMF_CUSTOMER,
		       tmf_get(call, TMF_CUSTOMER, "customer",
			       "/customer/%s?fields=id,status,statusReason,contactMedium",
			       tmf_encode(call, id)),
		       id);
}

static const cJSON *get_account(struct tmf_call *call, const char *id)
{
	if (!id || !has_api(call, TMF_ACCOUNT) || !has_causes(call, TMF_ACCOUNT))
		return NULL;
	return same_id(call, TMF_ACCOUNT,
		       tmf_get(call, TMF_ACCOUNT, "account",
			       "/billingAccount/%s?fields=id,state,paymentStatus",
			       tmf_encode(call, id)),
		       id);
}

static const cJSON *get_of(struct tmf_call *call, enum tmf_api api, const char *resource,
			   const char *by, const char *id)
{
	if (!id || !has_api(call, api))
		return NULL;
	return tmf_list(call, api, resource, "/%s?%s=%s&limit=" PAGE_TEXT, resource, by,
			tmf_encode(call, id));
}

static void copy(const char *text, char *out, size_t size)
{
	size_t length = text ? strlen(text) : 0;

	if (length >= size)
		length = text_bytes_of(text, size - 1, text_characters(text, size - 1) - 1);
	memcpy(out, text ? text : "", length);
	out[length] = '\0';
}

static void take_product(struct tmf_call *call, const cJSON *product, struct carrier_line *line)
{
	const struct tmf_mapping *mapping = call->mapping;
	const cJSON *term;

	line->exists = true;
	strcpy(line->number, call->call->line);
	line->cancel_ms = tmf_time(product, "terminationDate");
	copy(tmf_characteristic_text(product, mapping->brand), line->carrier, sizeof line->carrier);
	copy(tmf_characteristic_text(product, mapping->province), line->province,
	     sizeof line->province);
	copy(tmf_characteristic_text(product, mapping->region), line->region, sizeof line->region);
	cJSON_ArrayForEach(term, json_get(product, "productTerm"))
	{
		int64_t end_ms = tmf_time(json_get(term, "validFor"), "endDateTime");

		if (end_ms > line->contract_end_ms)
			line->contract_end_ms = end_ms;
	}
}

/* Under what a hub tells of it. */
static void take_names(const cJSON *product, struct carrier_names *names)
{
	const cJSON *service;

	carrier_names_add(names, "product", json_text(product, "id"));
	carrier_names_add(names, "account", tmf_id_of(product, "billingAccount"));
	cJSON_ArrayForEach(service, json_get(product, "realizingService"))
	{
		carrier_names_add(names, "service", json_text(service, "id"));
	}
}

void tmf_line(struct tmf_call *call, struct carrier_line *line)
{
	const cJSON *product, *customer, *account, *bills, *buckets, *topups, *payments, *problems;
	const char *id, *account_id;

	*line = (struct carrier_line){.owed_fen = -1, .balance_fen = -1, .paid_fen = -1};
	product = tmf_product(call);
	if (!product)
		return;
	take_product(call, product, line);
	take_names(product, &line->names);
	id = json_text(product, "id");
	account_id = tmf_id_of(product, "billingAccount");
	customer = get_customer(call, customer_of(product));
	account = get_account(call, account_id);
	bills = get_of(call, TMF_BILL, "customerBill", "billingAccount.id", account_id);
	payments = get_of(call, TMF_PAYMENT, "payment", "account.id", account_id);
	buckets = get_of(call, TMF_PREPAY, "bucket", "product.id", id);
	topups = get_of(call, TMF_PREPAY, "topupBalance", "product.id", id);
	problems = get_of(call, TMF_PROBLEM, "serviceProblem", "affectedLocation.name",
			  *line->region ? line->region : NULL);
	if (call->waits)
		return;
	tmf_find_causes(call, product, customer, account, line);
	tmf_take_bills(call, bills, account_id, line);
	tmf_take_buckets(call, buckets, id, line);
	tmf_take_payments(call, payments, account_id, line);
	tmf_take_topups(call, topups, id, line);
	take_problems(call, problems, product, line);
	take_contact(call, customer, line);
}
