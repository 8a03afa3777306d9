/*
 * A text message gateway over HTTP: bot/sms.h by the settings `sms_…`, see ws/SMS.md.
 */
#ifndef FUJI_WS_SMS_HTTP_H
#define FUJI_WS_SMS_HTTP_H

#include "bot/sms.h"
#include "ws/config.h"
#include "ws/http_client.h"

struct sms_http {
	const struct config *config;
	struct http_client *http;
	struct sms_gateway gateway;
};

/** As the settings have it, over that client; both outlive it. */
void sms_http_open(struct sms_http *out, const struct config *config, struct http_client *http);

/** Whether a template is JSON with a number and a text, or is none. */
bool sms_template_fits(const char *template);

#endif
