/*
 * Requests about what is kept of a person.
 *
 * `{"verb":"person.erase","line":NUMBER}`, and the same with `person.hold` and
 * `person.release`, are answered by `{"ok":true,"person":{"conversations":N}}`: how many
 * conversations of that number there are, or were. `person.export` adds `"export":{…}`, see
 * bot/export.c.
 */
#ifndef FUJI_WS_PERSON_H
#define FUJI_WS_PERSON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/json.h"
#include "bot/bot.h"

/** The i-th request, by its name in the table of access; NULL behind the last. */
const char *person_endpoint_at(size_t i);

bool person_is_about(const cJSON *request);

/** NULL with err for what is no such request. */
struct event *person_event(const cJSON *request, struct error *err);

/** The request's `line` becomes the event's. False with err when it is no number. */
bool person_read_line(const cJSON *request, struct event *event, struct error *err);

void person_put(struct buffer *request, const char *verb, const char *line);

#endif
