/*
 * Requests and their answers.
 */
#include "ws/http.h"

#include <libwebsockets.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/json.h"
#include "bot/access.h"
#include "ws/channels/channel.h"

#define PLUGIN(name) extern const struct channel channel_##name;
#include "channels.inc"
#undef PLUGIN

#define PLUGIN(name) &channel_##name,
static const struct channel *const channels[] = {
#include "channels.inc"
};
#undef PLUGIN

#define N_CHANNELS (sizeof channels / sizeof *channels)
#define HEADER_SIZE 512
#define ANSWER_SECONDS 30
#define KEY_LENGTH 24 /* base64 of 16 bytes: RFC 6455 section 4.1 */

const struct channel *channel_at(size_t i)
{
	return i < N_CHANNELS ? channels[i] : NULL;
}

const struct channel *channel_at_path(const char *path)
{
	for (size_t i = 0; i < N_CHANNELS; i++) {
		if (!strcmp(channels[i]->path, path))
			return channels[i];
	}
	return NULL;
}

/* The header's value; NULL when it is missing or larger than any that we accept. */
static const char *header(struct lws *wsi, enum lws_token_indexes token, char room[HEADER_SIZE])
{
	if (lws_hdr_total_length(wsi, token) <= 0 ||
	    lws_hdr_copy(wsi, room, HEADER_SIZE, token) < 0)
		return NULL;
	return room;
}

/* --- answers -------------------------------------------------------------------- */

struct answer {
	const char *status;
	const char *type;
	const char *cache;   /* NULL: not to be kept */
	const char *headers; /* whole lines */
	const char *body;
	size_t length;
};

static void put_answer(struct connection *connection, const struct answer *answer)
{
	struct buffer *out = &connection->response;
	static const char room[LWS_PRE];

	buffer_add(out, room, sizeof room);
	buffer_format(out,
		      "HTTP/1.1 %s\r\n"
		      "connection: close\r\n"
		      "content-type: %s\r\n"
		      "content-length: %zu\r\n"
		      "x-content-type-options: nosniff\r\n"
		      "referrer-policy: no-referrer\r\n"
		      "cache-control: %s\r\n"
		      "%s\r\n",
		      answer->status, answer->type ? answer->type : "text/plain", answer->length,
		      answer->cache ? answer->cache : "no-store",
		      answer->headers ? answer->headers : "");
	buffer_add(out, answer->body, answer->length);
}

static void put_status(struct connection *connection, const char *status)
{
	put_answer(connection, &(struct answer){.status = status, .body = ""});
}

bool http_write(struct lws *wsi, struct connection *connection)
{
	struct buffer *out = &connection->response;
	int written;

	/* A second call means that libwebsockets has got rid of all of it. */
	if (connection->answered || out->length == 0)
		return false;
	written = lws_write(wsi, (unsigned char *)out->data + LWS_PRE, out->length - LWS_PRE,
			    LWS_WRITE_HTTP);
	connection->answered = true;
	buffer_finish(out);
	lws_callback_on_writable(wsi);
	return written >= 0;
}

/* --- pages ---------------------------------------------------------------------- */

static bool is_below(const char *path, const char *folder)
{
	return !strncmp(path, folder, strlen(folder));
}

/* What other sites embed, they load with CORS: https://fetch.spec.whatwg.org/#http-cors-protocol */
static void put_sharing(struct lws *wsi, const struct guard *guard, struct buffer *headers)
{
	char room[HEADER_SIZE];
	const char *origin = header(wsi, WSI_TOKEN_ORIGIN, room);

	buffer_text(headers, "vary: origin\r\n");
	if (origin && guard_lists(guard, origin))
		buffer_format(headers, "access-control-allow-origin: %s\r\n", origin);
}

static void put_policy(struct buffer *headers)
{
	buffer_text(headers, "content-security-policy: default-src 'self'; connect-src 'self'; "
			     "style-src 'self'; script-src 'self'; img-src 'self' data:; "
			     "require-trusted-types-for 'script'; frame-ancestors 'none'\r\n");
}

