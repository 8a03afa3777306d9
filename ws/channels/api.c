/*
 * /api/v1/: an agent's desk over HTTP, for the operator's own help desk (ws/API.md).
 *
 * A request is put as the frame of desk.v1 that says the same (`POST /api/v1/cases/F1/claim` is
 * `desk.claim`), so that both are read and done by one piece of code. Its answer is what the bot
 * tells this asker alone: pieces of it come first, a receipt or a log at the end.
 */
#include "ws/channels/channel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "ws/exchange.h"
#include "ws/login.h"
#include "ws/token.h"
#include "ws/wire.h"

#define BLANKS " \t\r\n"

extern const struct channel channel_api;

struct asking {
	struct token token;
	struct buffer answer; /* `{"members":…` as far as it is known */
};

/* The token passes for one that may do all of this, as long as its account does not ask too often. */
static enum role who(struct exchange *exchange)
{
	struct asking *asking = exchange->state;

	if (!exchange_shows_desk_token(exchange, &asking->token))
		return ROLE_NONE;
	exchange_may_ask(exchange, asking->token.user);
	return ROLE_SUPERVISOR;
}

static void closed(struct exchange *exchange)
{
	struct asking *asking = exchange->state;

	buffer_finish(&asking->answer);
}

/* --- refusals --------------------------------------------------------------------- */

static int status_of(const char *code)
{
	static const struct {
		const char *code;
		int status;
	} statuses[] = {
		{"disabled", 401},    {"forbidden", 403},     {"no_such_case", 404},
		{"not_yours", 404},   {"nothing_waits", 404}, {"already_claimed", 409},
		{"unseen", 409},      {"id_reused", 409},     {"not_ready", 409},
		{"at_capacity", 409}, {"agent_away", 409},    {"checklist_open", 409},
	};

	for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
		if (!strcmp(statuses[i].code, code))
			return statuses[i].status;
	}
	return 400;
}

/* What was missed stands beside the refusal, to be read before the next try. */
static void put_error(struct exchange *exchange, const struct output *output)
{
	struct asking *asking = exchange->state;
	struct buffer *answer = &asking->answer;

	if (output->retry_after_ms) {
		exchange_error(exchange, output);
		return;
	}
	if (!answer->length) {
		exchange_refuse(exchange, status_of(output->code), output->code, output->text);
		return;
	}
	json_put_name(answer, "error");
	buffer_char(answer, '{');
	json_put_member(answer, "code", output->code);
	json_put_member(answer, "message", output->text);
	buffer_text(answer, "}}");
	exchange_answer(exchange, status_of(output->code), answer);
}

/* --- questions -------------------------------------------------------------------- */

/* Gives the bot the frame; one that is not as desk.v1 has it is refused. */
static void ask(struct exchange *exchange, const struct buffer *text)
{
	const struct asking *asking = exchange->state;
	struct wire_frame frame;
	struct wire_fault fault;

	if (!wire_read_desk(text->data, text->length, &frame, &fault)) {
		exchange_refuse(exchange, 400, fault.code, fault.detail.text);
		return;
	}
	frame.event->name = mem_text(asking->token.user);
	frame.event->stamp = mem_text(asking->token.subject);
	frame.event->wants_receipt = true;
	if (!exchange_ask(exchange, frame.event))
		exchange_overloaded(exchange);
	frame.event = NULL;
	wire_frame_finish(&frame);
}

static void begin_frame(const struct exchange *exchange, const char *verb, struct buffer *frame)
{
	buffer_format(frame, "{\"type\":\"desk.%s\"", verb);
	if (*exchange->segment)
		json_put_member(frame, "case", exchange->segment);
}

/* Whatever follows the brace that opens the body goes into the frame as it is, and is read strictly
 * there. False: it was refused. */
static bool put_body(struct exchange *exchange, struct buffer *frame)
{
	const char *body = exchange->body.data ? exchange->body.data : "{}";
	const char *end = body + (exchange->body.data ? exchange->body.length : strlen(body));
	const char *rest = body + strspn(body, BLANKS);

	if (*rest++ != '{') {
		exchange_refuse(exchange, 400, "bad_json", "the body is no JSON object");
		return false;
	}
	rest += strspn(rest, BLANKS);
	if (*rest != '}')
		buffer_char(frame, ',');
	buffer_add(frame, rest, (size_t)(end - rest));
	return true;
}

