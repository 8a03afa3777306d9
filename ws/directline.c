/*
 * What a token allows is read from it alone, so that a client that comes back is answered even
 * when the bot has more to do than it can.
 */
#include "ws/directline.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "ws/arrival.h"
#include "ws/file_link.h"
#include "ws/posting.h"
#include "ws/site.h"
#include "ws/subscriber.h"
#include "ws/wire.h"

#define BELOW "/v3/directline/"
#define TICKET_MS (60 * 1000)
#define WATERMARK_SIZE 19
#define LOCALE_MOST 35 /* BCP 47, RFC 5646 section 4.4.1 */

/* What the Authorization header allows. */
struct grant {
	struct token token; /* of a subscriber, or subject "" */
	bool has_secret;
	bool counted;            /* as a conversation that begins */
	int64_t wait_ms;         /* until one may; 0: it may now */
	struct posting *posting; /* the files of an upload; NULL: none */
};

/* --- who -------------------------------------------------------------------------- */

/* For a while an old token still does: a client that slept comes back where it was. A 403 would
 * make it open more sockets and give up. */
static enum role judge(struct exchange *exchange, const struct token *token)
{
	const struct service *service = exchange->service;

	if (!token_trusts(token, service->keys, exchange->head.origin))
		exchange_refuse(exchange, 403, NULL, "this token is not for pages of this site");
	else if (clock_now_ms(service->clock) > token->expires_ms + subscriber_grace_ms(service))
		exchange_refuse(exchange, 403, "TokenExpired", "this token has expired");
	else if (*exchange->segment && strcmp(exchange->segment, token->subject) != 0)
		exchange_refuse(exchange, 404, NULL, "this token is for another conversation");
	return ROLE_SUBSCRIBER;
}

static enum role who(struct exchange *exchange)
{
	const struct service *service = exchange->service;
	const char *bearer = head_bearer(&exchange->head);
	struct grant *grant = exchange->state;

	grant->has_secret = token_is_secret(bearer, service->keys,
					    service->config->directline_secret);
	if (!grant->has_secret &&
	    token_read(bearer, service->keys, TOKEN_DIRECT_LINE, &grant->token))
		return judge(exchange, &grant->token);
	*grant->token.subject = '\0';
	return ROLE_NONE;
}

/* --- tickets and watermarks ------------------------------------------------------- */

const char *const directline_streams[] = {
	BELOW "conversations/{conversation}/stream",
	BELOW "conversations/{conversation}/stream/multimodal",
	NULL,
};

static bool is_stream_of(const char *path, const char *conversation)
{
	char segment[EXCHANGE_SEGMENT_SIZE];
	size_t i = 0;

	while (directline_streams[i] &&
	       !head_path_is(path, directline_streams[i], segment, sizeof segment))
		i++;
	return directline_streams[i] && !strcmp(segment, conversation);
}

bool directline_ticket(const struct service *service, const struct head *head, struct token *out)
{
	char text[HEAD_VALUE_SIZE];

	return head_query(head, "t", text, sizeof text) &&
	       token_read(text, service->keys, TOKEN_STREAM, out) &&
	       clock_now_ms(service->clock) <= out->expires_ms &&
	       token_trusts(out, service->keys, head->origin) &&
	       is_stream_of(head->path, out->subject);
}

static void read_watermark(const struct head *head, char out[WATERMARK_SIZE])
{
	if (!head_query(head, "watermark", out, WATERMARK_SIZE) ||
	    strspn(out, "0123456789") != strlen(out))
		*out = '\0';
}

int64_t directline_watermark(const struct head *head)
{
	char text[WATERMARK_SIZE];

	read_watermark(head, text);
	return strtoll(text, NULL, 10);
}

static char *site_here(const struct exchange *exchange)
{
	return site_of(&exchange->head, exchange->service->config, exchange->connection->address);
}

static void put_stream_url(const struct exchange *exchange, const struct token *token,
			   struct buffer *json)
{
	const struct service *service = exchange->service;
	struct token ticket = *token;
	char watermark[WATERMARK_SIZE];
	char *site = site_here(exchange);
	struct buffer url = {0};

