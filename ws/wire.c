/*
 * Reading goes member by member through one check a type; the first that does not hold
 * names itself in the fault.
 */
#include "ws/wire.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "ws/account.h"

#define NAME_MOST 64
#define ACTIVITY_ID_MOST 128
#define LOCALE_MOST 35 /* BCP 47, RFC 5646 section 4.4.1 */
#define CHOICE_MOST 256
#define TOKEN_MOST 512
#define FILE_NAME_MOST 255

static bool refuse(struct wire_fault *fault, const char *code, const char *what, const char *why)
{
	fault->code = code;
	return error_set(&fault->detail, "%s %s", what, why);
}

/* --- members -------------------------------------------------------------------- */

/* A string member of at most `most` bytes; NULL when it is missing or null. */
static bool read_text(const cJSON *object, const char *name, size_t most, const char **out,
		      struct wire_fault *fault)
{
	const cJSON *member = json_get(object, name);

	*out = NULL;
	if (!member || cJSON_IsNull(member))
		return true;
	if (!cJSON_IsString(member))
		return refuse(fault, "bad_activity", name, "is not a string");
	if (strlen(member->valuestring) > most)
		return refuse(fault, "bad_activity", name, "is too long");
	*out = member->valuestring;
	return true;
}

static bool need_text(const cJSON *object, const char *name, size_t most, const char **out,
		      struct wire_fault *fault)
{
	if (!read_text(object, name, most, out, fault))
		return false;
	return *out || refuse(fault, "bad_activity", name, "is missing");
}

/* An object member; an empty one stands for a missing one. */
static bool read_object(const cJSON *object, const char *name, const cJSON **out,
			struct wire_fault *fault)
{
	*out = json_get(object, name);
	if (*out && !cJSON_IsObject(*out) && !cJSON_IsNull(*out))
		return refuse(fault, "bad_activity", name, "is not an object");
	return true;
}

static bool read_client_id(const cJSON *object, const char **out, struct wire_fault *fault)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789_.:-";

	if (!read_text(object, "clientActivityID", WIRE_CLIENT_ID_SIZE - 1, out, fault))
		return false;
	if (!*out)
		return true;
	if (!**out || strspn(*out, allowed) != strlen(*out))
		return refuse(fault, "bad_activity", "clientActivityID",
			      "has other characters than A-Za-z0-9_.:-");
	strcpy(fault->client_id, *out);
	return true;
}

/* Watermarks travel as strings: they are 64 bits wide. */
static bool read_watermark(const cJSON *object, const char *name, int64_t *out,
			   struct wire_fault *fault)
{
	const char *text;
	size_t length;

	if (!read_text(object, name, 18, &text, fault))
		return false;
	length = text ? strlen(text) : 0;
	if (length && strspn(text, "0123456789") != length)
		return refuse(fault, "bad_activity", name, "is not a watermark");
	*out = length ? strtoll(text, NULL, 10) : 0;
	return true;
}

static bool read_message_text(const cJSON *object, const char **out, struct wire_fault *fault)
{
	if (!read_text(object, "text", WIRE_TEXT_BYTES_MOST, out, fault))
		return false;
	if (*out && text_characters(*out, strlen(*out)) > WIRE_TEXT_MOST)
		return refuse(fault, "text_too_long", "text", "has over 4000 characters");
	return true;
}

/* One file at most, by the id that it got when it was taken; what is said of its type is not
 * believed. */
static bool read_attachment(const cJSON *object, const char **id, const char **name,
			    struct wire_fault *fault)
{
	const cJSON *list = json_get(object, "attachments"), *content;

	*id = *name = NULL;
	if (!list || cJSON_IsNull(list) || (cJSON_IsArray(list) && !list->child))
		return true;
	if (!cJSON_IsArray(list) || list->child->next || !cJSON_IsObject(list->child))
		return refuse(fault, "bad_activity", "attachments", "is not a list of one");
	return read_object(list->child, "content", &content, fault) &&
	       need_text(content, "uploadId", CRYPTO_ID_SIZE - 1, id, fault) &&
	       read_text(list->child, "name", FILE_NAME_MOST, name, fault);
}

