/*
 * Requests about what others were to be told and was given up, and the walk through its pages.
 */
#include "ws/given_up.h"

#include <string.h>

#include "bot/access.h"
#include "ws/commands/command.h"
#include "ws/request.h"

static const char *const verbs[] = {"webhook.list", "webhook.retry", NULL};

const char *given_up_endpoint_at(size_t i)
{
	return verbs[i];
}

/* Whoever can open the control socket or the data folder is its administrator. */
bool given_up_is_about(const cJSON *request)
{
	const char *verb = json_text(request, "verb");

	for (size_t i = 0; verb && verbs[i]; i++) {
		if (!strcmp(verbs[i], verb))
			return access_allows(ROLE_ADMIN, verb);
	}
	return false;
}

struct event *given_up_event(const cJSON *request, struct error *err)
{
	struct event *event = event_create(EVENT_DEAD, REQUEST_ORIGIN);

	(void)err;
	event->retries = !strcmp(json_text(request, "verb"), verbs[1]);
	event->page_row = json_integer(request, "after", 0);
	event->hook = json_integer(request, "seq", 0);
	return event;
}

int given_up_walk(struct reach *reach, bool retries, long long seq, given_up_taker *take,
		  void *context)
{
	int64_t after = 0;

	do {
		struct buffer request = {0};
		cJSON *page;
		const cJSON *row;
		int code;

		buffer_char(&request, '{');
		json_put_member(&request, "verb", verbs[retries]);
		json_put_integer(&request, "after", after);
		json_put_integer(&request, "seq", seq);
		buffer_char(&request, '}');
		code = reach_ask(reach, &request, &page);
		buffer_finish(&request);
		if (code != EXIT_DONE)
			return code;
		cJSON_ArrayForEach(row, json_get(page, "webhooks"))
		{
			take(context, row);
		}
		after = json_integer(page, "next", 0);
		cJSON_Delete(page);
	} while (after);
	return EXIT_DONE;
}
