/*
 * A session that asks for its conversation's code, or that comes with one from another device.
 *
 * Loop thread only.
 */
#ifndef FUJI_WS_MOVING_H
#define FUJI_WS_MOVING_H

#include <stdbool.h>

#include "ws/moves.h"
#include "ws/session.h"

/** Sends a code for what `move` names to this session and no other, or an error. */
void moving_give(struct session *session, const struct move *move, const char *client_id);

/** Spends a code. False when the session was sent an error instead, which is the same for all
 *  codes that open nothing; and when its address has had too many of those, for all codes. */
bool moving_take(struct session *session, const char *code, struct move *out);

#endif
