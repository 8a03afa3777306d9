/*
 * A file that has come: the worker looks at it, cleans it and writes it, then the bot hears of
 * it. So the bot only ever knows files that are there for good.
 */
#ifndef FUJI_WS_ARRIVAL_H
#define FUJI_WS_ARRIVAL_H

#include "base/buffer.h"
#include "ws/exchange.h"

/** Takes over what the buffer holds, as a file of that conversation. The exchange's endpoint hears
 *  OUTPUT_UPLOADED or an error. Loop thread. */
void arrival_send(struct exchange *exchange, const char *conversation, struct buffer *body);

#endif