static void put_page(struct lws *wsi, struct connection *connection, const struct page *page)
{
	struct buffer headers = {0};
	char room[HEADER_SIZE];
	const char *has = header(wsi, WSI_TOKEN_HTTP_IF_NONE_MATCH, room);
	bool is_new = !has || strcmp(has, page->etag) != 0;

	buffer_format(&headers, "etag: %s\r\n", page->etag);
	put_policy(&headers);
	if (is_below(page->path, "/widget/") || is_below(page->path, "/sdk/"))
		put_sharing(wsi, &connection->front->guard, &headers);
	put_answer(connection, &(struct answer){.status = is_new ? "200 OK" : "304 Not Modified",
						.type = page->type,
						.cache = "no-cache",
						.headers = headers.data,
						.body = page->body,
						.length = is_new ? page->length : 0});
	buffer_finish(&headers);
}

static void answer_page(struct lws *wsi, struct connection *connection, const char *path)
{
	const struct front *front = connection->front;
	const struct page *page = pages_find(front->pages, path);

	if (page && (front->service->shows_demo || !is_below(path, "/demo/")))
		put_page(wsi, connection, page);
	else
		put_status(connection, "404 Not Found");
}

static void answer_root(struct connection *connection)
{
	put_answer(connection, &(struct answer){
				       .status = "302 Found",
				       .headers = connection->front->service->shows_demo
							  ? "location: /demo/\r\n"
							  : "location: /console/\r\n",
				       .body = "",
			       });
}

/* --- what else there is --------------------------------------------------------- */

static void put_json(struct connection *connection, const char *status, const char *json)
{
	put_answer(connection, &(struct answer){.status = status,
						.type = "application/json; charset=utf-8",
						.body = json,
						.length = strlen(json)});
}

