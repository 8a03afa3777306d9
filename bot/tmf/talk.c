/*
 * The operator's log of talks (TMF683). Version 4 gives an entry no id of ours, so that our key is
 * the id of its one item.
 */
#include "base/clock.h"
#include "bot/tmf/read.h"
#include "bot/tmf/tmf.h"

static const struct tmf_given party_interaction = {
	.api = TMF_TALK,
	.resource = "/partyInteraction",
	.list = "interactionItem",
	.by = "id",
	.state = "status",
	.done = {"completed"},
};

#define CHANNEL "[{\"id\":\"chat\",\"href\":\"/chat\",\"name\":\"chat\"}]"

static void put_reference(struct buffer *body, const char *id, const char *type)
{
	json_put_name(body, "item");
	buffer_char(body, '{');
	json_put_member(body, "id", id);
	json_put_member(body, "role", "subject");
	json_put_member(body, "@referredType", type);
	buffer_char(body, '}');
}

/* What it led to, else what it was about. */
static void put_item(const struct tmf_call *call, struct buffer *body)
{
	const struct carrier_matter *matter = &call->call->matter;

	json_put_name(body, "interactionItem");
	buffer_text(body, "[{");
	json_put_member(body, "id", call->call->key);
	json_put_member(body, "reason", *matter->cause ? matter->cause : matter->reason);
	json_put_member(body, "resolution", call->call->text);
	if (*matter->ticket)
		put_reference(body, matter->ticket, "TroubleTicket");
	else if (*matter->product)
		put_reference(body, matter->product, "Product");
	buffer_text(body, "}]");
}

static void put_dates(int64_t from_ms, int64_t to_ms, struct buffer *body)
{
	char from[25], to[25];

	clock_print(from_ms, from);
	clock_print(to_ms, to);
	json_put_name(body, "interactionDate");
	buffer_char(body, '{');
	json_put_member(body, "startDateTime", from);
	json_put_member(body, "endDateTime", to);
	buffer_char(body, '}');
}

void tmf_talk(struct tmf_call *call, struct carrier_answer *out)
{
	const struct carrier_matter *matter = &call->call->matter;
	struct buffer body = {0};

	buffer_char(&body, '{');
	json_put_member(&body, "reason", matter->reason);
	json_put_member(&body, "status", "completed");
	json_put_member(&body, "direction", "inbound");
	put_dates(matter->begun_ms, matter->ended_ms, &body);
	json_put_name(&body, "channel");
	buffer_text(&body, CHANNEL);
	put_item(call, &body);
	buffer_char(&body, '}');
	tmf_give(call, &party_interaction, &body, out);
}

void tmf_talk_find(struct tmf_call *call, struct carrier_answer *out)
{
	tmf_find(call, &party_interaction, out);
}
