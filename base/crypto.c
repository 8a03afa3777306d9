/*
 * libsodium, used in one way only.
 */
#include "base/crypto.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/key_file.h"
#include "base/mem.h"

#define KEY_ID_LENGTH 8

/* Other threads read the first key and the id, which stay; those behind are one thread's. */
struct keys {
	struct key_set set;
	char id[KEY_ID_LENGTH + 1];
	char *path; /* NULL: in memory only */
};

/* Keys for different uses differ, even where a purpose has the same name. */
enum use { USE_HASH = 1, USE_WRAP, USE_ID };

void crypto_start(void)
{
	if (sodium_init() >= 0)
		return;
	fputs("fuji: libsodium does not start\n", stderr);
	abort();
}

void crypto_random(void *out, size_t size)
{
	randombytes_buf(out, size);
}

void crypto_unique(void *out, size_t size)
{
	/* A turn needs six or so: the kernel is asked once for many of them. */
	static _Thread_local uint8_t drawn[1536];
	static _Thread_local size_t n_left;

	if (n_left < size) {
		n_left = sizeof drawn;
		crypto_random(drawn, sizeof drawn);
	}
	n_left -= size;
	memcpy(out, drawn + n_left, size);
}

/* Writes the first n_characters of the bytes in base32, without NUL. */
static void put_base32(const uint8_t *bytes, size_t size, char *out, size_t n_characters)
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";

	for (size_t i = 0; i < n_characters; i++) {
		size_t bit = i * 5, byte = bit / 8;
		unsigned pair = bytes[byte] * 256u + (byte + 1 < size ? bytes[byte + 1] : 0u);

		out[i] = digits[pair >> (11 - bit % 8) & 31];
	}
}

void crypto_id(char out[CRYPTO_ID_SIZE])
{
	uint8_t bytes[16];

	crypto_random(bytes, sizeof bytes);
	put_base32(bytes, sizeof bytes, out, CRYPTO_ID_SIZE - 1);
	out[CRYPTO_ID_SIZE - 1] = '\0';
}

void crypto_code(char *out, size_t n, const char *alphabet)
{
	uint32_t n_letters = (uint32_t)strlen(alphabet);

	for (size_t i = 0; i < n; i++)
		out[i] = alphabet[randombytes_uniform(n_letters)];
	out[n] = '\0';
}

void crypto_digits(char *out, size_t n_digits)
{
	crypto_code(out, n_digits, "0123456789");
}

/* --- keys ----------------------------------------------------------------------- */

_Static_assert(KEY_SIZE == CRYPTO_KEY_SIZE, "a key of the file is one of ours");

static void derive(const uint8_t key[KEY_SIZE], enum use use, const char *purpose,
		   uint8_t out[CRYPTO_KEY_SIZE])
{
	char context[crypto_kdf_CONTEXTBYTES + 1] = {0};

	snprintf(context, sizeof context, "%s", purpose);
	crypto_kdf_derive_from_key(out, CRYPTO_KEY_SIZE, use, context, key);
}

/* In memory of its own that is never swapped out and lies between guard pages. */
static struct keys *new_keys(void)
{
	struct keys *keys = sodium_malloc(sizeof *keys);

	if (keys)
		return keys;
	fputs("fuji: no memory for keys\n", stderr);
	abort();
}

static struct keys *complete(struct keys *keys)
{
	uint8_t key[CRYPTO_KEY_SIZE];

	derive(keys->set.keys[0], USE_ID, "", key);
	put_base32(key, sizeof key, keys->id, KEY_ID_LENGTH);
	keys->id[KEY_ID_LENGTH] = '\0';
	sodium_mprotect_readonly(keys);
	return keys;
}

struct keys *keys_open(const char *path, bool create, struct error *err)
{
	struct keys *keys = new_keys();

	keys->path = mem_text(path);
	if (key_file_read(path, create, &keys->set, err))
		return complete(keys);
	keys_close(keys);
	return NULL;
}

struct keys *keys_for_tests(void)
{
	struct keys *keys = new_keys();

	memset(keys->set.keys, 7, sizeof keys->set.keys);
	keys->set.n = 1;
	keys->path = NULL;
	return complete(keys);
}

void keys_close(struct keys *keys)
{
	if (!keys)
		return;
	free(keys->path);
	sodium_free(keys);
}

