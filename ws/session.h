/*
 * One WebSocket connection: frames put together on the way in, lined up on the way out.
 *
 * libwebsockets bounds neither, and drops silently what a slow reader leaves behind: so
 * the line is ours, one message is written at a time, and who does not read is cut off
 * and comes back with its watermark. Loop thread only.
 */
#ifndef FUJI_WS_SESSION_H
#define FUJI_WS_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/language.h"
#include "bot/access.h"
#include "ws/deadlines.h"
#include "ws/limits.h"
#include "ws/service.h"
#include "ws/wire.h"

/** Close codes: RFC 6455 section 7.4.1, IANA's registry, and our own. */
enum close_code {
	CLOSE_GOING_AWAY = 1001,
	CLOSE_BINARY = 1003,
	CLOSE_NOT_UTF8 = 1007,
	CLOSE_TOO_BIG = 1009,
	CLOSE_TRY_AGAIN = 1013,
	CLOSE_NOT_KNOWN = 4401, /* no hello, no token, no log-in */
	CLOSE_EXPIRED = 4403,   /* a token too old, an account disabled */
};

struct lws;
struct frame;

struct session {
	struct service *service;
	const struct channel *channel;
	struct lws *wsi;
	const char *address;
	char *site;      /* `https://host`, as the client reaches us */
	uint64_t origin; /* its name in events and outputs */
	enum role role;
	enum language language; /* for errors that the outside words */
	bool traditional;       /* if that is Chinese, in which characters */
	bool greeted;           /* has said who it is, or at least tried */
	struct rate rate;
	int n_refused; /* frames for their rate, since all that came was last read */
	void *state;   /* the channel's */

	struct buffer incoming;
	int n_fragments;
	struct frame *first, *last; /* the line on the way out */
	size_t n_frames, n_bytes;
	int closing; /* a close code once nothing more is to be said */
	bool ping_waits, said_goodbye, awaits_drain;
	bool heard_goodbye; /* what the client sends behind its Close frame is not heard */

	struct deadline hello, silence, unread; /* ws/alive.c's */

	struct session *next_by_origin, *next_hearing; /* the hub's */
	struct follow *follows;
};

/** The address outlives the session, the site becomes its own. */
struct session *session_create(struct service *service, const struct channel *channel,
			       const char *address, char *site, struct lws *wsi);
void session_destroy(struct session *session);

/** Takes one piece of a frame as libwebsockets hands it over. */
struct session_piece {
	const char *data;
	size_t length;
	bool ends_fragment, ends_frame, binary;
};

void session_receive(struct session *session, const struct session_piece *piece);

/** Takes the client's Close frame. Whether its payload may be sent back: none, or a code and a reason in
 *  UTF-8 (RFC 6455 section 5.5.1). */
bool session_take_close(struct session *session, const char *payload, size_t length);

/** Whether a frame may be taken now: not too many came over this connection, or from its
 *  address. False with the time until the next one may. Who is refused again and again is not
 *  read for a while. */
bool session_may_speak(struct session *session, int64_t *out_wait_ms);

/** Writes one frame, or lines it up behind those that wait; takes the buffer's text. Does nothing
 *  once the session is closing. */
void session_send(struct session *session, struct buffer *frame);

/** Has channel.drained called once nothing waits to be written. */
void session_await_drain(struct session *session);

/** The outside's own wording for a code, as this client reads it; the code itself when there is none. */
const char *session_sentence(const struct session *session, const char *code);

/** Lines up an error; the second one in the outside's own words. */
void session_error(struct session *session, const struct wire_error *error);
void session_refuse(struct session *session, const char *code, const char *client_id,
		    int64_t retry_after_ms);

/** Closes once all that was lined up has been written. The first code counts. */
void session_close(struct session *session, enum close_code code);

/** Asks the peer whether it is there. */
void session_ping(struct session *session);

/** Reads again what comes. */
void session_read_on(struct session *session);

/** Ends the connection as it is: nobody is there to take what is still to be said. */
void session_cut(struct session *session);

/** The socket takes bytes: writes one frame that waits, or closes when there is none to come. False
 *  when the connection is broken. */
bool session_write(struct session *session);

#endif
