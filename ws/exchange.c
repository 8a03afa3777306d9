/*
 * A request goes down a list of checks, each of which may answer it; whoever comes behind an
 * answer does nothing.
 */
#include "ws/exchange.h"

#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "ws/bot_thread.h"
#include "ws/channels/channel.h"
#include "ws/http.h"
#include "ws/metrics.h"
#include "ws/monotonic.h"
#include "ws/upgrade.h"

#define SHARED_SECONDS 86400 /* how long a browser need not ask again */

/* --- answering -------------------------------------------------------------------- */

bool exchange_is_answered(const struct exchange *exchange)
{
	return exchange->connection->answered || exchange->connection->response.length;
}

static bool is_shared(const struct exchange *exchange)
{
	return exchange->family->shared_headers && *exchange->head.origin &&
	       guard_origin(&exchange->connection->front->guard, exchange->head.origin,
			    exchange->head.host);
}

/* https://fetch.spec.whatwg.org/#http-cors-protocol */
static void put_sharing(const struct exchange *exchange, struct buffer *headers)
{
	buffer_text(headers, "vary: origin\r\n");
	if (is_shared(exchange))
		buffer_format(headers,
			      "access-control-allow-origin: %s\r\n"
			      "access-control-expose-headers: retry-after\r\n",
			      exchange->head.origin);
}

void exchange_answer_with(struct exchange *exchange, const struct answer *answer)
{
	struct answer shared = *answer;
	struct buffer headers = {0};

	put_sharing(exchange, &headers);
	if (answer->headers)
		buffer_text(&headers, answer->headers);
	shared.headers = headers.data;
	if (!exchange_is_answered(exchange))
		answer_put(exchange->connection, &shared);
	buffer_finish(&headers);
}

static void answer(struct exchange *exchange, int status, struct buffer *headers,
		   struct buffer *json)
{
	exchange_answer_with(exchange, &(struct answer){.status = status,
							.type = "application/json; charset=utf-8",
							.headers = headers->data,
							.body = json->data,
							.length = json->length});
	buffer_finish(headers);
	buffer_finish(json);
}

void exchange_answer(struct exchange *exchange, int status, struct buffer *json)
{
	struct buffer headers = {0};

	answer(exchange, status, &headers, json);
}

void exchange_answer_file(struct exchange *exchange, const struct output *output, const char *pages)
{
	struct buffer headers = {0};

	buffer_format(&headers,
		      "content-disposition: attachment; filename=\"%s.%s\"\r\n"
		      "content-security-policy: default-src 'none'; sandbox\r\n"
		      "cross-origin-resource-policy: %s\r\n",
		      output->upload.id, filetype_extension(output->upload.type), pages);
	exchange_answer_with(exchange, &(struct answer){.status = 200,
							.type = filetype_name(output->upload.type),
							.headers = headers.data,
							.body = output->json,
							.length = output->json_length});
	buffer_finish(&headers);
}

void exchange_put_taken(struct exchange *exchange, const struct output *output)
{
	struct buffer json = {0};

	(void)output;
	buffer_text(&json, "{\"taken\":true}");
	exchange_answer(exchange, 200, &json);
}

static const char *usual_code(int status)
{
	static const struct {
		int status;
		const char *code;
	} codes[] = {
		{400, "BadArgument"},    {401, "Unauthorized"},    {403, "Forbidden"},
		{404, "NotFound"},       {405, "NotAllowed"},      {409, "Conflict"},
		{411, "LengthRequired"}, {413, "TooLarge"},        {415, "UnsupportedType"},
		{422, "DamagedFile"},    {429, "TooManyRequests"}, {503, "ServiceUnavailable"},
	};

	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		if (codes[i].status == status)
			return codes[i].code;
	}
	return "BadArgument";
}

static void refuse(struct exchange *exchange, int status, const char *code, const char *message,
		   struct buffer *headers)
{
	struct buffer json = {0};

