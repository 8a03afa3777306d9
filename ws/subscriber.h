/*
 * A subscriber's session in its conversation: what all protocols for subscribers do alike.
 *
 * A long history goes out page by page, each when the one before has been written; only then
 * does the session follow what is said now, so that nothing overtakes it.
 */
#ifndef FUJI_WS_SUBSCRIBER_H
#define FUJI_WS_SUBSCRIBER_H

#include <stdbool.h>

#include "ws/session.h"
#include "ws/token.h"

/** First member of such a session's state. */
struct subscriber {
	char conversation[CRYPTO_ID_SIZE]; /* "" before the welcome */
	char user[TOKEN_USER_SIZE];
	int64_t next_page; /* history goes on behind this seq; 0: it has all been sent */
};

/** How long a token lives, and how long after its end one may come back with it. */
int64_t subscriber_token_ms(const struct service *service);
int64_t subscriber_grace_ms(const struct service *service);

/** Whether one more conversation may begin from that address now; false with the time until it
 *  may. It is counted as begun until it is known that it was none. Loop thread. */
bool subscriber_may_begin(const struct service *service, const char *address, int64_t *out_wait_ms);
void subscriber_began_none(const struct service *service, const char *address);

/** Makes the event the subscriber's of that session. */
void subscriber_sign(const struct session *session, struct event *event);

/** Whether a subscriber may send such an activity. */
bool subscriber_may(const struct event *event);

/** The names that such activities have in the table of access; NULL behind the last. */
const char *subscriber_frame_at(size_t i);

/** Notes that a welcome's page of history was lined up; true when it was the last, and the
 *  session follows from now on. */
bool subscriber_catches_up(struct session *session, const struct output *welcome);

/** Asks for the next page, if there is one: for channel.drained. */
void subscriber_ask_next_page(struct session *session);

/** Lines up activities. */
void subscriber_send_set(struct session *session, const struct output *output);

/** Lines up an error, worded for the reader where we have words for it. */
void subscriber_pass_error(struct session *session, const struct output *output);

/** Lines up whatever a subscriber is to hear of an output that is neither welcome nor error. */
void subscriber_pass(struct session *session, const struct output *output);

#endif
