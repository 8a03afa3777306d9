/*
 * Frames of desk.v1, read.
 */
#include "ws/wire.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "bot/report.h"
#include "ws/account.h"
#include "ws/members.h"

static bool read_login(const cJSON *json, struct wire_frame *out, struct wire_fault *fault)
{
	const char *name, *password;

	out->login = true;
	if (!member_needed_text(json, "name", NAME_MOST, &name, fault) ||
	    !member_needed_text(json, "password", PASSWORD_MOST, &password, fault))
		return false;
	out->name = mem_text(name);
	out->password = mem_text(password);
	return true;
}

static bool read_desk_hello(const cJSON *json, struct wire_frame *out, struct wire_fault *fault)
{
	const char *token;

	out->desk_hello = true;
	if (!member_needed_text(json, "token", TOKEN_MOST, &token, fault))
		return false;
	out->token = mem_text(token);
	return true;
}

/* Where the next page of cases begins. */
static bool read_page(const cJSON *json, struct event *event, struct wire_fault *fault)
{
	const cJSON *after;
	int64_t priority;

	if (!member_object(json, "after", &after, fault))
		return false;
	priority = json_integer(after, "priority", 0);
	event->page_row = json_integer(after, "row", 0);
	if (priority < 0 || priority > INT32_MAX || event->page_row < 0)
		return member_refuse(fault, "bad_activity", "after", "is no place in the list");
	event->page_priority = (int)priority;
	return true;
}

/* A short text that the event keeps. */
static bool keep_text(const cJSON *object, const char *name, char **out, struct wire_fault *fault)
{
	const char *text;

	if (!member_text(object, name, NAME_MOST, &text, fault))
		return false;
	*out = mem_text(text);
	return true;
}

static bool read_filter(const cJSON *json, struct event *event, struct wire_fault *fault)
{
	const cJSON *filter;

	return member_object(json, "filter", &filter, fault) &&
	       keep_text(filter, "case", &event->case_id, fault) &&
	       keep_text(filter, "who", &event->who, fault) &&
	       keep_text(filter, "same_line", &event->same_line, fault) &&
	       keep_text(filter, "agent", &event->agent_name, fault) &&
	       keep_text(filter, "cause", &event->cause, fault) &&
	       keep_text(filter, "reason", &event->reason, fault) &&
	       keep_text(filter, "team", &event->team, fault) &&
	       keep_text(filter, "tag", &event->tag, fault) &&
	       keep_text(filter, "language", &event->language, fault) &&
	       keep_text(filter, "state", &event->state, fault);
}

/* Which rows of the audit log. */
static bool read_audit(const cJSON *json, struct event *event, struct wire_fault *fault)
{
	const cJSON *filter;

	return member_object(json, "filter", &filter, fault) &&
	       keep_text(filter, "who", &event->name, fault) &&
	       keep_text(filter, "object", &event->case_id, fault);
}

/* The tag to put on or to take off; which of both is missing, or that both are there, is
 * need_for_verb's. */
static bool read_tag(const cJSON *json, struct event *event, struct wire_fault *fault)
{
	const char *on, *off;

	if (!member_text(json, "add", NAME_MOST, &on, fault) ||
	    !member_text(json, "remove", NAME_MOST, &off, fault))
		return false;
	event->takes_off = off != NULL;
	if (!on != !off)
		event->tag = mem_text(on ? on : off);
	return true;
}

/* A whole file: longer than what anybody says. */
static bool read_rules(const cJSON *json, struct event *event, struct wire_fault *fault)
{
	const char *file, *version, *text;

	if (!member_needed_text(json, "file", NAME_MOST, &file, fault) ||
	    !member_text(json, "version", NAME_MOST, &version, fault) ||
	    !member_text(json, "text", WIRE_TEXT_BYTES_MOST, &text, fault))
		return false;
	if (event->verb == DESK_RULES_SAVE && (!version || !text))
		return member_refuse(fault, "bad_activity", version ? "text" : "version",
				     "is missing");
	event->file = mem_text(file);
	event->version = mem_text(version);
	event->text = mem_text(text);
	return true;
}

static bool is_about_rules(enum desk_verb verb)
{
	return verb == DESK_RULES_READ || verb == DESK_RULES_SAVE;
}

