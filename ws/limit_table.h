/*
 * The bounds that subscribers and agents may come to, as they are counted.
 *
 * How large each is, and what who comes to it is told, stands with the settings that make it
 * (ws/settings.c); ws/LIMITS.md is printed from there.
 */
#ifndef FUJI_WS_LIMIT_TABLE_H
#define FUJI_WS_LIMIT_TABLE_H

struct buffer;
struct config;

enum limit {
	LIMIT_NONE, /* not counted: libwebsockets does not tell that it has acted */
	LIMIT_CONNECTIONS,
	LIMIT_ADDRESS_CONNECTIONS,
	LIMIT_CONVERSATION_CONNECTIONS,
	LIMIT_CONNECT_RATE,
	LIMIT_CONVERSATION_RATE,
	LIMIT_HELLO,
	LIMIT_SILENCE,
	LIMIT_MESSAGE_RATE,
	LIMIT_REQUEST_RATE,
	LIMIT_FRAME,
	LIMIT_BODY,
	LIMIT_BODY_TIME,
	LIMIT_UNREAD,
	LIMIT_LOGIN_TRIES,
	LIMIT_LOGINS_WAITING,
	LIMIT_CHECKS,
	LIMIT_CODES,
	LIMIT_ALL_CHECKS,
	LIMIT_ALL_CODES,
	LIMIT_ADDRESS_CHECKS,
	LIMIT_UPLOADS,
	LIMIT_UPLOADS_KEPT,
	LIMIT_EVENTS_WAITING,
	N_LIMITS
};

/** Its name in fuji_limit_hits_total. */
const char *limit_name(enum limit limit);

/** A table in Markdown of all bounds as the settings have them. */
void limits_print(const struct config *config, struct buffer *out);

#endif
