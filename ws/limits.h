/*
 * How much one peer may take: messages a second, places at a time, log-ins a while.
 *
 * Times are monotonic milliseconds. One thread uses each of these.
 */
#ifndef FUJI_WS_LIMITS_H
#define FUJI_WS_LIMITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** How much a bucket holds, and how soon it has one more. */
struct rate_limit {
	int64_t burst, each_us;
};

/** A bucket. Zeroed is full, whatever the clock says: it begins anew with the machine. */
struct rate {
	int64_t full_us; /* when it will be full again */
};

/** Takes one; false, with the time until there is one, when the bucket is empty. */
bool rate_take(struct rate *rate, const struct rate_limit *limit, int64_t now_ms,
	       int64_t *out_wait_ms);

/** A bucket for each name. */
struct rates;

struct rates *rates_create(void);
void rates_destroy(struct rates *rates);
bool rates_take(struct rates *rates, const char *name, const struct rate_limit *limit,
		int64_t now_ms, int64_t *out_wait_ms);
/** Puts one back: it was none. */
void rates_give_back(struct rates *rates, const char *name, const struct rate_limit *limit);

/** How many places each name (an address, a conversation) holds at the moment. */
struct places;

struct places *places_create(void);
void places_destroy(struct places *places);

/** Takes a place unless the name holds `most` already. */
bool places_take(struct places *places, const char *name, size_t most);
void places_give_back(struct places *places, const char *name);

/** Tries of each name within a window of time. */
struct attempts;

struct attempts_limit {
	size_t most;
	int64_t window_ms;
};

struct attempts *attempts_create(void);
void attempts_destroy(struct attempts *attempts);

/** Counts one; false, with the time until the next, when the name has used up its tries. */
bool attempts_take(struct attempts *attempts, const char *name, const struct attempts_limit *limit,
		   int64_t now_ms, int64_t *out_wait_ms);
/** Takes one try back: it was none. */
void attempts_give_back(struct attempts *attempts, const char *name);
/** Forgets the name: it has shown that it may. */
void attempts_forget(struct attempts *attempts, const char *name);

#endif
