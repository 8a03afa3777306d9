/*
 * What is answered at once, from memory.
 */
#include "ws/http.h"

#include <ctype.h>
#include <libwebsockets.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "bot/access.h"
#include "ws/answer.h"
#include "ws/channels/channel.h"
#include "ws/exchange.h"
#include "ws/head.h"
#include "ws/page_answer.h"
#include "ws/ready.h"

#define PLUGIN(name) extern const struct channel channel_##name;
#include "channels.inc"
#undef PLUGIN

#define PLUGIN(name) &channel_##name,
static const struct channel *const channels[] = {
#include "channels.inc"
};
#undef PLUGIN

#define N_CHANNELS (sizeof channels / sizeof *channels)

const struct channel *channel_at(size_t i)
{
	return i < N_CHANNELS ? channels[i] : NULL;
}

const struct channel *channel_at_path(const char *path)
{
	char segment[EXCHANGE_SEGMENT_SIZE];

	for (size_t i = 0; i < N_CHANNELS; i++) {
		const char *const *pattern = channels[i]->paths;

		for (; pattern && *pattern; pattern++) {
			if (head_path_is(path, *pattern, segment, sizeof segment))
				return channels[i];
		}
	}
	return NULL;
}

static void answer_root(struct connection *connection, const struct head *head)
{
	(void)head;
	answer_put(connection, &(struct answer){
				       .status = 302,
				       .headers = connection->front->service->shows_demo
							  ? "location: /demo/\r\n"
							  : "location: /console/\r\n",
			       });
}

/* --- what else there is --------------------------------------------------------- */

static void answer_ready(struct connection *connection, const struct head *head)
{
	struct buffer json = {0};
	bool ready = ready_print(connection->front, &json);

	(void)head;
	answer_json(connection, ready ? 200 : 503, json.data);
	buffer_finish(&json);
}

static void put_sms(void *context, const char *number, const char *text, int64_t at_ms)
{
	struct buffer *json = context;
	char at[25];

	clock_print(at_ms, at);
	json_put_comma(json);
	buffer_char(json, '{');
	json_put_member(json, "number", number);
	json_put_member(json, "text", text);
	json_put_member(json, "at", at);
	buffer_char(json, '}');
}

static void answer_phone(struct connection *connection, const struct head *head)
{
	const struct service *service = connection->front->service;
	struct buffer json = {0};

	(void)head;
	if (!service->shows_demo || !service->carrier_kind->sms_list) {
		answer_status(connection, 404);
		return;
	}
	buffer_text(&json, "{\"messages\":[");
	service->carrier_kind->sms_list(service->carrier, put_sms, &json);
	buffer_text(&json, "]}");
	answer_json(connection, 200, json.data);
	buffer_finish(&json);
}

/* Signs in at the simulated operator's app. */
static void answer_login(struct connection *connection, const struct head *head)
{
	const struct service *service = connection->front->service;
	struct buffer json = {0}, assertion = {0};
	char number[12];

	if (!service->app) {
		answer_status(connection, 404);
		return;
	}
	if (!head_query(head, "number", number, sizeof number) ||
	    strspn(number, "0123456789") != 11) {
		answer_status(connection, 400);
		return;
	}
	sim_app_sign(service->app, &(struct sim_claims){.line = number},
		     clock_now_ms(service->clock), &assertion);
	buffer_char(&json, '{');
	json_put_member(&json, "identity", assertion.data);
	buffer_char(&json, '}');
	answer_json(connection, 200, json.data);
	buffer_finish(&assertion);
	buffer_finish(&json);
}

static void answer_health(struct connection *connection, const struct head *head)
{
	(void)head;
	answer_json(connection, 200, "{\"up\":true}");
}

/* By their names in the table of access. */
static const struct {
	const char *name;
	void (*answer)(struct connection *connection, const struct head *head);
} endpoints[] = {
	{"GET /", answer_root},
	{"GET /healthz", answer_health},
	{"GET /readyz", answer_ready},
	{"GET /demo/phone", answer_phone},
	{"GET /demo/login", answer_login},
};

const char *http_endpoint_at(size_t i)
{
	return i < sizeof endpoints / sizeof *endpoints ? endpoints[i].name : NULL;
}

/* Pages are a part of `GET /`. */
static void answer_get(struct connection *connection, const struct head *head, const char *path)
{
	const char *name;
	size_t i = 0;

	while ((name = http_endpoint_at(i)) && strcmp(strchr(name, ' ') + 1, path) != 0)
		i++;
	if (channel_at_path(path))
		answer_status(connection, 426);
	else if (!access_allows(ROLE_NONE, name ? name : endpoints[0].name))
		answer_status(connection, 404);
	else if (name)
		endpoints[i].answer(connection, head);
	else
		page_answer(connection, path);
}

/* RFC 9110 section 2.5: a minor version that we do not know is spoken to like the last one. */
static bool is_spoken(const char *version)
{
	return !strncmp(version, "HTTP/1.", 7) && isdigit((unsigned char)version[7]) && !version[8];
}

bool http_answer(struct connection *connection, const char *path)
{
	const struct family *family = family_at(path);
	struct head head;
	int foreign;

	if (connection->response.length || connection->answered || connection->exchange)
		return false;
	head_read(connection->wsi, path, &head);
	foreign = guard_host(&connection->front->guard, head.host);
	connection->head_only = !strcmp(head.method, "HEAD");
	if (!is_spoken(head.version))
		answer_status(connection, 505);
	else if (foreign)
		answer_status(connection, foreign);
	else if (family)
		exchange_begin(connection, family, &head);
	else if (strcmp(head.method, "GET") != 0 && !connection->head_only)
		answer_put(connection,
			   &(struct answer){.status = 405, .headers = "allow: GET, HEAD\r\n"});
	else
		answer_get(connection, &head, path);
	return true;
}
