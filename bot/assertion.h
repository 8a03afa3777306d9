/*
 * What the operator's app or site asserts about the subscriber who is signed in there.
 *
 * A JWT (RFC 7519) that the operator signs with Ed25519 (RFC 8037): we hold a public key only,
 * so nothing that lies here can make one. Which algorithm and key count is said by our
 * settings and never by the token (RFC 8725). A reader says what it asserts; that it is used
 * once only is the store's to say.
 */
#ifndef FUJI_BOT_ASSERTION_H
#define FUJI_BOT_ASSERTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/crypto.h"
#include "base/error.h"

#define ASSERTION_MOST 4096   /* characters */
#define ASSERTION_KEYS_MOST 4 /* the one in use, and others while keys change */
#define ASSERTION_LEVELS_MOST 8
#define ASSERTION_LIFE_MS (5 * 60 * 1000LL)

/** Whom we believe. Without a key: nobody. The texts are borrowed. */
struct assertion_rules {
	uint8_t keys[ASSERTION_KEYS_MOST][CRYPTO_PUBLIC_SIZE];
	size_t n_keys;
	const char *issuer;   /* `iss` */
	const char *audience; /* `aud`, or one of it */
	const char
		*strong[ASSERTION_LEVELS_MOST]; /* `acr` of a face or ID check; others are weak */
	size_t n_strong;
	const char *face_page; /* the operator's, where a face is checked; NULL: there is none */
};

struct assertion {
	char line[12];     /* 11 digits: `phone_number`, else `sub` */
	char id[129];      /* `jti` */
	char subject[129]; /* `sub`, who it is to the operator; "" if that is longer or missing */
	char level[33];    /* `acr`, "" if there is none */
	int64_t since_ms;  /* `iat` */
	int64_t until_ms;  /* `exp`, but ASSERTION_LIFE_MS after `iat` at most */
	int64_t login_ms;  /* `auth_time`: when the person has last proven to be there */
	char nonce[65]; /* of the check that it answers; "" for one that only says who is there */
	bool passed;    /* that check */
};

/** False with err, which names the rule that is broken and nothing of the content. */
bool assertion_read(const char *text, const struct assertion_rules *rules, int64_t now_ms,
		    struct assertion *out, struct error *err);

/** Whether it tells of a check of the person, made just now, that the rules take as strong. */
bool assertion_is_strong(const struct assertion *assertion, const struct assertion_rules *rules);

/** Whether that check was made just now. */
bool assertion_is_fresh(const struct assertion *assertion);

/** Reads a public key: base64url of its 32 bytes, as `x` of a JWK has it. */
bool assertion_read_key(const char *text, uint8_t out[CRYPTO_PUBLIC_SIZE]);

#endif
