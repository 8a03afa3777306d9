/*
 * Words that a desk has changed: written on the worker thread once they were tried, used from then on
 * as after SIGHUP, and told to the bot with what became of it.
 */
#ifndef FUJI_WS_MENDING_H
#define FUJI_WS_MENDING_H

#include "ws/service.h"

/** Takes what an OUTPUT_MEND wants. Any thread. */
void mending_start(struct service *service, struct output *output);

#endif