	ticket.expires_ms = clock_now_ms(service->clock) + TICKET_MS;
	read_watermark(&exchange->head, watermark);
	buffer_format(&url,
		      "ws%s" BELOW "conversations/%s/stream?watermark=%s&t=", site + strlen("http"),
		      token->subject, watermark);
	token_print(&url, service->keys, TOKEN_STREAM, &ticket);
	json_put_member(json, "streamUrl", url.data);
	buffer_finish(&url);
	free(site);
}

/* --- answers ---------------------------------------------------------------------- */

/* A fresh token for the same conversation and person. Those before it stay good: no client tells
 * its page of a new one. */
static void answer_token(struct exchange *exchange, int status, const struct token *granted,
			 bool with_stream)
{
	const struct service *service = exchange->service;
	struct token token = *granted;
	struct buffer json = {0}, text = {0};

	token.expires_ms = clock_now_ms(service->clock) + subscriber_token_ms(service);
	token_print(&text, service->keys, TOKEN_DIRECT_LINE, &token);
	buffer_char(&json, '{');
	json_put_member(&json, "conversationId", token.subject);
	json_put_member(&json, "token", text.data);
	json_put_integer(&json, "expires_in", subscriber_token_ms(service) / 1000);
	if (with_stream)
		put_stream_url(exchange, &token, &json);
	buffer_char(&json, '}');
	buffer_finish(&text);
	exchange_answer(exchange, status, &json);
}

static void refuse_fault(struct exchange *exchange, const struct wire_fault *fault)
{
	struct buffer message = {0};

	buffer_format(&message, "%s: %s", fault->code, fault->detail.text);
	exchange_refuse(exchange, 400, NULL, message.data);
	buffer_finish(&message);
}

/* --- tokens and conversations ------------------------------------------------------ */

/* The body, which may be missing; false after having refused one that is no object. */
static bool read_body(struct exchange *exchange, cJSON **out)
{
	struct error err = {"the body is not an object"};

	*out = NULL;
	if (!exchange->body.length)
		return true;
	*out = json_read(exchange->body.data, exchange->body.length, &err);
	if (cJSON_IsObject(*out))
		return true;
	cJSON_Delete(*out);
	exchange_refuse(exchange, 400, NULL, err.text);
	return false;
}

/* Who the site says it is, or somebody new. */
static bool read_user(struct exchange *exchange, const cJSON *body, struct token *token)
{
	const char *id = json_text(json_get(body, "user"), "id");

	if (!id || !*id) {
		crypto_id(token->user);
		return true;
	}
	if (!token_word(id)) {
		exchange_refuse(exchange, 400, NULL,
				"user.id is not 1 to 64 characters A-Z a-z 0-9 _ -");
		return false;
	}
	strcpy(token->user, id);
	return true;
}

static bool read_origins(struct exchange *exchange, const cJSON *body, struct token *token)
{
	const cJSON *origin;

	cJSON_ArrayForEach(origin, json_get(body, "trustedOrigins"))
	{
		if (!cJSON_IsString(origin) ||
		    !token_trust_origin(token, exchange->service->keys, origin->valuestring)) {
			exchange_refuse(exchange, 400, NULL,
					"trustedOrigins are texts, eight at most");
			return false;
		}
	}
	return true;
}

/* What belongs to a conversation that is to begin. */
static bool read_newcomer(struct exchange *exchange, struct token *out)
{
	cJSON *body;
	bool good;

	*out = (struct token){0};
	crypto_id(out->subject);
	if (!read_body(exchange, &body))
		return false;
	good = read_user(exchange, body, out) && read_origins(exchange, body, out);
	cJSON_Delete(body);
	return good;
}

static void take_generate(struct exchange *exchange)
{
	const struct grant *grant = exchange->state;
	struct token token;

	if (!grant->has_secret)
		exchange_refuse(exchange, 401, NULL, "tokens are for who knows the secret");
	else if (read_newcomer(exchange, &token))
		answer_token(exchange, 200, &token, false);
}

