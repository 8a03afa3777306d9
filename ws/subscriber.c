/*
 * History is asked for by a hello that names the conversation and the last page's watermark.
 */
#include "ws/subscriber.h"

#include <string.h>

#include "base/mem.h"
#include "ws/bot_thread.h"
#include "ws/file_link.h"
#include "ws/hub.h"
#include "ws/limits.h"
#include "ws/metrics.h"
#include "ws/monotonic.h"
#include "ws/wire.h"

#define MINUTE_MS (60 * 1000LL)

int64_t subscriber_token_ms(const struct service *service)
{
	return service->config->chat_token_minutes * MINUTE_MS;
}

int64_t subscriber_grace_ms(const struct service *service)
{
	return service->config->chat_resume_hours * 60 * MINUTE_MS;
}

static struct rate_limit beginnings(const struct service *service)
{
	int64_t most = service->config->conversations_per_hour;

	return (struct rate_limit){most, 60 * MINUTE_MS * 1000 / most};
}

bool subscriber_may_begin(const struct service *service, const char *address, int64_t *out_wait_ms)
{
	const struct rate_limit limit = beginnings(service);

	if (rates_take(service->beginnings, address, &limit, monotonic_ms(), out_wait_ms))
		return true;
	metrics_limit(service->metrics, LIMIT_CONVERSATION_RATE);
	return false;
}

void subscriber_began_none(const struct service *service, const char *address)
{
	const struct rate_limit limit = beginnings(service);

	rates_give_back(service->beginnings, address, &limit);
}

void subscriber_sign(const struct session *session, struct event *event)
{
	const struct subscriber *subscriber = session->state;

	strcpy(event->conversation, subscriber->conversation);
	event->user = mem_text(subscriber->user);
	event->address = mem_text(session->address);
}

/* The first that fits; NULL fits all. */
static const struct {
	const char *type, *name, *what;
} frames[] = {
	{"message", NULL, "chat.message"},
	{"typing", NULL, "chat.typing"},
	{NULL, "identity", "chat.identity"},
	{NULL, NULL, "chat.event"},
};

static bool fits(const char *wanted, const char *text)
{
	return !wanted || (text && !strcmp(wanted, text));
}

bool subscriber_may(const struct event *event)
{
	size_t i = 0;

	while (!fits(frames[i].type, event->type) || !fits(frames[i].name, event->name))
		i++;
	return access_allows(ROLE_SUBSCRIBER, frames[i].what);
}

const char *subscriber_frame_at(size_t i)
{
	return i < sizeof frames / sizeof *frames ? frames[i].what : NULL;
}

bool subscriber_catches_up(struct session *session, const struct output *welcome)
{
	struct subscriber *subscriber = session->state;

	subscriber->next_page = welcome->more ? welcome->watermark : 0;
	if (welcome->more) {
		session_await_drain(session);
		return false;
	}
	hub_follow(session->service->hub, session, subscriber->conversation, "");
	return true;
}

void subscriber_ask_next_page(struct session *session)
{
	struct subscriber *subscriber = session->state;
	struct event *hello;

	if (!subscriber->next_page)
		return;
	hello = event_create(EVENT_HELLO, session->origin);
	subscriber_sign(session, hello);
	hello->watermark = subscriber->next_page;
	subscriber->next_page = 0;
	if (!bot_thread_offer(session->service->bot_thread, hello)) {
		event_destroy(hello);
		session_close(session, CLOSE_TRY_AGAIN);
	}
}

void subscriber_send_set(struct session *session, const struct output *output)
{
	const struct subscriber *subscriber = session->state;
	struct buffer frame = {0};

	wire_put_set(&frame, output);
	file_link_add(&frame, session->service, session->site, subscriber->conversation);
	session_send(session, &frame);
}

void subscriber_pass_error(struct session *session, const struct output *output)
{
	const char *sentence = wire_sentence(output->code, session->language, session->traditional);

	session_error(session, &(struct wire_error){.code = output->code,
						    .message = sentence ? sentence : output->text,
						    .client_id = output->client_id,
						    .retry_after_ms = output->retry_after_ms});
}

static void send_typing(struct session *session)
{
	struct buffer frame = {0};

	wire_put_typing(&frame);
	session_send(session, &frame);
}

void subscriber_pass(struct session *session, const struct output *output)
{
	switch (output->kind) {
	case OUTPUT_ACTIVITIES:
	case OUTPUT_EVENT:
		subscriber_send_set(session, output);
		break;
	case OUTPUT_TYPING:
		if (!output->user)
			send_typing(session);
		break;
	case OUTPUT_ERASED:
		session_refuse(session, "conversation_gone", NULL, 0);
		session_close(session, CLOSE_EXPIRED);
		break;
	case OUTPUT_PERSON:
	case OUTPUT_ROTATED:
	case OUTPUT_WELCOME:
	case OUTPUT_ERROR:
	case OUTPUT_TAKEN:
	case OUTPUT_CALL:
	case OUTPUT_DESK:
	case OUTPUT_WATCH:
	case OUTPUT_CASE_LOG:
	case OUTPUT_CHECKED:
	case OUTPUT_HEARD:
	case OUTPUT_NOTICED:
	case OUTPUT_UPLOADED:
	case OUTPUT_FETCHED:
	case OUTPUT_ACCOUNT:
	case OUTPUT_SIGNED_OUT:
	case OUTPUT_MISSED:
	case OUTPUT_MEND:
	case OUTPUT_AUDIT:
	case OUTPUT_VISIT:
	case OUTPUT_HOOK:
	case OUTPUT_HOOKS:
	case OUTPUT_DEAD:
	case OUTPUT_OUTREACH:
	case OUTPUT_SMS:
		break;
	}
}
