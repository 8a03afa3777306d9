/*
 * Who hears what: sessions by their name, and by the conversations that they follow; and those
 * who only wait for an answer.
 *
 * Loop thread only.
 */
#ifndef FUJI_WS_HUB_H
#define FUJI_WS_HUB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bot/bot.h"
#include "ws/session.h"

struct hub;

/** Someone who asks the bot once and hears the answer, but is no session: first member of the
 *  asker's own struct. */
struct asker {
	uint64_t origin;
	void (*take)(struct asker *asker, const struct output *output);
	const char *conversation; /* what is said in it he hears too; NULL: none */
	struct asker *next, *next_listening;
};

struct hub *hub_create(void);
/** All sessions and askers must have been removed. */
void hub_destroy(struct hub *hub);

/** Gives the session its origin, never used before. */
void hub_add(struct hub *hub, struct session *session);
void hub_remove(struct hub *hub, struct session *session);

/** NULL when it has gone. */
struct session *hub_find(const struct hub *hub, uint64_t origin);

/** The same for an asker. */
void hub_add_asker(struct hub *hub, struct asker *asker);
/** NULL when it has gone. */
struct asker *hub_find_asker(struct hub *hub, uint64_t origin);
void hub_remove_asker(struct hub *hub, struct asker *asker);

/** From now on the asker, until he is removed, hears what all hear of a conversation; its name
 *  is borrowed. */
void hub_listen(struct hub *hub, struct asker *asker, const char *conversation);

/** From now on the session gets what is said in the conversation; case_id may be "". */
void hub_follow(struct hub *hub, struct session *session, const char *conversation,
		const char *case_id);

/** Whether a subscriber is connected to the conversation. */
bool hub_is_attended(const struct hub *hub, const char *conversation);

/** How many sessions of the channel follow the conversation. */
size_t hub_followers(const struct hub *hub, const struct channel *channel,
		     const char *conversation);

/** Whether the session follows a conversation of that case. */
bool hub_follows_case(const struct session *session, const char *case_id);

/** Whether one of the sessions that hear all fits. */
typedef bool session_check(const struct session *session, int64_t which);
bool hub_hears(const struct hub *hub, session_check *fits, int64_t which);

/** Hands one output to the sessions that it is for. */
void hub_deliver(struct hub *hub, const struct output *output);

/** Closes as many as that of those that are not closing yet. How many there were. */
size_t hub_close_some(struct hub *hub, enum close_code code, size_t most);
size_t hub_n_sessions(const struct hub *hub);

#endif
