/*
 * Who is asking: the operator's own service compares, and says passed or not. It is two requests
 * of ours, told in bot/carriers/TMF.md, because TMF720 describes credentials and verifies none.
 */
#include <string.h>

#include "bot/tmf/read.h"
#include "bot/tmf/tmf.h"

static struct buffer begin_body(const struct tmf_call *call)
{
	struct buffer body = {0};

	buffer_char(&body, '{');
	json_put_member(&body, "number", call->call->line);
	json_put_member(&body, "method", call->call->method);
	return body;
}

static void check_number(struct tmf_call *call, const cJSON *answer)
{
	if (!tmf_is_number(call->mapping, json_get(answer, "number"), call->call->line))
		tmf_refuse(call, TMF_IDENTITY, "another number");
}

/* There is no refusing here: what is wrong is an answer too. */
static bool may_read(struct tmf_call *call, const cJSON *answer, int status)
{
	if (!answer && status && !call->failed)
		tmf_refuse(call, TMF_IDENTITY, "no result");
	return answer;
}

/* A number that is not known is answered as one that is. */
void tmf_check_start(struct tmf_call *call)
{
	struct buffer body = begin_body(call);
	const cJSON *answer;
	int status;

	json_put_member(&body, "to", call->call->to_contact ? "contact" : "line");
	buffer_char(&body, '}');
	answer = tmf_post(call, TMF_IDENTITY, "start", "/code", &body, &status);
	if (may_read(call, answer, status))
		check_number(call, answer);
}

void tmf_check_verify(struct tmf_call *call, enum check_result *out)
{
	struct buffer body = begin_body(call);
	const cJSON *answer;
	const char *result;
	int status;

	json_put_member(&body, "ownerName", call->call->owner_name);
	json_put_member(&body, "secret", call->call->secret);
	buffer_char(&body, '}');
	answer = tmf_post(call, TMF_IDENTITY, "verify", "/verification", &body, &status);
	if (!may_read(call, answer, status))
		return;
	check_number(call, answer);
	result = json_text(answer, "result");
	if (tmf_same(result, "passed"))
		*out = CHECK_PASSED;
	else if (tmf_same(result, "expired"))
		*out = CHECK_EXPIRED;
	else if (tmf_same(result, "wrong"))
		*out = CHECK_WRONG;
	else
		tmf_refuse(call, TMF_IDENTITY, "no result");
}
