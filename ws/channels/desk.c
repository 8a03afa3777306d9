/*
 * desk.v1: an agent's desk.
 *
 * Roles are asked for by the bot, in its transaction, with the role that the database then
 * holds: it also puts on record who reached for what is not his.
 */
#include "ws/channels/channel.h"

#include <string.h>

#include "ws/bot_thread.h"
#include "ws/hashing.h"
#include "ws/hub.h"
#include "ws/login.h"
#include "ws/session.h"
#include "ws/wire.h"

struct desk {
	int64_t agent; /* the account's row; 0 before the log-in */
};

/* --- who sits here ------------------------------------------------------------- */

static bool sits_at(const struct session *session, int64_t agent)
{
	const struct desk *desk = session->state;

	return desk->agent == agent;
}

/* Does not give way to a full queue: cases would wait for somebody who has gone. */
static void tell_link(const struct session *session, int64_t agent, bool linked)
{
	struct event *event = event_create(EVENT_LINK, session->origin);

	event->agent = agent;
	event->linked = linked;
	if (!bot_thread_answer(session->service->bot_thread, event))
		event_destroy(event);
}

/* --- in ------------------------------------------------------------------------- */

static void send_session(struct session *session, const struct token *token)
{
	const struct service *service = session->service;
	struct buffer text = {0}, frame = {0};
	int64_t life_ms = token->expires_ms - clock_now_ms(service->clock);

	token_print(&text, service->keys, TOKEN_DESK, token);
	wire_put_session(&frame, text.data, life_ms / 1000, token->user, session->role);
	session_send(session, &frame);
	buffer_finish(&text);
}

/* The code is for who does not know why; NULL: he does. */
static void send_away(struct session *session, const char *code)
{
	if (code)
		session_refuse(session, code, NULL, 0);
	session_close(session, CLOSE_EXPIRED);
}

static void take_login(const struct service *service, uint64_t origin,
		       const struct login_result *result)
{
	struct session *session = hub_find(service->hub, origin);
	struct desk *desk = session ? session->state : NULL;

	if (!session)
		return;
	switch (result->outcome) {
	case LOGIN_DONE:
		desk->agent = result->agent;
		session->role = result->role;
		tell_link(session, desk->agent, true);
		send_session(session, &result->token);
		break;
	case LOGIN_FAILED:
		session->greeted = false;
		session_refuse(session, "login_failed", NULL, 0);
		break;
	case LOGIN_LIMITED:
		session->greeted = false;
		session_refuse(session, "login_limited", NULL, result->wait_ms);
		break;
	case LOGIN_EXPIRED:
		send_away(session, "token_expired");
		break;
	case LOGIN_IDLE:
		send_away(session, "idle");
		break;
	case LOGIN_BUSY:
		session->greeted = false;
		session_refuse(session, "overloaded", NULL,
			       session->service->config->overloaded_retry_ms);
		break;
	}
}

static const char *const greetings[] = {"desk.hello", "desk.login"};
#define N_GREETINGS (sizeof greetings / sizeof *greetings)

static const char *desk_frame_at(size_t i)
{
	if (i < N_GREETINGS)
		return greetings[i];
	i -= N_GREETINGS;
	return i < N_DESK_VERBS ? desk_verb_name((enum desk_verb)i) : NULL;
}

static void greet(struct session *session, const struct wire_frame *frame)
{
	const struct login_asker asker = {session->service, session->origin, session->address,
					  take_login};

	if (session->greeted || !access_allows(session->role, greetings[frame->login])) {
		session_refuse(session, "hello_twice", NULL, 0);
		return;
	}
	session->greeted = true;
	if (frame->login)
		login_start(&asker, frame->name, frame->password);
	else
		login_resume(&asker, frame->token);
}

static void refuse_frame(struct session *session, const struct wire_frame *frame,
			 const struct wire_fault *fault)
{
	if (!session->greeted && (frame->login || frame->desk_hello))
		login_malformed(session->service, session->address);
	session_error(session, &(struct wire_error){.code = fault->code,
						    .message = fault->detail.text,
						    .client_id = fault->client_id});
}

/* Who may not set a password costs no hash: the bot refuses him, and puts that on record. */
static bool pass_on(struct session *session, const struct wire_frame *frame)
{
	struct service *service = session->service;
	struct event *event = frame->event;

	if (frame->password && access_allows(session->role, desk_verb_name(event->verb)))
		return hashing_start(service, event, frame->password);
	return bot_thread_offer(service->bot_thread, event);
}