	metrics_error(exchange->service->metrics, code ? code : usual_code(status));
	buffer_text(&json, "{\"error\":{");
	json_put_member(&json, "code", code ? code : usual_code(status));
	json_put_member(&json, "message", message);
	buffer_text(&json, "}}");
	answer(exchange, status, headers, &json);
}

void exchange_refuse(struct exchange *exchange, int status, const char *code, const char *message)
{
	struct buffer headers = {0};

	refuse(exchange, status, code, message, &headers);
}

/* RFC 9110 section 10.2.3: seconds. */
static void refuse_for_now(struct exchange *exchange, int status, const char *message,
			   int64_t retry_after_ms)
{
	struct buffer headers = {0};

	buffer_format(&headers, "retry-after: %lld\r\n", (long long)(retry_after_ms + 999) / 1000);
	refuse(exchange, status, NULL, message, &headers);
}

void exchange_overloaded(struct exchange *exchange)
{
	refuse_for_now(exchange, 503, "too many requests are waiting; nothing was stored",
		       exchange->service->config->overloaded_retry_ms);
}

void exchange_too_fast(struct exchange *exchange, int64_t retry_after_ms)
{
	refuse_for_now(exchange, 429, "too fast; nothing was stored", retry_after_ms);
}

bool exchange_shows_desk_token(const struct exchange *exchange, struct token *out)
{
	const struct service *service = exchange->service;

	return token_read(head_bearer(&exchange->head), service->keys, TOKEN_DESK, out) &&
	       clock_now_ms(service->clock) < out->expires_ms;
}

static bool may(struct exchange *exchange, struct rates *rates, const char *name,
		const struct rate_limit *rate, enum limit limit)
{
	int64_t wait_ms;

	if (rates_take(rates, name, rate, monotonic_ms(), &wait_ms))
		return true;
	metrics_limit(exchange->service->metrics, limit);
	exchange_too_fast(exchange, wait_ms);
	return false;
}

bool exchange_may_speak(struct exchange *exchange, const char *conversation)
{
	const struct config *config = exchange->service->config;
	const struct rate_limit rate = {config->messages_burst,
					1000000 / config->messages_per_second};

	return may(exchange, exchange->service->posts, conversation, &rate, LIMIT_MESSAGE_RATE);
}

bool exchange_may_ask(struct exchange *exchange, const char *who)
{
	const struct config *config = exchange->service->config;
	const struct rate_limit rate = {config->api_requests_burst,
					1000000 / config->api_requests_per_second};

	return may(exchange, exchange->service->asks, who, &rate, LIMIT_REQUEST_RATE);
}

static void answer_preflight(struct exchange *exchange)
{
	struct buffer headers = {0}, nothing = {0};

	if (is_shared(exchange))
		buffer_format(&headers,
			      "access-control-allow-methods: GET, POST, OPTIONS\r\n"
			      "access-control-allow-headers: %s\r\n"
			      "access-control-max-age: %d\r\n",
			      exchange->family->shared_headers, SHARED_SECONDS);
	answer(exchange, 204, &headers, &nothing);
}

/* --- the bot ---------------------------------------------------------------------- */

static int status_of(const char *code)
{
	static const struct {
		const char *code;
		int status;
	} statuses[] = {
		{"id_reused", 409},      {"conversation_gone", 404}, {"no_such_upload", 404},
		{"forbidden", 403},      {"too_many_uploads", 429},  {"no_room", 503},
		{"file_not_taken", 415}, {"file_damaged", 422},
	};

	for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
		if (!strcmp(statuses[i].code, code))
			return statuses[i].status;
	}
	return 400;
}

void exchange_error(struct exchange *exchange, const struct output *output)
{
	if (!strcmp(output->code, "too_many_uploads") || !strcmp(output->code, "no_room"))
		metrics_limit(exchange->service->metrics, LIMIT_UPLOADS_KEPT);
	if (output->retry_after_ms)
		refuse_for_now(exchange, 503, output->text, output->retry_after_ms);
	else
		exchange_refuse(exchange, status_of(output->code), NULL, output->text);
}

