/*
 * Direct Line 3.0: what Microsoft's Web Chat and the Direct Line libraries speak. ws/DIRECTLINE.md
 * is the contract, with the oddities of those clients that it allows for.
 *
 * The stream is a socket that a ticket in its address opens. All else is HTTP, and is in
 * ws/directline.c.
 */
#include "ws/directline.h"

#include <string.h>

#include "base/mem.h"
#include "ws/bot_thread.h"
#include "ws/channels/channel.h"
#include "ws/hub.h"
#include "ws/metrics.h"
#include "ws/subscriber.h"
#include "ws/wire.h"

extern const struct channel channel_directline;

struct stream {
	struct subscriber subscriber;
	int64_t watermark; /* where the client left off */
	bool counted;      /* as a conversation that begins */
};

static bool stream_admit(struct session *session, const struct head *head)
{
	struct stream *stream = session->state;
	struct token ticket;

	if (!directline_ticket(session->service, head, &ticket))
		return false;
	strcpy(stream->subscriber.conversation, ticket.subject);
	strcpy(stream->subscriber.user, ticket.user);
	stream->watermark = directline_watermark(head);
	session->role = ROLE_SUBSCRIBER;
	return true;
}

/* --- in --------------------------------------------------------------------------- */

/* Which tab is the old one nobody knows: so the newcomer goes, or tabs would chase each other. */
static void stream_opened(struct session *session)
{
	struct stream *stream = session->state;
	struct event *hello;
	int64_t wait_ms;

	session->greeted = true;
	if (hub_followers(session->service->hub, &channel_directline,
			  stream->subscriber.conversation) >=
	    (size_t)session->service->config->connections_per_conversation) {
		metrics_limit(session->service->metrics, LIMIT_CONVERSATION_CONNECTIONS);
		session_close(session, CLOSE_TRY_AGAIN);
		return;
	}
	hello = event_create(EVENT_HELLO, session->origin);
	hello->channel = "directline";
	subscriber_sign(session, hello);
	stream->counted = subscriber_may_begin(session->service, session->address, &wait_ms);
	hello->starts = stream->counted; /* one that has begun before goes on in any case */
	hello->watermark = stream->watermark;
	if (!bot_thread_offer(session->service->bot_thread, hello)) {
		event_destroy(hello);
		session_close(session, CLOSE_TRY_AGAIN);
	}
}

static void take_activity(struct session *session, struct wire_frame *frame)
{
	struct event *event = frame->event;

	if (!subscriber_may(event)) {
		session_refuse(session, "forbidden", event->client_id, 0);
		return;
	}
	event->origin = session->origin;
	subscriber_sign(session, event);
	if (bot_thread_offer(session->service->bot_thread, event))
		frame->event = NULL;
	else
		session_refuse(session, "overloaded", event->client_id,
			       session->service->config->overloaded_retry_ms);
}

/* Web Chat in its voice mode says here what it posts otherwise. */
static void stream_frame(struct session *session, const char *text, size_t length)
{
	struct wire_frame frame;
	struct wire_fault fault;
	bool good = wire_read_activity(text, length, &frame, &fault);
	int64_t wait_ms;

	if (!session_may_speak(session, &wait_ms))
		session_refuse(session, "too_fast", fault.client_id, wait_ms);
	else if (!good)
		session_refuse(session, fault.code, fault.client_id, 0);
	else
		take_activity(session, &frame);
	wire_frame_finish(&frame);
}

/* --- out -------------------------------------------------------------------------- */

static void count_none(struct session *session)
{
	struct stream *stream = session->state;

	if (stream->counted)
		subscriber_began_none(session->service, session->address);
	stream->counted = false;
}

/* Even with nothing to tell the first set is sent: from its watermark on the client comes back
 * to where it was. */
static void welcome(struct session *session, const struct output *output)
{
	struct stream *stream = session->state;

	if (!output->is_new)
		count_none(session);
	stream->counted = false;
	session->language = output->language;
	session->traditional = output->traditional;
	subscriber_send_set(session, output);
	subscriber_catches_up(session, output);
}

static void pass_error(struct session *session, const struct output *output)
{
	if (session->follows)
		subscriber_pass_error(session, output);
	else
		session_close(session, CLOSE_TRY_AGAIN);
}

static void stream_output(struct session *session, const struct output *output, const char *case_id)
{
	(void)case_id;
	if (output->kind == OUTPUT_WELCOME)
		welcome(session, output);
	else if (output->kind == OUTPUT_ERROR)
		pass_error(session, output);
	else
		subscriber_pass(session, output);
}

static void stream_closed(struct session *session)
{
	count_none(session);
}

const struct channel channel_directline = {
	.paths = directline_streams,
	.endpoint = "GET /v3/directline/conversations/{conversation}/stream",
	.family = &directline_family,
	.echoes_empty = true,
	.state_size = sizeof(struct stream),
	.frame_at = subscriber_frame_at,
	.put_error = wire_put_chat_error,
	.admit = stream_admit,
	.opened = stream_opened,
	.frame = stream_frame,
	.output = stream_output,
	.drained = subscriber_ask_next_page,
	.closed = stream_closed,
};
