/*
 * Text messages (TMF681). Our key is the description, which nobody reads on a phone. Version 4 has
 * no event that tells of delivery: it is asked for.
 */
#include "bot/tmf/read.h"
#include "bot/tmf/tmf.h"

static const struct tmf_given communication_message = {
	.api = TMF_MESSAGE,
	.resource = "/communicationMessage",
	.by = "description",
	.state = "state",
	.done = {"completed"},
	.refused = {"failed", "cancelled"},
};

void tmf_message(struct tmf_call *call, struct carrier_answer *out)
{
	struct buffer body = {0};

	buffer_char(&body, '{');
	json_put_member(&body, "description", call->call->key);
	json_put_member(&body, "content", call->call->text);
	json_put_member(&body, "messageType", "SMS");
	json_put_name(&body, "receiver");
	buffer_text(&body, "[{");
	json_put_member(&body, "phoneNumber", call->call->line);
	buffer_text(&body, "}]");
	json_put_name(&body, "sender");
	buffer_text(&body, "{\"id\":\"fuji\"}}");
	tmf_give(call, &communication_message, &body, out);
}

void tmf_message_find(struct tmf_call *call, struct carrier_answer *out)
{
	tmf_find(call, &communication_message, out);
}