static void take_output(struct asker *asker, const struct output *output)
{
	struct exchange *exchange = (struct exchange *)asker;
	const struct endpoint *endpoint = exchange->endpoint;

	if (output->kind != OUTPUT_ERROR)
		endpoint->output(exchange, output);
	else if (endpoint->error)
		endpoint->error(exchange, output);
	else
		exchange_error(exchange, output);
}

bool exchange_ask(struct exchange *exchange, struct event *event)
{
	event->origin = exchange->asker.origin;
	if (bot_thread_offer(exchange->service->bot_thread, event))
		return true;
	event_destroy(event);
	return false;
}

void exchange_ask_on(struct exchange *exchange, struct event *event)
{
	event->origin = exchange->asker.origin;
	if (!bot_thread_answer(exchange->service->bot_thread, event))
		event_destroy(event);
}

void exchange_listen(struct exchange *exchange, const char *conversation)
{
	hub_listen(exchange->service->hub, &exchange->asker, conversation);
}

void exchange_wait(struct exchange *exchange, int64_t ms)
{
	lws_set_timer_usecs(exchange->connection->wsi, ms * LWS_USEC_PER_SEC / 1000);
}

/* --- finding ---------------------------------------------------------------------- */

const struct family *family_at(const char *path)
{
	const struct channel *channel;

	for (size_t i = 0; (channel = channel_at(i)); i++) {
		const struct family *family = channel->family;

		if (family && !strncmp(path, family->below, strlen(family->below)))
			return family;
	}
	return NULL;
}

static void find_endpoint(struct exchange *exchange)
{
	const struct family *family = exchange->family;
	struct buffer allowed = {0};

	for (size_t i = 0; i < family->n_endpoints; i++) {
		const struct endpoint *endpoint = &family->endpoints[i];
		const char *path = strchr(endpoint->name, ' ') + 1;
		size_t length = (size_t)(path - 1 - endpoint->name);
		const char *method = exchange->head.method;

		if (!head_path_is(exchange->head.path, path, exchange->segment,
				  sizeof exchange->segment))
			continue;
		buffer_format(&allowed, "%s%.*s", allowed.length ? ", " : "allow: ", (int)length,
			      endpoint->name);
		if (strlen(method) == length && !strncmp(endpoint->name, method, length))
			exchange->endpoint = endpoint;
	}
	if (!allowed.length) {
		exchange_refuse(exchange, 404, NULL, "there is nothing at this path");
	} else if (!exchange->endpoint) {
		buffer_text(&allowed, "\r\n");
		refuse(exchange, 405, NULL, "this path takes another method", &allowed);
	}
	buffer_finish(&allowed);
}

/* --- a request -------------------------------------------------------------------- */

static bool is_foreign(const struct exchange *exchange)
{
	const struct head *head = &exchange->head;

	return *head->origin &&
	       !guard_origin(&exchange->connection->front->guard, head->origin, head->host);
}

static void check_role(struct exchange *exchange)
{
	enum role role = exchange->family->who(exchange);

	if (exchange_is_answered(exchange) || access_allows(role, exchange->endpoint->name))
		return;
	if (role == ROLE_NONE)
		exchange_refuse(exchange, 401, NULL, "this needs an Authorization header");
	else
		exchange_refuse(exchange, 403, NULL, "this is not for your role");
}

static int64_t body_most(const struct exchange *exchange)
{
	const struct endpoint *endpoint = exchange->endpoint;

	if (endpoint->takes_files)
		return exchange->service->config->upload_bytes;
	return endpoint->body_most ? (int64_t)endpoint->body_most
				   : exchange->service->config->body_bytes;
}

static void check_length(struct exchange *exchange)
{
	const char *what = exchange->endpoint->takes_files ? "file" : "body";
	char message[64];

	if (exchange->head.length_fault) {
		exchange_refuse(exchange, exchange->head.length_fault, NULL,
				exchange->head.length_fault == 411
					? "the body's length is not said"
					: "the body's length cannot be read");
	} else if (exchange->head.length > body_most(exchange)) {
		metrics_limit(exchange->service->metrics, LIMIT_BODY);
		snprintf(message, sizeof message, "the %s is larger than %lld bytes", what,
			 (long long)body_most(exchange));
		exchange_refuse(exchange, 413, NULL, message);
	}
}

