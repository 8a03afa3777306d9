/*
 * Requests about telling subscribers before their lines are stopped.
 *
 * `{"verb":"outreach.plan","dry":true,"items":[{"line":NUMBER,"matter":"bill","occasion":20786,
 * "stop_day":20790,"balance":-6210},…]}` is answered by `{"ok":true,"outreach":[…]}`: of each item,
 * in their order, `line` (masked), `matter`, and `at`, `waits_for_hours` and `channel`, or `why_not`.
 * Days count since 1970. `{"verb":"outreach.stopped","items":[NUMBER,…]}` tells which lines have been
 * stopped; `outreach.list` is answered by what is doubtful; `outreach.stop` and `outreach.start` with
 * `line` note that its owner wants no reminders, or does.
 */
#ifndef FUJI_WS_OUTREACH_H
#define FUJI_WS_OUTREACH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/json.h"
#include "bot/bot.h"

/** The i-th request, by its name in the table of access; NULL behind the last. */
const char *outreach_endpoint_at(size_t i);

bool outreach_is_about(const cJSON *request);

/** NULL with err for what is no such request. */
struct event *outreach_event(const cJSON *request, struct error *err);

#endif
