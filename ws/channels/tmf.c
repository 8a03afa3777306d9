/*
 * /tmf-listener/: what the hubs of an operator with TM Forum's APIs tell (bot/carriers/TMF.md).
 *
 * A hub gets its answer when what it tells has been taken, and tells it again otherwise; so what
 * is of no use to us is taken as well. Some hubs post to the address that they were given, some
 * put the name of the event behind it, as the standard's own examples do.
 */
#include "ws/channels/channel.h"

#include <string.h>

#include "base/mem.h"
#include "ws/exchange.h"
#include "ws/metrics.h"

extern const struct channel channel_tmf;

static enum role who(struct exchange *exchange)
{
	const struct service *service = exchange->service;
	const char *secret = service->config->carrier_listener_secret;

	if (!*secret || !service->carrier_kind->notice)
		exchange_refuse(exchange, 404, NULL, "there is nothing at this path");
	else if (!token_is_secret(head_bearer(&exchange->head), service->keys, secret))
		exchange_refuse(exchange, 401, NULL, "this is for who knows the secret");
	return ROLE_NONE;
}

static void answer(struct exchange *exchange, enum notice_news news)
{
	metric_add(&exchange->service->metrics->notices[news], 1);
	exchange_answer_with(exchange, &(struct answer){.status = 204});
}

/* Both placeholders of the longer path write the segment, and the last is the event's. */
static const char *hub_of(const struct exchange *exchange)
{
	return exchange->head.path + strlen(exchange->family->below);
}

static void ask(struct exchange *exchange, const struct carrier_notice *notice)
{
	struct event *event = event_create(EVENT_NOTICE, 0);
	const char *hub = hub_of(exchange);

	event->name = mem_text_n(hub, strcspn(hub, "/"));
	event->notice = mem_new(sizeof *notice);
	*event->notice = *notice;
	if (!exchange_ask(exchange, event))
		exchange_overloaded(exchange);
}

static void take(struct exchange *exchange)
{
	const struct service *service = exchange->service;
	const struct buffer *body = &exchange->body;
	struct carrier_notice notice;
	struct error err;

	if (!service->carrier_kind->notice(service->carrier, body->data ? body->data : "",
					   body->length, &notice, &err))
		exchange_refuse(exchange, 400, NULL, err.text);
	else if (notice.is_known)
		ask(exchange, &notice);
	else
		answer(exchange, NOTICE_UNKNOWN);
}

static void take_output(struct exchange *exchange, const struct output *output)
{
	answer(exchange, output->notice_news);
}

static const struct endpoint endpoints[] = {
	{.name = "POST /tmf-listener/{hub}", .take = take, .output = take_output},
	{.name = "POST /tmf-listener/{hub}/listener/{event}", .take = take, .output = take_output},
};

static const struct family family = {
	.below = "/tmf-listener/",
	.who = who,
	.endpoints = endpoints,
	.n_endpoints = sizeof endpoints / sizeof *endpoints,
};

const struct channel channel_tmf = {.family = &family};