/* Files are in memory until they are written, so that only a few may be on their way. */
static void take_place(struct exchange *exchange)
{
	struct service *service = exchange->service;

	if (!exchange->endpoint->takes_files)
		return;
	if (service->n_uploads >= (size_t)service->config->uploads_at_once) {
		metrics_limit(service->metrics, LIMIT_UPLOADS);
		exchange_overloaded(exchange);
		return;
	}
	service->n_uploads++;
	exchange->has_place = true;
}

static void take(struct exchange *exchange)
{
	exchange->taken = true;
	exchange->endpoint->take(exchange);
}

/* RFC 9110 section 10.1.1. */
static void ask_for_body(struct lws *wsi)
{
	static const char answer[] = "HTTP/1.1 100 Continue\r\n\r\n";
	unsigned char room[LWS_PRE + sizeof answer];

	memcpy(room + LWS_PRE, answer, sizeof answer);
	lws_write(wsi, room + LWS_PRE, sizeof answer - 1, LWS_WRITE_HTTP_HEADERS);
}

static void wait_for_body(struct exchange *exchange)
{
	const struct config *config = exchange->service->config;
	int64_t seconds = config->body_seconds +
			  exchange->head.length / config->body_bytes_per_second;

	if (exchange->head.expects_continue)
		ask_for_body(exchange->connection->wsi);
	exchange_wait(exchange, seconds * 1000);
}

static struct exchange *create(struct connection *connection, const struct family *family,
			       const struct head *head)
{
	struct exchange *exchange = mem_new(sizeof *exchange);

	exchange->service = connection->front->service;
	exchange->connection = connection;
	exchange->family = family;
	exchange->head = *head;
	exchange->state = mem_new(family->state_size + 1);
	exchange->asker.take = take_output;
	hub_add_asker(exchange->service->hub, &exchange->asker);
	connection->exchange = exchange;
	return exchange;
}

void exchange_begin(struct connection *connection, const struct family *family,
		    const struct head *head)
{
	struct exchange *exchange = create(connection, family, head);

	upgrade_find_visitor(connection->wsi, connection);
	if (is_foreign(exchange))
		exchange_refuse(exchange, 403, NULL, "pages of this site may not ask here");
	else if (!strcmp(head->method, "OPTIONS"))
		answer_preflight(exchange);
	else
		find_endpoint(exchange);
	if (!exchange_is_answered(exchange))
		check_role(exchange);
	if (!exchange_is_answered(exchange))
		check_length(exchange);
	if (!exchange_is_answered(exchange))
		take_place(exchange);
	if (exchange_is_answered(exchange))
		return;
	if (head->length == 0)
		take(exchange);
	else
		wait_for_body(exchange);
}

bool exchange_receive(struct exchange *exchange, const char *data, size_t length)
{
	size_t most = (size_t)exchange->head.length;

	/* libwebsockets hands over nothing as well, for a body of which it is said that it is
	 * empty. */
	if (exchange_is_answered(exchange) || length == 0)
		return true;
	if (exchange->taken || exchange->body.length + length > most)
		return false;
	buffer_add(&exchange->body, data, length);
	if (exchange->body.length == most)
		take(exchange);
	return true;
}

bool exchange_time_out(struct exchange *exchange)
{
	if (exchange_is_answered(exchange))
		return true;
	if (!exchange->taken)
		metrics_limit(exchange->service->metrics, LIMIT_BODY_TIME);
	else if (exchange->endpoint->late)
		exchange->endpoint->late(exchange);
	return exchange->taken;
}

void exchange_destroy(struct exchange *exchange)
{
	if (!exchange)
		return;
	if (exchange->family->closed)
		exchange->family->closed(exchange);
	if (exchange->has_place)
		exchange->service->n_uploads--;
	hub_remove_asker(exchange->service->hub, &exchange->asker);
	buffer_finish(&exchange->body);
	free(exchange->state);
	free(exchange);
}
