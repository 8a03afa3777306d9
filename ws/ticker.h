/*
 * A thread that does something now and again, until it is stopped. Where there is not enough of the
 * processor for all, those that serve somebody come first.
 */
#ifndef FUJI_WS_TICKER_H
#define FUJI_WS_TICKER_H

#include <stdint.h>

struct ticker;

/** Does it, and says after how many ms to do it again. On the ticker's thread. */
typedef int64_t ticker_act(void *context);

/** Begins at once. */
struct ticker *ticker_start(ticker_act *act, void *context);

/** What goes on is finished first. */
void ticker_stop(struct ticker *ticker);

#endif
