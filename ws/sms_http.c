/*
 * Give a message to a gateway, and ask for it where nobody knows whether it was taken.
 *
 * Gateways differ in what they call things, so the body is the operator's template. An answer that
 * is lost is the hard case: where the gateway tells what has become of a message, it is asked for
 * it by its key before anybody says that its fate is unknown.
 */
#include "ws/sms_http.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/crypto.h"
#include "base/json.h"
#include "base/mem.h"
#include "ws/template.h"

#define TEMPLATE "{\"id\":\"{key}\",\"to\":\"{to}\",\"text\":\"{text}\"}"
#define RETRY_MS (60 * 1000LL) /* where the gateway does not say when */

struct sending {
	const struct sms_http *sms;
	char *key;
	sms_done *done;
	void *context;
};

/* --- templates -------------------------------------------------------------------- */

static void fill(const char *template, const struct sms *sms, struct buffer *out)
{
	template_fill(template,
		      (struct template_place[]){
			      {"{key}", sms->key}, {"{to}", sms->to}, {"{text}", sms->text}, {0}},
		      out);
}

bool sms_template_fits(const char *template)
{
	const struct sms sample = {.key = "k", .to = "13800000000", .text = "\"\n"};
	struct buffer body = {0};
	cJSON *json;
	bool fits;

	if (!*template)
		return true;
	fill(template, &sample, &body);
	json = json_read(body.data, body.length, NULL);
	fits = json && strstr(template, "{to}") && strstr(template, "{text}");
	cJSON_Delete(json);
	buffer_finish(&body);
	return fits;
}

/* --- what became of it -------------------------------------------------------------- */

static void tell(struct sending *sending, enum sms_outcome outcome, int64_t retry_after_ms,
		 const char *reason)
{
	sending->done(sending->context, &(struct sms_answer){outcome, retry_after_ms, reason});
	free(sending->key);
	free(sending);
}

static void take_state(void *context, const struct http_answer *answer)
{
	bool answered = answer->outcome == HTTP_ANSWERED;

	if (answered && answer->status / 100 == 2)
		tell(context, SMS_DELIVERED, 0, NULL);
	else if (answered && answer->status == 404)
		tell(context, SMS_REFUSED, RETRY_MS, "it never came");
	else
		tell(context, SMS_UNKNOWN, 0, "no answer, and none to what became of it");
}

/* Nobody knows whether it was taken, but perhaps the gateway. */
static void find(struct sending *sending, const char *reason)
{
	const struct sms_http *sms = sending->sms;
	struct buffer url = {0};

	if (!*sms->config->sms_state_url) {
		tell(sending, SMS_UNKNOWN, 0, reason);
		return;
	}
	fill(sms->config->sms_state_url, &(struct sms){.key = sending->key, .to = "", .text = ""},
	     &url);
	http_client_send_json(sms->http, &(struct http_request){.method = "GET", .url = url.data},
			      sms->config->sms_authorization, take_state, sending);
	buffer_finish(&url);
}

static void take_answer(void *context, const struct http_answer *answer)
{
	struct sending *sending = context;
	int64_t retry_ms = answer->retry_after_ms ? answer->retry_after_ms : RETRY_MS;

	if (answer->outcome == HTTP_NOT_SENT)
		tell(sending, SMS_REFUSED, RETRY_MS, answer->reason);
	else if (answer->outcome == HTTP_UNKNOWN)
		find(sending, answer->reason);
	else if (answer->status / 100 == 2)
		tell(sending, SMS_DELIVERED, 0, NULL);
	else if (answer->status == 429 || answer->status == 503)
		tell(sending, SMS_REFUSED, retry_ms, "the gateway is busy");
	else if (answer->status / 100 == 4)
		tell(sending, SMS_REFUSED, 0, "the gateway does not take it");
	else
		find(sending, "the gateway failed");
}

/* --- the door ----------------------------------------------------------------------- */

static void send(void *own, const struct sms *message, sms_done *done, void *context)
{
	const struct sms_http *sms = own;
	const char *template = sms->config->sms_template;
	struct sending *sending = mem_new(sizeof *sending);
	struct buffer body = {0};

	*sending = (struct sending){sms, mem_text(message->key), done, context};
	fill(*template ? template : TEMPLATE, message, &body);
	http_client_send_json(sms->http,
			      &(struct http_request){.method = "POST",
						     .url = sms->config->sms_url,
						     .body = body.data,
						     .length = body.length,
						     .once = true},
			      sms->config->sms_authorization, take_answer, sending);
	crypto_forget(body.data, body.length);
	buffer_finish(&body);
}

void sms_http_open(struct sms_http *out, const struct config *config, struct http_client *http)
{
	*out = (struct sms_http){.config = config, .http = http};
	out->gateway = (struct sms_gateway){out, config->sms_honours_keys, send};
}