/* --- frames --------------------------------------------------------------------- */

static cJSON *read_json(const char *text, size_t length, struct wire_fault *fault)
{
	cJSON *json;

	*fault = (struct wire_fault){0};
	json = json_read(text, length, &fault->detail);
	if (!json) {
		fault->code = "bad_json";
		return NULL;
	}
	if (!cJSON_IsObject(json)) {
		cJSON_Delete(json);
		refuse(fault, "bad_activity", "the frame", "is not an object");
		return NULL;
	}
	return json;
}

void wire_frame_finish(struct wire_frame *frame)
{
	if (frame->password)
		crypto_forget(frame->password, strlen(frame->password));
	event_destroy(frame->event);
	event_destroy(frame->identity);
	free(frame->token);
	free(frame->name);
	free(frame->password);
	*frame = (struct wire_frame){0};
}

/* What the operator's app asserts about the subscriber: see bot/assertion.h. */
static struct event *identity_event(const char *assertion, const char *client_id)
{
	struct event *event = event_create(EVENT_ACTIVITY, 0);

	event->type = mem_text("event");
	event->name = mem_text("identity");
	event->text = mem_text(assertion);
	event->client_id = mem_text(client_id);
	return event;
}

static bool read_identity(const cJSON *json, struct wire_frame *out, struct wire_fault *fault)
{
	const cJSON *value, *channel_data;
	const char *assertion, *client_id;

	if (!read_object(json, "channelData", &channel_data, fault) ||
	    !read_client_id(channel_data, &client_id, fault) ||
	    !read_object(json, "value", &value, fault) ||
	    !need_text(value, "identity", ASSERTION_MOST, &assertion, fault))
		return false;
	out->event = identity_event(assertion, client_id);
	return true;
}

static bool read_chat_hello(const cJSON *json, struct wire_frame *out, struct wire_fault *fault)
{
	const cJSON *value;
	const char *token, *locale, *identity;
	int64_t watermark;

	if (!read_object(json, "value", &value, fault) ||
	    !read_text(value, "token", TOKEN_MOST, &token, fault) ||
	    !read_watermark(value, "watermark", &watermark, fault) ||
	    !read_text(value, "locale", LOCALE_MOST, &locale, fault) ||
	    !read_text(value, "identity", ASSERTION_MOST, &identity, fault))
		return false;

	out->event = event_create(EVENT_HELLO, 0);
	out->event->channel = "chat";
	out->event->watermark = watermark;
	out->event->locale = mem_text(locale);
	out->token = mem_text(token);
	if (identity)
		out->identity = identity_event(identity, NULL);
	return true;
}

static bool read_thumb_word(const char *word, struct event *event, struct wire_fault *fault)
{
	if (!strcmp(word, "LikeAction") || !strcmp(word, "like"))
		event->thumb = THUMB_UP;
	else if (!strcmp(word, "DislikeAction") || !strcmp(word, "dislike"))
		event->thumb = THUMB_DOWN;
	else
		return refuse(fault, "bad_activity", word, "is neither like nor dislike");
	return true;
}

/* How Web Chat sends a thumb: up to 4.18 as an event with the pressed action of ours, whose id
 * begins with the activity's; later as the invoke that Teams knows. */
static bool read_thumb_event(const cJSON *json, struct event *event, struct wire_fault *fault)
{
	const cJSON *action = cJSON_GetArrayItem(json_get(json, "entities"), 0);
	const char *type, *id;

	if (!need_text(action, "@type", NAME_MOST, &type, fault) ||
	    !need_text(action, "@id", ACTIVITY_ID_MOST, &id, fault))
		return false;
	event->reply_to = mem_text_n(id, strcspn(id, "#"));
	return read_thumb_word(type, event, fault);
}

static bool read_thumb_invoke(const cJSON *json, struct event *event, struct wire_fault *fault)
{
	const cJSON *value, *action;
	const char *reaction, *id;

	if (!read_object(json, "value", &value, fault) ||
	    !read_object(value, "actionValue", &action, fault) ||
	    !need_text(action, "reaction", NAME_MOST, &reaction, fault) ||
	    !need_text(json, "replyToId", ACTIVITY_ID_MOST, &id, fault))
		return false;
	event->reply_to = mem_text(id);
	return read_thumb_word(reaction, event, fault);
}

