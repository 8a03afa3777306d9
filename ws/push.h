/*
 * Whether the app's back end must be told of news: only where nobody is connected to read it.
 */
#ifndef FUJI_WS_PUSH_H
#define FUJI_WS_PUSH_H

#include "bot/bot.h"
#include "ws/service.h"

/** Takes an OUTPUT_HOOK for HOOK_PUSH: posts it, puts it off, or finds that it is not needed.
 *  Loop thread. */
void push_take(const struct service *service, struct output *push);

#endif
