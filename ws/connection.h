/*
 * One TCP connection: first a request, then perhaps a session.
 *
 * Loop thread only. Hangs on the libwebsockets connection from accept to its end.
 */
#ifndef FUJI_WS_CONNECTION_H
#define FUJI_WS_CONNECTION_H

#include <stdbool.h>

#include "base/buffer.h"
#include "ws/guard.h"
#include "ws/limits.h"
#include "ws/pages.h"
#include "ws/service.h"

#define ADDRESS_SIZE 46

struct lws;

/** What all connections of a server share. */
struct front {
	struct service *service;
	const struct pages *pages;
	struct guard guard;
	struct places *places; /* connections by address */
	bool draining;
};

struct connection {
	struct front *front;
	struct lws *wsi;
	char address[ADDRESS_SIZE]; /* of the peer */
	char place[ADDRESS_SIZE];   /* the name under which it holds a place; "": none */
	char visitor
		[ADDRESS_SIZE]; /* from the upgrade or an exchange on: behind a proxy not the peer */
	int64_t retry_after_ms;    /* not 0: upgraded only to be told to come back then */
	struct session *session;   /* from the upgrade on */
	struct exchange *exchange; /* a request to an endpoint */
	struct buffer response;
	bool head_only; /* the request is a HEAD */
	bool answered;
};

#endif
