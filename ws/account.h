/*
 * Requests about agents' accounts.
 *
 * A request is `{"verb":"agent.add","name":…,"hash":…,"role":…,"teams":…,"languages":…,
 * "capacity":…}`, also agent.list, agent.passwd (name, hash), agent.disable (name) and agent.set (name
 * and the last three). Teams and languages stand between blanks, none is all. The answer to agent.list
 * has `"agents":[{"name":…,"role":…,"disabled":…,"teams":…,"languages":…,"capacity":…}]`.
 */
#ifndef FUJI_WS_ACCOUNT_H
#define FUJI_WS_ACCOUNT_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "bot/bot.h"

#define PASSWORD_LEAST 8  /* characters */
#define PASSWORD_MOST 256 /* bytes */

/** NULL with err for anything that is not such a request. */
struct event *account_event(const cJSON *request, struct error *err);

/** What a frame of a desk says of an account, for the event that has its verb. Its password is not
 *  hashed yet: the caller does so, and forgets it. False with err, then it may be there too. */
bool account_read(const cJSON *frame, struct event *event, char **password, struct error *err);

/** The i-th request, by its name in the table of access; NULL behind the last. */
const char *account_endpoint_at(size_t i);

struct account_request {
	const char *name, *hash, *role, *teams, *languages, *capacity; /* NULL: not said */
};

void account_put(struct buffer *buffer, const char *verb, const struct account_request *request);

#endif
