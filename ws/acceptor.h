/*
 * Connections: taken from the listener one by one, as many as fit, and given back at their end.
 *
 * Loop thread only.
 */
#ifndef FUJI_WS_ACCEPTOR_H
#define FUJI_WS_ACCEPTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

#include "ws/connection.h"
#include "ws/listener.h"

struct lws_vhost;

struct acceptor {
	struct front *front;
	struct listener listener;
	uv_poll_t readable;
	uv_timer_t again;
	struct lws_vhost *vhost; /* who gets them; set before the loop runs */
	size_t n, most;          /* connections */
};

/** Its handles are in the loop from now on; takes the listener over. */
void acceptor_begin(struct acceptor *acceptor, uv_loop_t *loop, struct front *front,
		    const struct listener *listener);

/** Takes no more connections. A second time it does nothing. */
void acceptor_stop(struct acceptor *acceptor);

/** A connection has ended: frees what hangs on it. */
void acceptor_end(struct acceptor *acceptor, struct connection *connection);

#endif
