/*
 * Requests to a small server on loopback, which behaves as its paths say.
 */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include "ws/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/mem.h"
#include "ws/monotonic.h"

#define REQUEST_MOST 4096

/* --- the server ------------------------------------------------------------------- */

static struct server {
	int listening;
	int port;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int n_requests, n_connections; /* under the lock */
	char last[REQUEST_MOST];       /* the last request; under the lock */
} server;

static bool is_whole(const char *request)
{
	const char *length = strstr(request, "Content-Length: ");
	const char *body = strstr(request, "\r\n\r\n");

	return body && (!length || strlen(body + 4) >= (size_t)atoi(length + 16));
}

/* False when the client has hung up. */
static bool read_request(int fd, char out[REQUEST_MOST])
{
	size_t length = 0;
	ssize_t n;

	out[0] = '\0';
	while (!is_whole(out)) {
		n = recv(fd, out + length, REQUEST_MOST - 1 - length, 0);
		if (n <= 0)
			return false;
		length += (size_t)n;
		out[length] = '\0';
	}
	return true;
}

static void note(const char *request, bool connected)
{
	pthread_mutex_lock(&server.lock);
	server.n_requests++;
	server.n_connections += connected;
	snprintf(server.last, sizeof server.last, "%s", request);
	pthread_cond_broadcast(&server.changed);
	pthread_mutex_unlock(&server.lock);
}

static void say(int fd, const char *text)
{
	(void)!send(fd, text, strlen(text), MSG_NOSIGNAL);
}

static void say_much(int fd)
{
	char piece[1024];

	memset(piece, 'x', sizeof piece);
	say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 65536\r\n\r\n");
	for (int i = 0; i < 64; i++)
		(void)!send(fd, piece, sizeof piece, MSG_NOSIGNAL);
}

/* Whether the connection stays. */
static bool answer(int fd, const char *request)
{
	char nothing;

	if (strstr(request, " /ok"))
		say(fd, "HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello");
	else if (strstr(request, " /busy"))
		say(fd, "HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n");
	else if (strstr(request, " /moved"))
		say(fd, "HTTP/1.1 307 Moved\r\nLocation: /ok\r\nContent-Length: 0\r\n\r\n");
	else if (strstr(request, " /silent"))
		(void)!recv(fd, &nothing, 1, 0);
	else if (strstr(request, " /much"))
		say_much(fd);
	else
		return false;
	return true;
}

static void *serve_one(void *context)
{
	int fd = (int)(intptr_t)context;
	char request[REQUEST_MOST];
	bool connected = true;

	while (read_request(fd, request)) {
		note(request, connected);
		connected = false;
		if (!answer(fd, request))
			break;
	}
	close(fd);
	return NULL;
}

static void *serve(void *context)
{
	pthread_t thread;
	int fd;

	(void)context;
	while ((fd = accept(server.listening, NULL, NULL)) >= 0) {
		pthread_create(&thread, NULL, serve_one, (void *)(intptr_t)fd);
		pthread_detach(thread);
	}
	return NULL;
}

static int start_server(void **state)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof address;

	(void)state;
	server.listening = socket(AF_INET, SOCK_STREAM, 0);
	pthread_mutex_init(&server.lock, NULL);
	pthread_cond_init(&server.changed, NULL);
	if (bind(server.listening, (struct sockaddr *)&address, size) ||
	    listen(server.listening, 16) ||
	    getsockname(server.listening, (struct sockaddr *)&address, &size))
		return -1;
	server.port = ntohs(address.sin_port);
	return pthread_create(&server.thread, NULL, serve, NULL);
}

static int stop_server(void **state)
{
	(void)state;
	shutdown(server.listening, SHUT_RDWR);
	pthread_join(server.thread, NULL);
	close(server.listening);
	return 0;
}

static int requests_so_far(void)
{
	int n;

	pthread_mutex_lock(&server.lock);
	n = server.n_requests;
	pthread_mutex_unlock(&server.lock);
	return n;
}

