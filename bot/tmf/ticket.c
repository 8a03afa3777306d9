/*
 * Tickets (TMF621): what our people cannot take now, for the operator's. Our case's id is its
 * externalId, so that both sides call it the same.
 */
#include "bot/tmf/read.h"
#include "bot/tmf/tmf.h"

static const struct tmf_given trouble_ticket = {
	.api = TMF_TICKET,
	.resource = "/troubleTicket",
	.by = "externalId",
	.state = "status",
	.done = {"resolved", "closed"},
	.refused = {"rejected", "cancelled"},
};

/* TMF621 leaves the words open, and its samples have these. */
static const char *severity(int priority)
{
	static const char *const names[] = {"Critical", "Major", "Minor"};

	return names[priority < 0 ? 0 : priority > 2 ? 2 : priority];
}

static void put_product(struct buffer *body, const char *product)
{
	json_put_name(body, "relatedEntity");
	buffer_text(body, "[{");
	json_put_member(body, "id", product);
	json_put_member(body, "role", "line");
	json_put_member(body, "@referredType", "Product");
	buffer_text(body, "}]");
}

void tmf_ticket(struct tmf_call *call, struct carrier_answer *out)
{
	const struct carrier_matter *matter = &call->call->matter;
	struct buffer body = {0};

	buffer_char(&body, '{');
	json_put_member(&body, "externalId", call->call->key);
	json_put_member(&body, "name", matter->reason);
	json_put_member(&body, "description", call->call->text);
	json_put_member(&body, "severity", severity(matter->priority));
	json_put_member(&body, "ticketType", *matter->cause ? matter->cause : matter->reason);
	json_put_name(&body, "channel");
	buffer_text(&body, "{\"id\":\"chat\",\"name\":\"chat\"}");
	if (*matter->product)
		put_product(&body, matter->product);
	buffer_char(&body, '}');
	tmf_give(call, &trouble_ticket, &body, out);
}

void tmf_ticket_find(struct tmf_call *call, struct carrier_answer *out)
{
	tmf_find(call, &trouble_ticket, out);
}
