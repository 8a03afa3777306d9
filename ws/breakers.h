/*
 * The breakers of an operator: one for each of its APIs, so that what works is not left alone
 * with what does not. On one thread, the outbox's.
 */
#ifndef FUJI_WS_BREAKERS_H
#define FUJI_WS_BREAKERS_H

#include "bot/carrier_requests.h"
#include "ws/breaker.h"
#include "ws/config.h"
#include "ws/metrics.h"

/** An operator that answers in process has one API, 0. */
struct breakers {
	struct breaker items[CARRIER_APIS_MOST];
	struct metrics *metrics;
};

void breakers_init(struct breakers *breakers, const struct config *config, struct metrics *metrics);

void breakers_count(struct breakers *breakers, size_t api, bool failed);

/** Counts what has come of requests since the last time. */
void breakers_count_requests(struct breakers *breakers, struct carrier_requests *requests);

/** Of those that are to be sent, gives up whose API is left alone; these do not count. */
void breakers_leave_alone(struct breakers *breakers, struct carrier_requests *requests);

#endif