static void wait_for_requests(int n)
{
	pthread_mutex_lock(&server.lock);
	while (server.n_requests < n)
		pthread_cond_wait(&server.changed, &server.lock);
	pthread_mutex_unlock(&server.lock);
}

/* --- a sender --------------------------------------------------------------------- */

static struct heard {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int times;
	struct http_answer answer;
	char body[64];
} heard = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static void hear(void *context, const struct http_answer *answer)
{
	(void)context;
	pthread_mutex_lock(&heard.lock);
	heard.times++;
	heard.answer = *answer;
	snprintf(heard.body, sizeof heard.body, "%s", answer->body);
	pthread_cond_signal(&heard.changed);
	pthread_mutex_unlock(&heard.lock);
}

static void wait_to_hear(int times)
{
	pthread_mutex_lock(&heard.lock);
	while (heard.times < times)
		pthread_cond_wait(&heard.changed, &heard.lock);
	pthread_mutex_unlock(&heard.lock);
}

static void send_to(struct http_client *client, int port, const char *path, bool once)
{
	static const char *const headers[] = {"content-type: application/json", "x-key: 1", NULL};
	char url[128];

	snprintf(url, sizeof url, "http://127.0.0.1:%d%s", port, path);
	http_client_send(client,
			 &(struct http_request){.method = "POST",
						.url = url,
						.headers = headers,
						.body = "{\"a\":1}",
						.length = 7,
						.once = once},
			 hear, NULL);
}

static void ask(struct http_client *client, const char *path)
{
	heard.times = 0;
	send_to(client, server.port, path, false);
	wait_to_hear(1);
}

static struct http_client *client_with(int64_t total_ms, size_t answer_most)
{
	return http_client_start(&(struct http_limits){2000, total_ms, answer_most});
}

/* --- sentences -------------------------------------------------------------------- */

static void a_request_arrives_as_it_was_given_and_its_answer_comes_back(void **state)
{
	struct http_client *client = http_client_start(&HTTP_LIMITS);

	(void)state;
	ask(client, "/ok");
	assert_int_equal(heard.answer.outcome, HTTP_ANSWERED);
	assert_int_equal(heard.answer.status, 201);
	assert_string_equal(heard.body, "hello");
	assert_non_null(strstr(server.last, "POST /ok HTTP/1.1\r\n"));
	assert_non_null(strstr(server.last, "\r\nx-key: 1\r\n"));
	assert_non_null(strstr(server.last, "\r\n\r\n{\"a\":1}"));
	http_client_stop(client);
}

static void a_server_may_say_when_to_come_back(void **state)
{
	struct http_client *client = http_client_start(&HTTP_LIMITS);

	(void)state;
	ask(client, "/busy");
	assert_int_equal(heard.answer.status, 503);
	assert_int_equal(heard.answer.retry_after_ms, 7000);
	http_client_stop(client);
}

static void no_redirect_is_followed(void **state)
{
	struct http_client *client = http_client_start(&HTTP_LIMITS);
	int before = requests_so_far();

	(void)state;
	ask(client, "/moved");
	assert_int_equal(heard.answer.status, 307);
	assert_int_equal(requests_so_far(), before + 1);
	http_client_stop(client);
}

static void who_never_answers_is_given_up_and_may_have_got_it(void **state)
{
	struct http_client *client = client_with(200, 1024);

	(void)state;
	ask(client, "/silent");
	assert_int_equal(heard.answer.outcome, HTTP_UNKNOWN);
	ask(client, "/hangs-up");
	assert_int_equal(heard.answer.outcome, HTTP_UNKNOWN);
	http_client_stop(client);
}

static void an_answer_beyond_its_bound_is_none(void **state)
{
	struct http_client *client = client_with(5000, 1024);

	(void)state;
	ask(client, "/much");
	assert_int_equal(heard.answer.outcome, HTTP_UNKNOWN);
	assert_string_equal(heard.answer.reason, "the answer is too large");
	http_client_stop(client);
}