static bool is_about_review(enum desk_verb verb)
{
	return verb >= DESK_REVIEW_LIST && verb <= DESK_REVIEW_TEXT;
}

static bool read_review_filter(const cJSON *json, struct event *event, struct wire_fault *fault)
{
	const cJSON *filter;

	return member_object(json, "filter", &filter, fault) &&
	       keep_text(filter, "kind", &event->sort, fault) &&
	       keep_text(filter, "state", &event->state, fault);
}

/* What is to be mended: where, in which language, and the words. */
static bool need_for_mending(const struct event *event, struct wire_fault *fault)
{
	if (event->verb != DESK_REVIEW_EXAMPLE && event->verb != DESK_REVIEW_TEXT)
		return true;
	if (!event->target)
		return member_refuse(fault, "bad_activity",
				     event->verb == DESK_REVIEW_TEXT ? "name" : "intent",
				     "is missing");
	if (!event->language || (strcmp(event->language, "zh") && strcmp(event->language, "en")))
		return member_refuse(fault, "bad_activity", "language", "is not zh or en");
	return (event->text && *event->text) ||
	       member_refuse(fault, "text_empty", "text", "is empty");
}

static bool read_review(const cJSON *json, struct event *event, struct wire_fault *fault)
{
	const char *text;

	if (event->verb == DESK_REVIEW_LIST)
		return read_review_filter(json, event, fault);
	if (!member_message_text(json, &text, fault))
		return false;
	event->text = mem_text(text);
	event->counter = json_is_true(json, "counter");
	event->item = json_integer(json, "number", 0);
	if (event->item < 1)
		return member_refuse(fault, "bad_activity", "number", "is missing");
	return keep_text(json, "state", &event->state, fault) &&
	       keep_text(json, event->verb == DESK_REVIEW_TEXT ? "name" : "intent", &event->target,
			 fault) &&
	       keep_text(json, "language", &event->language, fault) &&
	       need_for_mending(event, fault);
}

/* What a verb about one case or oneself may have. */
static bool read_members(const cJSON *json, struct event *event, struct wire_fault *fault)
{
	const char *text;

	if (!member_message_text(json, &text, fault))
		return false;
	event->text = mem_text(text);
	event->epoch = json_integer(json, "epoch", 0);
	event->newest = json_is_true(json, "newest");
	event->months = json_integer(json, "months", 0);
	event->days = json_integer(json, "days", 0);
	return keep_text(json, "case", &event->case_id, fault) &&
	       keep_text(json, "agent", &event->agent_name, fault) &&
	       keep_text(json, "team", &event->team, fault) &&
	       keep_text(json, "errand", &event->errand, fault) &&
	       keep_text(json, "presence", &event->presence, fault) &&
	       keep_text(json, "reason", &event->reason, fault) &&
	       keep_text(json, "order", &event->order, fault) &&
	       (event->verb != DESK_ORDER || keep_text(json, "from", &event->from, fault)) &&
	       keep_text(json, "step", &event->step, fault) &&
	       keep_text(json, "state", &event->state, fault) && read_tag(json, event, fault) &&
	       member_watermark(json, "watermark", &event->watermark, fault) &&
	       member_watermark(json, "log_watermark", &event->log_watermark, fault) &&
	       member_watermark(json, "before", &event->before, fault);
}

static bool is_about_accounts(enum desk_verb verb)
{
	return verb >= DESK_ACCOUNTS && verb <= DESK_ACCOUNT_WORK;
}

/* What every verb may have, each in its place; what a verb needs is need_for_verb's. */
static bool read_desk_members(const cJSON *json, struct wire_frame *out, struct wire_fault *fault)
{
	struct event *event = out->event;
	const char *client_id;

	if (!member_client_id(json, &client_id, fault) || !read_page(json, event, fault))
		return false;
	event->client_id = mem_text(client_id);
	if (event->verb == DESK_LIST)
		return read_filter(json, event, fault);
	if (is_about_accounts(event->verb)) {
		fault->code = "bad_activity";
		return account_read(json, event, &out->password, &fault->detail);
	}
	if (is_about_rules(event->verb))
		return read_rules(json, event, fault);
	if (is_about_review(event->verb))
		return read_review(json, event, fault);
	return event->verb == DESK_AUDIT ? read_audit(json, event, fault)
					 : read_members(json, event, fault);
}

