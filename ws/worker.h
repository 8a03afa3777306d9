/*
 * The thread for what is slow and needs no database, one at a time: Argon2, which takes 0.1 s and
 * 64 MiB, files that are sent, words that are read again.
 */
#ifndef FUJI_WS_WORKER_H
#define FUJI_WS_WORKER_H

#include <stdbool.h>

#include "ws/queue.h"

struct worker;

struct worker *worker_start(size_t waiting_most);

/** Any thread. False when too many tasks are waiting. */
bool worker_offer(struct worker *worker, struct task *task);

/** The same without the bound, for what strangers have no part in. Not behind worker_stop. */
void worker_put(struct worker *worker, struct task *task);

/** Finishes what is waiting, then ends the thread. */
void worker_stop(struct worker *worker);

#endif
