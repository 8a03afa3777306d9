/*
 * The thread for what is slow and needs no database: Argon2, which takes 0.1 s and 64 MiB,
 * one at a time.
 */
#ifndef FUJI_WS_WORKER_H
#define FUJI_WS_WORKER_H

#include <stdbool.h>

#include "ws/queue.h"

struct worker;

struct worker *worker_start(size_t waiting_most);

/** Any thread. False when too many tasks are waiting. */
bool worker_offer(struct worker *worker, struct task *task);

/** Finishes what is waiting, then ends the thread. */
void worker_stop(struct worker *worker);

#endif
