/*
 * One call to an operator with TM Forum's Open APIs, while it is being answered.
 *
 * Each of these runs from the top over the answers that are there. What is not there yet is
 * asked for, and the function goes on as far as it can without, so that what does not hang on
 * one another is asked for at once.
 */
#ifndef FUJI_BOT_TMF_TMF_H
#define FUJI_BOT_TMF_TMF_H

#include <cjson/cJSON.h>

#include "bot/carrier.h"
#include "bot/tmf/mapping.h"

struct tmf_call {
	const struct tmf_mapping *mapping;
	const struct carrier_call *call;
	struct carrier_requests *requests;
	bool waits, failed; /* there is more to be asked first; something cannot be known */
};

/** The line, its holds, money and outage. */
void tmf_line(struct tmf_call *call, struct carrier_line *out);

#define TMF_SERVICES_MOST 8

/** What may say why it is stopped; NULL: the operator has none, or is not asked. */
struct tmf_sources {
	const cJSON *product, *services[TMF_SERVICES_MOST], *customer, *account;
};

/** Of a hold; 0: not known. */
struct tmf_span {
	int64_t since_ms, until_ms;
};

/** Parts of that. Lists may be NULL: the operator has none. */
/** Once each; a place that knows since or until when adds that. */
void tmf_add_hold(struct carrier_line *line, const char *cause, struct tmf_span span);
void tmf_find_causes(struct tmf_call *call, const struct tmf_sources *sources,
		     struct carrier_line *line);
void tmf_take_bills(struct tmf_call *call, const cJSON *bills, const char *account,
		    struct carrier_line *line);
void tmf_take_buckets(struct tmf_call *call, const cJSON *buckets, const char *product,
		      struct carrier_line *line);
void tmf_take_topups(struct tmf_call *call, const cJSON *topups, const char *product,
		     struct carrier_line *line);
void tmf_take_payments(struct tmf_call *call, const cJSON *payments, const char *account,
		       struct carrier_line *line);

/** The product that is the line; NULL while it is not there, when the number has none, or when
 *  that cannot be known. */
const cJSON *tmf_product(struct tmf_call *call);

/** The id of its customer; NULL: it names none. */
const char *tmf_customer_of(const struct tmf_call *call, const cJSON *product);

/** The services of its product, where causes are read from them. */
void tmf_get_services(struct tmf_call *call, struct tmf_sources *sources);

/** Whether the mapping reads causes there, and the operator has it. */
bool tmf_has_causes(const struct tmf_call *call, enum tmf_api api);

/** What is given to the operator under our key, and can be asked for by it. */
struct tmf_given {
	enum tmf_api api;
	const char *resource;
	const char *list, *by; /* our key is its `by`, or that of an item of its `list` */
	const char *state;     /* the member that says how it stands */
	const char *done[4], *refused[4]; /* closed by NULL; else it is under way */
};

/** Gives it; takes the body. */
void tmf_give(struct tmf_call *call, const struct tmf_given *given, struct buffer *body,
	      struct carrier_answer *out);

/** Asks what became of it. */
void tmf_find(struct tmf_call *call, const struct tmf_given *given, struct carrier_answer *out);

/** The four things: each is given, or only asked for. */
void tmf_order(struct tmf_call *call, struct carrier_answer *out);
void tmf_order_find(struct tmf_call *call, struct carrier_answer *out);
void tmf_ticket(struct tmf_call *call, struct carrier_answer *out);
void tmf_ticket_find(struct tmf_call *call, struct carrier_answer *out);
void tmf_talk(struct tmf_call *call, struct carrier_answer *out);
void tmf_talk_find(struct tmf_call *call, struct carrier_answer *out);
void tmf_message(struct tmf_call *call, struct carrier_answer *out);
void tmf_message_find(struct tmf_call *call, struct carrier_answer *out);

/** Adds `{name, value}`. */
void tmf_put_characteristic(struct buffer *body, const char *name, const char *value);

/** Reads what a hub tells. False with err when it is no event. */
bool tmf_notice(const struct tmf_mapping *mapping, const cJSON *event, struct carrier_notice *out,
		struct error *err);

/** Adds the requests that have the operator's hubs tell us, below that address of ours. */
void tmf_subscribe(const struct tmf_mapping *mapping, const char *listener,
		   struct carrier_requests *requests);

void tmf_check_start(struct tmf_call *call);
void tmf_check_verify(struct tmf_call *call, enum check_result *out);

/** The answer to a GET of the operator's `api`: NULL while it is not there, when it has failed or
 *  when the operator has nothing of that name (404). The format is what stands behind the path
 *  of the api; what is put into it has gone through tmf_encode. */
const cJSON *tmf_get(struct tmf_call *call, enum tmf_api api, const char *name, const char *format,
		     ...) __attribute__((format(printf, 4, 5)));

/** The resource with that id, or these fields of it; NULL also where the operator has no such API
 *  or `id` is NULL. */
const cJSON *tmf_thing(struct tmf_call *call, enum tmf_api api, const char *name,
		       const char *resource, const char *id, const char *fields);

/** The same of a list; NULL while it is not there, or when it has failed. That there is nothing is
 *  a list too: 404 may as well be a wrong path. */
const cJSON *tmf_list(struct tmf_call *call, enum tmf_api api, const char *name, const char *format,
		      ...) __attribute__((format(printf, 4, 5)));

/** The same of a POST; takes the body. *status is that of HTTP, 0: none yet. One that refuses what
 *  was sent (400, 404, 409, 422) is an answer, and its JSON is not looked at. */
const cJSON *tmf_post(struct tmf_call *call, enum tmf_api api, const char *name,
		      const char *resource, struct buffer *body, int *status);

/** What came is not what was asked for: nothing of it may be believed. */
void tmf_refuse(struct tmf_call *call, enum tmf_api api, const char *what);

#define TMF_PAGE 100 /* `limit` of a list */

/** A page that is full may not be all. */
bool tmf_is_whole(const cJSON *list);

/** The id of what a resource refers to, such as its `billingAccount`; NULL: none. */
const char *tmf_id_of(const cJSON *resource, const char *reference);

/** A text as a part of a query or path (RFC 3986), in the try's arena. */
const char *tmf_encode(struct tmf_call *call, const char *text);

#endif
