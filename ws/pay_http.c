/*
 * Get a link to pay by: asked of a provider, or written out of a template.
 *
 * Nothing is tried again: who waits for a link is told of other ways after one try.
 */
#include "ws/pay_http.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "ws/template.h"

#define TEMPLATE "{\"id\":\"{key}\",\"line\":\"{line}\",\"amount\":\"{amount}\"}"
#define LINE_PLACE "{line}"
#define AMOUNT_PLACE "{amount}"

struct asking {
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

	free(context);
	if (why_not)
		log_write(LOG_LEVEL_WARNING, "no pay link", "reason", why_not, NULL);
	asking.done(asking.context, why_not ? NULL : &link);
}

/* --- asking ------------------------------------------------------------------------- */

static void ask_provider(void *own, const struct pay_wish *wish, pay_done *done, void *context)
{
	const struct pay_http *pay = own;
	const char *template = pay->config->pay_template;
	struct asking *asking = mem_new(sizeof *asking);
	struct buffer body = {0};

	*asking = (struct asking){done, context};
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
					 struct http_client *http)
{
	*out = (struct pay_http){.config = config, .http = http};
	out->provider = (struct pay_provider){out,
					      is_link(config->pay_url) ? write_link : ask_provider};
	return *config->pay_url ? &out->provider : NULL;
}
