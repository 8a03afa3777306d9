/*
 * Checks that are made on the operator's own page: its server tells how they went.
 *
 * Anybody may post here. What counts is the operator's signature, and that a check waits for it.
 */
#include "ws/channels/channel.h"

#include "base/json.h"
#include "base/mem.h"
#include "ws/exchange.h"

extern const struct channel channel_checks;

static enum role anybody(struct exchange *exchange)
{
	(void)exchange;
	return ROLE_NONE;
}

static void take_result(struct exchange *exchange)
{
	cJSON *root = json_read(exchange->body.data ? exchange->body.data : "",
				exchange->body.length, NULL);
	const char *assertion = json_text(root, "identity");
	struct event *event;

	if (assertion) {
		event = event_create(EVENT_CHECKED, 0);
		event->text = mem_text(assertion);
		if (!exchange_ask(exchange, event))
			exchange_overloaded(exchange);
	} else {
		exchange_refuse(exchange, 400, NULL, "the body is not {\"identity\":ASSERTION}");
	}
	cJSON_Delete(root);
}

static const struct endpoint endpoints[] = {
	{.name = "POST /checks/face/result",
	 .body_most = 8192,
	 .take = take_result,
	 .output = exchange_put_taken},
};

static const struct family family = {
	.below = "/checks/",
	.who = anybody,
	.endpoints = endpoints,
	.n_endpoints = sizeof endpoints / sizeof *endpoints,
};

const struct channel channel_checks = {.family = &family};
