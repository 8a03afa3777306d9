/*
 * Upgrades. libwebsockets looks at none of what is checked here.
 */
#include "ws/upgrade.h"

#include <libwebsockets.h>
#include <string.h>
#include <strings.h>

#include "bot/access.h"
#include "ws/answer.h"
#include "ws/channels/channel.h"
#include "ws/head.h"
#include "ws/http.h"
#include "ws/metrics.h"
#include "ws/monotonic.h"
#include "ws/session.h"
#include "ws/site.h"

/* Whether a comma-separated list names the word. */
static bool list_has(const char *list, const char *word)
{
	size_t length = strlen(word);

	while (*list) {
		size_t n;

		list += strspn(list, ", \t");
		n = strcspn(list, ",");
		if (!strncmp(list, word, length) && strspn(list + length, " \t") == n - length)
			return true;
		list += n;
	}
	return false;
}

/* 16 bytes in base64: RFC 6455 section 4.2.1. */
static bool is_key(const char *value)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	return strspn(value, alphabet) == 22 && !strcmp(value + 22, "==");
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

/* A proxy says who the visitor is; anybody else is one himself, and has taken his place when
 * he was accepted. */
void upgrade_find_visitor(struct lws *wsi, struct connection *connection)
{
	char room[HEAD_VALUE_SIZE];
	const char *hop = NULL;

	if (!*connection->place && head_value(wsi, WSI_TOKEN_X_FORWARDED_FOR, room))
		hop = last_hop(connection->front->service->config, room);
	strcpy(connection->visitor, hop ? hop : connection->address);
}

/* 0, or how long the visitor is to wait before he tries again. */
static int64_t take_place(struct connection *connection)
{
	struct service *service = connection->front->service;
	const struct config *config = service->config;
	const struct rate_limit limit = {config->connects_burst,
					 60000000 / config->connects_per_minute};
	int64_t wait_ms;

	if (!rates_take(service->connects, connection->visitor, &limit, monotonic_ms(), &wait_ms)) {
		metrics_limit(service->metrics, LIMIT_CONNECT_RATE);
		return wait_ms;
	}
	if (*connection->place)
		return 0;
	if (!places_take(connection->front->places, connection->visitor,
			 (size_t)config->connections_per_address)) {
		metrics_limit(service->metrics, LIMIT_ADDRESS_CONNECTIONS);
		return config->overloaded_retry_ms;
	}
	strcpy(connection->place, connection->visitor);
	return 0;
}

/* The status to refuse the upgrade with, or 0. */
static int fault_of(struct lws *wsi, const struct front *front, const struct head *head,
		    const struct channel *channel)
{
	int foreign = guard_host(&front->guard, head->host);
	char room[HEAD_VALUE_SIZE];
	const char *value;

	if (foreign)
		return foreign;
	if (!channel || !access_allows(ROLE_NONE, channel->endpoint))
		return 404;
	if (*head->origin ? !guard_origin(&front->guard, head->origin, head->host)
			  : channel->needs_origin)
		return 403;
	/* What would be its body is read as frames. */
	if (strcmp(head->version, "HTTP/1.1") != 0 || head->length || head->length_fault)
		return 400;
	value = head_value(wsi, WSI_TOKEN_VERSION, room);
	if (!value || strcmp(value, "13") != 0)
		return 426;
	value = head_value(wsi, WSI_TOKEN_KEY, room);
	if (!value || !is_key(value))
		return 400;
	value = head_value(wsi, WSI_TOKEN_PROTOCOL, room);
	if (channel->protocol && (!value || !list_has(value, channel->protocol)))
		return 400;
	return front->draining ? 503 : 0;
}

/* The session is made here, while there is a head for the channel to read. */
static int begin_session(struct lws *wsi, struct connection *connection)
{
	char room[HEAD_VALUE_SIZE];
	const char *path = head_value(wsi, WSI_TOKEN_GET_URI, room);
	const struct channel *channel;
	struct service *service;
	struct head head;
	int fault;

	if (!path)
		return 405;
	head_read(wsi, path, &head);
	channel = channel_at_path(path);
	fault = fault_of(wsi, connection->front, &head, channel);
	if (fault)
		return fault;
	upgrade_find_visitor(wsi, connection);
	service = connection->front->service;
	connection->session = session_create(service, channel, connection->visitor,
					     site_of(&head, service->config, connection->address),
					     wsi);
	return channel->admit && !channel->admit(connection->session, &head) ? 403 : 0;
}

bool upgrade_allowed(struct lws *wsi, struct connection *connection)
{
	char room[HEAD_VALUE_SIZE];
	const char *upgrade = head_value(wsi, WSI_TOKEN_UPGRADE, room);
	int fault;

	/* CVE-2025-11677: libwebsockets has already answered and freed the headers of
	 * anything but websocket and h2c. Touch nothing more. */
	if (!upgrade || strcasecmp(upgrade, "websocket") != 0)
		return false;

	fault = begin_session(wsi, connection);
	if (fault) {
		answer_status(connection, fault);
		answer_write(connection);
		return false;
	}
	connection->retry_after_ms = take_place(connection);
	return true;
}