const char *keys_id(const struct keys *keys)
{
	return keys->id;
}

void keys_hash(const struct keys *keys, const char *purpose, const void *data, size_t length,
	       uint8_t out[CRYPTO_HASH_SIZE])
{
	uint8_t key[CRYPTO_KEY_SIZE];

	derive(keys->set.keys[0], USE_HASH, purpose, key);
	crypto_generichash(out, CRYPTO_HASH_SIZE, data, length, key, sizeof key);
	crypto_forget(key, sizeof key);
}

/* --- sealing persons' keys -------------------------------------------------------- */

void keys_wrap(const struct keys *keys, const char *bound, const uint8_t key[CRYPTO_KEY_SIZE],
	       uint8_t out[CRYPTO_WRAPPED_SIZE])
{
	uint8_t wrapping[CRYPTO_KEY_SIZE];

	derive(keys->set.keys[keys->set.n - 1], USE_WRAP, "", wrapping);
	crypto_seal(wrapping, bound, key, CRYPTO_KEY_SIZE, out);
	crypto_forget(wrapping, sizeof wrapping);
}

/* Which of the keys it is sealed under, the newest first. */
static bool unwrap(const struct keys *keys, const char *bound,
		   const uint8_t wrapped[CRYPTO_WRAPPED_SIZE], uint8_t out[CRYPTO_KEY_SIZE],
		   size_t *out_which)
{
	uint8_t wrapping[CRYPTO_KEY_SIZE];
	bool opened = false;

	for (size_t i = keys->set.n; i-- > 0 && !opened;) {
		derive(keys->set.keys[i], USE_WRAP, "", wrapping);
		opened = crypto_open(wrapping, bound, wrapped, CRYPTO_WRAPPED_SIZE, out);
		*out_which = i;
	}
	crypto_forget(wrapping, sizeof wrapping);
	return opened;
}

bool keys_unwrap(const struct keys *keys, const char *bound,
		 const uint8_t wrapped[CRYPTO_WRAPPED_SIZE], uint8_t out[CRYPTO_KEY_SIZE])
{
	size_t which;

	return unwrap(keys, bound, wrapped, out, &which);
}

bool keys_wrap_again(const struct keys *keys, const char *bound,
		     uint8_t wrapped[CRYPTO_WRAPPED_SIZE], bool *out_changed)
{
	uint8_t key[CRYPTO_KEY_SIZE];
	size_t which;
	bool opened = unwrap(keys, bound, wrapped, key, &which);

	*out_changed = opened && which < keys->set.n - 1;
	if (*out_changed)
		keys_wrap(keys, bound, key, wrapped);
	crypto_forget(key, sizeof key);
	return opened;
}

/* The file first: what is sealed under a key that is in no file is lost with the process. */
static bool put_in_place(struct keys *keys, struct key_set *set, struct error *err)
{
	bool done = !keys->path || key_file_replace(keys->path, set, err);

	if (done) {
		sodium_mprotect_readwrite(keys);
		memcpy(keys->set.keys + 1, set->keys + 1, sizeof set->keys - KEY_SIZE);
		keys->set.n = set->n;
		sodium_mprotect_readonly(keys);
	}
	crypto_forget(set, sizeof *set);
	return done;
}

bool keys_are_rotating(const struct keys *keys)
{
	return keys->set.n == KEYS_MOST;
}

bool keys_add(struct keys *keys, struct error *err)
{
	struct key_set set = keys->set;

	if (keys_are_rotating(keys))
		return true;
	crypto_random(set.keys[set.n++], KEY_SIZE);
	return put_in_place(keys, &set, err);
}

bool keys_drop(struct keys *keys, struct error *err)
{
	struct key_set set = {.n = 2};

	memcpy(set.keys[0], keys->set.keys[0], KEY_SIZE);
	memcpy(set.keys[1], keys->set.keys[keys->set.n - 1], KEY_SIZE);
	return put_in_place(keys, &set, err);
}

/* --- sealing, comparing, forgetting --------------------------------------------- */

#define NONCE_SIZE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
_Static_assert(CRYPTO_SEAL_EXTRA == NONCE_SIZE + crypto_aead_xchacha20poly1305_ietf_ABYTES,
	       "a box is nonce, text and tag");