static bool read_thumb(const cJSON *json, struct event *event, struct wire_fault *fault)
{
	if (!event->name)
		return true;
	if (!strcmp(event->name, "webchat:activity-status/feedback"))
		return read_thumb_event(json, event, fault);
	if (!strcmp(event->name, "message/submitAction"))
		return read_thumb_invoke(json, event, fault);
	return true;
}

static bool read_activity(const cJSON *json, const char *type, const char *name,
			  struct wire_frame *out, struct wire_fault *fault)
{
	const cJSON *value, *channel_data;
	const char *client_id, *text, *locale, *choice = NULL, *upload = NULL, *file = NULL;
	bool is_message = !strcmp(type, "message");

	if (!read_object(json, "channelData", &channel_data, fault) ||
	    !read_client_id(channel_data, &client_id, fault) ||
	    !read_text(json, "locale", LOCALE_MOST, &locale, fault) ||
	    !read_message_text(json, &text, fault))
		return false;
	if (is_message && (!read_object(json, "value", &value, fault) ||
			   !read_text(value, "choice", CHOICE_MOST, &choice, fault) ||
			   !read_attachment(json, &upload, &file, fault)))
		return false;
	if (is_message && !choice && !upload && !(text && *text))
		return refuse(fault, "text_empty", "the message",
			      "has neither text nor choice nor file");

	out->event = event_create(EVENT_ACTIVITY, 0);
	out->event->type = mem_text(type);
	out->event->name = mem_text(name);
	out->event->text = mem_text(text);
	out->event->choice = mem_text(choice);
	out->event->upload_id = mem_text(upload);
	out->event->upload_name = mem_text(file);
	out->event->client_id = mem_text(client_id);
	out->event->locale = mem_text(locale);
	out->event->post_back = json_is_true(channel_data, "postBack");
	return is_message || read_thumb(json, out->event, fault);
}

static bool is_activity_type(const char *type)
{
	static const char *const types[] = {
		"message", "event", "typing", "invoke", "conversationUpdate", "endOfConversation",
	};

	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		if (!strcmp(types[i], type))
			return true;
	}
	return false;
}

static bool read_chat_frame(const cJSON *json, bool greets, struct wire_frame *out,
			    struct wire_fault *fault)
{
	const char *type, *name;

	if (!need_text(json, "type", NAME_MOST, &type, fault) ||
	    !read_text(json, "name", NAME_MOST, &name, fault))
		return false;
	if (!strcmp(type, "event") && !name)
		return refuse(fault, "bad_activity", "name", "is missing");
	if (greets && !strcmp(type, "event") && !strcmp(name, "hello"))
		return read_chat_hello(json, out, fault);
	if (!strcmp(type, "event") && !strcmp(name, "identity"))
		return read_identity(json, out, fault);
	if (!is_activity_type(type))
		return refuse(fault, "bad_activity", "type", "is not one that is taken");
	return read_activity(json, type, name, out, fault);
}

static bool read_frame(const char *text, size_t length, bool greets, struct wire_frame *out,
		       struct wire_fault *fault)
{
	cJSON *json = read_json(text, length, fault);
	bool good;

	*out = (struct wire_frame){0};
	good = json && read_chat_frame(json, greets, out, fault);
	cJSON_Delete(json);
	if (!good)
		wire_frame_finish(out);
	return good;
}

bool wire_read_chat(const char *text, size_t length, struct wire_frame *out,
		    struct wire_fault *fault)
{
	return read_frame(text, length, true, out, fault);
}

bool wire_read_activity(const char *text, size_t length, struct wire_frame *out,
			struct wire_fault *fault)
{
	return read_frame(text, length, false, out, fault);
}

static bool read_login(const cJSON *json, struct wire_frame *out, struct wire_fault *fault)
{
	const char *name, *password;

	if (!need_text(json, "name", NAME_MOST, &name, fault) ||
	    !need_text(json, "password", PASSWORD_MOST, &password, fault))
		return false;
	out->login = true;
	out->name = mem_text(name);
	out->password = mem_text(password);
	return true;
}

