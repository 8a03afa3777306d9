/*
 * chat.v1: a subscriber's conversation.
 *
 * A client need not wait for the welcome before it sends its first messages; as the
 * conversation has no name before that, they are held back until then.
 */
#include "ws/channels/channel.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ws/bot_thread.h"
#include "ws/file_link.h"
#include "ws/hub.h"
#include "ws/metrics.h"
#include "ws/moving.h"
#include "ws/session.h"
#include "ws/subscriber.h"
#include "ws/token.h"
#include "ws/wire.h"

#define HELD_MOST 20 /* as many as the rate lets through at once */

extern const struct channel channel_chat;

static const char HELLO[] = "chat.hello", JOIN[] = "chat.join", MOVE[] = "chat.move",
		  EARLIER[] = "chat.earlier";

struct chat {
	struct subscriber subscriber;
	struct event *held[HELD_MOST];
	size_t n_held;
};

static void refuse_and_close(struct session *session, const char *code, enum close_code close)
{
	session_refuse(session, code, NULL, 0);
	session_close(session, close);
}

/* --- in ------------------------------------------------------------------------- */

static void offer(struct session *session, struct event *event)
{
	event->origin = session->origin;
	if (bot_thread_offer(session->service->bot_thread, event))
		return;
	session_refuse(session, "overloaded", event->client_id,
		       session->service->config->overloaded_retry_ms);
	if (event->kind == EVENT_HELLO)
		session->greeted = false;
	event_destroy(event);
}

static bool resume(struct session *session, struct event *hello, const char *conversation,
		   const char *user)
{
	const struct service *service = session->service;

	if (hub_followers(service->hub, &channel_chat, conversation) >=
	    (size_t)service->config->connections_per_conversation) {
		metrics_limit(service->metrics, LIMIT_CONVERSATION_CONNECTIONS);
		session_refuse(session, "too_many_connections", NULL,
			       service->config->overloaded_retry_ms);
		session_close(session, CLOSE_TRY_AGAIN);
		return false;
	}
	strcpy(hello->conversation, conversation);
	hello->user = mem_text(user);
	return true;
}

static bool take_token(struct session *session, const char *text, struct event *hello)
{
	const struct service *service = session->service;
	struct token token;

	if (!token_read(text, service->keys, TOKEN_CHAT, &token)) {
		refuse_and_close(session, "token_invalid", CLOSE_NOT_KNOWN);
		return false;
	}
	if (clock_now_ms(service->clock) > token.expires_ms + subscriber_grace_ms(service)) {
		refuse_and_close(session, "token_expired", CLOSE_EXPIRED);
		return false;
	}
	return resume(session, hello, token.subject, token.user);
}

static bool take_code(struct session *session, const char *code, struct event *hello)
{
	struct move move;

	if (!moving_take(session, code, &move))
		return false;
	hello->joins = true;
	return resume(session, hello, move.conversation, move.user);
}

static bool begin(struct session *session)
{
	int64_t wait_ms;

	if (subscriber_may_begin(session->service, session->address, &wait_ms))
		return true;
	session_refuse(session, "too_many_conversations", NULL, wait_ms);
	session_close(session, CLOSE_TRY_AGAIN);
	return false;
}

static bool take_way_in(struct session *session, const struct wire_frame *frame)
{
	if (frame->code)
		return take_code(session, frame->code, frame->event);
	if (frame->token && *frame->token)
		return take_token(session, frame->token, frame->event);
	return begin(session);
}

static bool asks_for_code(const struct event *event)
{
	return event->kind == EVENT_ACTIVITY && !strcmp(event->type, "event") &&
	       !strcmp(event->name, "move");
}

static void give_code(struct session *session, const char *client_id)
{
	const struct subscriber *subscriber = session->state;
	struct move move;

	strcpy(move.conversation, subscriber->conversation);
	strcpy(move.user, subscriber->user);
	moving_give(session, &move, client_id);
}

static void say(struct session *session, struct event *event)
{
	if (asks_for_code(event)) {
		give_code(session, event->client_id);
		event_destroy(event);
		return;
	}
	subscriber_sign(session, event);
	offer(session, event);
}

static bool may_say(const struct event *event)
{
	if (event->kind == EVENT_EARLIER)
		return access_allows(ROLE_SUBSCRIBER, EARLIER);
	return asks_for_code(event) ? access_allows(ROLE_SUBSCRIBER, MOVE) : subscriber_may(event);
}

static void take_activity(struct session *session, struct wire_frame *frame)
{
	struct chat *chat = session->state;
	struct event *event = frame->event;

	if (!session->greeted)
		refuse_and_close(session, "hello_first", CLOSE_NOT_KNOWN);
	else if (!may_say(event))
		session_refuse(session, "forbidden", event->client_id, 0);
	else if (chat->n_held == HELD_MOST)
		session_refuse(session, "too_fast", event->client_id,
			       session->service->config->overloaded_retry_ms);
	else {
		frame->event = NULL;
		if (session->follows)
			say(session, event);
		else
			chat->held[chat->n_held++] = event;
	}
}