static void take_verb(struct session *session, struct wire_frame *frame)
{
	const struct desk *desk = session->state;
	struct event *event = frame->event;

	if (!desk->agent) {
		session_refuse(session, "login_first", event->client_id, 0);
	} else {
		event->origin = session->origin;
		event->agent = desk->agent;
		if (pass_on(session, frame))
			frame->event = NULL;
		else
			session_refuse(session, "overloaded", event->client_id,
				       session->service->config->overloaded_retry_ms);
	}
}

static void desk_frame(struct session *session, const char *text, size_t length)
{
	struct wire_frame frame;
	struct wire_fault fault;
	bool good = wire_read_desk(text, length, &frame, &fault);
	int64_t wait_ms;

	if (!session_may_speak(session, &wait_ms))
		session_refuse(session, "too_fast", fault.client_id, wait_ms);
	else if (!good)
		refuse_frame(session, &frame, &fault);
	else if (frame.event)
		take_verb(session, &frame);
	else
		greet(session, &frame);
	wire_frame_finish(&frame);
}

/* --- out ------------------------------------------------------------------------ */

static void send_json(struct session *session, const struct output *output)
{
	struct buffer frame = {0};

	buffer_add(&frame, output->json, output->json_length);
	session_send(session, &frame);
}

static void watch(struct session *session, const struct output *output)
{
	struct buffer frame = {0};

	hub_follow(session->service->hub, session, output->conversation, output->case_id);
	wire_put_opened(&frame, output->case_id, output->conversation);
	session_send(session, &frame);
}

static void desk_output(struct session *session, const struct output *output, const char *case_id)
{
	const struct desk *desk = session->state;
	struct buffer frame = {0};

	if (!desk->agent)
		return;
	switch (output->kind) {
	case OUTPUT_ACTIVITIES:
		wire_put_case_activities(&frame, output->case_id ? output->case_id : case_id,
					 output);
		session_send(session, &frame);
		break;
	case OUTPUT_TYPING:
		if (!output->user)
			break;
		wire_put_case_typing(&frame, case_id);
		session_send(session, &frame);
		break;
	case OUTPUT_ERROR:
		session_error(session,
			      &(struct wire_error){output->code, output->text, output->client_id,
						   output->retry_after_ms});
		break;
	case OUTPUT_DESK:
		send_json(session, output);
		break;
	case OUTPUT_WATCH:
		watch(session, output);
		break;
	case OUTPUT_CASE_LOG:
		if (hub_follows_case(session, output->case_id))
			send_json(session, output);
		break;
	case OUTPUT_SIGNED_OUT:
		if (output->agent == desk->agent)
			send_away(session, output->code);
		break;
	case OUTPUT_WELCOME:
	case OUTPUT_EVENT:
	case OUTPUT_CALL:
	case OUTPUT_CHECKED:
	case OUTPUT_HEARD:
	case OUTPUT_NOTICED:
	case OUTPUT_UPLOADED:
	case OUTPUT_FETCHED:
	case OUTPUT_ACCOUNT:
	case OUTPUT_MISSED:
	case OUTPUT_MEND:
	case OUTPUT_AUDIT:
	case OUTPUT_VISIT:
	case OUTPUT_HOOK:
	case OUTPUT_HOOKS:
	case OUTPUT_DEAD:
	case OUTPUT_OUTREACH:
	case OUTPUT_SMS:
	case OUTPUT_TAKEN:
	case OUTPUT_PERSON:
	case OUTPUT_ROTATED:
	case OUTPUT_ERASED:
		break;
	}
}

static void desk_closed(struct session *session)
{
	const struct desk *desk = session->state;

	if (desk->agent && !hub_hears(session->service->hub, sits_at, desk->agent))
		tell_link(session, desk->agent, false);
}

const struct channel channel_desk = {
	.paths = (const char *const[]){"/desk", NULL},
	.endpoint = "GET /desk",
	.protocol = "desk.v1",
	.needs_origin = true,
	.hears_all = true,
	.state_size = sizeof(struct desk),
	.frame_at = desk_frame_at,
	.put_error = wire_put_desk_error,
	.frame = desk_frame,
	.output = desk_output,
	.closed = desk_closed,
};
