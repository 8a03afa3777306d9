/*
 * The loop thread: sockets, HTTP and WebSocket, signals, and the mailbox through which
 * other threads reach it.
 *
 * libuv's loop is driven in server.c, and acceptor.c has the listener in it; all others do not know
 * of it. What libwebsockets tells of connections is handed on in callbacks.c.
 */
#ifndef FUJI_WS_SERVER_H
#define FUJI_WS_SERVER_H

#include <stdbool.h>

#include "base/error.h"
#include "ws/listener.h"
#include "ws/pages.h"
#include "ws/queue.h"
#include "ws/service.h"

struct server;

/** Takes the listener over. `pages` outlives it. Sets service->server and ->hub. */
struct server *server_create(struct service *service, const struct listener *listener,
			     const struct pages *pages, struct error *err);

/** Runs until SIGTERM or SIGINT, and until everything has been said. The other
 *  threads must be running. SIGHUP reloads words. */
void server_run(struct server *server);

/** After server_run and after all threads that may post have ended. */
void server_destroy(struct server *server);

/** Hands a message to the loop thread: MESSAGE_OUTPUTS or MESSAGE_TASK. Any thread. What comes
 *  after server_run has ended is taken by server_destroy. */
void server_post(struct server *server, enum message_kind kind, void *body);

#endif
