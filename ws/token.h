/*
 * Tokens: what a client shows to go on where it was.
 *
 * `v1.<key id>.<subject>.<user>.<expiry>.<MAC>`, the MAC being keyed for one use, so that
 * a subscriber's token opens no desk. A token says who somebody is, never what has been
 * proven; nothing is stored about it here.
 */
#ifndef FUJI_WS_TOKEN_H
#define FUJI_WS_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/crypto.h"

enum token_use {
	TOKEN_CHAT, /* subject: the conversation; user: the subscriber's id */
	TOKEN_DESK, /* subject: a stamp of the password; user: the account's name */
};

#define TOKEN_USER_SIZE 65

struct token {
	char subject[CRYPTO_ID_SIZE];
	char user[TOKEN_USER_SIZE];
	int64_t expires_ms;
};

/** Whether a text may be a subject or a user: 1 to 64 of `A-Za-z0-9_-`. */
bool token_word(const char *text);

/** Adds the token's text. Its subject and user are words. */
void token_print(struct buffer *buffer, const struct keys *keys, enum token_use use,
		 const struct token *token);

/** False for anything but a token that we made for this use. Whether it has expired is
 *  the caller's to say. */
bool token_read(const char *text, const struct keys *keys, enum token_use use, struct token *out);

#endif
