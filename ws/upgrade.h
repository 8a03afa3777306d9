/*
 * The gate before an upgrade to WebSocket.
 *
 * libwebsockets 4.1.6 lets much through that must not be (CVE-2025-11677 among it), so
 * all of it is refused here, before libwebsockets acts on it.
 */
#ifndef FUJI_WS_UPGRADE_H
#define FUJI_WS_UPGRADE_H

#include <stdbool.h>

#include "ws/connection.h"

/** Whether the request may become a WebSocket; if not, the refusal has been written. Makes
 *  the connection's session, and takes the visitor's place. */
bool upgrade_allowed(struct lws *wsi, struct connection *connection);

/** Writes who asks to connection->visitor: behind a proxy that is believed not the peer. */
void upgrade_find_visitor(struct lws *wsi, struct connection *connection);

#endif
