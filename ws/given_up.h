/*
 * Requests about what others were to be told and was given up.
 *
 * `{"verb":"webhook.list","after":N}` lists what was given up with a number above N, and
 * `webhook.retry` puts it back; with `"seq":N` only that one. Both answer with the rows, those
 * that were put back for a retry, and with `next` when there are more:
 * `{"ok":true,"webhooks":[{"seq":…,"timestamp":…,"to":…,"type":…,"case":…,"id":…}],"next":N}`.
 */
#ifndef FUJI_WS_GIVEN_UP_H
#define FUJI_WS_GIVEN_UP_H

#include <stdbool.h>
#include <stddef.h>

#include "bot/bot.h"
#include "ws/reach.h"

/** The i-th request, by its name in the table of access; NULL behind the last. */
const char *given_up_endpoint_at(size_t i);

bool given_up_is_about(const cJSON *request);
struct event *given_up_event(const cJSON *request, struct error *err);

/** Asks, page by page, for all or (`seq` above 0) for one. The result is an exit code. */
typedef void given_up_taker(void *context, const cJSON *row);
int given_up_walk(struct reach *reach, bool retries, long long seq, given_up_taker *take,
		  void *context);

#endif