/* The header Idempotency-Key is a string in quotes (RFC 8941 section 3.3.3), which many leave out. */
static void put_key(const struct exchange *exchange, struct buffer *frame)
{
	const char *key = exchange->head.idempotency_key;
	size_t length = strlen(key);
	bool is_quoted = length > 1 && key[0] == '"' && key[length - 1] == '"';

	if (!length)
		return;
	json_put_name(frame, "clientActivityID");
	json_put_text_n(frame, key + is_quoted, length - 2 * is_quoted);
}

/* The verb is the last word of the path. */
static void take_verb(struct exchange *exchange)
{
	struct buffer frame = {0};

	begin_frame(exchange, strrchr(exchange->endpoint->name, '/') + 1, &frame);
	put_key(exchange, &frame);
	if (put_body(exchange, &frame))
		ask(exchange, &frame);
	buffer_finish(&frame);
}

static void put_query(const struct exchange *exchange, const char *name, struct buffer *frame)
{
	char value[HEAD_VALUE_SIZE];

	if (head_query(&exchange->head, name, value, sizeof value))
		json_put_member(frame, name, value);
}

static int64_t number_query(const struct exchange *exchange, const char *name)
{
	char value[HEAD_VALUE_SIZE];

	return head_query(&exchange->head, name, value, sizeof value) ? strtoll(value, NULL, 10)
								      : 0;
}

static void take_list(struct exchange *exchange)
{
	static const char *const filters[] = {"case", "who",    "same_line", "agent", "cause",
					      "team", "reason", "language",  "state"};
	struct buffer frame = {0};

	begin_frame(exchange, "list", &frame);
	buffer_text(&frame, ",\"filter\":{");
	for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
		put_query(exchange, filters[i], &frame);
	buffer_format(&frame, "},\"after\":{\"row\":%lld}}",
		      (long long)number_query(exchange, "after"));
	ask(exchange, &frame);
	buffer_finish(&frame);
}

static void take_case(struct exchange *exchange)
{
	struct buffer frame = {0};
	char newest[8];

	begin_frame(exchange, "open", &frame);
	put_query(exchange, "watermark", &frame);
	put_query(exchange, "log_watermark", &frame);
	if (head_query(&exchange->head, "newest", newest, sizeof newest))
		json_put_boolean(&frame, "newest", !strcmp(newest, "true"));
	buffer_char(&frame, '}');
	ask(exchange, &frame);
	buffer_finish(&frame);
}

static void take_events(struct exchange *exchange)
{
	const struct asking *asking = exchange->state;
	struct event *event = event_create(EVENT_HOOKS, 0);

	event->name = mem_text(asking->token.user);
	event->stamp = mem_text(asking->token.subject);
	event->page_row = number_query(exchange, "after");
	if (!exchange_ask(exchange, event))
		exchange_overloaded(exchange);
}

/* --- answers ---------------------------------------------------------------------- */

static void put_json(struct exchange *exchange, const struct output *output)
{
	struct buffer json = {0};

	buffer_add(&json, output->json, output->json_length);
	exchange_answer(exchange, 200, &json);
}

static struct buffer *begin_answer(struct asking *asking)
{
	if (!asking->answer.length)
		buffer_char(&asking->answer, '{');
	return &asking->answer;
}

static void end_answer(struct exchange *exchange, const struct output *receipt)
{
	struct asking *asking = exchange->state;
	struct buffer *answer = begin_answer(asking);

	if (receipt->json) {
		json_put_name(answer, "case");
		buffer_add(answer, receipt->json, receipt->json_length);
	}
	buffer_char(answer, '}');
	exchange_answer(exchange, 200, answer);
}

/* The receipt that follows a list finds it answered. */
static void put_page(struct exchange *exchange, const struct output *output)
{
	if (output->json)
		put_json(exchange, output);
}

/* A frame of desk.v1 under its type, with which each begins. */
static void put_frame(struct buffer *answer, const struct output *output)
{
	const char *type = output->json + strlen("{\"type\":\"");
	char name[32];

	snprintf(name, sizeof name, "%.*s", (int)strcspn(type, "\""), type);
	json_put_name(answer, name);
	buffer_add(answer, output->json, output->json_length);
}