static bool read_desk_hello(const cJSON *json, struct wire_frame *out, struct wire_fault *fault)
{
	const char *token;

	if (!need_text(json, "token", TOKEN_MOST, &token, fault))
		return false;
	out->desk_hello = true;
	out->token = mem_text(token);
	return true;
}

/* Where the next page of cases begins. */
static bool read_page(const cJSON *json, struct event *event, struct wire_fault *fault)
{
	const cJSON *after;
	int64_t priority;

	if (!read_object(json, "after", &after, fault))
		return false;
	priority = json_integer(after, "priority", 0);
	event->page_row = json_integer(after, "row", 0);
	if (priority < 0 || priority > INT32_MAX || event->page_row < 0)
		return refuse(fault, "bad_activity", "after", "is no place in the list");
	event->page_priority = (int)priority;
	return true;
}

/* A short text that the event keeps. */
static bool keep_text(const cJSON *object, const char *name, char **out, struct wire_fault *fault)
{
	const char *text;

	if (!read_text(object, name, NAME_MOST, &text, fault))
		return false;
	*out = mem_text(text);
	return true;
}

static bool read_filter(const cJSON *json, struct event *event, struct wire_fault *fault)
{
	const cJSON *filter;

	return read_object(json, "filter", &filter, fault) &&
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

	return read_object(json, "filter", &filter, fault) &&
	       keep_text(filter, "who", &event->name, fault) &&
	       keep_text(filter, "object", &event->case_id, fault);
}

/* The tag to put on or to take off; which of both is missing, or that both are there, is
 * need_for_verb's. */
static bool read_tag(const cJSON *json, struct event *event, struct wire_fault *fault)
{
	const char *on, *off;

	if (!read_text(json, "add", NAME_MOST, &on, fault) ||
	    !read_text(json, "remove", NAME_MOST, &off, fault))
		return false;
	event->takes_off = off != NULL;
	if (!on != !off)
		event->tag = mem_text(on ? on : off);
	return true;
}

/* What a verb about one case or oneself may have. */
static bool read_members(const cJSON *json, struct event *event, struct wire_fault *fault)
{
	const char *text;

	if (!read_message_text(json, &text, fault))
		return false;
	event->text = mem_text(text);
	event->epoch = json_integer(json, "epoch", 0);
	event->newest = json_is_true(json, "newest");
	event->months = json_integer(json, "months", 0);
	return keep_text(json, "case", &event->case_id, fault) &&
	       keep_text(json, "agent", &event->agent_name, fault) &&
	       keep_text(json, "team", &event->team, fault) &&
	       keep_text(json, "errand", &event->errand, fault) &&
	       keep_text(json, "presence", &event->presence, fault) &&
	       keep_text(json, "reason", &event->reason, fault) &&
	       keep_text(json, "order", &event->order, fault) &&
	       keep_text(json, "step", &event->step, fault) &&
	       keep_text(json, "state", &event->state, fault) && read_tag(json, event, fault) &&
	       read_watermark(json, "watermark", &event->watermark, fault) &&
	       read_watermark(json, "log_watermark", &event->log_watermark, fault) &&
	       read_watermark(json, "before", &event->before, fault);
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

	if (!read_client_id(json, &client_id, fault) || !read_page(json, event, fault))
		return false;
	event->client_id = mem_text(client_id);
	if (event->verb == DESK_LIST)
		return read_filter(json, event, fault);
	if (is_about_accounts(event->verb)) {
		fault->code = "bad_activity";
		return account_read(json, event, &out->password, &fault->detail);
	}
	return event->verb == DESK_AUDIT ? read_audit(json, event, fault)
					 : read_members(json, event, fault);
}

static bool is_about_a_case(enum desk_verb verb)
{
	return verb != DESK_SNAPSHOT && verb != DESK_LIST && verb != DESK_BOARD &&
	       verb != DESK_PRESENCE && verb != DESK_NEXT && verb != DESK_AUDIT &&
	       verb != DESK_LOGOUT && !is_about_accounts(verb);
}

static bool is_waived(const struct event *event)
{
	return event->state && !strcmp(event->state, "waived");
}

