/*
 * libcurl's multi interface on a thread of its own.
 *
 * Others put transfers into a list and wake the thread; from then on a transfer is the thread's.
 */
#include "ws/http_client.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/mem.h"

#define IDLE_MS 60000 /* curl_multi_poll wants some time; a wake-up ends it */

struct transfer {
	CURL *easy;
	struct curl_slist *headers;
	size_t answer_most;
	struct buffer answer;
	const char *refused; /* NULL: it may go out */
	http_done *done;
	void *context;
	struct transfer *next;
};

struct http_client {
	struct http_limits limits;
	CURLM *multi;
	pthread_t thread;
	pthread_mutex_t lock;
	struct transfer *waiting, **last; /* under the lock: in the order in which they came */
	bool stopping;                    /* under the lock */
	struct transfer *under_way;       /* the thread's */
};

/* --- addresses -------------------------------------------------------------------- */

static bool part_is(CURLU *url, CURLUPart part, const char *value)
{
	char *text = NULL;
	bool same = !curl_url_get(url, part, &text, 0) && !strcmp(text, value);

	curl_free(text);
	return same;
}

static bool has_part(CURLU *url, CURLUPart part)
{
	char *text = NULL;
	bool has = !curl_url_get(url, part, &text, 0);

	curl_free(text);
	return has;
}

static bool is_loopback(CURLU *url)
{
	return part_is(url, CURLUPART_HOST, "127.0.0.1") || part_is(url, CURLUPART_HOST, "[::1]") ||
	       part_is(url, CURLUPART_HOST, "localhost");
}

bool http_url_fits(const char *text)
{
	CURLU *url = curl_url();
	bool fits = !curl_url_set(url, CURLUPART_URL, text, 0) && !has_part(url, CURLUPART_USER) &&
		    !has_part(url, CURLUPART_PASSWORD) &&
		    (part_is(url, CURLUPART_SCHEME, "https") ||
		     (part_is(url, CURLUPART_SCHEME, "http") && is_loopback(url)));

	curl_url_cleanup(url);
	return fits;
}

/* --- one request ------------------------------------------------------------------ */

static size_t take_answer(char *data, size_t size, size_t n, void *context)
{
	struct transfer *transfer = context;

	if (transfer->answer.length + size * n > transfer->answer_most)
		return 0;
	buffer_add(&transfer->answer, data, size * n);
	return size * n;
}

static void add_header(struct transfer *transfer, const char *line)
{
	transfer->headers = curl_slist_append(transfer->headers, line);
}

static void put_request(struct transfer *transfer, const struct http_request *request)
{
	CURL *easy = transfer->easy;

	curl_easy_setopt(easy, CURLOPT_URL, request->url);
	if (request->body) {
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)request->length);
		curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, request->body);
	}
	curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
	for (const char *const *line = request->headers; line && *line; line++)
		add_header(transfer, *line);
	add_header(transfer, "Expect:"); /* nobody waits for 100 Continue */
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->headers);
	curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, (long)request->once);
}

static void put_trust(CURL *easy, const struct http_trust *trust)
{
	if (*trust->authority) {
		curl_easy_setopt(easy, CURLOPT_CAINFO, trust->authority);
		curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	}
	if (*trust->certificate) {
		curl_easy_setopt(easy, CURLOPT_SSLCERT, trust->certificate);
		curl_easy_setopt(easy, CURLOPT_SSLKEY, trust->key);
	}
}

static void put_rules(struct transfer *transfer, const struct http_limits *limits)
{
	CURL *easy = transfer->easy;

	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, "fuji");
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)limits->connect_ms);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)limits->total_ms);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	/* A name server that is silent would hold up the stop: its thread is left behind. */
	curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_answer);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
}

static struct transfer *transfer_create(const struct http_client *client,
					const struct http_request *request)
{
	struct transfer *transfer = mem_new(sizeof *transfer);

	transfer->easy = curl_easy_init();
	transfer->answer_most = client->limits.answer_most;
	buffer_text(&transfer->answer, "");
	put_rules(transfer, &client->limits);
	put_request(transfer, request);
	if (request->trust)
		put_trust(transfer->easy, request->trust);
	if (!http_url_fits(request->url))
		transfer->refused = "only https, or http to this machine";
	return transfer;
}

static void transfer_destroy(struct transfer *transfer)
{
	curl_easy_cleanup(transfer->easy);
	curl_slist_free_all(transfer->headers);
	buffer_finish(&transfer->answer);
	free(transfer);
}

/* Once a byte of it has gone out, nobody knows what the server has made of it. */
static enum http_outcome outcome_of(const struct transfer *transfer, CURLcode code)
{
	long sent = 0;

	if (code == CURLE_OK)
		return HTTP_ANSWERED;
	curl_easy_getinfo(transfer->easy, CURLINFO_REQUEST_SIZE, &sent);
	return sent > 0 ? HTTP_UNKNOWN : HTTP_NOT_SENT;
}

