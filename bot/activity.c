/*
 * Print activities. The order of members is fixed, so that the same activity is the
 * same bytes.
 */
#include "bot/activity.h"

#include "base/clock.h"
#include "base/json.h"

static const char *role_of(enum speaker speaker)
{
	switch (speaker) {
	case SPEAKER_SUBSCRIBER:
		return "user";
	case SPEAKER_BOT:
	case SPEAKER_AGENT:
		return "bot";
	case SPEAKER_SYSTEM:
		break;
	}
	return "channel";
}

static const char *speaker_name(enum speaker speaker)
{
	static const char *const names[] = {"subscriber", "bot", "agent", "system"};

	return names[speaker];
}

const char *owner_name(enum owner owner)
{
	static const char *const names[] = {"bot", "waiting", "agent", "closed"};

	return names[owner];
}

static void put_from(struct buffer *buffer, const struct activity *activity)
{
	json_put_name(buffer, "from");
	buffer_char(buffer, '{');
	json_put_member(buffer, "id", activity->from_id);
	json_put_member(buffer, "name", activity->from_name);
	json_put_member(buffer, "role", role_of(activity->speaker));
	buffer_char(buffer, '}');
}

static void put_link(struct buffer *buffer, const struct choice *choice)
{
	json_put_member(buffer, "type", "openUrl");
	json_put_member(buffer, "title", choice->title);
	json_put_member(buffer, "value", choice->url);
}

static void put_reply(struct buffer *buffer, const struct choice *choice)
{
	json_put_member(buffer, "type", "messageBack");
	json_put_member(buffer, "title", choice->title);
	json_put_member(buffer, "text", choice->title);
	json_put_member(buffer, "displayText", choice->title);
	json_put_name(buffer, "value");
	buffer_char(buffer, '{');
	json_put_member(buffer, "choice", choice->value);
	buffer_char(buffer, '}');
}

static void put_choices(struct buffer *buffer, const struct activity *activity)
{
	json_put_name(buffer, "suggestedActions");
	buffer_text(buffer, "{\"to\":[],\"actions\":[");
	for (size_t i = 0; i < activity->n_choices; i++) {
		const struct choice *choice = &activity->choices[i];

		json_put_comma(buffer);
		buffer_char(buffer, '{');
		if (choice->url)
			put_link(buffer, choice);
		else
			put_reply(buffer, choice);
		buffer_char(buffer, '}');
	}
	buffer_text(buffer, "]}");
}

static void put_attachment(struct buffer *buffer, const struct activity *activity)
{
	json_put_name(buffer, "attachments");
	buffer_text(buffer, "[{");
	json_put_member(buffer, "name", activity->upload_name);
	json_put_member(buffer, "contentType", activity->upload_type); /* see ws/file_link.c */
	json_put_name(buffer, "content");
	buffer_char(buffer, '{');
	json_put_member(buffer, "uploadId", activity->upload_id);
	json_put_integer(buffer, "size", activity->upload_size);
	buffer_text(buffer, "}}]");
}

static void put_id(struct buffer *buffer, const char *conversation, int64_t seq,
		   const struct activity *activity)
{
	buffer_char(buffer, '"');
	buffer_text(buffer, conversation);
	buffer_char(buffer, '.');
	buffer_integer(buffer, seq);
	if (activity->passing) {
		buffer_char(buffer, '.');
		buffer_text(buffer, activity->client_id);
	}
	buffer_char(buffer, '"');
}

/* Web Chat up to 4.18 draws thumbs for these actions of the message itself, and sends the
 * pressed one back as it stands here: https://schema.org/potentialAction */
static void put_thumb(struct buffer *buffer, const char *conversation, int64_t seq,
		      const char *type)
{
	json_put_comma(buffer);
	buffer_char(buffer, '{');
	json_put_member(buffer, "@type", type);
	json_put_name(buffer, "@id");
	buffer_format(buffer, "\"%s.%lld#%s\"}", conversation, (long long)seq, type);
}

static void put_thumbs(struct buffer *buffer, const char *conversation, int64_t seq)
{
	json_put_name(buffer, "entities");
	buffer_text(buffer, "[{\"type\":\"https://schema.org/Message\","
			    "\"@context\":\"https://schema.org\",\"@type\":\"Message\","
			    "\"@id\":\"\",\"potentialAction\":[");
	put_thumb(buffer, conversation, seq, "LikeAction");
	put_thumb(buffer, conversation, seq, "DislikeAction");
	buffer_text(buffer, "]}]");
}

static void put_channel_data(struct buffer *buffer, int64_t seq, const struct activity *activity)
{
	json_put_name(buffer, "channelData");
	buffer_char(buffer, '{');
	json_put_integer(buffer, "webchat:sequence-id", seq);
	json_put_member(buffer, "clientActivityID", activity->client_id);
	json_put_member(buffer, "fuji:speaker", speaker_name(activity->speaker));
	if (activity->expects_secret)
		json_put_boolean(buffer, "fuji:secret", true);
	if (activity->expects_upload)
		json_put_boolean(buffer, "fuji:upload", true);
	if (activity->post_back)
		json_put_boolean(buffer, "postBack", true);
	if (activity->repeated)
		json_put_boolean(buffer, "fuji:repeated", true);
	if (activity->asks_thumb) {
		json_put_name(buffer, "feedbackLoop");
		buffer_text(buffer, "{\"type\":\"default\"}");
	}
	buffer_char(buffer, '}');
}

static const char *locale_of(const struct activity *activity)
{
	if (activity->language == LANGUAGE_EN)
		return "en";
	return activity->traditional ? "zh-Hant" : "zh-CN";
}

void activity_print(struct buffer *buffer, const char *conversation, int64_t seq, int64_t at_ms,
		    const struct activity *activity)
{
	char at[25];

	clock_print(at_ms, at);
	buffer_char(buffer, '{');
	json_put_member(buffer, "type", activity->type);
	json_put_name(buffer, "id");
	put_id(buffer, conversation, seq, activity);
	json_put_member(buffer, "timestamp", at);
	json_put_member(buffer, "channelId", "directline");
	json_put_name(buffer, "conversation");
	buffer_char(buffer, '{');
	json_put_member(buffer, "id", conversation);
	buffer_char(buffer, '}');
	put_from(buffer, activity);
	json_put_member(buffer, "locale", locale_of(activity));
	json_put_member(buffer, "name", activity->name);
	json_put_member(buffer, "text", activity->text);
	if (activity->text)
		json_put_member(buffer, "textFormat", "plain");
	if (activity->value_json) {
		json_put_name(buffer, "value");
		buffer_text(buffer, activity->value_json);
	}
	if (activity->reply_to > 0) {
		json_put_name(buffer, "replyToId");
		buffer_format(buffer, "\"%s.%lld\"", conversation, (long long)activity->reply_to);
	}
	if (activity->upload_id)
		put_attachment(buffer, activity);
	if (activity->n_choices > 0)
		put_choices(buffer, activity);
	if (activity->asks_thumb)
		put_thumbs(buffer, conversation, seq);
	put_channel_data(buffer, seq, activity);
	buffer_char(buffer, '}');
}
