/*
 * The simulated operator's app: it signs who is signed in there. Its key pair is made at
 * start and lives in memory only; real operators keep theirs to themselves.
 */
#ifndef FUJI_BOT_SIM_APP_H
#define FUJI_BOT_SIM_APP_H

#include "bot/assertion.h"

struct sim_app {
	uint8_t secret[CRYPTO_SECRET_SIZE];
	const struct assertion_rules *rules;
};

/** What an assertion says; NULL and 0 stand for what is true and usual. */
struct sim_claims {
	const char *line;     /* 11 digits */
	const char *audience; /* the rules' */
	const char *level;    /* none */
	int64_t login_ms;     /* now */
	const char *nonce;    /* of a face check that it answers; none */
	bool passed;
};

/** Makes its key pair, and `rules` that believe this app and nobody else. They outlive it. */
void sim_app_start(struct sim_app *app, struct assertion_rules *rules);

void sim_app_sign(const struct sim_app *app, const struct sim_claims *claims, int64_t now_ms,
		  struct buffer *out);

/** Signs any text of claims. */
void sim_app_sign_text(const struct sim_app *app, const char *claims, struct buffer *out);

#endif
