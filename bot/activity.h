/*
 * Activities: what is said in a conversation, in the Bot Framework's schema.
 *
 * An activity is printed once, stored as printed, and sent as stored. Its id is
 * `<conversation>.<seq>`; seq is dense in a conversation and is also the watermark
 * and `channelData["webchat:sequence-id"]`.
 */
#ifndef FUJI_BOT_ACTIVITY_H
#define FUJI_BOT_ACTIVITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/crypto.h"
#include "base/language.h"

/** Whose turn it is to speak to the subscriber. Stored: keep the numbers. */
enum owner { OWNER_BOT = 0, OWNER_WAITING = 1, OWNER_AGENT = 2, OWNER_CLOSED = 3 };

/** `bot`, `waiting`, `agent`, `closed`. */
const char *owner_name(enum owner owner);

enum speaker { SPEAKER_SUBSCRIBER, SPEAKER_BOT, SPEAKER_AGENT, SPEAKER_SYSTEM };

/** A quick reply: `value` comes back as value.choice of the message that it sends. One with a link
 *  opens that, and says nothing. */
struct choice {
	const char *value;
	const char *title;
	const char *url; /* NULL: none */
};

#define CHOICES_MOST 8

#define HISTORY_PAGE_MOST 200 /* activities that a page of what was said has at most */

/** All that an activity may hold; NULL members are left out. Borrowed. */
struct activity {
	enum speaker speaker;
	const char *from_id;
	const char *from_name;
	const char *type; /* `message`, `event`, `endOfConversation` */
	const char *name; /* of an event */
	const char *text;
	const char *value_json;  /* printed JSON */
	const char *client_id;   /* channelData.clientActivityID, echoed */
	enum language language;  /* locale */
	bool traditional;        /* the same: Chinese, in such characters */
	int64_t reply_to;        /* seq, 0: none */
	const char *upload_id;   /* the file that it brings */
	const char *upload_type; /* `image/jpeg` */
	const char *upload_name;
	int64_t upload_size;
	bool expects_upload; /* channelData["fuji:upload"]: a photo is asked for */
	bool expects_secret; /* channelData["fuji:secret"]: mask what is typed next */
	bool post_back;      /* channelData.postBack: pressed, not said; not shown */
	bool repeated;       /* channelData["fuji:repeated"]: said again before the answer */
	bool asks_thumb;     /* whether it helped may be said with a thumb */
	bool passing;        /* is not kept: its id has the client's behind the seq before it */
	struct choice choices[CHOICES_MOST];
	size_t n_choices;
};

/** Prints one activity as it is stored and sent. */
void activity_print(struct buffer *buffer, const char *conversation, int64_t seq, int64_t at_ms,
		    const struct activity *activity);

#endif
