/*
 * Who an agent is: by name and password, or by the token that a log-in gave.
 *
 * The account is looked up on the bot thread, the password is hashed on the worker, and
 * the outcome comes back to the loop thread. A name that does not exist costs the same
 * hash as one that does, so that time tells nobody which names there are. Nobody is in before
 * the audit log says so, and it tells of each password that was wrong.
 */
#ifndef FUJI_WS_LOGIN_H
#define FUJI_WS_LOGIN_H

#include <stdbool.h>
#include <stdint.h>

#include "bot/access.h"
#include "ws/service.h"
#include "ws/token.h"

struct session;

enum login_outcome {
	LOGIN_DONE,
	LOGIN_FAILED,
	LOGIN_LIMITED,
	LOGIN_EXPIRED,
	LOGIN_IDLE,
	LOGIN_BUSY
};

struct login_result {
	enum login_outcome outcome;
	int64_t agent;      /* DONE: the account's row */
	enum role role;     /* DONE */
	struct token token; /* DONE: to come back with */
	int64_t wait_ms;    /* LIMITED: until the next try */
};

/** On the loop thread, once, if the session is still there. */
typedef void login_taker(struct session *session, const struct login_result *result);

/** Loop thread. Exactly one of password and token is given; texts are copied. */
void login_start(struct session *session, const char *name, const char *password,
		 login_taker *take);
void login_resume(struct session *session, const char *token, login_taker *take);

#endif