static void answer_ready(struct connection *connection)
{
	if (connection->front->draining)
		put_json(connection, "503 Service Unavailable",
			 "{\"ready\":false,\"reasons\":[\"stopping\"]}");
	else
		put_json(connection, "200 OK", "{\"ready\":true}");
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

static void answer_phone(struct connection *connection)
{
	const struct service *service = connection->front->service;
	struct buffer json = {0};

	if (!service->shows_demo || !service->carrier_kind->sms_list) {
		put_status(connection, "404 Not Found");
		return;
	}
	buffer_text(&json, "{\"messages\":[");
	service->carrier_kind->sms_list(service->carrier, put_sms, &json);
	buffer_text(&json, "]}");
	put_json(connection, "200 OK", json.data);
	buffer_finish(&json);
}

/* Everything that has a row of its own in the table of access; pages are `GET /`. */
static bool answer_named(struct connection *connection, const char *path)
{
	if (channel_at_path(path))
		put_status(connection, "426 Upgrade Required");
	else if (!strcmp(path, "/healthz") && access_allows(ROLE_NONE, "GET /healthz"))
		put_json(connection, "200 OK", "{\"up\":true}");
	else if (!strcmp(path, "/readyz") && access_allows(ROLE_NONE, "GET /readyz"))
		answer_ready(connection);
	else if (!strcmp(path, "/demo/phone") && access_allows(ROLE_NONE, "GET /demo/phone"))
		answer_phone(connection);
	else if (!access_allows(ROLE_NONE, "GET /"))
		put_status(connection, "404 Not Found");
	else
		return false;
	return true;
}

static bool is_get(struct lws *wsi)
{
	return lws_hdr_total_length(wsi, WSI_TOKEN_GET_URI) > 0;
}

bool http_answer(struct lws *wsi, struct connection *connection, const char *path)
{
	char room[HEADER_SIZE];

	if (connection->response.length || connection->answered)
		return false;
	if (!is_get(wsi))
		put_answer(connection, &(struct answer){.status = "405 Method Not Allowed",
							.headers = "allow: GET\r\n",
							.body = ""});
	else if (!guard_host(&connection->front->guard, header(wsi, WSI_TOKEN_HOST, room)))
		put_status(connection, "403 Forbidden");
	else if (!strcmp(path, "/"))
		answer_root(connection);
	else if (!answer_named(connection, path))
		answer_page(wsi, connection, path);

	lws_set_timeout(wsi, PENDING_TIMEOUT_HTTP_CONTENT, ANSWER_SECONDS);
	lws_callback_on_writable(wsi);
	return true;
}

/* --- upgrades ------------------------------------------------------------------- */

/* Whether a comma-separated list names the word. */
static bool list_has(const char *list, const char *word)
{
	size_t length = strlen(word);

	while (*list) {
		size_t n;

		list += strspn(list, ", \t");
		n = strcspn(list, ", \t");
		if (n == length && !strncmp(list, word, n))
			return true;
		list += n;
	}
	return false;
}

/* The last hop of X-Forwarded-For that is no proxy of ours; all before it is hearsay. Cuts
 * the list up. */
static const char *last_hop(const struct config *config, char *list)
{
	char *comma;

	do {
		const char *hop;

		list[strcspn(list, "\r\n")] = '\0';
		comma = strrchr(list, ',');
		hop = comma ? comma + 1 : list;
		hop += strspn(hop, " \t");
		if (*hop && strlen(hop) < ADDRESS_SIZE && !config_trusts(config, hop))
			return hop;
		if (comma)
			*comma = '\0';
	} while (comma);
	return NULL;
}

/* Behind a proxy the place is the visitor's; else the peer has taken it at accept. */
static bool take_place(struct lws *wsi, struct connection *connection)
{
	const struct config *config = connection->front->service->config;
	char room[HEADER_SIZE];
	const char *visitor = connection->address;

	if (*connection->place)
		return true;
	if (header(wsi, WSI_TOKEN_X_FORWARDED_FOR, room) && last_hop(config, room))
		visitor = last_hop(config, room);
	if (!places_take(connection->front->places, visitor, config->connections_per_address))
		return false;
	strcpy(connection->place, visitor);
	return true;
}

/* The status to refuse the upgrade with, or NULL. */
static const char *fault_of(struct lws *wsi, const struct connection *connection)
{
	const struct guard *guard = &connection->front->guard;
	char path_room[HEADER_SIZE], room[HEADER_SIZE], host_room[HEADER_SIZE];
	const char *path = header(wsi, WSI_TOKEN_GET_URI, path_room);
	const char *host = header(wsi, WSI_TOKEN_HOST, host_room);
	const struct channel *channel = path ? channel_at_path(path) : NULL;
	const char *value;

	if (!path)
		return "405 Method Not Allowed";
	if (!guard_host(guard, host))
		return "403 Forbidden";
	if (!channel || !access_allows(ROLE_NONE, channel->endpoint))
		return "404 Not Found";
	value = header(wsi, WSI_TOKEN_ORIGIN, room);
	if (value ? !guard_origin(guard, value, host) : channel->needs_origin)
		return "403 Forbidden";
	value = header(wsi, WSI_TOKEN_VERSION, room);
	if (!value || strcmp(value, "13") != 0)
		return "426 Upgrade Required";
	value = header(wsi, WSI_TOKEN_KEY, room);
	if (!value || strlen(value) != KEY_LENGTH)
		return "400 Bad Request";
	value = header(wsi, WSI_TOKEN_PROTOCOL, room);
	if (!value || !list_has(value, channel->protocol))
		return "400 Bad Request";
	if (connection->front->draining)
		return "503 Service Unavailable";
	return NULL;
}

bool http_upgrade_allowed(struct lws *wsi, struct connection *connection)
{
	char room[HEADER_SIZE];
	const char *upgrade = header(wsi, WSI_TOKEN_UPGRADE, room);
	const char *fault;

	/* CVE-2025-11677: libwebsockets has already answered and freed the headers of
	 * anything but websocket and h2c. Touch nothing more. */
	if (!upgrade || strcasecmp(upgrade, "websocket") != 0)
		return false;

	fault = fault_of(wsi, connection);
	if (fault) {
		put_status(connection, fault);
		http_write(wsi, connection);
		return false;
	}
	connection->channel = channel_at_path(header(wsi, WSI_TOKEN_GET_URI, room));
	connection->refused = !take_place(wsi, connection);
	return true;
}
