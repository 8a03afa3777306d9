/*
 * Codes by which a conversation is opened on another device.
 *
 * Short enough to be typed, a code must be hard to guess by other means: it works once and for
 * five minutes, a conversation has one at a time, there are not many at once, and who looks for
 * one has few tries, which are the caller's to count. What is kept is a keyed hash of it, in
 * memory. Loop thread only.
 */
#ifndef FUJI_WS_MOVES_H
#define FUJI_WS_MOVES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/crypto.h"
#include "ws/token.h"

#define MOVE_CODE_SIZE 10 /* `ABCD-EFGH` and NUL */
#define MOVE_LIFE_MS (5 * 60 * 1000LL)

/** What a code opens. */
struct move {
	char conversation[CRYPTO_ID_SIZE];
	char user[TOKEN_USER_SIZE];
};

struct moves;

/** The keys outlive it. */
struct moves *moves_create(const struct keys *keys);
void moves_destroy(struct moves *moves);

/** Makes a code, in place of the one that the conversation had. False when there are too many.
 *  Times are monotonic. */
bool moves_give(struct moves *moves, const struct move *move, int64_t now_ms,
		char out[MOVE_CODE_SIZE]);

/** Spends a code, written in either case, with hyphens or blanks or without. False for one that
 *  was never given, has been spent or replaced, or is too old. */
bool moves_take(struct moves *moves, const char *code, int64_t now_ms, struct move *out);

#endif
