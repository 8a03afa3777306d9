#include "ws/members.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"

bool member_refuse(struct wire_fault *fault, const char *code, const char *what, const char *why)
{
	fault->code = code;
	return error_set(&fault->detail, "%s %s", what, why);
}

bool member_text(const cJSON *object, const char *name, size_t most, const char **out,
		 struct wire_fault *fault)
{
	const cJSON *member = json_get(object, name);

	*out = NULL;
	if (!member || cJSON_IsNull(member))
		return true;
	if (!cJSON_IsString(member))
		return member_refuse(fault, "bad_activity", name, "is not a string");
	if (strlen(member->valuestring) > most)
		return member_refuse(fault, "bad_activity", name, "is too long");
	*out = member->valuestring;
	return true;
}

bool member_needed_text(const cJSON *object, const char *name, size_t most, const char **out,
			struct wire_fault *fault)
{
	if (!member_text(object, name, most, out, fault))
		return false;
	return *out || member_refuse(fault, "bad_activity", name, "is missing");
}

bool member_object(const cJSON *object, const char *name, const cJSON **out,
		   struct wire_fault *fault)
{
	*out = json_get(object, name);
	if (*out && !cJSON_IsObject(*out) && !cJSON_IsNull(*out))
		return member_refuse(fault, "bad_activity", name, "is not an object");
	return true;
}

bool member_client_id(const cJSON *object, const char **out, struct wire_fault *fault)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789_.:-";

	if (!member_text(object, "clientActivityID", WIRE_CLIENT_ID_SIZE - 1, out, fault))
		return false;
	if (!*out)
		return true;
	if (!**out || strspn(*out, allowed) != strlen(*out))
		return member_refuse(fault, "bad_activity", "clientActivityID",
				     "has other characters than A-Za-z0-9_.:-");
	strcpy(fault->client_id, *out);
	return true;
}

bool member_watermark(const cJSON *object, const char *name, int64_t *out, struct wire_fault *fault)
{
	const char *text;
	size_t length;

	if (!member_text(object, name, 18, &text, fault))
		return false;
	length = text ? strlen(text) : 0;
	if (length && strspn(text, "0123456789") != length)
		return member_refuse(fault, "bad_activity", name, "is not a watermark");
	*out = length ? strtoll(text, NULL, 10) : 0;
	return true;
}

bool member_count(const cJSON *object, const char *name, int64_t most, int64_t *out,
		  struct wire_fault *fault)
{
	const cJSON *number = json_get(object, name);

	*out = json_integer(object, name, 0);
	if (number && !cJSON_IsNull(number) && (*out < 1 || *out > most))
		return member_refuse(fault, "bad_activity", name, "is not so many as there may be");
	return true;
}

bool member_message_text(const cJSON *object, const char **out, struct wire_fault *fault)
{
	if (!member_text(object, "text", WIRE_TEXT_BYTES_MOST, out, fault))
		return false;
	if (*out && text_characters(*out, strlen(*out)) > WIRE_TEXT_MOST)
		return member_refuse(fault, "text_too_long", "text", "has over 4000 characters");
	return true;
}

cJSON *frame_json(const char *text, size_t length, struct wire_fault *fault)
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
		member_refuse(fault, "bad_activity", "the frame", "is not an object");
		return NULL;
	}
	return json;
}
