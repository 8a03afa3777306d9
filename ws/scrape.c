/*
 * HTTP for one client that we know: the request line is looked at, and the connection ends
 * with the answer.
 */
#include "ws/scrape.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "ws/door.h"
#include "ws/listener.h"
#include "ws/metrics.h"

#define REQUEST_MOST 8192
#define PEER_SECONDS 2

struct scrape {
	struct service *service;
	struct listener listener;
	const char *path; /* of a Unix socket; NULL: none */
	struct door *door;
};

/* Up to the empty line; false when the peer stalls or says too much. */
static bool read_request(int fd, struct buffer *out)
{
	char block[1024];
	ssize_t n;

	while (out->length < REQUEST_MOST && (n = read(fd, block, sizeof block)) > 0) {
		buffer_add(out, block, (size_t)n);
		if (strstr(out->data, "\r\n\r\n"))
			return true;
	}
	return false;
}

static void write_all(int fd, const struct buffer *text)
{
	size_t done = 0;
	ssize_t n = 1;

	while (done < text->length && n > 0) {
		n = write(fd, text->data + done, text->length - done);
		done += n > 0 ? (size_t)n : 0;
	}
}

static void answer(int fd, const char *status, const struct buffer *body)
{
	struct buffer text = {0};

	buffer_format(&text,
		      "HTTP/1.1 %s\r\n"
		      "connection: close\r\n"
		      "content-type: text/plain; version=0.0.4; charset=utf-8\r\n"
		      "content-length: %zu\r\n\r\n",
		      status, body->length);
	buffer_add(&text, body->data, body->length);
	write_all(fd, &text);
	buffer_finish(&text);
}

static void serve(void *context, int fd)
{
	struct scrape *scrape = context;
	struct buffer request = {0}, body = {0};

	door_limit_waiting(fd, PEER_SECONDS);
	if (read_request(fd, &request)) {
		if (!strncmp(request.data, "GET /metrics ", 13)) {
			metrics_print(scrape->service, &body);
			answer(fd, "200 OK", &body);
		} else {
			answer(fd, "404 Not Found", &body);
		}
	}
	buffer_finish(&request);
	buffer_finish(&body);
}

static bool listen_at(struct scrape *scrape, const char *where, struct error *err)
{
	if (scrape->path) {
		scrape->listener.fd = door_listen(scrape->path, err);
		return scrape->listener.fd >= 0;
	}
	if (!listener_open(where, &scrape->listener, err))
		return false;
	return scrape->listener.on_loopback ||
	       error_set(err, "metrics_listen is %s, which is not loopback", where);
}

struct scrape *scrape_open(struct service *service, struct error *err)
{
	const char *where = service->config->metrics_listen;
	struct scrape *scrape = mem_new(sizeof *scrape);

	scrape->service = service;
	scrape->listener.fd = -1;
	if (!strncmp(where, "unix:", strlen("unix:")))
		scrape->path = where + strlen("unix:");
	if (!*where || listen_at(scrape, where, err))
		return scrape;
	scrape_stop(scrape);
	return NULL;
}

const char *scrape_address(const struct scrape *scrape)
{
	return scrape->path ? scrape->path : scrape->listener.address;
}

void scrape_start(struct scrape *scrape)
{
	if (scrape->listener.fd < 0)
		return;
	scrape->door = door_open(scrape->listener.fd, serve, scrape);
	scrape->listener.fd = -1; /* the door's now */
}

void scrape_stop(struct scrape *scrape)
{
	if (!scrape)
		return;
	if (scrape->path && (scrape->door || scrape->listener.fd >= 0))
		unlink(scrape->path);
	door_close(scrape->door);
	listener_close(&scrape->listener);
	free(scrape);
}