static bool need_for_step(const struct event *event, struct wire_fault *fault)
{
	if (!event->step)
		return refuse(fault, "bad_activity", "step", "is missing");
	if (!is_waived(event) &&
	    !(event->state && (!strcmp(event->state, "done") || !strcmp(event->state, "open"))))
		return refuse(fault, "bad_activity", "state", "is not done, waived or open");
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
		return refuse(fault, "bad_activity", "case", "is missing");
	if (event->verb == DESK_PRESENCE && !event->presence)
		return refuse(fault, "bad_activity", "presence", "is missing");
	if (event->verb == DESK_TRANSFER && !event->agent_name == !event->team)
		return refuse(fault, "bad_activity", "agent or team",
			      "is missing, or both are there");
	if (event->verb == DESK_TAG && !event->tag)
		return refuse(fault, "bad_activity", "add or remove",
			      "is missing, or both are there");
	if (event->verb == DESK_EARLIER && !event->before)
		return refuse(fault, "bad_activity", "before", "is missing");
	if (event->verb == DESK_ORDER && !(event->order && event->client_id))
		return refuse(fault, "bad_activity", "order or clientActivityID", "is missing");
	if (event->verb == DESK_STEP && !need_for_step(event, fault))
		return false;
	if (says_something(event) && !(event->text && *event->text))
		return refuse(fault, "text_empty", "text", "is empty");
	return true;
}

static bool read_verb(const cJSON *json, const char *type, struct wire_frame *out,
		      struct wire_fault *fault)
{
	int verb = 0;

	while (verb < N_DESK_VERBS && strcmp(desk_verb_name((enum desk_verb)verb), type) != 0)
		verb++;
	if (verb == N_DESK_VERBS)
		return refuse(fault, "bad_activity", "type", "is not a frame of desk.v1");

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

	if (!need_text(json, "type", NAME_MOST, &type, fault))
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
	cJSON *json = read_json(text, length, fault);
	bool good;

	*out = (struct wire_frame){0};
	good = json && read_desk_frame(json, out, fault);
	cJSON_Delete(json);
	return good;
}

/* --- errors --------------------------------------------------------------------- */

static const struct {
	const char *code;
	const char *text[N_LANGUAGES];
} sentences[] = {
	{"bad_json", {"消息格式有误，未能读取。", "The frame is not valid JSON."}},
	{"bad_activity", {"消息内容有误，未能处理。", "The frame is not as the protocol has it."}},
	{"text_too_long",
	 {"消息太长了，请控制在 4000 字以内，分几条发送。",
	  "That message is too long. Please keep each one under 4,000 characters."}},
	{"text_empty", {"消息是空的，请输入内容再发送。", "That message is empty."}},
	{"hello_first", {"请先打开会话。", "Say hello before anything else."}},
	{"hello_twice", {"会话已经打开了。", "This connection has already said hello."}},
	{"token_invalid",
	 {"会话凭证无效，请重新打开对话。", "This session is not valid. Please start again."}},
	{"token_expired",
	 {"会话已过期，请重新打开对话。", "This session has expired. Please start again."}},
	{"too_fast",
	 {"消息发得太快了，请稍等一下再发。", "That is too fast. Please wait a moment."}},
	{"too_many_connections",
	 {"当前打开的会话过多，请稍后再试。",
	  "Too many connections are open at the moment. Please try again shortly."}},
	{"overloaded",
	 {"现在咨询的人较多，这条消息没有发出，请稍后再发。",
	  "We are very busy; this message was not sent. Please send it again in a moment."}},
	{"login_failed",
	 {"用户名或密码不对，或者账号已停用。",
	  "The name or password is wrong, or the account is disabled."}},
	{"login_limited",
	 {"登录尝试次数过多，请稍后再试。",
	  "There were too many tries to log in. Please try again later."}},
	{"idle",
	 {"太久没有操作，已退出登录，请重新登录。",
	  "Nothing was done for a while, so you were logged out. Log in to go on."}},
	{"login_first", {"请先登录。", "Log in first."}},
	{"forbidden", {"您的角色没有这项权限。", "Your role may not do this."}},
	{"storage_unavailable",
	 {"系统暂时无法保存消息，请稍后再发。",
	  "The message could not be stored. Please send it again in a moment."}},
};

