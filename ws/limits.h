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

/** A bucket of 20 messages that refills with 5 a second. Zeroed is full. */
struct rate {
	int64_t empty_ms; /* when the bucket would have been empty: it fills from there on */
};

/** Takes one; false, with the time until there is one, when the bucket is empty. */
bool rate_take(struct rate *rate, int64_t now_ms, int64_t *out_wait_ms);

/** How many places each name (an address, a conversation) holds at the moment. */
struct places;

struct places *places_create(void);
void places_destroy(struct places *places);

/** Takes a place unless the name holds `most` already. */
bool places_take(struct places *places, const char *name, size_t most);
void places_give_back(struct places *places, const char *name);

/** Tries of each name in the last quarter of an hour, at most five. */
struct attempts;

#define ATTEMPTS_MOST 5
#define ATTEMPTS_WINDOW_MS (15 * 60 * 1000)

struct attempts *attempts_create(void);
void attempts_destroy(struct attempts *attempts);

/** Counts one; false when the name has used up its tries. */
bool attempts_take(struct attempts *attempts, const char *name, int64_t now_ms);
/** Forgets the name: it has shown that it may. */
void attempts_forget(struct attempts *attempts, const char *name);

#endif