/* Nobody listens on a port that was bound and closed. */
static void what_nobody_took_was_not_sent(void **state)
{
	struct http_client *client = http_client_start(&HTTP_LIMITS);
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	(void)state;
	assert_int_equal(bind(fd, (struct sockaddr *)&address, size), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
	close(fd);
	heard.times = 0;
	send_to(client, ntohs(address.sin_port), "/ok", false);
	wait_to_hear(1);
	assert_int_equal(heard.answer.outcome, HTTP_NOT_SENT);
	http_client_stop(client);
}

static void one_that_is_slow_holds_up_no_other(void **state)
{
	struct http_client *client = http_client_start(&HTTP_LIMITS);
	int before = requests_so_far();

	(void)state;
	heard.times = 0;
	send_to(client, server.port, "/silent", false);
	wait_for_requests(before + 1);
	send_to(client, server.port, "/ok", false);
	wait_to_hear(1);
	assert_int_equal(heard.answer.status, 201);
	http_client_stop(client);
	assert_int_equal(heard.times, 2);
}

static void a_stop_does_not_wait_and_tells_every_sender(void **state)
{
	struct http_client *client = client_with(60000, 1024);
	int before = requests_so_far();
	int64_t begun_ms;

	(void)state;
	heard.times = 0;
	for (int i = 0; i < 3; i++)
		send_to(client, server.port, "/silent", false);
	wait_for_requests(before + 3);
	begun_ms = monotonic_ms();
	http_client_stop(client);
	assert_true(monotonic_ms() - begun_ms < 5000);
	assert_int_equal(heard.times, 3);
	assert_int_equal(heard.answer.outcome, HTTP_UNKNOWN);
}

static void what_must_not_come_twice_takes_a_connection_of_its_own(void **state)
{
	struct http_client *client = http_client_start(&HTTP_LIMITS);
	int before;

	(void)state;
	ask(client, "/ok");
	before = server.n_connections;
	ask(client, "/ok");
	assert_int_equal(server.n_connections, before);
	heard.times = 0;
	send_to(client, server.port, "/ok", true);
	wait_to_hear(1);
	assert_int_equal(server.n_connections, before + 1);
	http_client_stop(client);
}

static void only_tls_leaves_this_machine(void **state)
{
	struct http_client *client = http_client_start(&HTTP_LIMITS);

	(void)state;
	assert_true(http_url_fits("https://help.example/hook?a=b"));
	assert_true(http_url_fits("http://127.0.0.1:8080/hook"));
	assert_true(http_url_fits("http://[::1]:8080/hook"));
	assert_true(http_url_fits("http://localhost/hook"));
	assert_false(http_url_fits("http://help.example/hook"));
	assert_false(http_url_fits("http://127.0.0.1.help.example/hook"));
	assert_false(http_url_fits("http://127.0.0.1@help.example/hook"));
	assert_false(http_url_fits("https://user:word@help.example/hook"));
	assert_false(http_url_fits("ftp://127.0.0.1/hook"));
	assert_false(http_url_fits("file:///etc/passwd"));
	assert_false(http_url_fits("help.example/hook"));
	assert_false(http_url_fits(""));

	heard.times = 0;
	http_client_send(client,
			 &(struct http_request){.method = "GET", .url = "http://help.example/hook"},
			 hear, NULL);
	wait_to_hear(1);
	assert_int_equal(heard.answer.outcome, HTTP_NOT_SENT);
	http_client_stop(client);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_arrives_as_it_was_given_and_its_answer_comes_back),
		cmocka_unit_test(a_server_may_say_when_to_come_back),
		cmocka_unit_test(no_redirect_is_followed),
		cmocka_unit_test(who_never_answers_is_given_up_and_may_have_got_it),
		cmocka_unit_test(an_answer_beyond_its_bound_is_none),
		cmocka_unit_test(what_nobody_took_was_not_sent),
		cmocka_unit_test(one_that_is_slow_holds_up_no_other),
		cmocka_unit_test(a_stop_does_not_wait_and_tells_every_sender),
		cmocka_unit_test(what_must_not_come_twice_takes_a_connection_of_its_own),
		cmocka_unit_test(only_tls_leaves_this_machine),
	};

	return cmocka_run_group_tests(tests, start_server, stop_server);
}
