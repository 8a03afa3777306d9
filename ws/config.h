/*
 * How a server is set up: flags, over the environment, over a file, over what is built in.
 *
 * The file is YAML with the keys listen, data, carrier, origins, trusted_proxy,
 * zone_minutes, demo, connections_per_address, connections_per_conversation and identity. The
 * last is a map of its own, whose assertions of who is signed in are believed (bot/assertion.h):
 *
 *     identity:
 *       issuer: https://app.example.com     # `iss`
 *       audience: fuji                      # `aud`; this is what it is without a word
 *       keys: [11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo]   # Ed25519, `x` of a JWK; four at most
 *       strong: [face]                      # `acr` that says as much as a check of the owner
 */
#ifndef FUJI_WS_CONFIG_H
#define FUJI_WS_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "bot/assertion.h"

struct config {
	const char *listen;         /* HOST:PORT */
	const char *data;           /* folder */
	const char *carrier;        /* URL of the operator's systems */
	const char *const *origins; /* other sites whose pages may connect */
	size_t n_origins;
	const char *const *trusted_proxies; /* addresses that say who a visitor is */
	size_t n_trusted_proxies;
	int zone_minutes;
	bool demo;
	size_t connections_per_address;
	size_t connections_per_conversation;
	struct assertion_rules identity;
};

/** What the command line said; NULL where it said nothing. */
struct config_flags {
	const char *listen, *data, *carrier, *file;
	bool demo;
};

/** False after adding problems of the file. Texts are the arena's or the flags'. */
bool config_read(struct config *out, const struct config_flags *flags, struct arena *arena,
		 struct problems *problems);

/** Whether the address is a proxy's that says who a visitor is. */
bool config_trusts(const struct config *config, const char *address);

#endif
