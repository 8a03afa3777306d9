/*
 * Send a carrier's requests.
 *
 * What waits for the token and whether it is being fetched is under the lock; the client's thread
 * brings the token and lets go what waits.
 */
#include "ws/carrier_link.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/log.h"
#include "base/mem.h"
#include "ws/monotonic.h"

#define TOKEN_MARGIN_MS 30000
#define TOKEN_LIFE_S 300 /* where the server does not say */
#define DATE_SIZE 32
#define STATUS_UNAUTHORIZED 401

/* Requests of one carrier_link_send. */
struct batch {
	struct carrier_link *link;
	struct carrier_requests *requests;
	carrier_link_done *done;
	void *context;
	struct batch *next; /* of those that wait for the token */
};

/* One of them under way. */
struct sending {
	struct batch *batch;
	struct carrier_request *request;
};

struct carrier_link {
	const char *address;
	const char *token_url, *client_id, *client_secret; /* "": none */
	struct http_trust trust;
	const struct clock *clock;
	struct http_client *http;
	pthread_mutex_t lock;
	char *authorization; /* `Authorization: Bearer …`; NULL: no token */
	int64_t token_until_ms;
	bool is_fetching;
	struct batch *waiting;
};

/* --- one request ------------------------------------------------------------------ */

/* RFC 9110, 6.6.1: the operator may be a test system that lives in the time of its client. */
static void print_date(const struct clock *clock, char out[DATE_SIZE])
{
	static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	struct civil at;

	clock_civil(clock_now_ms(clock), 0, &at);
	snprintf(out, DATE_SIZE, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[at.weekday],
		 at.day % 100, months[at.month - 1], at.year % 10000, at.hour % 100,
		 at.minute % 100, at.second % 100);
}

static void end_batch(struct batch *batch)
{
	if (!carrier_requests_are_over(batch->requests))
		return;
	batch->done(batch->context);
	free(batch);
}

static void forget_token(struct carrier_link *link)
{
	pthread_mutex_lock(&link->lock);
	link->token_until_ms = 0;
	pthread_mutex_unlock(&link->lock);
}

static void take_answer(void *context, const struct http_answer *answer)
{
	struct sending sending = *(struct sending *)context;
	bool came = answer->outcome == HTTP_ANSWERED;

	free(context);
	sending.request->ms = monotonic_ms() - sending.request->sent_ms;
	if (!came)
		log_write(LOG_LEVEL_WARNING, "operator did not answer a request", "request",
			  sending.request->name, "reason", answer->reason, NULL);
	if (came && answer->status == STATUS_UNAUTHORIZED)
		forget_token(sending.batch->link);
	carrier_request_answer(sending.request, came ? answer->status : 0, answer->body,
			       came ? answer->length : 0);
	end_batch(sending.batch);
}

static void send_one(struct batch *batch, struct carrier_request *request,
		     const char *authorization)
{
	struct carrier_link *link = batch->link;
	struct sending *sending = mem_new(sizeof *sending);
	struct buffer url = {0}, key = {0}, date = {0};
	char now[DATE_SIZE];
	const char *headers[7] = {"Accept: application/json"};
	size_t n = 1;

	*sending = (struct sending){batch, request};
	request->sent_ms = monotonic_ms();
	print_date(link->clock, now);
	buffer_format(&url, "%s%s", link->address, request->path);
	buffer_format(&date, "Date: %s", now);
	headers[n++] = date.data;
	if (request->body)
		headers[n++] = "Content-Type: application/json";
	if (request->key) {
		buffer_format(&key, "Idempotency-Key: %s", request->key);
		headers[n++] = key.data;
	}
	if (authorization)
		headers[n++] = authorization;
	http_client_send(link->http,
			 &(struct http_request){.method = request->body ? "POST" : "GET",
						.url = url.data,
						.headers = headers,
						.body = request->body,
						.length = request->body ? strlen(request->body) : 0,
						.once = request->body != NULL,
						.trust = &link->trust},
			 take_answer, sending);
	buffer_finish(&url);
	buffer_finish(&key);
	buffer_finish(&date);
}

/* The batch may be gone when the last of it has been sent. */
static void send_batch(struct batch *batch, const char *authorization)
{
	struct carrier_requests *requests = batch->requests;
	struct carrier_request *unsent[CARRIER_REQUESTS_MOST], *request;
	size_t n = 0;

	while ((request = carrier_requests_next(requests)))
		unsent[n++] = request;
	for (size_t i = 0; i < n; i++)
		send_one(batch, unsent[i], authorization);
}

static void give_up(struct batch *batch)
{
	struct carrier_request *request;

	while ((request = carrier_requests_next(batch->requests)))
		carrier_request_answer(request, 0, NULL, 0);
	end_batch(batch);
}

/* --- the token -------------------------------------------------------------------- */

static char *read_token(const struct http_answer *answer, int64_t *out_until_ms)
{
	cJSON *root = NULL;
	const char *token;
	struct buffer line = {0};

	if (answer->outcome == HTTP_ANSWERED && answer->status == 200)
		root = json_read(answer->body, answer->length, NULL);
	token = json_text(root, "access_token");
	/* A line of its own is all that it may be. */
	if (token && token[strcspn(token, "\r\n")] == '\0')
		buffer_format(&line, "Authorization: Bearer %s", token);
	*out_until_ms = monotonic_ms() - TOKEN_MARGIN_MS +
			1000 * json_integer(root, "expires_in", TOKEN_LIFE_S);
	cJSON_Delete(root);
	return line.data;
}

