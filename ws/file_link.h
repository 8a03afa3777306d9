/*
 * The addresses under which clients of a conversation get the files that were sent in it.
 *
 * An address is told with the activity each time that it is sent, and holds a ticket: for one file
 * of one conversation and a quarter of an hour. It names nobody, opens nothing else, and is in no log and no
 * database of ours.
 */
#ifndef FUJI_WS_FILE_LINK_H
#define FUJI_WS_FILE_LINK_H

#include <stdbool.h>

#include "base/buffer.h"
#include "ws/head.h"
#include "ws/service.h"
#include "ws/token.h"

#define FILE_LINK_PATH "/chat/upload/"

/** Gives each file in a printed frame a `contentUrl`. */
void file_link_add(struct buffer *frame, const struct service *service, const char *site,
		   const char *conversation);

/** The ticket that such an address holds; false when there is none that is good for that file. */
bool file_link_ticket(const struct service *service, const struct head *head, const char *upload,
		      struct token *out);

#endif