const char *wire_sentence(const char *code, enum language language)
{
	for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++) {
		if (!strcmp(sentences[i].code, code))
			return sentences[i].text[language];
	}
	return code;
}

static void put_error(struct buffer *buffer, const struct wire_error *error)
{
	bool named = error->client_id && *error->client_id;

	json_put_member(buffer, "code", error->code);
	json_put_member(buffer, "message", error->message);
	json_put_member(buffer, "clientActivityID", named ? error->client_id : NULL);
	json_put_integer(buffer, "retry_after_ms", error->retry_after_ms);
}

void wire_put_chat_error(struct buffer *buffer, const struct wire_error *error)
{
	buffer_text(buffer, "{\"activities\":[{\"type\":\"event\",\"name\":\"error\",\"value\":{");
	put_error(buffer, error);
	buffer_text(buffer, "}}]}");
}

void wire_put_desk_error(struct buffer *buffer, const struct wire_error *error)
{
	buffer_text(buffer, "{\"type\":\"error\"");
	put_error(buffer, error);
	buffer_char(buffer, '}');
}

/* --- frames out ----------------------------------------------------------------- */

static void put_activities(struct buffer *buffer, const struct output *output, const char *json)
{
	json_put_name(buffer, "activities");
	buffer_char(buffer, '[');
	buffer_add(buffer, json, strlen(json));
	buffer_char(buffer, ']');
	if (output->watermark)
		buffer_format(buffer, ",\"watermark\":\"%" PRId64 "\"", output->watermark);
	if (output->more)
		json_put_boolean(buffer, "more", true);
}

void wire_put_set(struct buffer *buffer, const struct output *output)
{
	buffer_char(buffer, '{');
	put_activities(buffer, output, output->json ? output->json : "");
	buffer_char(buffer, '}');
}

void wire_put_welcome(struct buffer *buffer, const struct output *output, const char *token,
		      int64_t expires_in)
{
	buffer_char(buffer, '{');
	json_put_member(buffer, "conversationId", output->conversation);
	json_put_member(buffer, "token", token);
	json_put_integer(buffer, "expires_in", expires_in);
	put_activities(buffer, output, output->json ? output->json : "");
	buffer_char(buffer, '}');
}

void wire_put_typing(struct buffer *buffer)
{
	buffer_text(
		buffer,
		"{\"activities\":[{\"type\":\"typing\",\"from\":{\"id\":\"fuji\",\"role\":\"bot\"}}]}");
}

void wire_put_session(struct buffer *buffer, const char *token, int64_t expires_in,
		      const char *name, enum role role)
{
	buffer_text(buffer, "{\"type\":\"session\"");
	json_put_member(buffer, "token", token);
	json_put_integer(buffer, "expires_in", expires_in);
	json_put_name(buffer, "agent");
	buffer_char(buffer, '{');
	json_put_member(buffer, "name", name);
	json_put_member(buffer, "role", role_name(role));
	buffer_text(buffer, "}}");
}

void wire_put_opened(struct buffer *buffer, const char *case_id, const char *conversation)
{
	buffer_text(buffer, "{\"type\":\"opened\"");
	json_put_member(buffer, "case", case_id);
	json_put_member(buffer, "conversation", conversation);
	buffer_char(buffer, '}');
}

void wire_put_masked_activities(struct buffer *buffer, const struct output *output)
{
	struct arena *arena = arena_create();

	put_activities(buffer, output, text_mask_numbers(output->json ? output->json : "", arena));
	arena_destroy(arena);
}

void wire_put_case_activities(struct buffer *buffer, const char *case_id,
			      const struct output *output)
{
	buffer_text(buffer, "{\"type\":\"activities\"");
	json_put_member(buffer, "case", case_id);
	wire_put_masked_activities(buffer, output);
	buffer_char(buffer, '}');
}

void wire_put_case_typing(struct buffer *buffer, const char *case_id)
{
	buffer_text(buffer, "{\"type\":\"typing\"");
	json_put_member(buffer, "case", case_id);
	buffer_char(buffer, '}');
}