static void take_token(void *context, const struct http_answer *answer)
{
	struct carrier_link *link = context;
	int64_t until_ms;
	char *authorization = read_token(answer, &until_ms);
	struct batch *waiting, *next;

	pthread_mutex_lock(&link->lock);
	free(link->authorization);
	link->authorization = mem_text(authorization);
	link->token_until_ms = authorization ? until_ms : 0;
	link->is_fetching = false;
	waiting = link->waiting;
	link->waiting = NULL;
	pthread_mutex_unlock(&link->lock);
	if (!authorization)
		log_write(LOG_LEVEL_ERROR, "operator gives no token", NULL);
	for (; waiting; waiting = next) {
		next = waiting->next;
		if (authorization)
			send_batch(waiting, authorization);
		else
			give_up(waiting);
	}
	free(authorization);
}

/* RFC 6749, 2.3.1: name and secret are form-encoded before they are put together. */
static void put_encoded(struct buffer *out, const char *text)
{
	for (; *text; text++) {
		if (strchr("-._", *text) || (*text >= '0' && *text <= '9') ||
		    (*text >= 'A' && *text <= 'Z') || (*text >= 'a' && *text <= 'z'))
			buffer_char(out, *text);
		else
			buffer_format(out, "%%%02X", (unsigned char)*text);
	}
}

static void fetch_token(struct carrier_link *link)
{
	static const char *const headers[] = {"Content-Type: application/x-www-form-urlencoded",
					      "Accept: application/json", NULL};
	struct buffer body = {0};

	buffer_text(&body, "grant_type=client_credentials&client_id=");
	put_encoded(&body, link->client_id);
	buffer_text(&body, "&client_secret=");
	put_encoded(&body, link->client_secret);
	http_client_send(link->http,
			 &(struct http_request){.method = "POST",
						.url = link->token_url,
						.headers = headers,
						.body = body.data,
						.length = body.length,
						.trust = &link->trust},
			 take_token, link);
	crypto_forget(body.data, body.length);
	buffer_finish(&body);
}

/* --- sending ---------------------------------------------------------------------- */

/* The token as a line of its own, to be freed; NULL when the batch has to wait for one. */
static char *take_authorization(struct carrier_link *link, struct batch *batch, bool *fetches)
{
	char *authorization = NULL;

	pthread_mutex_lock(&link->lock);
	*fetches = false;
	if (monotonic_ms() < link->token_until_ms) {
		authorization = mem_text(link->authorization);
	} else {
		*fetches = !link->is_fetching;
		link->is_fetching = true;
		batch->next = link->waiting;
		link->waiting = batch;
	}
	pthread_mutex_unlock(&link->lock);
	return authorization;
}

void carrier_link_send(struct carrier_link *link, struct carrier_requests *requests,
		       carrier_link_done *done, void *context)
{
	struct batch *batch = mem_new(sizeof *batch);
	char *authorization;
	bool fetches;

	*batch = (struct batch){link, requests, done, context, NULL};
	if (!*link->token_url) {
		send_batch(batch, NULL);
		return;
	}
	authorization = take_authorization(link, batch, &fetches);
	if (authorization)
		send_batch(batch, authorization);
	else if (fetches)
		fetch_token(link);
	free(authorization);
}

struct waiter {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool is_over;
};

static void wake(void *context)
{
	struct waiter *waiter = context;

	pthread_mutex_lock(&waiter->lock);
	waiter->is_over = true;
	pthread_cond_signal(&waiter->changed);
	pthread_mutex_unlock(&waiter->lock);
}

void carrier_link_ask(struct carrier_link *link, struct carrier_requests *requests)
{
	struct waiter waiter = {.lock = PTHREAD_MUTEX_INITIALIZER,
				.changed = PTHREAD_COND_INITIALIZER};

	carrier_link_send(link, requests, wake, &waiter);
	pthread_mutex_lock(&waiter.lock);
	while (!waiter.is_over)
		pthread_cond_wait(&waiter.changed, &waiter.lock);
	pthread_mutex_unlock(&waiter.lock);
	pthread_cond_destroy(&waiter.changed);
	pthread_mutex_destroy(&waiter.lock);
}

struct carrier_link *carrier_link_create(const char *address, const struct config *config,
					 const struct clock *clock, struct http_client *http)
{
	struct carrier_link *link = mem_new(sizeof *link);

	*link = (struct carrier_link){.address = address,
				      .token_url = "",
				      .trust = {"", "", ""},
				      .clock = clock,
				      .http = http};
	if (config) {
		link->token_url = config->carrier_token_url;
		link->client_id = config->carrier_client_id;
		link->client_secret = config->carrier_client_secret;
		link->trust = (struct http_trust){.authority = config->carrier_authority,
						  .certificate = config->carrier_certificate,
						  .key = config->carrier_key};
	}
	pthread_mutex_init(&link->lock, NULL);
	return link;
}

void carrier_link_destroy(struct carrier_link *link)
{
	if (!link)
		return;
	if (link->authorization)
		crypto_forget(link->authorization, strlen(link->authorization));
	free(link->authorization);
	pthread_mutex_destroy(&link->lock);
	free(link);
}
