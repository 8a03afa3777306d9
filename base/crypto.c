/*
 * libsodium, used in one way only.
 *
 * A new key file is written under another name and then linked into place: whoever
 * sees it, sees it whole, also after a crash, and of two processes that start at once
 * one makes the key and the other reads it.
 */
#include "base/crypto.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/mem.h"

#define KEY_ID_LENGTH 8

struct keys {
	uint8_t master[CRYPTO_KEY_SIZE];
	char id[KEY_ID_LENGTH + 1];
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

/* --- the key file --------------------------------------------------------------- */

enum found { FOUND, FOUND_NOTHING, FOUND_TROUBLE };

static bool check_file(int file, const char *path, struct error *err)
{
	struct stat status;

	if (fstat(file, &status) != 0)
		return error_set(err, "read key file %s: %s", path, strerror(errno));
	if (!S_ISREG(status.st_mode) || status.st_size != CRYPTO_KEY_SIZE)
		return error_set(err, "key file %s is not a file of %d bytes", path,
				 CRYPTO_KEY_SIZE);
	if (status.st_mode & (S_IRWXG | S_IRWXO))
		return error_set(err, "key file %s is open to others than its owner: chmod 600 %s",
				 path, path);
	return true;
}

static enum found read_key(const char *path, uint8_t out[CRYPTO_KEY_SIZE], struct error *err)
{
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	enum found found = FOUND_TROUBLE;

	if (file < 0 && errno == ENOENT) {
		error_set(err, "key file %s is not there", path);
		return FOUND_NOTHING;
	}
	if (file < 0) {
		error_set(err, "open key file %s: %s", path, strerror(errno));
		return FOUND_TROUBLE;
	}
	if (check_file(file, path, err)) {
		if (read(file, out, CRYPTO_KEY_SIZE) == CRYPTO_KEY_SIZE)
			found = FOUND;
		else
			error_set(err, "read key file %s: %s", path, strerror(errno));
	}
	close(file);
	return found;
}

static bool sync_folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? mem_text_n(path, (size_t)(slash - path) + 1) : mem_text(".");
	int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool done = file >= 0 && fsync(file) == 0;

	if (file >= 0)
		close(file);
	free(folder);
	return done;
}

/* A key made by somebody else in the meantime is as good. */
static bool link_into_place(const char *made, const char *path)
{
	return (link(made, path) == 0 || errno == EEXIST) && sync_folder_of(path);
}

static bool write_new_key(int file)
{
	uint8_t key[CRYPTO_KEY_SIZE];
	bool done;

	crypto_random(key, sizeof key);
	done = write(file, key, sizeof key) == (ssize_t)sizeof key && fsync(file) == 0;
	crypto_forget(key, sizeof key);
	return done;
}

static bool make_key_file(const char *path, struct error *err)
{
	struct buffer made = {0};
	char id[CRYPTO_ID_SIZE];
	int file;
	bool done = false;

	crypto_id(id);
	buffer_format(&made, "%s.%s", path, id);
	file = open(made.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
	if (file >= 0)
		done = write_new_key(file) && link_into_place(made.data, path);
	if (!done)
		error_set(err, "make key file %s: %s", path, strerror(errno));
	if (file >= 0) {
		close(file);
		unlink(made.data);
	}
	buffer_finish(&made);
	return done;
}

/* --- keys ----------------------------------------------------------------------- */

static void derive(const struct keys *keys, enum use use, const char *purpose,
		   uint8_t out[CRYPTO_KEY_SIZE])
{
	char context[crypto_kdf_CONTEXTBYTES + 1] = {0};

	snprintf(context, sizeof context, "%s", purpose);
	crypto_kdf_derive_from_key(out, CRYPTO_KEY_SIZE, use, context, keys->master);
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

	derive(keys, USE_ID, "", key);
	put_base32(key, sizeof key, keys->id, KEY_ID_LENGTH);
	keys->id[KEY_ID_LENGTH] = '\0';
	sodium_mprotect_readonly(keys);
	return keys;
}

struct keys *keys_open(const char *path, bool create, struct error *err)
{
	struct keys *keys = new_keys();
	enum found found = read_key(path, keys->master, err);

	if (found == FOUND_NOTHING && create && make_key_file(path, err))
		found = read_key(path, keys->master, err);
	if (found == FOUND)
		return complete(keys);
	keys_close(keys);
	return NULL;
}

struct keys *keys_for_tests(void)
{
	struct keys *keys = new_keys();

	memset(keys->master, 7, sizeof keys->master);
	return complete(keys);
}

void keys_close(struct keys *keys)
{
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

	derive(keys, USE_HASH, purpose, key);
	crypto_generichash(out, CRYPTO_HASH_SIZE, data, length, key, sizeof key);
	crypto_forget(key, sizeof key);
}

void keys_wrap(const struct keys *keys, const char *bound, const uint8_t key[CRYPTO_KEY_SIZE],
	       uint8_t out[CRYPTO_WRAPPED_SIZE])
{
	uint8_t wrapping[CRYPTO_KEY_SIZE];

	derive(keys, USE_WRAP, "", wrapping);
	crypto_seal(wrapping, bound, key, CRYPTO_KEY_SIZE, out);
	crypto_forget(wrapping, sizeof wrapping);
}

bool keys_unwrap(const struct keys *keys, const char *bound,
		 const uint8_t wrapped[CRYPTO_WRAPPED_SIZE], uint8_t out[CRYPTO_KEY_SIZE])
{
	uint8_t wrapping[CRYPTO_KEY_SIZE];
	bool opened;

	derive(keys, USE_WRAP, "", wrapping);
	opened = crypto_open(wrapping, bound, wrapped, CRYPTO_WRAPPED_SIZE, out);
	crypto_forget(wrapping, sizeof wrapping);
	return opened;
}

/* --- sealing, comparing, forgetting --------------------------------------------- */

#define NONCE_SIZE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
_Static_assert(CRYPTO_SEAL_EXTRA == NONCE_SIZE + crypto_aead_xchacha20poly1305_ietf_ABYTES,
	       "a box is nonce, text and tag");

void crypto_seal(const uint8_t key[CRYPTO_KEY_SIZE], const char *bound, const void *plain,
		 size_t length, uint8_t *out)
{
	/* 192 random bits: no nonce comes twice, so nobody has to count them. */
	crypto_random(out, NONCE_SIZE);
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