static const char *reason_of(const struct transfer *transfer, CURLcode code)
{
	if (transfer->refused)
		return transfer->refused;
	return code == CURLE_WRITE_ERROR ? "the answer is too large" : curl_easy_strerror(code);
}

static void finish(struct transfer *transfer, CURLcode code)
{
	struct http_answer answer = {
		.outcome = outcome_of(transfer, code),
		.body = transfer->answer.data,
		.length = transfer->answer.length,
		.reason = reason_of(transfer, code),
	};
	curl_off_t retry_after_s = 0;
	long status = 0;

	curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(transfer->easy, CURLINFO_RETRY_AFTER, &retry_after_s);
	answer.status = (int)status;
	answer.retry_after_ms = (int64_t)retry_after_s * 1000;
	transfer->done(transfer->context, &answer);
	transfer_destroy(transfer);
}

/* --- the thread ------------------------------------------------------------------- */

/* All that wait, in their order; false when the thread is to end. */
static bool take_waiting(struct http_client *client, struct transfer **out)
{
	bool stopping;

	pthread_mutex_lock(&client->lock);
	*out = client->waiting;
	client->waiting = NULL;
	client->last = &client->waiting;
	stopping = client->stopping;
	pthread_mutex_unlock(&client->lock);
	return !stopping;
}

static void finish_all(struct transfer *transfer)
{
	struct transfer *next;

	for (; transfer; transfer = next) {
		next = transfer->next;
		finish(transfer, CURLE_ABORTED_BY_CALLBACK);
	}
}

static void begin_all(struct http_client *client, struct transfer *transfer)
{
	struct transfer *next;

	for (; transfer; transfer = next) {
		next = transfer->next;
		if (transfer->refused) {
			finish(transfer, CURLE_UNSUPPORTED_PROTOCOL);
			continue;
		}
		transfer->next = client->under_way;
		client->under_way = transfer;
		curl_multi_add_handle(client->multi, transfer->easy);
	}
}

static void take_out(struct http_client *client, struct transfer *transfer)
{
	struct transfer **at = &client->under_way;

	while (*at != transfer)
		at = &(*at)->next;
	*at = transfer->next;
	curl_multi_remove_handle(client->multi, transfer->easy);
}

static void finish_done(struct http_client *client)
{
	struct transfer *transfer;
	CURLMsg *message;
	CURLcode code;
	int left;

	while ((message = curl_multi_info_read(client->multi, &left))) {
		code = message->data.result;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
		take_out(client, transfer);
		finish(transfer, code);
	}
}

static void give_up_rest(struct http_client *client)
{
	struct transfer *transfer;

	while ((transfer = client->under_way)) {
		take_out(client, transfer);
		finish(transfer, CURLE_ABORTED_BY_CALLBACK);
	}
	/* What was sent from http_done meanwhile. */
	while (!take_waiting(client, &transfer) && transfer)
		finish_all(transfer);
}

static void *run(void *context)
{
	struct http_client *client = context;
	struct transfer *waiting;
	int n_running;

	while (take_waiting(client, &waiting)) {
		begin_all(client, waiting);
		curl_multi_perform(client->multi, &n_running);
		finish_done(client);
		curl_multi_poll(client->multi, NULL, 0, IDLE_MS, NULL);
	}
	finish_all(waiting);
	give_up_rest(client);
	return NULL;
}

struct http_client *http_client_start(const struct http_limits *limits)
{
	struct http_client *client = mem_new(sizeof *client);

	curl_global_init(CURL_GLOBAL_DEFAULT);
	client->limits = *limits;
	client->last = &client->waiting;
	client->multi = curl_multi_init();
	pthread_mutex_init(&client->lock, NULL);
	pthread_create(&client->thread, NULL, run, client);
	return client;
}

void http_client_send(struct http_client *client, const struct http_request *request,
		      http_done *done, void *context)
{
	struct transfer *transfer = transfer_create(client, request);

	transfer->done = done;
	transfer->context = context;
	pthread_mutex_lock(&client->lock);
	*client->last = transfer;
	client->last = &transfer->next;
	pthread_mutex_unlock(&client->lock);
	curl_multi_wakeup(client->multi);
}

void http_client_send_json(struct http_client *client, const struct http_request *request,
			   const char *authorization, http_done *done, void *context)
{
	const char *headers[] = {"content-type: application/json", NULL, NULL};
	struct http_request whole = *request;
	struct buffer line = {0};

	if (*authorization) {
		buffer_format(&line, "authorization: %s", authorization);
		headers[1] = line.data;
	}
	whole.headers = headers;
	http_client_send(client, &whole, done, context);
	buffer_finish(&line);
}

void http_client_stop(struct http_client *client)
{
	if (!client)
		return;
	pthread_mutex_lock(&client->lock);
	client->stopping = true;
	pthread_mutex_unlock(&client->lock);
	curl_multi_wakeup(client->multi);
	pthread_join(client->thread, NULL);
	curl_multi_cleanup(client->multi);
	pthread_mutex_destroy(&client->lock);
	curl_global_cleanup();
	free(client);
}
