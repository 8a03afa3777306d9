/*
 * Agents' accounts: one request, done by a bot, answered by one line of JSON.
 *
 * A request is `{"verb":"agent.add","name":…,"hash":…,"role":…}`, also agent.list,
 * agent.passwd (name, hash) and agent.disable (name). The answer is
 * `{"ok":true,"agents":[…]}` or `{"ok":false,"message":…}`. A running server takes them on
 * DATA/control.sock; without one a command gives them to a bot of its own.
 */
#ifndef FUJI_WS_ACCOUNT_H
#define FUJI_WS_ACCOUNT_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"
#include "bot/bot.h"

/** NULL with err for anything that is not a request. */
struct event *account_read(const char *line, size_t length, struct error *err);

/** Prints the request. hash and role may be NULL. */
void account_put(struct buffer *buffer, const char *verb, const char *name, const char *hash,
		 const char *role);

/** Runs the event, adds the answer's line to `answer` without a newline, and the outputs
 *  that are for others to `rest`. On the bot's thread. */
void account_run(struct bot *bot, struct event *event, struct buffer *answer,
		 struct output_list *rest);

void account_refuse(struct buffer *answer, const char *message);

#endif
