/*
 * POST /chat/upload: a file for a message of the conversation. GET /chat/upload/{upload}: such a
 * file, for who was told its address (ws/file_link.h).
 *
 * What is in it nobody has looked at: opened by its address it is only ever saved, and shown as a
 * picture or not at all.
 */
#include "ws/channels/channel.h"

#include <string.h>

#include "base/mem.h"
#include "ws/arrival.h"
#include "ws/exchange.h"
#include "ws/file_link.h"
#include "ws/token.h"

#define HOUR_MS (60 * 60 * 1000LL)

extern const struct channel channel_upload;

struct asking {
	struct token token; /* of the conversation, or the ticket for a file */
};

static bool shows_token(struct exchange *exchange, struct token *out)
{
	const struct service *service = exchange->service;
	int64_t life_ms = service->config->chat_resume_hours * HOUR_MS;

	return token_read(head_bearer(&exchange->head), service->keys, TOKEN_CHAT, out) &&
	       clock_now_ms(service->clock) <= out->expires_ms + life_ms;
}

static enum role who(struct exchange *exchange)
{
	struct asking *asking = exchange->state;

	if (!*exchange->segment)
		return shows_token(exchange, &asking->token) ? ROLE_SUBSCRIBER : ROLE_NONE;
	if (file_link_ticket(exchange->service, &exchange->head, exchange->segment, &asking->token))
		return ROLE_SUBSCRIBER;
	exchange_refuse(exchange, 404, NULL, "this address is too old, or never was one");
	return ROLE_NONE;
}

static void take_file(struct exchange *exchange)
{
	const struct asking *asking = exchange->state;

	arrival_send(exchange, asking->token.subject, &exchange->body);
}

static void put_taken(struct exchange *exchange, const struct output *output)
{
	struct buffer json = {0};

	buffer_add(&json, output->json, output->json_length);
	exchange_answer(exchange, 201, &json);
}

static void fetch(struct exchange *exchange)
{
	const struct asking *asking = exchange->state;
	struct event *event;

	if (!exchange_may_ask(exchange, asking->token.user))
		return;
	event = event_create(EVENT_SHOW, 0);
	strcpy(event->conversation, asking->token.user);
	event->upload_id = mem_text(asking->token.subject);
	if (!exchange_ask(exchange, event))
		exchange_overloaded(exchange);
}

/* Pages of all sites show it that know the address, as Web Chat does. */
static void put_file(struct exchange *exchange, const struct output *output)
{
	exchange_answer_file(exchange, output, "cross-origin");
}

static const struct endpoint endpoints[] = {
	{.name = "POST /chat/upload", .takes_files = true, .take = take_file, .output = put_taken},
	{.name = "GET /chat/upload/{upload}", .take = fetch, .output = put_file},
};

static const struct family family = {
	.below = "/chat/",
	.shared_headers = "authorization, content-type, content-disposition, x-ms-bot-agent, "
			  "x-requested-with",
	.state_size = sizeof(struct asking),
	.who = who,
	.endpoints = endpoints,
	.n_endpoints = sizeof endpoints / sizeof *endpoints,
};

const struct channel channel_upload = {.family = &family};
