/*
 * A circuit breaker: an operator, or who else is asked, that does not answer is left alone for a while.
 *
 * It opens after some failures in a row, or when half of the last twenty calls failed; while
 * open, one call goes through now and then to see; the first success closes it. Times are
 * monotonic milliseconds.
 */
#ifndef FUJI_WS_BREAKER_H
#define FUJI_WS_BREAKER_H

#include <stdbool.h>
#include <stdint.h>

#define BREAKER_WINDOW 20
#define BREAKER_STATUS_TOO_MANY 429

/** Closed when it has had no failures. */
struct breaker {
	int failures_most;
	int64_t probe_each_ms;
	int failures;  /* in a row */
	uint32_t last; /* a bit each of the last calls, the newest lowest: it failed */
	int n_last;    /* how many of them there are */
	bool is_open;
	int64_t probe_ms; /* open: when the next call may go through */
};

/** Whether a call with that HTTP status failed; 0: no answer came. Who refuses is there; who is overloaded,
 *  or stumbles, is not. */
static inline bool breaker_is_failure(int status)
{
	return status == 0 || status == BREAKER_STATUS_TOO_MANY || status >= 500;
}

static inline bool breaker_allows(struct breaker *breaker, int64_t now_ms)
{
	if (!breaker->is_open)
		return true;
	if (now_ms < breaker->probe_ms)
		return false;
	breaker->probe_ms = now_ms + breaker->probe_each_ms;
	return true;
}

static inline void breaker_note(struct breaker *breaker, bool failed)
{
	breaker->last = (breaker->last << 1 | failed) & ((1u << BREAKER_WINDOW) - 1);
	if (breaker->n_last < BREAKER_WINDOW)
		breaker->n_last++;
}

static inline bool breaker_half_failed(const struct breaker *breaker)
{
	int n_failed = 0;

	for (uint32_t rest = breaker->last; rest; rest &= rest - 1)
		n_failed++;
	return breaker->n_last == BREAKER_WINDOW && 2 * n_failed >= BREAKER_WINDOW;
}

static inline void breaker_failed(struct breaker *breaker, int64_t now_ms)
{
	if (breaker->is_open)
		return;
	breaker_note(breaker, true);
	breaker->failures++;
	breaker->is_open = breaker->failures >= breaker->failures_most ||
			   breaker_half_failed(breaker);
	breaker->probe_ms = now_ms + breaker->probe_each_ms;
}

/** What was before it was open is forgotten. */
static inline void breaker_succeeded(struct breaker *breaker)
{
	if (breaker->is_open) {
		breaker->last = 0;
		breaker->n_last = 0;
	}
	breaker_note(breaker, false);
	breaker->failures = 0;
	breaker->is_open = false;
}

#endif
