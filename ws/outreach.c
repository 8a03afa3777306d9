/*
 * Requests about telling subscribers before their lines are stopped.
 */
#include "ws/outreach.h"

#include <string.h>

#include "base/mem.h"
#include "bot/access.h"
#include "ws/person.h"
#include "ws/request.h"

const char *outreach_endpoint_at(size_t i)
{
	return i < N_OUTREACH_VERBS ? outreach_verb_name((enum outreach_verb)i) : NULL;
}

/* Whoever can open the control socket or the data folder is its administrator. */
static bool find_verb(const cJSON *request, enum outreach_verb *out)
{
	const char *verb = json_text(request, "verb");

	for (int i = 0; verb && i < N_OUTREACH_VERBS; i++) {
		*out = (enum outreach_verb)i;
		if (!strcmp(outreach_verb_name(*out), verb))
			return access_allows(ROLE_ADMIN, verb);
	}
	return false;
}

bool outreach_is_about(const cJSON *request)
{
	enum outreach_verb verb;

	return find_verb(request, &verb);
}

static bool read_rest(const cJSON *request, struct event *event, struct error *err)
{
	const cJSON *items = json_get(request, "items");
	char *text;

	switch (event->outreach) {
	case OUTREACH_PLAN:
	case OUTREACH_STOPPED:
		if (!cJSON_IsArray(items))
			return error_set(err, "`items` is a list");
		text = cJSON_PrintUnformatted(items);
		event->text = mem_text(text);
		cJSON_free(text);
		event->dry = json_is_true(request, "dry");
		return true;
	case OUTREACH_STOP:
	case OUTREACH_START:
		return person_read_line(request, event, err);
	case OUTREACH_LIST:
	case N_OUTREACH_VERBS:
		break;
	}
	return true;
}

struct event *outreach_event(const cJSON *request, struct error *err)
{
	struct event *event = event_create(EVENT_OUTREACH, REQUEST_ORIGIN);

	if (find_verb(request, &event->outreach) && read_rest(request, event, err))
		return event;
	event_destroy(event);
	return NULL;
}
