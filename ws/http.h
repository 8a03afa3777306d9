/*
 * HTTP: a few GETs, and the gate before an upgrade to WebSocket.
 *
 * libwebsockets 4.1.6 lets much through that must not be (CVE-2025-11677 among it), so
 * all of it is refused here, before libwebsockets acts on it. One request a connection:
 * the answer closes it, and what stands behind a request is never read as another one.
 */
#ifndef FUJI_WS_HTTP_H
#define FUJI_WS_HTTP_H

#include <stdbool.h>

#include "ws/connection.h"

struct lws;

/** The channel at a path, or NULL; the i-th channel, or NULL behind the last. */
const struct channel *channel_at_path(const char *path);
const struct channel *channel_at(size_t i);

/** A request was read: lines up its answer. False to hang up at once. */
bool http_answer(struct lws *wsi, struct connection *connection, const char *path);

/** The socket takes bytes: writes the answer. False when all has been written. */
bool http_write(struct lws *wsi, struct connection *connection);

/** Whether the request may become a WebSocket; if not, the refusal has been written. Sets
 *  the connection's channel, and takes the visitor's place. */
bool http_upgrade_allowed(struct lws *wsi, struct connection *connection);

#endif
