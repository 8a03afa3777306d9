/*
 * Requests about the audit log, and the walk through its pages.
 */
#include "ws/audit.h"

#include <string.h>

#include "base/mem.h"
#include "bot/access.h"
#include "ws/commands/command.h"
#include "ws/request.h"

static const char LIST[] = "audit.list";

const char *audit_endpoint_at(size_t i)
{
	return i == 0 ? LIST : NULL;
}

/* Whoever can open the control socket or the data folder is its administrator. */
bool audit_is_about(const cJSON *request)
{
	const char *verb = json_text(request, "verb");

	return verb && !strcmp(verb, LIST) && access_allows(ROLE_ADMIN, LIST);
}

struct event *audit_event(const cJSON *request, struct error *err)
{
	struct event *event = event_create(EVENT_AUDIT, REQUEST_ORIGIN);

	(void)err;
	event->page_row = json_integer(request, "after", 0);
	event->since_ms = json_integer(request, "since_ms", 0);
	event->name = mem_text(json_text(request, "agent"));
	event->case_id = mem_text(json_text(request, "case"));
	return event;
}

static void put_request(struct buffer *request, const struct audit_query *query, int64_t after)
{
	buffer_char(request, '{');
	json_put_member(request, "verb", LIST);
	json_put_integer(request, "after", after);
	json_put_integer(request, "since_ms", query->since_ms);
	json_put_member(request, "agent", query->agent);
	json_put_member(request, "case", query->case_id);
	buffer_char(request, '}');
}

static bool take_page(const cJSON *page, audit_row_taker *take, void *context)
{
	const cJSON *row;

	cJSON_ArrayForEach(row, json_get(page, "audit"))
	{
		if (!take(context, row))
			return false;
	}
	return true;
}

int audit_walk(struct reach *reach, const struct audit_query *query, audit_row_taker *take,
	       void *context)
{
	int64_t after = 0;

	do {
		struct buffer request = {0};
		cJSON *page;
		int code;

		put_request(&request, query, after);
		code = reach_ask(reach, &request, &page);
		buffer_finish(&request);
		if (code != EXIT_DONE)
			return code;
		after = take_page(page, take, context) ? json_integer(page, "next", 0) : 0;
		cJSON_Delete(page);
	} while (after);
	return EXIT_DONE;
}
