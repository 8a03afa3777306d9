/*
 * What the activity says of its attachments is not looked at: names come with the files, types
 * from their bytes.
 */
#include "ws/posting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "ws/multipart.h"

#define FILES_MOST 10
#define NOT_YET "-" /* an id, until the file has one */

struct file {
	char name[MULTIPART_NAME_SIZE];
	const char *data;
	size_t length;
	struct event *message;
};

struct posting {
	struct file files[FILES_MOST];
	size_t n, n_files_out, n_messages_out;
};

static bool refuse(struct wire_fault *fault, const char *why)
{
	fault->code = "bad_activity";
	return error_set(&fault->detail, "%s", why);
}

/* --- parts ---------------------------------------------------------------------- */

static bool take_part(struct posting *posting, const struct part *part, struct part *activity,
		      struct wire_fault *fault)
{
	struct file *file;

	if (!strcmp(part->name, "activity")) {
		*activity = *part;
		return true;
	}
	if (posting->n == FILES_MOST)
		return refuse(fault, "there are more than 10 files");
	file = &posting->files[posting->n++];
	strcpy(file->name, part->file_name);
	file->data = part->data;
	file->length = part->length;
	return true;
}

static bool read_parts(struct posting *posting, struct multipart *multipart, struct part *activity,
		       struct wire_fault *fault)
{
	struct part part;

	while (multipart_next(multipart, &part)) {
		if (!take_part(posting, &part, activity, fault))
			return false;
	}
	if (!multipart_is_whole(multipart))
		return refuse(fault, "the body is not as RFC 7578 has it");
	return posting->n || refuse(fault, "there is no file");
}

static void take_body(struct posting *posting, const struct head *head, const struct buffer *body)
{
	const char *disposition = head->content_disposition;
	struct file *file = &posting->files[posting->n++];

	multipart_parameter(disposition, strlen(disposition), "filename", file->name,
			    sizeof file->name);
	file->data = body->data;
	file->length = body->length;
}

/* --- messages ------------------------------------------------------------------- */

static void put_attachment(cJSON *activity, const char *file_name)
{
	cJSON *list = cJSON_CreateArray(), *attachment = cJSON_CreateObject();

	if (*file_name)
		cJSON_AddStringToObject(attachment, "name", file_name);
	cJSON_AddStringToObject(cJSON_AddObjectToObject(attachment, "content"), "uploadId",
				NOT_YET);
	cJSON_AddItemToArray(list, attachment);
	cJSON_DeleteItemFromObjectCaseSensitive(activity, "attachments");
	cJSON_AddItemToObject(activity, "attachments", list);
}

/* Of the words only the first file's message has any. */
static void make_further(cJSON *activity, const char *client_id, size_t i)
{
	cJSON *channel_data = cJSON_GetObjectItemCaseSensitive(activity, "channelData");
	struct buffer id = {0};

	cJSON_DeleteItemFromObjectCaseSensitive(activity, "text");
	cJSON_DeleteItemFromObjectCaseSensitive(activity, "value");
	if (!client_id)
		return;
	buffer_format(&id, "%s.%zu", client_id, i + 1);
	cJSON_ReplaceItemInObjectCaseSensitive(channel_data, "clientActivityID",
					       cJSON_CreateString(id.data));
	buffer_finish(&id);
}

static bool read_message(cJSON *activity, struct file *file, struct wire_fault *fault)
{
	struct wire_frame frame;
	char *text;

	put_attachment(activity, file->name);
	text = cJSON_PrintUnformatted(activity);
	if (wire_read_activity(text, strlen(text), &frame, fault)) {
		file->message = frame.event;
		frame.event = NULL;
		wire_frame_finish(&frame);
	}
	free(text);
	return file->message &&
	       (!strcmp(file->message->type, "message") || refuse(fault, "type is not message"));
}

static bool read_messages(struct posting *posting, const struct part *activity,
			  struct wire_fault *fault)
{
	cJSON *json = json_read(activity->data, activity->length, &fault->detail);
	bool good = cJSON_IsObject(json) || refuse(fault, "the activity is no object");

	for (size_t i = 0; good && i < posting->n; i++) {
		if (i)
			make_further(json, posting->files[0].message->client_id, i);
		good = read_message(json, &posting->files[i], fault);
	}
	cJSON_Delete(json);
	return good;
}

static bool read_body(struct posting *posting, const struct head *head, const struct buffer *body,
		      struct wire_fault *fault)
{
	static const char bare[] = "{\"type\":\"message\"}";
	struct part activity = {.data = bare, .length = strlen(bare)};
	struct multipart multipart;

	if (!body->length)
		return refuse(fault, "there is no file");
	if (!multipart_begin(&multipart, head->content_type, body->data, body->length))
		take_body(posting, head, body);
	else if (!read_parts(posting, &multipart, &activity, fault))
		return false;
	return read_messages(posting, &activity, fault);
}

/* --- for others ----------------------------------------------------------------- */

struct posting *posting_create(const struct head *head, const struct buffer *body,
			       struct wire_fault *fault)
{
	struct posting *posting = mem_new(sizeof *posting);

	*fault = (struct wire_fault){0};
	if (read_body(posting, head, body, fault))
		return posting;
	posting_destroy(posting);
	return NULL;
}

void posting_destroy(struct posting *posting)
{
	if (!posting)
		return;
	for (size_t i = posting->n_messages_out; i < posting->n; i++)
		event_destroy(posting->files[i].message);
	free(posting);
}

bool posting_next_file(struct posting *posting, struct buffer *out)
{
	const struct file *file = &posting->files[posting->n_files_out];

	if (posting->n_files_out == posting->n)
		return false;
	posting->n_files_out++;
	buffer_add(out, file->data, file->length);
	return true;
}

void posting_note(struct posting *posting, const char *upload_id)
{
	struct event *message = posting->files[posting->n_files_out - 1].message;

	free(message->upload_id);
	message->upload_id = mem_text(upload_id);
}

struct event *posting_next_message(struct posting *posting)
{
	if (posting->n_messages_out == posting->n)
		return NULL;
	return posting->files[posting->n_messages_out++].message;
}
