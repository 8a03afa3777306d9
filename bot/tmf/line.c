/*
 * The record of a line, put together of what several systems know.
 *
 * The product is the line; its services, account, bills, balance, payments, its owner's other number and
 * the outages of its region are asked for together. An answer about somebody else spoils the
 * whole. What the operator does not have is not asked, and what it cannot tell is no guess.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "bot/tmf/read.h"
#include "bot/tmf/tmf.h"

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
		tmf_add_hold(line, "OUTAGE",
			     (struct tmf_span){.since_ms = tmf_time(problem, "creationDate")});
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

/* Only what is told is fetched: neither the name nor an identity document. */
static const cJSON *get_customer(struct tmf_call *call, const char *id)
{
	return tmf_thing(call, TMF_CUSTOMER, "customer", "customer", id,
			 "id,status,statusReason,contactMedium");
}

static const cJSON *get_account(struct tmf_call *call, const char *id)
{
	return tmf_has_causes(call, TMF_ACCOUNT)
		       ? tmf_thing(call, TMF_ACCOUNT, "account", "billingAccount", id,
				   "id,state,paymentStatus")
		       : NULL;
}

static const cJSON *get_of(struct tmf_call *call, enum tmf_api api, const char *resource,
			   const char *by, const char *id)
{
	if (!id || !call->mapping->paths[api])
		return NULL;
	return tmf_list(call, api, resource, "/%s?%s=%s&limit=%d", resource, by,
			tmf_encode(call, id), TMF_PAGE);
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
	const cJSON *bills, *buckets, *topups, *payments, *problems;
	struct tmf_sources sources = {.product = tmf_product(call)};
	const char *id = json_text(sources.product, "id");
	const char *account_id = tmf_id_of(sources.product, "billingAccount");

	*line = (struct carrier_line){.owed_fen = -1, .balance_fen = -1, .paid_fen = -1};
	if (!sources.product)
		return;
	take_product(call, sources.product, line);
	take_names(sources.product, &line->names);
	tmf_get_services(call, &sources);
	sources.customer = get_customer(call, tmf_customer_of(call, sources.product));
	sources.account = get_account(call, account_id);
	bills = get_of(call, TMF_BILL, "customerBill", "billingAccount.id", account_id);
	payments = get_of(call, TMF_PAYMENT, "payment", "account.id", account_id);
	buckets = get_of(call, TMF_PREPAY, "bucket", "product.id", id);
	topups = get_of(call, TMF_PREPAY, "topupBalance", "product.id", id);
	problems = get_of(call, TMF_PROBLEM, "serviceProblem", "affectedLocation.name",
			  *line->region ? line->region : NULL);
	if (call->waits)
		return;
	tmf_find_causes(call, &sources, line);
	tmf_take_bills(call, bills, account_id, line);
	tmf_take_buckets(call, buckets, id, line);
	tmf_take_payments(call, payments, account_id, line);
	tmf_take_topups(call, topups, id, line);
	take_problems(call, problems, sources.product, line);
	take_contact(call, sources.customer, line);
}
