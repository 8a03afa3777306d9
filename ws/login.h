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

/** Who asks: a session or an asker of the hub, which may be gone when the result is there. `take` is
 *  called on the loop thread, once. The address is copied. */
struct login_asker {
	struct service *service;
	uint64_t origin;
	const char *address;
	void (*take)(const struct service *service, uint64_t origin,
		     const struct login_result *result);
};

/** Loop thread. By name and password, or by token; texts are copied. */
void login_start(const struct login_asker *asker, const char *name, const char *password);
void login_resume(const struct login_asker *asker, const char *token);

/** Puts a log-in on record that could not be read, as one that failed. */
void login_malformed(struct service *service, const char *address);

#endif
