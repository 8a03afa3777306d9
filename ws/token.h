/*
 * Tokens: what a client shows to go on where it was.
 *
 * `v1.<key id>.<subject>.<user>.<expiry>.<MAC>`, with a part `<origins>.` before the MAC if
 * only pages of some sites may show it. The MAC is keyed for one use, so that
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
	TOKEN_CHAT,        /* subject: the conversation; user: the subscriber's id */
	TOKEN_DIRECT_LINE, /* the same */
	TOKEN_STREAM,      /* the same: a ticket that opens one kind of socket and nothing else */
	TOKEN_FILE,        /* subject: the file; user: the conversation that it is of */
	TOKEN_DESK,        /* subject: a stamp of the password; user: the account's name */
};

#define TOKEN_USER_SIZE 65
#define TOKEN_ORIGINS_MOST 8
#define TOKEN_ORIGIN_STAMP 11 /* characters */
#define TOKEN_ORIGINS_SIZE (TOKEN_ORIGINS_MOST * TOKEN_ORIGIN_STAMP + 1)

struct token {
	char subject[CRYPTO_ID_SIZE];
	char user[TOKEN_USER_SIZE];
	int64_t expires_ms;
	char origins[TOKEN_ORIGINS_SIZE]; /* stamps of sites, one behind the other; "": any */
};

/** Whether a text may be a subject or a user: 1 to 64 of `A-Za-z0-9_-`. */
bool token_word(const char *text);

/** Adds the token's text. Its subject and user are words. */
void token_print(struct buffer *buffer, const struct keys *keys, enum token_use use,
		 const struct token *token);

/** Adds a site whose pages may show the token; false when there are too many. */
bool token_trust_origin(struct token *token, const struct keys *keys, const char *origin);

/** Whether a page of that site may show it; "" is no page at all. */
bool token_trusts(const struct token *token, const struct keys *keys, const char *origin);

/** Whether a text is a secret of the settings, of which "" is none. Neither its length nor its
 *  content shows in the time that this takes. */
bool token_is_secret(const char *text, const struct keys *keys, const char *secret);

/** False for anything but a token that we made for this use. Whether it has expired is
 *  the caller's to say. */
bool token_read(const char *text, const struct keys *keys, enum token_use use, struct token *out);

#endif
