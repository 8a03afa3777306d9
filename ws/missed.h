/*
 * Requests about messages that were not understood.
 *
 * `{"verb":"missed.list","after":N}` is answered by a page,
 * `{"ok":true,"missed":[{"number":…,"state":…,"count":…,"at_ms":…,"language":…,"packs":…,
 * "said":{"text":…,"guesses":[{"name":…,"confidence":…}]}}],"next":N}`, and `next`, when it is
 * there, is to be asked behind. `{"verb":"missed.mark","state":"new|done|ignored",
 * "numbers":[…]}` marks all of them or none.
 */
#ifndef FUJI_WS_MISSED_H
#define FUJI_WS_MISSED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/json.h"
#include "bot/bot.h"

/** The i-th request, by its name in the table of access; NULL behind the last. */
const char *missed_endpoint_at(size_t i);

bool missed_is_about(const cJSON *request);

/** NULL with err for what is no such request. */
struct event *missed_event(const cJSON *request, struct error *err);

void missed_put_list(struct buffer *request, int64_t after);
void missed_put_mark(struct buffer *request, const char *state, const int64_t *numbers, size_t n);

#endif