static bool is_about_a_case(enum desk_verb verb)
{
	return verb != DESK_SNAPSHOT && verb != DESK_LIST && verb != DESK_BOARD &&
	       verb != DESK_PRESENCE && verb != DESK_NEXT && verb != DESK_AUDIT &&
	       verb != DESK_REPORT && verb != DESK_LOGOUT && !is_about_accounts(verb) &&
	       !is_about_rules(verb) && !is_about_review(verb);
}

static bool is_waived(const struct event *event)
{
	return event->state && !strcmp(event->state, "waived");
}

static bool need_for_step(const struct event *event, struct wire_fault *fault)
{
	if (!event->step)
		return member_refuse(fault, "bad_activity", "step", "is missing");
	if (!is_waived(event) &&
	    !(event->state && (!strcmp(event->state, "done") || !strcmp(event->state, "open"))))
		return member_refuse(fault, "bad_activity", "state", "is not done, waived or open");
	return true;
}

/* What is personal is shown, and a step left out, for a reason that is given. */
static bool says_something(const struct event *event)
{
	return event->verb == DESK_MESSAGE || event->verb == DESK_NOTE ||
	       event->verb == DESK_REVEAL || (event->verb == DESK_STEP && is_waived(event));
}

static bool need_for_verb(const struct event *event, struct wire_fault *fault)
{
	if (is_about_a_case(event->verb) && !event->case_id)
		return member_refuse(fault, "bad_activity", "case", "is missing");
	if (event->verb == DESK_PRESENCE && !event->presence)
		return member_refuse(fault, "bad_activity", "presence", "is missing");
	if (event->verb == DESK_TRANSFER && !event->agent_name == !event->team)
		return member_refuse(fault, "bad_activity", "agent or team",
				     "is missing, or both are there");
	if (event->verb == DESK_TAG && !event->tag)
		return member_refuse(fault, "bad_activity", "add or remove",
				     "is missing, or both are there");
	if (event->verb == DESK_REPORT && report_period(event->days) < 0)
		return member_refuse(fault, "bad_activity", "days", "is not 1, 7 or 28");
	if (event->verb == DESK_EARLIER && !event->before)
		return member_refuse(fault, "bad_activity", "before", "is missing");
	if (event->verb == DESK_ORDER && !(event->order && event->client_id))
		return member_refuse(fault, "bad_activity", "order or clientActivityID",
				     "is missing");
	if (event->verb == DESK_STEP && !need_for_step(event, fault))
		return false;
	if (says_something(event) && !(event->text && *event->text))
		return member_refuse(fault, "text_empty", "text", "is empty");
	return true;
}

static bool read_verb(const cJSON *json, const char *type, struct wire_frame *out,
		      struct wire_fault *fault)
{
	int verb = 0;

	while (verb < N_DESK_VERBS && strcmp(desk_verb_name((enum desk_verb)verb), type) != 0)
		verb++;
	if (verb == N_DESK_VERBS)
		return member_refuse(fault, "bad_activity", "type", "is not a frame of desk.v1");

	out->event = event_create(EVENT_DESK, 0);
	out->event->verb = (enum desk_verb)verb;
	if (read_desk_members(json, out, fault) && need_for_verb(out->event, fault))
		return true;
	wire_frame_finish(out);
	return false;
}

static bool read_desk_frame(const cJSON *json, struct wire_frame *out, struct wire_fault *fault)
{
	const char *type;

	if (!member_needed_text(json, "type", NAME_MOST, &type, fault))
		return false;
	if (!strcmp(type, "login"))
		return read_login(json, out, fault);
	if (!strcmp(type, "hello"))
		return read_desk_hello(json, out, fault);
	return read_verb(json, type, out, fault);
}

bool wire_read_desk(const char *text, size_t length, struct wire_frame *out,
		    struct wire_fault *fault)
{
	cJSON *json = frame_json(text, length, fault);
	bool good;

	*out = (struct wire_frame){0};
	good = json && read_desk_frame(json, out, fault);
	cJSON_Delete(json);
	return good;
}
