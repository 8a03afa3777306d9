/*
 * Requests, whatever they are about.
 */
#include "ws/request.h"

#include <string.h>

#include "base/json.h"
#include "bot/access.h"
#include "ws/account.h"
#include "ws/audit.h"
#include "ws/given_up.h"
#include "ws/missed.h"
#include "ws/outreach.h"
#include "ws/person.h"

const char *request_endpoint_at(size_t i)
{
	return i == 0 ? ROTATE_VERB : NULL;
}

/* Whoever can open the control socket or the data folder is its administrator. */
static bool is_about_rotation(const cJSON *request)
{
	const char *verb = json_text(request, "verb");

	return verb && !strcmp(verb, ROTATE_VERB) && access_allows(ROLE_ADMIN, ROTATE_VERB);
}

static struct event *rotation_event(const cJSON *request, struct error *err)
{
	(void)request;
	(void)err;
	return event_create(EVENT_ROTATE, REQUEST_ORIGIN);
}

/* What is about nothing of these is about an account. */
static const struct subject {
	bool (*is_about)(const cJSON *request);
	struct event *(*event)(const cJSON *request, struct error *err);
} subjects[] = {
	{missed_is_about, missed_event},     {audit_is_about, audit_event},
	{is_about_rotation, rotation_event}, {given_up_is_about, given_up_event},
	{person_is_about, person_event},     {outreach_is_about, outreach_event},
};

static struct event *event_for(const cJSON *request, struct error *err)
{
	for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++)
		if (subjects[i].is_about(request))
			return subjects[i].event(request, err);
	return account_event(request, err);
}

struct event *request_read(const char *line, size_t length, struct error *err)
{
	cJSON *json = json_read(line, length, err);
	struct event *event = json ? event_for(json, err) : NULL;

	cJSON_Delete(json);
	return event;
}

void request_refuse(struct buffer *answer, const char *message)
{
	buffer_char(answer, '{');
	json_put_boolean(answer, "ok", false);
	json_put_member(answer, "message", message);
	buffer_char(answer, '}');
}

static const char *member_of(enum output_kind kind)
{
	if (kind == OUTPUT_MISSED)
		return "missed";
	if (kind == OUTPUT_PERSON)
		return "person";
	if (kind == OUTPUT_ROTATED)
		return "key";
	if (kind == OUTPUT_DEAD)
		return "webhooks";
	if (kind == OUTPUT_OUTREACH)
		return "outreach";
	return kind == OUTPUT_AUDIT ? "audit" : "agents";
}

static void put_done(struct buffer *answer, const struct output *output)
{
	buffer_char(answer, '{');
	json_put_boolean(answer, "ok", true);
	if (output->json) {
		json_put_name(answer, member_of(output->kind));
		buffer_add(answer, output->json, output->json_length);
	}
	if (output->watermark)
		json_put_integer(answer, "next", output->watermark);
	buffer_char(answer, '}');
}

/* Moves what is for others to the front of the list and answers with our own. */
void request_run(struct bot *bot, struct event *event, struct buffer *answer,
		 struct output_list *rest)
{
	struct output_list all = {0};

	bot_run(bot, &event, 1, &all);
	rest->items = all.items;
	for (size_t i = 0; i < all.n; i++) {
		struct output *output = all.items[i];

		if (output->origin != REQUEST_ORIGIN) {
			rest->items[rest->n++] = output;
			continue;
		}
		if (output->kind == OUTPUT_ERROR)
			request_refuse(answer, output->text);
		else
			put_done(answer, output);
		output_destroy(output);
	}
}