void crypto_seal(const uint8_t key[CRYPTO_KEY_SIZE], const char *bound, const void *plain,
		 size_t length, uint8_t *out)
{
	/* 192 random bits: no nonce comes twice, so nobody has to count them. */
	crypto_unique(out, NONCE_SIZE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE_SIZE, NULL, plain, length,
						   (const uint8_t *)bound, strlen(bound), NULL, out,
						   key);
}

bool crypto_open(const uint8_t key[CRYPTO_KEY_SIZE], const char *bound, const uint8_t *box,
		 size_t length, void *out)
{
	if (length < CRYPTO_SEAL_EXTRA)
		return false;
	return crypto_aead_xchacha20poly1305_ietf_decrypt(
		       out, NULL, NULL, box + NONCE_SIZE, length - NONCE_SIZE,
		       (const uint8_t *)bound, strlen(bound), box, key) == 0;
}

void keys_name(const struct keys *keys, const char *purpose, const char *text,
	       char out[CRYPTO_ID_SIZE])
{
	uint8_t hash[CRYPTO_HASH_SIZE];

	keys_hash(keys, purpose, text, strlen(text), hash);
	put_base32(hash, 16, out, CRYPTO_ID_SIZE - 1);
	out[CRYPTO_ID_SIZE - 1] = '\0';
}

bool crypto_equal(const void *a, const void *b, size_t size)
{
	return sodium_memcmp(a, b, size) == 0;
}

void crypto_forget(void *secret, size_t size)
{
	sodium_memzero(secret, size);
}

/* --- passwords, signatures, base64 ---------------------------------------------- */

_Static_assert(CRYPTO_PASSWORD_HASH_SIZE == crypto_pwhash_STRBYTES, "room for a hash");

bool crypto_password_hash(const char *password, char out[CRYPTO_PASSWORD_HASH_SIZE])
{
	return crypto_pwhash_str(out, password, strlen(password),
				 crypto_pwhash_OPSLIMIT_INTERACTIVE,
				 crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0;
}

bool crypto_password_matches(const char *hash, const char *password)
{
	return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
}

_Static_assert(CRYPTO_PUBLIC_SIZE == crypto_sign_PUBLICKEYBYTES &&
		       CRYPTO_SECRET_SIZE == crypto_sign_SECRETKEYBYTES &&
		       CRYPTO_SIGNATURE_SIZE == crypto_sign_BYTES,
	       "sizes of Ed25519");

void crypto_signing_pair(uint8_t public[CRYPTO_PUBLIC_SIZE], uint8_t secret[CRYPTO_SECRET_SIZE])
{
	crypto_sign_keypair(public, secret);
}

void crypto_signature(const uint8_t secret[CRYPTO_SECRET_SIZE], const void *data, size_t length,
		      uint8_t out[CRYPTO_SIGNATURE_SIZE])
{
	crypto_sign_detached(out, NULL, data, length, secret);
}

bool crypto_signature_fits(const uint8_t public[CRYPTO_PUBLIC_SIZE], const void *data,
			   size_t length, const uint8_t signature[CRYPTO_SIGNATURE_SIZE])
{
	return crypto_sign_verify_detached(signature, data, length, public) == 0;
}

void crypto_mac(const void *key, size_t key_length, const void *data, size_t length,
		char out[CRYPTO_MAC_SIZE])
{
	crypto_auth_hmacsha256_state state;
	uint8_t mac[crypto_auth_hmacsha256_BYTES];

	crypto_auth_hmacsha256_init(&state, key, key_length);
	crypto_auth_hmacsha256_update(&state, data, length);
	crypto_auth_hmacsha256_final(&state, mac);
	sodium_bin2base64(out, CRYPTO_MAC_SIZE, mac, sizeof mac, sodium_base64_VARIANT_ORIGINAL);
	sodium_memzero(&state, sizeof state);
}

bool crypto_mac_key_read(const char *text, void *out, size_t room, size_t *out_length)
{
	return sodium_base642bin(out, room, text, strlen(text), NULL, out_length, NULL,
				 sodium_base64_VARIANT_ORIGINAL) == 0;
}

void crypto_base64(const void *data, size_t length, char *out)
{
	const int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

	sodium_bin2base64(out, sodium_base64_encoded_len(length, variant), data, length, variant);
}

bool crypto_base64_read(const char *text, size_t length, void *out, size_t room, size_t *out_length)
{
	return sodium_base642bin(out, room, text, length, NULL, out_length, NULL,
				 sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0;
}
