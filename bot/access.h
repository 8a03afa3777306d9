/*
 * Who may use what: one table of roles and of endpoints, frames and verbs.
 *
 * Whatever is not in the table is forbidden to everyone. The table is read by the
 * outside before work is queued, and for agents again inside the transaction, with the
 * role that the database then holds.
 */
#ifndef FUJI_BOT_ACCESS_H
#define FUJI_BOT_ACCESS_H

#include <stdbool.h>
#include <stddef.h>

/** Stored with agents: keep the numbers. */
enum role {
	ROLE_NONE = 0,
	ROLE_SUBSCRIBER = 1,          /* holds a conversation token */
	ROLE_VERIFIED_SUBSCRIBER = 2, /* and has proven a line */
	ROLE_AGENT = 3,
	ROLE_SUPERVISOR = 4,
	ROLE_AUDITOR = 5,
	ROLE_ADMIN = 6,
	N_ROLES
};

const char *role_name(enum role role);

/** False for a name that is no role. */
bool role_from(const char *name, enum role *out);

/** The names of the rows; NULL behind the last. */
const char *access_at(size_t i);

/** `what` is `GET /healthz`, `chat.hello`, `desk.claim`, ... */
bool access_allows(enum role role, const char *what);

#endif