static void take_refresh(struct exchange *exchange)
{
	const struct grant *grant = exchange->state;

	if (clock_now_ms(exchange->service->clock) > grant->token.expires_ms)
		exchange_refuse(exchange, 403, "TokenExpired", "this token has expired");
	else
		answer_token(exchange, 200, &grant->token, false);
}

/* One that has begun before goes on, however many others begin. The site's own server is not
 * counted: it speaks for all its visitors. */
static bool may_start(struct exchange *exchange)
{
	struct grant *grant = exchange->state;

	if (grant->has_secret)
		return true;
	grant->counted = subscriber_may_begin(exchange->service, exchange->connection->visitor,
					      &grant->wait_ms);
	return grant->counted;
}

static void count_none(struct exchange *exchange)
{
	struct grant *grant = exchange->state;

	if (grant->counted)
		subscriber_began_none(exchange->service, exchange->connection->visitor);
	grant->counted = false;
}

/* The bot greets in this language; what is no language is nobody's. */
static char *read_locale(struct exchange *exchange)
{
	cJSON *body;
	char *locale = NULL;

	if (read_body(exchange, &body) && json_text(body, "locale") &&
	    strlen(json_text(body, "locale")) <= LOCALE_MOST)
		locale = mem_text(json_text(body, "locale"));
	cJSON_Delete(body);
	return locale;
}

static void take_start(struct exchange *exchange)
{
	struct grant *grant = exchange->state;
	struct event *hello;

	if (grant->has_secret) {
		if (!read_newcomer(exchange, &grant->token))
			return;
	} else if (!*grant->token.subject) {
		exchange_refuse(exchange, 401, NULL, "this needs a token or the secret");
		return;
	}
	hello = event_create(EVENT_HELLO, 0);
	hello->channel = "directline";
	strcpy(hello->conversation, grant->token.subject);
	hello->user = mem_text(grant->token.user);
	hello->locale = read_locale(exchange);
	hello->starts = may_start(exchange);
	if (!exchange_ask(exchange, hello))
		exchange_overloaded(exchange);
}

static void output_start(struct exchange *exchange, const struct output *output)
{
	struct grant *grant = exchange->state;

	if (output->kind != OUTPUT_WELCOME)
		return;
	if (!output->is_new)
		count_none(exchange);
	grant->counted = false;
	answer_token(exchange, output->is_new ? 201 : 200, &grant->token, true);
}

static void error_start(struct exchange *exchange, const struct output *output)
{
	const struct grant *grant = exchange->state;

	if (grant->wait_ms && !strcmp(output->code, "conversation_gone"))
		exchange_too_fast(exchange, grant->wait_ms);
	else
		exchange_error(exchange, output);
}

static void take_reconnect(struct exchange *exchange)
{
	const struct grant *grant = exchange->state;

	answer_token(exchange, 200, &grant->token, true);
}

/* --- activities ------------------------------------------------------------------- */

/* One 5xx ends a client's polling for good: rather nothing new for now. */
static void answer_nothing_new(struct exchange *exchange)
{
	char watermark[WATERMARK_SIZE];
	struct buffer json = {0};

	read_watermark(&exchange->head, watermark);
	buffer_format(&json, "{\"activities\":[],\"watermark\":\"%s\"}", watermark);
	exchange_answer(exchange, 200, &json);
}

static void take_poll(struct exchange *exchange)
{
	const struct grant *grant = exchange->state;
	struct event *hello = event_create(EVENT_HELLO, 0);

	hello->channel = "directline";
	strcpy(hello->conversation, grant->token.subject);
	hello->user = mem_text(grant->token.user);
	hello->watermark = directline_watermark(&exchange->head);
	if (!exchange_ask(exchange, hello))
		answer_nothing_new(exchange);
}

static void output_poll(struct exchange *exchange, const struct output *output)
{
	const struct grant *grant = exchange->state;
	struct buffer json = {0};
	char *site;

	if (output->kind != OUTPUT_WELCOME)
		return;
	site = site_here(exchange);
	wire_put_set(&json, output);
	file_link_add(&json, exchange->service, site, grant->token.subject);
	free(site);
	exchange_answer(exchange, 200, &json);
}

