/*
 * Looks for spikes while the server serves, on a thread and a database connection of its own, and
 * tells the desks through the bot.
 *
 * It begins with the facts of the weeks before, so that a restart forgets no spike; after that it
 * reads what is new every few seconds. What it has made of a hundred thousand facts the bot keeps, and
 * the next start reads on behind them.
 */
#ifndef FUJI_WS_SPIKE_THREAD_H
#define FUJI_WS_SPIKE_THREAD_H

#include "ws/service.h"

struct spike_thread;

/** The bot thread runs. */
struct spike_thread *spike_thread_start(struct service *service);

/** Before the bot thread ends. */
void spike_thread_stop(struct spike_thread *thread);

#endif
