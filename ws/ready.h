/*
 * Whether more visitors may be sent here, for load balancers.
 */
#ifndef FUJI_WS_READY_H
#define FUJI_WS_READY_H

#include <stdbool.h>

#include "base/buffer.h"
#include "ws/connection.h"

/** Puts `{"ready":…,"reasons":[…]}` and gives back the first member. The reasons:
 *
 *	draining	the server is about to stop
 *	bot		the bot thread is stuck
 *	outbox		the outbox thread is stuck
 *	store		something could not be stored, in the last five seconds
 *	disk		hardly any room is left for the database
 *	words		at the last reload the new words had problems: the old ones are used
 *	operator	the operator's systems are left alone, because calls fail
 *
 *  With the last two alone it is ready: who writes is answered all the same. Loop thread. */
bool ready_print(const struct front *front, struct buffer *json);

#endif
