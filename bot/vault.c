/*
 * A ring of secrets. A handle names the process as well, so that one from before a restart
 * cannot meet another's secret.
 */
#include "bot/vault.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"

#define SECRETS_MOST 4096
#define WRONG_MOST 1024
#define SECRET_LIFE_MS (10 * 60 * 1000LL)

struct secret {
	char handle[VAULT_HANDLE_SIZE];
	char text[64];
	int64_t at_ms;
};

struct wrong {
	uint8_t hash[CRYPTO_HASH_SIZE];
	int64_t at_ms;
};

struct vault {
	const struct keys *keys;
	char process[9];
	uint64_t n; /* ever put */
	struct secret secrets[SECRETS_MOST];
	uint64_t n_wrong; /* ever noted */
	struct wrong wrong[WRONG_MOST];
};

struct vault *vault_create(const struct keys *keys)
{
	struct vault *vault = mem_new(sizeof *vault);

	vault->keys = keys;
	crypto_digits(vault->process, 8);
	return vault;
}

void vault_destroy(struct vault *vault)
{
	if (!vault)
		return;
	crypto_forget(vault, sizeof *vault);
	free(vault);
}

void vault_put(struct vault *vault, const char *secret, int64_t now_ms,
	       char out_handle[VAULT_HANDLE_SIZE])
{
	struct secret *place = &vault->secrets[vault->n % SECRETS_MOST];

	crypto_forget(place, sizeof *place);
	snprintf(out_handle, VAULT_HANDLE_SIZE, "%s.%llx", vault->process,
		 (unsigned long long)vault->n++);
	strcpy(place->handle, out_handle);
	snprintf(place->text, sizeof place->text, "%s", secret);
	place->at_ms = now_ms;
}

static struct secret *find(struct vault *vault, const char *handle)
{
	const char *dot = strchr(handle, '.');
	struct secret *place;

	if (!dot)
		return NULL;
	place = &vault->secrets[strtoull(dot + 1, NULL, 16) % SECRETS_MOST];
	return strcmp(place->handle, handle) ? NULL : place;
}

const char *vault_get(struct vault *vault, const char *handle, int64_t now_ms)
{
	struct secret *place = find(vault, handle);

	return place && clock_is_within(now_ms, place->at_ms, SECRET_LIFE_MS) ? place->text : NULL;
}

void vault_forget(struct vault *vault, const char *handle)
{
	struct secret *place = find(vault, handle);

	if (place)
		crypto_forget(place, sizeof *place);
}

/* --- wrong ones ----------------------------------------------------------------- */

static bool hash_of(struct vault *vault, const char *handle, const char *about, int64_t now_ms,
		    uint8_t out[CRYPTO_HASH_SIZE])
{
	const char *secret = vault_get(vault, handle, now_ms);
	char text[256];

	if (!secret)
		return false;
	snprintf(text, sizeof text, "%s %s", secret, about);
	keys_hash(vault->keys, "wrong", text, strlen(text), out);
	crypto_forget(text, sizeof text);
	return true;
}

void vault_note_wrong(struct vault *vault, const char *handle, const char *about, int64_t now_ms)
{
	struct wrong *place = &vault->wrong[vault->n_wrong % WRONG_MOST];

	if (!hash_of(vault, handle, about, now_ms, place->hash))
		return;
	place->at_ms = now_ms;
	vault->n_wrong++;
}

bool vault_was_wrong(struct vault *vault, const char *handle, const char *about, int64_t now_ms)
{
	size_t n = vault->n_wrong < WRONG_MOST ? vault->n_wrong : WRONG_MOST;
	uint8_t hash[CRYPTO_HASH_SIZE];

	if (!hash_of(vault, handle, about, now_ms, hash))
		return false;
	for (size_t i = 0; i < n; i++)
		if (clock_is_within(now_ms, vault->wrong[i].at_ms, SECRET_LIFE_MS) &&
		    crypto_equal(vault->wrong[i].hash, hash, sizeof hash))
			return true;
	return false;
}
