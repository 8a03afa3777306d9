/*
 * Secrets: keys, sealing, keyed hashes, passwords, signatures, ids. All of it is libsodium's.
 *
 * The keys lie in a file beside the database, never in it (base/key_file.h). From the first come,
 * by purpose, the keys for look-up hashes and for tokens; the newest wraps persons' keys.
 * A person's data is sealed under the person's own key; without that key it is noise.
 */
#ifndef FUJI_BASE_CRYPTO_H
#define FUJI_BASE_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define CRYPTO_KEY_SIZE 32
#define CRYPTO_HASH_SIZE 32
#define CRYPTO_ID_SIZE 27    /* 26 characters and NUL */
#define CRYPTO_SEAL_EXTRA 40 /* nonce 24 and tag 16 */
#define CRYPTO_PASSWORD_HASH_SIZE 128

/** Before anything else here; any thread, any number of times. Ends the process if
 *  libsodium cannot start. */
void crypto_start(void);

void crypto_random(void *out, size_t size);

/** Random bytes for what must come once but is no secret: nonces, ids of traces. They lie in memory
 *  before they are used, drawn from the kernel by the kilobyte, so a process that forks must not go
 *  on with them. At most 64 bytes. */
void crypto_unique(void *out, size_t size);

/** 128 random bits as 26 characters a-z2-7 (RFC 4648 base32, lower case). */
void crypto_id(char out[CRYPTO_ID_SIZE]);

/** A code of n characters of the alphabet, uniform, and NUL: out has room for n + 1. */
void crypto_code(char *out, size_t n, const char *alphabet);

/** The same of decimal digits. */
void crypto_digits(char *out, size_t n_digits);

/** Any thread may hash and name with them. One thread wraps, unwraps and changes them. */
struct keys;

/** Reads the key file; makes it, readable by its owner only, when it is not there
 *  and `create` is set. Refuses a file of another size or readable by others. */
struct keys *keys_open(const char *path, bool create, struct error *err);
struct keys *keys_for_tests(void); /* a fixed key, for tests and in-memory use */
void keys_close(struct keys *keys);

/** Short name of the key, for tokens: 8 characters and NUL. */
const char *keys_id(const struct keys *keys);

/** Keyed BLAKE2b under a key derived for `purpose` (at most 8 characters). */
void keys_hash(const struct keys *keys, const char *purpose, const void *data, size_t length,
	       uint8_t out[CRYPTO_HASH_SIZE]);

/** An id as crypto_id makes them, but of a text: under one key always the same, and nothing of
 *  the text shows in it. */
void keys_name(const struct keys *keys, const char *purpose, const char *text,
	       char out[CRYPTO_ID_SIZE]);

/** Constant-time comparison. */
bool crypto_equal(const void *a, const void *b, size_t size);

/** XChaCha20-Poly1305. out has room for length + CRYPTO_SEAL_EXTRA. `bound` names the
 *  place of the box (table, row), so that a box moved elsewhere does not open. */
void crypto_seal(const uint8_t key[CRYPTO_KEY_SIZE], const char *bound, const void *plain,
		 size_t length, uint8_t *out);

/** out has room for length - CRYPTO_SEAL_EXTRA. False if key, place or bytes differ. */
bool crypto_open(const uint8_t key[CRYPTO_KEY_SIZE], const char *bound, const uint8_t *box,
		 size_t length, void *out);

/** A person's key, sealed under the newest key for row `bound`; one sealed under an older one
 *  opens as long as that is there. */
#define CRYPTO_WRAPPED_SIZE (CRYPTO_KEY_SIZE + CRYPTO_SEAL_EXTRA)
void keys_wrap(const struct keys *keys, const char *bound, const uint8_t key[CRYPTO_KEY_SIZE],
	       uint8_t out[CRYPTO_WRAPPED_SIZE]);
bool keys_unwrap(const struct keys *keys, const char *bound,
		 const uint8_t wrapped[CRYPTO_WRAPPED_SIZE], uint8_t out[CRYPTO_KEY_SIZE]);

/** Seals it under the newest key unless it is. False when it does not open. */
bool keys_wrap_again(const struct keys *keys, const char *bound,
		     uint8_t wrapped[CRYPTO_WRAPPED_SIZE], bool *out_changed);

/** A new newest key, in the file when true; unless a rotation that was begun has made it. */
bool keys_add(struct keys *keys, struct error *err);

/** Whether a rotation that was begun has not come to its end. */
bool keys_are_rotating(const struct keys *keys);

/** The newest is the only one that opens: nothing may be sealed under those before it. */
bool keys_drop(struct keys *keys, struct error *err);

/** Argon2id at libsodium's interactive cost: about 0.1 s and 64 MiB, never on the loop. */
bool crypto_password_hash(const char *password, char out[CRYPTO_PASSWORD_HASH_SIZE]);
bool crypto_password_matches(const char *hash, const char *password);

/** Ed25519, RFC 8032: who has the secret key signs, who has the public one can tell. */
#define CRYPTO_PUBLIC_SIZE 32
#define CRYPTO_SECRET_SIZE 64
#define CRYPTO_SIGNATURE_SIZE 64
void crypto_signing_pair(uint8_t public[CRYPTO_PUBLIC_SIZE], uint8_t secret[CRYPTO_SECRET_SIZE]);
void crypto_signature(const uint8_t secret[CRYPTO_SECRET_SIZE], const void *data, size_t length,
		      uint8_t out[CRYPTO_SIGNATURE_SIZE]);
bool crypto_signature_fits(const uint8_t public[CRYPTO_PUBLIC_SIZE], const void *data,
			   size_t length, const uint8_t signature[CRYPTO_SIGNATURE_SIZE]);

/** HMAC-SHA256 (RFC 2104), for others who check it, as 44 characters of base64 (RFC 4648 section 4)
 *  and NUL; and a key that is written so. */
#define CRYPTO_MAC_SIZE 45
void crypto_mac(const void *key, size_t key_length, const void *data, size_t length,
		char out[CRYPTO_MAC_SIZE]);
bool crypto_mac_key_read(const char *text, void *out, size_t room, size_t *out_length);

/** base64url without padding; out has room for CRYPTO_BASE64_SIZE(length). */
#define CRYPTO_BASE64_SIZE(length) (((length)*4 + 2) / 3 + 1)
void crypto_base64(const void *data, size_t length, char *out);

/** The bytes of the first `length` characters, which must be nothing but base64url without
 *  padding; false else, or when they are more than `room`. */
bool crypto_base64_read(const char *text, size_t length, void *out, size_t room,
			size_t *out_length);

/** Overwrites, and is not optimised away. */
void crypto_forget(void *secret, size_t size);

#endif
