/*
 * A way in: a WebSocket path with the protocol that is spoken there, HTTP endpoints, or both.
 *
 * A file in ws/channels/ defines one `const struct channel channel_<file>`; the build
 * lists the folder. All functions run on the loop thread and may not block.
 */
#ifndef FUJI_WS_CHANNELS_CHANNEL_H
#define FUJI_WS_CHANNELS_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>

#include "bot/bot.h"

struct buffer;
struct family;
struct head;
struct session;
struct wire_error;

struct channel {
	const char *const
		*paths;       /* `/chat`, closed by NULL; as head_path_is has them. NULL: there is
				   * no WebSocket */
	const char *endpoint; /* `GET /chat`: in the table of access */
	const char
		*protocol; /* the WebSocket sub-protocol that a client must ask for; NULL: none */
	const struct family *family; /* HTTP endpoints beside it, see ws/exchange.h; NULL: none */
	bool needs_origin;           /* only pages connect here: no Origin, no upgrade */
	bool echoes_empty;           /* answers an empty frame with one, else ignores it */
	bool hears_all;              /* gets outputs that are for no one conversation too */
	size_t state_size;           /* of session->state */

	/** The names that its frames have in the table of access; NULL behind the last. */
	const char *(*frame_at)(size_t i);

	/** Prints an error as a frame. */
	void (*put_error)(struct buffer *buffer, const struct wire_error *error);

	/** For clients that say in their request who they are: takes it into the state. False
	 *  refuses the upgrade. NULL: they say it in their first frame. */
	bool (*admit)(struct session *session, const struct head *head);

	/** The upgrade is done; NULL if the channel waits for the client. */
	void (*opened)(struct session *session);

	/** One whole text frame, UTF-8, not empty, within its bounds. */
	void (*frame)(struct session *session, const char *text, size_t length);

	/** Something for this session. case_id is of the conversation that it follows, or "". */
	void (*output)(struct session *session, const struct output *output, const char *case_id);

	/** Nothing waits to be written any more, as session_await_drain() wanted to know; NULL if the
	 *  channel never asks. */
	void (*drained)(struct session *session);

	/** The session ends: frees what state points to. */
	void (*closed)(struct session *session);
};

#endif
