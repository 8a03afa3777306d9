/*
 * Posts to the operator's own help desk and to the back end of its app, signed as
 * https://www.standardwebhooks.com has it.
 *
 * What the bot has released comes here by the outbox thread. A few are under way at a time, the
 * others wait in their order; one that was not taken goes back to the outbox for later. The bot is told
 * when one was taken or given up. Whatever is here when the process ends is in the database.
 */
#ifndef FUJI_WS_WEBHOOKS_H
#define FUJI_WS_WEBHOOKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bot/bot.h"
#include "ws/service.h"

#define WEBHOOK_KEY_LEAST 24
#define WEBHOOK_KEY_MOST 64

struct webhook_key {
	uint8_t bytes[WEBHOOK_KEY_MOST];
	size_t length;
};

/** `whsec_` and the key in base64. */
bool webhook_key_read(const char *text, struct webhook_key *out);

/** `v1,SIGNATURE` of a body that is sent under that id at that time. */
#define WEBHOOK_SIGNATURE_SIZE (CRYPTO_MAC_SIZE + 3)
void webhook_sign(const struct webhook_key *key, const char *id, int64_t at_s, const char *body,
		  char out[WEBHOOK_SIGNATURE_SIZE]);

/** Whom the settings want told, and how long that is kept. */
struct hook_rules webhooks_rules(const struct config *config);

struct webhooks;

struct webhooks *webhooks_create(struct service *service);

/** Takes an OUTPUT_HOOK. Any thread; never waits. */
void webhooks_post(struct webhooks *webhooks, struct output *hook);

/** Takes one that comes to its end, and tells the bot. Any thread. */
void webhooks_settle(struct webhooks *webhooks, struct output *hook, enum hook_state state);

/** Once the outbox thread and the HTTP client have ended; what they gave back is the outbox's. */
void webhooks_destroy(struct webhooks *webhooks);

#endif
