/*
 * What `fuji import` has taken, for the commands that look at it.
 */
#ifndef FUJI_WS_IMPORTED_H
#define FUJI_WS_IMPORTED_H

#include "bot/insight/history.h"
#include "ws/config.h"

/** The history up to a day (`2026-01-31`; NULL: all), which the caller destroys. The result is an exit
 *  code; what went wrong has been printed, and then there is none. */
int imported_history(const struct config *config, const char *until, struct history **out);

#endif
