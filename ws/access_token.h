/*
 * A token by which a server of others knows us, got with our name and secret there (OAuth 2.0,
 * RFC 6749, 4.4): fetched when it is first needed, kept until shortly before its end.
 */
#ifndef FUJI_WS_ACCESS_TOKEN_H
#define FUJI_WS_ACCESS_TOKEN_H

#include <stdbool.h>

#include "ws/http_client.h"

struct access_token;

/** Borrowed for as long as the token lives. */
struct access_token_source {
	const char *url; /* "": no token is needed */
	const char *client_id, *client_secret;
	struct http_trust trust;
	struct http_client *http;
};

struct access_token *access_token_create(const struct access_token_source *source);

/** Nobody may be waiting: the client has stopped, or all were told. Takes NULL. */
void access_token_destroy(struct access_token *token);

/** `authorization` is a header, `Authorization: Bearer …`, borrowed; NULL when none is needed, and
 *  when none could be got, which only `got` tells apart. */
typedef void access_token_taker(void *context, bool got, const char *authorization);

/** Any thread, never waits. Told at once, or later on the client's thread; all that wait are
 *  told when one fetch ends. */
void access_token_get(struct access_token *token, access_token_taker *take, void *context);

/** The server does not take it any more: the next one who wants it has it fetched. */
void access_token_forget(struct access_token *token);

#endif
