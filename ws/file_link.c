/*
 * A frame is not read again to be printed: where a file stands in it is known by how bot/activity.c
 * prints one, and no text can look like that, as its quotes are escaped. What of an event does look
 * like it gets an address that opens nothing.
 */
#include "ws/file_link.h"

#include <string.h>

#include "base/json.h"

#define TICKET_MS (15 * 60 * 1000LL)

static const char mark[] = ",\"content\":{\"uploadId\":\"";

/* The type stands in front of the mark. */
static bool is_picture(const struct buffer *out)
{
	const char *type = out->data + out->length - 1;

	while (type > out->data && type[-1] != '"')
		type--;
	return !strncmp(type, "image/", strlen("image/"));
}

/* Web Chat shows what the subscriber himself has sent by its thumbnail, or not at all. */
static void put_address(struct buffer *out, const struct service *service, const char *site,
			const struct token *ticket)
{
	bool has_thumbnail = is_picture(out);
	struct buffer address = {0};

	buffer_format(&address, "%s" FILE_LINK_PATH "%s?t=", site, ticket->subject);
	token_print(&address, service->keys, TOKEN_FILE, ticket);
	json_put_member(out, "contentUrl", address.data);
	json_put_member(out, "thumbnailUrl", has_thumbnail ? address.data : NULL);
	buffer_finish(&address);
}

/* The file's id, which ends at a quote; false for what is none. */
static bool read_id(const char *text, struct token *ticket)
{
	size_t length = strcspn(text, "\"");

	if (length >= sizeof ticket->subject)
		return false;
	memcpy(ticket->subject, text, length);
	ticket->subject[length] = '\0';
	return token_word(ticket->subject);
}

void file_link_add(struct buffer *frame, const struct service *service, const char *site,
		   const char *conversation)
{
	struct token ticket = {.expires_ms = clock_now_ms(service->clock) + TICKET_MS};
	const char *from = frame->data, *at = strstr(from, mark);
	struct buffer linked = {0};

	if (!at)
		return;
	strcpy(ticket.user, conversation);
	for (; at; at = strstr(at + strlen(mark), mark)) {
		buffer_add(&linked, from, (size_t)(at - from));
		if (read_id(at + strlen(mark), &ticket))
			put_address(&linked, service, site, &ticket);
		from = at;
	}
	buffer_text(&linked, from);
	buffer_finish(frame);
	*frame = linked;
}

bool file_link_ticket(const struct service *service, const struct head *head, const char *upload,
		      struct token *out)
{
	char text[HEAD_VALUE_SIZE];

	return head_query(head, "t", text, sizeof text) &&
	       token_read(text, service->keys, TOKEN_FILE, out) &&
	       clock_now_ms(service->clock) <= out->expires_ms && !strcmp(out->subject, upload);
}
