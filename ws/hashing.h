/*
 * A password that becomes an account's: hashed on the worker, then the bot has the event.
 */
#ifndef FUJI_WS_HASHING_H
#define FUJI_WS_HASHING_H

#include <stdbool.h>

#include "bot/bot.h"
#include "ws/service.h"

/** Loop thread. The password is copied, and forgotten as soon as it is hashed. False when too many
 *  are waiting: then the event is still the caller's. */
bool hashing_start(struct service *service, struct event *event, const char *password);

#endif
