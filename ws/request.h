/*
 * What a command asks of the bot that has the data folder: one request, one line of JSON each
 * way.
 *
 * A request is `{"verb":…}` with what ws/account.h, ws/missed.h, ws/person.h, ws/outreach.h and
 * ws/audit.h say, or
 * `{"verb":"key.rotate"}`, answered by `{"ok":true,"key":{"sealed":N,"done":…}}`: a step, how many
 * were sealed again in it, and whether it was the last. The answer is
 * `{"ok":true,…}` or `{"ok":false,"message":…}`. A running server takes requests on
 * DATA/control.sock; without one a command gives them to a bot of its own.
 */
#ifndef FUJI_WS_REQUEST_H
#define FUJI_WS_REQUEST_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"
#include "bot/bot.h"

#define REQUEST_ORIGIN 1 /* any but 0, so that our answer is known from what is for everyone */

/** The i-th request that no other header names; NULL behind the last. */
const char *request_endpoint_at(size_t i);

/** NULL with err for anything that is not a request. */
struct event *request_read(const char *line, size_t length, struct error *err);

/** Runs the event, adds the answer's line to `answer` without a newline, and the outputs
 *  that are for others to `rest`. On the bot's thread. */
void request_run(struct bot *bot, struct event *event, struct buffer *answer,
		 struct output_list *rest);

void request_refuse(struct buffer *answer, const char *message);

#endif
