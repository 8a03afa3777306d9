/*
 * Requests about messages that were not understood.
 */
#include "ws/missed.h"

#include <string.h>

#include "base/mem.h"
#include "bot/access.h"
#include "ws/request.h"

#define NUMBER_MOST 9007199254740992.0 /* 2^53: beyond it doubles leave some out */

static const char LIST[] = "missed.list", MARK[] = "missed.mark";

const char *missed_endpoint_at(size_t i)
{
	static const char *const endpoints[] = {LIST, MARK};

	return i < sizeof endpoints / sizeof *endpoints ? endpoints[i] : NULL;
}

static bool is_verb(const cJSON *request, const char *verb)
{
	const char *name = json_text(request, "verb");

	return name && !strcmp(name, verb);
}

bool missed_is_about(const cJSON *request)
{
	return is_verb(request, LIST) || is_verb(request, MARK);
}

static bool read_numbers(const cJSON *numbers, struct event *event)
{
	const cJSON *number;

	cJSON_ArrayForEach(number, numbers)
	{
		if (!cJSON_IsNumber(number) || number->valuedouble < 1 ||
		    number->valuedouble > NUMBER_MOST)
			return false;
		event->missed_rows = mem_resize(event->missed_rows, event->n_missed_rows + 1,
						sizeof *event->missed_rows);
		event->missed_rows[event->n_missed_rows++] = (int64_t)number->valuedouble;
	}
	return event->n_missed_rows > 0;
}

/* Whoever can open the control socket or the data folder is its administrator. */
struct event *missed_event(const cJSON *request, struct error *err)
{
	bool marks = is_verb(request, MARK);
	struct event *event = event_create(EVENT_MISSED, REQUEST_ORIGIN);

	event->missed = marks ? MISSED_MARK : MISSED_LIST;
	event->missed_after = json_integer(request, "after", 0);
	if (access_allows(ROLE_ADMIN, marks ? MARK : LIST) &&
	    (!marks || (missed_state_from(json_text(request, "state"), &event->missed_state) &&
			read_numbers(json_get(request, "numbers"), event))))
		return event;
	event_destroy(event);
	error_set(err, "no such request");
	return NULL;
}

void missed_put_list(struct buffer *request, int64_t after)
{
	buffer_char(request, '{');
	json_put_member(request, "verb", LIST);
	json_put_integer(request, "after", after);
	buffer_char(request, '}');
}

void missed_put_mark(struct buffer *request, const char *state, const int64_t *numbers, size_t n)
{
	buffer_char(request, '{');
	json_put_member(request, "verb", MARK);
	json_put_member(request, "state", state);
	json_put_name(request, "numbers");
	buffer_char(request, '[');
	for (size_t i = 0; i < n; i++)
		buffer_format(request, i ? ",%lld" : "%lld", (long long)numbers[i]);
	buffer_text(request, "]}");
}
