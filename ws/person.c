/*
 * Requests about what is kept of a person.
 */
#include "ws/person.h"

#include <string.h>

#include "base/mem.h"
#include "bot/access.h"
#include "ws/request.h"

#define LINE_LENGTH 11

const char *person_endpoint_at(size_t i)
{
	return i < N_PERSON_VERBS ? person_verb_name((enum person_verb)i) : NULL;
}

/* Whoever can open the control socket or the data folder is its administrator. */
static bool find_verb(const cJSON *request, enum person_verb *out)
{
	const char *verb = json_text(request, "verb");

	for (int i = 0; verb && i < N_PERSON_VERBS; i++) {
		*out = (enum person_verb)i;
		if (!strcmp(person_verb_name(*out), verb))
			return access_allows(ROLE_ADMIN, verb);
	}
	return false;
}

bool person_is_about(const cJSON *request)
{
	enum person_verb verb;

	return find_verb(request, &verb);
}

bool person_read_line(const cJSON *request, struct event *event, struct error *err)
{
	const char *line = json_text(request, "line");

	if (!line || strlen(line) != LINE_LENGTH || line[strspn(line, "0123456789")])
		return error_set(err, "a number is %d digits", LINE_LENGTH);
	event->as_line = mem_text(line);
	return true;
}

struct event *person_event(const cJSON *request, struct error *err)
{
	struct event *event = event_create(EVENT_PERSON, REQUEST_ORIGIN);

	if (find_verb(request, &event->person) && person_read_line(request, event, err))
		return event;
	event_destroy(event);
	return NULL;
}

void person_put(struct buffer *request, const char *verb, const char *line)
{
	buffer_char(request, '{');
	json_put_member(request, "verb", verb);
	json_put_member(request, "line", line);
	buffer_char(request, '}');
}
