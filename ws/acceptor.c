/*
 * The listener is ours and not libwebsockets': a connection is counted before it costs anything.
 */
#include "ws/acceptor.h"

#include <errno.h>
#include <fcntl.h>
#include <libwebsockets.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "ws/exchange.h"
#include "ws/limits.h"
#include "ws/metrics.h"
#include "ws/session.h"

#define AT_ONCE 64
#define PAUSE_MS 500

static void count(struct acceptor *acceptor, int by)
{
	acceptor->n += by;
	metric_set(&acceptor->front->service->metrics->connections, (int64_t)acceptor->n);
}

void acceptor_end(struct acceptor *acceptor, struct connection *connection)
{
	session_destroy(connection->session);
	exchange_destroy(connection->exchange);
	if (*connection->place)
		places_give_back(acceptor->front->places, connection->place);
	buffer_finish(&connection->response);
	free(connection);
	count(acceptor, -1);
}

/* Whether the peer may have one more connection. Behind a proxy that is only known once
 * the visitor is. */
static bool take_place(const struct front *front, struct connection *connection)
{
	const struct config *config = front->service->config;

	if (config_trusts(config, connection->address))
		return true;
	if (!places_take(front->places, connection->address,
			 (size_t)config->connections_per_address))
		return false;
	strcpy(connection->place, connection->address);
	return true;
}

static bool refuse(const struct acceptor *acceptor, enum limit limit)
{
	metrics_limit(acceptor->front->service->metrics, limit);
	log_write(LOG_LEVEL_WARNING, "connection refused", "reason", "too many", NULL);
	return false;
}

static bool admit(const struct acceptor *acceptor, struct connection *connection)
{
	if (acceptor->n >= acceptor->most)
		return refuse(acceptor, LIMIT_CONNECTIONS);
	if (!take_place(acceptor->front, connection))
		return refuse(acceptor, LIMIT_ADDRESS_CONNECTIONS);
	return true;
}

static void take_connection(struct acceptor *acceptor, int fd)
{
	struct connection *connection = mem_new(sizeof *connection);

	connection->front = acceptor->front;
	listener_peer(fd, connection->address);
	if (!admit(acceptor, connection)) {
		close(fd);
		free(connection);
		return;
	}
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	count(acceptor, 1);
	metric_add(&acceptor->front->service->metrics->connections_taken, 1);
	/* Closes the socket if it cannot. */
	connection->wsi = lws_adopt_socket_vhost(acceptor->vhost, fd);
	if (connection->wsi)
		lws_set_opaque_user_data(connection->wsi, connection);
	else
		acceptor_end(acceptor, connection);
}

static void on_readable(uv_poll_t *poll, int status, int events);

static void on_again(uv_timer_t *timer)
{
	struct acceptor *acceptor = timer->data;

	uv_poll_start(&acceptor->readable, UV_READABLE, on_readable);
}

/* Without a free descriptor the listener stays readable for ever: look away for a while. */
static void pause_accepting(struct acceptor *acceptor)
{
	log_write(LOG_LEVEL_ERROR, "accept", "error", strerror(errno), NULL);
	uv_poll_stop(&acceptor->readable);
	uv_timer_start(&acceptor->again, on_again, PAUSE_MS, 0);
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
	struct acceptor *acceptor = poll->data;

	(void)status;
	(void)events;
	for (int i = 0; i < AT_ONCE; i++) {
		int fd = accept(acceptor->listener.fd, NULL, NULL);

		if (fd >= 0) {
			take_connection(acceptor, fd);
		} else if (errno == EAGAIN || errno == EWOULDBLOCK) {
			return;
		} else if (errno != EINTR && errno != ECONNABORTED) {
			pause_accepting(acceptor);
			return;
		}
	}
}

void acceptor_begin(struct acceptor *acceptor, uv_loop_t *loop, struct front *front,
		    const struct listener *listener)
{
	acceptor->front = front;
	acceptor->listener = *listener;
	uv_timer_init(loop, &acceptor->again);
	uv_poll_init(loop, &acceptor->readable, listener->fd);
	acceptor->again.data = acceptor->readable.data = acceptor;
	uv_poll_start(&acceptor->readable, UV_READABLE, on_readable);
}

void acceptor_stop(struct acceptor *acceptor)
{
	if (uv_is_closing((uv_handle_t *)&acceptor->readable))
		return;
	uv_close((uv_handle_t *)&acceptor->readable, NULL);
	uv_close((uv_handle_t *)&acceptor->again, NULL);
	listener_close(&acceptor->listener);
}