/* Where a conversation begins, who is signed in may say in which one. */
static void bring_along(struct event *hello, struct wire_frame *frame)
{
	hello->text = frame->identity->text;
	frame->identity->text = NULL;
	event_destroy(frame->identity);
	frame->identity = NULL;
}

/* What it brings along else goes in behind it, before anything that is said. */
static void take_hello(struct session *session, struct wire_frame *frame)
{
	struct event *hello = frame->event;

	if (session->greeted || !access_allows(session->role, frame->code ? JOIN : HELLO)) {
		session_refuse(session, "hello_twice", NULL, 0);
		return;
	}
	session->language = language_from(hello->locale, session->language);
	session->traditional = hello->locale && language_is_traditional(hello->locale);
	if (!take_way_in(session, frame))
		return;
	session->greeted = true;
	frame->event = NULL;
	if (frame->identity && !*hello->conversation)
		bring_along(hello, frame);
	offer(session, hello);
	if (session->greeted && frame->identity) {
		frame->event = frame->identity;
		frame->identity = NULL;
		take_activity(session, frame);
	}
}

static void refuse_frame(struct session *session, const struct wire_fault *fault)
{
	struct buffer message = {0};

	buffer_format(&message, "%s (%s)", session_sentence(session, fault->code),
		      fault->detail.text);
	session_error(session, &(struct wire_error){.code = fault->code,
						    .message = message.data,
						    .client_id = fault->client_id});
	buffer_finish(&message);
}

static void chat_frame(struct session *session, const char *text, size_t length)
{
	struct wire_frame frame;
	struct wire_fault fault;
	bool good = wire_read_chat(text, length, &frame, &fault);
	int64_t wait_ms;

	if (!session_may_speak(session, &wait_ms))
		session_refuse(session, "too_fast", fault.client_id, wait_ms);
	else if (!good)
		refuse_frame(session, &fault);
	else if (frame.event->kind == EVENT_HELLO)
		take_hello(session, &frame);
	else
		take_activity(session, &frame);
	wire_frame_finish(&frame);
}

static const char *chat_frame_at(size_t i)
{
	static const char *const own[] = {HELLO, JOIN, MOVE, EARLIER};
	const size_t n = sizeof own / sizeof *own;

	return i < n ? own[i] : subscriber_frame_at(i - n);
}

/* --- out ------------------------------------------------------------------------ */

static void send_welcome(struct session *session, const struct output *output)
{
	const struct service *service = session->service;
	struct chat *chat = session->state;
	struct buffer text = {0}, frame = {0};
	int64_t life_ms = subscriber_token_ms(service);
	struct token token = {.expires_ms = clock_now_ms(service->clock) + life_ms};

	strcpy(token.subject, chat->subscriber.conversation);
	strcpy(token.user, chat->subscriber.user);
	token_print(&text, service->keys, TOKEN_CHAT, &token);
	wire_put_welcome(&frame, output, text.data, life_ms / 1000);
	file_link_add(&frame, service, session->site, token.subject);
	session_send(session, &frame);
	buffer_finish(&text);
}

static void welcome(struct session *session, const struct output *output)
{
	struct chat *chat = session->state;

	assert(token_word(output->conversation) && token_word(output->user));
	if (session->role == ROLE_SUBSCRIBER) {
		subscriber_send_set(session, output);
	} else {
		strcpy(chat->subscriber.conversation, output->conversation);
		strcpy(chat->subscriber.user, output->user);
		session->role = ROLE_SUBSCRIBER;
		send_welcome(session, output);
	}
	if (!subscriber_catches_up(session, output))
		return;
	for (size_t i = 0; i < chat->n_held; i++)
		say(session, chat->held[i]);
	chat->n_held = 0;
}

static void drop_held(struct chat *chat)
{
	while (chat->n_held)
		event_destroy(chat->held[--chat->n_held]);
}

/* A hello that could not be done may be said again; in the middle of a history the client
 * comes back with its watermark. */
static void pass_error(struct session *session, const struct output *output)
{
	struct chat *chat = session->state;

	subscriber_pass_error(session, output);
	if (session->follows)
		return;
	drop_held(chat);
	session->greeted = false;
	if (*chat->subscriber.conversation)
		session_close(session, CLOSE_TRY_AGAIN);
}

static void chat_output(struct session *session, const struct output *output, const char *case_id)
{
	(void)case_id;
	if (output->kind == OUTPUT_WELCOME)
		welcome(session, output);
	else if (output->kind == OUTPUT_ERROR)
		pass_error(session, output);
	else
		subscriber_pass(session, output);
}

static void chat_closed(struct session *session)
{
	drop_held(session->state);
}

const struct channel channel_chat = {
	.paths = (const char *const[]){"/chat", NULL},
	.endpoint = "GET /chat",
	.protocol = "chat.v1",
	.state_size = sizeof(struct chat),
	.frame_at = chat_frame_at,
	.put_error = wire_put_chat_error,
	.frame = chat_frame,
	.output = chat_output,
	.drained = subscriber_ask_next_page,
	.closed = chat_closed,
};
