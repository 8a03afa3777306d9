/*
 * What the parts of one running server share.
 *
 * Set up before the threads start. Constant things may be read by all; each part says
 * itself which thread may call it.
 */
#ifndef FUJI_WS_SERVICE_H
#define FUJI_WS_SERVICE_H

#include "base/clock.h"
#include "base/crypto.h"
#include "bot/bot.h"
#include "bot/sim/app.h"
#include "bot/sms.h"
#include "ws/config.h"

struct service {
	const struct config *config;
	struct metrics *metrics; /* any thread */
	const struct keys *keys;
	const struct clock *clock;
	const struct carrier_kind *carrier_kind;
	struct carrier *carrier;
	bool shows_demo;           /* demo pages and the demo's phone */
	const struct sim_app *app; /* the simulated operator's, to sign in at; NULL: none */

	struct tls *tls;         /* loop thread; NULL: a proxy sees to it, or nobody */
	struct server *server;   /* post: any thread; all else: loop thread */
	struct hub *hub;         /* loop thread */
	struct alive *alive;     /* loop thread */
	struct attempts *logins; /* loop thread */
	struct moves *moves;     /* loop thread */
	size_t n_uploads;        /* files on their way in; loop thread */
	struct rates *messages, *connects, *beginnings; /* by address; loop thread */
	struct rates *posts;                 /* over HTTP, by conversation; loop thread */
	struct rates *asks;                  /* the same of agents, by account, and for files */
	struct bot_thread *bot_thread;       /* any thread */
	struct outbox_thread *outbox_thread; /* any thread */
	struct worker *worker;               /* any thread */
	struct http_client *http;            /* any thread */
	struct carrier_link *link;      /* outbox thread; NULL: the carrier answers in process */
	struct webhooks *webhooks;      /* any thread */
	const struct sms_gateway *sms;  /* any thread; NULL: there is none */
	const struct pay_provider *pay; /* the same */
};

#endif
