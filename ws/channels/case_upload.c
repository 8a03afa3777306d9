/*
 * GET /desk/upload/{upload}: a file that a subscriber sent, for the agent who has the case.
 *
 * What is in it nobody has looked at: opened by its address it is only ever saved, and the console
 * shows it as a picture or not at all.
 */
#include "ws/channels/channel.h"

#include <string.h>

#include "base/mem.h"
#include "ws/exchange.h"
#include "ws/token.h"

extern const struct channel channel_case_upload;

struct asking {
	struct token token;
};

/* The token passes for an agent's. */
static enum role who(struct exchange *exchange)
{
	struct asking *asking = exchange->state;

	return exchange_shows_desk_token(exchange, &asking->token) ? ROLE_AGENT : ROLE_NONE;
}

static void take(struct exchange *exchange)
{
	const struct asking *asking = exchange->state;
	struct event *event = event_create(EVENT_FETCH, 0);

	event->name = mem_text(asking->token.user);
	event->stamp = mem_text(asking->token.subject);
	event->upload_id = mem_text(exchange->segment);
	if (!exchange_ask(exchange, event))
		exchange_overloaded(exchange);
}

static void put_file(struct exchange *exchange, const struct output *output)
{
	exchange_answer_file(exchange, output, "same-origin");
}

static const struct endpoint endpoints[] = {
	{.name = "GET /desk/upload/{upload}", .take = take, .output = put_file},
};

static const struct family family = {
	.below = "/desk/",
	.state_size = sizeof(struct asking),
	.who = who,
	.endpoints = endpoints,
	.n_endpoints = sizeof endpoints / sizeof *endpoints,
};

const struct channel channel_case_upload = {.family = &family};