static void error_poll(struct exchange *exchange, const struct output *output)
{
	if (output->retry_after_ms)
		answer_nothing_new(exchange);
	else
		exchange_error(exchange, output);
}

/* Whatever the client says of who sends it: that is who the token says. */
static void offer(struct exchange *exchange, struct event *event)
{
	const struct grant *grant = exchange->state;

	strcpy(event->conversation, grant->token.subject);
	event->user = mem_text(grant->token.user);
	event->address = mem_text(exchange->connection->visitor);
	event->wants_receipt = true;
	if (!exchange_ask(exchange, event))
		exchange_overloaded(exchange);
}

static void take_post(struct exchange *exchange)
{
	const struct grant *grant = exchange->state;
	const char *text = exchange->body.data ? exchange->body.data : "";
	struct wire_frame frame;
	struct wire_fault fault;

	if (!exchange_may_speak(exchange, grant->token.subject))
		return;
	if (!wire_read_activity(text, exchange->body.length, &frame, &fault)) {
		refuse_fault(exchange, &fault);
	} else if (!subscriber_may(frame.event)) {
		exchange_refuse(exchange, 403, NULL, "this is not for your role");
	} else {
		offer(exchange, frame.event);
		frame.event = NULL;
	}
	wire_frame_finish(&frame);
}

static void output_post(struct exchange *exchange, const struct output *output)
{
	struct buffer json = {0};

	if (output->kind != OUTPUT_TAKEN)
		return;
	buffer_char(&json, '{');
	json_put_member(&json, "id", output->text);
	buffer_char(&json, '}');
	exchange_answer(exchange, 200, &json);
}

/* --- files ------------------------------------------------------------------------ */

static void send_files(struct exchange *exchange)
{
	const struct grant *grant = exchange->state;
	struct buffer file = {0};
	struct event *message;

	if (posting_next_file(grant->posting, &file)) {
		arrival_send(exchange, grant->token.subject, &file);
		return;
	}
	while ((message = posting_next_message(grant->posting)))
		offer(exchange, message);
}

static void take_upload(struct exchange *exchange)
{
	struct grant *grant = exchange->state;
	struct wire_fault fault;

	if (!exchange_may_speak(exchange, grant->token.subject))
		return;
	grant->posting = posting_create(&exchange->head, &exchange->body, &fault);
	if (grant->posting)
		send_files(exchange);
	else
		refuse_fault(exchange, &fault);
}

/* One file after the other, then the messages; the first of them answers. */
static void output_upload(struct exchange *exchange, const struct output *output)
{
	const struct grant *grant = exchange->state;

	if (output->kind != OUTPUT_UPLOADED) {
		output_post(exchange, output);
		return;
	}
	posting_note(grant->posting, output->upload.id);
	send_files(exchange);
}

static void closed(struct exchange *exchange)
{
	struct grant *grant = exchange->state;

	count_none(exchange);
	posting_destroy(grant->posting);
}

/* --- the family ------------------------------------------------------------------- */

static const struct endpoint endpoints[] = {
	{.name = "POST " BELOW "tokens/generate", .take = take_generate},
	{.name = "POST " BELOW "tokens/refresh", .take = take_refresh},
	{
		.name = "POST " BELOW "conversations",
		.take = take_start,
		.output = output_start,
		.error = error_start,
	},
	{.name = "GET " BELOW "conversations/{conversation}", .take = take_reconnect},
	{
		.name = "GET " BELOW "conversations/{conversation}/activities",
		.take = take_poll,
		.output = output_poll,
		.error = error_poll,
	},
	{
		.name = "POST " BELOW "conversations/{conversation}/activities",
		.take = take_post,
		.output = output_post,
	},
	{
		.name = "POST " BELOW "conversations/{conversation}/upload",
		.takes_files = true,
		.take = take_upload,
		.output = output_upload,
	},
};

const struct family directline_family = {
	.below = BELOW,
	.shared_headers = "authorization, content-disposition, content-type, x-ms-bot-agent, "
			  "x-requested-with",
	.state_size = sizeof(struct grant),
	.who = who,
	.closed = closed,
	.endpoints = endpoints,
	.n_endpoints = sizeof endpoints / sizeof *endpoints,
};
