/*
 * Which peers are still there: who says nothing is pinged, and who does not answer is cut.
 *
 * libwebsockets would do it with a timer for each connection in one sorted list, through which
 * every answer to a ping walks: with 19,000 connections the loop did little else, pings came too
 * late, and peers were cut that had answered. So it keeps no timer of an open session; these
 * are all there are. Loop thread only.
 */
#ifndef FUJI_WS_ALIVE_H
#define FUJI_WS_ALIVE_H

#include <stdint.h>

#include "ws/config.h"

#define ALIVE_LOOK_MS 100 /* how often is looked: nothing is noticed later than three looks */

struct alive;
struct session;

struct alive *alive_create(const struct config *config);
/** All sessions must have ended. */
void alive_destroy(struct alive *alive);

/** The session is open: it is to say who it is in time. */
void alive_begin(struct session *session);

/** Something has come, be it the answer to a ping. */
void alive_heard(struct session *session);

/** What comes is not read, for a while. */
void alive_unread(struct session *session);

/** It is closing: what was lined up for it is to be taken in time. */
void alive_closing(struct session *session);

/** No longer looked at. */
void alive_end(struct session *session);

/** Does what is due. */
void alive_look(struct alive *alive, int64_t now_ms);

#endif
