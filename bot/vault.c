/*
 * A ring of secrets. A handle names the process as well, so that one from before a restart
 * cannot meet another's secret.
 */
#include "bot/vault.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/mem.h"

#define SECRETS_MOST 4096
#define SECRET_LIFE_MS (10 * 60 * 1000LL)

struct secret {
	char handle[VAULT_HANDLE_SIZE];
	char text[64];
	int64_t at_ms;
};

struct vault {
	char process[9];
	uint64_t n; /* ever put */
	struct secret secrets[SECRETS_MOST];
};

struct vault *vault_create(void)
{
	struct vault *vault = mem_new(sizeof *vault);

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

	return place && now_ms - place->at_ms < SECRET_LIFE_MS ? place->text : NULL;
}

void vault_forget(struct vault *vault, const char *handle)
{
	struct secret *place = find(vault, handle);

	if (place)
		crypto_forget(place, sizeof *place);
}
