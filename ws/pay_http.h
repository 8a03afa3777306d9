/*
 * Who has links to pay by: bot/pay.h by the settings `pay_…`, see ws/PAY.md.
 */
#ifndef FUJI_WS_PAY_HTTP_H
#define FUJI_WS_PAY_HTTP_H

#include <pthread.h>

#include "bot/pay.h"
#include "ws/breaker.h"
#include "ws/config.h"
#include "ws/http_client.h"
#include "ws/metrics.h"

struct pay_http {
	const struct config *config;
	struct http_client *http;
	struct metrics *metrics;
	pthread_mutex_t lock;
	struct breaker breaker; /* under the lock: who asks and who is answered are two threads */
	struct pay_provider provider;
};

/** As the settings have it, over that client; all that is given outlives it. NULL: they name nobody. */
const struct pay_provider *pay_http_open(struct pay_http *out, const struct config *config,
					 struct metrics *metrics, struct http_client *http);

/** Whether a `pay_url` is an address to be asked, or a link that holds {line}. */
bool pay_url_fits(const char *url);

/** Whether it is an address to be asked. */
bool pay_url_is_asked(const char *url);

/** Whether a `pay_template` is JSON with a line and an amount, or is none. */
bool pay_template_fits(const char *template);

#endif
