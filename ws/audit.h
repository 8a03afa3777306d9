/*
 * Requests about the audit log.
 *
 * `{"verb":"audit.list","after":N,"since_ms":N,"agent":…,"case":…}` is answered by a page,
 * `{"ok":true,"audit":[{"row":…,"at_ms":…,"who":…,"role":…,"what":…,"object":…,"detail":…,
 * "hash":…}],"next":N}`: of the next 500 rows those that fit, and `next`, when it is there, is
 * to be asked behind. All members but the verb may be missing.
 */
#ifndef FUJI_WS_AUDIT_H
#define FUJI_WS_AUDIT_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/json.h"
#include "bot/bot.h"
#include "ws/reach.h"

/** The i-th request, by its name in the table of access; NULL behind the last. */
const char *audit_endpoint_at(size_t i);

bool audit_is_about(const cJSON *request);
struct event *audit_event(const cJSON *request, struct error *err);

struct audit_query {
	int64_t since_ms;
	const char *agent, *case_id; /* NULL: all */
};

/** One row as JSON; false ends the walk. */
typedef bool audit_row_taker(void *context, const cJSON *row);

/** Walks the rows from the first on. The result is an exit code. */
int audit_walk(struct reach *reach, const struct audit_query *query, audit_row_taker *take,
	       void *context);

#endif
