/*
 * Get a link to pay by: asked of a provider, or written out of a template.
 *
 * Nothing is tried again: who waits for a link is told of other ways after one try, and at once
 * while a provider that does not answer is left alone.
 */
#include "ws/pay_http.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "ws/monotonic.h"
#include "ws/template.h"

#define TEMPLATE "{\"id\":\"{key}\",\"line\":\"{line}\",\"amount\":\"{amount}\"}"
#define LINE_PLACE "{line}"
#define AMOUNT_PLACE "{amount}"

struct asking {
	struct pay_http *pay;
	pay_done *done;
	void *context;
};

static bool is_link(const char *url)
{
	return strstr(url, LINE_PLACE);
}

/* The amount is in yuan, `128.00`. */
static void fill(const char *template, const struct pay_wish *wish, struct buffer *out)
{
	struct buffer amount = {0};

	buffer_format(&amount, "%lld.%02lld", (long long)wish->fen / 100,
		      (long long)wish->fen % 100);
	template_fill(template,
		      (struct template_place[]){{"{key}", wish->key},
						{LINE_PLACE, wish->line},
						{AMOUNT_PLACE, amount.data},
						{0}},
		      out);
	buffer_finish(&amount);
}

bool pay_url_fits(const char *url)
{
	return !*url ||
	       (is_link(url) ? !strncmp(url, "https://", strlen("https://")) : http_url_fits(url));
}

bool pay_url_is_asked(const char *url)
{
	return *url && !is_link(url);
}

bool pay_template_fits(const char *template)
{
	const struct pay_wish sample = {.key = "k", .line = "13800000000", .fen = 1};
	struct buffer body = {0};
	cJSON *json;
	bool fits;

	if (!*template)
		return true;
	fill(template, &sample, &body);
	json = json_read(body.data, body.length, NULL);
	fits = json && strstr(template, LINE_PLACE) && strstr(template, AMOUNT_PLACE);
	cJSON_Delete(json);
	buffer_finish(&body);
	return fits;
}

/* --- left alone ----------------------------------------------------------------------- */

static bool may_ask(struct pay_http *pay)
{
	bool may;

	pthread_mutex_lock(&pay->lock);
	may = breaker_allows(&pay->breaker, monotonic_ms());
	pthread_mutex_unlock(&pay->lock);
	return may;
}

static void count(struct pay_http *pay, bool failed)
{
	struct breaker *breaker = &pay->breaker;
	bool was_open;

	pthread_mutex_lock(&pay->lock);
	was_open = breaker->is_open;
	if (failed)
		breaker_failed(breaker, monotonic_ms());
	else
		breaker_succeeded(breaker);
	metric_set(&pay->metrics->pay_breaker_is_open, breaker->is_open);
	metric_add(&pay->metrics->pay_breaker_opened, breaker->is_open && !was_open);
	pthread_mutex_unlock(&pay->lock);
}

/* --- answers ------------------------------------------------------------------------ */

/* A link that is cut short leads elsewhere. */
static bool copy_url(struct pay_link *link, const char *url)
{
	if (!url || strlen(url) >= sizeof link->url)
		return false;
	strcpy(link->url, url);
	return true;
}

/* Why not; NULL: there is one. */
static const char *read_answer(const struct http_answer *answer, struct pay_link *link)
{
	cJSON *json;
	const char *until;
	bool fits;

	if (answer->outcome != HTTP_ANSWERED)
		return answer->reason;
	if (answer->status / 100 != 2)
		return "the provider refused, or sent us elsewhere";
	json = json_read(answer->body, answer->length, NULL);
	until = json_text(json, "validUntil");
	fits = copy_url(link, json_text(json, "url")) &&
	       (!json_get(json, "validUntil") || (until && clock_parse(until, &link->until_ms)));
	cJSON_Delete(json);
	return fits ? NULL : "no url, or a validUntil that is no date";
}

static void take_answer(void *context, const struct http_answer *answer)
{
	struct asking asking = *(struct asking *)context;
	struct pay_link link = {0};
	const char *why_not = read_answer(answer, &link);
	int status = answer->outcome == HTTP_ANSWERED ? answer->status : 0;

	free(context);
	count(asking.pay, breaker_is_failure(status));
	if (why_not)
		log_write(LOG_LEVEL_WARNING, "no pay link", "reason", why_not, NULL);
	asking.done(asking.context, why_not ? NULL : &link);
}

/* --- asking ------------------------------------------------------------------------- */

static void send(struct pay_http *pay, const struct pay_wish *wish, struct asking *asking)
{
	const char *template = pay->config->pay_template;
	struct buffer body = {0};

	fill(*template ? template : TEMPLATE, wish, &body);
	http_client_send_json(pay->http,
			      &(struct http_request){.method = "POST",
						     .url = pay->config->pay_url,
						     .body = body.data,
						     .length = body.length},
			      pay->config->pay_authorization, take_answer, asking);
	crypto_forget(body.data, body.length);
	buffer_finish(&body);
}

static void ask_provider(void *own, const struct pay_wish *wish, pay_done *done, void *context)
{
	struct pay_http *pay = own;
	struct asking *asking;

	if (!may_ask(pay)) {
		log_write(LOG_LEVEL_WARNING, "no pay link", "reason", "the provider is left alone",
			  NULL);
		done(context, NULL);
		return;
	}
	asking = mem_new(sizeof *asking);
	*asking = (struct asking){pay, done, context};
	send(pay, wish, asking);
}

static void write_link(void *own, const struct pay_wish *wish, pay_done *done, void *context)
{
	const struct pay_http *pay = own;
	struct pay_link link = {0};
	struct buffer url = {0};

	fill(pay->config->pay_url, wish, &url);
	done(context, copy_url(&link, url.data) ? &link : NULL);
	buffer_finish(&url);
}

const struct pay_provider *pay_http_open(struct pay_http *out, const struct config *config,
					 struct metrics *metrics, struct http_client *http)
{
	*out = (struct pay_http){.config = config,
				 .http = http,
				 .metrics = metrics,
				 .lock = PTHREAD_MUTEX_INITIALIZER,
				 .breaker = {.failures_most = (int)config->breaker_failures,
					     .probe_each_ms = config->breaker_probe_ms}};
	out->provider = (struct pay_provider){out,
					      is_link(config->pay_url) ? write_link : ask_provider};
	return *config->pay_url ? &out->provider : NULL;
}