static void put_answer(struct exchange *exchange, const struct output *output)
{
	struct asking *asking = exchange->state;

	if (output->kind == OUTPUT_ACTIVITIES) {
		wire_put_masked_activities(begin_answer(asking), output);
	} else if (output->kind == OUTPUT_DESK) {
		put_frame(begin_answer(asking), output);
	} else if (output->kind == OUTPUT_TAKEN && output->text) {
		json_put_member(begin_answer(asking), "id", output->text);
	} else if (output->kind == OUTPUT_TAKEN) {
		end_answer(exchange, output);
	}
}

/* --- log-in ----------------------------------------------------------------------- */

static void put_session(struct exchange *exchange, const struct login_result *result)
{
	const struct service *service = exchange->service;
	const struct token *token = &result->token;
	struct buffer text = {0}, json = {0};

	token_print(&text, service->keys, TOKEN_DESK, token);
	wire_put_session(&json, text.data,
			 (token->expires_ms - clock_now_ms(service->clock)) / 1000, token->user,
			 result->role);
	exchange_answer(exchange, 200, &json);
	buffer_finish(&text);
}

static void take_result(const struct service *service, uint64_t origin,
			const struct login_result *result)
{
	struct exchange *exchange = (struct exchange *)hub_find_asker(service->hub, origin);

	if (!exchange)
		return;
	switch (result->outcome) {
	case LOGIN_DONE:
		put_session(exchange, result);
		break;
	case LOGIN_FAILED:
	case LOGIN_EXPIRED:
	case LOGIN_IDLE:
		exchange_refuse(exchange, 401, "login_failed",
				wire_sentence("login_failed", LANGUAGE_EN, false));
		break;
	case LOGIN_LIMITED:
		exchange_too_fast(exchange, result->wait_ms);
		break;
	case LOGIN_BUSY:
		exchange_overloaded(exchange);
		break;
	}
}

static void log_in(struct exchange *exchange, const struct buffer *text)
{
	const struct login_asker asker = {exchange->service, exchange->asker.origin,
					  exchange->connection->visitor, take_result};
	struct wire_frame frame;
	struct wire_fault fault;

	if (wire_read_desk(text->data, text->length, &frame, &fault)) {
		login_start(&asker, frame.name, frame.password);
	} else {
		login_malformed(exchange->service, exchange->connection->visitor);
		exchange_refuse(exchange, 400, fault.code, fault.detail.text);
	}
	wire_frame_finish(&frame);
}

static void take_login(struct exchange *exchange)
{
	struct buffer frame = {0};

	buffer_text(&frame, "{\"type\":\"login\"");
	if (put_body(exchange, &frame))
		log_in(exchange, &frame);
	crypto_forget(frame.data, frame.length);
	buffer_finish(&frame);
}

#define VERB(path)                                                                        \
	{                                                                                 \
		.name = path, .take = take_verb, .output = put_answer, .error = put_error \
	}

static const struct endpoint endpoints[] = {
	{.name = "POST /api/v1/login", .take = take_login},
	VERB("POST /api/v1/logout"),
	{.name = "GET /api/v1/cases", .take = take_list, .output = put_page, .error = put_error},
	{.name = "GET /api/v1/cases/{case}",
	 .take = take_case,
	 .output = put_answer,
	 .error = put_error},
	VERB("POST /api/v1/cases/{case}/claim"),
	VERB("POST /api/v1/cases/{case}/message"),
	VERB("POST /api/v1/cases/{case}/note"),
	VERB("POST /api/v1/cases/{case}/transfer"),
	VERB("POST /api/v1/cases/{case}/return"),
	VERB("POST /api/v1/cases/{case}/close"),
	VERB("POST /api/v1/next"),
	VERB("POST /api/v1/presence"),
	{.name = "GET /api/v1/events", .take = take_events, .output = put_page, .error = put_error},
};

static const struct family family = {
	.below = "/api/v1/",
	.state_size = sizeof(struct asking),
	.who = who,
	.closed = closed,
	.endpoints = endpoints,
	.n_endpoints = sizeof endpoints / sizeof *endpoints,
};

const struct channel channel_api = {.family = &family};
