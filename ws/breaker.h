/*
 * A circuit breaker: an operator that does not answer is left alone for a while.
 *
 * It opens after some failures in a row; while open, one call goes through now and then
 * to see; the first success closes it. Times are monotonic milliseconds.
 */
#ifndef FUJI_WS_BREAKER_H
#define FUJI_WS_BREAKER_H

#include <stdbool.h>
#include <stdint.h>

/** Closed when it has had no failures. */
struct breaker {
	int failures_most;
	int64_t probe_each_ms;
	int failures;     /* in a row */
	int64_t probe_ms; /* open: when the next call may go through */
};

static inline bool breaker_is_open(const struct breaker *breaker)
{
	return breaker->failures >= breaker->failures_most;
}

static inline bool breaker_allows(struct breaker *breaker, int64_t now_ms)
{
	if (!breaker_is_open(breaker))
		return true;
	if (now_ms < breaker->probe_ms)
		return false;
	breaker->probe_ms = now_ms + breaker->probe_each_ms;
	return true;
}

static inline void breaker_failed(struct breaker *breaker, int64_t now_ms)
{
	if (breaker->failures < breaker->failures_most &&
	    ++breaker->failures == breaker->failures_most)
		breaker->probe_ms = now_ms + breaker->probe_each_ms;
}

static inline void breaker_succeeded(struct breaker *breaker)
{
	breaker->failures = 0;
}

#endif
