/*
 * A circuit breaker: an operator that does not answer is left alone for a while.
 *
 * It opens after five failures in a row; while open, one call in ten seconds goes
 * through to see; the first success closes it. Times are monotonic milliseconds.
 */
#ifndef FUJI_WS_BREAKER_H
#define FUJI_WS_BREAKER_H

#include <stdbool.h>
#include <stdint.h>

#define BREAKER_FAILURES 5
#define BREAKER_PROBE_MS 10000

/** Zeroed is closed. */
struct breaker {
	int failures;     /* in a row */
	int64_t probe_ms; /* open: when the next call may go through */
};

static inline bool breaker_allows(struct breaker *breaker, int64_t now_ms)
{
	if (breaker->failures < BREAKER_FAILURES)
		return true;
	if (now_ms < breaker->probe_ms)
		return false;
	breaker->probe_ms = now_ms + BREAKER_PROBE_MS;
	return true;
}

static inline void breaker_failed(struct breaker *breaker, int64_t now_ms)
{
	if (breaker->failures < BREAKER_FAILURES && ++breaker->failures == BREAKER_FAILURES)
		breaker->probe_ms = now_ms + BREAKER_PROBE_MS;
}

static inline void breaker_succeeded(struct breaker *breaker)
{
	breaker->failures = 0;
}

#endif
