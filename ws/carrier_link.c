/*
 * Send a carrier's requests, as soon as there is a token.
 */
#include "ws/carrier_link.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "ws/access_token.h"
#include "ws/monotonic.h"

#define DATE_SIZE 32
#define STATUS_UNAUTHORIZED 401

/* Requests of one carrier_link_send. */
struct batch {
	struct carrier_link *link;
	struct carrier_requests *requests;
	carrier_link_done *done;
	void *context;
};

/* One of them under way. */
struct sending {
	struct batch *batch;
	struct carrier_request *request;
};

struct carrier_link {
	const char *address;
	struct http_trust trust;
	struct access_token *token;
	const struct clock *clock;
	struct http_client *http;
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

/* A status that is no success may be an answer all the same: what it means is the carrier's affair. */
static void log_trouble(const char *name, const struct http_answer *answer)
{
	struct buffer status = {0};

	if (answer->outcome != HTTP_ANSWERED) {
		log_write(LOG_LEVEL_WARNING, "operator did not answer a request", "request", name,
			  "reason", answer->reason, NULL);
	} else if (answer->status / 100 != 2) {
		buffer_format(&status, "%d", answer->status);
		log_write(LOG_LEVEL_WARNING, "operator answered a request with an error", "request",
			  name, "status", status.data, NULL);
		buffer_finish(&status);
	}
}

static void take_answer(void *context, const struct http_answer *answer)
{
	struct sending sending = *(struct sending *)context;
	bool came = answer->outcome == HTTP_ANSWERED;

	free(context);
	sending.request->ms = monotonic_ms() - sending.request->sent_ms;
	log_trouble(sending.request->name, answer);
	if (came && answer->status == STATUS_UNAUTHORIZED)
		access_token_forget(sending.batch->link->token);
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

/* --- sending ---------------------------------------------------------------------- */

static void send_with(void *context, bool got, const char *authorization)
{
	struct batch *batch = context;

	if (got)
		send_batch(batch, authorization);
	else
		give_up(batch);
}

void carrier_link_send(struct carrier_link *link, struct carrier_requests *requests,
		       carrier_link_done *done, void *context)
{
	struct batch *batch = mem_new(sizeof *batch);

	*batch = (struct batch){link, requests, done, context};
	access_token_get(link->token, send_with, batch);
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
	struct access_token_source source = {.url = "", .trust = {"", "", ""}, .http = http};

	if (config)
		source = (struct access_token_source){
			.url = config->carrier_token_url,
			.client_id = config->carrier_client_id,
			.client_secret = config->carrier_client_secret,
			.trust = {.authority = config->carrier_authority,
				  .certificate = config->carrier_certificate,
				  .key = config->carrier_key},
			.http = http,
		};
	*link = (struct carrier_link){.address = address,
				      .trust = source.trust,
				      .token = access_token_create(&source),
				      .clock = clock,
				      .http = http};
	return link;
}

void carrier_link_destroy(struct carrier_link *link)
{
	if (!link)
		return;
	access_token_destroy(link->token);
	free(link);
}
