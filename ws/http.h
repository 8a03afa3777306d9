/*
 * HTTP: pages, a few GETs, and the way to the endpoints of ws/exchange.h.
 *
 * One request a connection: the answer closes it, and what stands behind a request is never
 * read as another one.
 */
#ifndef FUJI_WS_HTTP_H
#define FUJI_WS_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "ws/connection.h"

/** The channel whose WebSocket is at a path, or NULL; the i-th channel, or NULL behind the last. */
const struct channel *channel_at_path(const char *path);
const struct channel *channel_at(size_t i);

/** The i-th of what is answered here, by its name in the table of access; NULL behind the last. */
const char *http_endpoint_at(size_t i);

/** A request was read: lines up its answer, or begins an exchange. False to hang up at once. */
bool http_answer(struct connection *connection, const char *path);

#endif
