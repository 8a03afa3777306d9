/*
 * Frames of chat.v1 and activities, read.
 */
#include "ws/wire.h"

#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/json.h"
#include "base/mem.h"
#include "ws/members.h"

#define ACTIVITY_ID_MOST 128
#define LOCALE_MOST 35 /* BCP 47, RFC 5646 section 4.4.1 */
#define CHOICE_MOST 256
#define FILE_NAME_MOST 255
#define CODE_MOST 32 /* with blanks, as somebody may type it */

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
		return member_refuse(fault, "bad_activity", "attachments", "is not a list of one");
	return member_object(list->child, "content", &content, fault) &&
	       member_needed_text(content, "uploadId", CRYPTO_ID_SIZE - 1, id, fault) &&
	       member_text(list->child, "name", FILE_NAME_MOST, name, fault);
}

void wire_frame_finish(struct wire_frame *frame)
{
	if (frame->password)
		crypto_forget(frame->password, strlen(frame->password));
	event_destroy(frame->event);
	event_destroy(frame->identity);
	free(frame->token);
	free(frame->code);
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

	if (!member_object(json, "channelData", &channel_data, fault) ||
	    !member_client_id(channel_data, &client_id, fault) ||
	    !member_object(json, "value", &value, fault) ||
	    !member_needed_text(value, "identity", ASSERTION_MOST, &assertion, fault))
		return false;
	out->event = identity_event(assertion, client_id);
	return true;
}

static bool read_chat_hello(const cJSON *json, struct wire_frame *out, struct wire_fault *fault)
{
	const cJSON *value;
	const char *token, *code, *locale, *identity;
	int64_t watermark, newest;

	if (!member_object(json, "value", &value, fault) ||
	    !member_text(value, "token", TOKEN_MOST, &token, fault) ||
	    !member_text(value, "code", CODE_MOST, &code, fault) ||
	    !member_watermark(value, "watermark", &watermark, fault) ||
	    !member_count(value, "newest", HISTORY_PAGE_MOST, &newest, fault) ||
	    !member_text(value, "locale", LOCALE_MOST, &locale, fault) ||
	    !member_text(value, "identity", ASSERTION_MOST, &identity, fault))
		return false;
	if (token && code)
		return member_refuse(fault, "bad_activity", "code", "stands beside a token");

	out->event = event_create(EVENT_HELLO, 0);
	out->event->channel = "chat";
	out->event->watermark = watermark;
	out->event->newest = newest && !watermark;
	out->event->most = newest;
	out->event->locale = mem_text(locale);
	out->token = mem_text(token);
	out->code = mem_text(code);
	if (identity)
		out->identity = identity_event(identity, NULL);
	return true;
}

static bool read_earlier(const cJSON *json, struct wire_frame *out, struct wire_fault *fault)
{
	const cJSON *value, *channel_data;
	const char *client_id;
	int64_t before, limit;

	if (!member_object(json, "channelData", &channel_data, fault) ||
	    !member_client_id(channel_data, &client_id, fault) ||
	    !member_object(json, "value", &value, fault) ||
	    !member_watermark(value, "before", &before, fault) ||
	    !member_count(value, "limit", HISTORY_PAGE_MOST, &limit, fault))
		return false;
	if (!before)
		return member_refuse(fault, "bad_activity", "before", "is missing");

	out->event = event_create(EVENT_EARLIER, 0);
	out->event->before = before;
	out->event->most = limit;
	out->event->client_id = mem_text(client_id);
	return true;
}

static bool read_thumb_word(const char *word, struct event *event, struct wire_fault *fault)
{
	if (!strcmp(word, "LikeAction") || !strcmp(word, "like"))
		event->thumb = THUMB_UP;
	else if (!strcmp(word, "DislikeAction") || !strcmp(word, "dislike"))
		event->thumb = THUMB_DOWN;
	else
		return member_refuse(fault, "bad_activity", word, "is neither like nor dislike");
	return true;
}

/* How Web Chat sends a thumb: up to 4.18 as an event with the pressed action of ours, whose id
 * begins with the activity's; later as the invoke that Teams knows. */
static bool read_thumb_event(const cJSON *json, struct event *event, struct wire_fault *fault)
{
	const cJSON *action = cJSON_GetArrayItem(json_get(json, "entities"), 0);
	const char *type, *id;

	if (!member_needed_text(action, "@type", NAME_MOST, &type, fault) ||
	    !member_needed_text(action, "@id", ACTIVITY_ID_MOST, &id, fault))
		return false;
	event->reply_to = mem_text_n(id, strcspn(id, "#"));
	return read_thumb_word(type, event, fault);
}

static bool read_thumb_invoke(const cJSON *json, struct event *event, struct wire_fault *fault)
{
	const cJSON *value, *action;
	const char *reaction, *id;

	if (!member_object(json, "value", &value, fault) ||
	    !member_object(value, "actionValue", &action, fault) ||
	    !member_needed_text(action, "reaction", NAME_MOST, &reaction, fault) ||
	    !member_needed_text(json, "replyToId", ACTIVITY_ID_MOST, &id, fault))
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

	if (!member_object(json, "channelData", &channel_data, fault) ||
	    !member_client_id(channel_data, &client_id, fault) ||
	    !member_text(json, "locale", LOCALE_MOST, &locale, fault) ||
	    !member_message_text(json, &text, fault))
		return false;
	if (is_message && (!member_object(json, "value", &value, fault) ||
			   !member_text(value, "choice", CHOICE_MOST, &choice, fault) ||
			   !read_attachment(json, &upload, &file, fault)))
		return false;
	if (is_message && !choice && !upload && !(text && *text))
		return member_refuse(fault, "text_empty", "the message",
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

/* Some are frames of chat.v1 alone. */
static bool read_chat_frame(const cJSON *json, bool is_chat, struct wire_frame *out,
			    struct wire_fault *fault)
{
	const char *type, *name, *event = "";

	if (!member_needed_text(json, "type", NAME_MOST, &type, fault) ||
	    !member_text(json, "name", NAME_MOST, &name, fault))
		return false;
	if (!strcmp(type, "event"))
		event = name;
	if (!event)
		return member_refuse(fault, "bad_activity", "name", "is missing");
	if (is_chat && !strcmp(event, "hello"))
		return read_chat_hello(json, out, fault);
	if (is_chat && !strcmp(event, "earlier"))
		return read_earlier(json, out, fault);
	if (!strcmp(event, "identity"))
		return read_identity(json, out, fault);
	if (!is_activity_type(type))
		return member_refuse(fault, "bad_activity", "type", "is not one that is taken");
	return read_activity(json, type, name, out, fault);
}

static bool read_frame(const char *text, size_t length, bool is_chat, struct wire_frame *out,
		       struct wire_fault *fault)
{
	cJSON *json = frame_json(text, length, fault);
	bool good;

	*out = (struct wire_frame){0};
	good = json && read_chat_frame(json, is_chat, out, fault);
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
