/*
 * POST /chat/upload: a file for a message of the conversation.
 */
#include "ws/channels/channel.h"

#include "ws/arrival.h"
#include "ws/exchange.h"
#include "ws/token.h"

#define HOUR_MS (60 * 60 * 1000LL)

extern const struct channel channel_upload;

struct sender {
	struct token token;
};

static enum role who(struct exchange *exchange)
{
	const struct service *service = exchange->service;
	int64_t life_ms = service->config->chat_resume_hours * HOUR_MS;
	struct sender *sender = exchange->state;

	return token_read(head_bearer(&exchange->head), service->keys, TOKEN_CHAT,
			  &sender->token) &&
			       clock_now_ms(service->clock) <= sender->token.expires_ms + life_ms
		       ? ROLE_SUBSCRIBER
		       : ROLE_NONE;
}

static void take(struct exchange *exchange)
{
	const struct sender *sender = exchange->state;

	arrival_send(exchange, sender->token.subject, &exchange->body);
}

static void put_upload(struct exchange *exchange, const struct output *output)
{
	struct buffer json = {0};

	buffer_add(&json, output->json, output->json_length);
	exchange_answer(exchange, 201, &json);
}

static const struct endpoint endpoints[] = {
	{.name = "POST /chat/upload", .takes_files = true, .take = take, .output = put_upload},
};

static const struct family family = {
	.below = "/chat/",
	.shared_headers = "authorization, content-type, content-disposition",
	.state_size = sizeof(struct sender),
	.who = who,
	.endpoints = endpoints,
	.n_endpoints = sizeof endpoints / sizeof *endpoints,
};

const struct channel channel_upload = {.family = &family};
