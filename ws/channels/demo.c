/*
 * The pages of the simulated operator, as far as they do something: its face check tells what
 * the person has clicked. All of it goes through the same door as a real operator's answer.
 */
#include "ws/channels/channel.h"

#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "ws/exchange.h"

extern const struct channel channel_demo;

static enum role anybody(struct exchange *exchange)
{
	if (!exchange->service->app)
		exchange_refuse(exchange, 404, NULL, "there is no simulated operator");
	return ROLE_NONE;
}

/* `{"line":…,"state":…,"passed":true}`: signed as the operator would. */
static void take_face(struct exchange *exchange)
{
	cJSON *root = json_read(exchange->body.data ? exchange->body.data : "",
				exchange->body.length, NULL);
	struct sim_claims claims = {
		.line = json_text(root, "line"),
		.level = "face",
		.nonce = json_text(root, "state"),
		.passed = json_is_true(root, "passed"),
	};
	struct buffer result = {0};
	struct event *event;

	if (claims.line && claims.nonce) {
		sim_app_sign(exchange->service->app, &claims,
			     clock_now_ms(exchange->service->clock), &result);
		event = event_create(EVENT_CHECKED, 0);
		event->text = buffer_take(&result);
		if (!exchange_ask(exchange, event))
			exchange_overloaded(exchange);
	} else {
		exchange_refuse(exchange, 400, NULL, "line or state is missing");
	}
	cJSON_Delete(root);
}

static const struct endpoint endpoints[] = {
	{.name = "POST /demo/operator/face",
	 .body_most = 1024,
	 .take = take_face,
	 .output = exchange_put_taken},
};

static const struct family family = {
	.below = "/demo/operator/",
	.who = anybody,
	.endpoints = endpoints,
	.n_endpoints = sizeof endpoints / sizeof *endpoints,
};

const struct channel channel_demo = {.family = &family};
