/*
 * Requests about agents' accounts.
 *
 * A request is `{"verb":"agent.add","name":…,"hash":…,"role":…}`, also agent.list,
 * agent.passwd (name, hash) and agent.disable (name). The answer to agent.list has
 * `"agents":[{"name":…,"role":…,"disabled":…}]`.
 */
#ifndef FUJI_WS_ACCOUNT_H
#define FUJI_WS_ACCOUNT_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "bot/bot.h"

/** NULL with err for anything that is not such a request. */
struct event *account_event(const cJSON *request, struct error *err);

/** Prints the request. hash and role may be NULL. */
void account_put(struct buffer *buffer, const char *verb, const char *name, const char *hash,
		 const char *role);

#endif
