/*
 * What libwebsockets tells of connections, and whose each of it is: requests are http.c's, upgrades
 * upgrade.c's, frames session.c's.
 *
 * Loop thread only.
 */
#ifndef FUJI_WS_CALLBACKS_H
#define FUJI_WS_CALLBACKS_H

struct lws_protocols;

/** One for each WebSocket protocol that is spoken here, HTTP before them; on the heap. The user of
 *  their context is a struct acceptor. */
struct lws_protocols *callbacks_protocols(void);

#endif
