/*
 * An operator with TM Forum's Open APIs (v4): `tmf:https://host/path?mapping=FILE`.
 *
 * It says which requests are to be sent and reads their answers. Which answer means what is the
 * mapping's; see TMF.md beside this file.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bot/carrier.h"
#include "bot/tmf/tmf.h"

struct carrier {
	struct arena *arena;
	const struct tmf_mapping *mapping;
	const char *address;
};

/* --- opening ------------------------------------------------------------------ */

static bool begins_with_host(const char *address, const char *prefix)
{
	size_t length = strlen(prefix);

	return !strncmp(address, prefix, length) && strchr(":/", address[length]);
}

/* Numbers and codes go there: in the clear only within this machine. */
static bool is_safe(const char *address)
{
	return !strncmp(address, "https://", strlen("https://")) ||
	       begins_with_host(address, "http://127.0.0.1") ||
	       begins_with_host(address, "http://[::1]") ||
	       begins_with_host(address, "http://localhost");
}

static bool read_url(struct carrier *tmf, const char *url, const char **mapping, struct error *err)
{
	char *address = arena_text(tmf->arena, url + strlen("tmf:"));
	char *option = strchr(address, '?');
	size_t length;

	if (option)
		*option++ = '\0';
	for (length = strlen(address); length && address[length - 1] == '/'; length--)
		address[length - 1] = '\0';
	tmf->address = address;
	if (!is_safe(address))
		return error_set(err, "carrier tmf: needs https://, or http:// to this machine");
	if (!option)
		return true;
	if (strncmp(option, "mapping=", strlen("mapping=")) != 0)
		return error_set(err, "carrier tmf: option %s is not mapping=FILE", option);
	*mapping = option + strlen("mapping=");
	return true;
}

static void tmf_close(struct carrier *tmf)
{
	if (!tmf)
		return;
	arena_destroy(tmf->arena);
	free(tmf);
}

static struct carrier *tmf_open(const char *url, const char *resources, const struct clock *clock,
				struct error *err)
{
	struct carrier *tmf = mem_new(sizeof *tmf);
	struct problems *problems = problems_create();
	const char *mapping;

	tmf->arena = arena_create();
	(void)clock;
	mapping = arena_format(tmf->arena, "%s/bot/carriers/tmf.yaml", resources);
	if (read_url(tmf, url, &mapping, err)) {
		tmf->mapping = tmf_mapping_read(mapping, tmf->arena, problems);
		if (!tmf->mapping)
			error_set(err, "%s", problems_line(problems, 0));
	}
	problems_destroy(problems);
	if (tmf->mapping)
		return tmf;
	tmf_close(tmf);
	return NULL;
}

static const char *tmf_address(const struct carrier *tmf)
{
	return tmf->address;
}

/* --- answering ---------------------------------------------------------------- */

static void tmf_answer(struct carrier *tmf, const struct carrier_call *body,
		       struct carrier_requests *requests, struct carrier_answer *out)
{
	struct tmf_call call = {.mapping = tmf->mapping, .call = body, .requests = requests};

	*out = (struct carrier_answer){0};
	switch (body->kind) {
	case CALL_LINE:
		tmf_line(&call, &out->line);
		break;
	case CALL_CHECK_START:
		tmf_check_start(&call);
		break;
	case CALL_CHECK_VERIFY:
		tmf_check_verify(&call, &out->check);
		break;
	case CALL_ORDER:
		tmf_order(&call, out);
		break;
	case CALL_ORDER_FIND:
		tmf_order_find(&call, out);
		break;
	case CALL_TICKET:
		tmf_ticket(&call, out);
		break;
	case CALL_TICKET_FIND:
		tmf_ticket_find(&call, out);
		break;
	case CALL_TALK:
		tmf_talk(&call, out);
		break;
	case CALL_TALK_FIND:
		tmf_talk_find(&call, out);
		break;
	case CALL_MESSAGE:
		tmf_message(&call, out);
		break;
	case CALL_MESSAGE_FIND:
		tmf_message_find(&call, out);
		break;
	case CALL_WAIT:
	case CALL_PAY_LINK:
	case N_CALL_KINDS:
		break;
	}
	if (call.failed || call.waits)
		*out = (struct carrier_answer){.outcome = call.failed ? CALL_FAILED : CALL_ASKS};
}

/* --- being told --------------------------------------------------------------- */

static bool tmf_read_notice(const struct carrier *tmf, const char *json, size_t length,
			    struct carrier_notice *out, struct error *err)
{
	cJSON *event = json_read(json, length, err);
	bool fine = event && tmf_notice(tmf->mapping, event, out, err);

	cJSON_Delete(event);
	return fine;
}

static void tmf_ask_to_be_told(const struct carrier *tmf, const char *listener,
			       struct carrier_requests *requests)
{
	tmf_subscribe(tmf->mapping, listener, requests);
}

static struct carrier_extras tmf_extras(const struct carrier *tmf)
{
	const char *const *paths = tmf->mapping->paths;

	return (struct carrier_extras){.tickets = paths[TMF_TICKET],
				       .talks = paths[TMF_TALK],
				       .messages = paths[TMF_MESSAGE]};
}

const struct carrier_kind carrier_tmf = {
	.scheme = "tmf",
	.open = tmf_open,
	.close = tmf_close,
	.call = tmf_answer,
	.notice = tmf_read_notice,
	.subscribe = tmf_ask_to_be_told,
	.address = tmf_address,
	.extras = tmf_extras,
};
