/*
 * Files that came in one request, and the messages that are to bring them.
 *
 * Direct Line sends an activity with all its files at once. Here a message brings one file, so
 * the first has the activity's words and the others follow, with its client id and a number.
 */
#ifndef FUJI_WS_POSTING_H
#define FUJI_WS_POSTING_H

#include <stdbool.h>

#include "base/buffer.h"
#include "ws/head.h"
#include "ws/wire.h"

struct posting;

/** Reads a body, which is borrowed as long as the posting lives: multipart/form-data with a part
 *  `activity` and files, or else a file. NULL with the fault. */
struct posting *posting_create(const struct head *head, const struct buffer *body,
			       struct wire_fault *fault);
void posting_destroy(struct posting *posting);

/** Adds the next file to the buffer; false when there are no more. */
bool posting_next_file(struct posting *posting, struct buffer *out);

/** The file that was last handed out is known under that id. */
void posting_note(struct posting *posting, const char *upload_id);

/** The next message, whose file is known: the caller's. NULL when there are no more. */
struct event *posting_next_message(struct posting *posting);

#endif
