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
#include "ws/session.h"

#define KEY_LENGTH 24 /* base64 of 16 bytes: RFC 6455 section 4.1 */

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
	char room[HEAD_VALUE_SIZE];
	const char *visitor = connection->address;

	if (*connection->place)
		return true;
	if (head_value(wsi, WSI_TOKEN_X_FORWARDED_FOR, room) && last_hop(config, room))
		visitor = last_hop(config, room);
	if (!places_take(connection->front->places, visitor, config->connections_per_address))
		return false;
	strcpy(connection->place, visitor);
	return true;
}

/* The status to refuse the upgrade with, or 0. */
static int fault_of(struct lws *wsi, const struct front *front, const struct head *head,
		    const struct channel *channel)
{
	char room[HEAD_VALUE_SIZE];
	const char *value;

	if (!guard_host(&front->guard, head->host))
		return 403;
	if (!channel || !access_allows(ROLE_NONE, channel->endpoint))
		return 404;
	if (*head->origin ? !guard_origin(&front->guard, head->origin, head->host)
			  : channel->needs_origin)
		return 403;
	value = head_value(wsi, WSI_TOKEN_VERSION, room);
	if (!value || strcmp(value, "13") != 0)
		return 426;
	value = head_value(wsi, WSI_TOKEN_KEY, room);
	if (!value || strlen(value) != KEY_LENGTH)
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
	struct head head;
	int fault;

	if (!path)
		return 405;
	head_read(wsi, path, &head);
	channel = channel_at_path(path);
	fault = fault_of(wsi, connection->front, &head, channel);
	if (fault)
		return fault;
	connection->session = session_create(connection->front->service, channel, wsi);
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
	connection->refused = !take_place(wsi, connection);
	return true;
}
